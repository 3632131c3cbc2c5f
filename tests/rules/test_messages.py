"""Sentences that are worth holding: they must say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.selftest.cases import read_case
from checker.selftest.memory import findings
from tests.support import Scratch


def not_proven_of(folder: Path, table: str, up: str, down: str) -> list[str]:
    """What a static check says is not proven of a change to a table `t` of before."""
    scratch = Scratch(folder)
    scratch.write(
        "db/verify.yml",
        "version: 1\nmigrations: [{path: migrations, layout: golang-migrate}]\nexposed_schemas: []\n",
    )
    scratch.write("migrations/1_t.up.sql", table)
    scratch.write("migrations/1_t.down.sql", "DROP TABLE t;\n")
    scratch.branch(message="a table")
    scratch.write("migrations/2_x.up.sql", up)
    scratch.write("migrations/2_x.down.sql", down)
    scratch.commit("a constraint")
    told: list[str] = scratch.check("--static", "--base", "main").report["not_proven"]
    return told


def test_a_psql_command_is_called_one() -> None:
    (found,) = findings(read_case("", "psql", "create schema app;\n\\i other.sql\n"))
    assert (found.location.line, found.location.column) == (2, 1)
    assert found.message.startswith("\\i is a command of psql")


def test_what_goes_to_another_schema_is_called_by_its_new_name() -> None:
    case = read_case(
        "",
        "moved",
        "-- === base\ncreate schema app;\ncreate table app.note (id int);\n"
        "-- === up\nset local lock_timeout = '1s';\nalter table app.note set schema \"Old\";\n",
    )
    (message,) = [one.message for one in findings(case) if one.rule == "rename-breaks-readers"]
    assert 'does not find it any more once it is "Old".note' in message


@pytest.mark.parametrize(("was", "column"), [('"Mood_old"', "mood"), ('"Mood_old"[]', "moods")])
def test_a_type_that_was_renamed_is_called_by_its_new_name(was: str, column: str) -> None:
    case = read_case(
        "",
        "renamed",
        '-- === base\ncreate type "Mood" as enum (\'good\', \'bad\');\ncreate table note (mood "Mood", moods "Mood"[]);\n'
        '-- === up\nset local lock_timeout = \'1s\';\nalter type "Mood" rename to "Mood_old";\n'
        "create type \"Mood\" as enum ('good');\n"
        f"alter table note alter column {column} type {was.replace('_old', '')} using null;\n",
    )
    (message,) = [one.message for one in findings(case) if one.rule == "column-type-changed"]
    assert f"to change {column} from {was} to {was.replace('_old', '')}," in message


@pytest.mark.parametrize(
    ("altered", "remedy"),
    [
        ("no force row level security", "become a role that a policy admits"),
        ("no force row level security, add column title text", "in a migration of its own"),
    ],
)
def test_rows_that_wait_are_told_to_go_where_they_can(altered: str, remedy: str) -> None:
    """Where FORCE is lifted for the rows' sake, a migration of their own is no help."""
    case = read_case(
        "",
        "forced",
        "-- === base\ncreate table note (id int);\nalter table note enable row level security;\n"
        "alter table note force row level security;\n"
        f"-- === up\nset lock_timeout = '1s';\nalter table note {altered};\nupdate note set id = 1 where id is null;\n"
        "alter table note force row level security;\n",
    )
    (message,) = [one.message for one in findings(case) if one.rule == "backfill-with-ddl"]
    assert remedy in message


@pytest.mark.parametrize(
    ("altered", "remedy"),
    [
        (
            "note add unique (title)",
            "build a unique index CONCURRENTLY before, and add the constraint USING INDEX",
        ),
        (
            "note add column code text unique",
            "add the column alone, then build a unique index CONCURRENTLY, and",
        ),
        ("note add exclude using gist (during with &&)", "it takes no index that is there already"),
        ("note add unique (title, during without overlaps)", "it takes no index that is there already"),
        ("parted add unique (id)", "add it ONLY to this table"),
    ],
)
def test_an_index_is_built_beforehand_only_where_the_constraint_takes_one(altered: str, remedy: str) -> None:
    case = read_case(
        "",
        "built",
        "-- === base\ncreate table note (title text, during int4range);\n"
        "create table parted (id int) partition by range (id);\n"
        f"-- === up\nset local lock_timeout = '1s';\nalter table {altered};\n",
    )
    (message,) = [one.message for one in findings(case) if one.rule == "constraint-builds-index"]
    assert remedy in message


