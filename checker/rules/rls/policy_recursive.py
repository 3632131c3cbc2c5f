"""A policy asks its own table, directly or in a circle, and every query of it fails.

## Why

To find out which rows a policy lets through, its subquery reads a table, and the policies of that table are asked in turn. Where
that leads back to the first table, the server refuses each query with "infinite recursion detected in policy for
relation" (42P17). CREATE POLICY itself succeeds, and so does everything that the owner does.

## How to fix

Ask through a function that reads with its owner's rights, in a schema that is not exposed:

```sql
create function private.is_member(team bigint) returns boolean language sql stable security definer set search_path = ''
  return exists (select from public.members as m where m.team_id = team and m.user_id = (select auth.uid()));
create policy members_team on public.members for select to authenticated using (private.is_member(team_id));
```

## Not reported

- A subquery that goes through a function or a view: whose rights it reads with is not known here.
- Policies for INSERT, UPDATE and DELETE alone that ask their own table, whose SELECT policies do not.
- Tables without row-level security, and policies for roles that have nothing to do with each other.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Change, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._state import is_judged, touched_tables
from checker.rules._tree import nodes
from checker.state import Name, Policy, State, chain


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each policy of the change's that reads its own table again by way of policies."""
    state = chain(change).end
    for table in touched_tables(change):
        for policy in state.policies(table.name):
            if not table.rls or not is_judged(change, policy.changed):
                continue
            way = _back(state, policy, table.name, (table.name,))
            if way:
                through = f" by way of {', '.join(map(str, way[:-1]))}" if way[1:] else ""
                yield Hit(
                    policy.changed,
                    f"the policy {quote(policy.name)} of {table.name} asks {table.name} again{through}, so that each query of it ends"
                    ' in "infinite recursion": ask through a SECURITY DEFINER function',
                    object=f"{table.name} {quote(policy.name)}",
                )


def _back(state: State, policy: Policy, goal: Name, seen: tuple[Name, ...]) -> tuple[Name, ...]:
    """The tables over which a policy's subquery leads to `goal`, that last; empty where it does not."""
    if policy.command not in ("all", "select") or policy.using is None:
        return ()
    for name in _asked(state, policy.using):
        table = state.table(name)
        if table is None or not table.rls:
            continue
        if name == goal:
            return (name,)
        if name in seen:
            continue
        for other in state.policies(name):
            if _meet(policy, other) and (way := _back(state, other, goal, (*seen, name))):
                return (name, *way)
    return ()


def _asked(state: State, expression: ast.Node) -> list[Name]:
    """The tables that an expression's subqueries read."""
    return [state.resolve(one) for one in nodes(expression) if isinstance(one, ast.RangeVar) and one.relname]


def _meet(one: Policy, other: Policy) -> bool:
    return "public" in (*one.roles, *other.roles) or bool({*one.roles} & {*other.roles})
