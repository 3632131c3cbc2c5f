"""An application that logs in once for all its tenants and says by a setting which one it is, through the installed command.

A repository on a plain Postgres: policies read `app.tenant_id`, and the config says whose it is.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.model import Source
from checker.yamlfile import read_yaml
from tests.support import Result, Scratch, db_verify

CHANGE = "db/migrations/202602010900__change.sql"
OWN, ANOTHER = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
SETTINGS = f"  settings: {{own: {{app.tenant_id: {OWN}}}, another: {{app.tenant_id: {ANOTHER}}}}}\n"
CONFIG = f"""\
version: 1
bootstrap: [db/bootstrap]
migrations: [{{path: db/migrations, layout: marker}}]
seeds: [db/seeds]
access:
{SETTINGS}\
  allow:
    - {{role: app, object: [public.note, public.task, public.v_task], may: [select, insert, update, delete], claims: own}}
trial: {{owner: eng_owner, postgres: "18"}}
"""
TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
TABLE = """\
create table public.{0} (id bigint primary key, tenant_id uuid not null, public boolean not null default false, body text);
alter table public.{0} enable row level security;
alter table public.{0} force row level security;
grant select, insert, update, delete on public.{0} to app;
"""
ROLES = """\
create role app;
create role viewer;
create role eng_owner;
grant viewer to eng_owner;
grant create, usage on schema public to viewer;
"""
FUNCTIONS = f"""\
create function public.tenant() returns uuid language sql stable set search_path = '' return {TENANT};
create function public.customer() returns uuid language sql stable set search_path = ''
  return nullif(current_setting('app.customer_id', true), '')::uuid;
create function public.anyone(bigint) returns boolean language sql stable set search_path = '' return $1 > 0;
create function public.blank() returns boolean language sql stable set search_path = ''
  return current_setting('app.tenant_id', true) = '';
create function public.fresh() returns boolean language sql stable set search_path = ''
  return current_setting('app.tenant_id', true) is null;