def test_policies_that_depend_on_one_function_are_told_in_one_line(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml", "version: 1\nplatform: supabase\nmigrations: [{path: supabase/migrations}]\n"
    )
    tables = "".join(
        f"create table public.{name} (home uuid);\nalter table public.{name} enable row level security;\n"
        f"create policy read on public.{name} for select to authenticated using (public.lives_in(home));\n"
        f"create policy add on public.{name} for insert to authenticated with check (public.lives_in({name}.home));\n"
        for name in ("cost", "chore")
    )
    scratch.write(
        "supabase/migrations/1_homes.sql",
        "create function public.lives_in(home uuid) returns boolean language sql stable as $$ select home is not null $$;\n"
        f"{tables}create policy gone on public.cost for delete to authenticated using (lower(home::text) = 'x');\n",
    )
    scratch.commit("homes")
    told = [one for one in scratch.check("--all", "--static").report["not_proven"] if "depend" in one]
    assert told == [
        "what 4 policies mean, from the file, since they depend on public.lives_in: read, add of public.cost; read, add of public.chore",
        "what the policy gone of public.cost means, from the file: it depends on lower(CAST(home AS text))",
    ]


@pytest.mark.parametrize("column", ["codes code[]", "pair pair"])
def test_a_domain_in_arrays_is_not_told_to_be_validated_later(tmp_path: Path, column: str) -> None:
    """PostgreSQL looks for its values neither there nor in composite types, whenever it is asked."""
    scratch = Scratch(tmp_path)
    scratch.write("db/verify.yml", "version: 1\nmigrations: [{path: migrations, layout: goose}]\n")
    scratch.write(
        "migrations/00001_note.sql",
        "-- +goose Up\nCREATE DOMAIN code AS text;\nCREATE TYPE pair AS (a code);\nCREATE SCHEMA app;\n"
        f"CREATE TABLE app.note ({column});\n",
    )
    scratch.branch(message="a note")
    scratch.write(
        "migrations/00002_code.sql",
        "-- +goose Up\nSET LOCAL lock_timeout = '5s';\nALTER DOMAIN code ADD CONSTRAINT short CHECK (length(value) < 9);\n",
    )
    scratch.commit("codes are short")
    found = scratch.check("--base", "main").report["findings"]
    (failed,) = [one["message"] for one in found if one["rule"] == "migration-fails"]
    assert failed.endswith(
        "add the constraint NOT VALID, which new values are held to, and never validate it"
    )
    (static,) = [one["message"] for one in found if one["rule"] == "constraint-validated-at-once"]
    assert ("leave it so" in static) == column.endswith("[]")


