"""What is not kept is said, whatever else could not be found out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Scratch


def test_a_promise_that_is_not_kept_beside_an_attempt_that_proves_nothing(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml",
        "version: 1\nexposed_schemas: [app]\nbootstrap: [roles.sql]\nmigrations: [{path: migrations, layout: plain}]\n"
        "access: {allow: [{role: reader, object: app.v_note, may: select, claims: [own]}]}\n",
    )
    scratch.write("roles.sql", "create role reader;\n")
    scratch.write(
        "migrations/1_note.sql",
        "create schema app;\ngrant usage on schema app to reader;\n"
        "create table app.note (id bigint primary key, title text);\n"
        "alter table app.note enable row level security, force row level security;\n",
    )
    scratch.branch(message="a table")
    scratch.write(
        "migrations/2_view.sql",
        "create view app.v_note with (security_invoker = true) as select id, title from app.note;\n"
        "grant select on app.v_note to reader;\n",
    )
    scratch.commit("a view")
    result = scratch.check("--base", "main")
    assert result.code == 3
    assert "permission denied for table note" in result.out + result.err
    found = [(one["rule"], one["line"]) for one in result.report["findings"]]
    assert ("access-too-closed", 2) in found


def test_what_the_trial_could_not_find_out_it_does_not_refute(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml",
        "version: 1\nexposed_schemas: [app]\nbootstrap: [roles.sql]\nmigrations: [{path: migrations, layout: plain}]\n"
        "access: {roles: [reader]}\n",
    )
    scratch.write("roles.sql", "create role reader;\n")
    scratch.write(
        "migrations/1_note.sql",
        "create schema app;\ngrant usage on schema app to reader;\n"
        "create table app.note (id bigint primary key, title text);\n"
        "alter table app.note enable row level security, force row level security;\n",
    )
    scratch.commit("a table without a row")
    scratch.git("switch", "-q", "-c", "change")
    scratch.write(
        "migrations/2_grant.sql",
        "create policy open on app.note for select to reader using (title = 'open');\ngrant select on app.note to reader;\n",
    )
    scratch.commit("a grant")
    result = scratch.check("--base", "main")
    assert result.code == 3
    assert "there is no row to see" in result.report["error"]
    assert result.at("access-not-declared") == [("migrations/2_grant.sql", 1)]


@pytest.mark.parametrize("access", ["", "access: {roles: [owner_of_views]}\n"])
@pytest.mark.parametrize(
    ("made", "said"),
    [
        (
            "",
            "view_owners: names a role that does not exist: ownr\n  Make it in the bootstrap, or mend its name in the config.",
        ),
        (
            "create role ownr bypassrls;\n",
            "the role 'ownr', which view_owners: names, has BYPASSRLS, so that no row-level security governs what its views show"
            "\n  Make it an ordinary one in the bootstrap (ALTER ROLE ownr NOSUPERUSER NOBYPASSRLS).",
        ),
        (
            "create role ownr superuser;\n",
            "the role 'ownr', which view_owners: names, is a superuser, so that no row-level security governs what its views show"
            "\n  Make it an ordinary one in the bootstrap (ALTER ROLE ownr NOSUPERUSER NOBYPASSRLS).",
        ),
        ("create role ownr;\n", None),
    ],
)
def test_a_view_owner_is_there_and_no_policy_is_past_it(
    tmp_path: Path, made: str, said: str | None, access: str
) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml",
        f"version: 1\nbootstrap: [roles.sql]\nmigrations: [{{path: migrations, layout: plain}}]\nview_owners: [ownr]\n{access}",
    )
    scratch.write("roles.sql", f"create role owner_of_views;\n{made}")
    scratch.write("migrations/1_note.sql", "create schema app;\n")
    scratch.commit("a schema")
    result = scratch.check("--all")
    assert (result.code, result.report["error"]) == (3 if said else 0, said)


@pytest.mark.parametrize(
    ("config", "error"),
    [
        (
            "access: {roles: [reader, raeder]}\n",
            "access: names roles that do not exist: raeder\n  Make them in the bootstrap, or mend their names in the config.",
        ),
        (
            "access: {roles: [reader, almighty]}\n",
            "access: names a superuser, whom nothing governs: almighty\n  Leave it out of the config,"
            " or make it an ordinary role in the bootstrap.",
        ),
    ],
)
def test_a_role_that_proves_nothing_is_named(tmp_path: Path, config: str, error: str) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml",
        f"version: 1\nbootstrap: [roles.sql]\nmigrations: [{{path: migrations, layout: plain}}]\n{config}",
    )
    scratch.write("roles.sql", "create role reader;\ncreate role almighty superuser;\n")
    scratch.write("migrations/1_note.sql", "create schema app;\n")
    scratch.commit("a schema")
    result = scratch.check("--all")
    assert (result.code, result.report["error"]) == (3, error)


CLOSES = """\
create policy wide on app.note for select to reader using (title <> '');
grant usage on schema app to reader;
grant select on app.note to reader;
create table app.quiet (id bigint primary key);
alter table app.quiet enable row level security, force row level security;
create function app.react() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$ begin {}; return null; end $$;
create trigger react after insert on app.quiet execute function app.react();
"""


@pytest.mark.parametrize(
    ("does", "code"),
    [
        ("alter policy wide on app.note using (false)", 3),
        ("revoke select on app.note from reader", 3),
        (
            "create table if not exists app.part (id bigint); alter table app.part enable row level security",
            1,
        ),
    ],
)
def test_what_a_seed_closes_is_open_in_production(tmp_path: Path, does: str, code: int) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml",
        "version: 1\nexposed_schemas: [app]\nbootstrap: [roles.sql]\nmigrations: [{path: migrations, layout: plain}]\n"
        "seeds: [seeds]\naccess: {roles: [reader]}\n",
    )
    scratch.write("roles.sql", "create role reader;\n")
    scratch.write("seeds/1.sql", "insert into app.note values (1, 'one');\n")
    scratch.write(
        "migrations/1_note.sql",
        "create schema app;\ncreate table app.note (id bigint primary key, title text);\n"
        "alter table app.note enable row level security, force row level security;\n",
    )
    scratch.commit("a table")
    scratch.git("switch", "-q", "-c", "change")
    scratch.write("migrations/2_wide.sql", CLOSES.format(does))
    scratch.write("seeds/2.sql", "insert into app.quiet values (1);\n")
    scratch.commit("a policy, and a seed that has it closed")
    result = scratch.check("--base", "main")
    assert result.code == code, result.out
    assert ("access-not-declared", 1) in {(one["rule"], one["line"]) for one in result.report["findings"]}
    if code == 3:
        assert "running the seeds changes" in result.report["error"]
