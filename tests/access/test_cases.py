"""Ways to open what should be closed, and to close what should be open, each beside its safe twin."""

from __future__ import annotations

import pytest

from checker.access import CLAIMS
from tests.access.conftest import GUARD, HOUSE, SEED, TABLE, VIEW, Try, beyond, short_of

SAFE = TABLE + GUARD + VIEW
OPEN_TO_ANON = "grant select on public.note to anon;"
EVERYBODY = ("anon", "analyst", "authenticated", "nobody", "venture_app")


def test_the_safe_house_is_green(attempt: Try) -> None:
    found = attempt(SAFE)
    assert beyond(found) == []
    assert short_of(found) == []


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        pytest.param(
            SAFE + OPEN_TO_ANON + "alter table public.note disable row level security;",
            [("anon", "public.note", "select")],
            id="disabled later in the same file",
        ),
        pytest.param(
            SAFE + "grant truncate on public.note to anon;",
            [("anon", "public.note", "truncate")],
            id="truncate",
        ),
        pytest.param(
            SAFE + "grant references on public.note to anon;",
            [("anon", "public.note", "references")],
            id="references",
        ),
        pytest.param(
            SAFE + OPEN_TO_ANON + "create policy p on public.note for select using (tenant = 'a' or true);",
            [("anon", "public.note", "select")],
            id="or true",
        ),
        pytest.param(
            SAFE + OPEN_TO_ANON + "create policy p on public.note for select using (tenant = tenant);",
            [("anon", "public.note", "select")],
            id="a = a",
        ),
        pytest.param(
            SAFE + OPEN_TO_ANON + "create policy p on public.note for select using (auth.role() <> 'anon');",
            [("anon", "public.note", "select")],
            id="not anon, and forged",
        ),
        pytest.param(
            SAFE + OPEN_TO_ANON + "create policy p on public.note for select using (tenant not in ('z'));",
            [("anon", "public.note", "select")],
            id="not in",
        ),
        pytest.param(
            SAFE
            + OPEN_TO_ANON
            + "create policy strict on public.note for select using (tenant = auth.jwt() ->> 'tenant');"
            + "create policy broad on public.note for select using (id > 0);",
            [("anon", "public.note", "select")],
            id="a broad policy beside a strict one",
        ),
        pytest.param(
            SAFE
            + "grant insert, update on public.note to authenticated;"
            + "create policy p on public.note for update to authenticated using (tenant = 'a');",
            [("authenticated", "public.note", "update")],
            id="an update that nobody declared",
        ),
        pytest.param(
            SAFE
            + "grant update (body) on public.note to anon; alter table public.note disable row level security;",
            [("anon", "public.note", "update")],
            id="a grant on one column",
        ),
        pytest.param(
            SAFE
            + "create table public.part (id bigint, tenant text, body text) partition by list (tenant);"
            + "alter table public.part enable row level security;"
            + "create table public.part_a partition of public.part for values in ('a');"
            + "grant select on public.part, public.part_a to anon;",
            [("anon", "public.part_a", "select")],
            id="a partition without row-level security",
        ),
        pytest.param(
            SAFE
            + "create function public.leak() returns setof public.note security definer language sql"
            + " as 'select * from public.note'; grant execute on function public.leak() to public;",
            [(role, "public.leak()", "execute") for role in sorted((*EVERYBODY, "service_role"))],
            id="a definer function that public may call",
        ),
        pytest.param(
            SAFE
            + "grant select on public.note to anon; create table public.note2 (like public.note);"
            + "alter table public.note rename to note_legacy; alter table public.note2 rename to note;"
            + "alter table public.note_legacy disable row level security;"
            + "grant select, insert, update, delete on public.note to service_role;",
            [
                ("anon", "public.note_legacy", "select"),
                *(
                    ("service_role", "public.note_legacy", action)
                    for action in ("delete", "insert", "select", "update")
                ),
            ],
            id="renamed away",
        ),
        pytest.param(
            SAFE
            + "create materialized view public.m as select * from public.note; grant select on public.m to anon;",
            [("anon", "public.m", "select")],
            id="a materialized view, though its owner filled it with nothing",
        ),
        pytest.param(
            SAFE + "do $$ begin execute 'grant select on public.note to anon';"
            " execute 'alter table public.note disable row level security'; end $$;",
            [("anon", "public.note", "select")],
            id="inside a DO block",
        ),
        pytest.param(
            SAFE
            + "alter default privileges for role eng_owner in schema public grant select on tables to anon;",
            [("anon", "public.<new table>", "select")],
            id="default privileges",
        ),
        pytest.param(
            SAFE
            + "create table public.log (body text); alter table public.log enable row level security;"
            + "create table public.jot (body text); grant insert on public.jot, public.log to anon;"
            + "create function public.logs() returns trigger language plpgsql as"
            + " $$ begin insert into public.log values (new.body); return new; end $$;"
            + "create trigger logs after insert on public.jot for each row execute function public.logs();",
            [("anon", "public.jot", "insert")],
            id="a trigger's write that another table's policies refuse",
        ),
    ],
)
def test_too_open(attempt: Try, sql: str, expected: list[tuple[str, str, str]]) -> None:
    seed = "insert into public.note values (1, 'a', 'one'), (2, 'b', 'two');"
    if "public.part" in sql:
        seed += "insert into public.part values (1, 'a', 'x');"
    if "note_legacy" in sql:
        seed += "insert into public.note_legacy values (1, 'a', 'x');"
    found = attempt(sql, seed=seed)
    assert beyond(found) == expected


