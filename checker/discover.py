"""Which files the pull request changes.

The base is found in one order, and never guessed: `--base`; GitHub's event file; locally the merge
base with the main branch, uncommitted work included. Where it can't be found the answer is exit
code 3 with what to fetch, and never a comparison of a commit with itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from checker.config import Options
from checker.errors import CannotCheck, UsageError
from checker.model import Entries, FileStatus, Found, PathChange, Tree
from checker.repo import Repo
from checker.trees import CommitTree, WorkTree

_MAIN_BRANCHES = ("refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/heads/main")
_STATUS: dict[str, FileStatus] = {"A": "added", "D": "deleted"}
_MAX_MESSAGES = 1000
# How a remedy ends for the commands that can do without a base.
OR_ALL = ", or judge every migration with --all"


def discover(folder: Path, options: Options, environ: Mapping[str, str]) -> Found:
    """Find the repository around `folder`, its base and head, and what differs between them.

    `environ` is looked at for GitHub's GITHUB_EVENT_NAME and GITHUB_EVENT_PATH. Raises CannotCheck
    where there is no repository, no commit, or no base; UsageError where `--head` is no commit.
    """
    repo = Repo(folder)
    root = repo.root
    event = _Event.read(environ)
    # First, since git lists the files beside everything else.
    worktree = WorkTree(root, repo) if options.head is None and event is None else None
    head = repo.commit(options.head) if options.head else repo.commit("HEAD")
    if head is None:
        if options.head:
            raise UsageError(
                f"--head {options.head} is not a commit of this repository",
                remedy="Fetch it, or leave --head out: what is checked out is judged then.",
            )
        if not options.everything:
            raise CannotCheck(
                "the repository has no commit yet, so there is no base to compare with",
                remedy=f"Commit first{OR_ALL}.",
            )
    if event and head and not options.head:
        _demand_event_head(repo, head, event)
    from_worktree = worktree is not None
    head_tree: Tree = worktree or (
        WorkTree(root, repo) if head is None else CommitTree(repo, head, at_once=True)
    )
    # Without one nothing can be judged, whatever the base is: that is said first.
    configured = head_tree.entries.get(options.config) == "file"
    try:
        base, how = _base(repo, head, options, event)
    except CannotCheck as error:
        if (configured and not options.everything) or options.base:
            raise
        base, how = None, f"no base ({error.message}): every migration counts as new"
    base_tree = CommitTree(repo, base, at_once=True) if base else None
    # Of what a pull request brought, a merge queue's event and a push have the commits without its text.
    in_sight = not (event and event.name != "pull_request")
    messages = _messages(repo, base, head) if in_sight else tuple
    if base is None:
        changes = tuple(PathChange(path, "added") for path in sorted(head_tree.entries))
    else:
        changes = _changes(repo, base, None if from_worktree else head, head_tree)
    if configured and base and base == head and not changes and not options.everything and not options.paths:
        raise CannotCheck(
            f"there is no change to judge: {how} is the commit that is checked out, {head[:12] if head else ''}",
            remedy=f"Name another base with --base{OR_ALL}.",
        )
    return Found(
        root=root,
        base=base,
        head=head,
        how=how,
        head_tree=head_tree,
        base_tree=base_tree,
        changes=changes,
        messages=messages(),
        pull_request=event.text if event else None,
        uncommitted=from_worktree and bool(base and base == head and changes),
    )


def default_branch(root: Path) -> str:
    """The branch that changes go into, as far as this clone tells: the remote's own, main or master, what is checked out."""
    return _default_branch(Repo(root))


def _default_branch(repo: Repo) -> str:
    prefix = "refs/remotes/origin/"
    remote = _points_to(repo, f"{prefix}HEAD").removeprefix(prefix)
    known = (
        name
        for name in ("main", "master")
        if repo.commit(f"{prefix}{name}") or repo.commit(f"refs/heads/{name}")
    )
    return remote or next(known, "") or _points_to(repo, "HEAD").removeprefix("refs/heads/") or "main"


def _points_to(repo: Repo, name: str) -> str:
    """What a symbolic reference stands for; an empty text where it is none."""
    try:
        return repo.git("symbolic-ref", "--quiet", name).strip()
    except CannotCheck:
        return ""


def newest_entries(root: Path) -> Entries:
    """The files of the main branch as this clone last saw it, which a change that began earlier lacks; none without one."""
    repo = Repo(root)
    tip = next(filter(None, map(repo.commit, _MAIN_BRANCHES)), None)
    return CommitTree(repo, tip).entries if tip else Entries()


def _merge_base(repo: Repo, name: str, one: str, head: str) -> str:
    """The newest commit that both have; raises CannotCheck where there is none, or more than one. `name` is what `one` is called."""
    try:
        found = repo.git("merge-base", "--all", one, head).split()
    except CannotCheck:
        found = []
    if not found:
        raise _no_merge_base(repo, name, head)
    if len(found) > 1:
        # What one of them lacks and the other has would count as the change's own, though it is merged.
        raise CannotCheck(
            f"{name} and {head[:12]} have {len(found)} newest common commits"
            f" ({', '.join(each[:12] for each in found)}), since each was merged into the other: what is merged"
            " already, and what the change adds, can't be told apart",
            remedy=f"Merge {one[:12]} into what is judged once more{OR_ALL}.",
        )
    return found[0]


def _shallow(repo: Repo) -> bool:
    return repo.git("rev-parse", "--is-shallow-repository").strip() == "true"


