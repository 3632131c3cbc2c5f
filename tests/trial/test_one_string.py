"""A tool that sends a file as one string: several statements in it are one transaction, and the trial runs them so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Result, Scratch

CONFIG = "version: 1\nexposed_schemas: []\nmigrations: [{path: m, layout: golang-migrate}]\n"
BASE = """\
create schema app;
create table app.note (id bigint primary key, body text not null);
create table app.part (id bigint primary key, note bigint not null references app.note (id) deferrable initially deferred);
"""
HOLDS = [
    "set local search_path = app;\nupdate note set body = body;\n",
    "lock table app.note in share mode;\nupdate app.note set body = body;\n",
    "create temporary table kept on commit drop as select 1 as id;\nupdate app.note set body = body from kept;\n",
]


def _check(folder: Path, up: str, down: str = "select 1;\n") -> Result:
    scratch = Scratch(folder)
    scratch.write("db/verify.yml", CONFIG)
    scratch.write("m/1_base.up.sql", BASE)
    scratch.write("m/1_base.down.sql", "drop schema app cascade;\n")
    scratch.branch()
    scratch.write("m/2_next.up.sql", up)
    scratch.write("m/2_next.down.sql", down)
    scratch.commit()
    return scratch.check()


@pytest.mark.parametrize("up", HOLDS)
def test_what_lasts_for_the_transaction_lasts_for_the_file(tmp_path: Path, up: str) -> None:
    result = _check(tmp_path, up)
    assert "migration-fails" not in result.rules, result.out
    assert result.report["migrations"][-1]["steps"][0]["status"] == "applied"


def test_what_a_transaction_refuses_is_refused(tmp_path: Path) -> None:
    up = "update app.part set note = note + 0;\nupdate app.part set note = id;\nalter table app.part add column body text;\n"
    result = _check(tmp_path, up, "alter table app.part drop column body;\n")
    assert "migration-fails" in result.rules, result.out


def test_a_files_own_transaction_is_its_own(tmp_path: Path) -> None:
    up = "begin;\nset local lock_timeout = '5s';\nalter table app.note add column title text;\ncommit;\n"
    result = _check(tmp_path, up, "alter table app.note drop column title;\n")
    assert (result.code, result.findings) == (0, []), result.out


def test_the_locks_of_a_block_are_seen(tmp_path: Path) -> None:
    block = "do $$ begin alter table app.note alter column body type varchar(9); end $$;\n"
    result = _check(
        tmp_path,
        f"set local lock_timeout = '5s';\n{block}",
        "alter table app.note alter column body type text;\n",
    )
    assert "table-rewritten-in-trial" in result.rules, result.out


def test_a_block_without_a_transaction_is_told_that_it_is_one_all_the_same(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("db/verify.yml", CONFIG.replace("golang-migrate", "dbmate"))
    scratch.write(
        "m/20260101000000_base.sql", f"-- migrate:up\n{BASE}-- migrate:down\ndrop schema app cascade;\n"
    )
    scratch.branch()
    up = "set search_path = app;\ncreate index concurrently note_body on note (body);\n"
    down = "drop index concurrently app.note_body;\n"
    text = f"-- migrate:up transaction:false\n{up}-- migrate:down transaction:false\n{down}"
    scratch.write("m/20260102000000_next.sql", text)
    scratch.commit()
    found = scratch.check("--static").report["findings"]
    (message,) = [one["message"] for one in found if one["rule"] == "transaction-impossible"]
    assert "several statements in one file are one transaction" in message


def test_what_stands_before_a_files_own_begin_is_in_its_transaction(tmp_path: Path) -> None:
    up = "set local search_path = app;\nbegin;\nalter table note add column title text;\ncommit;\n"
    result = _check(tmp_path, up, "alter table app.note drop column title;\n")
    assert "migration-fails" not in result.rules, result.out
    assert result.report["migrations"][-1]["steps"][0]["status"] == "applied"


def test_what_stands_after_a_files_own_commit_is_in_a_transaction_too(tmp_path: Path) -> None:
    up = "begin;\nalter table app.note add column title text;\ncommit;\ncreate index concurrently n on app.note (title);\n"
    result = _check(tmp_path, up, "alter table app.note drop column title;\n")
    assert result.report["migrations"][-1]["steps"][0]["status"] == "failed"
    (message,) = [one["message"] for one in result.of("transaction-impossible")]
    assert "confirmed by the trial" in message


def test_a_string_that_ends_after_a_files_own_commit_ends_its_transaction(tmp_path: Path) -> None:
    up = "begin;\nalter table app.note add column title text;\ncommit;\ncreate table app.more (id int);\n"
    result = _check(tmp_path, up, "drop table app.more;\nalter table app.note drop column title;\n")
    steps = [step["status"] for step in result.report["migrations"][-1]["steps"]]
    assert steps == ["applied"] * 3, result.out


def test_a_savepoint_needs_a_begin_in_a_string_as_well(tmp_path: Path) -> None:
    result = _check(tmp_path, "savepoint one;\nalter table app.note add column title text;\n")
    (message,) = [one["message"] for one in result.of("migration-fails")]
    assert "SAVEPOINT can only be used in transaction blocks" in message


def test_a_transaction_that_a_string_leaves_open_is_left_open(tmp_path: Path) -> None:
    result = _check(tmp_path, "select 1;\nbegin;\nalter table app.note add column title text;\n")
    assert result.report["migrations"][-1]["steps"][0]["status"] == "failed"