TWINS = {
    "truncate revoked again": "grant truncate on public.note to anon; revoke truncate on public.note from anon;",
    "disabled and enabled again": "alter table public.note disable row level security;"
    " alter table public.note enable row level security;" + OPEN_TO_ANON,
    "nothing but one's own": OPEN_TO_ANON
    + "create policy p on public.note for select using (tenant = (select auth.jwt() ->> 'tenant'));",
    "restrictive beside broad": OPEN_TO_ANON
    + "create policy p on public.note for select using (true);"
    + "create policy q on public.note as restrictive for select to anon using (tenant = (select auth.jwt() ->> 'tenant'));",
    "a definer function that nobody may call": "create function public.leak() returns setof public.note"
    " security definer language sql as 'select * from public.note'; grant execute on function public.leak() to public;"
    " revoke execute on function public.leak() from public;",
    "default privileges taken back": "alter default privileges for role eng_owner in schema public grant select on tables"
    " to anon; alter default privileges for role eng_owner in schema public revoke select on tables from anon;",
    "a grant that policies close": "grant select, insert, update, delete on public.note to anon;",
}


@pytest.mark.parametrize("sql", TWINS.values(), ids=TWINS.keys())
def test_safe_twins(attempt: Try, sql: str) -> None:
    found = attempt(SAFE + sql)
    assert beyond(found) == []
    assert short_of(found) == []


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        pytest.param(
            SAFE + "drop policy service on public.note; drop policy views on public.note;",
            [
                ("analyst", "public.v_note", "select"),
                *(
                    ("service_role", "public.note", action)
                    for action in ("delete", "insert", "select", "update")
                ),
            ],
            id="every policy dropped",
        ),
        pytest.param(
            SAFE + "set role eng_views; revoke select on public.v_note from analyst;",
            [("analyst", "public.v_note", "select")],
            id="revoked",
        ),
        pytest.param(
            SAFE + "revoke update on public.note from service_role;",
            [("service_role", "public.note", "update")],
            id="no update",
        ),
        pytest.param(
            TABLE
            + GUARD.replace("eng_views using (true)", "eng_views using (auth.uid() is not null and false)")
            + VIEW,
            [("analyst", "public.v_note", "select")],
            id="the view's owner sees nothing",
        ),
    ],
)
def test_too_closed(attempt: Try, sql: str, expected: list[tuple[str, str, str]]) -> None:
    assert short_of(attempt(sql)) == expected


def test_a_view_owner_with_bypassrls_shows_everything(attempt: Try) -> None:
    """The tenant's view is governed by policies of its owner, until that owner is above them."""
    guarded = (
        TABLE
        + GUARD.replace(
            "eng_views using (true)", "eng_views using (tenant = (select auth.jwt() ->> 'tenant'))"
        )
        + VIEW
    )
    access = {
        "allow": [
            HOUSE["allow"][0],
            {"role": "analyst", "object": "public.v_*", "may": "select", "claims": ["own"]},
        ],
        "claims": {"own": {"tenant": "a"}, "another": {"tenant": "c"}},
    }
    found = attempt(guarded, access=access)
    # A forger is somebody else: a policy that asks for the tenant and not for the role gives it nothing.
    assert {claims for _, claims, _, _ in _allowed(found, "public.v_note")} == {"own"}
    found = attempt(
        guarded,
        access=access,
        superuser="alter role eng_views bypassrls;",
        undo="alter role eng_views nobypassrls;",
    )
    assert {claims for _, claims, _, _ in _allowed(found, "public.v_note")} == {
        "none",
        "another",
        "own",
        "forged",
    }


