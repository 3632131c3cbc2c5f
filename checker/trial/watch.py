"""Limits kept from outside the session: what runs in it can lift its own timeouts, and cannot reach these."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from checker.errors import CannotCheck

if TYPE_CHECKING:
    import psycopg

_TICK = 0.05
_LOOK_AT_DISK_EVERY = 0.25
# A cancelled statement may catch that (EXCEPTION WHEN query_canceled); a terminated session can't; a loop in C
# that never looks ends with the server.
_UNTIL_TERMINATED = 1.0
_UNTIL_KILLED = 3.0


class Limits(Struct, frozen=True):
    """What a trial may take: seconds in all, seconds a statement and a wait for a lock, bytes on disk and in memory.

    `memory` is for one process of the server, of which a session has one; `temporary` is what a
    statement may spill to files. `elapsed` are the seconds that servers before this one have used up.
    """

    seconds: float = 120.0
    statement: float = 30.0
    lock: float = 5.0
    disk: int = 2 << 30
    memory: int = 1 << 30
    temporary: int = 512 << 20
    elapsed: float = 0.0

    @classmethod
    def within(cls, seconds: float) -> Limits:
        """The limits of a trial of so many seconds: no statement may take more than a quarter of them.

        A statement of a migration runs at least twice, so one that takes longer than that is the
        reason why the time would be spent, and is told as such.
        """
        return cls(seconds=seconds, statement=seconds / 4)

    def session(self) -> dict[str, str]:
        """The parameters that a session begins with, so that most of what is too slow ends by itself."""
        return {
            "statement_timeout": f"{int(self.statement * 1000)}ms",
            "lock_timeout": f"{int(self.lock * 1000)}ms",
        }


class Stopped(Struct, frozen=True):
    """Why a statement was stopped from outside, in the server's terms; `budget` is the whole trial's time."""

    kind: Literal["statement", "disk", "budget"]
    sqlstate: str
    message: str


class Watched(Struct):
    """One statement under watch: the server's process that runs it, how to tell where it is written, since when."""

    pid: int
    place: Callable[[], str]
    begun: float
    stopped: Stopped | None = None
    signalled: float = 0.0


class Watch(ABC):
    """Looks after one server from a thread of its own, until it is closed; `disk` are the bytes that it may take.

    `conninfo` is how to ask whether the server is still there, where a session's own account does not say all.
    """

    conninfo: str | None = None

    def __init__(self, limits: Limits, disk: int) -> None:
        self.limits = limits
        self.spent: CannotCheck | None = None
        self._begun = time.monotonic() - limits.elapsed
        self._deadline = self._begun + limits.seconds
        self._disk_limit = disk
        self._looked_at_disk = 0.0
        self._used = 0
        self._current: Watched | None = None
        self._last_place: Callable[[], str] = str
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="db-verify-watch", daemon=True)
        self._thread.start()

    @abstractmethod
    def signal(self, pid: int, number: signal.Signals) -> None:
        """Cancel what the server's process is doing (SIGINT), or end it (SIGTERM)."""

    @abstractmethod
    def end(self) -> None:
        """End everything."""

    @abstractmethod
    def used(self) -> int:
        """The bytes that the trial takes on the server's disk."""

    @property
    def elapsed(self) -> float:
        """The seconds of the trial that have gone by."""
        return time.monotonic() - self._begun

    @contextmanager
    def over(self, connection: psycopg.Connection[Any], place: Callable[[], str]) -> Iterator[Watched]:
        """Watch what the connection does meanwhile; the handle says afterwards whether it was stopped.

        `place` tells where that is written, to whom it may concern.
        """
        watched = Watched(connection.info.backend_pid, place, time.monotonic())
        self._current, self._last_place = watched, place
        try:
            yield watched
        finally:
            self._current = None

    def close(self) -> None:
        self._closed.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closed.wait(_TICK):
            now = time.monotonic()
            watched = self._current
            if watched is None:
                if now > self._deadline:
                    self._end_all()
                    return
            elif watched.stopped is None:
                if reason := self._reason(watched, now):
                    watched.stopped, watched.signalled = reason, now
                    self.signal(watched.pid, signal.SIGINT)
            elif now - watched.signalled > _UNTIL_KILLED:
                self._end_all()
                return
            elif now - watched.signalled > _UNTIL_TERMINATED:
                self.signal(watched.pid, signal.SIGTERM)

    def _reason(self, watched: Watched, now: float) -> Stopped | None:
        limits = self.limits
        if now > self._deadline:
            return Stopped("budget", "57014", str(self._budget(watched.place()).message))
        # One second more than the session's own timeout, which says the same better.
        if now - watched.begun > limits.statement + 1:
            return Stopped("statement", "57014", f"the statement ran for more than {limits.statement:g} s")
        if now - max(self._looked_at_disk, watched.begun) > _LOOK_AT_DISK_EVERY:
            self._looked_at_disk = now
            self._used = max(self._used, self.used())
            if self._used > self._disk_limit:
                return self._full()
        return None

    def filled(self) -> Stopped | None:
        """Whether it was the trial itself that filled a disk which the server finds full, and not somebody else.

        A fast statement fills a small one between two looks at it.
        """
        return self._full() if max(self._used, self.used()) > self._disk_limit // 2 else None

    def _full(self) -> Stopped:
        size = f"{self._disk_limit >> 20} MiB"
        return Stopped("disk", "53100", f"the statement filled the trial's disk space of {size}")

    def _budget(self, place: str) -> CannotCheck:
        return CannotCheck(
            f"the trial's time of {self.limits.seconds:g} s is spent",
            remedy="Give it more (trial.timeout in the config), or make the statement that it ended at quicker.",
            place=place,
        )

    def _end_all(self) -> None:
        if time.monotonic() > self._deadline:
            self.spent = self._budget(self._last_place())
        self.end()


class LocalWatch(Watch):
    """Looks after a server of our own: by its processes, and by the files under its folder."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path, limits: Limits) -> None:
        self._process = process
        self._folder = folder
        super().__init__(limits, min(limits.disk, _free(folder) * 9 // 10))

    def signal(self, pid: int, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)

    def end(self) -> None:
        for number in (signal.SIGQUIT, signal.SIGKILL):
            with suppress(ProcessLookupError, PermissionError):
                self._process.send_signal(number)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(1.0)
                return

    def used(self) -> int:
        return used(self._folder)


def used(folder: Path) -> int:
    """The bytes that the files under a folder take."""
    total = 0
    pending = [str(folder)]
    while pending:
        with suppress(OSError), os.scandir(pending.pop()) as entries:
            for entry in entries:
                with suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(entry.path)
                    else:
                        total += entry.stat(follow_symlinks=False).st_blocks * 512
    return total


def _free(folder: Path) -> int:
    status = os.statvfs(folder)
    return status.f_bavail * status.f_frsize


def with_memory_limit(command: list[str], memory: int) -> list[str]:
    """The command, run with so much private memory for each of its processes; they then say `out of memory` and live on.

    The limit on data counts private mappings too since Linux 4.7 (setrlimit(2), RLIMIT_DATA); another
    system may know less. It is set by the process itself: another one's limits are a privilege to set.
    """
    return ["/bin/sh", "-c", 'ulimit -d "$0" 2>/dev/null; exec "$@"', str(memory >> 10), *command]
