"""From an empty database to a traced one: the runbook's steps in their order, as the roles that take them."""

from __future__ import annotations

import shlex
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from checker.trial import sources
from checker.trial.server import throwaway
from tests.ops.conftest import OPERATOR, Staging, checkout, make_operator
from tests.support import COMMAND, ROOT, Result, environment

VIEWS = ("public.v_eng_trace", "public.v_eng_prd_payload_v1", "public.v_eng_backlog_rollup")
TABLES = (
    "public.strategic_directives_v2", "public.product_requirements_v2", "public.eng_backlog",
    "public.eng_audit_history", "public.eng_direct_read_approvals", "public.eng_schema_migrations",
)  # fmt: skip


def script(staging: Staging, name: str, *arguments: str, user: str = "eng_owner", **extra: str) -> Result:
    """`bash ops/scripts/NAME` in the checkout."""
    done = subprocess.run(
        ["bash", f"ops/scripts/{name}", *arguments],
        cwd=staging.repo.folder,
        env=environment(**{**staging.environ(user), **extra}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=280,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.mark.parametrize("name", ["staging_apply.sh", "run_checks.sh", "run_backfills.sh"])
def test_the_scripts_find_what_make_verify_installed_and_say_so_where_it_is_not(
    tmp_path: Path, name: str
) -> None:
    repo = checkout(tmp_path)
    bare = environment(PATH="/usr/bin:/bin")
    done = subprocess.run(
        ["bash", f"ops/scripts/{name}"], cwd=tmp_path, env=bare, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (3, "db-verify is not installed: make verify\n")
    (repo.folder / ".venv/bin").mkdir(parents=True)
    (repo.folder / ".venv/bin/db-verify").symlink_to(COMMAND)
    done = subprocess.run(
        ["bash", f"ops/scripts/{name}", "--help"], cwd=tmp_path, env=bare, capture_output=True, text=True
    )
    assert "usage: db-verify" in done.stdout


def test_the_whole_run(empty: Staging) -> None:
    done = empty.run("apply", "--bootstrap", user="postgres")
    assert done.code == 0, done
    done = script(empty, "staging_apply.sh")
    assert (done.code, "18 files applied" in done.out) == (0, True), done
    assert empty.query("select distinct without_verdict, applied_by from public.eng_schema_migrations") == [
        (None, "eng_owner")
    ]
    assert script(empty, "staging_apply.sh").code == 0
    assert empty.run("apply", "--seeds").code == 0
    empty.repo.commit("Onboard\n\nBacklog: BL-310")
    tried = script(empty, "run_backfills.sh", user=OPERATOR)
    assert (tried.code, "would change" in tried.out) == (0, True), tried
    assert script(empty, "run_backfills.sh", "--execute", user=OPERATOR).code == 0
    assert empty.run("trace", "--execute", user=OPERATOR).code == 0
    assert empty.run("coverage", "--threshold", "50", user=OPERATOR).code == 0
    done = script(empty, "run_checks.sh", user=OPERATOR)
    assert done.code == 0, done
    assert "verdict: pass" in done.out
    shown = empty.run("audit")
    assert shown.code == 0, shown
    runs = [line.split()[2] for line in shown.out.splitlines()[:-1]]
    assert runs == ["review", "bootstrap", "apply", "apply", "seeds", "backfill", "trace", "checks"]
    for role, readable in (("venture_app", []), ("analyst", ["public.strategic_directives_v2"])):
        _reads_the_views_and_nothing_else(empty, role, readable)
    with empty.connect(OPERATOR) as connection:
        connection.execute("set role analyst")
        seen = connection.execute("select sd_key from public.strategic_directives_v2").fetchall()
        assert seen == [("SD-104",)], "the one that is approved, and has an approval of direct reading"
        connection.execute("set role service_role")
        connection.execute("""set request.jwt.claims = '{"role": "service_role"}'""")
        for change in (
            "insert into public.strategic_directives_v2 (sd_key, title) values ('SD-800', 'Whole life')",
            "update public.strategic_directives_v2 set status = 'submitted' where sd_key = 'SD-800'",
            "select public.eng_approve_directive('SD-800', 'board', 'DL-2026-800') where true",
            "update public.strategic_directives_v2 set status = 'in_progress' where sd_key = 'SD-800'",
            "update public.strategic_directives_v2 set status = 'completed' where sd_key = 'SD-800'",
        ):
            assert connection.execute(change.encode()).rowcount == 1
        with pytest.raises(psycopg.errors.CheckViolation, match="cannot go from completed to draft"):
            connection.execute(
                "update public.strategic_directives_v2 set status = 'draft' where sd_key = 'SD-800'"
            )


def _reads_the_views_and_nothing_else(staging: Staging, role: str, readable: list[str]) -> None:
    with staging.connect(OPERATOR) as connection:
        connection.execute(f"set role {role}".encode())
        for view in VIEWS:
            assert connection.execute(f"select count(*) from {view}".encode()).fetchone() != (0,)
        for relation in (*VIEWS, *TABLES):
            reads = () if relation in (*VIEWS, *readable) else ("select 1 from {}",)
            writes = (
                "insert into {} default values",
                "update {} set id = default",
                "delete from {}",
                "truncate {}",
            )
            for statement in (*reads, *(() if relation in VIEWS else writes)):
                with pytest.raises(psycopg.errors.InsufficientPrivilege) as refused:
                    connection.execute(statement.format(relation).encode())
                assert refused.value.sqlstate == "42501"


@pytest.mark.wheel
def test_on_another_major_version(tmp_path: Path) -> None:
    """What the files make is built on the database's own major version, or the catalogs could not be compared."""
    with throwaway(sources.find("system")) as server:
        assert server.postgres.major != sources.find("embedded").major
        server.create_database("other")
        staging = Staging(server, checkout(tmp_path / "checkout"), "other")
        assert staging.run("apply", "--bootstrap", user="postgres").code == 0
        staging.apply()
        staging.seed()
        with server.connect("other") as connection:
            make_operator(connection)
        done = staging.run("status", "--checks", user=OPERATOR)
        assert (done.code, f"on PostgreSQL {server.postgres.major}" in done.out) == (0, True), done
        down = staging.run("apply", "--down", "1", "--yes")
        assert down.code == 0, down
        assert staging.run("status").code == 0


def test_the_checks_have_one_verdict(seeded: Staging) -> None:
    seeded.execute("drop view public.v_eng_trace")
    done = script(seeded, "run_checks.sh", user=OPERATOR)
    assert (done.code, "v_eng_trace is promised and is not there" in done.out) == (1, True), done
    assert "passed  files: 10 migrations" in done.out
    assert done.out.endswith("verdict: fail\n")
    done = script(seeded, "run_checks.sh", PGHOST="/nowhere")
    assert (done.code, "no connection to" in done.err) == (3, True), done


def test_the_checks_without_a_database_say_so(seeded: Staging) -> None:
    done = script(seeded, "run_checks.sh", PGHOST="", PGDATABASE="", PGPORT="")
    assert (done.code, "only the files are checked" in done.err) == (0, True), done
    assert done.out.endswith(
        "no database\npassed  files: 10 migrations and 8 scripts, by db-verify check\nverdict: pass\n"
    )
    assert "run: checks\nresult: passed" in seeded.audit
    assert "database: none" in seeded.audit


def test_a_check_that_fails_applies_nothing(prepared: Staging) -> None:
    prepared.repo.write("db/migrations/eng/202612010900__bad.sql", "CREATE TABLE public.eng_bad (id int);\n")
    done = script(prepared, "staging_apply.sh")
    assert done.code == 1, done
    assert not prepared.query("select 1 from pg_class where relname = 'eng_schema_migrations'")
    assert "run: apply\nresult: error" in prepared.audit
    assert "is 'fail', not a complete pass" in prepared.audit
    done = script(prepared, "run_checks.sh", PGHOST="", PGDATABASE="", PGPORT="")
    assert done.code == 1, done
    assert "202612010900__bad.sql:1: transaction-missing" in done.out[done.out.index("no database") :]
    assert done.out.endswith("verdict: fail\n")


def test_the_demo_shows_the_views_and_is_gone_with_ctrl_c() -> None:
    process = subprocess.Popen(
        [sys.executable, "-u", str(ROOT / "ops/scripts/demo.py")],
        env=environment(),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout and process.stderr
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Ctrl-C"):
            break
    assert lines, process.stderr.read()
    said = "".join(lines)
    login = lines[lines.index("# venture_app\n") + 1]
    socket = login.partition("host=")[2].split()[0]
    # What it tells people to type does what it says.
    answer = ["-XAtc", "select current_user, auth.role(), (select count(*) > 40 from public.v_eng_trace)"]
    typed = f"{login.strip()} {shlex.join(answer)}"
    shown = subprocess.run(["bash", "-c", typed], env=environment(), capture_output=True, text=True)
    assert shown.stdout == "venture_app|venture_app|t\n", shown
    with psycopg.connect(
        f"host={socket} port=5432 dbname=app user=db_verify_prober options='-c role=venture_app'"
    ) as connection:
        for view in VIEWS:
            count = connection.execute(f"select count(*) from {view}".encode()).fetchone()
            assert f"{view}: {count[0] if count else None} rows" in said
            assert count
            assert 25 < count[0] < 80
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, "It is gone" in out) == (0, True), err
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(f"host={socket} port=5432 dbname=app user=postgres")
