"""Extensions that need not be there: pretended where the config or the platform says so, and the report says it too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Result, Scratch

UP = """\
set local lock_timeout = '5s';
create extension if not exists {0} with schema extensions;
comment on extension {0} is 'what it is for';
alter extension {0} update;
alter extension {0} set schema extensions;
"""


def _check(folder: Path, config: str, up: str) -> Result:
    scratch = Scratch(folder)
    text = f"version: 1\n{config}exposed_schemas: []\nmigrations: [{{path: m, layout: supabase}}]\n"
    scratch.write("db/verify.yml", text)
    scratch.commit()
    scratch.git("switch", "-q", "-c", "change")
    scratch.write("m/20260101000000_a.sql", up)
    scratch.commit()
    return scratch.check()


def _said(result: Result) -> list[str]:
    return [one for one in result.report["not_proven"] if "pretended" in one]


def test_what_the_config_pretends_is_said(tmp_path: Path) -> None:
    config = "trial: {extensions: {stub: [no_such_one, nor_this]}}\n"
    result = _check(tmp_path, config, UP.format("no_such_one"))
    assert (result.code, result.findings) == (0, []), result.out
    assert _said(result) == [
        "what uses the extension no_such_one: it is pretended, and CREATE EXTENSION counts as applied"
    ]


def test_what_a_new_project_of_the_platform_has_is_pretended(tmp_path: Path) -> None:
    up = "".join(map(UP.format, ("pg_graphql", "supabase_vault")))
    result = _check(tmp_path, "platform: supabase\n", up)
    assert (result.code, result.findings) == (0, []), result.out
    assert [one.split()[4] for one in _said(result)] == ["pg_graphql:", "supabase_vault:"]


def test_what_is_not_asked_for_is_not_pretended(tmp_path: Path) -> None:
    up = "set local lock_timeout = '5s';\ncreate schema app;\n"
    result = _check(tmp_path, "platform: supabase\n", up)
    assert (result.code, _said(result)) == (0, []), result.out


def test_another_platform_pretends_nothing_by_itself(tmp_path: Path) -> None:
    result = _check(tmp_path, "", UP.format("pg_graphql"))
    assert result.code == 3 and "trial.extensions.stub: [pg_graphql]" in result.report["error"]


DUMP = """\
create extension if not exists no_such_one with schema public;
comment on extension no_such_one is 'what it is for';
create table public.note (id bigint primary key);
"""


@pytest.mark.parametrize(
    "begins", ["bootstrap: [db/start.sql]", "start_from: {dump: db/start.sql, id: '20260101000000'}"]
)
def test_what_is_pretended_is_so_in_what_the_trial_begins_with(tmp_path: Path, begins: str) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("db/start.sql", DUMP)
    config = (
        f"version: 1\n{begins}\nexposed_schemas: []\nmigrations: [{{path: m, layout: supabase}}]\n"
        "trial: {extensions: {stub: [no_such_one]}}\n"
    )
    scratch.write("db/verify.yml", config)
    scratch.write("m/20260101000000_a.sql", "create schema app;\n")
    scratch.commit()
    scratch.git("switch", "-q", "-c", "change")
    scratch.write("m/20260101000001_b.sql", "create table public.part (id bigint primary key);\n")
    scratch.commit()
    result = scratch.check()
    assert (result.code, result.findings) == (0, []), result.out
    assert len(_said(result)) == 1
