"""The published views that a change makes again."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from msgspec import Struct
from pglast import ast

from checker.model import Change
from checker.predicate import ANONYMOUS, Answer, decide, governing
from checker.rules._rewritten import first_script
from checker.rules._state import is_judged, touched_tables
from checker.rules._tree import nodes
from checker.rules.access._meaning import shown
from checker.state import State, Table, View, chain


class Remade(Struct, frozen=True):
    """A published view as it was before the change and as it is after it, with the state that each is in."""

    was: View
    now: View
    base: State
    end: State


def remade(change: Change) -> Iterator[Remade]:
    """Each view of `published_views` that stood before the change, and whose definition is judged."""
    first = first_script(change)
    if change.everything or first is None:
        return
    states = chain(change)
    base, end = states.before(first), states.end
    for now in end.views():
        was = base.view(now.name)
        if was is not None and is_judged(change, now.changed) and _is_published(change, now):
            yield Remade(was, now, base, end)


def read_otherwise(change: Change) -> Iterator[tuple[View, Table]]:
    """Each published view with a table that it reads with its owner's rights, whose policies for the owner are others than before."""
    first = first_script(change)
    if change.everything or first is None:
        return
    states = chain(change)
    base, end = states.before(first), states.end
    touched = {table.name: table for table in touched_tables(change)}
    for view in end.views() if touched else ():
        if (
            view.security_invoker
            or view.owner is None
            or base.view(view.name) is None
            or not _is_published(change, view)
        ):
            continue
        read = (
            {end.resolve(one) for one in nodes(view.query) if isinstance(one, ast.RangeVar)}
            if view.query
            else ()
        )
        for name in sorted(touched.keys() & {*read}, key=str):
            old = base.table(name)
            if (
                old is not None
                and old.rls
                and _readable(base, old, view.owner) != _readable(end, touched[name], view.owner)
            ):
                yield view, touched[name]


def _readable(state: State, table: Table, role: str) -> object:
    """What the policies of a table say to a role that reads it: that it sees every row, or their texts."""
    acting = state.acts_as(role)
    node = governing([one for one in table.policies.values() if set(one.roles) & acting], "select")
    if node is not None and decide(node, ANONYMOUS, relation=table.name.name).answer is Answer.EVERY:
        return Answer.EVERY
    return shown(node)


def _is_published(change: Change, view: View) -> bool:
    plain = f"{view.name.schema}.{view.name.name}"
    return any(fnmatchcase(plain, one) for one in change.config.published_views)
