"""The remedy that `blocking-validation` names for a partition beside a default one: followed to the letter, nothing is found."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support import Scratch
from tests.verdict.conftest import CONFIG, migration

FOLDER = "db/migrations"


class Case(NamedTuple):
    """A partitioned table, what the change does, what undoes it, and the constraint that the message names."""

    tables: str
    up: str
    down: str
    check: str


CASES = {
    "range": Case(
        "create table app.day (at date not null) partition by range (at);\n"
        "create table app.day_rest partition of app.day default;",
        "create table app.day_2025 partition of app.day for values from ('2025-01-01') to ('2026-01-01');",
        "drop table app.day_2025;",
        "alter table app.day_rest add constraint not_day_2025 check (at < '2025-01-01' or at >= '2026-01-01') not valid",
    ),
    "range of a column that may be null": Case(
        "create table app.day (at timestamptz) partition by range (at);\n"
        "create table app.day_rest partition of app.day default;",
        "create table app.day_new partition of app.day for values from ('2025-01-01 00:00+00') to (maxvalue);",
        "drop table app.day_new;",
        "alter table app.day_rest add constraint not_day_new check (at < '2025-01-01 00:00:00+00') not valid",
    ),
    "list": Case(
        "create table app.note (kind text) partition by list (kind);\n"
        'create table app."Rest" partition of app.note default;',
        "create table app.note_a partition of app.note for values in ('a', 'b');",
        "drop table app.note_a;",
        "alter table app.\"Rest\" add constraint not_note_a check (kind not in ('a', 'b')) not valid",
    ),
    "list with null": Case(
        "create table app.note (kind text) partition by list (lower(kind));\n"
        "create table app.note_rest partition of app.note default;\ninsert into app.note values ('x');",
        "create table app.note_a partition of app.note for values in (null, 'a');",
        "drop table app.note_a;",
        "alter table app.note_rest add constraint not_note_a"
        " check (lower(kind) is not null and lower(kind) not in ('a')) not valid",
    ),
    "list of null": Case(
        "create table app.note (kind integer) partition by list (kind);\n"
        "create table app.note_rest partition of app.note default;\ninsert into app.note values (1);",
        "create table app.note_a partition of app.note for values in (null);",
        "drop table app.note_a;",
        "alter table app.note_rest add constraint not_note_a check (kind is not null) not valid",
    ),
    "a default that is partitioned itself": Case(
        "create table app.day (at date not null, n integer not null) partition by range (at);\n"
        "create table app.rest partition of app.day default partition by list (n);\n"
        "create table app.rest_more partition of app.rest default;",
        "create table app.day_2025 partition of app.day for values from ('2025-01-01') to ('2026-01-01');",
        "drop table app.day_2025;",
        "alter table app.rest add constraint not_day_2025 check (at < '2025-01-01' or at >= '2026-01-01') not valid",
    ),
    "attached in a block": Case(
        "create table app.day (at date not null) partition by range (at);\n"
        "create table app.day_rest partition of app.day default;",
        "create table app.day_2025 (like app.day);\n"
        "do $$ begin execute 'alter table app.day attach partition app.day_2025"
        " for values from (''2025-01-01'') to (''2026-01-01'')'; end $$;",
        "drop table app.day_2025;",
        "alter table app.day_rest add constraint not_day_2025 check (at < '2025-01-01' or at >= '2026-01-01') not valid",
    ),
    "several in a block": Case(
        "create table app.day (at date not null) partition by range (at);\n"
        "create table app.day_rest partition of app.day default;",
        "do $$ begin for y in 2025..2026 loop execute format('create table app.day_%s partition of app.day"
        " for values from (%L) to (%L)', y, y || '-01-01', (y + 1) || '-01-01'); end loop; end $$;",
        "drop table app.day_2026;\ndrop table app.day_2025;",
        "alter table app.day_rest add constraint only_rest check ((at < '2025-01-01' or at >= '2026-01-01')"
        " and (at < '2026-01-01' or at >= '2027-01-01')) not valid",
    ),
    "a default that is attached": Case(
        "create table app.note (kind text) partition by list (kind);\n"
        "create table app.note_a partition of app.note for values in ('a');\n"
        "create table app.note_b partition of app.note for values in ('b', null);\n"
        "create table app.rest (kind text);\ninsert into app.rest values ('x');",
        "alter table app.note attach partition app.rest default;",
        "alter table app.note detach partition app.rest;",
        "alter table app.rest add constraint only_rest check ((kind not in ('a'))"
        " and (kind is not null and kind not in ('b'))) not valid",
    ),
    "rows of its own": Case(
        "create table app.day (at date) partition by range (at);\ncreate table app.old (at date);\n"
        "insert into app.old values ('2025-01-01');",
        "alter table app.day attach partition app.old for values from ('2020-01-01') to ('2040-01-01');",
        "alter table app.day detach partition app.old;",
        "alter table app.old add constraint only_old"
        " check (at is not null and at >= '2020-01-01' and at < '2040-01-01') not valid",
    ),
}


def _path(number: int) -> str:
    return f"{FOLDER}/20260101{number:04}__m.sql"


def _repository(folder: Path, tables: str) -> Scratch:
    scratch = Scratch(folder)
    scratch.write("db/verify.yml", CONFIG)
    scratch.write(_path(0), migration(f"create schema app;\n{tables}", "drop schema app cascade;"))
    scratch.branch()
    return scratch


@pytest.mark.parametrize("name", CASES)
def test_the_remedy_is_named_and_helps(tmp_path: Path, name: str) -> None:
    case = CASES[name]
    scratch = _repository(tmp_path, case.tables)
    scratch.write(_path(9), migration(case.up, case.down))
    found = scratch.check().of("blocking-validation")
    assert len(found) == 1, found
    message = found[0]["message"]
    named = re.search(r"(ALTER TABLE .* NOT VALID); then (VALIDATE CONSTRAINT (\w+)), each in", message)
    assert named, message
    add, validate, constraint = named.groups()
    assert add.lower() == case.check.lower()
    alter = add.partition(" ADD CONSTRAINT ")[0]
    scratch.write(_path(1), migration(f"{add};", f"{alter} drop constraint {constraint};"))
    # Nothing makes a constraint unproven again: the down of a validation does nothing, and says so.
    scratch.write(
        _path(2),
        migration(f"{alter} {validate};", f"{alter} drop constraint {constraint};\n{add};"),
    )
    result = scratch.check("--fail-on", "warning")
    assert (result.code, result.findings) == (0, []), result.out


def test_two_in_one_transaction_are_told_the_same(tmp_path: Path) -> None:
    case = CASES["range"]
    scratch = _repository(tmp_path, case.tables)
    more = "create table app.day_2026 partition of app.day for values from ('2026-01-01') to ('2027-01-01');"
    scratch.write(_path(9), migration(f"{case.up}\n{more}", f"drop table app.day_2026;\n{case.down}"))
    held = [one["message"] for one in scratch.check().of("access-exclusive-held")]
    assert held and all(
        one.endswith("or spare that by the CHECK that blocking-validation names there") for one in held
    )


@pytest.mark.parametrize(
    ("key", "low", "high", "row"),
    [("a, b", "1, 1", "2, 2", "9, 9"), ("c text_pattern_ops", "'a'", "'b'", "9, 9, 'x'")],
)
def test_bounds_that_are_more_than_one_expression_are_left_to_the_reader(
    tmp_path: Path, key: str, low: str, high: str, row: str
) -> None:
    tables = (
        f"create table app.day (a integer, b integer, c text) partition by range ({key});\n"
        "create table app.day_rest partition of app.day default;\n"
        f"insert into app.day values ({row});"
    )
    scratch = _repository(tmp_path, tables)
    up = f"create table app.day_1 partition of app.day for values from ({low}) to ({high});"
    scratch.write(_path(1), migration(up, "drop table app.day_1;"))
    (found,) = scratch.check().of("blocking-validation")
    assert "a CHECK on app.day_rest that admits no rows of app.day_1, NOT VALID" in found["message"]