def test_a_right_that_is_missing_is_told_with_its_remedy(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("db/verify.yml", "version: 1\nmigrations: [{path: migrations, layout: goose}]\n")
    scratch.write(
        "migrations/00001_role.sql", "-- +goose Up\nCREATE ROLE reader;\n-- +goose Down\nDROP ROLE reader;\n"
    )
    scratch.commit("a role")
    found = {one["rule"]: one for one in scratch.check("--all").report["findings"]}["migration-fails"]
    assert found["line"] == 2
    assert "permission denied to create role (SQLSTATE 42501)" in found["message"]
    assert (
        "(CREATE ROLE migrator LOGIN CREATEROLE; ALTER DATABASE app OWNER TO migrator;)" in found["message"]
    )


def test_a_right_that_a_down_lacks_is_told_with_its_remedy(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("db/verify.yml", "version: 1\nmigrations: [{path: migrations, layout: goose}]\n")
    scratch.write(
        "migrations/00001_lock.sql",
        "-- +goose Up\nCREATE SCHEMA app;\n-- +goose Down\nDROP SCHEMA app;\nSET deadlock_timeout = '1s';\n",
    )
    scratch.commit("a schema")
    found = {one["rule"]: one for one in scratch.check("--all").report["findings"]}["down-fails"]
    assert found["line"] == 5
    assert "give it that in the bootstrap" in found["message"]


def test_a_local_timeout_counts_where_a_file_is_one_string(tmp_path: Path) -> None:
    """golang-migrate opens no transaction and sends a file whole, which is one; goose's NO TRANSACTION sends statements."""
    up = "SET LOCAL lock_timeout = '5s';\nALTER TABLE t ADD COLUMN x int;\n"
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml",
        "version: 1\nmigrations: [{path: whole, layout: golang-migrate}, {path: each, layout: goose}]\nexposed_schemas: []\n",
    )
    scratch.write("whole/1_t.up.sql", "CREATE TABLE t (id int PRIMARY KEY);\n")
    scratch.write("whole/1_t.down.sql", "DROP TABLE t;\n")
    scratch.write("whole/2_x.up.sql", up)
    scratch.write("whole/2_x.down.sql", "ALTER TABLE t DROP COLUMN x;\n")
    down = "-- +goose Down\nALTER TABLE t DROP COLUMN x;\n"
    scratch.write("each/3_x.sql", f"-- +goose NO TRANSACTION\n-- +goose Up\n{up}{down}")
    scratch.commit("both")
    found = scratch.check("--all", "--static").report["findings"]
    assert [one["path"] for one in found if one["rule"] == "lock-timeout-missing"] == ["each/3_x.sql"]


def test_a_local_timeout_is_said_to_be_in_vain_where_nothing_is_around_it(tmp_path: Path) -> None:
    up = "SET LOCAL lock_timeout = '5s';\nALTER TABLE t ADD COLUMN x int;\n"
    scratch = Scratch(tmp_path / "repository")
    scratch.write(
        "db/verify.yml", "version: 1\nmigrations: [{path: m, layout: prisma}]\nexposed_schemas: []\n"
    )
    scratch.write("m/1_t/migration.sql", "CREATE TABLE t (id int PRIMARY KEY);\n")
    scratch.write("m/2_x/migration.sql", up)
    scratch.write("m/3_y/migration.sql", up.replace("x int", "y int").replace("SET LOCAL", "SET"))
    scratch.write("m/4_z/migration.sql", f"BEGIN;\n{up.replace('x int', 'z int')}COMMIT;\n")
    scratch.commit("all")
    found = scratch.check("--all", "--static").report["findings"]
    (hit,) = [one for one in found if one["rule"] == "lock-timeout-missing"]
    assert hit["path"] == "m/2_x/migration.sql"
    assert hit["message"].endswith(
        "add SET lock_timeout = '5s'; above it; SET LOCAL sets nothing since Prisma 7.4, which sends each statement by itself"
    )


@pytest.mark.parametrize(
    ("to", "remedy"),
    [
        ("", "FROM PUBLIC;"),
        (
            "to reader",
            "FROM PUBLIC; and GRANT EXECUTE ON FUNCTION public.is_admin(uuid) TO reader; whose policies call it",
        ),
        (
            "to public",
            "the policy note_admin of public.note, which is for every role, calls it: name its roles by TO",
        ),
    ],
)
def test_a_function_that_policies_call_is_not_taken_from_them(to: str, remedy: str) -> None:
    policy = f"create policy note_admin on public.note for select {to} using (is_admin(owner));\n"
    text = (
        "create function public.is_admin(who uuid) returns boolean language sql security definer"
        " set search_path = '' as $$ select who is not null $$;\n"
        "create table public.note (owner uuid);\n" + (policy if to else "")
    )
    (found,) = [
        one for one in findings(read_case("", "rpc", text)) if one.rule == "definer-executable-by-public"
    ]
    assert remedy in found.message, found.message
    assert to or found.message.endswith(remedy)


@pytest.mark.parametrize(
    ("more", "remedy"),
    [
        ("", "add REVOKE EXECUTE ON FUNCTION public.answer() FROM PUBLIC, anon;"),
        (
            "revoke execute on function public.answer() from public;\n",
            "FROM anon; or allow this with a reason",
        ),
        (
            "create table public.note (id bigint);\n"
            "create policy reads on public.note to anon using (answer());\n",
            "FROM PUBLIC; and GRANT EXECUTE ON FUNCTION public.answer() TO anon; whose policies call it",
        ),
    ],
)
def test_what_the_platform_gives_anon_is_taken_back_by_name(more: str, remedy: str) -> None:
    text = (
        "-- === config\nplatform: supabase\n-- === up\n"
        "create function public.answer() returns boolean language sql security definer"
        " set search_path = '' as $$ select true $$;\n"
    )
    (found,) = [
        one
        for one in findings(read_case("", "rpc", text + more))
        if one.rule == "definer-executable-by-public"
    ]
    assert remedy in found.message, found.message


def test_a_policy_with_several_calls_is_told_and_mended_once() -> None:
    text = (
        "create policy own on note for all to reader\n"
        "  using (a = auth.uid() or b = (select auth.uid())) with check (a = auth.uid() and auth.role() = 'x');\n"
    )
    (found,) = [
        one for one in findings(read_case("", "calls", text)) if one.rule == "policy-function-per-row"
    ]
    assert "calls auth.uid() and auth.role() for each row, in 3 places" in found.message
    assert found.fix is not None and len(found.fix.edits) == 6


@pytest.mark.parametrize(
    ("statement", "remedy"),
    [
        (
            "refresh materialized view m",
            "write REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index",
        ),
        (
            "reindex table note",
            "write REINDEX (CONCURRENTLY), in a migration of its own",
        ),
        ("vacuum full note", "write VACUUM without FULL"),
        ("cluster note using note_pkey", "do it outside the release"),
    ],
)
def test_the_form_that_lets_others_go_on_is_named(statement: str, remedy: str) -> None:
    base = "create table note (id int primary key);\ncreate materialized view m as select id from note;\n"
    case = read_case("", "rewritten", f"-- === base\n{base}-- === up\n{statement};\n")
    (message,) = [one.message for one in findings(case) if one.rule == "table-rewritten"]
    assert message.endswith(remedy), message


@pytest.mark.parametrize(
    ("does", "severity"),
    [
        ("execute 'alter table public.note enable row level security'", "warning"),
        ("notify pgrst, 'reload schema'", "error"),
    ],
)
def test_an_event_trigger_that_the_trial_never_runs_leaves_open_whether_a_table_is_protected(
    tmp_path: Path, does: str, severity: str
) -> None:
    """Supabase's documentation advises a trigger that enables it; one that tells PostgREST of new tables protects nothing."""
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml",
        "version: 1\nplatform: supabase\nmigrations: [{path: migrations, layout: supabase}]\n",
    )
    scratch.write(
        "migrations/20260101000000_trigger.sql",
        "create schema private;\n"
        "create function private.on_ddl() returns event_trigger language plpgsql set search_path = ''\n"
        f"as $$ begin {does}; end $$;\n"
        "create event trigger on_ddl on ddl_command_end execute function private.on_ddl();\n",
    )
    scratch.write("migrations/20260102000000_note.sql", "create table public.note (id bigint primary key);\n")
    scratch.commit("a trigger and a table")
    (found,) = [one for one in scratch.check("--all").report["findings"] if one["rule"].startswith("table-")]
    assert (found["rule"], found["severity"]) == ("table-without-rls", severity)
    assert ("confirmed by the trial" in found["message"]) is (severity == "error")


