"""What plain statements make, alter, rename and drop."""

from __future__ import annotations

from typing import Any

import pytest

from checker.state import Name, State, chain, made_by
from tests.state.sql import change, end, name


def described(state: State, table: str = "t") -> dict[str, str]:
    found = state.table(name(table))
    assert found is not None
    return {
        one.name: one.type + (" not null" if one.not_null else "") + (" default" if one.default else "")
        for one in found.columns.values()
    }


def test_columns_are_as_the_database_prints_them() -> None:
    state = end(
        """create table t (a int primary key, b varchar(20) not null default 'x', c timestamptz(3), d numeric(10, 2)[],
        e double precision, f bigserial, g char(3), h app.mood, i boolean, j timestamp, k "char", l interval, m interval(3), n interval year to month,
        o interval day to second(2)[], p interval second)"""
    )
    assert described(state) == {
        "a": "integer not null",
        "b": "character varying(20) not null default",
        "c": "timestamp(3) with time zone",
        "d": "numeric(10,2)[]",
        "e": "double precision",
        "f": "bigint not null",
        "g": "character(3)",
        "h": "app.mood",
        "i": "boolean",
        "j": "timestamp without time zone",
        "k": '"char"',
        "l": "interval",
        "m": "interval(3)",
        "n": "interval year to month",
        "o": "interval day to second(2)[]",
        "p": "interval second",
    }
    table = state.table(name("t"))
    assert table is not None and table.primary_key is not None
    assert table.primary_key.name == "t_pkey"
    assert table.owner == "app_owner"
    sequence = state.sequence(name("t_f_seq"))
    assert sequence is not None and sequence.owned_by == (name("t"), "f")


def test_altered_columns() -> None:
    state = end(
        "create table t (a int, b int, c int not null, d int default 1, e int)",
        """alter table t alter a type bigint, alter b set not null, alter c drop not null, alter d drop default, drop e,
        add f text, add column if not exists a text, alter a set default 3""",
        "alter table t rename b to z",
    )
    assert described(state) == {
        "a": "bigint default",
        "z": "integer not null",
        "c": "integer",
        "d": "integer",
        "f": "text",
    }


def test_each_state_is_a_moment_of_its_own() -> None:
    it = change(
        "create table t (a int)",
        "alter table t enable row level security; alter table t force row level security",
    )
    steps = list(chain(it).steps(it.migrations[1].up))
    seen = [
        (table.rls, table.force)
        for step in steps
        for state in (step.before, step.after)
        if (table := state.table(name("t")))
    ]
    assert seen == [(False, False), (True, False), (True, False), (True, True)]
    assert chain(it) is chain(it)
    assert chain(it).before(it.migrations[0].up).table(name("t")) is None


def test_where_things_were_made() -> None:
    it = change("create table t (a int);\n\ncreate table u (a int)", "alter table u add b int")
    table = chain(it).end.table(name("u"))
    assert table is not None
    assert (str(table.made), str(table.changed)) == ("m/1.sql:3:1", "m/2.sql:1:1")
    assert made_by(it.migrations[0], table.made)
    assert not made_by(it.migrations[1], table.made)


def test_search_path() -> None:
    state = end(
        "create schema app; create table app.t (a int); create table t (a int)",
        "set search_path = app, public; alter table t enable row level security; create table u (a int)",
        "alter table t force row level security; create table v (a int)",
        "select pg_catalog.set_config('search_path', 'app', false); create view w as select * from t",
        "begin; set local search_path to app; commit; create table x (a int)",
    )
    assert {str(one.name): (one.rls, one.force) for one in state.tables()} == {
        "app.t": (True, False),
        "public.t": (False, True),
        "app.u": (False, False),
        "public.v": (False, False),
        "public.x": (False, False),
    }
    view = state.view(Name("app", "w"))
    assert view is not None and view.reads == {Name("app", "t")} and view.columns == ("a",)


def test_search_path_of_a_role_and_of_the_database() -> None:
    made = "create schema app; create role app_owner; alter role app_owner set search_path = app"
    assert end("create table t (a int)", bootstrap=made).table(Name("app", "t"))
    made = "create schema app; alter database d set search_path = app"
    assert end("create table t (a int)", bootstrap=made).table(Name("app", "t"))
    assert end("create schema app_owner; create table t (a int)").table(Name("app_owner", "t"))