grant execute on all functions in schema public to app;
"""
UNSAID = (
    "which ask for app.customer_id, that no caller has): under access.settings, give own and another the app.customer_id that"
    " the application sets for them"
)
POLICY = "create policy own on public.{0} for all to app using ({1}) with check ({1});\n"
SEED = f"insert into public.note values (1, '{OWN}', false, 'one'), (2, '33333333-3333-4333-8333-333333333333', false, 'two');\n"


def migration(up: str, down: str) -> str:
    begin = "begin;\nset local lock_timeout = '5s';\n"
    return f"{begin}{up}commit;\n/* DOWN */\n{begin}{down}commit;\n"


@pytest.fixture
def house(tmp_path: Path) -> Scratch:
    scratch = Scratch(tmp_path / "repository")
    scratch.write("db/verify.yml", CONFIG)
    scratch.write("db/bootstrap/roles.sql", ROLES)
    note = TABLE.format("note") + POLICY.format("note", f"tenant_id = (select {TENANT})")
    scratch.write("db/migrations/202601010900__note.sql", migration(note, "drop table public.note;\n"))
    scratch.write("db/migrations/202601010901__functions.sql", migration(FUNCTIONS, "select 1;\n"))
    scratch.write("db/seeds/note.sql", SEED)
    scratch.branch(message="the house")
    return scratch


def tried(house: Scratch, policy: str, *, more: str = "", down: str = "") -> Result:
    """The check of a change that makes a table of tasks with this policy; `more` goes up with it."""
    up = TABLE.format("task") + POLICY.format("task", policy) + more
    house.write(CHANGE, migration(up, f"{down}drop table public.task;\n"))
    house.commit()
    return house.check()


def said(result: Result) -> dict[str, str]:
    """The findings of the change by their rules."""
    return {one["rule"]: one["message"] for one in result.report["findings"] if one["severity"] == "error"}


@pytest.mark.parametrize(
    "policy",
    [
        f"tenant_id = (select {TENANT})",
        # These end in an error where the setting is empty, or was never made: closed all the same.
        "tenant_id = current_setting('app.tenant_id', true)::uuid",
        "tenant_id = (select current_setting('APP.Tenant_id')::uuid)",
        # A text may be empty, and no row's is.
        "body = current_setting('app.tenant_id', true)",
        "tenant_id = any (string_to_array(current_setting('app.tenant_id', true), ',')::uuid[])",
        # What a function of one's own asks can't be known from the file.
        "tenant_id = (select public.tenant())",
    ],
)
def test_a_policy_that_isolates_tenants_is_green(house: Scratch, policy: str) -> None:
    result = tried(house, policy)
    assert (result.code, said(result)) == (0, {}), result.out
    assert "trial" in {stage["name"] for stage in result.report["stages"] if stage["status"] == "passed"}
    taken = "that the application alone sets app.tenant_id, and to nothing that a user sent"
    assert taken in result.report["not_proven"]
    shown = db_verify(house.folder, "access")
    assert shown.code == 0, shown.err
    assert "S I U D" in shown.out and "declared and probed agree" in shown.out


ALL = "SELECT, INSERT, UPDATE, DELETE"


@pytest.mark.parametrize(
    ("policy", "rule", "words"),
    [
        ("true", "access-not-declared", "without settings or with another's settings (witness: any row)"),
        ("tenant_id = tenant_id", "access-not-declared", "without settings or with another's settings"),
        ("public.anyone(id)", "access-too-open", "without settings or with another's settings (1 row)"),
        (f"{TENANT} is not null", "access-not-declared", "with another's settings (witness: any row)"),
        (
            f"id <> 0 or tenant_id = {TENANT}",
            "access-not-declared",
            "without settings or with another's settings (witness: a row whose id",
        ),
        (
            f"tenant_id = coalesce({TENANT}, tenant_id)",
            "access-not-declared",
            "without settings (witness: a row",
        ),
        # Of what a session without a caller holds, each is open in one of the two.
        (
            f"current_setting('app.tenant_id', true) = '' or tenant_id = {TENANT}",
            "access-not-declared",
            "without settings",
        ),
        (
            f"current_setting('app.tenant_id', true) is null or tenant_id = {TENANT}",
            "access-not-declared",
            "without settings",
        ),
        ("public.blank() or tenant_id = (select public.tenant())", "access-too-open", "without settings"),
        ("public.fresh() or tenant_id = (select public.tenant())", "access-too-open", "without settings"),
    ],
)
def test_a_policy_that_forgets_the_tenant_is_too_open(
    house: Scratch, policy: str, rule: str, words: str
) -> None:
    result = tried(house, policy)
    found = said(result)
    assert result.code == 1, result.out
    assert f"app may {ALL} public.task {words}" in found[rule].replace('"', ""), found
    assert "confirmed by the trial" in found[rule] or rule == "access-too-open"
    if "without" in words and "policy-true-without-claims" in found:
        assert (
            "(select nullif(current_setting('app.tenant_id', true), '')) is not null"
            in found["policy-true-without-claims"]
        )


@pytest.mark.parametrize(
    ("policy", "rule", "words"),
    [
        (
            "false",
            "access-not-kept",
            "(no row passes its policies): let a policy show the rows",
        ),
        (
            f"id::text = {TENANT}::text",
            "access-too-closed",
            "): let a policy show the rows of access.settings.own, and let the seeds hold some",
        ),
        ("tenant_id = current_setting('app.customer_id', true)::uuid", "access-not-kept", UNSAID),
        ("tenant_id = current_setting('app.customer_id')::uuid", "access-not-kept", UNSAID),
        (
            "tenant_id = (select public.customer())",
            "access-too-closed",
            f"its policies {UNSAID.partition('which ')[2]}",
        ),
    ],
)
def test_a_policy_that_is_closed_for_its_own_tenant(
    house: Scratch, policy: str, rule: str, words: str
) -> None:
    result = tried(house, policy)
    found = said(result)
    assert result.code == 1, result.out
    assert [*found] == [rule], found
    assert f"app can't {ALL} public.task, which `access:` promises it" in found[rule]
    assert words in found[rule]


@pytest.mark.parametrize("setting", [TENANT, "current_setting('app.tenant_id')::uuid"])
@pytest.mark.parametrize("rights", ["reader", "owner"])
def test_a_view_on_the_tables_of_tenants(house: Scratch, setting: str, rights: str) -> None:
    """By its reader's rights, or by its owner's, who is bound by the table's policies; one that ends in an error shows nothing."""
    own = f"tenant_id = (select {setting})"
    more = "create view public.v_task with (security_invoker = true) as select id, body from public.task;\n"
    if rights == "owner":
        more = f"create policy views on public.task for select to viewer using ({own});\ngrant select on public.task to viewer;\n"
        more += "set local role viewer;\ncreate view public.v_task as select id, body from public.task;\n"
    more += "grant select on public.v_task to app;\nreset role;\n"
    house.replace("db/verify.yml", "public.v_task", "public.none")
    house.replace(
        "db/verify.yml",
        "trial:",
        "    - {role: app, object: public.v_task, may: select, claims: own}\ntrial:",
    )
    house.replace(
        "db/verify.yml", "access:", 'view_owners: [viewer]\nrules: {view-without-contract: "off"}\naccess:'
    )
    house.commit("what the view promises")
    house.git("branch", "-f", "main")
    result = tried(house, own, more=more, down="drop view public.v_task;\n")
    assert (result.code, said(result)) == (0, {}), result.out


