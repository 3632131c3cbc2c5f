"""What the history of commits says: a file's versions, and what commits name in their trailers."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from msgspec import Struct

from checker.errors import CannotCheck, UsageError
from checker.model import Tree
from checker.repo import Repo
from checker.trees import CommitTree


class CommitTrailers(Struct, frozen=True):
    """What a commit names in its trailers: pairs of key and value, in order. `when` is the commit's ISO time."""

    commit: str
    when: str
    subject: str
    named: tuple[tuple[str, str], ...]


def tree_before(folder: Path, path: str) -> Tree | None:
    """The files as they were before the commit that added a file; None where there was no commit before it.

    Raises CannotCheck where there is no repository.
    """
    repo = Repo(folder)
    if repo.commit("HEAD") is None:
        return None
    added = repo.git("log", "--diff-filter=A", "--format=%H", "--", f":(top,literal){path}").split()
    before = repo.commit(f"{added[-1]}^") if added else None
    return CommitTree(repo, before) if before else None


def tree_at(folder: Path, commit: str) -> Tree:
    """The files of a commit that the clone has; raises CannotCheck where there is no repository."""
    return CommitTree(Repo(folder), commit)


def file_at(folder: Path, commit: str, path: str) -> bytes | None:
    """A file's bytes at a commit; None where the clone has no such commit, or the commit no such file.

    Raises CannotCheck where there is no repository.
    """
    repo = Repo(folder)
    if repo.commit(commit) is None:
        return None
    tree = CommitTree(repo, commit)
    return tree.read(path) if tree.entries.get(path) == "file" else None


def trailers(folder: Path, keys: Collection[str], since: str | None = None) -> tuple[CommitTrailers, ...]:
    """The commits of HEAD's history that name something in a trailer of one of these keys, oldest first.

    `since` leaves out what that revision has. Keys are compared without case, as git does. Raises
    CannotCheck where there is no repository or no commit, UsageError where `since` is none.
    """
    repo = Repo(folder)
    if repo.commit("HEAD") is None:
        raise CannotCheck("the repository has no commit yet, so there is nothing to trace")
    if since is not None and repo.commit(since) is None:
        raise UsageError(
            f"--since {since} is not a commit of this clone", remedy="Fetch it, or name another."
        )
    wanted = {key.lower(): key for key in keys}
    span = [f"{repo.commit(since)}..HEAD"] if since else ["HEAD"]
    form = "--format=%H%x00%cI%x00%s%x00%(trailers:only,unfold)%x00"
    out = repo.git("log", "--no-show-signature", "--reverse", form, *span, "--")
    # A commit's text can hold every character but NUL.
    fields = iter(out.split("\0")[:-1])
    found = []
    for commit, when, subject, lines in zip(fields, fields, fields, fields, strict=True):
        pairs = [line.partition(":") for line in lines.split("\n") if ":" in line]
        named = tuple(
            (wanted[key.strip().lower()], value.strip())
            for key, _, value in pairs
            if key.strip().lower() in wanted
        )
        if named:
            found.append(CommitTrailers(commit.lstrip("\n"), when, subject, named))
    return tuple(found)


def history(folder: Path, path: str, most: int = 100) -> tuple[tuple[str, str, bytes], ...]:
    """The versions of a file that the history of HEAD has, oldest first: commit, ISO date, and its bytes.

    Commits in which the file does not exist are left out, and all but the `most` newest ones. Raises
    CannotCheck where there is no repository.
    """
    repo = Repo(folder)
    if repo.commit("HEAD") is None:
        return ()
    listed = repo.git("log", "--format=%H %cs", f"--max-count={most}", "--", f":(top,literal){path}")
    found = []
    for line in reversed(listed.splitlines()):
        commit, _, day = line.partition(" ")
        tree = CommitTree(repo, commit)
        if tree.entries.get(path) == "file":
            found.append((commit, day, tree.read(path)))
    return tuple(found)
