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
revoke execute on function private.is_member(bigint) from public;
grant execute on function private.is_member(bigint) to authenticated;
create policy members_team on public.members for select to authenticated using (private.is_member(team_id));
```

## Not reported

- A subquery that goes through a function or a view: whose rights it reads with is not known here.
- Policies for INSERT, UPDATE and DELETE alone that ask their own table, whose SELECT policies do not.
- Tables without row-level security, and policies for roles that have nothing to do with each other.
"""

from __future__ import annotations

from collections import deque
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
            way = _back(state, policy, table.name)
            if way:
                through = f" by way of {', '.join(map(str, way[:-1]))}" if way[1:] else ""
                yield Hit(
                    policy.changed,
                    f"the policy {quote(policy.name)} of {table.name} asks {table.name} again{through}, so that each query of it ends"
                    ' in "infinite recursion": ask through a SECURITY DEFINER function',
                    object=f"{table.name} {quote(policy.name)}",
                )


def _back(state: State, policy: Policy, goal: Name) -> tuple[Name, ...]:
    """The tables over which a policy's subquery leads to `goal`, that last; empty where it does not.

    Whoever asks is of a role that all the policies on the way are for; `None` stands for any role.
    """
    waiting: deque[tuple[Policy, frozenset[str] | None, tuple[Name, ...]]] = deque()
    if _is_read(policy):
        waiting.append((policy, _roles(policy), ()))
    seen: set[tuple[Name, str, frozenset[str] | None]] = set()
    while waiting:
        here, roles, way = waiting.popleft()
        for name in _asked(state, here):
            table = state.table(name)
            if table is None or not table.rls:
                continue
            if name == goal:
                return (*way, name)
            for other in state.policies(name):
                both = _both(roles, _roles(other))
                key = (name, other.name, both)
                if _is_read(other) and both != frozenset() and key not in seen:
                    seen.add(key)
                    waiting.append((other, both, (*way, name)))
    return ()


def _is_read(policy: Policy) -> bool:
    return policy.command in ("all", "select") and policy.using is not None


def _roles(policy: Policy) -> frozenset[str] | None:
    return None if "public" in policy.roles else frozenset(policy.roles)


def _both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    return other if one is None else one if other is None else one & other


def _asked(state: State, policy: Policy) -> list[Name]:
    """The tables that a policy's subqueries read; a bare name that a WITH gives is none."""
    each = nodes(policy.using) if policy.using is not None else ()
    given = {node.ctename for node in each if isinstance(node, ast.CommonTableExpr)}
    return [
        state.resolve(node)
        for node in each
        if isinstance(node, ast.RangeVar) and node.relname and (node.schemaname or node.relname not in given)
    ]