class _Event(Struct, frozen=True):
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
        if found is None and head is None:
            raise CannotCheck("the repository has no commit yet", remedy="Commit first.")
        if found is None:
            raise CannotCheck(
                f"--base {options.base} is not a commit of this clone",
                remedy=_fetch(options.base),
            )
        _demand_one_meaning(repo, options.base)
        if head is None:
            return found, f"--base {options.base}"
        merge_base = _merge_base(repo, f"--base {options.base}", found, head)
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
        return _merge_base(repo, name, found, head), f"the merge base with {name}"
    raise CannotCheck(
        "no base found: there is neither origin/HEAD, origin/main nor main",
        remedy=_name_it(repo),
    )


def _demand_one_meaning(repo: Repo, base: str) -> None:
    """A tag with a branch's name is what git takes, and says so to nobody who asks for the commit."""
    name = re.split(r"[~^:@]", base)[0]
    tag = f"refs/tags/{name}"
    # In a job's clone there are only the remote's branches.
    known = [tag, f"refs/heads/{name}", f"refs/remotes/{name}"]
    known += [f"refs/remotes/origin/{name}"] if repo.commit(tag) else []
    there = {one: commit for one in known if (commit := repo.commit(one))}
    if len({*there.values()}) > 1:
        raise UsageError(
            f"--base {base} has more than one meaning: {' and '.join(there)} are different commits",
            remedy=f"Write the one that is meant in full, as --base {base.replace(name, [*there][-1], 1)}.",
        )


def _name_it(repo: Repo) -> str:
    """What to do where no main branch is known."""
    if not repo.git("remote").strip():
        branch = _default_branch(repo)
        return f"Name the branch that changes go into, as --base {branch}{OR_ALL}."
    return (
        f"Fetch it ({_FETCH.format('main')}), let git find out its name (git remote set-head origin --auto), name another"
        f" with --base{OR_ALL}."
    )


# Into a branch of the clone's own: one that was made for a single branch fetches others into FETCH_HEAD alone.
_FETCH = "git fetch origin {0}:refs/remotes/origin/{0}"


def _fetch(base: str) -> str:
    """What brings a base into the clone, and how it is called then."""
    if re.fullmatch(r"[0-9a-f]{40}", base):
        return f"git fetch origin {base}"
    branch = base.removeprefix("refs/remotes/").removeprefix("origin/")
    return f"Fetch it, where it is a branch: {_FETCH.format(branch)}; then --base origin/{branch}"


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
    merge_base = _merge_base(repo, "the pull request's base", wanted, head)
    return merge_base, "the merge base with the pull request's base"


def _demand_event_head(repo: Repo, head: str, event: _Event) -> None:
    """What is checked out must have the commit that the event speaks of, or the verdict would be about something else."""
    tip = (
        event.get("pull_request", "head", "sha")
        or event.get("merge_group", "head_sha")
        or event.get("after")
        or head
    )
    if head == tip or _shallow(repo):
        return
    try:
        repo.git("merge-base", "--is-ancestor", tip, head)
    except CannotCheck as error:
        raise CannotCheck(
            f"what is checked out, {head[:12]}, is not what the event is about: {tip[:12]} is not in its history",
            remedy="Leave `ref` out of actions/checkout, so that it checks out the event's own commit.",
        ) from error


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
    remedy = f"Name another base with --base{OR_ALL}."
    if _shallow(repo):
        remedy = "This clone is shallow. Give actions/checkout `fetch-depth: 0`, or run: git fetch --unshallow origin"
    return CannotCheck(f"{name} and {head[:12]} have no common commit in this clone", remedy=remedy)


def _changes(repo: Repo, base: str, head: str | None, head_tree: Tree) -> tuple[PathChange, ...]:
    """What differs between two commits, or between a commit and the working tree (untracked files included)."""
    # Where the working tree is as the index has it, git need not look at its files another time.
    of = ["--cached"] if isinstance(head_tree, WorkTree) and not head_tree.differing else []
    arguments = ("diff", "--raw", "--no-abbrev", "-z", "-M", "--ignore-submodules", *of, base)
    compared = repo.begin(*arguments, *([head] if head else []), "--")
    # Listed while git compares.
    _ = head_tree.entries
    fields = iter(compared().split("\0"))
    changes: dict[str, PathChange] = {}
    for said in fields:
        if not said:
            continue
        *_, was, now, code = said.split(" ")
        path = next(fields)
        if code == "M" and was == now:
            # Another mode of the same bytes.
            continue
        if code[0] == "R":
            new = next(fields)
            changes[new] = PathChange(new, "renamed", path)
        else:
            changes[path] = PathChange(path, _STATUS.get(code[0], "modified"))
    for path in head_tree.untracked if isinstance(head_tree, WorkTree) else ():
        known = path in changes and changes[path].status == "deleted"
        changes[path] = PathChange(path, "modified" if known else "added")
    return tuple(change for _, change in sorted(changes.items()))


def _messages(repo: Repo, base: str | None, head: str | None) -> Callable[[], tuple[str, ...]]:
    """What waits for the messages of the commits, which git reads meanwhile."""
    if not head or not base or base == head:
        return tuple
    said = repo.begin("log", f"--max-count={_MAX_MESSAGES}", "--format=%B%x00", f"{base}..{head}", "--")
    return lambda: tuple(message.strip() for message in said().split("\0") if message.strip())
