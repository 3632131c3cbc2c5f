"""Which files the pull request changes: the only door to git.

The base is found in one order, and never guessed: `--base`; GitHub's event file; locally the merge
base with the main branch, uncommitted work included. Where it can't be found the answer is exit
code 3 with what to fetch, and never a comparison of a commit with itself.
"""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from checker.config import Options
from checker.errors import CannotCheck, UsageError
from checker.model import EntryKind, FileStatus, Found, PathChange, Tree
from checker.repo import Repo

_MAIN_BRANCHES = ("refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/heads/main")
_STATUS: dict[str, FileStatus] = {
    "A": "added",
    "C": "added",
    "M": "modified",
    "T": "modified",
    "D": "deleted",
}
_MAX_MESSAGES = 1000
# Seconds between two times that a file system tells apart; whole seconds come from one that keeps no parts of them.
_TICK, _COARSE_TICK = 0.1, 2.5


@dataclass(frozen=True, slots=True)
class CommitTrailers:
    """What a commit names in its trailers: pairs of key and value, in order. `when` is the commit's ISO time."""

    commit: str
    when: str
    subject: str
    named: tuple[tuple[str, str], ...]


def discover(folder: Path, options: Options, environ: Mapping[str, str]) -> Found:
    """Find the repository around `folder`, its base and head, and what differs between them.

    `environ` is looked at for GitHub's GITHUB_EVENT_NAME and GITHUB_EVENT_PATH. Raises CannotCheck
    where there is no repository, no commit, or no base; UsageError where `--head` is no commit.
    """
    repo = Repo(folder)
    root = repo.root
    event = _Event.read(environ)
    head = repo.commit(options.head) if options.head else repo.commit("HEAD")
    if head is None:
        if options.head:
            raise UsageError(f"--head {options.head} is not a commit of this repository")
        if not options.everything:
            raise CannotCheck(
                "the repository has no commit yet, so there is no base to compare with",
                remedy="Commit first, or judge every migration with --all.",
            )
    from_worktree = options.head is None and event is None
    try:
        base, how = _base(repo, head, options, event)
    except CannotCheck as error:
        if not options.everything or options.base:
            raise
        base, how = None, f"no base ({error.message}): every migration counts as new"
    head_tree: Tree = WorkTree(root, repo) if from_worktree or head is None else CommitTree(repo, head)
    base_tree = CommitTree(repo, base) if base else None
    if base is None:
        changes = tuple(PathChange(path, "added") for path in sorted(head_tree.entries))
    else:
        changes = _changes(repo, base, None if from_worktree else head, head_tree)
    if base and base == head and not changes and not options.everything and not options.paths:
        raise CannotCheck(
            f"there is no change to judge: {how} is the commit that is checked out, {head[:12] if head else ''}",
            remedy="Judge every migration with --all, or name another base with --base.",
        )
    return Found(
        root=root,
        base=base,
        head=head,
        how=how,
        head_tree=head_tree,
        base_tree=base_tree,
        changes=changes,
        messages=_messages(repo, base, head),
        pull_request=event.text if event else None,
        uncommitted=from_worktree and bool(base and base == head and changes),
    )


def _merge_base(repo: Repo, one: str, other: str) -> str | None:
    try:
        return repo.git("merge-base", one, other).split("\n")[0].strip() or None
    except CannotCheck:
        return None


def _shallow(repo: Repo) -> bool:
    return repo.git("rev-parse", "--is-shallow-repository").strip() == "true"


@dataclass(frozen=True)
class _Event:
    """What GitHub says about why the workflow runs."""

    name: str
    data: Mapping[str, Any]

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> _Event | None:
        name, path = environ.get("GITHUB_EVENT_NAME", ""), environ.get("GITHUB_EVENT_PATH", "")
        if name not in ("pull_request", "merge_group", "push"):
            return None
        try:
            data = json.loads(Path(path).read_bytes())
        except (OSError, ValueError) as error:
            raise CannotCheck(
                f"GitHub's event file can't be read: {error}",
                remedy="GITHUB_EVENT_PATH must name the JSON file of this event; or name the base with --base.",
            ) from error
        return cls(name, data if isinstance(data, dict) else {})

    def get(self, *keys: str) -> str | None:
        value: Any = self.data
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return value if isinstance(value, str) else None

    @property
    def text(self) -> str | None:
        if self.name != "pull_request":
            return None
        return "\n\n".join(
            part for part in (self.get("pull_request", "title"), self.get("pull_request", "body")) if part
        )


