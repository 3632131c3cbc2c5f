"""What the trial saw of locks, as findings of the installed command: each rule fires, and is quiet beside it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support import Result, Scratch
from tests.verdict.conftest import CONFIG, migration

TABLES = """\
CREATE SCHEMA $s;
CREATE TABLE $s.owners (id bigint PRIMARY KEY, name text);
CREATE TABLE $s.items (id bigint PRIMARY KEY, size integer, owner bigint REFERENCES $s.owners);
CREATE TABLE $s.days (day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE $s.march (day date NOT NULL);
CREATE TABLE $s."pipe|d" (id bigint PRIMARY KEY);
DO $$ BEGIN EXECUTE 'ALTER TABLE $s.items ADD COLUMN hidden varchar(5)'; END $$;"""
REWRITTEN, VALIDATED, HELD = "table-rewritten-in-trial", "blocking-validation", "access-exclusive-held"


class Case(NamedTuple):
    """The change's statements from the file's third line on, and what is found: rule, line, part of the message."""

    up: str
    found: tuple[tuple[str, int, str], ...]


CASES = {
    "rewritten-in-a-block": Case(
        "DO $$ BEGIN EXECUTE 'ALTER TABLE $s.items ALTER COLUMN size TYPE bigint'; END $$;",
        ((REWRITTEN, 3, "statement 3 takes ACCESS EXCLUSIVE on $s.items (blocks reads and writes)"),),
    ),
    "validated-in-a-block": Case(
        "DO $$ BEGIN EXECUTE 'ALTER TABLE $s.items ADD CHECK (size > -9)'; END $$;",
        ((VALIDATED, 3, "ACCESS EXCLUSIVE on $s.items (blocks reads and writes) and reads all of it"),),
    ),
    "index-in-a-block": Case(
        "DO $$ BEGIN EXECUTE 'CREATE INDEX items_size ON $s.items (size)'; END $$;",
        ((VALIDATED, 3, "SHARE on $s.items (blocks writes) and reads all of it"),),
    ),
    "partition-attached": Case(
        "ALTER TABLE $s.days ATTACH PARTITION $s.march FOR VALUES FROM ('2020-01-01') TO ('2040-01-01');",
        ((VALIDATED, 3, "$s.march"),),
    ),
    "held-while-rows-change": Case(
        "ALTER TABLE $s.items ADD COLUMN more text;\nUPDATE $s.owners SET name = 'x';",
        ((HELD, 3, "lasts while line 4 reads or changes rows"),),
    ),
    "held-while-rows-are-copied": Case(
        "ALTER TABLE $s.items ADD COLUMN more text;\nCREATE TABLE $s.copied AS SELECT id FROM $s.owners;",
        ((HELD, 3, "lasts while line 4 reads or changes rows"),),
    ),
    "held-while-another-is-waited-for": Case(
        "ALTER TABLE $s.items ADD COLUMN more text;\nALTER TABLE $s.owners ADD COLUMN more text;",
        ((HELD, 3, "lasts while line 4 waits for a lock on $s.owners"),),
    ),
    "confirmed": Case(
        "ALTER TABLE $s.items ALTER COLUMN size TYPE bigint;",
        (("column-type-changed", 3, "(confirmed by the trial)"),),
    ),
    "confirmed-validation": Case(
        "ALTER TABLE $s.items ADD CONSTRAINT big CHECK (size > -9);",
        (("constraint-validated-at-once", 3, "(confirmed by the trial)"),),
    ),
    "confirmed-key": Case(
        "ALTER TABLE $s.items ADD FOREIGN KEY (owner) REFERENCES $s.owners;",
        (("constraint-validated-at-once", 3, "(confirmed by the trial)"),),
    ),
    "confirmed-not-null": Case(
        "UPDATE $s.items SET size = 1 WHERE size IS NULL;\nALTER TABLE $s.items ALTER COLUMN size SET NOT NULL;",
        (("not-null-scans-table", 4, "(confirmed by the trial)"),),
    ),
    "confirmed-index": Case(
        "CREATE INDEX items_size ON $s.items (size);",
        (("index-not-concurrent", 3, "(confirmed by the trial)"),),
    ),
    # The file does not show the column, so that the rule fears a rewrite.
    "refuted": Case("ALTER TABLE $s.items ALTER COLUMN hidden TYPE varchar(50);", ()),
    "quiet": Case(
        "ALTER TABLE $s.items ADD COLUMN more text;\nCOMMENT ON COLUMN $s.items.more IS 'x';\n"
        "ALTER TABLE $s.items ADD CONSTRAINT big CHECK (size > -9) NOT VALID;\n"
        "CREATE TABLE $s.fresh (id bigint PRIMARY KEY, x text);\nINSERT INTO $s.fresh VALUES (1, 'a');\n"
        "ALTER TABLE $s.fresh ALTER COLUMN x TYPE varchar(9);",
        (),
    ),
    "quiet-piped": Case('ALTER TABLE $s."pipe|d" ADD COLUMN more text;', ()),
}
LOCK_RULES = {
    REWRITTEN,
    VALIDATED,
    HELD,
    "column-type-changed",
    "constraint-validated-at-once",
    "not-null-scans-table",
    "index-not-concurrent",
}


def path_of(name: str) -> str:
    return f"db/migrations/2026020109{sorted(CASES).index(name):02d}__{name.replace('-', '_')}.sql"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("locks")


@pytest.fixture(scope="module")
def result(folder: Path) -> Result:
    """All cases in one change, each in a schema of its own; their ways back are nobody's business here."""
    scratch = Scratch(folder / "repository")
    rules = "rules: {down-missing: off, down-empty: off}\nexposed_schemas: []\n"
    scratch.write("db/verify.yml", CONFIG + rules)
    tables = "\n".join(TABLES.replace("$s", schema_of(name)) for name in CASES)
    scratch.write("db/migrations/202601010900__tables.sql", one_way(tables))
    scratch.branch(message="begin")
    for name, case in CASES.items():
        scratch.write(path_of(name), one_way(case.up.replace("$s", schema_of(name))))
    scratch.commit("cases")
    return scratch.check("--report", f"markdown={folder / 'report.md'}")


def schema_of(name: str) -> str:
    return f"c_{name.replace('-', '_')}"


def one_way(up: str) -> str:
    return migration(up, "").partition("/* DOWN */")[0]


@pytest.mark.parametrize("name", CASES)
def test_what_was_seen(result: Result, name: str) -> None:
    found = [
        (finding["rule"], finding["line"], finding["message"])
        for finding in result.report["findings"]
        if finding["path"] == path_of(name) and finding["rule"] in LOCK_RULES
    ]
    expected = CASES[name].found
    assert [each[:2] for each in found] == [each[:2] for each in expected], found
    for (_, _, message), (_, _, part) in zip(found, expected, strict=True):
        assert part.replace("$s", schema_of(name)) in message


def test_waiting_for_another_table_is_a_note(result: Result) -> None:
    (severity,) = (
        finding["severity"]
        for finding in result.report["findings"]
        if finding["path"] == path_of("held-while-another-is-waited-for") and finding["rule"] == HELD
    )
    assert severity == "note"


def test_the_report_has_a_table_of_locks(result: Result, folder: Path) -> None:
    (steps,) = (
        migration["steps"]
        for migration in result.report["migrations"]
        if migration["path"] == path_of("confirmed")
    )
    (lock,) = steps[0]["locks"]
    assert lock == {
        "statement": 3,
        "line": 3,
        "relation": "c_confirmed.items",
        "mode": "AccessExclusiveLock",
        "blocks": "reads and writes",
        "rewritten": True,
        "scanned": True,
    }
    text = (folder / "report.md").read_text(encoding="utf-8")
    assert "| 3 | 3 | ACCESS EXCLUSIVE | `c_confirmed.items` | reads and writes | writes it anew |\n" in text
    assert '| 3 | 3 | ACCESS EXCLUSIVE | `c_quiet_piped."pipe\\|d"` | reads and writes |  |\n' in text


def test_a_script_is_not_blamed_for_the_scans_of_the_one_before(tmp_path: Path) -> None:
    """Both run in one session, whose statistics may still hold what the first has read."""
    scratch = Scratch(tmp_path)
    scratch.write("db/verify.yml", CONFIG + "exposed_schemas: []\n")
    scratch.write("db/migrations/202601010900__tables.sql", one_way(TABLES.replace("$s", "app")))
    scratch.branch(message="begin")
    for number, what in enumerate(("CONSTRAINT positive CHECK (size > 0)", "COLUMN more text")):
        back = f"ALTER TABLE app.items DROP {' '.join(what.split()[:2])};"
        scratch.write(
            f"db/migrations/20260201090{number}__items.sql",
            migration(f"ALTER TABLE app.items ADD {what};", back),
        )
    scratch.commit("two changes of one table")
    found = [
        path
        for rule, path, _ in scratch.check().findings
        if rule in (VALIDATED, "constraint-validated-at-once")
    ]
    assert set(found) == {"db/migrations/202602010900__items.sql"}