def test_an_event_trigger_in_a_block_is_no_fault_of_the_migrations(tmp_path: Path) -> None:
    """Supabase lets `postgres` make it anywhere, and the trial's server does not: that is no finding."""
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml",
        "version: 1\nplatform: supabase\nmigrations: [{path: migrations, layout: supabase}]\n",
    )
    scratch.write(
        "migrations/20260101000000_trigger.sql",
        "create schema private;\n"
        "create function private.on_ddl() returns event_trigger language plpgsql set search_path = ''\n"
        "as $$ begin raise notice 'x'; end $$;\n"
        "do $$ begin\n"
        "  create event trigger on_ddl on ddl_command_end execute function private.on_ddl();\n"
        "exception when duplicate_object then null; end $$;\n",
    )
    scratch.commit("a trigger in a block")
    report = scratch.check("--all").report
    assert (report["verdict"], report["findings"]) == ("error", [])
    assert (
        "migrations/20260101000000_trigger.sql:4:1: supabase lets postgres make event triggers"
        in report["error"]
    )
    assert "as a statement of its own" in report["error"]


def test_what_the_platform_may_have_granted_is_undecided_and_what_a_file_grants_is_not() -> None:
    case = read_case(
        "access-not-declared",
        "access-not-declared/platform",
        """\
-- === config
platform: supabase
access: {roles: [anon, authenticated]}
-- === up
create table public.note (id bigint primary key, owner uuid);
alter table public.note enable row level security;
grant select on public.note to anon;
create policy note_read on public.note for select to anon using (owner is not null);
""",
    )
    found = {one.object: one for one in findings(case) if one.rule == "access-not-declared"}
    granted, by_itself = found["public.note anon"], found["public.note authenticated"]
    assert (granted.severity, granted.undecided) == ("error", None)
    assert "anon may SELECT public.note (witness" in granted.message
    assert by_itself.severity == "warning"
    assert "Supabase itself has granted it only on tables from before 30 October 2026" in by_itself.message