def _base(repo: Repo, head: str | None, options: Options, event: _Event | None) -> tuple[str | None, str]:
    """The base commit and where it came from; None means that everything counts as new."""
    if options.base:
        found = repo.commit(options.base)
        if found is None:
            raise CannotCheck(
                f"--base {options.base} is not a commit of this clone",
                remedy=f"git fetch origin {options.base}",
            )
        if head is None:
            return found, f"--base {options.base}"
        merge_base = _merge_base(repo, found, head)
        if merge_base is None:
            raise _no_merge_base(repo, f"--base {options.base}", head)
        return merge_base, f"the merge base with {options.base}"
    if head is None:
        raise CannotCheck("the repository has no commit yet")
    if event is not None:
        return _event_base(repo, head, event)
    for reference in _MAIN_BRANCHES:
        found = repo.commit(reference)
        if found is None:
            continue
        name = reference.removeprefix("refs/remotes/").removeprefix("refs/heads/")
        merge_base = _merge_base(repo, found, head)
        if merge_base is None:
            raise _no_merge_base(repo, name, head)
        return merge_base, f"the merge base with {name}"
    raise CannotCheck(
        "no base found: there is neither origin/HEAD, origin/main nor main",
        remedy="Name one with --base, fetch it (git fetch origin main), or judge every migration with --all.",
    )


def _event_base(repo: Repo, head: str, event: _Event) -> tuple[str | None, str]:
    if event.name == "push":
        before = event.get("before") or ""
        if before and not before.strip("0"):
            return None, "the push makes a new branch: every migration counts as new"
        return _wanted(repo, before, "the push event's `before`"), "the commit before the push"
    if event.name == "merge_group":
        return _wanted(
            repo, event.get("merge_group", "base_sha") or "", "merge_group.base_sha"
        ), "the merge group's base"
    tip = event.get("pull_request", "head", "sha")
    parents = repo.git("rev-list", "--parents", "-n", "1", head).split()[1:]
    if len(parents) == 2 and parents[1] == tip:
        # GitHub's merge commit: its first parent is the base branch as the pull request would meet it,
        # which may be newer than the event's own base.
        return parents[0], "the base branch that GitHub merged with"
    wanted = _wanted(repo, event.get("pull_request", "base", "sha") or "", "pull_request.base.sha")
    merge_base = _merge_base(repo, wanted, head)
    if merge_base is None:
        raise _no_merge_base(repo, "the pull request's base", head)
    return merge_base, "the merge base with the pull request's base"


def _wanted(repo: Repo, commit: str, what: str) -> str:
    if not commit:
        raise CannotCheck(f"GitHub's event file has no {what}", remedy="Name the base with --base.")
    found = repo.commit(commit)
    if found is None:
        raise CannotCheck(
            f"the base {commit[:40]} ({what}) is not in this clone",
            remedy="Give actions/checkout `fetch-depth: 0`, or run: git fetch --unshallow origin",
        )
    return found


def _no_merge_base(repo: Repo, name: str, head: str) -> CannotCheck:
    remedy = "Name another base with --base, or judge every migration with --all."
    if _shallow(repo):
        remedy = "This clone is shallow. Give actions/checkout `fetch-depth: 0`, or run: git fetch --unshallow origin"
    return CannotCheck(f"{name} and {head[:12]} have no common commit in this clone", remedy=remedy)


def _changes(repo: Repo, base: str, head: str | None, head_tree: Tree) -> tuple[PathChange, ...]:
    """What differs between two commits, or between a commit and the working tree (untracked files included)."""
    arguments = [
        "diff",
        "--name-status",
        "-z",
        "-M",
        "--no-ext-diff",
        "--no-textconv",
        "--ignore-submodules",
        base,
    ]
    fields = iter(repo.git(*arguments, *([head] if head else []), "--").split("\0"))
    changes: dict[str, PathChange] = {}
    for code in fields:
        if not code:
            continue
        path = next(fields)
        if code[0] == "R":
            new = next(fields)
            changes[new] = PathChange(new, "renamed", path)
        elif code[0] == "C":
            new = next(fields)
            changes[new] = PathChange(new, "added")
        else:
            changes[path] = PathChange(path, _STATUS.get(code[0], "modified"))
    for path in head_tree.untracked if isinstance(head_tree, WorkTree) else ():
        known = path in changes and changes[path].status == "deleted"
        changes[path] = PathChange(path, "modified" if known else "added")
    return tuple(change for _, change in sorted(changes.items()))


def _messages(repo: Repo, base: str | None, head: str | None) -> tuple[str, ...]:
    if not head or not base or base == head:
        return ()
    out = repo.git("log", f"--max-count={_MAX_MESSAGES}", "--format=%B%x00", f"{base}..{head}", "--")
    return tuple(message.strip() for message in out.split("\0") if message.strip())


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
