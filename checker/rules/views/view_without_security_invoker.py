"""A view reads with its owner's rights, past its readers' row-level security.

## Why

Row-level security is asked for the view's owner and not for who reads the view: if the owner migrates and
the tables are not forced on it, every reader of the view sees every row. So it does for a view that was there
before its table was protected. In an exposed schema that is everybody; in another one it is the roles that the view is granted to.

## How to fix

```sql
create view public.v_note with (security_invoker = true) as
  select id, title from app.note;
```

A view that is meant to read for others belongs to a role of its own, which the config names in
`view_owners` and which a policy lets in.

## Not reported

- Views that belong to one of the config's `view_owners`.
- Views of schemas that are not exposed, and that no role was given which may use the schema; nor what the tables' policies govern for the owner
  too, since they are forced on it.
- Roles above row-level security, which read all rows anyway.
- Views that read no table that is known or protected.
- Views that read it through one that has the option: that one asks for the reader all the same (PostgreSQL's manual, CREATE VIEW).
- A CREATE OR REPLACE that loses the option: that is [view-option-lost](view-option-lost.md).

A grant to a role other than PUBLIC, `anon` and `authenticated`, of a view in a schema that is not exposed, is a warning: a reporting role may be
meant to see every row.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Change, Finding, Location, Severity, Trial
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._state import is_judged, is_past, trusted, up_nodes, up_steps
from checker.rules.views._moved import brought_out
from checker.rules.views._options import with_options
from checker.state import Grant, Name, State, Step, Table, View, chain
from checker.state.nouns import TRUE

_HIDES = (ast.DoStmt, ast.SelectStmt, ast.CallStmt)
_ANYBODY = frozenset({"public", "anon", "authenticated"})


def _holds(trial: Trial, finding: Finding) -> bool | None:
    view = trial.end.get("view", finding.object or "") if trial.end else None
    if view is None:
        return None
    options = dict(line.split("=", 1) for line in (view.get("options") or "").split("\n") if "=" in line)
    by_reader = options.get("security_invoker", "false").lower() in TRUE
    return not by_reader and view.get("owner") not in trial.change.config.view_owners


@rule(Severity.ERROR, holds=_holds)
def check(change: Change) -> Iterator[Hit]:
    """Each view of the end state that a judged statement made, replaced, altered or moved so, gave to a role, or protected the table of."""
    end = chain(change).end
    told: set[Name] = set()
    for step in up_steps(change, ast.ViewStmt, ast.AlterTableStmt):
        made = _left_by(step)
        view = end.view(made.name) if made else None
        if view is not None and step.statement.location in (view.changed, view.made):
            for hit in _hits(change, end, view, step.statement.location):
                told.add(view.name)
                fix = with_options(
                    step.statement, {"security_invoker": "true"}, "read with the reader's rights"
                )
                yield hit._replace(fix=fix)
    moved = ((view, place) for name, place in brought_out(change) if (view := end.view(name)) is not None)
    for view, place in (
        *_in_blocks(change, end), *_protected_below(change, end), *_granted(change, end), *moved,
    ):  # fmt: skip
        if view.name not in told:
            told.add(view.name)
            yield from _hits(change, end, view, place)


def _hits(change: Change, end: State, view: View, place: Location) -> Iterator[Hit]:
    """At most one, where the view reads what others then may not see."""
    if view.materialized or view.security_invoker or view.owner in change.config.view_owners:
        return
    read = [*_read_for_owner(end, view)]
    exposed = view.name.schema in change.config.exposed_schemas
    roles = () if exposed else sorted({grant.role for grant in _readers(change, end, view)})
    if not (
        read if exposed else roles and any(is_past(change, end, view.owner, table) for view, table in read)
    ):
        return
    names = ", ".join("PUBLIC" if role == "public" else quote(role) for role in roles)
    yield Hit(
        place,
        f"the view {view.name}{f', which is granted to {names},' if names else ''} reads with its owner's rights, past its"
        " readers' row-level security: add WITH (security_invoker = true), or give it to a role of the config's view_owners",
        object=str(view.name),
        undecided=end.undecided("options", view.name) or end.undecided("owner", view.name),
        severity=None if exposed or _ANYBODY & {*roles} else Severity.WARNING,
    )


def _left_by(step: Step) -> View | None:
    """The view that a statement makes so, or takes the option from; where CREATE OR REPLACE does, that is another rule's."""
    match step.statement.node:
        case ast.ViewStmt(view=ast.RangeVar() as relation):
            name = step.name(relation)
            before, after = step.before.view(name), step.after.view(name)
            return None if before is not None and before.security_invoker else after
        case ast.AlterTableStmt(relation=ast.RangeVar() as relation):
            name = step.name(relation)
            before, after = step.before.view(name), step.after.view(name)
            return after if before is not None and before.security_invoker else None
    return None


def _in_blocks(change: Change, end: State) -> Iterator[tuple[View, Location]]:
    """The views that a DO block, or a function that is called, makes so or takes the option from, with that statement.

    What it replaces, and what loses the option by that, is another rule's.
    """
    for step in up_steps(change, *_HIDES):
        if not isinstance(step.statement.node, _HIDES):
            continue
        for made in step.after.differing(step.before, "view"):
            before, view = step.before.view(made.name), end.view(made.name)
            reset = before is not None and before.security_invoker and before.query is made.query
            if view is not None and (before is None or reset) and view.query is made.query:
                yield view, step.statement.location


def _protected_below(change: Change, end: State) -> Iterator[tuple[View, Location]]:
    """The views that were there before row-level security was switched on for what they read, with where it was."""
    for step, node in up_nodes(change, ast.AlterTableStmt):
        if node.relation is None:
            continue
        name = step.name(node.relation)
        before, after = step.before.table(name), step.after.table(name)
        if before is None or before.rls or after is None or not after.rls:
            continue
        waiting = [name]
        for below in waiting:
            for view in step.before.readers(below):
                if view.name not in waiting:
                    waiting.append(view.name)
        yield from ((view, step.statement.location) for view in end.some("view", waiting[1:]))


def _granted(change: Change, end: State) -> Iterator[tuple[View, Location]]:
    """The views that a judged statement gives to somebody, with where it does."""
    for kind, name in end.granted_since(chain(change).old):
        view = end.view(name) if kind == "table" and isinstance(name, Name) else None
        for grant in _readers(change, end, view) if view is not None else ():
            if (
                is_judged(change, grant.made)
                and view is not None
                and view.name.schema not in change.config.exposed_schemas
            ):
                yield view, grant.made


def _readers(change: Change, state: State, view: View) -> Iterator[Grant]:
    """What gives a view to roles that row-level security binds, and that may use its schema."""
    users = {
        one.role for one in state.grants("schema", view.name.schema) if one.privilege in ("usage", "all")
    }
    open_to_all = view.name.schema == "public" or "public" in users
    for grant in state.grants("table", view.name):
        if (
            grant.role == view.owner
            or trusted(change, state, grant.role)
            or grant.privilege not in ("select", "all")
        ):
            continue
        if open_to_all or users & state.acts_as(grant.role) or (grant.role == "public" and users):
            yield grant


def _read_for_owner(state: State, view: View) -> Iterator[tuple[View, Table]]:
    """The protected tables that a view reads with its owner's rights, or with that of a view below, each with that view."""
    seen, waiting = {view.name}, [view]
    while waiting:
        here = waiting.pop()
        for name in here.reads - seen:
            seen.add(name)
            below, table = state.view(name), state.table(name)
            if below is not None and not (below.security_invoker or below.materialized):
                waiting.append(below)
            elif table is not None and table.rls:
                yield here, table
