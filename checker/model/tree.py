"""The repository's files at one moment: at a commit, or as they lie in the working tree."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Literal, Protocol

from msgspec import Struct

from checker.model.change import FileStatus

EntryKind = Literal["file", "symlink", "directory", "submodule", "unreadable"]


class Entries(dict[str, EntryKind]):
    """Every path of a tree that git knows or would know, with what stands there. It does not change once it was asked."""

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self)

    def under(self, place: str) -> list[str]:
        """See the function `under`; the paths elsewhere take no time."""
        paths = self._sorted
        if place in ("", "."):
            return paths[:]
        folder = place.rstrip("/")
        # Next to `/` among the characters is `0`.
        below = paths[bisect_left(paths, f"{folder}/") : bisect_left(paths, f"{folder}0")]
        return [place, *below] if place == folder and place in self else below


class Tree(Protocol):
    """Paths are relative to the repository's root, with `/`; bytes that are not UTF-8 are lone surrogates."""

    @property
    def entries(self) -> Entries:
        """What stands at each path."""

    def read(self, path: str) -> bytes:
        """The bytes of a path whose entry is `file`; raises CannotCheck where they can't be had."""

    def ignored(self, place: str) -> tuple[str, ...]:
        """The SQL files at or below a place that git is told to ignore: they are there, and not among the entries."""

    def signature(self, path: str) -> str | None:
        """What is other wherever the bytes of a file are, told without reading them; None where nothing tells it."""


class PathChange(Struct, frozen=True):
    """A path that differs between base and head; `old_path` is set for a rename."""

    path: str
    status: FileStatus
    old_path: str | None = None


class Found(Struct, frozen=True):
    """What the repository says before anything is read: two trees and what differs between them.

    `base` and `head` are commits; `base` is None where everything counts as new. `how` says in words
    where the base came from. `pull_request` is title and text, where there is one; `messages` are
    the commits' from base to head, of which there are none where the pull request's text is out of sight. `uncommitted` says whether the working tree was judged.
    """

    root: Path
    base: str | None
    head: str | None
    how: str
    head_tree: Tree
    base_tree: Tree | None
    changes: tuple[PathChange, ...]
    messages: tuple[str, ...] = ()
    pull_request: str | None = None
    uncommitted: bool = False


def under(paths: Iterable[str], place: str) -> list[str]:
    """The paths that are `place` or lie below it, sorted."""
    if place in ("", "."):
        return sorted(paths)
    prefix = place.rstrip("/") + "/"
    return sorted([path for path in paths if path.startswith(prefix) or path == place])
