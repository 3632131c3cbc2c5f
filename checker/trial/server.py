"""A Postgres server that exists for one run: started from prepared data, on a private socket, removed at the end."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.errors import CannotCheck, NoRoom
from checker.trial import account, cache, cluster, scratch
from checker.trial.host import Prepared, Server
from checker.trial.pack import pack
from checker.trial.sources import Postgres
from checker.trial.surroundings import quiet_environment, signals_raise, signals_wait
from checker.trial.watch import Limits, LocalWatch, with_memory_limit

if TYPE_CHECKING:
    import psycopg

_PORT = 5432
# sockaddr_un.sun_path: 108 bytes on Linux, 104 on macOS, the last one a NUL; then `/sock/.s.PGSQL.5432`.
_LONGEST_SOCKET_FOLDER = 103 - len("/sock/.s.PGSQL.5432")
_START_SECONDS = 60.0
_ROOM = 512 << 20
# Beside the socket lies its lock file.
_SOCKET_ROOM = 1 << 20


@dataclass(slots=True, kw_only=True)
class LocalServer(Server):
    """A running server of our own: its process, its data directory, the folder of its socket."""

    data: Path
    socket: Path
    log: Path
    process: subprocess.Popen[bytes]
    _stopped: bool = field(default=False)

    def open(
        self, dbname: str, user: str | None, *, autocommit: bool, options: str
    ) -> psycopg.Connection[Any]:
        import psycopg

        return psycopg.connect(
            host=str(self.socket),
            port=_PORT,
            dbname=dbname,
            user=user or self.superuser,
            autocommit=autocommit,
            prepare_threshold=None,
            sslmode="disable",
            gssencmode="disable",
            require_auth="none",
            channel_binding="disable",
            connect_timeout=30,
            application_name="db-verify",
            options=options,
        )

    def is_running(self) -> bool:
        """Whether the server's process lives."""
        return self.process.poll() is None

    def gone(self) -> CannotCheck:
        return CannotCheck(
            f"the throw-away Postgres ended (status {self.process.poll()})\n{self.last_words()}".rstrip(),
            remedy="Run it again; if it happens again, look for what ends the server (memory?).",
        )

    def let_in(self, role: str) -> None:
        """Nobody is asked for a password here."""

    def last_words(self) -> str:
        """The end of the server's log."""
        with suppress(OSError), self.log.open("rb") as file:
            file.seek(max(0, self.log.stat().st_size - 8192))
            return "\n".join(file.read().decode("utf-8", "replace").splitlines()[-12:])
        return ""

    def stop(self, *, clean: bool = False) -> None:
        """End the server; `clean` writes everything to its files first, so that they can be kept."""
        if self._stopped:
            return
        self._stopped = True
        end(self.process, signal.SIGINT if clean else signal.SIGQUIT, seconds=60.0 if clean else 3.0)


@contextmanager
def throwaway(
    postgres: Postgres,
    *,
    superuser: str = "postgres",
    prepared: Prepared | None = None,
    limits: Limits = Limits(),  # noqa: B008
    room: int = _ROOM,
    filled: Callable[[], None] = lambda: None,
) -> Iterator[LocalServer]:
    """A server of our own until the block ends, however it ends; `room` is the bytes that must be free for it.

    `filled` is called before the server is started, once what it begins with is there, and in the cache for others.

    It begins with what `prepared` made, out of the cache where it was made before, or else with
    `template1` alone. It listens on a unix socket in a private folder and
    nowhere else, and trades every durability for speed. SIGTERM, SIGINT and SIGHUP become CannotCheck
    while it lives. Raises CannotCheck where no server can be had, with what it said last, where the
    time of `limits` is spent, and where the driver fails because the server has ended.
    """
    with signals_raise(), quiet_environment():
        scratch.sweep()
        with _run(postgres, superuser, prepared, limits, room, filled) as server:
            try:
                yield server
            except (driver_error(), CannotCheck) as error:
                if server.watch.spent:
                    raise server.watch.spent from error
                if server.is_running() or isinstance(error, CannotCheck):
                    raise
                raise server.gone() from error


@contextmanager
def _run(
    postgres: Postgres,
    superuser: str,
    prepared: Prepared | None,
    limits: Limits,
    room: int,
    filled: Callable[[], None] = lambda: None,
) -> Iterator[LocalServer]:
    try:
        folder = scratch.make(room)
    except OSError as error:
        raise _no_room(error) from error
    try:
        runner = account.for_server()
        if runner.uid is not None:
            folder.path.chmod(0o711)
        usable = cluster.readable(postgres, runner)
        data = folder.path / "data"
        try:
            _fill(usable, superuser, prepared, limits, data, runner)
        except OSError as error:
            raise _no_room(error) from error
        filled()
        with (
            _socket_folder(folder.path) as sockets,
            _running(usable, data, sockets, superuser, limits, runner) as server,
        ):
            yield server
    finally:
        with signals_wait():
            folder.remove()


