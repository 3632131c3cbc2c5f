"""A script cut into what is applied whole or not at all."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from checker.errors import UsageError
from checker.model import Source
from checker.ops.blocks import cut
from checker.parse.layouts import File, layout
from checker.parse.sql import parse_script


def _cut(sql: str, **changed: object) -> list[tuple[str, int, int]]:
    (migration,) = layout("marker").read("db", [File(Source("db/202601010000__x.sql", sql))])
    migration = replace(migration, **changed)  # type: ignore[arg-type]
    return [(block.kind, block.first, len(block.statements)) for block in cut(migration.up, migration)]


@pytest.mark.parametrize(
    ("sql", "blocks"),
    [
        ("BEGIN; SELECT 1; COMMIT;", [("file", 0, 3)]),
        ("START TRANSACTION; SAVEPOINT a; SELECT 1; ROLLBACK TO a; RELEASE a; END;", [("file", 0, 6)]),
        ("SET lock_timeout = 1; BEGIN; SET LOCAL jit = off; COMMIT;", [("setting", 0, 1), ("file", 1, 3)]),
        ("SELECT 1; SELECT 2;", [("alone", 0, 1), ("alone", 1, 1)]),
        ("BEGIN; COMMIT; VACUUM; BEGIN; COMMIT;", [("file", 0, 2), ("alone", 2, 1), ("file", 3, 2)]),
        ("-- nothing", []),
    ],
)
def test_a_file_that_opens_its_own_transactions(sql: str, blocks: list[tuple[str, int, int]]) -> None:
    assert _cut(sql) == blocks


def test_a_tool_that_wraps_the_file() -> None:
    assert _cut("SELECT 1; SELECT 2;", transaction="tool") == [("ours", 0, 2)]
    assert _cut("BEGIN; SELECT 1; COMMIT;", transaction="tool") == [("file", 0, 3)]


def test_a_string_of_several_statements_is_a_transaction_of_its_own() -> None:
    assert _cut("SELECT 1; SELECT 2;", transaction="none", unit="file") == [("ours", 0, 2)]
    assert _cut("VACUUM;", transaction="none", unit="file") == [("alone", 0, 1)]
    assert _cut("SELECT 1; SELECT 2;", transaction="none", unit="statement")[0] == ("alone", 0, 1)


@pytest.mark.parametrize(
    ("sql", "blocks"),
    [
        ("SELECT 1; SELECT 2; VACUUM; VACUUM; SELECT 3;", [("ours", 0, 2), ("alone", 2, 1), ("alone", 3, 1), ("ours", 4, 1)]),
        ("SET lock_timeout = 1; VACUUM;", [("setting", 0, 1), ("alone", 1, 1)]),
        ("VACUUM; SET jit = off; SELECT 1; SET jit = on;", [("alone", 0, 1), ("setting", 1, 1), ("ours", 2, 2)]),
        ("VACUUM; SET LOCAL jit = off; SELECT 1;", [("alone", 0, 1), ("ours", 1, 2)]),
    ],
)  # fmt: skip
def test_a_tool_that_wraps_what_may_be_in_a_transaction(sql: str, blocks: list[tuple[str, int, int]]) -> None:
    assert _cut(sql, transaction="batches") == blocks


def test_a_repeatable_script_is_one() -> None:
    script = parse_script(Source("db/views/x.sql", "SELECT 1; SELECT 2;"))
    assert [(block.kind, block.first) for block in cut(script)] == [("ours", 0)]


@pytest.mark.parametrize(
    "sql", ["BEGIN; SELECT 1;", "BEGIN; ROLLBACK;", "COMMIT;", "BEGIN; BEGIN; COMMIT;", "BEGIN; PREPARE TRANSACTION 'x';"]
)  # fmt: skip
def test_what_does_not_end_in_a_commit_is_refused(sql: str) -> None:
    with pytest.raises(UsageError) as refused:
        _cut(sql)
    assert refused.value.place.startswith("db/202601010000__x.sql:1:")
