"""Liquibase's formatted SQL, which no layout reads: never taken for a plain file in silence."""

from __future__ import annotations

from pathlib import Path

from tests.support import Result, Scratch

CONFIG = "version: 1\nexposed_schemas: []\nmigrations: [{{path: db/changes{}}}]\n"
CHANGESET = "--liquibase formatted sql\n\n--changeset me:{0}\n{1}\n--rollback {2}\n"


def checked(folder: Path, layout: str) -> Result:
    scratch = Scratch(folder)
    scratch.write("db/verify.yml", CONFIG.format(layout))
    scratch.write(
        "db/changes/1_note.sql",
        CHANGESET.format(1, "create table note (id bigint primary key);", "drop table note;"),
    )
    scratch.branch(message="base")
    scratch.write(
        "db/changes/2_mood.sql",
        CHANGESET.format(2, "create type mood as enum ('good');", "drop type other;\n--rollback select 1;"),
    )
    scratch.commit("change")
    return scratch.check()


def test_a_layout_that_is_guessed_is_no_answer(tmp_path: Path) -> None:
    result = checked(tmp_path, "")
    assert result.code == 2
    said = result.out + result.err
    assert "db/changes names no layout, and db/changes/1_note.sql is a file of Liquibase's" in said
    assert "db/verify.yml:3" in said and "Write layout: plain" in said


def test_one_that_is_named_says_what_it_does_not_try(tmp_path: Path) -> None:
    result = checked(tmp_path, ", layout: plain")
    assert result.code == 0, result.out
    (found,) = result.report["findings"]
    assert (found["rule"], found["severity"], found["line"]) == ("down-marker-ambiguous", "warning", 1)
    assert "its 2 rollbacks can't be tried" in found["message"]
    assert (
        "what Liquibase does with db/changes/2_mood.sql: each is run as one file, and its rollbacks are not run at all"
        in result.report["not_proven"]
    )
