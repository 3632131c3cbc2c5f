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
    scratch.commit()
    scratch.git("switch", "-q", "-c", "change")
    scratch.write("m/2_next.up.sql", up)
    scratch.write("m/2_next.down.sql", down)
    scratch.commit()
    return scratch.check()


@pytest.mark.parametrize("up", HOLDS)
def test_what_lasts_for_the_transaction_lasts_for_the_file(tmp_path: Path, up: str) -> None:
    result = _check(tmp_path, up)
    assert "migration-fails" not in {rule for rule, *_ in result.findings}, result.out
    assert result.report["migrations"][-1]["steps"][0]["status"] == "applied"


def test_what_a_transaction_refuses_is_refused(tmp_path: Path) -> None:
    up = "update app.part set note = note + 0;\nupdate app.part set note = id;\nalter table app.part add column body text;\n"
    result = _check(tmp_path, up, "alter table app.part drop column body;\n")
    assert "migration-fails" in {rule for rule, *_ in result.findings}, result.out


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
    assert "table-rewritten-in-trial" in {rule for rule, *_ in result.findings}, result.out


def test_a_block_without_a_transaction_is_told_that_it_is_one_all_the_same(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("db/verify.yml", CONFIG.replace("golang-migrate", "dbmate"))
    scratch.write(
        "m/20260101000000_base.sql", f"-- migrate:up\n{BASE}-- migrate:down\ndrop schema app cascade;\n"
    )
    scratch.commit()
    scratch.git("switch", "-q", "-c", "change")
    up = "set search_path = app;\ncreate index concurrently note_body on note (body);\n"
    down = "drop index concurrently app.note_body;\n"
    text = f"-- migrate:up transaction:false\n{up}-- migrate:down transaction:false\n{down}"
    scratch.write("m/20260102000000_next.sql", text)
    scratch.commit()
    found = scratch.check("--static").report["findings"]
    (message,) = [one["message"] for one in found if one["rule"] == "transaction-impossible"]
    assert "several statements in one file are one transaction" in message
