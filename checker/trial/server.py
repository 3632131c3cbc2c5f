"""A Postgres server that exists for one run: started from prepared data, on a private socket, removed at the end."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from checker.errors import CannotCheck
from checker.trial import account, cache, cluster, scratch
from checker.trial.pack import pack
from checker.trial.sources import Postgres
from checker.trial.watch import Limits, Watch, with_memory_limit

if TYPE_CHECKING:
    import psycopg

_PORT = 5432
# sockaddr_un.sun_path: 108 bytes on Linux, 104 on macOS, the last one a NUL; then `/sock/.s.PGSQL.5432`.
_LONGEST_SOCKET_FOLDER = 103 - len("/sock/.s.PGSQL.5432")
_START_SECONDS = 60.0
_ROOM = 512 << 20


@dataclass(slots=True)
class Server:
    """A running server, and how to reach it."""

    postgres: Postgres
    data: Path
    socket: Path
    log: Path
    process: subprocess.Popen[bytes]
    superuser: str
    limits: Limits
    watch: Watch
    _stopped: bool = field(default=False)

    def connect(
        self, dbname: str, user: str | None = None, *, autocommit: bool = True, **settings: str | int
    ) -> psycopg.Connection[Any]:
        """A new session, logged in as `user` or else as the superuser; it begins with the server parameters `settings`.

        Raises psycopg.OperationalError where the server refuses (no such role or database), and
        CannotCheck where there is no server any more.
        """
        import psycopg

        options = {"client_encoding": "UTF8", **settings}
        try:
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
                options=" ".join(f"-c {name}={_escape(str(value))}" for name, value in options.items()),
            )
        except psycopg.OperationalError as error:
            if self.is_running():
                raise
            raise self.gone() from error

    def create_database(self, name: str, template: str | None = None, *, owner: str | None = None) -> None:
        """A new database, copied from `template` file by file, once nobody is connected to that one any more."""
        from psycopg import sql

        with self.connect(cluster.MAINTENANCE) as connection:
            if template is not None:
                wait_until_left(connection, template)
            parts: list[sql.Composable] = [sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))]
            if owner is not None:
                parts.append(sql.SQL("OWNER {}").format(sql.Identifier(owner)))
            parts.append(sql.SQL("TEMPLATE {}").format(sql.Identifier(template or "template1")))
            if self.postgres.major >= 15:
                parts.append(sql.SQL("STRATEGY file_copy"))
            connection.execute(sql.SQL(" ").join(parts))

    def drop_database(self, name: str) -> None:
        """Drop a database if it is there, with the sessions that are still in it."""
        from psycopg import sql

        with self.connect(cluster.MAINTENANCE) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def is_running(self) -> bool:
        """Whether the server's process lives."""
        return self.process.poll() is None

    def gone(self) -> CannotCheck:
        """The error to raise where the server is not there any more."""
        return CannotCheck(
            f"the throw-away Postgres ended (status {self.process.poll()})\n{self.last_words()}".rstrip(),
            remedy="run it again; if it happens again, look for what ends the server (memory?)",
        )

    def last_words(self, lines: int = 12) -> str:
        """The end of the server's log."""
        return tail(self.log, lines)

    def stop(self, *, clean: bool = False) -> None:
        """End the server; `clean` writes everything to its files first, so that they can be kept."""
        if self._stopped:
            return
        self._stopped = True
        end(self.process, signal.SIGINT if clean else signal.SIGQUIT, seconds=60.0 if clean else 3.0)


