"""A materialized view keeps rows of a protected table where others may read them.

## Why

A materialized view has no row-level security, and it is filled with its owner's rights: whoever may read it
reads the rows of everybody.

## How to fix

Keep it in a schema that is not exposed, and publish a view with a predicate of its own:

```sql
create materialized view private.note_counts as
  select owner_id, count(*) as notes from app.note group by owner_id;
create view public.v_note_counts as
  select notes from private.note_counts where owner_id = (select auth.uid());
```

## Not reported

- Views and materialized views of schemas that are not exposed, as long as no other role is given anything on them.
- Tables that have no row-level security.
- Roles that the config names in `view_owners`.
- A view that asks who reads it: a setting, the user, or a function of one's own.
- A view with `security_invoker`: its readers need a grant on the materialized view.
- Views that belong to one of the config's `view_owners`.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.primnodes import SQLValueFunctionOp

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._state import is_judged, touched_views, trusted
from checker.rules._tree import nodes
from checker.rules.views._moved import brought_out
from checker.state import Name, State, View, chain

_USERS = {
    SQLValueFunctionOp.SVFOP_CURRENT_ROLE,
    SQLValueFunctionOp.SVFOP_CURRENT_USER,
    SQLValueFunctionOp.SVFOP_USER,
    SQLValueFunctionOp.SVFOP_SESSION_USER,
}


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each view of the end state that shows what a materialized one keeps, and that judged scripts made, moved, or gave to a role."""
    states = chain(change)
    end, moved = states.end, dict(brought_out(change))
    touched = {view.name: view for view in touched_views(change)}
    for kind, name in end.granted_since(states.old):
        view = end.view(name) if kind == "table" and isinstance(name, Name) else None
        if view is not None:
            touched.setdefault(view.name, view)
    for view in touched.values():
        kept = {one.name: _protected(end, one) for one in _shown(change, end, view)}
        granted = [
            grant.made
            for grant in end.grants("table", view.name)
            if grant.role != view.owner and not trusted(change, end, grant.role)
        ]
        exposed = view.name.schema in change.config.exposed_schemas
        # In an exposed schema it is the view that is wrong, in another one what gives it to somebody.
        opening = (moved.get(view.name),) if exposed else granted
        made = view.made if view.materialized else view.changed
        place = next((one for one in (made, *opening) if is_judged(change, one)), None)
        if place is None or not (exposed or granted):
            continue
        for name, protected in kept.items():
            if protected:
                yield Hit(place, _message(view, name, protected), object=str(view.name))


def _message(view: View, kept: Name, protected: list[str]) -> str:
    tables = ", ".join(protected)
    if view.materialized:
        return (
            f"the materialized view {view.name} keeps rows of {tables} without row-level security: put it into a schema that is not"
            " exposed, and publish a view with a predicate"
        )
    return (
        f"the view {view.name} asks nobody who reads it, and {kept}, which it shows, keeps rows of {tables} without row-level"
        " security: say in its WHERE whose rows a reader gets"
    )


def _protected(end: State, view: View) -> list[str]:
    """The tables with row-level security whose rows a materialized view keeps."""
    return sorted(
        str(name) for name in end.base_relations(view.name) if (table := end.table(name)) and table.rls
    )


def _shown(change: Change, end: State, view: View) -> Iterator[View]:
    """The materialized views that a view is, or that it shows to whoever may read it."""
    waiting = [view]
    for one in waiting:
        if one.materialized:
            yield one
        elif not (one.security_invoker or one.owner in change.config.view_owners or _asks_reader(one)):
            below = (end.view(name) for name in sorted(one.reads))
            waiting += [there for there in below if there is not None and there not in waiting]


def _asks_reader(view: View) -> bool:
    """Whether a view's query has something in it that may be another for each reader."""
    return any(call.schema != "pg_catalog" or call.name == "current_setting" for call in view.calls) or any(
        isinstance(node, ast.SQLValueFunction) and node.op in _USERS for node in nodes(view.query)
    )
