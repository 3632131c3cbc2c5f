"""A table that the change itself makes holds nothing in production when its next migration runs: what it is refused there, it is not here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Result, Scratch

NOTE = "create table note (id bigint primary key, kind text not null, place smallint check (place between 1 and 3), body text);"
NEXT = [
    "create unique index note_key on note (kind, place);",
    "create unique index note_kind on note (kind);",
    "alter table note alter column body set not null;",
    "alter table note add constraint note_key unique (kind, body);",
]


def _said(done: Result) -> list[tuple[str, str]]:
    return [(one["rule"], one["severity"]) for one in done.report["findings"]]


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
    scratch.branch(message="base")
    if first == "change":
        scratch.write("m/2_note.sql", f"-- +goose Up\n{NOTE}\n{down}")
    scratch.write("m/3_next.sql", f"-- +goose Up\n{up}\n-- +goose Down\nselect 1;\n")
    scratch.commit("change")
    return scratch


@pytest.mark.parametrize("up", NEXT)
@pytest.mark.parametrize("first", ["base", "change"])
def test_made_up_rows_stand_in_the_way_where_production_has_rows(tmp_path: Path, first: str, up: str) -> None:
    found = _files(tmp_path, first=first, up=up).check("--base", "main").rules
    assert ("migration-fails" in found) == (first == "base")


@pytest.mark.parametrize("up", NEXT)
def test_after_rows_that_are_alike_the_trial_goes_on(tmp_path: Path, up: str) -> None:
    scratch = _files(
        tmp_path, first="base", up=f"{up}\nalter table note add column late int not null default 0;"
    )
    done = scratch.check("--base", "main")
    alike = "unique" in up
    assert ("migration-fails", "error") in _said(done)
    (tried,) = (one for one in done.report["migrations"] if one["id"] == "3")
    assert [step["status"] for step in tried["steps"]][:2] == (
        ["applied"] * 2 if alike else ["failed", "not-run"]
    )
    assert any("no two rows of public.note are alike" in one for one in done.report["not_proven"]) == alike


def test_where_all_rows_are_alike_the_trial_does_not_go_on_and_says_no_such_thing(tmp_path: Path) -> None:
    up = "alter table note add column sole boolean not null default true check (sole);\ncreate unique index on note (sole);"
    done = _files(tmp_path, first="base", up=up).check("--base", "main")
    (message,) = (one["message"] for one in done.of("migration-fails"))
    assert "the trial went on" not in message
    assert not any("are alike" in one for one in done.report["not_proven"])


def test_rows_of_a_seed_that_are_alike_fail(tmp_path: Path) -> None:
    scratch = _files(tmp_path, first="base", up=NEXT[1])
    scratch.replace("db/verify.yml", "exposed_schemas", "seeds: [seed.sql]\nexposed_schemas")
    scratch.write(
        "seed.sql", "insert into note (id, kind) values (1, 'a'), (2, 'a') on conflict do nothing;\n"
    )
    scratch.commit("seed")
    assert ("migration-fails", "error") in _said(scratch.check("--base", "main"))


def test_every_constraint_on_rows_that_are_alike_is_told(tmp_path: Path) -> None:
    """Of two tables, of a reference, and beside a failure that has another reason."""
    up = (
        "create unique index a on note (kind);\ncreate unique index b on home (id);\n"
        "alter table part add unique (note);\nalter table note alter column body set not null;\n"
    )
    scratch = _files(tmp_path, first="base", up=up)
    scratch.git("switch", "-q", "main")
    scratch.replace(
        "m/2_note.sql", NOTE, f"{NOTE}\ncreate table part (id int, note bigint not null references note);"
    )
    scratch.commit("parts")
    scratch.git("switch", "-q", "change")
    scratch.git("rebase", "-q", "main")
    found = scratch.check("--base", "main").report["findings"]
    assert [(one["line"], one["severity"]) for one in found if one["rule"] == "migration-fails"] == [
        (2, "error"),
        (3, "error"),
        (4, "error"),
        (5, "error"),
    ]


def test_a_new_table_has_rows_all_the_same(tmp_path: Path) -> None:
    """What a later migration of the change loses of them is seen."""
    scratch = _files(tmp_path, first="change", up="update note set kind = '-' where id > 0;")
    scratch.replace("m/3_next.sql", "select 1;", "update note set kind = '+' where id > 0;")
    scratch.commit("a down")
    assert "down-loses-data" in scratch.check("--base", "main").rules