@pytest.mark.parametrize(
    ("unchecked", "later", "said"),
    [
        ("NOT VALID", "", "the rows which public.t has already keep its constraint x_known: it is NOT VALID"),
        ("NOT VALID", "ALTER TABLE t VALIDATE CONSTRAINT x_known;\n", None),
        ("NOT ENFORCED", "", "any row of public.t keeps its constraint x_known: it is NOT ENFORCED"),
        ("NOT ENFORCED", "ALTER TABLE t ALTER CONSTRAINT x_known ENFORCED;\n", None),
    ],
)
def test_a_constraint_that_nothing_validates_yet_is_not_proven(
    tmp_path: Path, unchecked: str, later: str, said: str | None
) -> None:
    check = f"ALTER TABLE t ADD CONSTRAINT x_known CHECK (x IS NOT NULL) {unchecked};\n"
    told = not_proven_of(
        tmp_path,
        "CREATE TABLE t (id int PRIMARY KEY, x int);\n",
        check + later,
        "ALTER TABLE t DROP CONSTRAINT x_known;\n",
    )
    told = [one for one in told if "x_known" in one]
    assert [one.startswith(f"that {said}") for one in told] == ([] if said is None else [True]), told


@pytest.mark.parametrize(("check", "said"), [("ok(x)", True), ("x > 5", False)])
def test_a_check_of_which_no_text_tells_what_it_takes_is_not_proven(
    tmp_path: Path, check: str, said: bool
) -> None:
    table = "CREATE TABLE t (x int CONSTRAINT known CHECK (x > 0));\n"
    again = "ALTER TABLE t DROP CONSTRAINT known, ADD CONSTRAINT known CHECK ({});\n"
    told = not_proven_of(tmp_path, table, again.format(check), again.format("x > 0"))
    assert any("t refuses what its constraint known refused" in one for one in told) is said


