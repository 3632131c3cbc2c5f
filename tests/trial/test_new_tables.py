"""A table that the change itself makes holds nothing in production when its next migration runs: what it is refused there, it is not here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Scratch

NOTE = "create table note (id bigint primary key, kind text not null, place smallint check (place between 1 and 3), body text);"
NEXT = [
    "create unique index note_key on note (kind, place);",
    "create unique index note_kind on note (kind);",
    "alter table note alter column body set not null;",
    "alter table note add constraint note_key unique (kind, body);",
]


def _files(folder: Path, *, first: str, up: str) -> Scratch:
    scratch = Scratch(folder)
    scratch.write(
        "db/verify.yml", "version: 1\nexposed_schemas: []\nmigrations: [{path: m, layout: goose}]\n"
    )
    down = "-- +goose Down\ndrop table note;\n"
    scratch.write(
        "m/1_home.sql", "-- +goose Up\ncreate table home (id int);\n-- +goose Down\ndrop table home;\n"
    )
    if first == "base":
        scratch.write("m/2_note.sql", f"-- +goose Up\n{NOTE}\n{down}")
    scratch.commit("base")
    scratch.git("switch", "-q", "-c", "change")
    if first == "change":
        scratch.write("m/2_note.sql", f"-- +goose Up\n{NOTE}\n{down}")
    scratch.write("m/3_next.sql", f"-- +goose Up\n{up}\n-- +goose Down\nselect 1;\n")
    scratch.commit("change")
    return scratch


@pytest.mark.parametrize("up", NEXT)
@pytest.mark.parametrize("first", ["base", "change"])
def test_made_up_rows_stand_in_the_way_where_production_has_rows(tmp_path: Path, first: str, up: str) -> None:
    found = {rule for rule, *_ in _files(tmp_path, first=first, up=up).check("--base", "main").findings}
    assert ("migration-fails" in found) == (first == "base")


def test_a_new_table_has_rows_all_the_same(tmp_path: Path) -> None:
    """What a later migration of the change loses of them is seen."""
    scratch = _files(tmp_path, first="change", up="update note set kind = '-' where id > 0;")
    scratch.replace("m/3_next.sql", "select 1;", "update note set kind = '+' where id > 0;")
    scratch.commit("a down")
    assert "down-loses-data" in {rule for rule, *_ in scratch.check("--base", "main").findings}