def test_quoted_names() -> None:
    state = end(
        'create schema "My App"; create table "My App"."T" (a int); create table "My App".t (a int); create table "user" (a int)'
    )
    assert [str(one.name) for one in state.tables()] == ['"My App"."T"', '"My App".t', 'public."user"']


def test_temporary_tables_are_gone_with_the_session() -> None:
    it = change(
        "create temp table t (a int); alter table t enable row level security; create table t (a int)",
        "select 1",
    )
    table = chain(it).after(it.migrations[0].up).table(Name("pg_temp", "t"))
    assert table is not None and table.temporary and table.rls
    assert [str(one.name) for one in chain(it).end.tables()] == ["public.t"]


@pytest.mark.parametrize(
    ("sql", "columns"),
    [
        ("create table u as select a, b as c, count(*), now()::text from t", ("a", "c", "count", "now")),
        ("select * into u from t", ("a", "b")),
        ("create table u (like t)", ("a", "b")),
        ("create table u (c int) inherits (t)", ("a", "b", "c")),
        ("create table u (x, y) as select * from t", ("x", "y")),
        ("create table u as with q as (select 1) select * from q", None),
        ("create table u as select * from unknown", None),
    ],
)
def test_tables_made_of_others(sql: str, columns: tuple[str, ...] | None) -> None:
    table = end("create table t (a int, b text)", sql).table(name("u"))
    assert table is not None
    assert table.columns_known is (columns is not None)
    assert columns is None or tuple(table.columns) == columns


def test_partitions() -> None:
    state = end(
        """create table t (a int primary key) partition by range (a);
        create table p1 partition of t for values from (1) to (2);
        create table p2 (a int); alter table t attach partition p2 default; alter table t detach partition p1"""
    )
    assert [(one.name.name, one.kind, one.parent) for one in state.tables()] == [
        ("t", "partitioned", None),
        ("p1", "table", None),
        ("p2", "table", name("t")),
    ]
    assert [one.name.name for one in state.children(name("t"))] == ["p2"]
    assert (
        end(
            "create table t (a int) partition by list (a); create table p partition of t default",
            "drop table t",
        ).table(name("p"))
        is None
    )


def test_policies() -> None:
    state = end(
        """create table t (a int);
        create policy one on t for select to x, public using (true);
        create policy two on t as restrictive with check (a > 1);
        alter policy two on t to y; alter policy two on t rename to three;
        drop policy one on t""",
    )
    (policy,) = state.policies(name("t"))
    assert (policy.name, policy.command, policy.permissive, policy.roles) == ("three", "all", False, ("y",))
    assert policy.using is None and policy.check is not None and policy.explicit_roles
    (bare,) = end("create table t (a int); create policy p on t using (true)").policies(name("t"))
    assert bare.roles == ("public",) and not bare.explicit_roles


def test_what_belongs_to_a_table_follows_a_rename() -> None:
    state = end(
        """create schema s; create table t (a int primary key); create index i on t (a); create policy p on t using (true);
        create view v as select a from t; grant select on t to x; create table u (a int references t);
        create function f() returns trigger language plpgsql as 'begin return new; end';
        create trigger g before insert on t for each row execute function f();
        alter table t rename to n; alter table n set schema s"""
    )
    new = Name("s", "n")
    assert state.table(name("t")) is None
    assert {str(one.name) for one in state.indexes(new)} == {"s.t_pkey", "s.i"}
    assert all(one.table == new for one in (*state.policies(new), *state.triggers(new), *state.indexes(new)))
    view, other = state.view(name("v")), state.table(name("u"))
    assert view is not None and view.reads == {new}
    assert other is not None and other.constraints["u_a_fkey"].references == new
    assert [one.role for one in state.grants("table", new)] == ["x"]
    assert not state.grants("table", name("t"))


