"""Private folders that go away: at the end of a run, when it dies, and at the latest when the next one starts.

Runs as a program too (`python scratch.py FOLDER`), for the guard that outlives a killed run; so it
needs nothing but the standard library.
"""

from __future__ import annotations

import atexit
import ctypes
import fcntl
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PREFIX = "db-verify-"
_LOCK = "lock"
_IPC_RMID = 0
# Waits for its standard input to end: with the word `remove` when nothing works in the folder any more, without it
# when the program that held the other end is gone, however it went.
_GUARD = (
    'read -r word; folder=$1; shift; [ "$word" != remove ] || exec rm -rf -- "$folder"; exec "$@" "$folder"'
)


class Scratch:
    """A private folder with a lock that lives as long as the program does."""

    def __init__(self, path: Path, lock: int, guard: subprocess.Popen[bytes] | None = None) -> None:
        self.path = path
        self._lock = lock
        self._guard = guard

    def remove(self) -> None:
        """End every process that works in the folder, and have it removed meanwhile; see `wait_until_removed`."""
        _end_servers(self.path)
        _going.append(self)
        if self._guard and self._guard.stdin:
            with suppress(OSError):
                self._guard.stdin.write(b"remove\n")
                self._guard.stdin.close()

    def wait(self) -> None:
        """Wait until the folder is removed, which whoever is interrupted meanwhile may do again."""
        if self._guard:
            self._guard.wait()
        shutil.rmtree(self.path, ignore_errors=True)

    def close(self) -> None:
        """Let go of the lock of a folder that is not there any more."""
        os.close(self._lock)


_going: list[Scratch] = []


def wait_until_removed() -> None:
    """Wait until all folders are removed that have been told to go; the program does so at its end."""
    for one in tuple(_going):
        one.wait()
        with suppress(ValueError):
            _going.remove(one)
            one.close()


@atexit.register
def _leave() -> None:
    # An interrupt at the very end ends the wait, and not the guards' work.
    with suppress(KeyboardInterrupt):
        wait_until_removed()


def bases() -> tuple[Path, ...]:
    """Where such folders may be, memory first."""
    found = dict.fromkeys((Path("/dev/shm"), Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")))  # noqa: S108
    return tuple(base for base in found if base.is_dir() and os.access(base, os.W_OK | os.X_OK))


def make(room: int, *, longest_path: int | None = None) -> Scratch:
    """A new private folder where `room` bytes are free, guarded; OSError where there is no such place.

    `longest_path` is what the folder's path may have in bytes (a unix socket's path is short).
    """
    problem: OSError | None = None
    wait_until_removed()
    for base in bases():
        try:
            free = shutil.disk_usage(base).free
            if free < room:
                raise OSError(28, f"{free >> 20} MiB free, {room >> 20} MiB needed", str(base))
            if longest_path is not None and len(os.fsencode(base)) + 24 > longest_path:
                raise OSError(36, "too long for the path of a socket", str(base))
            return _make(base)
        except OSError as error:
            problem = problem or error
    raise problem or FileNotFoundError(2, "no folder for temporary files that may be written to")


def _make(base: Path) -> Scratch:
    path = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.geteuid()}-", dir=base))
    # Locked before it has its name: a sweep that sees the name may try the lock.
    new = path / f"{_LOCK}.new"
    lock = os.open(new, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    new.rename(path / _LOCK)
    guard = subprocess.Popen(  # noqa: S603
        ["/bin/sh", "-c", _GUARD, "db-verify-guard", str(path), sys.executable, "-I", __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
    )
    return Scratch(path, lock, guard)


def sweep() -> None:
    """Remove what killed runs of this user have left behind."""
    for base in bases():
        for folder in base.glob(f"{PREFIX}{os.geteuid()}-*"):
            sweep_folder(folder)


def sweep_folder(folder: Path) -> None:
    """Remove a run's folder unless the run still lives, which its lock says."""
    try:
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
            return
        try:
            lock = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            if time.time() - status.st_mtime > 60:
                clear(folder)
            return
    except OSError:
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        clear(folder)
    except BlockingIOError:
        return
    finally:
        os.close(lock)


def clear(folder: Path) -> None:
    """End every process that works in the folder, and remove it."""
    _end_servers(folder)
    shutil.rmtree(folder, ignore_errors=True)


def _end_servers(folder: Path) -> None:
    """End every process that works in the folder, and free the shared memory of its servers."""
    segments = [segment for pid_file in folder.glob("*/postmaster.pid") if (segment := _segment(pid_file))]
    end_processes(folder)
    for segment in segments:
        ctypes.CDLL(None).shmctl(segment, _IPC_RMID, None)


def end_processes(folder: Path) -> None:
    """Kill every process whose working directory is in the folder: a server's processes all work in its data."""
    for _ in range(500):
        found = list(processes(folder))
        if not found:
            return
        for pid in found:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)


def processes(folder: Path) -> Iterator[int]:
    """The processes that work in the folder; without /proc, the servers that their pid files name."""
    inside = f"{folder}{os.sep}"
    proc = Path("/proc")
    if not (proc / "self" / "cwd").exists():
        for pid_file in folder.glob("*/postmaster.pid"):
            with suppress(OSError, ValueError, IndexError):
                pid = int(pid_file.read_text().splitlines()[0])
                os.kill(pid, 0)
                yield pid
        return
    for entry in os.listdir(proc):  # noqa: PTH208
        if entry.isdigit():
            with suppress(OSError):
                if os.readlink(f"/proc/{entry}/cwd").startswith(inside) and not _is_zombie(entry):  # noqa: PTH115
                    yield int(entry)


def _is_zombie(pid: str) -> bool:
    return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] == b"Z"


def _segment(pid_file: Path) -> int | None:
    """The System V segment that a server holds beside its mapped memory: the pid file's seventh line, `key id`."""
    with suppress(OSError, ValueError, IndexError):
        return int(pid_file.read_text().splitlines()[6].split()[1])
    return None


if __name__ == "__main__":
    sweep_folder(Path(sys.argv[1]))
