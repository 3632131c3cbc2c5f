"""The order of things, on the real server."""

from __future__ import annotations

from pathlib import Path

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
    repository.commit()
    repository.git("checkout", "-q", "-b", "change")
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
    repository.commit()
    repository.git("checkout", "-q", "-b", "change")
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