def test_drops_and_cascade() -> None:
    state = end(
        """create table t (a serial primary key); create view v as select * from t; create view w as select * from v;
        create table u (a int references t); create index i on t (a);""",
        "drop table t cascade",
    )
    assert [str(one.name) for one in state.tables()] == ["public.u"]
    assert not list(state.views()) and not list(state.sequences())
    assert state.index(name("i")) is None and state.index(name("t_pkey")) is None
    table = state.table(name("u"))
    assert table is not None and not table.constraints
    gone = end(
        "create schema s; create table s.t (a int); create function s.f() returns int language sql as 'select 1'; drop schema s cascade"
    )
    assert not list(gone.tables()) and not list(gone.functions())


def test_constraints_and_their_names() -> None:
    state = end(
        """create table u (a int unique, b int); create table t (a int references u (a) on delete cascade, b int check (b > 0),
        c int unique, constraint named check (a > b), unique (a, b));
        alter table t add foreign key (b) references u (a) not valid; alter table t validate constraint t_b_fkey;
        alter table t drop constraint named; alter table t rename constraint t_c_key to t_c_unique;
        create unique index t_d on t (c); alter table t add constraint t_e unique using index t_d"""
    )
    table = state.table(name("t"))
    assert table is not None
    assert {one.name: one.kind for one in table.constraints.values()} == {
        "t_a_fkey": "foreign key",
        "t_b_check": "check",
        "t_c_unique": "unique",
        "t_a_b_key": "unique",
        "t_b_fkey": "foreign key",
        "t_e": "unique",
    }
    assert table.constraints["t_b_fkey"].validated
    assert {one.name.name for one in state.indexes(name("t"))} == {"t_c_unique", "t_a_b_key", "t_e"}


def test_views() -> None:
    state = end(
        """create table t (a int, b int); create table r (c int);
        create view v with (security_invoker) as with q as (select * from r) select t.a, q.c as d from t, q, r;
        create view w as select * from v; create materialized view m as select a from t""",
    )
    view = state.view(name("v"))
    assert view is not None and view.security_invoker and view.columns == ("a", "d")
    assert view.reads == {name("t"), name("r")}
    assert state.base_relations(name("w")) == {name("t"), name("r")}
    other = state.view(name("m"))
    assert other is not None and other.materialized
    lost = end(
        "create table t (a int); create view v with (security_invoker = on) as select a from t",
        "create or replace view v as select a from t",
    ).view(name("v"))
    assert lost is not None and not lost.security_invoker
    assert str(lost.made) != str(lost.changed)
    reset = end(
        "create view v with (security_invoker = on) as select 1 as a", "alter view v reset (security_invoker)"
    ).view(name("v"))
    assert reset is not None and not reset.options


def test_a_name_of_with_hides_no_table_of_another_schema_nor_before_it_is_said() -> None:
    state = end(
        """create table t (a int); create view v as with t as (select * from t) select * from t;
        create view w as with recursive t as (select 1 as a union all select a from t) select * from t, public.t as x"""
    )
    views = {one.name.name: one.reads for one in state.views()}
    assert views == {"v": {name("t")}, "w": {name("t")}}


def test_functions() -> None:
    state = end(
        """create function f(a int, out b text) language plpgsql security definer set search_path = '' as 'begin end';
        create function f(text) returns int language sql leakproof as 'select 1';
        create procedure p() language sql as 'select 1';
        alter function f(int) security invoker; alter function f(text) set search_path to pg_catalog, public;
        alter function f(text) rename to g""",
    )
    assert {
        one.signature: (one.security_definer, one.settings.get("search_path")) for one in state.functions()
    } == {
        "public.f(integer)": (False, ""),
        "public.g(text)": (False, "pg_catalog, public"),
        "public.p()": (False, None),
    }
    assert [one.role for one in state.grants("function", "public.f(integer)")] == ["public"]


def test_grants() -> None:
    state = end(
        """create table t (a int, b int); create sequence s;
        grant select (a, b), insert on t to x; grant all on t to y with grant option; revoke update, delete on t from y;
        revoke select (b) on t from x; grant usage on all sequences in schema public to x""",
    )
    held = {(one.role, one.privilege, one.columns) for one in state.grants("table", name("t"))}
    assert held == {
        ("x", "select", ("a",)),
        ("x", "insert", ()),
        *(("y", one, ()) for one in ("select", "insert", "truncate", "references", "trigger", "maintain")),
    }
    assert [(one.role, one.privilege) for one in state.grants("sequence", name("s"))] == [("x", "usage")]


