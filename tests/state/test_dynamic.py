"""DO blocks, EXECUTE and called functions: applied, undecided, or neither."""

from __future__ import annotations

import pytest

from checker.state import State, chain
from tests.state.sql import change, end, name

TABLES = "create table t (a int); create table u (a int);"


def rls(state: State) -> tuple[bool, str | None]:
    table = state.table(name("t"))
    assert table is not None
    return table.rls, state.undecided("rls", name("t"))


@pytest.mark.parametrize(
    "block",
    [
        "begin alter table t enable row level security; end",
        "begin execute 'alter table t enable row level security'; end",
        "begin execute format('alter table %I enable row level security', 't'); end",
        "begin execute format('alter table %1$s.%2$I enable row level %3$s', 'public', 't', 'security'); end",
        "begin execute 'alter table ' || quote_ident('t') || ' enable row level security'; end",
        "declare n text := 't'; begin execute format('alter table %I enable row level security', n); end",
        "declare n text; begin n := 't'; execute format('alter table %I enable row level security', n); end",
        "declare x text; begin foreach x in array array['u', 't'] loop execute format('alter table %I enable row level security', x); end loop; end",
        "declare x text; begin for x in select unnest(array['u', 't']::text[]) loop execute format('alter table %I enable row level security', x); end loop; end",
        "declare x text; begin for x in select * from (values ('t'), ('u')) as v (n) loop execute 'alter table ' || x || ' enable row level security'; end loop; end",
        "declare x text; begin foreach x in array '{t,u}'::text[] loop execute format('alter table public.%I enable row level security', x); end loop; end",
        "begin begin alter table t enable row level security; end; end",
        "begin if current_user = 'x' then raise exception 'no'; end if; alter table t enable row level security; end",
    ],
)
def test_what_is_plain_is_applied(block: str) -> None:
    assert rls(end(TABLES, f"do $$ {block} $$")) == (True, None)


@pytest.mark.parametrize(
    "block",
    [
        "begin if now() > '2020-01-01' then alter table t enable row level security; end if; end",
        "begin alter table t enable row level security; exception when others then null; end",
        "declare x text; begin for x in select tablename from pg_tables loop execute format('alter table %I enable row level security', x); end loop; end",
        "begin if exists (select from pg_roles) then return; end if; alter table t enable row level security; end",
        "declare q text; begin select s into q from scripts; execute q; end",
        "declare x text := 't'; begin if true then x := 'u'; end if; execute format('alter table %I enable row level security', x); end",
        "declare x text := 't'; begin select 'u' into x; execute format('alter table %I enable row level security', x); end",
        "declare x text := 't'; begin for i in 1..2 loop execute format('alter table %I enable row level security', x); x := 'u'; end loop; end",
        "begin execute current_setting('app.script'); end",
    ],
)
def test_what_depends_is_undecided(block: str) -> None:
    enabled, why = rls(end(TABLES, f"do $$ {block} $$"))
    assert not enabled
    assert why is not None and why.startswith("a DO block")


def test_a_hole_leaves_only_what_the_text_speaks_of_open() -> None:
    state = end(
        TABLES,
        "do $$ declare r text; begin for r in select rolname from pg_roles loop execute format('grant select on t to %I', r); end loop; end $$",
    )
    assert state.undecided("grants", name("t")) is not None
    assert state.undecided("grants", name("u")) is None
    assert state.undecided("rls", name("t")) is None


def test_a_block_without_ddl_leaves_nothing_open() -> None:
    state = end(
        TABLES,
        "do $$ declare n int; begin select count(*) into n from t; raise notice '%', n; update t set a = 1; end $$",
    )
    assert not state.all_undecided()


def test_what_a_condition_adds_is_there_and_undecided() -> None:
    state = end(
        TABLES,
        """do $$ begin if not exists (select from pg_policies) then create policy p on t using (true); end if; end $$;
        do $$ begin create type mood as enum ('a'); exception when duplicate_object then null; end $$""",
    )
    assert [one.name for one in state.policies(name("t"))] == ["p"]
    assert state.undecided("policies", name("t")) is not None
    assert state.undecided("policies", name("u")) is None
    assert state.type(name("mood")) is not None


def test_what_a_condition_takes_away_is_still_there() -> None:
    state = end(TABLES, "do $$ begin if true then drop table t; revoke all on u from x; end if; end $$")
    assert state.table(name("t")) is not None
    assert state.undecided("exists", name("t")) is not None


def test_a_plain_statement_decides() -> None:
    block = "do $$ begin execute current_setting('x'); end $$"
    assert rls(end(TABLES, block, "alter table t enable row level security")) == (True, None)
    assert rls(end(block, TABLES)) == (False, None)


def test_the_place_is_the_line_of_the_body() -> None:
    it = change(TABLES, "select 1;\ndo $$\nbegin\n  alter table t\n    enable row level security;\nend $$")
    table = chain(it).end.table(name("t"))
    assert table is not None
    assert (table.changed.path, table.changed.line) == ("m/2.sql", 4)


def test_called_functions() -> None:
    function = "create function lock() returns void language plpgsql as $$ begin alter table t enable row level security; end $$;"
    assert rls(end(TABLES, function)) == (False, None)
    assert rls(end(TABLES, function, "select lock()")) == (True, None)
    assert rls(end(TABLES, function, "do $$ begin perform lock(); end $$")) == (True, None)
    computed = "create function lock(n text) returns void language plpgsql as $$ begin execute format('alter table %I enable row level security', n); end $$;"
    enabled, why = rls(end(TABLES, computed, "select lock('t')"))
    assert not enabled and "public.lock(text)" in (why or "")
    endless = "create function f() returns void language plpgsql as $$ begin perform f(); end $$;"
    assert rls(end(TABLES, endless, "select f()")) == (False, None)


def test_other_languages_and_unreadable_bodies_leave_all_open() -> None:
    assert rls(end(TABLES, "do language plpython3u $$ plpy.execute('x') $$"))[1] is not None
    assert rls(end(TABLES, "do $$ begin create nonsense; if end $$"))[1] is not None
