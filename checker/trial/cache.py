"""Packed data directories, kept between runs. A cache holds what goes in, never a verdict.

An entry appears whole, by a rename; one that is not what was written is made again. Many runs share
it without a lock: two that need the same entry at once make it twice, and one of them is kept.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

from checker.kept import PACKED, folder
from checker.trial.account import Account
from checker.trial.pack import DamagedPack, unpack

_LIMIT = 2 << 30
_STALE_SECONDS = 3600
_UNUSED_SECONDS = 14 * 86400


# What a prepared server holds is decided by these: the SQL that is run in it, who runs it, and how files are cut up.
_CODE = ("trial", "parse")


@cache
def code() -> str:
    """A digest of the part of this program that decides what a prepared server holds, and of its parser's version.

    Of the text and not of a version: two checkouts of one version may share a machine. No path and no time goes in,
    so that a cache that one machine of a CI has filled is good on the next.
    """
    from pglast import __version__ as parser

    here = Path(__file__).parent.parent
    digest = sha256(f"{parser}".encode())
    for name in _CODE:
        for file in sorted((here / name).rglob("*")):
            if file.suffix in (".py", ".sql"):
                digest.update(f"\0{file.relative_to(here).as_posix()}\0".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


def key(*parts: str) -> str:
    """The name of an entry, made of everything that went into it."""
    return sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def public_folders() -> Iterator[Path]:
    """Folders of ours that every account may read, for copies of server binaries; only root needs them.

    Copies in them that nobody has used for a while are removed.
    """
    for base in ("/var/cache", "/var/lib", "/var/tmp", tempfile.gettempdir(), "/dev/shm"):  # noqa: S108
        candidate = Path(base) / f"db-verify-{os.geteuid()}-binaries"
        with suppress(OSError):
            candidate.mkdir(mode=0o755, exist_ok=True)
            status = candidate.lstat()
            if stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o022:
                candidate.chmod(0o755)
                for copy in candidate.iterdir():
                    if time.time() - copy.stat().st_mtime > _UNUSED_SECONDS:
                        shutil.rmtree(copy, ignore_errors=True)
                yield candidate


def unpacked(name: str, data: Path, account: Account, build: Callable[[Path], None]) -> bool:
    """Make the data directory `data` from the entry `name`; `build` writes a missing one into a file it is given.

    Gives whether the entry was there. Whatever `build` raises comes through.
    """
    entry = folder() / f"{name}{PACKED}"
    known = True
    for _ in range(3):
        try:
            unpack(entry, data, account)
            with suppress(OSError):
                os.utime(entry)
        except FileNotFoundError:
            pass
        except DamagedPack:
            with suppress(FileNotFoundError):
                entry.unlink()
        else:
            return known
        shutil.rmtree(data, ignore_errors=True)
        known = False
        store(entry, build)
    raise OSError(5, "an entry of the cache is damaged each time it is written", str(entry))


def ensure(name: str, build: Callable[[Path], None]) -> None:
    """See that the entry `name` is there, whole or not; `build` is `unpacked`'s."""
    entry = folder() / f"{name}{PACKED}"
    if not entry.exists():
        store(entry, build)


def store(entry: Path, build: Callable[[Path], None]) -> None:
    """Have an entry built, and give it its name once it is whole."""
    new = entry.with_name(f"{entry.name}.{os.getpid()}.{time.monotonic_ns()}")
    try:
        build(new)
        new.rename(entry)
    finally:
        with suppress(FileNotFoundError):
            new.unlink()
    bound(entry.parent)


def bound(place: Path) -> None:
    """Remove half-written entries of killed runs, and the entries that were not used for longest beyond the limit."""
    entries = []
    for path in place.iterdir():
        with suppress(OSError):
            status = path.stat()
            if (
                PACKED in path.suffixes
                and path.suffix != PACKED
                and time.time() - status.st_mtime > _STALE_SECONDS
            ):
                path.unlink()
            elif path.suffix == PACKED:
                entries.append((status.st_mtime, status.st_size, path))
    room = _LIMIT
    for _, size, path in sorted(entries, reverse=True):
        room -= size
        if room < 0:
            with suppress(OSError):
                path.unlink()
