"""Starting, stopping and leaving nothing behind."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

import psycopg
import pytest

from checker.errors import CannotCheck
from checker.trial import account, cache, scratch
from checker.trial.cluster import MAINTENANCE
from checker.trial.server import throwaway
from checker.trial.sources import Postgres, find


def test_a_server_runs_and_is_gone_afterwards(postgres: Postgres) -> None:
    with throwaway(postgres) as server:
        folder = server.data.parent
        with server.connect(MAINTENANCE, search_path='pg_catalog, "weird name\\"') as connection:
            assert connection.execute("SHOW server_version").fetchone()[0].startswith(postgres.version)
            assert connection.execute("SHOW search_path").fetchone() == ('pg_catalog, "weird name\\"',)
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
            settings = dict(
                connection.execute(
                    "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'autovacuum', 'full_page_writes')"
                ).fetchall()
            )
            assert set(settings.values()) == {"off"}
        assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700
        assert server.data.stat().st_uid != 0
        assert list(scratch.processes(folder))
    scratch.wait_until_removed()
    assert not folder.exists()
    assert server.process.poll() is not None
    assert not list(scratch.processes(folder))


def test_it_is_removed_after_an_exception(embedded: Postgres) -> None:
    seen: list[Path] = []
    with pytest.raises(ZeroDivisionError), throwaway(embedded) as server:
        seen.append(server.data.parent)
        raise ZeroDivisionError
    scratch.wait_until_removed()
    assert not seen[0].exists()


def test_a_wait_that_is_interrupted_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A signal ends the trial while it waits for an earlier server's folder to go."""
    folder = scratch.make(1 << 20)
    folder.remove()

    def interrupted(_: scratch.Scratch) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(scratch.Scratch, "wait", interrupted)
        with pytest.raises(KeyboardInterrupt):
            scratch.wait_until_removed()
    waited = []
    wait = scratch.Scratch.wait
    monkeypatch.setattr(scratch.Scratch, "wait", lambda self: (waited.append(self), wait(self))[1])
    scratch.wait_until_removed()
    assert folder in waited and not folder.path.exists()


ABROAD = ("PGHOST", "PGSERVICE", "PGOPTIONS", "PGSSLMODE", "PGDATA", "PGTZ", "PGREQUIREAUTH")
USE = f"""
import os
from checker.trial.server import throwaway
from checker.trial.sources import find
with throwaway(find("embedded")) as server, server.connect("{MAINTENANCE}") as connection:
    print(*connection.execute("SHOW timezone").fetchone())
print({{os.environ[name] for name in {ABROAD}}})
"""


def test_the_environment_of_another_server_is_not_heeded() -> None:
    """In a process of its own: it comes back when the last server is gone, and other tests keep theirs running."""
    ran = subprocess.run(
        [sys.executable, "-c", USE],
        env=os.environ | dict.fromkeys(ABROAD, "nonsense"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.stdout, ran.stderr) == ("UTC\n{'nonsense'}\n", "")


@pytest.fixture
def public_path() -> Iterator[Path]:
    """A folder that every account may enter; pytest's own is closed to others, and again by each pytest that starts."""
    with TemporaryDirectory(prefix="db-verify-public-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_path_too_long_for_a_socket(
    embedded: Postgres, monkeypatch: pytest.MonkeyPatch, public_path: Path
) -> None:
    long = public_path / ("x" * 100)
    long.mkdir()
    short = Path(gettempdir())
    monkeypatch.setattr(scratch, "bases", lambda: (long, short))
    with throwaway(embedded) as server:
        assert server.data.is_relative_to(long)
        assert not server.socket.is_relative_to(long)
        sockets = server.socket.parent
        with server.connect(MAINTENANCE) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    scratch.wait_until_removed()
    assert not sockets.exists()
    assert not list(long.iterdir())


def test_a_full_disk_holds_no_socket_either(
    embedded: Postgres, monkeypatch: pytest.MonkeyPatch, public_path: Path
) -> None:
    """The path of the data is too long, and the first short one has no room for the socket's lock file."""
    long, full = public_path / ("x" * 100), Path(tempfile.mkdtemp(prefix="db-verify-full-", dir="/tmp"))
    long.mkdir()
    usage = shutil.disk_usage
    monkeypatch.setattr(
        shutil, "disk_usage", lambda path: usage(path)._replace(free=0) if path == full else usage(path)
    )
    monkeypatch.setattr(scratch, "bases", lambda: (long, full, Path("/tmp")))  # noqa: S108
    try:
        with throwaway(embedded) as server, server.connect(MAINTENANCE) as connection:
            assert connection.execute("SELECT 7").fetchone() == (7,)
            assert not server.socket.is_relative_to(full)
    finally:
        full.rmdir()


def test_a_user_without_a_name_makes_the_first_cluster_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A container may run us under a number: initdb wants a name, and finds one in a namespace of users."""
    monkeypatch.setattr(os, "geteuid", lambda: 23456)
    if (who := account.for_initdb()).prefix:
        assert who.prefix[1:] == ("--user", "--")
    monkeypatch.setattr(account, "_works", lambda *_: False)
    with pytest.raises(CannotCheck, match="none for number 23456") as caught:
        account.for_initdb()
    assert "/etc/passwd" in caught.value.remedy


def test_no_room_is_said(embedded: Postgres) -> None:
    with pytest.raises(CannotCheck, match="MiB free") as caught, throwaway(embedded, room=1 << 60):
        pass
    assert "TMPDIR" in caught.value.remedy


def test_a_server_that_does_not_start_says_why(public_path: Path) -> None:
    real = find("embedded")
    broken = public_path / "install" / "bin"
    broken.mkdir(parents=True)
    for name in ("initdb", "postgres"):
        (broken / name).write_text('#!/bin/sh\n[ "$1" = --version ] || { echo out of luck >&2; exit 7; }\n')
        (broken / name).chmod(0o755)
    with (
        pytest.raises(CannotCheck, match="out of luck"),
        throwaway(Postgres(broken, real.version, "embedded")),
    ):
        pass


@pytest.mark.wheel
@pytest.mark.parametrize("closed", [0o700, 0o755])
def test_binaries_that_only_we_may_read(
    embedded: Postgres, public_path: Path, monkeypatch: pytest.MonkeyPatch, closed: int
) -> None:
    """The wheel in root's own home: root's server, which is not root, gets a copy."""
    install = public_path / "closed" / "pginstall"
    shutil.copytree(embedded.bin.parent, install, ignore=shutil.ignore_patterns("include", "doc"))
    public = public_path / "public"
    public.mkdir()
    install.parent.chmod(closed)
    monkeypatch.setattr(cache, "public_folders", lambda: iter([public]))
    mine = Postgres(install / "bin", embedded.version, "embedded")
    with throwaway(mine) as server, server.connect(MAINTENANCE) as connection:
        assert connection.execute("SELECT 7").fetchone() == (7,)
        copied = server.postgres.bin.is_relative_to(public)
        assert copied == (closed == 0o700 and os.geteuid() == 0)


def test_databases_are_copied(embedded: Postgres) -> None:
    with throwaway(embedded) as server:
        server.create_database("one")
        with server.connect("one") as connection:
            connection.execute("CREATE TABLE public.t AS SELECT 7 AS x")
        server.create_database('two "2"', "one")
        with server.connect('two "2"') as connection:
            assert connection.execute("SELECT x FROM public.t").fetchone() == (7,)
        server.drop_database("one")
        with pytest.raises(psycopg.OperationalError):
            server.connect("one")
