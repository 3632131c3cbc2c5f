"""Two trees of files: a commit's, and the working tree's."""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterator
from functools import cached_property, partial
from pathlib import Path

from checker.errors import CannotCheck
from checker.model import Entries, EntryKind
from checker.repo import Repo

# Seconds between two times that a file system tells apart; whole seconds come from one that keeps no parts of them.
_TICK, _COARSE_TICK = 0.1, 2.5

# The lines that `git ls-files --debug` has for a path.
_DETAILS = re.compile(r"(?:  .*\n)*")

_KINDS: dict[str, EntryKind] = {"120000": "symlink", "160000": "submodule"}


class CommitTree:
    """The files of a commit."""

    def __init__(self, repo: Repo, commit: str, *, at_once: bool = False) -> None:
        """With `at_once` git lists the files beside everything else, since somebody will ask for them."""
        self._repo = repo
        self._commit = commit
        list_files = ("ls-tree", "-r", "-z", "--full-tree", commit)
        self._list = repo.begin(*list_files) if at_once else partial(repo.git, *list_files)

    @cached_property
    def _listed(self) -> dict[str, str]:
        """What git lists by path: mode, type and object name."""
        lines = self._list().split("\0")
        return {path: said for said, _, path in (line.partition("\t") for line in lines) if path}

    @cached_property
    def entries(self) -> Entries:
        """See `Tree`."""
        found = Entries(dict.fromkeys(self._listed, "file"))
        for path, said in self._listed.items():
            if not said.startswith("100"):
                found[path] = _committed_kind(said)
        return found

    def signature(self, path: str) -> str | None:
        """See `Tree`: git's own name for the bytes."""
        return self._listed[path].rpartition(" ")[2]

    def ignored(self, place: str) -> tuple[str, ...]:  # noqa: ARG002
        """See `Tree`: a commit has no such files."""
        return ()

    def read(self, path: str) -> bytes:
        """See `Tree`."""
        return _bytes(self._repo, self._listed[path].rpartition(" ")[2], path, f"at {self._commit[:12]}")


class WorkTree:
    """The files as they lie in the working tree: tracked ones, and untracked ones that are not ignored.

    What a sparse checkout leaves out of it is there all the same, as git's index has it.
    """

    def __init__(self, root: Path, repo: Repo) -> None:
        self._root = root
        self._repo = repo
        self._looks: dict[str, os.stat_result] = {}
        self._inside: dict[str, bool] = {}
        self._since = time.time()
        listed = ("--cached", "--others", "--exclude-standard", "--full-name", ":/")
        self._list = repo.begin("ls-files", "-v", "-z", "--stage", "--debug", *listed)
        self._compare = repo.begin("diff-files", "--raw", "-z", "--ignore-submodules=all")

    @cached_property
    def entries(self) -> Entries:
        """See `Tree`."""
        found = Entries()
        root, lstat, unchanged = f"{self._root}/", os.lstat, self._unchanged
        for _, path, _ in self._listed:
            if path in unchanged:
                found[path] = "file"
                continue
            try:
                look = lstat(root + path)
            except (FileNotFoundError, NotADirectoryError):
                if path in self._left_out:
                    found[path] = _committed_kind(self._left_out[path])
                continue
            except OSError:
                # A folder that may not be looked into: its files are there, and whoever reads one is told why not.
                found[path] = "file"
                continue
            if stat.S_ISREG(look.st_mode):
                self._looks[path] = look
                found[path] = "file"
            else:
                found[path] = _kind(path, look.st_mode)
        return found

    @cached_property
    def _listed(self) -> list[tuple[str, str, str]]:
        """What git lists: its mark for each path, `?` where it does not track it; the path; and what its index has of it."""
        found = []
        mark = path = told = ""
        for part in self._list().split("\0"):
            # What the index has of the file system follows the path that it is of.
            details = _DETAILS.match(part)
            end = details.end() if details else 0
            if path:
                found.append((mark, path, told + part[:end]))
            mark, said = part[end : end + 1], part[end + 2 :]
            told, _, path = ("", "", said) if mark == "?" else said.partition("\t")
        return found

    @cached_property
    def differing(self) -> list[str]:
        """The tracked files that are not, or may not be, as git's index has them."""
        return self._compare().split("\0")[1::2]

    @cached_property
    def _unchanged(self) -> dict[str, str]:
        """The regular files that are as git's index has them, each with what it has: git looks at ten thousand in no time.

        A file that git was told to take for unchanged is none of them: its mark is a small letter.
        """
        found = {path: told for mark, path, told in self._listed if mark == "H" and told.startswith("100")}
        for path in self.differing:
            found.pop(path, None)
        return found

    @cached_property
    def _left_out(self) -> dict[str, str]:
        """What a sparse checkout leaves out of the working tree, and is there as committed: mode, object name and stage by path."""
        return {path: told for mark, path, told in self._listed if mark in "Ss"}

    @property
    def untracked(self) -> Iterator[str]:
        """The files that git does not track and would, were they added."""
        return (path for mark, path, _ in self._listed if mark == "?" and path in self.entries)

    def ignored(self, place: str) -> tuple[str, ...]:
        """See `Tree`."""
        place = place.rstrip("/")
        found, rest = set(), {place}
        while rest:
            path = rest.pop()
            top = f"{self._root}/{path}"
            try:
                # Plain strings, and no look at what git lists, since a long history's folder has tens of thousands of names.
                names = os.listdir(top) if path == place or not os.path.islink(top) else None  # noqa: PTH114, PTH208
            except NotADirectoryError:
                names = None
            except OSError:
                continue
            if names is None:
                found.add(path)
            else:
                within = "" if path in ("", ".") else f"{path}/"
                rest |= {within + name for name in names}.difference(self.entries)
        return tuple(
            sorted(path for path in found if path.lower().endswith(".sql") and path not in self.entries)
        )

    def signature(self, path: str) -> str | None:
        """See `Tree`: what the file system says of a file, as git's own index has it.

        Of one that the index does not tell, a writing just now is not told either: a second one could fall into the same tick of the clock.
        """
        if path in self._unchanged:
            return self._unchanged[path]
        look = self._looks.get(path)
        if look is None:
            return None
        age = self._since - look.st_ctime
        if age < _COARSE_TICK and (age < _TICK or not look.st_ctime_ns % 10**9):
            return None
        return f"{look.st_size} {look.st_mtime_ns} {look.st_ctime_ns} {look.st_ino} {look.st_dev}"

    def read(self, path: str) -> bytes:
        """See `Tree`."""
        if path not in self._looks and path in self._left_out:
            return _bytes(self._repo, self._left_out[path].split(" ")[1], path, "in the index")
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


def _bytes(repo: Repo, name: str, path: str, where: str) -> bytes:
    data = repo.blob(name)
    if data is None:
        raise CannotCheck(
            f"{path} can't be read {where}: the clone has no such object",
            remedy="The clone is partial or damaged; fetch it again with all objects.",
        )
    return data


def _committed_kind(said: str) -> EntryKind:
    """What stands at a path of which git lists this, its mode first."""
    return _KINDS.get(said.partition(" ")[0], "file")


def _kind(path: str, mode: int) -> EntryKind:
    """What stands at a path that is no regular file."""
    if stat.S_ISLNK(mode):
        return "symlink"
    if stat.S_ISDIR(mode):
        return "submodule" if not path.endswith("/") else "directory"
    return "unreadable"
