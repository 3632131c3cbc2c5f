"""The order of things, on the real server."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.trial import sources
from tests.support import ROOT, Scratch

CONFIG = "version: 1\nmigrations: [{path: db/migrations, layout: marker}]\n"


def migration(up: str, down: str) -> str:
    return f"BEGIN;\n{up}\nCOMMIT;\n/* DOWN */\nBEGIN;\n{down}\nCOMMIT;\n"


def test_each_judged_migration_goes_up_down_and_up(tmp_path: Path) -> None:
    repository = Scratch(tmp_path)
    repository.write("db/verify.yml", CONFIG)
    repository.write(
        "db/migrations/202601010000__a.sql", migration("CREATE TABLE a (x int);", "DROP TABLE a;")
    )
    repository.branch()
    for name in "bc":
        path = f"db/migrations/20260{'abc'.index(name) + 1}010000__{name}.sql"
        repository.write(path, migration(f"CREATE TABLE {name} (x int);", f"DROP TABLE {name};"))
    repository.commit()
    report = repository.check().report
    steps = [
        (one["id"], [(step["direction"], step["status"]) for step in one["steps"]])
        for one in report["migrations"]
    ]
    both = [(direction, "applied") for direction in ("up", "down", "up", "down", "up")]
    assert steps == [("202601010000", []), ("202602010000", both), ("202603010000", both)]
    assert [one["reversible"] for one in report["migrations"]] == ["not-tried", "proven", "proven"]


def test_this_repository_is_reversible() -> None:
    from tests.support import db_verify

    result = db_verify(ROOT, "check", "--all", "--format", "json")
    assert {one["reversible"] for one in result.report["migrations"]} == {"proven"}, result.out


def test_rows_that_a_down_loses_are_there_for_the_next_migration(tmp_path: Path) -> None:
    repository = Scratch(tmp_path)
    repository.write("db/verify.yml", CONFIG + "exposed_schemas: []\n")
    repository.write(
        "db/migrations/202601010000__a.sql",
        migration("CREATE TABLE a (x int PRIMARY KEY, y int NOT NULL);", "DROP TABLE a;"),
    )
    repository.branch()
    loses = migration("ALTER TABLE a ADD COLUMN z int;", "ALTER TABLE a DROP COLUMN z;\nDELETE FROM a;")
    fails = migration(
        "SET LOCAL lock_timeout = '5s';\nALTER TABLE a ADD CONSTRAINT small CHECK (y > 1000000);",
        "ALTER TABLE a DROP CONSTRAINT small;",
    )
    repository.write("db/migrations/202602010000__b.sql", loses)
    repository.write("db/migrations/202603010000__c.sql", fails)
    repository.commit()
    found = {(one["rule"], one["migration"]) for one in repository.check().report["findings"]}
    assert {("down-loses-data", "202602010000"), ("migration-fails", "202603010000")} <= found


TABLE = "CREATE TABLE a (x int PRIMARY KEY, y int NOT NULL);\n"
REFUSES = """\
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$ begin raise exception 'no'; end $$;
CREATE TRIGGER refuse BEFORE DELETE ON a FOR EACH ROW EXECUTE FUNCTION refuse();
"""
BIG = "CHECK (y > 1000000)"


@pytest.mark.skipif(
    sources.find("auto").major < 16, reason="the trial takes CREATEROLE away before PostgreSQL 16"
)
def test_a_role_that_only_a_down_makes_is_not_the_next_migrations_doing(tmp_path: Path) -> None:
    """Roles are the server's: a fresh copy of the database holds the stray ones still."""
    repository = Scratch(tmp_path)
    roles = "CREATE ROLE owner LOGIN CREATEROLE;\nALTER DATABASE app OWNER TO owner;\nALTER SCHEMA public OWNER TO owner;\n"
    settings = "exposed_schemas: []\nbootstrap: [db/bootstrap]\ntrial: {owner: owner}\n"
    repository.write("db/verify.yml", CONFIG + settings)
    repository.write("db/bootstrap/roles.sql", roles)
    repository.write(
        "db/migrations/202601010000__a.sql", migration("CREATE TABLE a (x int);", "DROP TABLE a;")
    )
    repository.branch()
    for number, stray in enumerate(("CREATE ROLE one;", "CREATE ROLE two;", ""), 2):
        text = migration(f"CREATE TABLE t{number} (x int);", f"DROP TABLE t{number};\n{stray}")
        repository.write(f"db/migrations/20260{number}010000__t{number}.sql", text)
    repository.commit()
    report = repository.check().report
    found = [one for one in report["findings"] if one["stage"] == "live"]
    assert [(one["rule"], one["object"]) for one in found] == [
        ("down-leaves-trace", "one"),
        ("down-leaves-trace", "two"),
    ]
    reversible = [one["reversible"] for one in report["migrations"]]
    assert reversible == ["not-tried", "not-reversible", "not-reversible", "proven"]


