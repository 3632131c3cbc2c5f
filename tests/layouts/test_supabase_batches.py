"""What the Supabase CLI sends together: up to what PostgreSQL refuses in a transaction, that by itself, and what stands behind it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Result, Scratch

CONFIG = "version: 1\nexposed_schemas: []\nmigrations: [{path: m, layout: supabase}]\n"
BASE = """\
create type mood as enum ('good', 'bad');
create table note (id bigint primary key, mood mood, author bigint unique deferrable initially deferred);
"""
INDEX = "create index concurrently note_mood on note (mood);\n"


def propose(folder: Path, up: str) -> Result:
    scratch = Scratch(folder)
    scratch.write("db/verify.yml", CONFIG)
    scratch.write("m/20260101000000_a.sql", BASE)
    scratch.branch()
    scratch.write("m/20260102000000_b.sql", up)
    scratch.commit()
    return scratch.check()


def errors(result: Result) -> list[tuple[str, int]]:
    return [(one["rule"], one["line"]) for one in result.report["findings"] if one["severity"] == "error"]


def test_what_stands_together_is_one_transaction(tmp_path: Path) -> None:
    up = f"set local lock_timeout = '5s';\nlock table note in share mode;\n{INDEX}lock table note in share mode;\n"
    assert errors(propose(tmp_path, up)) == []


@pytest.mark.parametrize(
    ("up", "failing"),
    [
        (f"alter type mood add value 'new';\ninsert into note values (7, 'new');\n{INDEX}", 2),
        (f"{INDEX}alter type mood add value 'new';\ninsert into note values (7, 'new');\n", 3),
        (f"alter type mood add value 'new';\n{INDEX}insert into note values (7, 'new');\n", None),
        (f"{INDEX}begin;\nalter type mood add value 'new';\ncommit;\ninsert into note values (7, 'new');\n", None),
        (f"-- pg-delta: transaction=false\nalter type mood add value 'new';\ninsert into note values (7, 'new');\n{INDEX}", None),
    ],
)  # fmt: skip
def test_a_new_value_is_used_where_its_transaction_has_ended(
    tmp_path: Path, up: str, failing: int | None
) -> None:
    found = errors(propose(tmp_path, up))
    assert ("enum-value-used-at-once" in {rule for rule, _ in found}) == (failing is not None), found
    assert {line for rule, line in found if rule == "enum-value-used-at-once"} == ({failing} - {None})


def test_what_fails_as_a_batch_ends_is_told_of_its_last_statement(tmp_path: Path) -> None:
    twice = "insert into note values (7, 'good', 1);\ninsert into note values (8, 'good', 1);\n"
    assert ("migration-fails", 2) in errors(propose(tmp_path, f"{twice}{INDEX}"))
