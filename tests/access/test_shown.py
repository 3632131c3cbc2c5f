"""What opens or closes a database by accident, each red from the file and from the trial, beside a safe twin that is green.

A small house of its own, through the installed command: a table that the governance service writes, a view that the
analyst and the venture app read, and a change on top.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import ROOT, Scratch

CHANGE = "db/migrations/202602010900__change.sql"
CONFIG = """\
version: 1
bootstrap: [db/bootstrap]
migrations: [{path: db/migrations, layout: marker}]
views: [db/views]
seeds: [db/seeds]
published_views: ["public.v_*"]
view_owners: [eng_views]
rules: {view-without-contract: "off"}
access:
  roles: [anon, authenticated, venture_app]
  claims:
    own: {tenant: a}
    another: {tenant: elsewhere}
  allow:
    - {role: service_role, object: public.note, may: [select, insert, update, delete]}
    - {role: authenticated, object: public.t, may: [select, update], claims: [own]}
    - {role: [analyst, venture_app], object: "public.v_*", may: select}
    - {role: analyst, object: public.count_notes, may: execute}
trial: {owner: eng_owner, postgres: "18"}
"""
NOTE = """\
begin;
set local lock_timeout = '5s';
create table public.note (id bigint primary key, tenant text not null, body text);
alter table public.note enable row level security;
alter table public.note force row level security;
create policy note_service on public.note for all to service_role
  using ((select auth.role()) = 'service_role') with check ((select auth.role()) = 'service_role');
create policy note_views on public.note for select to eng_views using (true);
grant select on public.note to eng_views;
grant select, insert, update, delete on public.note to service_role;
commit;
/* DOWN */
begin;
set local lock_timeout = '5s';
drop table public.note;
commit;
"""
VIEW = """\
begin;
set local role eng_views;
create or replace view public.v_note as select id, body from public.note;
revoke all on public.v_note from public;
grant select on public.v_note to analyst, venture_app;
commit;
"""
SEED = "insert into public.note values (1, 'a', 'one'), (2, 'b', 'two');\n"

# A table of tenants, which `authenticated` reads and changes with its own claims.
TABLE = """\
create table public.t (id bigint primary key, tenant text, body text);
alter table public.t enable row level security;
alter table public.t force row level security;
grant select, update on public.t to authenticated;
"""
OWN = "(tenant = (select auth.jwt() ->> 'tenant'))"
SAFE = f"create policy own on public.t for select to authenticated using {OWN};\n"
CHANGED = f"create policy change on public.t for update to authenticated using {OWN} with check {OWN};\n"
TENANTS = "insert into public.t values (1, 'a', 'one'), (2, 'b', 'two');\n"


@dataclass(frozen=True)
class Case:
    """What is wrong, and its twin; the rules that must say so from the file, and in the trial.

    A rule in both is a static finding that the trial confirms. Where one of them cannot see it, that is what
    `unseen` says. `seed` is for the rows of what the change makes.
    """

    wrong: str
    safe: str
    file: frozenset[str]
    trial: frozenset[str]
    seed: str = ""
    unseen: str = ""


def case(wrong: str, safe: str, file: str, trial: str, seed: str = "", unseen: str = "") -> Case:
    return Case(wrong, safe, frozenset(file.split()), frozenset(trial.split()), seed, unseen)


def policy(wrong: str, file: str, safe: str = SAFE) -> Case:
    """A policy of the tenants' table in place of the safe one."""
    made = f"create policy p on public.t for select to authenticated using ({wrong});\n"
    return case(
        TABLE + CHANGED + made,
        TABLE + CHANGED + safe,
        f"access-not-declared {file}",
        "access-not-declared",
        TENANTS,
    )


