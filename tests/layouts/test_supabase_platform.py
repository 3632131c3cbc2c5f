"""The platform `supabase`, end to end: its roles, its auth functions and its default grants, on the layout's own example."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.layouts.test_layouts import HERE, copy
from tests.support import Result, Scratch

TABLE = """\
set local lock_timeout = '5s';
create table public.profile (id uuid primary key, name text not null default '');
alter table public.profile enable row level security;
alter table public.profile force row level security;
grant select, update on public.profile to authenticated;
grant select on public.profile to service_role;
"""
OWN = """\
create policy profile_own on public.profile for select to authenticated
  using (id = (select auth.uid()));
create policy profile_own_update on public.profile for update to authenticated
  using (id = (select auth.uid())) with check (id = (select auth.uid()));
"""
USERS = """\
insert into auth.users (
  instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, recovery_sent_at, last_sign_in_at,
  raw_app_meta_data, raw_user_meta_data, created_at, updated_at,
  confirmation_token, email_change, email_change_token_new, recovery_token
) values (
  '00000000-0000-0000-0000-000000000000', '3f0f7a4e-0000-4000-8000-000000000001', 'authenticated', 'authenticated',
  'one@example.org', crypt('secret', gen_salt('bf')), now(), now(), now(), '{"provider": "email"}', '{}', now(), now(), '', '', '', ''
);
insert into auth.identities (id, user_id, provider_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
select gen_random_uuid(), id, id::text, jsonb_build_object('sub', id, 'email', email), 'email', now(), now(), now()
from auth.users;
insert into public.profile (id, name) select id, 'one' from auth.users;
"""
CONFIG = """\
version: 1
platform: supabase
migrations:
  - path: supabase/migrations
    layout: supabase
"""


PROTECTS = """\
create schema private;
create function private.protect() returns event_trigger language plpgsql set search_path = '' as $$
declare made record;
begin
  for made in select * from pg_catalog.pg_event_trigger_ddl_commands() where object_type = 'table' loop
    execute format('alter table %s enable row level security', made.object_identity);
  end loop;
end $$;
create event trigger protect_tables on ddl_command_end when tag in ('CREATE TABLE') execute function private.protect();
"""


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    """The layout's good repository on the platform itself, which brings the roles."""
    scratch = Scratch(tmp_path / "repository")
    copy(HERE / "supabase" / "good", scratch, ("db/bootstrap/roles.sql",))
    for path in (scratch.folder / "supabase" / "migrations").iterdir():
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("app_user", "authenticated"), encoding="utf-8")
    scratch.write("db/verify.yml", CONFIG)
    scratch.branch(message="base")
    return scratch


def propose(scratch: Scratch, text: str) -> Result:
    scratch.write("supabase/migrations/20260201090000_add_profile.sql", text)
    scratch.commit("change")
    return scratch.check()


def test_everybody_sees_the_own_row(scratch: Scratch) -> None:
    result = propose(scratch, TABLE + OWN)
    assert (result.code, result.findings) == (0, []), result.out
    assert any("anon, authenticated" in one for one in result.report["not_proven"])


def test_a_policy_that_asks_nothing_is_found(scratch: Scratch) -> None:
    result = propose(
        scratch, TABLE + "create policy all_of_it on public.profile for select to anon using (true);\n"
    )
    assert result.code == 1
    assert {line for _, _, line in result.findings} == {7}


def test_what_an_event_trigger_may_protect_stays_open_and_is_said_once(scratch: Scratch) -> None:
    """The trial can't make such a trigger: that the table is open there proves nothing."""
    scratch.write("supabase/migrations/20260115090000_protect.sql", PROTECTS)
    scratch.commit("on main")
    scratch.git("branch", "-f", "main")
    result = propose(
        scratch, "set local lock_timeout = '5s';\ncreate table public.profile (id uuid primary key);\n"
    )
    assert (result.code, [rule for rule, _, _ in result.findings]) == (0, ["table-without-rls"]), result.out
    (said,) = (one["message"] for one in result.report["findings"])
    assert said.endswith("(undecided: the event trigger protect_tables may change what is made)")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("alter role postgres superuser;", "SQLSTATE 42501"),
        ("create extension dblink;", "the trial, which fails here with SQLSTATE 42501"),
        ("set role supabase_admin;", "permission denied"),
        ("copy (select 1) to program 'true';", "SQLSTATE 42501"),
        ("drop table auth.nothing;", "does not exist"),
    ],
)
def test_its_owner_is_no_superuser(scratch: Scratch, text: str, said: str) -> None:
    result = propose(scratch, f"{TABLE}{OWN}{text}\n")
    assert result.code == 1
    (failed,) = (one for one in result.report["findings"] if said in one["message"])
    assert failed["line"] == 11


@pytest.mark.parametrize(
    "text",
    [
        "create policy pictures on storage.objects for insert to authenticated\n"
        "  with check (bucket_id = 'pictures' and lower(storage.extension(name)) = 'png');",
        "create policy second_factor on public.profile as restrictive for select to authenticated\n"
        "  using ((select auth.jwt() ->> 'aal') = 'aal2' or not exists (\n"
        "    select from auth.mfa_factors where user_id = (select auth.uid()) and status = 'verified'));",
        "create view signed_in with (security_invoker = true) as select user_id, aal, not_after from auth.sessions;",
        "select vault.create_secret('https://example.org', 'where');",
        "create trigger tell_of_it after insert on public.profile for each row execute function\n"
        "  supabase_functions.http_request('https://example.org', 'POST', '{}', '{}', '1000');",
    ],
)
def test_what_its_documentation_uses_is_there(scratch: Scratch, text: str) -> None:
    result = propose(scratch, f"{TABLE}{OWN}{text}\n")
    assert (result.code, result.findings) == (0, []), result.out


def test_seeds_make_users_as_people_do(scratch: Scratch) -> None:
    scratch.write("db/verify.yml", f"{CONFIG}seeds: [supabase/seed.sql]\n")
    scratch.write("supabase/seed.sql", USERS)
    result = propose(scratch, TABLE + OWN)
    assert (result.code, result.findings) == (0, []), result.out