def _allowed(found, relation):  # type: ignore[no-untyped-def]
    return [
        key for key, probe in found.items() if probe.allowed and key[2] == relation and key[3] == "select"
    ]


def test_unprotected_reading_is_said(attempt: Try) -> None:
    found = attempt(SAFE + OPEN_TO_ANON + "alter table public.note disable row level security;")
    assert found["anon", "none", "public.note", "select"].detail == "row-level security is not active"


def test_hostile_functions_gain_nothing(attempt: Try) -> None:
    """A view's function that gives its role back, or takes another, is undone with the attempt."""
    sql = (
        SAFE
        + """
        create function public.climb() returns boolean language plpgsql as $$
          begin
            perform set_config('role', 'none', false);
            begin execute 'create role climbed superuser'; exception when insufficient_privilege then null; end;
            perform set_config('role', 'service_role', false);
            return true;
          end $$;
        grant execute on function public.climb() to public;
        create view public.w_trap as select 1 as one where public.climb();
        grant select on public.w_trap to anon;
        """
    )
    found = attempt(sql)
    assert beyond(found) == [("anon", "public.w_trap", "select")]


MATERIALIZED = "set role eng_views; create materialized view public.m as select * from public.note{}; grant select on public.m to anon; reset role;"


@pytest.mark.parametrize("data", ["", " with no data"])
def test_a_materialized_view_is_filled_before_it_is_read(attempt: Try, data: str) -> None:
    found = attempt(SAFE + MATERIALIZED.format(data))
    assert beyond(found) == [("anon", "public.m", "select")]
    assert found["anon", "none", "public.m", "select"].rows == 2


def test_a_row_that_no_seed_has_is_made_from_the_policy(attempt: Try) -> None:
    """A leak shows only in rows that it is about: here those without a tenant."""
    policy = "create policy p on public.note for select to anon using (tenant is null and body <> 'x');"
    found = attempt(SAFE + OPEN_TO_ANON + policy)
    assert beyond(found) == [("anon", "public.note", "select")]
    assert found["anon", "none", "public.note", "select"].rows == 1


def test_a_row_that_has_no_partition_has_passed_no_policy(attempt: Try) -> None:
    parted = """
        create table public.entry (tenant text, at date not null) partition by range (at);
        create table public.entry_old partition of public.entry for values from ('2020-01-01') to ('2020-01-02');
        alter table public.entry enable row level security;
        alter table public.entry force row level security;
        alter table public.entry_old enable row level security;
        alter table public.entry_old force row level security;
        create policy own on public.entry for insert to authenticated with check (tenant = (select auth.jwt()) ->> 'tenant');
        grant insert on public.entry to authenticated;
    """
    found = attempt(SAFE + parted)
    assert beyond(found) == []
    assert not found["authenticated", "another", "public.entry", "insert"].allowed


def test_rows_that_the_trial_cannot_make_are_told_of(attempt: Try) -> None:
    """A key of another table is taken from there; what no column holds by itself is not made, and neither is what a CHECK refuses.

    What a policy of another table hides is not told of.
    """
    tables = """
        create table public.team (id integer primary key);
        create table public.page (
          id bigint primary key, team integer not null references public.team, title text not null, shown boolean not null,
          kind text not null check (kind <> 'open'), size integer not null, check (size < 3 or title <> 'one')
        );
        alter table public.page enable row level security;
        alter table public.page force row level security;
        create policy titled on public.page for select to authenticated using (title like 'Demo%');
        create policy shown on public.page for select to venture_app using (shown and team is distinct from 0);
        create policy kind on public.page for select to analyst using (kind = 'open');
        create policy large on public.page for select to anon using (size = 5);
        grant select on public.page to authenticated, venture_app, analyst, anon;
        create table public.member (team integer primary key);
        alter table public.member enable row level security;
        create policy of_teams on public.page for select to service_role using (exists (select from public.member m where m.team = page.team));
        grant select on public.page, public.member to service_role;
    """
    seed = (
        SEED
        + "insert into public.team values (1); insert into public.page values (1, 1, 'one', false, 'a', 1);"
    )
    found = attempt(SAFE + tables, seed=seed)
    roles = ("authenticated", "venture_app", "analyst", "anon", "service_role")
    shown = {role: found[role, "another", "public.page", "select"] for role in roles}
    assert {role: probe.allowed for role, probe in shown.items()} == {
        "authenticated": False,
        "venture_app": True,
        "analyst": False,
        "anon": False,
        "service_role": False,
    }
    assert {role: probe.unmade for role, probe in shown.items()} == {
        "authenticated": "title is any other value and title ~~ CAST('Demo%' AS text) is true",
        "venture_app": None,
        "analyst": None,
        "anon": "size is 5",
        "service_role": None,
    }