@pytest.mark.parametrize(
    ("layout", "files", "said"),
    [
        ("flyway", {"V1__a.sql": "SELECT '${user}', '${user}';"}, "Flyway has filled in ${user}:"),
        ("flyway", {"V1__a.sql": "SELECT 1; -- ${user}\n"}, ""),
        (
            "flyway",
            {"V1__a.sql": "SELECT '${user}';", "V1__a.sql.conf": "placeholderReplacement=false\n"},
            "",
        ),
        (
            "goose",
            {"1_a.sql": "-- +goose Up\n-- +goose ENVSUB ON\nSELECT '$USER', '${HOME}';\n-- +goose Down\n"},
            "goose has filled in $USER, ${HOME}:",
        ),
        ("goose", {"1_a.sql": "-- +goose Up\nSELECT '${HOME}';\n-- +goose Down\n"}, ""),
    ],
)
def test_what_a_tool_fills_in_is_not_proven(
    tmp_path: Path, layout: str, files: dict[str, str], said: str
) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("db/verify.yml", f"version: 1\nmigrations: [{{path: migrations, layout: {layout}}}]\n")
    for name, text in files.items():
        scratch.write(f"migrations/{name}", text)
    scratch.commit("files")
    report = scratch.check("--static", "--all").report
    told = [one for one in report["not_proven"] if "has filled in" in one]
    assert len(told) == bool(said)
    assert all(said in one for one in told)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            "for r in select relname as t from pg_class where relname like 'old%' loop execute format('drop table %I', r.t); end loop;",
            True,
        ),
        (
            "execute (select string_agg(format('drop table %I;', relname), '') from pg_class where false);",
            True,
        ),
        ("for r in select 1 as n loop execute 'analyze'; end loop;", False),
        ("execute format('comment on schema %I is null', 'public');", False),
    ],
)
def test_sql_that_is_made_out_of_rows_is_not_proven(tmp_path: Path, body: str, said: bool) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("db/verify.yml", "version: 1\nmigrations: [{path: migrations, layout: golang-migrate}]\n")
    scratch.write("migrations/1_t.up.sql", f"select 1;\ndo $$ declare r record; begin {body} end $$;\n")
    scratch.write("migrations/1_t.down.sql", "select 1;\n")
    scratch.commit("a block")
    told = [
        one
        for one in scratch.check("--static", "--all").report["not_proven"]
        if "made out of the rows" in one
    ]
    assert len(told) == said
    assert all("migrations/1_t.up.sql:2" in one for one in told)


@pytest.mark.parametrize(
    ("up", "told"),
    [
        ("CREATE PUBLICATION everything FOR ALL TABLES;", {"migration-fails": "let the bootstrap do it"}),
        (
            "CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'begin end';\n"
            "CREATE EVENT TRIGGER f ON sql_drop EXECUTE FUNCTION f();",
            {"migration-fails": "let the bootstrap do it"},
        ),
        ("CREATE EXTENSION postgres_fdw;", {"connection-to-elsewhere": "confirmed by the trial"}),
        (
            '-- db-verify: allow connection-to-elsewhere reason="read once a night"\nCREATE EXTENSION postgres_fdw;',
            {"migration-fails": "`trial.extensions.stub`"},
        ),
    ],
    ids=["a publication", "an event trigger", "an extension", "an extension that is allowed"],
)
def test_what_only_a_superuser_may_do_is_told_with_a_remedy_that_helps(
    tmp_path: Path, up: str, told: dict[str, str]
) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml", "version: 1\nmigrations: [{path: m, layout: supabase}]\nexposed_schemas: []\n"
    )
    scratch.write("m/20240101000000_a.sql", f"{up}\n")
    scratch.commit()
    found = [one for one in scratch.check("--all").report["findings"] if not one["suppressed"]]
    assert [one["rule"] for one in found] == [*told], found
    assert all(told[one["rule"]] in one["message"] for one in found), found


def test_a_short_wait_hides_no_long_one(tmp_path: Path) -> None:
    """The first statement after the rename waits for a lock on account, the second reads all rows."""
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml", "version: 1\nmigrations: [{path: m, layout: supabase}]\nexposed_schemas: []\n"
    )
    scratch.write(
        "m/20240101000000_a.sql",
        "create table account (id int primary key);\ncreate table note (id int primary key, account int);\n",
    )
    scratch.branch()
    scratch.write(
        "m/20240102000000_b.sql",
        "set local lock_timeout = '5s';\nalter table note rename to note_old;\n"
        "create table note (id int primary key, account int references account);\n"
        "insert into note select id from note_old;\n",
    )
    scratch.commit()
    (found,) = scratch.check().of("access-exclusive-held")
    assert (found["line"], found["severity"]) == (2, "warning")
    assert "while line 4 reads or changes rows" in found["message"]


def test_a_repeatable_migration_that_is_deleted_is_to_drop_what_it_made() -> None:
    case = (Path(__file__).parent / "migration-deleted/fires-where-it-is-repeatable.sql").read_text()
    (message,) = [
        one.message for one in findings(read_case("", "gone", case)) if one.rule == "migration-deleted"
    ]
    assert message.endswith(
        "bring it back, and let it drop what it made (DROP … IF EXISTS) instead of making it"
    )