def test_tables_that_only_a_tenant_can_write(house: Scratch) -> None:
    """A default that asks for the tenant, and more rows than are tried one by one."""
    more = """\
create table public.log (id bigint primary key, tenant_id uuid not null default current_setting('app.tenant_id')::uuid);
alter table public.log enable row level security;
alter table public.log force row level security;
create policy own on public.log for select to app using (tenant_id = (select current_setting('app.tenant_id')::uuid));
grant select on public.log to app;
"""
    house.replace(
        "db/verify.yml", "trial:", "    - {role: app, object: public.log, may: select, claims: own}\ntrial:"
    )
    house.write(
        "db/seeds/more.sql", f"insert into public.note select g, '{OWN}' from generate_series(10, 99) as g;\n"
    )
    house.commit("more rows")
    house.git("branch", "-f", "main")
    more += "alter policy own on public.note using (tenant_id = current_setting('app.tenant_id')::uuid);\n"
    down = f"alter policy own on public.note using (tenant_id = (select {TENANT}));\ndrop table public.log;\n"
    result = tried(house, f"tenant_id = (select {TENANT})", more=more, down=down)
    assert (result.code, said(result)) == (0, {}), result.out


@pytest.mark.parametrize("own", [True, False])
def test_rows_that_refer_to_a_tenant(house: Scratch, own: bool) -> None:
    """A tenant's rows need the tenant: its own row is made first, where a policy shows it; where none can be, the seeds must hold it."""
    shown = f"id = (select {TENANT})" if own else "false"
    more = f"""\
create table public.tenant (id uuid primary key);
alter table public.tenant enable row level security;
alter table public.tenant force row level security;
create policy own on public.tenant for select to app using ({shown});
grant select on public.tenant to app;
alter table public.task add constraint task_tenant foreign key (tenant_id) references public.tenant (id);
"""
    if own:
        house.replace(
            "db/verify.yml",
            "trial:",
            "    - {role: app, object: public.tenant, may: select, claims: own}\ntrial:",
        )
        house.commit("tenants")
        house.git("branch", "-f", "main")
    result = tried(
        house,
        f"tenant_id = (select {TENANT})",
        more=more,
        down="alter table public.task drop constraint task_tenant;\ndrop table public.tenant;\n",
    )
    if own:
        assert (result.code, said(result)) == (0, {}), result.out
    else:
        message = said(result)["access-too-closed"]
        assert message.startswith(
            "app can't SELECT, INSERT, UPDATE, DELETE public.task, which `access:` promises it (none of 1 rows;"
        )
        assert message.endswith(
            "): let a policy show the rows of access.settings.own, and let the seeds hold some"
        )


@pytest.mark.parametrize("seeds", [True, False])
def test_tenants_that_are_numbers(house: Scratch, seeds: bool) -> None:
    """With seeds for one of the tables, and with none at all."""
    for value in (OWN, ANOTHER):
        house.replace("db/verify.yml", value, '"1"' if value == OWN else '"2"')
    number = "nullif(current_setting('app.tenant_id', true), '')::bigint"
    note = (TABLE.format("note") + POLICY.format("note", f"tenant_id = (select {number})")).replace(
        "tenant_id uuid", "tenant_id bigint"
    )
    house.write("db/migrations/202601010900__note.sql", migration(note, "drop table public.note;\n"))
    house.write(
        "db/seeds/note.sql", "insert into public.note values (1, 1, false, 'one'), (2, 3, false, 'two');\n"
    )
    if not seeds:
        (house.folder / "db/seeds/note.sql").unlink()
        house.replace("db/verify.yml", "seeds: [db/seeds]\n", "")
    house.commit("numbers")
    house.git("branch", "-f", "main")
    up = TABLE.format("task") + POLICY.format("task", f"tenant_id = (select {number})")
    house.write(
        CHANGE, migration(up.replace("tenant_id uuid", "tenant_id bigint"), "drop table public.task;\n")
    )
    house.commit()
    result = house.check()
    if seeds:
        assert (result.code, said(result)) == (0, {}), result.out
    else:
        assert result.code == 3
        assert "there is no row to see" in result.report["error"]
        assert (
            "it holds no row to try that with, so give it one in `seeds:`"
            in said(result)["access-too-closed"]
        )


