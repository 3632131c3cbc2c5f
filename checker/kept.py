"""What is kept between runs: facts about inputs, by their content and by the code that found them; never a verdict.

An entry is one file in the user's cache folder, with a checksum of its body before it: one that is damaged, cut short
or of another making is as good as none, and is made again. It appears whole, by a rename, so that any number of runs can
share the folder without a lock. A folder that can't be had or written is no error: a run without it does the same work
in more time.
"""

from __future__ import annotations

import marshal
import mmap
import os
import stat
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from zlib import crc32

from checker import __version__

_SUFFIX = ".facts"
# What else is kept there: data directories of servers; see `trial.cache`.
PACKED = ".pack"
_MAGIC = b"db-verify facts\n"
# Bytes of the number that says how long the plain data is.
_SIZE = 8
_LIMIT = 256 << 20
# Each run that keeps something looks at all of them.
_MOST = 2000
_STALE_SECONDS = 3600
# Everything that decides what the facts about a text are; a change to any of it makes all of them anew.
_CODE = ("kept.py", "names.py", "model", "parse", "state")


def folder() -> Path:
    """Where entries are kept: the user's cache folder, or a private one among the temporary files.

    Raises OSError where none can be made.
    """
    problem: OSError | None = None
    for candidate in _candidates():
        try:
            candidate.mkdir(mode=0o700, parents=True, exist_ok=True)
            status = candidate.lstat()
            ours = status.st_uid == os.geteuid() and not status.st_mode & 0o022
            if stat.S_ISDIR(status.st_mode) and ours and os.access(candidate, os.W_OK | os.X_OK):
                return candidate
        except OSError as error:
            problem = problem or error
    raise problem or PermissionError(13, "no folder for the cache that is ours alone")


def _candidates() -> Iterator[Path]:
    if (named := os.environ.get("XDG_CACHE_HOME")) and Path(named).is_absolute():
        yield Path(named) / "db-verify"
    home = os.environ.get("HOME")
    if home and Path(home).is_dir():
        yield Path(home) / ".cache" / "db-verify"
    import tempfile

    for base in (tempfile.gettempdir(), "/var/tmp", "/tmp", "/dev/shm"):  # noqa: S108
        yield Path(base) / f"db-verify-cache-{os.geteuid()}"


@cache
def code() -> str:
    """A digest of the code that makes facts, of its parser and of the Python whose data format they are in."""
    here = Path(__file__).parent
    digest = sha256(f"{__version__} {sys.hexversion} {marshal.version} {_parser()}".encode())
    for name in _CODE:
        place = here / name
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            digest.update(f"\0{file.relative_to(here)}\0".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _parser() -> str:
    """The parser's library as it is installed: its size and time, as Python knows its own compiled files by."""
    from pglast import parser

    status = Path(parser.__file__).stat()
    return f"{status.st_size} {status.st_mtime_ns}"


def entry_name(*parts: str) -> str:
    """The name of the entry of the facts that these parts, and the code, decide."""
    return sha256("\0".join((code(), *parts)).encode("utf-8", "surrogateescape")).hexdigest()


def names(suffix: str = _SUFFIX) -> frozenset[str]:
    """The names of all entries, or of what else has this suffix there."""
    try:
        listed = os.listdir(folder())  # noqa: PTH208
        return frozenset(name.removesuffix(suffix) for name in listed if name.endswith(suffix))
    except OSError:
        return frozenset()


def load(name: str) -> Any:
    """The plain data of an entry, or None where there is none that is whole."""
    found = load_with_rest(name)
    return found[0] if found else None


def load_with_rest(name: str) -> tuple[Any, memoryview] | None:
    """The plain data of an entry and the bytes that were kept behind it, which nobody has copied yet."""
    try:
        entry = folder() / f"{name}{_SUFFIX}"
        with entry.open("rb") as file:
            data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        start = len(_head(bytes(_SIZE)))
        told, body = bytes(data[start - _SIZE : start]), data[start:]
        if data[:start] != _head(told, body):
            entry.unlink(missing_ok=True)
            return None
        with suppress(OSError):
            os.utime(entry)
        size = int.from_bytes(told, "big")
        return marshal.loads(body[:size]), body[size:]  # noqa: S302
    except (OSError, ValueError, EOFError, TypeError):
        return None


def store(name: str, value: Any, rest: Sequence[bytes | memoryview] = ()) -> None:
    """Keep plain data (what `marshal` writes), and bytes behind it; that it can't be kept is no error."""
    plain = marshal.dumps(value)
    told = len(plain).to_bytes(_SIZE, "big")
    with suppress(OSError):
        place = folder()
        new = place / f"{name}{_SUFFIX}.{os.getpid()}.{time.monotonic_ns()}"
        try:
            with new.open("wb") as file:
                file.writelines((_head(told, plain, *rest), plain, *rest))
            new.rename(place / f"{name}{_SUFFIX}")
        finally:
            new.unlink(missing_ok=True)
        _bound(place)


def _head(size: bytes, *body: bytes | memoryview) -> bytes:
    """What an entry with this body begins with; `size` says how long the plain data is."""
    summed = crc32(size)
    for part in body:
        summed = crc32(part, summed)
    return _MAGIC + summed.to_bytes(4, "big") + size


def _bound(place: Path) -> None:
    """Remove what killed runs left half-written, and what was not used for longest beyond the limit."""
    room = _LIMIT
    for at, (_, size, path) in enumerate(sorted(_entries(place), reverse=True)):
        room -= size
        if room < 0 or at >= _MOST:
            with suppress(OSError):
                path.unlink()


def _entries(place: Path) -> Iterator[tuple[float, int, Path]]:
    for path in place.iterdir():
        with suppress(OSError):
            if path.suffix == _SUFFIX:
                status = path.stat()
                yield status.st_mtime, status.st_size, path
            elif _SUFFIX in path.suffixes and time.time() - path.stat().st_mtime > _STALE_SECONDS:
                path.unlink()
