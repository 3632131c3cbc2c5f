"""A stopped server's data directory as one file, and back: quicker to copy than a thousand files, and checked.

Layout: a line of JSON (the paths with their sizes and where their bytes begin, a digest of these and a checksum of the
rest), then the bytes. Files that are alike, as those of a database and of its copy, have them in common. What is cut
short or altered, by a machine that stopped as well, is told by the checksum: nothing waits for the disk.
"""

from __future__ import annotations

import json
import mmap
import os
from hashlib import blake2b
from pathlib import Path
from threading import Thread
from zlib import crc32

from checker.trial.account import Account

_FORMAT = "db-verify/pack/4"
_File = tuple[str, int, int]
# Each table's maps of free space and of visibility, a quarter of all files: a server does without, and makes them anew
# where it needs them (src/backend/storage/freespace/README, src/backend/access/heap/visibilitymap.c).
_MAPS = ("_fsm", "_vm")


class DamagedPack(Exception):
    """The file is not what was once written."""


def pack(data: Path, target: Path) -> None:
    """Write the data directory into the file `target`, without the maps that a server makes itself."""
    folders: list[str] = []
    files: list[_File] = []
    parts: dict[bytes, int] = {}
    end = 0
    for folder, names, file_names in os.walk(data):
        names.sort()
        folders.extend(os.path.relpath(Path(folder) / name, data) for name in names)
        for name in sorted(file_names):
            if name.endswith(_MAPS):
                continue
            content = (Path(folder) / name).read_bytes()
            if content not in parts:
                parts[content] = end
                end += len(content)
            files.append((os.path.relpath(Path(folder) / name, data), len(content), parts[content]))
    body = b"".join(parts)
    head = {
        "format": _FORMAT,
        "paths": _paths_digest(folders, files),
        "checksum": crc32(body),
        "folders": folders,
        "files": files,
    }
    with target.open("wb") as file:
        file.write(json.dumps(head).encode() + b"\n")
        file.write(body)


def unpack(packed: Path, data: Path, account: Account) -> None:
    """Make the data directory `data` from a packed one, owned by the account.

    Raises DamagedPack where the file is not whole, FileNotFoundError where it is not there.
    """
    with packed.open("rb") as file:
        try:
            head = json.loads(file.readline())
            folders, files = head["folders"], head["files"]
            if head["format"] != _FORMAT or head["paths"] != _paths_digest(folders, files):
                raise DamagedPack(packed)
            head_size = file.tell()
            body = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))[head_size:]
            expected = max(start + size for _, size, start in files)
        except (ValueError, KeyError, TypeError) as error:
            raise DamagedPack(packed) from error
    if len(body) != expected:
        raise DamagedPack(packed)
    sums: list[int] = []
    # Beside the writing: summing gives the interpreter's lock free.
    check = Thread(target=lambda: sums.append(crc32(body)))
    check.start()
    try:
        _write(folders, files, body, data, account)
    finally:
        check.join()
    if sums != [head["checksum"]]:
        raise DamagedPack(packed)


def _write(folders: list[str], files: list[_File], body: memoryview, data: Path, account: Account) -> None:
    root = str(data)
    uid, gid = (account.uid, account.gid) if account.uid is not None and account.gid is not None else (-1, -1)
    for name in ("", *folders):
        path = os.path.join(root, name)  # noqa: PTH118
        os.mkdir(path, 0o700)  # noqa: PTH102
        os.chown(path, uid, gid)
    for name, size, start in files:
        target = os.open(os.path.join(root, name), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)  # noqa: PTH118
        try:
            done = 0
            while done < size:
                done += os.write(target, body[start + done : start + size])
            if uid != -1:
                os.fchown(target, uid, gid)
        finally:
            os.close(target)


def _paths_digest(folders: list[str], files: list[_File]) -> str:
    return blake2b(json.dumps([folders, files]).encode(), digest_size=20).hexdigest()
