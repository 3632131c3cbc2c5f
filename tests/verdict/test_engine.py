"""L12, L13: what ends a trial before its end is never a pass, and leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from checker.trial.sources import find
from tests.support import COMMAND, Result, Scratch, environment
from tests.verdict.conftest import CONFIG, HONEST, SECOND
from tests.verdict.engine import DROP, changed, fill, said_on, with_timeout


def the_error(result: Result) -> str:
    """What an exit 3 said; everything about it is in the report."""
    assert result.code == 3, result.out
    report = result.report
    assert report["complete"] is False
    assert report["verdict"] == "error"
    assert "errored" in {stage["status"] for stage in report["stages"]}
    return result.err + result.out


class Run:
    """A `db-verify check` in the background, and the processes and folders that are its own."""

    def __init__(self, folder: Path, *before: str, session: str = "migrator app") -> None:
        self.process = subprocess.Popen(
            [*before, str(COMMAND), "check", "--format", "json"],
            cwd=folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.server, self.session = self._wait_for_sleep(f"postgres: {session} ")
        command = Path(f"/proc/{self.server}/cmdline").read_bytes().split(b"\0")
        self.folder = Path(os.fsdecode(command[command.index(b"-D") + 1])).parent

    def _wait_for_sleep(self, begins: str) -> tuple[int, int]:
        """The server's process and the session of such a title, once it is in its statement."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.process.communicate()
            for server in children(self.process.pid):
                for session in children(server):
                    if title(session).startswith(begins) and "SELECT" in title(session):
                        return server, session
            time.sleep(0.02)
        raise AssertionError("the migration never ran")

    def end(self) -> Result:
        out, err = self.process.communicate(timeout=60)
        return Result(self.process.returncode, out.decode(), err.decode())

    def is_gone(self, seconds: float = 15) -> bool:
        """Whether its processes and its folder are gone, or go within the time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not self.folder.exists() and not any(map(alive, (self.server, self.session))):
                return True
            time.sleep(0.02)
        return False


def children(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                status = (entry / "stat").read_bytes().rpartition(b")")[2].split()
            except OSError:
                continue
            if int(status[1]) == pid and status[0] != b"Z":
                found.append(int(entry.name))
    return found


def title(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def alive(pid: int) -> bool:
    return bool(title(pid))


@pytest.fixture
def asleep(repository: Scratch) -> Iterator[Run]:
    """A check that is in the middle of a statement."""
    changed(repository, "ALTER TABLE public.items ADD COLUMN colour text;\nSELECT pg_sleep(25);", DROP)
    run = Run(repository.folder)
    yield run
    run.process.kill()
    run.process.communicate()


@pytest.mark.parametrize("victim", ["server", "session"])
def test_l13_sigkill_of_the_server(asleep: Run, victim: str) -> None:
    os.kill(getattr(asleep, victim), signal.SIGKILL)
    said = the_error(asleep.end())
    assert f"{SECOND}:4:1" in said
    assert asleep.is_gone()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_l13_a_signal_to_the_program(asleep: Run, number: signal.Signals) -> None:
    asleep.process.send_signal(number)
    assert f"stopped by {number.name}" in the_error(asleep.end())
    assert asleep.is_gone(0.5)


def test_l13_a_signal_while_the_first_trial_is_prepared(
    repository: Scratch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    changed(repository, "ALTER TABLE public.items ADD COLUMN colour text;", DROP)
    process = subprocess.Popen(
        [str(COMMAND), "check", "--format", "json"],
        cwd=repository.folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    words: list[str] = []
    while not words:
        assert process.poll() is None, process.communicate()
        titles = map(title, children(process.pid))
        words = next((said.split() for said in titles if "initdb -D" in said), [])
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    the_error(Result(process.returncode, out.decode(), err.decode()))
    data = Path(words[words.index("-D") + 1])
    assert not data.exists() and not data.parent.parent.exists()
    assert not list((tmp_path / "cache" / "db-verify").glob("*.pack.*"))


def test_l13_a_signal_while_roles_try_the_base(repository: Scratch) -> None:
    """What could not be found out of the base is told and does no harm: a signal is not of that kind."""
    repository.git("switch", "-q", "main")
    repository.write(
        "db/verify.yml",
        f"{CONFIG}bootstrap: [db/bootstrap]\nseeds: [db/seeds]\naccess: {{roles: [reader]}}\n",
    )
    repository.write("db/bootstrap/roles.sql", "CREATE ROLE reader;\n")
    repository.write(
        "db/seeds/items.sql", "INSERT INTO public.items (label) VALUES ('one');\nSELECT pg_sleep(5);\n"
    )
    repository.commit("roles and a slow seed")
    repository.git("switch", "-q", "-C", "change")
    changed(
        repository, "GRANT SELECT ON public.items TO reader;", "REVOKE SELECT ON public.items FROM reader;"
    )
    run = Run(repository.folder, session="db_verify_seeder app_access")
    run.process.send_signal(signal.SIGTERM)
    ended = run.end()
    the_error(ended)
    assert ended.report["error"].startswith("stopped by SIGTERM"), ended.out
    assert run.is_gone(0.5)


def test_l13_sigkill_of_the_program(asleep: Run, repository: Scratch) -> None:
    asleep.process.kill()
    assert asleep.end().code == -signal.SIGKILL
    assert asleep.is_gone()
    repository.write(SECOND, HONEST)
    repository.commit()
    assert repository.check().code == 0


def test_l13_twin(repository: Scratch) -> None:
    changed(
        repository, "ALTER TABLE public.items ADD COLUMN colour text;\nSELECT pg_catalog.pg_sleep(0.2);", DROP
    )
    assert repository.check().code == 0


def test_l13_the_trials_time_is_spent(repository: Scratch) -> None:
    with_timeout(repository, 4)
    naps = "\n".join(["SELECT pg_sleep(0.9);"] * 9)
    changed(repository, naps)
    said = the_error(repository.check())
    assert "the trial's time of 4 s is spent" in said
    assert "trial.timeout" in said
    assert f"{SECOND}:" in said


def test_l13_twin_a_statement_over_its_own_limit_is_a_finding(repository: Scratch) -> None:
    with_timeout(repository, 24)
    line = changed(repository, "SELECT 1;\nSELECT pg_sleep(1e9);")
    result = repository.check()
    assert result.code == 1
    assert "cancel" in said_on(result, line)
    assert "raise `trial.timeout`" in said_on(result, line)
    assert result.report["complete"] is True


def test_l13_twenty_runs_at_once(repository: Scratch) -> None:
    """One checkout, empty caches: all say the same, and leave nothing."""
    line = changed(repository, "SELECT 1 / 0;")
    cache = repository.folder.parent / "cache"
    with ThreadPoolExecutor(20) as pool:
        results = list(pool.map(lambda _: repository.check(XDG_CACHE_HOME=str(cache)), range(20)))
    assert [result.code for result in results] == [1] * 20
    assert all(("migration-fails", SECOND, line) in result.findings for result in results)
    assert repository.git("status", "--porcelain") == ""
    assert {path.suffix for path in (cache / "db-verify").iterdir()} == {".pack", ".facts"}


@pytest.fixture
def programs() -> Iterator[Path]:
    """A folder for programs that the server's account may enter."""
    folder = Path(tempfile.mkdtemp(prefix="db-verify-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def program(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("initdb", "postgres", "said"),
    [
        ("echo out of luck >&2; exit 1", "exit 0", "out of luck"),
        ('mkdir -p "$2"', "echo no way >&2; exit 1", "no way"),
        ("kill -9 $$", "exit 0", "-9"),
    ],
    ids=["initdb", "postgres", "killed"],
)
def test_l12_a_postgres_that_fails(
    repository: Scratch, programs: Path, initdb: str, postgres: str, said: str
) -> None:
    program(programs / "pg_config", f"echo {programs}")
    program(programs / "initdb", initdb)
    program(
        programs / "postgres",
        f'case "$1" in --version) echo "postgres (PostgreSQL) 99.9";; *) {postgres};; esac',
    )
    changed(repository, "ALTER TABLE public.items ADD COLUMN colour text;", DROP)
    path = f"{programs}:{os.environ['PATH']}"
    cache = str(repository.folder.parent / "cache")
    assert said in the_error(repository.check("--database", "system", PATH=path, XDG_CACHE_HOME=cache))


def test_l12_twin(repository: Scratch, programs: Path) -> None:
    """The same way to a Postgres that works."""
    program(programs / "pg_config", f"echo {find('embedded').bin}")
    changed(repository, "ALTER TABLE public.items ADD COLUMN colour text;", DROP)
    path = f"{programs}:{os.environ['PATH']}"
    result = repository.check("--database", "system", "--fail-on", "error", PATH=path)
    assert result.code == 0, result.out


@pytest.fixture
def small(repository: Scratch) -> Callable[[str], list[str]]:
    """What to put before a command so that it may write to nothing but one memory disk of a size.

    The mount namespace ends with the command.
    """
    disk = repository.folder.parent / "disk"
    disk.mkdir()
    alone = (
        ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount"]
    )
    script = """
        set -e
        for folder in /tmp /var/tmp; do
          mount --bind $folder $folder
          mount -o remount,bind,ro,nosuid,nodev $folder
        done
        mount -t tmpfs -o mode=1777,size="$1" none "$2"
        mount --bind "$2" /dev/shm
        export TMPDIR="$2" XDG_CACHE_HOME="$2/cache"
        shift 2
        exec "$@"
    """
    return lambda size: [*alone, "--", "sh", "-c", script, "sh", size, str(disk)]


def on_a_disk_of(size: str, scratch: Scratch, small: Callable[[str], list[str]]) -> Result:
    """Check, started on a memory disk of that size."""
    done = subprocess.run(
        [*small(size), str(COMMAND), "check", "--format", "json"],
        cwd=scratch.folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_l12_no_room_to_begin_with(repository: Scratch, small: Callable[[str], list[str]]) -> None:
    changed(repository, "ALTER TABLE public.items ADD COLUMN colour text;", DROP)
    assert "MiB free" in the_error(on_a_disk_of("100m", repository, small))


def test_l12_somebody_else_fills_the_disk(repository: Scratch, small: Callable[[str], list[str]]) -> None:
    changed(repository, f"SELECT pg_sleep(3);\n{fill(600)}")
    run = Run(repository.folder, *small("700m"))
    disk = repository.folder.parent / "disk"
    with (
        pytest.raises(OSError, match="No space left"),
        Path(f"/proc/{run.process.pid}/root{disk}/others").open("wb", buffering=0) as others,
    ):
        while True:
            others.write(bytes(1 << 20))
    assert "No space left" in the_error(run.end())


def test_l12_twin_the_change_fills_the_disk(repository: Scratch, small: Callable[[str], list[str]]) -> None:
    line = changed(repository, f"SELECT 1;\n{fill(30_000)}")
    result = on_a_disk_of("700m", repository, small)
    assert result.code == 1
    assert "disk space" in said_on(result, line)


def test_l12_twin_a_disk_with_room(repository: Scratch, small: Callable[[str], list[str]]) -> None:
    changed(repository, f"ALTER TABLE public.items ADD COLUMN colour text;\n{fill(300)}", DROP)
    result = on_a_disk_of("2g", repository, small)
    assert result.code == 0, result.out


def test_l12_twin_a_disk_with_room_for_one_server(
    repository: Scratch, small: Callable[[str], list[str]]
) -> None:
    changed(repository, f"ALTER TABLE public.items ADD COLUMN colour text;\n{fill(700)}", DROP)
    result = on_a_disk_of("900m", repository, small)
    assert result.code == 0, result.out


def test_l12_twin_a_container_that_forbids_user_namespaces(repository: Scratch) -> None:
    """Root gives its rights up without one; what the trial says there is what it says elsewhere."""
    forbidding = [sys.executable, "-m", "tests.trial.engine.no_namespaces"]
    made = subprocess.run([*forbidding, "unshare", "--user", "true"], capture_output=True, check=False)
    assert b"not permitted" in made.stderr

    def check() -> Result:
        done = subprocess.run(
            [*forbidding, str(COMMAND), "check", "--format", "json"],
            cwd=repository.folder,
            env=environment(PYTHONPATH=str(Path(__file__).parents[2])),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=120,
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    changed(repository, "ALTER TABLE public.items ADD COLUMN colour text;", DROP)
    assert check().code == 0
    line = changed(repository, "SELECT 1 / 0;")
    assert ("migration-fails", SECOND, line) in check().findings


@pytest.mark.parametrize("state", ["enable", "enable replica", "enable always"])
def test_an_event_trigger_whose_function_the_change_rewrites_never_runs_for_a_superuser(
    tmp_path: Path, state: str
) -> None:
    """The bootstrap makes it, as it may; its function is the migrator's, and so the change's."""
    scratch = Scratch(tmp_path / "watched")
    scratch.write(
        "db/verify.yml",
        "version: 1\nbootstrap: [db/roles.sql]\nmigrations: [{path: db/migrations, layout: plain}]\nseeds: [db/seeds]\n"
        "trial: {owner: app_owner}\n",
    )
    scratch.write(
        "db/roles.sql",
        "create role app_owner login;\ngrant create on schema public to app_owner;\n"
        "create function public.watch() returns event_trigger language plpgsql as 'begin end';\n"
        "alter function public.watch() owner to app_owner;\n"
        "create event trigger watching on ddl_command_end execute function public.watch();\n"
        f"alter event trigger watching {state};\n",
    )
    scratch.write("db/migrations/1_items.sql", "create table public.items (id bigint primary key);\n")
    scratch.write("db/seeds/1.sql", "insert into public.items values (1);\n")
    scratch.commit("a watched table")
    scratch.git("switch", "-q", "-c", "change")
    scratch.write(
        "db/migrations/2_watch.sql",
        "create or replace function public.watch() returns event_trigger language plpgsql as $$ begin\n"
        "  if current_setting('is_superuser') = 'on' then raise exception 'ran as superuser'; end if;\nend $$;\n"
        # What makes rows is let call it, by a statement of the superuser's.
        "create function public.fine(bigint) returns boolean language sql immutable as 'select true';\n"
        "revoke execute on function public.fine(bigint) from public;\n"
        "alter table public.items add column n bigint check (public.fine(n));\n",
    )
    scratch.commit("a function, and a check that calls another")
    result = scratch.check("--base", "main")
    assert "ran as superuser" not in result.out + result.err
    assert result.code in (0, 1), result.out
    assert {step["status"] for one in result.report["migrations"] for step in one["steps"]} >= {"applied"}