def test_default_privileges() -> None:
    state = end(
        """alter default privileges in schema public grant select on tables to anon;
        alter default privileges for role other grant insert on tables to anon;
        alter default privileges revoke execute on functions from public;
        create table t (a int); create function f() returns int language sql as 'select 1';
        create schema s; create table s.t (a int);
        alter default privileges in schema public revoke select on tables from anon; create table u (a int)"""
    )
    assert [(one.role, one.privilege, one.by_default) for one in state.grants("table", name("t"))] == [
        ("anon", "select", True)
    ]
    assert not state.grants("table", name("u"))
    assert not state.grants("table", Name("s", "t"))
    assert not state.grants("function", "public.f()")


def test_supabase_gives_its_roles_everything() -> None:
    state = end(
        "create table t (a int); create schema s; create table s.t (a int)", platform="supabase", owner=None
    )
    assert {one.role for one in state.grants("table", name("t"))} == {"anon", "authenticated", "service_role"}
    assert not state.grants("table", Name("s", "t"))
    role = state.role("service_role")
    assert role is not None and role.bypassrls


def test_roles_and_memberships() -> None:
    state = end(
        "create role a nologin; create role b login bypassrls in role a; create role c; grant b to c; alter role c superuser",
        "revoke b from c; alter group a add user c; alter role b rename to d",
    )
    assert state.acts_as("c") == {"c", "a", "public"}
    role = state.role("d")
    assert role is not None and role.bypassrls and role.login and role.member_of == {"a"}
    assert state.role("b") is None


def test_memberships_that_give_nothing() -> None:
    state = end(
        "create role a; create role b; create role c; grant a to b with inherit false, set false; grant a to c",
        "revoke admin option for a from c; grant b to c with inherit true; grant b to c with inherit false, set false",
    )
    assert state.acts_as("b") == {"b", "public"}
    assert state.acts_as("c") == {"c", "a", "public"}


def test_what_of_a_membership_is_inherited() -> None:
    """As PostgreSQL 18 has it in pg_auth_members after the same statements."""
    state = end(
        "create role a; create role b; create role c; create role quiet in role b noinherit; grant a to b; grant a to c with inherit false",
        "revoke inherit option for a from b; grant b to c with set false; grant a to quiet; grant a to quiet with admin option",
        "create role d; grant a to d with inherit false; grant a to d with inherit true; revoke set option for a from d",
        "create role e; grant b to e; grant c to e; revoke inherit option for b from e; revoke set option for b from e; revoke c from e",
    )
    given = {
        one.name: (set(one.inherits), set(one.takes))
        for _, one in state.items("role")
        if one.name in "abcdequiet"
    }
    assert given == {
        "a": (set(), set()),
        "b": (set(), {"a"}),
        "c": ({"b"}, {"a"}),
        "quiet": (set(), {"a", "b"}),
        "d": ({"a"}, set()),
        "e": (set(), set()),
    }
    assert state.has_rights_of("c") == {"c", "b", "public"}
    assert state.acts_as("c") == {"c", "b", "a", "public"}


def test_what_goes_with_a_role_that_is_renamed() -> None:
    state = end(
        "create role a; create role b in role a; create table t (x int); create policy p on t to a, b using (true)",
        "grant select on t to a; alter table t owner to a; create function f() returns int language sql as 'select 1'",
        "grant execute on function f() to a; alter default privileges for role a grant select on tables to a; alter role a rename to z",
    )
    (table,) = state.tables()
    assert (table.owner, table.policies["p"].roles) == ("z", ("z", "b"))
    grants = {
        one.role
        for kind, name in (("table", table.name), ("function", "public.f()"))
        for one in state.grants(kind, name)
    }
    assert "z" in grants and "a" not in grants
    assert state.acts_as("b") == {"b", "z", "public"}
    assert {(one.maker, one.role) for one in state.default_privileges()} == {("z", "z")}


