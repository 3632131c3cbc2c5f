"""`db-verify init` writes what fits the repository: its branch, its tool's own configuration, and lines that can be read."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support import COMMAND, Scratch, db_verify, environment

WORKFLOW = ".github/workflows/db-verify.yml"
TABLE = "create table employees (id bigint primary key, name text not null);\n"


def _repository(folder: Path, branch: str = "main") -> Scratch:
    scratch = Scratch(folder)
    scratch.git("symbolic-ref", "HEAD", f"refs/heads/{branch}")
    scratch.write("src/main/resources/db/migration/V1__Create_employees.sql", TABLE)
    scratch.commit()
    return scratch


def _written(scratch: Scratch, path: str = "db/verify.yml") -> Any:
    return yaml.safe_load((scratch.folder / path).read_text(encoding="utf-8"))


def _branches(scratch: Scratch) -> Any:
    made = db_verify(scratch.folder, "init")
    assert made.code == 0, made.err
    # YAML 1.1, which PyYAML reads, takes the word `on` for true.
    return _written(scratch, WORKFLOW)[True]["push"]["branches"]


@pytest.mark.parametrize("branch", ["main", "master", "trunk", "2.x"])
def test_the_workflow_runs_on_the_branch_that_is_checked_out(tmp_path: Path, branch: str) -> None:
    assert _branches(_repository(tmp_path, branch)) == [branch]


def test_the_workflow_runs_on_the_main_branch_and_not_on_that_of_the_change(tmp_path: Path) -> None:
    scratch = _repository(tmp_path, "master")
    scratch.git("switch", "-q", "-c", "adopt-the-check")
    assert _branches(scratch) == ["master"]


def test_the_workflow_runs_on_the_branch_that_the_remote_names(tmp_path: Path) -> None:
    origin = _repository(tmp_path / "origin", "develop")
    origin.git("branch", "main")
    clone = Scratch(tmp_path / "clone")
    clone.git("remote", "add", "origin", str(origin.folder))
    clone.git("fetch", "-q", "origin")
    clone.git("remote", "set-head", "origin", "--auto")
    clone.git("checkout", "-q", "-B", "main", "origin/main")
    assert _branches(clone) == ["develop"]


def test_without_a_commit_the_branch_is_the_one_to_come(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.git("symbolic-ref", "HEAD", "refs/heads/trunk")
    scratch.write("db/migration/V1__Create_employees.sql", TABLE)
    assert _branches(scratch) == ["trunk"]


def test_a_base_that_is_not_found_is_named_as_this_repository_would(tmp_path: Path) -> None:
    scratch = _repository(tmp_path, "trunk")
    assert db_verify(tmp_path, "init").code == 0
    result = scratch.check("--static")
    assert result.code == 3
    assert "as --base trunk" in result.report["error"]
    assert "git fetch" not in result.report["error"]
    assert scratch.check("--static", "--base", "trunk").code == 0
    scratch.git("remote", "add", "origin", str(tmp_path / "nowhere"))
    assert "git remote set-head origin --auto" in scratch.check("--static").report["error"]


def test_a_config_elsewhere_is_what_the_workflow_and_the_next_steps_name(tmp_path: Path) -> None:
    scratch = _repository(tmp_path)
    made = db_verify(tmp_path, "init", "--config", "./src/check.yml")
    assert made.code == 0, made.err
    (step,) = (
        one for one in _written(scratch, WORKFLOW)["jobs"]["db-verify"]["steps"] if "OWNER" in one["uses"]
    )
    assert step["with"] == {"config": "src/check.yml"}
    assert "db-verify check --config src/check.yml --all" in made.out
    assert scratch.check("--static", "--all", "--config", "./src//check.yml").code in (0, 1)
    said = scratch.check("--static", "--all", "--config", str(tmp_path / "src/check.yml"))
    assert (said.code, "relative to the repository's root" in said.report["error"]) == (2, True)


SUPABASE = """\
project_id = "demo"
[api]
schemas = ["public", "graphql_public", "api"]
[db]
port = 54322
major_version = 15
"""


def _supabase(folder: Path, config: str, *seeds: str) -> Scratch:
    scratch = Scratch(folder)
    scratch.write("supabase/config.toml", config)
    scratch.write("supabase/migrations/20240101120000_employees.sql", TABLE)
    for seed in seeds:
        scratch.write(f"supabase/{seed}", "insert into employees values (1, 'Erlich');\n")
    scratch.commit()
    made = db_verify(folder, "init")
    assert made.code == 0, made.err
    return scratch


def test_supabase_is_taken_at_its_word(tmp_path: Path) -> None:
    config = _written(_supabase(tmp_path, SUPABASE, "seed.sql"))
    assert config["platform"] == "supabase"
    assert config["exposed_schemas"] == ["public", "api"]
    assert config["seeds"] == ["supabase/seed.sql"]
    assert config["trial"] == {"postgres": "15"}


def test_supabase_in_a_folder_of_a_monorepo(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("apps/web/supabase/config.toml", SUPABASE)
    scratch.write("apps/web/supabase/migrations/20240101120000_employees.sql", TABLE)
    scratch.write("apps/web/supabase/seed.sql", "insert into employees values (1, 'Erlich');\n")
    scratch.commit()
    made = db_verify(tmp_path, "init")
    assert made.code == 0, made.err
    config = _written(scratch)
    assert config["seeds"] == ["apps/web/supabase/seed.sql"]
    assert config["trial"] == {"postgres": "15"}


def test_supabase_names_its_seeds(tmp_path: Path) -> None:
    named = '[db.seed]\nenabled = true\nsql_paths = ["./seeds/b.sql", "seeds/none.sql", "./seeds/x*.sql"]\n'
    config = _written(_supabase(tmp_path, named, "seed.sql", "seeds/a.sql", "seeds/b.sql", "seeds/x1.sql"))
    assert config["seeds"] == ["supabase/seeds/b.sql", "supabase/seeds/x1.sql"]
    assert config["exposed_schemas"] == ["public"]
    assert "trial" not in config


@pytest.mark.parametrize("config", ["[db.seed]\nenabled = false\n", "this is = no TOML ="])
def test_what_supabase_does_not_say_is_not_written(tmp_path: Path, config: str) -> None:
    written = _written(_supabase(tmp_path, config, *(["seed.sql"] if "seed" in config else [])))
    assert (written["platform"], "seeds" in written, "trial" in written) == ("supabase", False, False)


def test_a_schema_dump_is_pointed_at(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("db/migrations/20151127184807_users.sql", f"-- migrate:up\n{TABLE}\n-- migrate:down\n")
    scratch.write("db/schema.sql", TABLE)
    scratch.commit()
    assert db_verify(tmp_path, "init").code == 0
    text = (tmp_path / "db/verify.yml").read_text(encoding="utf-8")
    assert (
        "a copy of db/schema.sql\n" in text and "# start_from: {dump: db/verify-start.sql, id: ID}\n" in text
    )
    # With the copy made and the comment taken away it is what the config takes.
    scratch.write("db/verify-start.sql", TABLE)
    used = text.replace("# start_from:", "start_from:").replace("id: ID", 'id: "20151127184807"')
    scratch.write("db/verify.yml", used)
    assert scratch.check("--static", "--all").code == 0


def _on_a_terminal(folder: Path) -> tuple[int, str]:
    """The exit status of `init`, and what it shows on a terminal of 80 columns."""
    leader, follower = pty.openpty()
    with os.fdopen(leader, "rb", 0) as screen:
        subprocess.run(["stty", "cols", "80"], stdin=follower, check=True)
        done = subprocess.run(
            [str(COMMAND), "init"], cwd=folder, env=environment(), stdout=follower, stderr=follower
        )
        os.close(follower)
        shown = ""
        try:
            while part := screen.read(4096):
                shown += part.decode("utf-8")
        except OSError:
            pass  # Linux says so where the other end is closed.
    return done.returncode, shown


def test_what_is_refused_can_be_read_in_80_columns(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("src/main/resources/db/changelog/001-init.sql", f"--liquibase formatted sql\n{TABLE}")
    scratch.commit()
    code, shown = _on_a_terminal(tmp_path)
    assert (code, [line for line in shown.splitlines() if len(line) > 80]) == (2, [])
    # What no terminal shows is a line each, as programs read it.
    piped = db_verify(tmp_path, "init").err
    # An empty line of progress is cleared first.
    shown = shown.replace("\x1b[K", "")
    assert (" ".join(shown.split()), piped.count("\n")) == (" ".join(piped.split()), 2)


def test_everything_can_be_read_in_80_columns(tmp_path: Path) -> None:
    _repository(tmp_path, "master")
    code, shown = _on_a_terminal(tmp_path)
    assert code == 0, shown
    files = "".join((tmp_path / path).read_text(encoding="utf-8") for path in ("db/verify.yml", WORKFLOW))
    pinned = "actions/checkout@"
    assert [line for line in (shown + files).splitlines() if len(line) > 80 and pinned not in line] == []
    assert "the workflow runs on pushes to master" in " ".join(shown.split())


@pytest.mark.parametrize(
    ("own", "platform"),
    [
        ("", "supabase"),
        ("create schema auth;\n", "vanilla"),
        ("CREATE SCHEMA IF NOT EXISTS auth;\n", "vanilla"),
        ("create table auth.users (id uuid primary key);\n", "vanilla"),
        ("create or replace function auth.uid() returns uuid language sql return null;\n", "vanilla"),
    ],
)
def test_the_platform_is_what_the_sql_takes_for_granted(tmp_path: Path, own: str, platform: str) -> None:
    scratch = Scratch(tmp_path)
    up = "create table profile (user_id uuid primary key references auth.users (id));\n"
    text = f"-- migrate:up\n{own}{up}\n-- migrate:down\ndrop table profile;\n"
    scratch.write("db/migrations/20260301002023_profile.sql", text)
    scratch.commit()
    made = db_verify(tmp_path, "init")
    assert made.code == 0, made.err
    assert _written(scratch)["platform"] == platform


def test_files_of_a_tool_that_is_not_known_are_not_said_to_fit(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("migrations/01-init.sql", TABLE)
    scratch.commit()
    made = db_verify(scratch.folder, "init")
    assert (
        "layout plain (files are called NUMBER_….sql, and nothing in them tells what runs them)"
        in " ".join(made.out.split())
    )
    assert _written(scratch)["migrations"] == [{"path": "migrations", "layout": "plain"}]
    # What would go back if it were run is not taken for what goes forward.
    scratch.write("migrations/01-init_rollback.sql", "drop table employees;\n")
    (scratch.folder / "db/verify.yml").unlink()
    made = db_verify(scratch.folder, "init")
    assert made.code == 2 and "take others back, as 01-init_rollback.sql says" in made.err, made.err


def test_files_that_are_called_by_a_number_alone_are_migrations(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("migrations/9.sql", TABLE)
    scratch.write("migrations/10.sql", "drop table employees;\n")
    scratch.commit()
    assert db_verify(scratch.folder, "init").code == 0
    assert _written(scratch)["migrations"] == [{"path": "migrations", "layout": "plain"}]
    done = db_verify(scratch.folder, "check", "--all", "--format", "json")
    assert [one["id"] for one in json.loads(done.out)["migrations"]] == ["9", "10"], done.out


def test_dbmate_reads_files_that_are_called_by_a_number_alone(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    text = f"-- migrate:up\n{TABLE}-- migrate:down\ndrop table employees;\n"
    scratch.write("migrations/1677078479.sql", text)
    scratch.write("1.sql", "select 1;\n")
    scratch.commit()
    assert db_verify(scratch.folder, "init").code == 0
    assert _written(scratch)["migrations"] == [{"path": "migrations", "layout": "dbmate"}]


def test_a_number_above_the_migrations_does_not_hide_them(tmp_path: Path) -> None:
    scratch = _repository(tmp_path)
    scratch.write("src/1.sql", "select 1;\n")
    scratch.commit()
    assert db_verify(scratch.folder, "init").code == 0
    assert _written(scratch)["migrations"][0]["path"] == "src/main/resources/db/migration"


def test_files_that_are_called_by_a_number_alone_are_no_migrations_beside_some(tmp_path: Path) -> None:
    scratch = _repository(tmp_path)
    scratch.write("bench/queries/1.sql", "select 1;\n")
    scratch.commit()
    done = db_verify(scratch.folder, "init")
    assert [one["path"] for one in _written(scratch)["migrations"]] == ["src/main/resources/db/migration"]
    assert "left out: the files in bench/queries are called by a number alone (1.sql)" in " ".join(
        done.out.split()
    )


def test_a_check_before_init_says_that_there_is_no_config(tmp_path: Path) -> None:
    scratch = _repository(tmp_path)
    done = db_verify(scratch.folder)
    assert done.code == 2 and "`db-verify init` writes one" in done.out, done.out
    # Also where there is no branch to compare with.
    scratch.git("branch", "-m", "trunk")
    done = db_verify(scratch.folder)
    assert done.code == 2 and "`db-verify init` writes one" in done.out, done.out


def test_several_folders_are_said_to_be_one_database(tmp_path: Path) -> None:
    scratch = _repository(tmp_path)
    said = "these folders are tried in one database"
    assert said not in " ".join(db_verify(scratch.folder, "init").out.split())
    (scratch.folder / "db/verify.yml").unlink()
    scratch.write("other/db/migration/V1__Create_employees.sql", TABLE)
    assert said in " ".join(db_verify(scratch.folder, "init").out.split())
    assert len(_written(scratch)["migrations"]) == 2


def test_what_no_postgres_here_has_of_supabase_is_pretended(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("supabase/config.toml", "[db]\nmajor_version = 17\n")
    asks = 'CREATE EXTENSION IF NOT EXISTS "pg_net" WITH SCHEMA "extensions";\ncreate extension pg_cron;\ncreate extension citext;\n'
    scratch.write("supabase/migrations/20240101120000_all.sql", asks)
    scratch.commit()
    assert db_verify(tmp_path, "init").code == 0
    written = _written(scratch)
    assert written["trial"] == {"postgres": "17", "extensions": {"stub": ["pg_cron", "pg_net"]}}
    result = scratch.check("--all")
    assert result.code == 0, result.out
    assert sum("it is pretended" in one for one in result.report["not_proven"]) == 2


@pytest.mark.wheel
def test_what_only_a_superuser_may_make_is_needed(tmp_path: Path) -> None:
    """What a comment makes is not, nor what the owner may make, nor what no trial has."""
    scratch = Scratch(tmp_path)
    asks = (
        'CREATE EXTENSION IF NOT EXISTS "vector";\n-- create extension postgis;\ncreate extension citext;\n'
    )
    scratch.write(
        "migrations/001_a.sql", f"{asks}create table note (id bigint primary key, said vector(3));\n"
    )
    scratch.commit()
    result = db_verify(tmp_path, "init")
    assert "since nobody but a superuser may make them: the extensions vector" in " ".join(result.out.split())
    assert _written(scratch)["trial"] == {"extensions": {"need": ["vector"]}}
    checked = scratch.check("--all")
    assert checked.code == 0, checked.out
    assert any("dropping the extension vector does" in one for one in checked.report["not_proven"])


def test_what_a_project_has_without_a_migration_is_pretended(tmp_path: Path) -> None:
    """Whoever has a config already is told the same."""
    scratch = Scratch(tmp_path)
    job = "select cron.schedule('clean', '0 3 * * *', $$select net.http_get('https://example.org')$$);\n"
    scratch.write("supabase/migrations/20240101120000_job.sql", job)
    scratch.write(
        "db/verify.yml", "version: 1\nplatform: supabase\nmigrations: [{path: supabase/migrations}]\n"
    )
    scratch.commit()
    (found,) = scratch.check("--all").of("migration-fails")
    assert found["message"].endswith(
        "That is of the extension pg_cron, which a project may have without a migration: name it in `trial.extensions.stub`, and it is"
        " pretended"
    )
    (tmp_path / "db/verify.yml").unlink()
    assert db_verify(tmp_path, "init").code == 0
    assert _written(scratch)["trial"] == {"extensions": {"stub": ["pg_cron", "pg_net"]}}
    scratch.commit("pretended")
    assert "migration-fails" not in {one["rule"] for one in scratch.check("--all").report["findings"]}


@pytest.mark.parametrize(
    ("path", "text", "exposed"),
    [
        ("postgrest.conf", 'db-uri = "postgres://"\ndb-schemas = "api, shop" # the API\n', ["api", "shop"]),
        ("deploy/postgrest.prod.conf", 'db-schema = "api"\n', ["api"]),
        (
            "docker-compose.yml",
            "services:\n  rest:\n    environment:\n      PGRST_DB_SCHEMAS: api,storage\n",
            ["api"],
        ),
        ("compose.yaml", "services:\n  rest:\n    environment:\n      - PGRST_DB_SCHEMA=api\n", ["api"]),
        (
            "compose.yaml",
            "services:\n  rest:\n    environment:\n      - PGRST_DB_SCHEMA=${SHOWN}\n",
            ["public"],
        ),
        ("postgrest.conf", '# db-schemas = "api"\n', ["public"]),
        ("postgrest.conf", 'db-schemas = "api"\ndb-schemas = "shop"\n', ["shop"]),
    ],
)
def test_what_postgrest_shows_is_exposed(tmp_path: Path, path: str, text: str, exposed: list[str]) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("db/migrations/001_t.sql", "create table t (id int);\n")
    scratch.write(path, text)
    scratch.commit()
    assert db_verify(tmp_path, "init").code == 0
    assert _written(scratch)["exposed_schemas"] == exposed
    told = (tmp_path / "db/verify.yml").read_text()
    assert (f"# as {path} says" in told) == (exposed != ["public"])


def test_two_postgrests_that_show_other_schemas_are_not_taken_at_their_word(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("db/migrations/001_t.sql", "create table t (id int);\n")
    for name in ("a", "b"):
        scratch.write(f"{name}/postgrest.conf", f'db-schemas = "{name}"\n')
    scratch.commit()
    assert db_verify(tmp_path, "init").code == 0
    assert _written(scratch)["exposed_schemas"] == ["public"]


@pytest.mark.parametrize(
    ("path", "text", "exposed"),
    [
        ("README.md", "A shop.\n", []),
        ("package.json", '{"dependencies": {"pg": "8"}}\n', []),
        ("package.json", '{"dependencies": {"@supabase/supabase-js": "2"}}\n', ["public"]),
        ("web/package.json", '{"dependencies": {"@supabase/ssr": "0.5"}}\n', ["public"]),
        ("compose.yaml", "services:\n  api:\n    image: postgrest/postgrest:v12\n", ["public"]),
        ("db/migrations/002_a.sql", "set lock_timeout = '5s';\ngrant select on t to reader;\n", []),
        ("db/migrations/002_a.sql", "grant select on t to reader, anon;\n", ["public"]),
        ("db/migrations/002_a.sql", "alter table t enable row  level\nsecurity;\n", ["public"]),
        ("db/policies/t.sql", "create policy p on t using (a = current_user);\n", ["public"]),
    ],
)
def test_rls_is_asked_of_an_application_that_has_it_or_an_api(
    tmp_path: Path, path: str, text: str, exposed: list[str]
) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("db/migrations/001_t.sql", "set lock_timeout = '5s';\ncreate table t (a text);\n")
    scratch.write(path, text)
    scratch.commit()
    made = db_verify(tmp_path, "init")
    assert made.code == 0, made.err
    assert _written(scratch)["exposed_schemas"] == exposed
    said = "exposed_schemas: none, since no file enables row-level security"
    assert (said in " ".join(made.out.split())) == (not exposed)
    hint = "# rules: {table-without-rls: off, table-open-after-up: off}\n"
    told = (tmp_path / "db/verify.yml").read_text()
    assert (hint in told) == ("grant" in text and not exposed)
    if hint in told:
        assert "table-without-rls" in scratch.check("--static", "--all").rules
        scratch.write("db/verify.yml", told.replace(hint, hint.removeprefix("# ")))
        assert scratch.check("--static", "--all").findings == []
    if not exposed and "grant" not in text:
        result = scratch.check("--static", "--all")
        assert (result.code, result.findings) == (0, []), result.out
        assert any("exposed_schemas names no schema" in one for one in result.report["not_proven"])


@pytest.mark.parametrize(
    ("files", "seeds"),
    [
        (["seed.sql"], ["seed.sql"]),
        (["db/seeds.sql"], ["db/seeds.sql"]),
        (["db/seeds/users.sql", "db/seeds/notes.sql"], ["db/seeds"]),
        (["db/seeds.sql", "db/seeds/users.sql"], ["db/seeds", "db/seeds.sql"]),
        (["db/seed.sql", "other/seed.sql"], ["db/seed.sql"]),
        (["one/seed.sql", "other/seed.sql"], None),
        (["tests/seed.sql"], None),
        (["db/migrations/seed.sql"], ["db/migrations/seed.sql"]),
    ],
)
def test_a_file_of_seeds_is_found(tmp_path: Path, files: list[str], seeds: list[str] | None) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("db/migrations/001_t.sql", "create table t (a text);\n")
    for path in files:
        scratch.write(path, "insert into t values ('a');\n")
    scratch.commit()
    made = db_verify(tmp_path, "init")
    assert made.code == 0, made.err
    assert _written(scratch).get("seeds") == seeds


def test_init_counts_what_the_check_counts(tmp_path: Path) -> None:
    scratch = _repository(tmp_path)
    folder = "src/main/resources/db/migration"
    scratch.write(f"{folder}/R__view.sql", "create or replace view v as select id from employees;\n")
    scratch.write(f"{folder}/afterMigrate.sql", "analyze;\n")
    scratch.commit()
    made = db_verify(tmp_path, "init")
    known = len(scratch.check("--static", "--all").report["migrations"])
    assert f"found: {known} migration" in made.out, made.out