LEAK = """\
create function public.count_notes() returns bigint language sql stable security definer
  set search_path = '' as 'select count(*) from public.note';
revoke execute on function public.count_notes() from public;
"""
PARTED = """\
create table public.t (id bigint, tenant text) partition by list (tenant);
alter table public.t enable row level security;
alter table public.t force row level security;
create table public.t_a partition of public.t for values in ('a');
"""
GRANTED = f"grant select, update on public.t to authenticated;\n{SAFE}{CHANGED}"
CASES: Mapping[str, Case] = {
    "every policy dropped": case(
        "drop policy note_service on public.note;\ndrop policy note_views on public.note;\n",
        "drop policy note_service on public.note;\n"
        "create policy note_service on public.note for all to service_role using (true) with check (true);\n",
        "access-not-kept",
        "access-not-kept access-too-closed",
    ),
    "FORCE dropped": case(
        "alter table public.note no force row level security;\n",
        "alter table public.note no force row level security;\nalter table public.note force row level security;\n",
        "force-rls-removed",
        "rls-not-forced-after-up",
    ),
    "TRUNCATE for anon": case(
        "grant truncate on public.note to anon;\n",
        "revoke truncate on public.note from anon;\n",
        "access-not-declared grant-beyond-rls",
        "access-not-declared",
    ),
    "the view's owner above row-level security": case(
        "alter role eng_views bypassrls;\n",
        "comment on table public.note is 'Notes.';\n",
        "bypassrls-granted",
        "migration-fails",
    ),
    "a table renamed away": case(
        TABLE + SAFE + CHANGED + "alter table public.t rename to t_legacy;\n",
        TABLE + SAFE + CHANGED
        + "alter table public.t rename to t_legacy;\nalter table public.t_legacy rename to t;\n",
        "access-not-declared",
        "access-not-declared",
    ),
    "enabled in a DO block that does not": case(
        TABLE.replace(
            "alter table public.t enable row level security;",
            "do $$ begin if current_user = 'x' then execute 'alter table public.t enable row level security'; end if; end $$;",
        )
        + SAFE
        + CHANGED,
        TABLE.replace(
            "alter table public.t enable row level security;",
            "do $$ begin execute 'alter table public.t enable row level security'; end $$;",
        )
        + SAFE
        + CHANGED,
        "access-not-declared table-without-rls",
        "access-not-declared table-without-rls",
        TENANTS,
        "undecided: a DO block changes it under a condition",
    ),
    "disabled later in the file": case(
        TABLE + SAFE + CHANGED + "alter table public.t disable row level security;\n",
        TABLE + "alter table public.t disable row level security;\n" + SAFE + CHANGED
        + "alter table public.t enable row level security;\n",
        "access-not-declared rls-disabled",
        "access-not-declared",
        TENANTS,
    ),
    "a partition without row-level security": case(
        PARTED + GRANTED + "grant select on public.t_a to authenticated;\n",
        PARTED + GRANTED
        + "alter table public.t_a enable row level security;\nalter table public.t_a force row level security;\n",
        "access-not-declared partition-without-rls",
        "access-not-declared partition-without-rls",
        "insert into public.t values (1, 'a');\n",
    ),
    "a function that runs with its owner's rights": case(
        LEAK + "grant execute on function public.count_notes() to anon;\n",
        LEAK + "grant execute on function public.count_notes() to analyst;\n",
        "access-not-declared",
        "access-not-declared",
    ),
    "or true": policy(f"{OWN} or true", "policy-always-true"),
    "a = a": policy("tenant = tenant", "policy-ignores-caller"),
    "not anon, and NULL": policy("(select auth.role()) <> 'anon'", "policy-null-unsafe policy-ignores-caller"),
    "not in": policy("(select auth.role()) not in ('anon')", "policy-null-unsafe policy-ignores-caller"),
    "a broad policy beside a strict one": case(
        TABLE + SAFE + CHANGED
        + "create policy broad on public.t for select to authenticated using ((select auth.uid()) is not null);\n",
        TABLE + SAFE + CHANGED
        + "create policy narrow on public.t as restrictive for select to authenticated using (id > 0);\n",
        "access-not-declared policy-ignores-caller",
        "access-not-declared",
        TENANTS,
    ),
    "no TO": case(
        TABLE + CHANGED + f"create policy p on public.t for select using {OWN};\ngrant select on public.t to analyst;\n",
        TABLE + CHANGED + SAFE + "grant select on public.t to analyst;\n",
        "access-not-declared",
        "access-not-declared",
        TENANTS,
    ),
    "no WITH CHECK": case(
        TABLE + SAFE + "create policy p on public.t for update to authenticated using (tenant <> 'z');\n",
        TABLE + SAFE + CHANGED,
        "access-not-declared",
        "access-not-declared",
        TENANTS,
    ),
    "a WITH CHECK of anything": case(
        TABLE + SAFE + f"create policy p on public.t for update to authenticated using {OWN} with check (true);\n",
        TABLE + SAFE + CHANGED,
        "write-check-weaker-than-using",
        "",
        TENANTS,
        "the file alone: the trial changes rows to what they are",
    ),
    "default privileges for anon": case(
        "alter default privileges in schema public grant select on tables to anon;\n",
        "alter default privileges in schema public revoke select on tables from anon;\n",
        "default-privileges-open",
        "access-too-open",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scratch]:
    scratch = Scratch(tmp_path_factory.mktemp("house"))
    for script in (ROOT / "db/bootstrap").iterdir():
        scratch.write(f"db/bootstrap/{script.name}", script.read_text())
    scratch.write("db/verify.yml", CONFIG)
    scratch.write("db/migrations/202601010900__note.sql", NOTE)
    scratch.write("db/views/010_v_note.sql", VIEW)
    scratch.write("db/seeds/010_note.sql", SEED)
    scratch.branch(message="a house")
    yield scratch


def propose(house: Scratch, sql: str, seed: str) -> Scratch:
    house.git("reset", "-q", "--hard", "main")
    house.write(
        CHANGE,
        f"-- db-verify: irreversible reason=\"a case\"\nbegin;\nset local lock_timeout = '5s';\n{sql}commit;\n",
    )
    if seed:
        house.write("db/seeds/020_t.sql", seed)
    house.commit()
    return house


@pytest.mark.parametrize("one", CASES.values(), ids=CASES.keys())
def test_red_from_the_file_and_from_the_trial(house: Scratch, one: Case) -> None:
    propose(house, one.wrong, one.seed)
    static = house.check("--static").report["findings"]
    assert one.file <= {finding["rule"] for finding in static}
    whole = house.check()
    found = whole.report["findings"]
    seen = {
        finding["rule"]
        for finding in found
        if finding["severity"] == "error"
        and (finding["stage"] == "live" or "(confirmed by the trial" in finding["message"])
    }
    assert one.trial <= seen, [finding["message"] for finding in found]
    assert whole.code == 1
    assert {finding["path"] for finding in found if finding["rule"] in one.file} == {CHANGE}
    if one.unseen.startswith("undecided"):
        assert any(one.unseen in finding["message"] for finding in static)
    elif one.file:
        assert house.check("--static").code == 1


@pytest.mark.parametrize("one", CASES.values(), ids=CASES.keys())
def test_the_safe_twin_is_green(house: Scratch, one: Case) -> None:
    whole = propose(house, one.safe, one.seed).check()
    errors = [finding for finding in whole.report["findings"] if finding["severity"] == "error"]
    assert [(finding["rule"], finding["message"]) for finding in errors] == []
    assert whole.code == 0


def test_seeds_removed_is_inconclusive(house: Scratch, tmp_path: Path) -> None:
    propose(house, "comment on table public.note is 'Notes.';\n", "")
    house.write("db/seeds/010_note.sql", "select 1;\n")
    house.commit()
    whole = house.check()
    assert whole.code == 3
    assert "inconclusive" in whole.report["error"]


def test_what_is_found_beside_what_is_inconclusive(house: Scratch) -> None:
    """Whoever has to mend the seeds sees what else there is: what the round trip found, and what is open."""
    sql = "comment on table public.note is 'Notes.';\ngrant select on public.note to analyst;\n"
    propose(house, sql, "")
    text = (house.folder / CHANGE).read_text()
    text = (
        text.partition("\n")[2]
        + "/* DOWN */\nbegin;\nset local lock_timeout = '5s';\ncomment on table public.note is null;\ncommit;\n"
    )
    house.write(CHANGE, text)
    house.write("db/seeds/010_note.sql", "select 1;\n")
    house.commit()
    whole = house.check()
    stages = {stage["name"]: stage["status"] for stage in whole.report["stages"]}
    assert (whole.code, whole.report["verdict"], whole.report["complete"]) == (3, "error", False)
    assert (stages["trial"], stages["live"]) == ("errored", "passed")
    said = {finding["rule"]: finding["message"] for finding in whole.report["findings"]}
    assert "(confirmed by the trial" in said["down-incomplete"], said
    assert whole.report["migrations"][-1]["reversible"] == "not-reversible"


def test_an_exposed_schema_that_is_not_there_is_told(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("db/bootstrap/roles.sql", "create role reader;\n")
    scratch.write(
        "db/verify.yml",
        "version: 1\nbootstrap: [db/bootstrap]\nmigrations: [{path: db/migrations, layout: marker}]\nexposed_schemas: [public, Api]\n"
        "access: {roles: [reader]}\n",
    )
    scratch.write(
        "db/migrations/202601010900__note.sql",
        NOTE.replace(NOTE[NOTE.index("create policy") : NOTE.index("commit")], ""),
    )
    scratch.commit("a house")
    whole = scratch.check("--all")
    assert whole.report["error"] is None
    assert "who may come to the exposed schema Api: there is none of this name" in whole.report["not_proven"]


def test_the_trial_makes_the_row_that_the_file_names(house: Scratch) -> None:
    """No seed has a row without a tenant, and those are everybody's."""
    null = "tenant is not distinct from (select auth.jwt() ->> 'tenant')"
    propose(house, TABLE + CHANGED + SAFE.replace("tenant = (select auth.jwt() ->> 'tenant')", null), TENANTS)
    found = house.check().of("access-not-declared")
    assert [finding["object"] for finding in found] == ["public.t authenticated"]
    assert "without claims (witness: a row whose tenant is NULL)" in found[0]["message"]
    assert "(confirmed by the trial: SELECT without claims, 1 row)" in found[0]["message"]


@pytest.mark.parametrize(
    ("using", "told"),
    [
        ("owner LIKE current_setting('app.me', true)", True),
        ("owner = current_setting('app.me', true) AND id > 0", False),
        ("lower(owner) = current_setting('app.me', true)", False),
    ],
    ids=["a pattern that the caller brings", "narrower", "what a function says is said of the policy"],
)
def test_what_no_text_tells_of_a_change_is_not_proven(tmp_path: Path, using: str, told: bool) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml", "version: 1\nmigrations: [{path: migrations, layout: dbmate}]\nexposed_schemas: []\n"
    )
    scratch.write(
        "migrations/20250101000000_base.sql",
        "-- migrate:up\nCREATE ROLE reader;\nCREATE TABLE note (id int PRIMARY KEY, owner text NOT NULL);\n"
        "ALTER TABLE note ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;\n"
        "CREATE POLICY mine ON note TO reader USING (owner = current_setting('app.me', true));\n\n"
        "-- migrate:down\nDROP TABLE note;\nDROP ROLE reader;\n",
    )
    scratch.branch(message="note")
    scratch.write(
        "migrations/20250201000000_change.sql",
        f"-- migrate:up\nALTER POLICY mine ON note USING ({using});\n\n"
        "-- migrate:down\nALTER POLICY mine ON note USING (owner = current_setting('app.me', true));\n",
    )
    scratch.commit("change")
    report = scratch.check("--static").report
    said = (
        "whether the policies of public.note let reader have more rows than before: their texts do not tell"
    )
    assert (said in report["not_proven"]) == told
    assert (
        told
        or "lower" not in using
        or any("it depends on lower(owner)" in one for one in report["not_proven"])
    )


def test_a_restrictive_policy_that_is_added_widens_nothing(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml", "version: 1\nmigrations: [{path: migrations, layout: dbmate}]\nexposed_schemas: []\n"
    )
    scratch.write(
        "migrations/20250101000000_base.sql",
        "-- migrate:up\nCREATE TABLE note (id int PRIMARY KEY, owner text NOT NULL, kept boolean);\n"
        "CREATE FUNCTION me() RETURNS text LANGUAGE sql STABLE AS $$ SELECT current_setting('app.me', true) $$;\n"
        "ALTER TABLE note ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;\n"
        "CREATE POLICY mine ON note TO reader USING (owner = me());\n",
    )
    scratch.branch(message="note")
    scratch.write(
        "migrations/20250201000000_change.sql",
        "-- migrate:up\nCREATE POLICY those ON note AS RESTRICTIVE TO reader USING (kept IS TRUE);\n",
    )
    scratch.commit("change")
    said = scratch.check("--static").report["not_proven"]
    assert not any("more rows than before" in one for one in said), said