def _fill(
    postgres: Postgres,
    superuser: str,
    prepared: Prepared | None,
    limits: Limits,
    data: Path,
    runner: account.Account,
) -> None:
    """Make the data directory that a server begins with."""
    if prepared is None:
        cluster.prepare(postgres, superuser, data, runner)
        return

    def build(target: Path) -> None:
        with _run(postgres, superuser, prepared.on, limits, _ROOM) as server:
            prepared.build(server)
            server.stop(clean=True)
            pack(server.data, target)

    key = cache.key("prepared", cluster.identity(postgres, superuser), *prepared.keys)
    cache.unpacked(key, data, runner, build)


@contextmanager
def _running(
    postgres: Postgres, data: Path, sockets: Path, superuser: str, limits: Limits, runner: account.Account
) -> Iterator[LocalServer]:
    try:
        socket = sockets / "sock"
        socket.mkdir(mode=0o700)
        runner.own(socket)
        process = _launch(postgres, data, socket, limits, runner)
    except OSError as error:
        raise _no_room(error) from error
    watch = LocalWatch(process, data.parent, limits)
    server = LocalServer(
        postgres=postgres, superuser=superuser, limits=limits, watch=watch, data=data, socket=socket,
        log=data.parent / "log", process=process,
    )  # fmt: skip
    try:
        _preload()
        wait_until_ready(server)
        yield server
    finally:
        with signals_wait():
            server.stop()
            server.leave()
            watch.close()


def _launch(
    postgres: Postgres, data: Path, socket: Path, limits: Limits, runner: account.Account
) -> subprocess.Popen[bytes]:
    """Start the server's process; it is not yet ready when this returns."""
    command = [
        *runner.prefix,
        str(postgres.bin / "postgres"),
        *("-D", str(data)),
        *("-k", str(socket)),
        *("-p", str(_PORT)),
        *("-c", "listen_addresses="),
        *("-c", f"temp_file_limit={limits.temporary >> 10}kB"),
    ]
    with (data.parent / "log").open("ab") as output:
        return subprocess.Popen(  # noqa: S603
            with_memory_limit(command, limits.memory),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env=cluster.environment(),
            start_new_session=True,
            **runner.switch,
        )


def wait_until_ready(server: LocalServer) -> None:
    """Wait until the server takes connections; raises CannotCheck where it does not come up."""
    # The pid file's eighth line says `ready` when it is: miscadmin.h, PM_STATUS_READY.
    pid_file = server.data / "postmaster.pid"
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError):
            lines = pid_file.read_bytes().splitlines()
            if len(lines) >= 8 and lines[7].strip() == b"ready":
                return
        if server.process.poll() is not None:
            break
        time.sleep(0.001)
    status = server.process.poll()
    ended = (
        f"ended with status {status}" if status is not None else f"did not come up in {_START_SECONDS:.0f} s"
    )
    raise CannotCheck(
        f"the throw-away Postgres {server.postgres.version} ({server.postgres.bin}) {ended}\n{server.last_words()}".rstrip(),
        remedy="See what the server said, or choose another one with --database.",
    )


def end(process: subprocess.Popen[bytes], first: signal.Signals, seconds: float) -> None:
    """Ask a server's process to end; after `seconds`, kill it."""
    for number in (first, signal.SIGQUIT, signal.SIGKILL):
        if process.poll() is not None:
            return
        with suppress(ProcessLookupError):
            process.send_signal(number)
        deadline = time.monotonic() + seconds
        # `Popen.wait` sleeps for twice as long each time, and is late by half of what it waits.
        while process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.001)


def driver_error() -> type[Exception]:
    """The driver's own error; the driver is imported where it is first asked for."""
    import psycopg

    return psycopg.Error


def _preload() -> None:
    """Import the driver while the server starts: both take their time, on two processors at once."""
    import psycopg

    assert psycopg.pq.__impl__  # noqa: S101


def _no_room(error: OSError) -> NoRoom:
    return NoRoom(
        f"the throw-away Postgres could not be set up: {error}",
        remedy="Free some space, or point TMPDIR at a folder with room that may be written to.",
    )


@contextmanager
def _socket_folder(folder: Path) -> Iterator[Path]:
    """Where the socket may be: the run's own folder, or a shorter one where that path is too long."""
    if len(os.fsencode(folder)) <= _LONGEST_SOCKET_FOLDER:
        yield folder
        return
    try:
        short = scratch.make(_SOCKET_ROOM, longest_path=_LONGEST_SOCKET_FOLDER)
    except OSError as error:
        raise _no_room(error) from error
    try:
        if os.geteuid() == 0:
            short.path.chmod(0o711)
        yield short.path
    finally:
        short.remove()