def test_a_domain_that_refuses_a_value_is_no_way_in(attempt: Try) -> None:
    """The value is looked at before any policy is; the rows that are there can be written again, and are refused."""
    sql = (
        "create domain public.said as text not null; create table public.wall (id bigint, said public.said);"
        "alter table public.wall enable row level security; grant insert on public.wall to authenticated;"
    )
    assert beyond(attempt(SAFE + sql, seed=SEED + "insert into public.wall values (1, 'a');")) == []


APPEND_ONLY = (
    SAFE
    + """
    create function public.no() returns trigger language plpgsql as $$ begin raise exception 'append only'; end $$;
    create trigger no before {} on public.note for each row execute function public.no();
    """
)


def test_a_trigger_that_refuses_hides_nothing(attempt: Try) -> None:
    found = attempt(APPEND_ONLY.format("update or delete"))
    assert short_of(found) == [] and beyond(found) == []
    assert found["service_role", "own", "public.note", "delete"].allowed
    policy = "create policy p on public.note for delete to anon using (true); create policy q on public.note for select to anon using (id = 1);"
    opened = APPEND_ONLY.format("delete") + "grant select, delete on public.note to anon;" + policy
    found = attempt(opened)
    assert (
        found["anon", "none", "public.note", "delete"].detail == "then stopped by something else: append only"
    )


def test_a_trigger_that_refuses_in_the_servers_words_hides_nothing(attempt: Try) -> None:
    """It speaks before the policies do, and is none of the role's missing rights."""
    refusing = APPEND_ONLY.replace("for each row", "for each statement").replace(
        "'append only'", "'append only' using errcode = 'insufficient_privilege'"
    )
    granted = "grant select, update, truncate on public.note to anon;"
    found = attempt(refusing.format("update or truncate") + granted)
    assert found["anon", "none", "public.note", "update"].allowed is False
    assert found["anon", "none", "public.note", "truncate"].detail == "then stopped by a trigger: append only"
    opened = "create policy p on public.note for all to anon using (true);"
    found = attempt(refusing.format("update or truncate") + granted + opened)
    assert found["anon", "none", "public.note", "update"].allowed


@pytest.mark.parametrize("policy", ["create policy written on public.log for insert with check (true);", ""])
def test_what_a_triggers_own_statement_meets_says_nothing_of_the_policies(attempt: Try, policy: str) -> None:
    """It is met before they are asked: that it breaks a constraint, or that another table's policies refuse it."""
    logged = f"""
        create table public.log (id bigint primary key); alter table public.log enable row level security; {policy}
        grant insert on public.log, public.note to anon;
        create function public.logs() returns trigger language plpgsql as
          $$ begin insert into public.log values (1); return new; end $$;
    """
    trigger = "create trigger logs before insert on public.note for each row execute function public.logs();"
    found = attempt(SAFE + logged, seed=f"{SEED} insert into public.log values (1);", superuser=trigger)
    assert {found["anon", claims, "public.note", "insert"].allowed for claims in CLAIMS} == {False}


@pytest.mark.parametrize("said", ["permission denied for table note", "closed"])
def test_a_policy_that_refuses_by_the_claims_is_asked_with_each(attempt: Try, said: str) -> None:
    """A function refuses in the server's words for a missing privilege, which no claims would make up for."""
    gate = (
        "create function public.gate() returns boolean language plpgsql stable as $$ begin"
        " if coalesce(auth.role(), '') <> 'service_role' then"
        f" raise insufficient_privilege using message = '{said}'; end if; return true; end $$;"
        "grant execute on function public.gate() to authenticated;"
        "create policy gate on public.note for select to authenticated using ((select public.gate()));"
    )
    found = attempt(SAFE + "grant select on public.note to authenticated;" + gate)
    outcomes = {claims: found["authenticated", claims, "public.note", "select"].allowed for claims in CLAIMS}
    assert outcomes.pop("forged") is True
    assert not any(outcomes.values())
    assert beyond(found) == [("authenticated", "public.note", "select")]