def test_another_who_has_rows_in_the_seeds(house: Scratch) -> None:
    """It is not told from a policy that lets a stranger in; the finding says what it may be."""
    house.write("db/seeds/note.sql", SEED.replace("33333333-3333-4333-8333-333333333333", ANOTHER))
    house.commit("another's row")
    house.git("branch", "-f", "main")
    result = tried(house, f"tenant_id = (select {TENANT})")
    found = said(result)["access-too-open"]
    assert "public.note with another's settings (1 row)" in found
    assert (
        "where the rows are another's own, give access.settings.another the values of somebody who has none"
        in found
    )


def test_a_change_says_new_settings_and_not_old_ones_otherwise(house: Scratch) -> None:
    """A setting that the base does not name is the head's to say; what the base says of its own stays."""
    own = f"own: {{app.tenant_id: {OWN}"
    house.replace("db/verify.yml", own, f"{own}, app.customer_id: {OWN}")
    house.replace(
        "db/verify.yml",
        f"another: {{app.tenant_id: {ANOTHER}",
        f"another: {{app.tenant_id: {OWN}, app.customer_id: {ANOTHER}",
    )
    result = tried(house, "tenant_id = nullif(current_setting('app.customer_id', true), '')::uuid")
    found = said(result)
    assert [*found] == ["config-weakened"], result.out
    assert (
        f"access.settings.another no longer says that app.tenant_id is '{ANOTHER}'"
        in found["config-weakened"]
    )


def test_what_is_declared_with_the_change_is_to_be_merged_first(house: Scratch) -> None:
    house.replace(
        "db/verify.yml", "claims: own}", "claims: own}\n    - {role: app, object: public.note, may: select}"
    )
    more = "create policy more on public.note for select to app using (true);\n"
    down = "drop policy more on public.note;\n"
    result = tried(house, f"tenant_id = (select {TENANT})", more=more, down=down)
    message = next(
        one["message"]
        for one in result.report["findings"]
        if one["rule"] == "access-not-declared" and one["object"] == "public.note app"
    )
    assert "the base's `access:` does not allow that" in message
    assert (
        "what this change adds to db/verify.yml counts once it is merged, in a pull request of its own before this one"
        in message
    )


def test_init_proposes_the_settings_that_policies_ask_for(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path / "repository")
    note = TABLE.format("note") + POLICY.format("note", f"tenant_id = (select {TENANT})")
    scratch.write("db/migrations/202601010900__note.sql", migration(note, "drop table public.note;\n"))
    scratch.commit()
    made = db_verify(scratch.folder, "init")
    assert made.code == 0
    assert "settings that policies ask for: app.tenant_id\n" in made.out
    text = (scratch.folder / "db/verify.yml").read_text(encoding="utf-8")
    _, access = text.split("# access:")
    lines = [line.removeprefix("# ") for line in access.splitlines()[1:] if line.startswith("#   ")]
    proposed = "\n".join(lines)
    data = read_yaml(Source.of("access", f"access:\n{proposed}")).data
    assert data["access"]["settings"]["own"] == {"app.tenant_id": "…"}


def test_a_setting_of_an_extension_is_named(house: Scratch) -> None:
    """Once an extension is loaded, the server lets nobody make one up in its name: what is tried then would prove nothing."""
    for value in (OWN, ANOTHER):
        house.replace(
            "db/verify.yml", f"app.tenant_id: {value}", f"app.tenant_id: {value}, pg_trgm.tenant: '{value}'"
        )
    house.write("db/bootstrap/roles.sql", f"{ROLES}create extension pg_trgm;\n")
    house.commit("trigrams")
    house.git("branch", "-f", "main")
    more = "alter table public.task add check (public.similarity(body, 'a') >= 0);\n"
    result = tried(house, f"tenant_id = (select {TENANT})", more=more)
    assert result.code == 3, result.out
    error = result.report["error"]
    assert "PostgreSQL does not let pg_trgm.tenant be set: invalid configuration parameter name" in error
    assert "no parameter of an extension" in error