@pytest.mark.parametrize(
    ("to", "severity", "said"),
    [
        ("keeper", "warning", "gives keeper every row (USING), as if row-level security were not forced"),
        ("current_user", "warning", "gives the role that runs the migrations every row"),
        ("keeper, authenticated", "error", "is true of every row for keeper, authenticated"),
    ],
)
def test_a_policy_for_the_owner_alone_is_not_told_as_one_for_everybody(
    to: str, severity: str, said: str
) -> None:
    owner = "alter table public.note owner to keeper;\n" if "keeper" in to else ""
    case = read_case(
        "",
        "owner",
        "-- === base\ncreate role keeper;\ncreate table public.note (id int);\n"
        "alter table public.note enable row level security;\nalter table public.note force row level security;\n"
        f"{owner}-- === up\ncreate policy p on public.note for select to {to} using (true);\n",
    )
    (found,) = (one for one in findings(case) if one.rule == "policy-always-true")
    assert (found.severity, said in found.message) == (severity, True), found.message


def test_an_index_that_a_column_of_another_type_builds_again_is_told_with_a_way(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml", "version: 1\nmigrations: [{path: m, layout: supabase}]\nexposed_schemas: []\n"
    )
    scratch.write("m/1_t.sql", "create table t (a text unique);\n")
    scratch.branch()
    up = "set local lock_timeout = '5s';\nalter table t alter column a type text collate \"C\";\n"
    scratch.write("m/2_x.sql", up)
    scratch.commit()
    (found,) = scratch.check().of("blocking-validation")
    assert "add a column of the new type beside it, fill that, and drop the old one" in found["message"]


def test_what_policies_do_not_govern_is_told_once_for_a_role_with_every_line() -> None:
    text = (
        "grant truncate on note to reader;\ngrant select on note to reader;\n"
        "grant trigger on note to writer;\ngrant references on note to reader;\n"
    )
    said = [one.message for one in findings(read_case("", "x", text)) if one.rule == "grant-beyond-rls"]
    assert said == [
        "row-level security does not govern TRUNCATE and REFERENCES, which reader gets on public.note:"
        " leave them out, here and on line 4",
        "row-level security does not govern TRIGGER, which writer gets on public.note: leave it out",
    ]


def test_nobody_is_told_to_delete_an_empty_migration_that_is_merged(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml", "version: 1\nmigrations: [{path: m, layout: plain}]\nexposed_schemas: []\n"
    )
    scratch.write("m/0_init.sql", "select 1;\n")
    scratch.commit()
    scratch.write("m/1_next.sql", "select 1;\n")
    report = scratch.check("--static", "--all").report
    said = [one["message"].partition(": ")[2] for one in report["findings"] if one["rule"] == "up-empty"]
    assert said == [
        "leave it, and write what it should have done in a new one",
        "write what it should do, or delete the file",
    ]


def test_a_column_that_the_change_adds_and_leaves_empty_is_no_matter_of_seeds(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml", "version: 1\nmigrations: [{path: m, layout: supabase}]\nexposed_schemas: []\n"
    )
    scratch.write("m/1_t.sql", "create table t (a text unique, old text);\n")
    scratch.commit()
    scratch.git("switch", "-q", "-c", "change")
    scratch.write("m/2_add.sql", "alter table t add column b text;\n")
    scratch.write("m/3_need.sql", "alter table t alter column b set not null;\n")
    scratch.commit()
    (found,) = (one for one in scratch.check().report["findings"] if one["rule"] == "migration-fails")
    assert "The change adds b, so each row that is there already has NULL" in found["message"]
    scratch.write("m/2_add.sql", "alter table t rename column old to b;\n")
    (found,) = (one for one in scratch.check().report["findings"] if one["rule"] == "migration-fails")
    assert "The rows are made up as the tables allow them" in found["message"]


