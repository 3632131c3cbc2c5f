"""SECURITY DEFINER functions that write for whoever may write to a view, by its INSTEAD OF trigger."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from pglast import ast

from checker.model import Change, Location
from checker.names import enumerated
from checker.rules._state import is_judged, touched_functions, trusted
from checker.rules._tree import nodes
from checker.rules.access._meaning import SERVICE
from checker.rules.functions._bare import trees
from checker.rules.functions._callers import is_open, is_unbound, may_ask
from checker.state import Function, State, Table, Trigger, View, chain, words

_WRITES = {
    ast.InsertStmt: ("insert", "adds"),
    ast.UpdateStmt: ("update", "changes"),
    ast.DeleteStmt: ("delete", "deletes"),
}


class Written(Struct, frozen=True):
    """What such a function does, past row-level security, for `who` writes to the view; the place is what the change made of it last."""

    place: Location
    function: Function
    view: View
    who: str
    does: str


def written_through(change: Change) -> Iterator[Written]:
    """Each function of such a trigger, where the change made it, the trigger, or a grant of the view."""
    states = chain(change)
    end = states.end
    touched = {function.signature for function in touched_functions(change)}
    given = {name for kind, name in end.granted_since(states.old) if kind == "table"}
    for view in end.views():
        for trigger in view.triggers.values():
            function = end.function(trigger.function, ()) if trigger.timing == "instead of" else None
            if function is None or not function.security_definer or trigger.enabled == "disabled":
                continue
            granted = _granted(change, end, view, trigger)
            if not granted:
                continue
            places = [
                *([function.changed] if function.signature in touched else []),
                trigger.made,
                *(place for _, place in granted if view.name in given),
            ]
            place = next((one for one in places if is_judged(change, one)), None)
            does = _does(change, end, function, view, [role for role, _ in granted]) if place else None
            if place and does:
                yield Written(place, function, view, enumerated(dict(granted)), does)


def _granted(change: Change, end: State, view: View, trigger: Trigger) -> list[tuple[str, Location]]:
    """Who, of those that row-level security binds, may fire the trigger, each with the place of the grant."""
    return [
        (one.role, one.made)
        for one in end.grants("table", view.name)
        if one.privilege in trigger.events
        and one.role != view.owner
        and one.role not in SERVICE
        and not trusted(change, end, one.role)
    ]


def _does(change: Change, end: State, function: Function, view: View, roles: list[str]) -> str | None:
    """What the function does to a table past its policies, in words; None where it asks who writes, or does nothing known."""
    roots = trees(function)
    below = [one for root in roots for one in nodes(root)]
    if any(may_ask(one, definer=True) for one in below):
        return None
    for node in below:
        command, verb = _WRITES.get(type(node), ("", ""))
        relation = getattr(node, "relation", None)
        table = end.table(end.resolve(relation)) if command and isinstance(relation, ast.RangeVar) else None
        if table is None or not table.rls or not is_unbound(change, end, function, table, command):
            continue
        if _by_old(node) and _shows_own(end, view, table, roles):
            continue
        if not all(is_open(end, table, command, role) for role in roles):
            return f"{verb} rows of {table.name}"
    return None


def _by_old(node: ast.Node) -> bool:
    """Whether an UPDATE or a DELETE goes by the row that the view showed."""
    where = getattr(node, "whereClause", None)
    return where is not None and any(
        isinstance(one, ast.ColumnRef) and words(one.fields)[:1] == ("old",) for one in nodes(where)
    )


def _shows_own(end: State, view: View, table: Table, roles: list[str]) -> bool:
    """Whether a view shows those who write to it no more of a table than their own rows."""
    if any(map(may_ask, nodes(view.query))):
        return True
    fenced = view.security_invoker and table.name in view.reads
    return fenced and not any(is_open(end, table, "select", role) for role in roles)