def test_a_policy_that_ends_in_an_error_shows_nothing(attempt: Try) -> None:
    """Where each row ends in an error, nothing is seen; where one does, the others may be."""
    policy = "create policy p on public.note for {} to anon using ({});"
    allowed = "grant select, insert, update, delete on public.note to anon;"
    strict = policy.format("all", "tenant = current_setting('app.tenant')")
    assert beyond(attempt(SAFE + allowed + strict)) == []
    raising = (
        "create function public.need(tenant text) returns boolean language plpgsql stable as"
        " $$ begin if tenant = 'a' then raise exception 'no tenant'; end if; return true; end $$;"
    )
    calling = SAFE + raising + allowed + policy.format("select", "public.need(tenant)")
    assert beyond(attempt(calling)) == []
    found = attempt(calling + "grant execute on function public.need(text) to anon;")
    assert beyond(found) == [("anon", "public.note", "select")]


def test_a_view_whose_owner_may_not_read_is_a_promise_not_kept(attempt: Try) -> None:
    sql = SAFE + "revoke select on public.note from eng_views;"
    assert short_of(attempt(sql)) == [("analyst", "public.v_note", "select")]


def test_a_role_that_may_be_taken_on_counts(attempt: Try) -> None:
    """analyst has none of service_role's rights until it says SET ROLE, which it may."""
    give, take = "grant service_role to analyst;", "revoke service_role from analyst;"
    found = attempt(SAFE, superuser=give, undo=take)
    assert beyond(found) == [
        ("analyst", "public.note", action) for action in ("delete", "insert", "select", "update")
    ]
    assert "taken on service_role" in found["analyst", "forged", "public.note", "select"].detail


def test_one_column_is_named(attempt: Try) -> None:
    policy = "create policy p on public.note for select to anon using (tenant = 'a');"
    found = attempt(SAFE + "grant select (id, body) on public.note to anon;" + policy)
    assert found["anon", "none", "public.note", "select"].detail == "only the columns id, body"


def test_views_to_come_are_looked_at_as_well(attempt: Try) -> None:
    found = attempt(
        SAFE
        + "set role eng_views; alter default privileges in schema public grant select on tables to anon; reset role;"
    )
    assert beyond(found) == [("anon", "public.<new view>", "select")]


OWN = "tenant = (select auth.jwt() ->> 'tenant')"
TENANTS = {
    "roles": ["authenticated"],
    "claims": {"own": {"tenant": "a"}, "another": {"tenant": "c"}},
    "allow": [
        HOUSE["allow"][0],
        {
            "role": "authenticated",
            "object": "public.note",
            "may": ["select", "insert", "update"],
            "claims": ["own"],
        },
    ],
}
TENANTS_NOTE = SAFE + "grant select, insert, update on public.note to authenticated;"


def test_a_row_of_ones_own_is_nobody_elses(attempt: Try) -> None:
    """Where a trigger makes each new row its writer's, whoever writes gets a row of its own, and no other's."""
    trigger = """
        create function public.mine() returns trigger language plpgsql as
          $$ begin new.tenant := auth.jwt() ->> 'tenant'; new.id := 9; return new; end $$;
        create trigger mine before insert on public.note for each row execute function public.mine();
        """
    policy = f"create policy p on public.note for all to authenticated using ({OWN}) with check ({OWN});"
    found = attempt(TENANTS_NOTE + policy, access=TENANTS)
    assert beyond(found, TENANTS) == [] and short_of(found, TENANTS) == []
    claim = """set role service_role; set request.jwt.claims = '{"role": "service_role"}';"""
    filled = f"{TENANTS_NOTE} {claim} {SEED} reset role; reset request.jwt.claims; {trigger} {policy}"
    found = attempt(filled, seed="", access=TENANTS)
    assert beyond(found, TENANTS) == [] and short_of(found, TENANTS) == []


def test_a_check_that_asks_more_than_using_keeps_the_promise(attempt: Try) -> None:
    """To change all that one sees is refused, since some of it may not stay as it is; one's own may."""
    policy = f"create policy p on public.note for all to authenticated using ({OWN} or tenant = 'shared') with check ({OWN});"
    access = {
        **TENANTS,
        "allow": [*TENANTS["allow"], {"role": "authenticated", "object": "public.note", "may": "select"}],
    }
    seed = SEED + "insert into public.note values (3, 'shared', 'x');"
    found = attempt(TENANTS_NOTE + policy, seed=seed, access=access)
    assert short_of(found, access) == [] and beyond(found, access) == []


def test_a_view_takes_the_rows_that_its_table_would_take(attempt: Try) -> None:
    sql = (
        "create view public.w as select id, tenant, body from public.note; grant insert on public.w to anon;"
    )
    policy = "create policy p on public.note for insert to eng_owner with check (tenant = 'a');"
    assert beyond(attempt(SAFE + sql + policy)) == [("anon", "public.w", "insert")]
    assert beyond(attempt(SAFE + sql)) == []
