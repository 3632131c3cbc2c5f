"""What a DO block hides from the rules of files, the trial's catalog tells: such a finding is then an error, or gone."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support import Scratch
from tests.verdict.conftest import CONFIG, migration

OPTIONS = "bootstrap: [db/bootstrap.sql]\ntrial: {owner: app_owner}\n"
BASE = """\
create table app.open (id integer primary key, owner name not null);
create table public.memo (id integer primary key, owner name not null);
create table public.other (id integer primary key);
create view public.others with (security_invoker = true) as select id from public.other;
alter table public.memo enable row level security;
alter table public.memo force row level security;
create policy own on public.memo for select using (owner = (select current_user));"""
FUNCTION = """\
create function app.notes(a integer, b text default 'x') returns bigint language sql stable security definer
  set search_path = '' as $$ select count(*) from public.memo $$;"""


class Case(NamedTuple):
    """A rule, a statement with what undoes it, its relation, and what a block does to a relation whose name it computes."""

    rule: str
    statement: str
    undo: str
    relation: str
    hidden: str


CASES = [
    Case(
        "policy-without-rls",
        "create policy mine on app.open for select using (owner = (select current_user));",
        "drop policy mine on app.open;\nalter table app.open disable row level security;",
        "app.open",
        "alter table %s enable row level security",
    ),
    Case(
        "rls-disabled",
        "alter table public.memo disable row level security;",
        "alter table public.memo enable row level security;",
        "public.memo",
        "alter table %s enable row level security",
    ),
    Case(
        "force-rls-removed",
        "alter table public.memo no force row level security;",
        "alter table public.memo force row level security;",
        "public.memo",
        "alter table %s force row level security",
    ),
    Case(
        "view-without-security-invoker",
        "create view public.memos as select id from public.memo;",
        "drop view public.memos;",
        "public.memos",
        "alter view %s set (security_invoker = on)",
    ),
]


def _repository(folder: Path, bootstrap: str = "") -> Scratch:
    scratch = Scratch(folder)
    scratch.write("db/verify.yml", CONFIG + OPTIONS)
    scratch.write(
        "db/bootstrap.sql",
        "do $$ begin if not exists (select from pg_roles where rolname = 'app_owner') then create role app_owner;"
        f" end if; end $$;\ncreate schema app authorization app_owner;\ngrant create on schema public to app_owner;\n{bootstrap}",
    )
    scratch.write("db/migrations/202601010000__base.sql", migration(BASE, "drop table app.open;"))
    scratch.branch()
    return scratch


def _hidden(text: str, relation: str) -> str:
    """A block that does something to a relation whose name no reader of the file can know."""
    return (
        "do $$ declare one text; begin select c.oid::regclass::text into one from pg_class as c"
        f" where c.oid = '{relation}'::regclass; execute format('{text}', one); end $$;"
    )


def _found(scratch: Scratch, rule: str, *arguments: str) -> list[tuple[str, str]]:
    report = scratch.check(*arguments).report
    assert not [one for one in report["stages"] if one["status"] == "errored"], report["error"]
    assert "migration-fails" not in {one["rule"] for one in report["findings"]}
    return [(one["severity"], one["message"]) for one in report["findings"] if one["rule"] == rule]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_block_that_mends_it_leaves_nothing_to_say(tmp_path: Path, case: Case) -> None:
    scratch = _repository(tmp_path)
    up = f"{case.statement}\n{_hidden(case.hidden, case.relation)}"
    scratch.write("db/migrations/202601020000__m.sql", migration(up, case.undo))
    ((severity, message),) = _found(scratch, case.rule, "--static")
    assert severity == "warning" and "(undecided: " in message
    assert _found(scratch, case.rule) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_block_that_does_something_else_excuses_nothing(tmp_path: Path, case: Case) -> None:
    scratch = _repository(tmp_path)
    elsewhere = "public.others" if "view" in case.hidden else "public.other"
    up = f"{case.statement}\n{_hidden(case.hidden, elsewhere)}"
    scratch.write("db/migrations/202601020000__m.sql", migration(up, case.undo))
    ((severity, message),) = _found(scratch, case.rule)
    assert severity == "error" and message.endswith(" (confirmed by the trial)")
    assert "undecided" not in message


BOOTSTRAP = (
    "do $$ declare who text; begin select rolname into who from pg_roles where rolname = 'app_owner';"
    " execute format('alter default privileges for role %I {}', who); end $$;\n"
)


@pytest.mark.parametrize(
    ("privileges", "severities"),
    [("revoke execute on functions from public", []), ("grant select on tables to public", ["error"])],
)
def test_what_the_bootstrap_hides_of_default_privileges(
    tmp_path: Path, privileges: str, severities: list[str]
) -> None:
    scratch = _repository(tmp_path, BOOTSTRAP.format(privileges))
    scratch.write(
        "db/migrations/202601020000__m.sql", migration(FUNCTION, "drop function app.notes(integer, text);")
    )
    rule = "definer-executable-by-public"
    ((severity, message),) = _found(scratch, rule, "--static")
    assert severity == "warning" and "(undecided: " in message
    found = _found(scratch, rule)
    assert [severity for severity, _ in found] == severities
    assert all(message.endswith(" (confirmed by the trial)") for _, message in found)


def test_what_is_given_to_anon_stays_a_warning(tmp_path: Path) -> None:
    scratch = _repository(
        tmp_path, f"create role anon;\n{BOOTSTRAP.format('revoke execute on functions from public')}"
    )
    up = (
        f"{FUNCTION}\nrevoke execute on function app.notes(integer, text) from public;\n"
        "grant execute on function app.notes(integer, text) to anon;\n"
        + _hidden("grant select on %s to app_owner", "public.other")
    )
    scratch.write(
        "db/migrations/202601020000__m.sql", migration(up, "drop function app.notes(integer, text);")
    )
    ((severity, message),) = _found(scratch, "definer-executable-by-public")
    assert severity == "warning" and "undecided" not in message


def test_a_policy_nested_too_deep_stays_undecided(tmp_path: Path) -> None:
    scratch = _repository(tmp_path, "create role app_reader;\n")
    deep = "not (" * 400 + "true" + ")" * 400
    up = f"create policy mine on public.memo to app_reader using (true) with check ({deep});\n"
    up += _hidden("create policy more on %s for select using (id > 0)", "public.other")
    down = "drop policy mine on public.memo;\ndrop policy more on public.other;"
    scratch.write("db/migrations/202601020000__m.sql", migration(up, down))
    ((severity, message),) = _found(scratch, "policy-always-true")
    assert severity == "warning" and "(undecided: " in message


POLICIES = {
    "policy-always-true": "create policy mine on public.memo for select to app_reader using (true);",
    "policy-null-unsafe": "create policy mine on public.memo for select to app_reader using"
    " (owner::text <> (select current_setting('request.jwt.claims', true)::json ->> 'sub'));",
    "policy-ignores-caller": "create policy mine on public.memo for select to app_reader using"
    " ((select current_setting('request.jwt.claims', true)::json ->> 'role') = 'authenticated');",
    "policy-opened-by-setting": "create policy mine on public.memo for select to app_reader using (owner = (select"
    " current_user) or current_setting('app.debug', true) = 'on');",
}


@pytest.mark.parametrize("rule", POLICIES)
@pytest.mark.parametrize(
    ("relation", "hidden", "left"),
    [
        ("public.other", "create policy more on %s for select using (id > 0)", "confirmed"),
        ("public.memo", "drop policy mine on %s", "nothing"),
        ("public.memo", "alter policy mine on %s using (owner = ''x'')", "undecided"),
        (
            "public.memo",
            "create policy fence on %s as restrictive for select using (owner = (select current_user))",
            "undecided",
        ),
    ],
)
def test_a_policy_is_what_the_catalog_holds(
    tmp_path: Path, rule: str, relation: str, hidden: str, left: str
) -> None:
    scratch = _repository(tmp_path, "create role app_reader;\n")
    up = f"{POLICIES[rule]}\n{_hidden(hidden, relation)}"
    down = "drop policy if exists mine on public.memo;\ndrop policy if exists fence on public.memo;\n"
    scratch.write(
        "db/migrations/202601020000__m.sql",
        migration(up, f"{down}drop policy if exists more on public.other;"),
    )
    found = _found(scratch, rule)
    if left == "nothing":
        assert found == []
        return
    ((severity, message),) = found
    assert message.endswith(" (confirmed by the trial)") is (left == "confirmed"), message
    assert ("undecided" in message) is (left == "undecided")
    surely = "warning" if rule == "policy-opened-by-setting" else "error"
    assert severity == (surely if left == "confirmed" else "warning")


def test_what_is_anons_alone_is_not_confirmed_to_be_everybodys(tmp_path: Path) -> None:
    """Also where the function's name begins as the role's does."""
    default = "revoke execute on functions from public"
    scratch = _repository(tmp_path, f"create role anon;\n{BOOTSTRAP.format(default)}")
    up = (
        f"{FUNCTION.replace('app.notes', 'app.anonymous')}\n"
        "grant execute on function app.anonymous(integer, text) to anon;"
    )
    scratch.write(
        "db/migrations/202601020000__m.sql", migration(up, "drop function app.anonymous(integer, text);")
    )
    found = _found(scratch, "definer-executable-by-public")
    assert not [message for _, message in found if message.startswith("every") and "confirmed" in message]
