"""Two trees of files: a commit's, and the working tree's."""

from __future__ import annotations

import os
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
                found[path] = _KINDS.get(said.split(" ")[0], "file")
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
        self._list = repo.begin(
            "ls-files", "-t", "-z", "--cached", "--others", "--exclude-standard", "--full-name", ":/"
        )

    @cached_property
    def entries(self) -> Entries:
        """See `Tree`."""
        found = Entries()
        root, lstat = f"{self._root}/", os.lstat
        for _, path in self._listed:
            try:
                look = lstat(root + path)
            except (FileNotFoundError, NotADirectoryError):
                if path in self._left_out:
                    found[path] = "file"
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
    def _listed(self) -> list[tuple[str, str]]:
        """What git lists, each with git's mark for it: `?` for what it does not track."""
        return [(line[0], line[2:]) for line in self._list().split("\0") if line]

    @cached_property
    def _left_out(self) -> dict[str, str]:
        """The regular files that a sparse checkout leaves out of the working tree, with git's names for their bytes: they are there as committed."""
        marked = {path for mark, path in self._listed if mark == "S"}
        if not marked:
            return {}
        lines = (line.partition("\t") for line in self._repo.git("ls-files", "-s", "-z", ":/").split("\0"))
        return {
            path: said.split(" ")[1] for said, _, path in lines if path in marked and said.startswith("100")
        }

    @property
    def untracked(self) -> Iterator[str]:
        """The files that git does not track and would, were they added."""
        return (path for mark, path in self._listed if mark == "?" and path in self.entries)

    def ignored(self, place: str) -> tuple[str, ...]:
        """See `Tree`."""
        # Plain strings, since a long history's folder has tens of thousands of names.
        top, root = self._root / place, len(str(self._root)) + 1
        names = (
            [place]
            if os.path.isfile(top)  # noqa: PTH113 (unlike a path object, it is silent of what it may not look at)
            else (f"{folder}/{one}"[root:] for folder, _, files in os.walk(top) for one in files)
        )
        return tuple(sorted(one for one in names if one[-4:].lower() == ".sql" and one not in self.entries))

    def signature(self, path: str) -> str | None:
        """See `Tree`: what the file system says of a file, as git's own index has it.

        A file that was written just now is not told by it: a second writing could fall into the same tick of the clock.
        """
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
            return _bytes(self._repo, self._left_out[path], path, "in the index")
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


def _kind(path: str, mode: int) -> EntryKind:
    """What stands at a path that is no regular file."""
    if stat.S_ISLNK(mode):
        return "symlink"
    if stat.S_ISDIR(mode):
        return "submodule" if not path.endswith("/") else "directory"
    return "unreadable"