def test_what_names_a_column_names_it_as_it_is_called_now() -> None:
    state = end(
        """create table t (a int primary key, b int, unique (a, b)); create view v as select a, b from t; create type m as (a int);
        create function f() returns trigger language plpgsql as 'begin return new; end';
        create trigger one after insert on t for each row execute function f();
        alter table t rename a to z; alter view v rename b to y; alter trigger one on t rename to two; alter type m rename to n"""
    )
    (table,), (view,) = state.tables(), state.views()
    assert {one.columns for one in table.constraints.values() if one.kind != "not null"} == {
        ("z",),
        ("z", "b"),
    }
    assert [(key, one.name) for key, one in table.columns.items()] == [("z", "z"), ("b", "b")]
    assert [(key, one.name) for key, one in table.triggers.items()] == [("two", "two")]
    assert view.columns == ("a", "y")
    assert {str(key) for key, _ in state.items("type")} == {"public.n"}


def test_what_goes_with_a_table_into_another_schema() -> None:
    state = end(
        """create schema s; create table t (a serial primary key, b int generated always as identity); create table u (a serial);
        alter table t set schema s"""
    )
    assert {str(key) for kind in ("table", "index", "sequence") for key, _ in state.items(kind)} == {
        "s.t", "s.t_pkey", "s.t_a_seq", "s.t_b_seq", "public.u", "public.u_a_seq",
    }  # fmt: skip


def test_a_trigger_keeps_its_function_when_that_is_renamed() -> None:
    state = end(
        """create schema s; create table t (a int); create view v as select a from t;
        create function f() returns trigger language plpgsql as 'begin return new; end';
        create function f(int) returns int language sql as 'select 1';
        create function other() returns trigger language plpgsql as 'begin return new; end';
        create trigger one after insert on t for each row execute function f();
        create trigger two after insert on t for each row execute function other();
        create trigger one instead of insert on v for each row execute function f();
        alter function f(int) rename to h; alter function f() rename to g; alter function g() set schema s"""
    )
    called = [
        {key: str(one.function) for key, one in relation.triggers.items()}
        for relation in (*state.tables(), *state.views())
    ]
    assert called == [{"one": "s.g", "two": "public.other"}, {"one": "s.g"}]


def test_what_a_role_owns_stays_its_own_when_it_is_renamed() -> None:
    state = end(
        """create role a; create schema s authorization a; set role a; create table t (x int); create view v as select x from t;
        create sequence q; create type m as enum ('one'); create function f() returns int language sql as 'select 1'; reset role;
        create function g() returns int language sql as 'select 1'; alter role a rename to z"""
    )
    owned: list[Any] = [*state.tables(), *state.views(), *state.functions()]
    owned += [one for kind in ("sequence", "type", "schema") for _, one in state.items(kind)]
    assert {str(getattr(one.name, "name", one.name)): one.owner for one in owned if one.owner != "app_owner"} == {
        "t": "z", "v": "z", "q": "z", "m": "z", "f": "z", "s": "z", "public": None,
    }  # fmt: skip


def test_what_is_in_a_schema_goes_with_its_new_name() -> None:
    state = end(
        "create schema s; create table s.t (a serial primary key); create view s.v as select a from s.t; create type s.m as enum ('one')",
        "create function s.f() returns int language sql as 'select 1'; create function s.f(int) returns int language sql as 'select 1'",
        "revoke execute on function s.f() from public; grant execute on function s.f() to x; grant usage on schema s to x",
        "grant select on s.t, s.v to x; alter default privileges in schema s grant select on tables to x",
        "create schema o; create function o.f() returns int language sql as 'select 1'; create type o.m as enum ('one')",
        "alter default privileges in schema o grant select on tables to y; alter schema s rename to z",
    )
    kinds = ("table", "view", "index", "sequence", "type")
    assert {str(name) for kind in kinds for name, _ in state.items(kind)} == {
        "z.t", "z.v", "z.t_pkey", "z.t_a_seq", "z.m", "o.m",
    }  # fmt: skip
    assert state.schema("s") is None and state.schema("z") is not None
    granted: dict[str, list[str]] = {
        name: [one.role for one in state.grants(kind, key)]
        for name, kind, key in (
            ("schema", "schema", "z"), ("before", "schema", "s"), ("table", "table", Name("z", "t")),
            ("f()", "function", "z.f()"), ("f(int)", "function", "z.f(integer)"), ("old f()", "function", "s.f()"),
            ("other f()", "function", "o.f()"),
        )
    }  # fmt: skip
    assert granted == {
        "schema": ["x"], "before": [], "table": ["x"], "f()": ["x"], "f(int)": ["public"], "old f()": [],
        "other f()": ["public"],
    }  # fmt: skip
    assert [(one.schema, one.role) for one in state.default_privileges()] == [("z", "x"), ("o", "y")]


