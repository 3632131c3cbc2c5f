"""Two trees of files: a commit's, and the working tree's."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from checker.errors import CannotCheck
from checker.model import EntryKind
from checker.repo import Repo

# Seconds between two times that a file system tells apart; whole seconds come from one that keeps no parts of them.
_TICK, _COARSE_TICK = 0.1, 2.5


class CommitTree:
    """The files of a commit."""

    def __init__(self, repo: Repo, commit: str) -> None:
        self._repo = repo
        self._commit = commit

    @cached_property
    def _blobs(self) -> dict[str, tuple[EntryKind, str]]:
        kinds: dict[str, EntryKind] = {"120000": "symlink", "160000": "submodule"}
        found = {}
        for line in self._repo.git("ls-tree", "-r", "-z", "--full-tree", self._commit).split("\0"):
            if line:
                meta, _, path = line.partition("\t")
                mode, _, sha = meta.split(" ")
                found[path] = (kinds.get(mode, "file"), sha)
        return found

    @cached_property
    def entries(self) -> Mapping[str, EntryKind]:
        """See `Tree`."""
        return {path: kind for path, (kind, _) in self._blobs.items()}

    def signature(self, path: str) -> str | None:
        """See `Tree`: git's own name for the bytes."""
        return self._blobs[path][1]

    def read(self, path: str) -> bytes:
        """See `Tree`."""
        data = self._repo.blob(self._blobs[path][1])
        if data is None:
            raise CannotCheck(
                f"{path} can't be read at {self._commit[:12]}: the clone has no such object",
                remedy="The clone is partial or damaged; fetch it again with all objects.",
            )
        return data


class WorkTree:
    """The files as they lie in the working tree: tracked ones, and untracked ones that are not ignored."""

    def __init__(self, root: Path, repo: Repo) -> None:
        self._root = root
        self._repo = repo
        self._looks: dict[str, os.stat_result] = {}
        self._inside: dict[str, bool] = {}
        self._since = time.time()

    @cached_property
    def entries(self) -> Mapping[str, EntryKind]:
        """See `Tree`."""
        found: dict[str, EntryKind] = {}
        for _, path in self._listed:
            kind = self._kind(path)
            if kind is not None:
                found[path] = kind
        return found

    @cached_property
    def _listed(self) -> list[tuple[str, str]]:
        """What git lists, each with git's mark for it: `?` for what it does not track."""
        listed = self._repo.git(
            "ls-files", "-t", "-z", "--cached", "--others", "--exclude-standard", "--full-name", ":/"
        )
        return [(line[0], line[2:]) for line in listed.split("\0") if line]

    @property
    def untracked(self) -> Iterator[str]:
        """The files that git does not track and would, were they added."""
        return (path for mark, path in self._listed if mark == "?" and path in self.entries)

    def _kind(self, path: str) -> EntryKind | None:
        try:
            status = os.lstat(f"{self._root}/{path}")
        except OSError:
            return None
        mode = status.st_mode
        if stat.S_ISREG(mode):
            self._looks[path] = status
            return "file"
        if stat.S_ISLNK(mode):
            return "symlink"
        if stat.S_ISDIR(mode):
            return "submodule" if not path.endswith("/") else "directory"
        return "unreadable"

    def signature(self, path: str) -> str | None:
        """See `Tree`: what the file system says of a file, as git's own index has it.

        A file that was written just now is not told by it: a second writing could fall into the same tick of the clock.
        """
        look = self._looks.get(path)
        if look is None:
            return None
        tick = _TICK if look.st_ctime_ns % 10**9 else _COARSE_TICK
        if look.st_ctime > self._since - tick:
            return None
        return f"{look.st_size} {look.st_mtime_ns} {look.st_ctime_ns} {look.st_ino} {look.st_dev}"

    def read(self, path: str) -> bytes:
        """See `Tree`."""
        folder, _, _ = path.rpartition("/")
        if folder not in self._inside:
            place = self._root / folder
            self._inside[folder] = place.resolve().is_relative_to(self._root.resolve())
        if not self._inside[folder]:
            raise CannotCheck(
                f"{path} lies behind a link that leads out of the repository", remedy="Remove the link."
            )
        try:
            with open(f"{self._root}/{path}", "rb") as file:  # noqa: PTH123
                return file.read()
        except OSError as error:
            raise CannotCheck(
                f"{path} can't be read: {error.strerror}", remedy="Make it readable."
            ) from error
