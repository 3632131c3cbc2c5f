"""Commits that name backlog items in their trailers, linked to these items in the database."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from checker.commits import CommitTrailers
from checker.errors import CannotCheck
from checker.ops.target import Target

KEYS = ("Backlog", "PRD", "SD")
_SEVERAL = re.compile(r"[,\s]+")
_ITEMS = """
select i.backlog_key, i.state::text, i.commit_sha, d.sd_key, r.prd_key
from public.eng_backlog i join public.strategic_directives_v2 d on d.id = i.sd_id
left join public.product_requirements_v2 r on r.id = i.prd_id
order by i.backlog_key
"""
_KNOWN = {
    "SD": "select sd_key from public.strategic_directives_v2",
    "PRD": "select prd_key from public.product_requirements_v2",
}
_LINK = "update public.eng_backlog set commit_sha = %s where backlog_key = %s and commit_sha is null"
# A state in which somebody has worked on the item.
_WORKED_ON = ("in_progress", "in_review", "done")


@dataclass(frozen=True, slots=True)
class Link:
    """An item that gets a commit: the newest that names it."""

    item: str
    commit: str
    subject: str


@dataclass(frozen=True, slots=True)
class Trace:
    """What commits and items say of each other.

    `links` are what is new. `kept` counts items that have a commit already. `problems` are ids that
    nobody knows and contradictions, each a sentence with its commit. `without` are items that somebody has
    worked on and that no commit names, with their state.
    """

    links: tuple[Link, ...]
    kept: int
    problems: tuple[str, ...]
    without: tuple[tuple[str, str], ...]
    written: bool


def trace(target: Target, commits: Sequence[CommitTrailers], role: str, *, write: bool) -> Trace:
    """Hold the commits (oldest first) against the items, and link them where `write` says so; as `role`.

    An item that has a commit keeps it. Raises CannotCheck where no item is to be seen, where the
    database refuses, or where another number of rows changes than should.
    """
    with target.connect(autocommit=False) as connection, target.answering():
        target.act_as(connection, role, local=True)
        rows = connection.execute(_ITEMS).fetchall()
        known = {
            key: {name for (name,) in connection.execute(query.encode())} for key, query in _KNOWN.items()
        }
        if not rows:
            raise CannotCheck(
                f"{role} sees no backlog item on {target.name}: there is none, or row-level security hides them",
                remedy="Look at the policies on public.eng_backlog.",
            )
        items = {row[0]: row for row in rows}
        newest: dict[str, CommitTrailers] = {}
        naming: dict[str, set[str]] = {}
        problems: list[str] = []
        for commit in commits:
            named = {key: _ids(commit, key) for key in KEYS}
            problems += [
                f"{commit.commit[:12]} names {name}, and there is no such {_NOUNS[key]}"
                for key in KEYS
                for name in named[key]
                if name not in (items if key == "Backlog" else known[key])
            ]
            for name in named["Backlog"]:
                if name in items:
                    newest[name] = commit
                    naming.setdefault(name, set()).add(commit.commit)
                    problems += _contradictions(commit, items[name], named)
        links = tuple(
            Link(name, commit.commit, commit.subject)
            for name, commit in sorted(newest.items())
            if items[name][2] is None
        )
        problems += [
            f"{name} has the commit {row[2][:12]}, which does not name it; {newest[name].commit[:12]} does"
            for name, row in items.items()
            if name in newest and row[2] is not None and row[2] not in naming[name]
        ]
        for link in links if write else ():
            if connection.execute(_LINK, (link.commit, link.item)).rowcount != 1:
                raise CannotCheck(
                    f"{link.item} could not be linked: row-level security hides it from an UPDATE, or somebody was faster",
                    remedy="Nothing was written. Look at the UPDATE policies on public.eng_backlog.",
                )
        if write:
            connection.commit()
        else:
            connection.rollback()
    without = tuple(
        (row[0], row[1]) for row in rows if row[2] is None and row[0] not in newest and row[1] in _WORKED_ON
    )
    kept = sum(1 for row in rows if row[2] is not None)
    return Trace(links, kept, tuple(problems), without, write)


_NOUNS = {"Backlog": "backlog item", "PRD": "requirement", "SD": "directive"}


def _ids(commit: CommitTrailers, key: str) -> tuple[str, ...]:
    """The ids that the commit's trailers of a key name; several may stand in one, a version after `@`."""
    values = [value for name, value in commit.named if name == key]
    names = [name.partition("@")[0] for value in values for name in _SEVERAL.split(value) if name]
    return tuple(dict.fromkeys(names))


def _contradictions(
    commit: CommitTrailers,
    item: tuple[str, str, str | None, str, str | None],
    named: dict[str, tuple[str, ...]],
) -> list[str]:
    """Where the commit names a directive or a requirement, it should name the item's own."""
    name, _, _, directive, requirement = item
    found = []
    if named["SD"] and directive not in named["SD"]:
        found.append(
            f"{commit.commit[:12]} names {name} and {', '.join(named['SD'])}; the item serves {directive}"
        )
    if named["PRD"] and requirement not in named["PRD"]:
        belongs = f"carries out {requirement}" if requirement else "has no requirement"
        found.append(f"{commit.commit[:12]} names {name} and {', '.join(named['PRD'])}; the item {belongs}")
    return found
