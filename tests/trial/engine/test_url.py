"""A trial in somebody else's server: beside an empty database, gone afterwards, without a word of the URL's secrets."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from checker.trial.borrowed import _CLUSTER
from checker.trial.server import LocalServer, throwaway
from checker.trial.sources import Postgres
from checker.trial.watch import Limits
from tests.support import COMMAND, Scratch, environment
from tests.verdict.conftest import CONFIG, MAKE_ITEMS, migration

SECRET = "hunter2"
CHANGE = "db/migrations/202601020900__change_items.sql"


@pytest.fixture
def repository(tmp_path: Path) -> Scratch:
    scratch = Scratch(tmp_path / "repository")
    bootstrap = (
        "bootstrap: [db/bootstrap]\ntrial: {owner: eng_owner, timeout: 100}\naccess: {roles: [reader]}\n"
    )
    scratch.write("db/verify.yml", CONFIG + bootstrap)
    scratch.write(
        "db/bootstrap/010_roles.sql",
        "CREATE ROLE eng_owner LOGIN CREATEROLE;\nCREATE ROLE reader;\n"
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO eng_owner', current_database()); END $$;\n",
    )
    scratch.write("db/migrations/202601010900__make_items.sql", MAKE_ITEMS)
    scratch.branch(message="begin")
    changed(scratch, "ALTER TABLE public.items ADD COLUMN colour text;")
    return scratch


def changed(scratch: Scratch, up: str, down: str = "ALTER TABLE public.items DROP COLUMN colour;") -> None:
    scratch.write(CHANGE, migration(up, down))
    scratch.commit("change items")


def from_dump(scratch: Scratch, dump: str) -> None:
    """Let a dump stand for the first migration, on the base."""
    scratch.git("switch", "-q", "main")
    config = (scratch.folder / "db/verify.yml").read_text(encoding="utf-8")
    scratch.write("db/verify.yml", config + 'start_from: {dump: db/schema.sql, id: "202601010900"}\n')
    scratch.write("db/schema.sql", dump)
    scratch.commit("a dump")
    scratch.git("switch", "-q", "change")
    scratch.git("rebase", "-q", "main")


@pytest.fixture(scope="module")
def somebodys(postgres: Postgres) -> Iterator[LocalServer]:
    """A server that asks for passwords, with an empty database `empty` and things of its own in `full`."""
    with throwaway(postgres, limits=Limits(seconds=3600)) as server:
        server.admin.execute(f"ALTER ROLE postgres PASSWORD '{SECRET}'".encode())
        server.admin.execute(f"CREATE ROLE weak LOGIN CREATEDB CREATEROLE PASSWORD '{SECRET}'".encode())
        server.create_database("empty")
        server.create_database("full")
        with server.connect("full") as connection:
            connection.execute("CREATE TABLE public.theirs AS SELECT 7 AS x")
        # Nobody stays in the database that others are made of.
        server.leave()
        server.maintenance = "full"
        assert server.admin
        rules = server.data / "pg_hba.conf"
        rules.write_text("local all all scram-sha-256\n", encoding="utf-8")
        server.admin.execute("SELECT pg_reload_conf()")
        yield server


def url(server: LocalServer, database: str = "empty", user: str = "postgres", secret: str = SECRET) -> str:
    return f"postgresql://{user}:{secret}@/{database}?host={server.socket}"


def state(server: LocalServer) -> list[object]:
    return sorted(server.admin.execute(_CLUSTER).fetchall())


def test_the_verdict_is_the_same_and_nothing_is_left(repository: Scratch, somebodys: LocalServer) -> None:
    before = state(somebodys)
    here = repository.check("--database", "embedded")
    there = repository.check("--database", url(somebodys))
    assert there.code == here.code == 0, there.out + there.err
    assert there.findings == here.findings
    assert there.report["postgres"] == {"version": somebodys.postgres.version, "source": "url"}
    assert any("isolation" in line for line in there.report["not_proven"])
    assert any("limits from outside" in line for line in there.report["not_proven"])
    assert SECRET not in there.out + there.err
    assert state(somebodys) == before


def test_a_bootstrap_that_fails_leaves_nothing(repository: Scratch, somebodys: LocalServer) -> None:
    before = state(somebodys)
    repository.git("switch", "-q", "main")
    repository.write("db/bootstrap/020_more.sql", "CREATE ROLE late;\nSELECT 1 / 0;\n")
    repository.commit("a bootstrap that fails")
    result = repository.check("--all", "--database", url(somebodys))
    assert result.code == 3 and "division by zero" in result.report["error"], result.report["error"]
    assert state(somebodys) == before


@pytest.mark.parametrize(("dump", "code"), [("", 0), ("CREATE ROLE late;\nSELECT 1 / 0;\n", 3)])
def test_a_dump_is_restored_there_too_and_nothing_is_left(
    repository: Scratch, somebodys: LocalServer, dump: str, code: int
) -> None:
    before = state(somebodys)
    from_dump(repository, MAKE_ITEMS.split("/* DOWN */", maxsplit=1)[0] + dump)
    result = repository.check("--database", url(somebodys))
    assert result.code == code, result.out
    if code:
        assert "division by zero" in result.report["error"], result.report["error"]
    assert state(somebodys) == before


def test_a_migration_that_makes_roles_is_tried_and_taken_back(
    repository: Scratch, somebodys: LocalServer
) -> None:
    before = state(somebodys)
    if somebodys.postgres.major < 16:
        # There the trial's owner may not make roles: see roles.prepare_database.
        changed(repository, "CREATE SCHEMA more;", "DROP SCHEMA more;")
    else:
        changed(repository, "CREATE ROLE made; CREATE ROLE left_over;", "DROP ROLE made;")
    result = repository.check("--database", url(somebodys))
    assert result.report["complete"] is True, result.out
    assert result.code == (1 if somebodys.postgres.major >= 16 else 0)
    assert state(somebodys) == before


def test_hostile_statements_are_refused_or_stopped(repository: Scratch, somebodys: LocalServer) -> None:
    before = state(somebodys)
    for statement in (
        "COPY (SELECT 1) TO PROGRAM 'true';",
        "SET ROLE postgres;",
        "SELECT pg_read_file('/etc/passwd');",
        "ALTER ROLE eng_owner SUPERUSER;",
        "DROP DATABASE empty;",
        "SET statement_timeout = 0;\nDO $$ BEGIN LOOP BEGIN PERFORM pg_sleep(1e9);"
        " EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END $$;",
    ):
        changed(repository, statement, "")
        result = repository.check("--database", url(somebodys))
        assert result.code == 1, (statement, result.out, result.err)
        line = 3 + statement.count("\n")
        # The rule that knows why tells it; else migration-fails does.
        told = [one for one in result.report["findings"] if (one["path"], one["line"]) == (CHANGE, line)]
        assert any(
            one["rule"] == "migration-fails" or "by the trial, which fails here" in one["message"]
            for one in told
        ), (statement, result.findings)
        assert state(somebodys) == before


@pytest.mark.parametrize(
    ("database", "user", "secret", "said"),
    [
        ("full", "postgres", SECRET, "it has public.theirs"),
        ("empty", "weak", SECRET, "no superuser"),
        ("empty", "postgres", "hunter3", "authentication failed"),
        ("nowhere", "postgres", SECRET, "does not exist"),
    ],
)
def test_what_no_trial_is_made_in(
    repository: Scratch, somebodys: LocalServer, database: str, user: str, secret: str, said: str
) -> None:
    before = state(somebodys)
    result = repository.check("--database", url(somebodys, database, user, secret))
    assert result.code == 3
    assert said in result.out + result.err
    assert secret not in result.out + result.err
    assert result.report["complete"] is False
    assert state(somebodys) == before


def test_roles_that_are_there_already_are_not_touched(repository: Scratch, somebodys: LocalServer) -> None:
    somebodys.admin.execute("CREATE ROLE reader")
    before = state(somebodys)
    try:
        result = repository.check("--database", url(somebodys))
        assert result.code == 3
        assert "roles already that the trial would make: reader" in result.out
        assert state(somebodys) == before
    finally:
        somebodys.admin.execute("DROP ROLE reader")


def test_a_database_of_the_same_name_is_somebodys(repository: Scratch, somebodys: LocalServer) -> None:
    somebodys.create_database("app")
    before = state(somebodys)
    try:
        result = repository.check("--database", url(somebodys))
        assert result.code == 0, result.out
        assert state(somebodys) == before
    finally:
        somebodys.drop_database("app")


@pytest.fixture
def in_the_background() -> Iterator[Callable[[Scratch, str], subprocess.Popen[bytes]]]:
    """Starts a check at a URL; it is ended with the test at the latest."""
    started: list[subprocess.Popen[bytes]] = []

    def start(repository: Scratch, where: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [str(COMMAND), "check", "--format", "json", "--database", where],
            cwd=repository.folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_trial_that_is_ended_is_removed(
    repository: Scratch,
    somebodys: LocalServer,
    in_the_background: Callable[[Scratch, str], subprocess.Popen[bytes]],
    number: signal.Signals,
) -> None:
    """At once, or by the next one."""
    before = state(somebodys)
    changed(repository, "SELECT pg_sleep(25);", "")
    process = in_the_background(repository, url(somebodys))
    query = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'"
    deadline = time.monotonic() + 60
    while somebodys.admin.execute(query).fetchone() != (1,):
        assert time.monotonic() < deadline
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    other = repository.check("--database", url(somebodys))
    assert other.code == 3
    assert "another trial is running" in other.out
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode in (3, -number)
    changed(repository, "ALTER TABLE public.items ADD COLUMN colour text;")
    if number == signal.SIGKILL:
        assert state(somebodys) != before
        while somebodys.admin.execute(query).fetchone() != (0,):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        next_one = repository.check("--database", url(somebodys))
        assert next_one.code == 0, next_one.out
    assert state(somebodys) == before


@pytest.mark.parametrize(
    ("where", "arguments", "code", "said"),
    [
        (
            f"postgresql://me:{SECRET}@db.example.org/app",
            (),
            2,
            "--allow-remote-trial: at db.example.org the trial makes",
        ),
        (f"postgresql://me:{SECRET}@[::1],10.0.0.1/app", (), 2, "--allow-remote-trial"),
        (f"host=db.example.org password={SECRET}", (), 2, "--allow-remote-trial"),
        (
            f"postgresql://me:{SECRET}@db.invalid/app",
            ("--allow-remote-trial",),
            3,
            "no connection to db.invalid",
        ),
        (f"postgresql://me:{SECRET}@127.0.0.1:1/app", (), 3, "no connection to 127.0.0.1:1"),
        (f"postgresql://me:{SECRET}@/app?host=/nowhere", (), 3, "no connection to /nowhere"),
        (f"postgresql://me:{SECRET}@127.0.0.1,localhost/app", (), 2, "Name one host"),
        (f"service=x password={SECRET}", (), 2, "a service"),
        ("embeded", (), 2, "embedded"),
    ],
)
def test_refused(repository: Scratch, where: str, arguments: tuple[str, ...], code: int, said: str) -> None:
    result = repository.check("--database", where, *arguments, PGHOST="/somewhere/else")
    assert result.code == code
    assert said in result.out + result.err
    assert SECRET not in result.out + result.err
    assert result.report["complete"] is False