@pytest.mark.parametrize(
    ("seed", "inserted", "words"),
    [
        ("", "", "The rows are made up as the tables allow them: mend such rows before this"),
        (
            "insert into app.note (id) values (1);",
            "",
            "The rows of app.note are those of seeds/note.sql, and none is made up: mend such rows before this statement",
        ),
        (
            "",
            "insert into app.note (id) values (1);\n",
            "The rows of app.note are those that migrations have put there, and none is made up: mend them before",
        ),
        (
            "create table if not exists app.other (id int); insert into app.elsewhere values (1);",
            "",
            "The rows are made up as the tables allow them",
        ),
    ],
)
def test_whose_the_rows_are_that_break_a_constraint(
    tmp_path: Path, seed: str, inserted: str, words: str
) -> None:
    scratch = Scratch(tmp_path)
    seeds = "seeds: [seeds]\n" if seed else ""
    scratch.write(
        "db/verify.yml",
        f"version: 1\nmigrations: [{{path: migrations, layout: plain}}]\nexposed_schemas: []\n{seeds}",
    )
    table = "create schema app;\ncreate table app.note (id bigint primary key, title text);\n"
    scratch.write("migrations/1_note.sql", table + inserted)
    if seed:
        scratch.write("seeds/note.sql", seed)
    scratch.branch(message="a table")
    scratch.write("migrations/2_title.sql", "alter table app.note alter column title set not null;\n")
    scratch.commit("a constraint")
    found = scratch.check().of("migration-fails")
    assert len(found) == 1 and words in found[0]["message"], found


@pytest.mark.parametrize("name", ["ledger", "livré"])
def test_rows_that_are_copied_out_of_a_partition_are_said_to_be_made_up(tmp_path: Path, name: str) -> None:
    """The table into which they do not fit has none."""
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml",
        "version: 1\nmigrations: [{path: migrations, layout: plain}]\nexposed_schemas: []\n",
    )
    scratch.write(
        "migrations/1_ledger.sql",
        f"create table {name} (day date not null) partition by range (day);\ncreate table {name}_rest partition of {name} default;\n",
    )
    scratch.branch(message="a table")
    scratch.write(
        "migrations/2_year.sql",
        f"alter table {name} detach partition {name}_rest;\n"
        f"create table {name}_2100 partition of {name} for values from ('2100-01-01') to ('2101-01-01');\n"
        f"insert into {name} select day from {name}_rest;\n",
    )
    scratch.commit("a partition")
    (found,) = scratch.check().of("migration-fails")
    assert "Where that is a value of a row that the trial made up" in found["message"], found


def test_a_body_that_could_not_be_looked_at_is_named(tmp_path: Path) -> None:
    """For want of a right on what it names, and for want of the right to call it; what is broken besides is found all the same."""
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml",
        "version: 1\nmigrations: [{path: migrations, layout: plain}]\nexposed_schemas: []\nbootstrap: [roles.sql]\n"
        "trial: {owner: maker}\n",
    )
    scratch.write(
        "roles.sql",
        "create role maker;\ncreate role other;\ncreate schema app;\ngrant all on schema app to maker, other;\n"
        "create schema hidden;\ncreate table hidden.note (id int);\nset check_function_bodies = off;\nset role other;\n"
        "create function app.theirs() returns int language sql as 'select id from app.note';\n"
        "revoke execute on function app.theirs() from public;\nreset role;\n",
    )
    scratch.write(
        "migrations/1_note.sql",
        "create table app.note (id int primary key, title text);\n"
        "create function app.titles() returns setof text language sql as 'select title from app.note';\n"
        "set check_function_bodies = off;\n"
        "create function app.hidden() returns setof int language sql as 'select id from hidden.note';\n",
    )
    scratch.branch(message="a table")
    scratch.write("migrations/2_title.sql", "alter table app.note drop column title;\n")
    scratch.commit("a change")
    report = scratch.check().report
    assert [one["object"] for one in report["findings"] if one["rule"] == "function-body-broken"] == [
        "app.titles()"
    ]
    told = [one for one in report["not_proven"] if one.startswith("whether the text of")]
    assert told == [
        "whether the text of app.hidden() still fits what it names: permission denied for schema hidden",
        "whether the text of app.theirs() still fits what it names: the role that runs migrations may not execute it",
    ]