def wait_until_left(connection: psycopg.Connection[Any], dbname: str, seconds: float = 10.0) -> None:
    """Wait until no session is in a database: a copy of it stalls, or fails, while one is still leaving."""
    deadline = time.monotonic() + seconds
    query = "SELECT 1 FROM pg_catalog.pg_stat_activity WHERE datname = %s LIMIT 1"
    while connection.execute(query, (dbname,)).fetchone() and time.monotonic() < deadline:
        time.sleep(0.001)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a server begins with, made once and kept.

    `key` names all that goes into it, and `build` makes it in a running server, beginning with what
    `on` gives. The key of what it is built on, of the binaries and of their settings need not be in it.
    """

    key: str
    build: Callable[[Server], None]
    on: Prepared | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        return (*(self.on.keys if self.on else ()), self.key)


@contextmanager
def throwaway(
    postgres: Postgres,
    *,
    superuser: str = "postgres",
    prepared: Prepared | None = None,
    limits: Limits = Limits(),  # noqa: B008
    room: int = _ROOM,
) -> Iterator[Server]:
    """A server of our own until the block ends, however it ends; `room` is the bytes that must be free for it.

    It begins with what `prepared` made, out of the cache where it was made before, or else with
    `template1` and the maintenance database alone. It listens on a unix socket in a private folder and
    nowhere else, and trades every durability for speed. SIGTERM, SIGINT and SIGHUP become CannotCheck
    while it lives. Raises CannotCheck where no server can be had, with what it said last, where the
    time of `limits` is spent, and where the driver fails because the server has ended.
    """
    with _signals_raise(), _quiet_environment():
        scratch.sweep()
        with _run(postgres, superuser, prepared, limits, room) as server:
            try:
                yield server
            except (_driver_error(), CannotCheck) as error:
                if server.watch.spent:
                    raise server.watch.spent from error
                if server.is_running() or isinstance(error, CannotCheck):
                    raise
                raise server.gone() from error


@contextmanager
def _run(
    postgres: Postgres, superuser: str, prepared: Prepared | None, limits: Limits, room: int
) -> Iterator[Server]:
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
        with (
            _socket_folder(folder.path) as sockets,
            _running(usable, data, sockets, superuser, limits, runner) as server,
        ):
            yield server
    finally:
        with _signals_wait():
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
) -> Iterator[Server]:
    try:
        socket = sockets / "sock"
        socket.mkdir(mode=0o700)
        runner.own(socket)
        process = _launch(postgres, data, socket, limits, runner)
    except OSError as error:
        raise _no_room(error) from error
    watch = Watch(process, data.parent, limits)
    server = Server(postgres, data, socket, data.parent / "log", process, superuser, limits, watch)
    try:
        _preload()
        wait_until_ready(server)
        yield server
    finally:
        with _signals_wait():
            server.stop()
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


def wait_until_ready(server: Server) -> None:
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
        remedy="see what the server said, or choose another one with --database",
    )


def end(process: subprocess.Popen[bytes], first: signal.Signals, seconds: float) -> None:
    """Ask a server's process to end; after `seconds`, kill it."""
    for number in (first, signal.SIGQUIT, signal.SIGKILL):
        if process.poll() is not None:
            return
        with suppress(ProcessLookupError):
            process.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)


def tail(log: Path, lines: int = 12) -> str:
    """The last lines of a text file; nothing where it is not there."""
    with suppress(OSError), log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 8192))
        return "\n".join(file.read().decode("utf-8", "replace").splitlines()[-lines:])
    return ""


def _escape(value: str) -> str:
    """A value inside the connection's `options`, where a backslash keeps white space together."""
    return "".join(f"\\{char}" if char.isspace() or char == "\\" else char for char in value)


def _driver_error() -> type[Exception]:
    import psycopg

    return psycopg.Error


def _preload() -> None:
    """Import the driver while the server starts: both take their time, on two processors at once."""
    import psycopg

    assert psycopg.pq.__impl__  # noqa: S101


def _no_room(error: OSError) -> CannotCheck:
    return CannotCheck(
        f"the throw-away Postgres could not be set up: {error}",
        remedy="free some space, or point TMPDIR at a folder with room that may be written to",
    )


@contextmanager
def _socket_folder(folder: Path) -> Iterator[Path]:
    """Where the socket may be: the run's own folder, or a shorter one where that path is too long."""
    if len(os.fsencode(folder)) <= _LONGEST_SOCKET_FOLDER:
        yield folder
        return
    try:
        short = scratch.make(0, longest_path=_LONGEST_SOCKET_FOLDER)
    except OSError as error:
        raise _no_room(error) from error
    try:
        if os.geteuid() == 0:
            short.path.chmod(0o711)
        yield short.path
    finally:
        short.remove()


@contextmanager
def _quiet_environment() -> Iterator[None]:
    """Keep libpq from heeding the environment's PG… variables, which are about another server."""
    kept = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("PG")}
    try:
        yield
    finally:
        os.environ.update(kept)


_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@contextmanager
def _signals_raise() -> Iterator[None]:
    """Turn the signals that end a program into CannotCheck, so that everything is removed on the way out."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, _: FrameType | None) -> None:
        raise CannotCheck(f"stopped by {signal.Signals(number).name} during the trial", remedy="run it again")

    before = {number: signal.signal(number, stop) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _signals_wait() -> Iterator[None]:
    """Hold signals back while things are removed: a second Ctrl-C must not leave half of them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