def test_owners() -> None:
    state = end(
        "create table t (a int); set role x; create table u (a int); reset role; create table v (a int); alter table t owner to y"
    )
    assert {one.name.name: one.owner for one in state.tables()} == {"t": "y", "u": "x", "v": "app_owner"}


def test_types() -> None:
    state = end(
        "create type mood as enum ('a', 'c'); create domain d as text; create type r as range (subtype = int)",
        "alter type mood add value 'b' before 'c'; alter type mood add value if not exists 'a'; alter type mood rename value 'c' to 'z'",
    )
    found = {str(one.name): (one.kind, one.labels) for one in state.types()}
    assert found["public.mood"] == ("enum", ("a", "b", "z"))
    assert found["public.d"][0] == "domain" and found["public.r"][0] == "range"


def test_what_is_rolled_back_is_undone() -> None:
    state = end(
        """create table t (a int); begin; alter table t enable row level security; create table u (a int); rollback;
        begin; create table v (a int); savepoint s; create table w (a int); rollback to s; create table x (a int); commit"""
    )
    assert [one.name.name for one in state.tables()] == ["t", "v", "x"]
    table = state.table(name("t"))
    assert table is not None and not table.rls


def test_a_down_begins_where_its_up_ended() -> None:
    it = change(("create table t (a int)", "alter table t add b int; drop table t"), "create table u (a int)")
    assert it.migrations[0].down is not None
    steps = list(chain(it).steps(it.migrations[0].down))
    assert [step.before.table(name("t")) is not None for step in steps] == [True, True]
    assert steps[-1].after.table(name("t")) is None and steps[-1].after.table(name("u")) is None
    assert chain(it).end.table(name("t")) is not None


def test_nothing_known_is_no_error() -> None:
    state = end(
        """alter table nowhere enable row level security; drop table if exists nowhere cascade; alter policy p on nowhere using (true);
        drop function if exists f(int); alter type x add value 'y'; grant select on nowhere to x; alter table nowhere rename to u;
        comment on table nowhere is 'x'; alter view v set (security_invoker); revoke all on all tables in schema s from x"""
    )
    assert not list(state.tables())


def test_an_event_trigger_leaves_new_tables_open() -> None:
    state = end(
        """create table t (a int); create function e() returns event_trigger language plpgsql as 'begin end';
        create event trigger et on ddl_command_end execute function e(); create table u (a int)"""
    )
    assert state.undecided("rls", name("t")) is None
    assert "event trigger et" in (state.undecided("rls", name("u")) or "")


def test_what_differs_between_two_states() -> None:
    it = change(
        "create table t (a int); create table u (a int)",
        ("create table v (a int); drop table u", "drop table v; create table w (a int)"),
        "create table x (a int)",
    )
    first, second = it.migrations[0].up, it.migrations[1]
    assert second.down is not None
    before, between, after = (
        chain(it).after(first),
        chain(it).after(second.up),
        chain(it).after(second.down),
    )

    def names(state: State, other: State) -> list[str]:
        return [one.name.name for one in state.differing(other, "table")]

    assert names(between, before) == ["v"] and names(before, between) == ["u"]
    assert names(after, between) == ["w"] and names(between, after) == ["v"]
    assert sorted(names(after, before)) == ["w"] and names(before, after) == ["u"]
    assert names(chain(it).end, chain(it).after(second.up)) == ["x"]
    assert names(before, before) == []