@pytest.mark.parametrize(
    ("base", "inserts", "constraint", "fails"),
    [
        pytest.param(TABLE, "", BIG, False, id="made-up rows make way"),
        pytest.param(TABLE + REFUSES, "", BIG, False, id="a trigger keeps them"),
        pytest.param(TABLE + "CREATE TABLE b (a int NOT NULL REFERENCES a);\n", "", BIG, False, id="another table needs them"),
        pytest.param(TABLE, "", "FOREIGN KEY (y) REFERENCES a (x)", False, id="no check"),
        pytest.param(TABLE + "INSERT INTO a VALUES (1, 1);\n", "", BIG, True, id="the base's rows stay"),
        pytest.param(TABLE, "INSERT INTO a VALUES (1, 1);\n", BIG, True, id="the change's rows stay"),
        pytest.param(TABLE, "DELETE FROM a;\nINSERT INTO a VALUES (1, 1), (2, 2), (3, 3);\n", BIG, True, id="as many others stay"),
    ],
)  # fmt: skip
def test_a_constraint_is_validated_for_rows_that_were_mended(
    tmp_path: Path, base: str, inserts: str, constraint: str, fails: bool
) -> None:
    """Rows that the trial made up are no reason for a VALIDATE to fail; those that migrations bring are."""
    repository = Scratch(tmp_path)
    repository.write("db/verify.yml", CONFIG + "exposed_schemas: []\n")
    repository.write("db/migrations/202601010000__a.sql", migration(base, "DROP TABLE a;"))
    repository.branch()
    timeout, undo = "SET LOCAL lock_timeout = '5s';\n", "ALTER TABLE a DROP CONSTRAINT big;"
    for name, up, down in (
        (
            "2__b",
            inserts or "SELECT 1;\n",
            "SELECT 1;" if "DELETE" in inserts else "DELETE FROM a WHERE x < 10;\n",
        ),
        ("3__c", f"{timeout}ALTER TABLE a ADD CONSTRAINT big {constraint} NOT VALID;", timeout + undo),
        ("4__d", f"{timeout}ALTER TABLE a VALIDATE CONSTRAINT big;", "SELECT 1;"),
    ):
        number, _, rest = name.partition("__")
        repository.write(f"db/migrations/20260{number}010000__{rest}.sql", migration(up, down))
    repository.commit()
    findings = repository.check().report["findings"]
    failed = [(one["migration"], one["line"]) for one in findings if one["rule"] == "migration-fails"]
    assert failed == ([("202604010000", 3)] if fails else [])


def test_rows_are_told_apart_by_the_key_that_they_have_by_then(tmp_path: Path) -> None:
    """The values of two rows that change places are the same values, to who does not know which row is which."""
    repository = Scratch(tmp_path)
    repository.write("db/verify.yml", CONFIG + "exposed_schemas: []\n")
    rows = "CREATE TABLE a (x int NOT NULL, y int NOT NULL);\nINSERT INTO a VALUES (1, 10), (2, 20);"
    repository.write("db/migrations/202601010000__a.sql", migration(rows, "DROP TABLE a;"))
    repository.branch()
    key = migration("ALTER TABLE a ADD PRIMARY KEY (x);", "ALTER TABLE a DROP CONSTRAINT a_pkey;")
    swaps = migration(
        "ALTER TABLE a ADD COLUMN z int;",
        "ALTER TABLE a DROP COLUMN z;\nUPDATE a SET y = 30 - y WHERE x IN (1, 2);",
    )
    repository.write("db/migrations/202602010000__key.sql", key)
    repository.write("db/migrations/202603010000__swaps.sql", swaps)
    repository.commit()
    report = repository.check().report
    assert [one["reversible"] for one in report["migrations"]] == ["not-tried", "proven", "not-reversible"]


def test_what_is_said_of_each_way_back(tmp_path: Path) -> None:
    repository = Scratch(tmp_path)
    repository.write("db/verify.yml", CONFIG + "exposed_schemas: []\n")
    repository.write(
        "db/migrations/202601010000__a.sql", migration("CREATE TABLE a (x int);", "DROP TABLE a;")
    )
    repository.branch()
    add, drop = "ALTER TABLE a ADD COLUMN {} int;", "ALTER TABLE a DROP COLUMN {};"
    irreversible = '-- db-verify: irreversible reason="a test"\n'
    ways = {
        "proven": migration("CREATE EXTENSION IF NOT EXISTS citext;\n" + add.format("b"), drop.format("b")),
        "not-reversible": migration(add.format("c"), drop.format("c") + "\nSELECT 1 / 0;"),
        "declared-irreversible": irreversible + migration(add.format("d"), "").partition("/* DOWN")[0],
        "not-tried": migration(add.format("e"), "").partition("/* DOWN")[0],
    }
    for number, text in enumerate(ways.values(), 2):
        repository.write(f"db/migrations/20260{number}010000__m.sql", text)
    repository.commit()
    report = repository.check().report
    assert [one["reversible"] for one in report["migrations"][1:]] == [*ways]
