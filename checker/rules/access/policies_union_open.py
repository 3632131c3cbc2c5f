"""Permissive policies, each of which asks something, let every row through together.

## Why

Permissive policies of a command and role are joined by OR. `archived` in one and `archived is not true` in another
leave nothing out, and no one of them looks wrong.

## How to fix

Make the one that was meant as a fence restrictive, or ask for the caller in each:

```sql
create policy note_live on public.note as restrictive for select to authenticated using (not archived);
```

## Not reported

- A policy that is true of every row by itself: rules of their own say that.
- Policies for different commands or roles.
- Where a restrictive policy narrows them.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Change, Severity
from checker.predicate import NO_CLAIMS, STRANGER, Answer, disjunction
from checker.rule import Hit, rule
from checker.rules.access._meaning import Judged, commands, expression, judged_policies
from checker.state import Policy


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each policy of the change that completes a union which is true of every row."""
    done: set[tuple[str, str]] = set()
    for one in judged_policies(change):
        if one.for_trusted:
            continue
        for command in one.commands:
            clause = "WITH CHECK" if command == "insert" else "USING"
            beside = [other for other in one.state.policies(one.table.name) if _joins(one, other, command)]
            names = ", ".join(sorted({one.policy.name, *(other.name for other in beside)}))
            if (str(one.table.name), names) in done or not beside:
                continue
            nodes = [
                node for other in (one.policy, *beside) if (node := expression(other, clause)) is not None
            ]
            if _open(one, clause, nodes) and not any(_open(one, clause, [node]) for node in nodes):
                done.add((str(one.table.name), names))
                text = (
                    f"the policies {names} of {one.table.name} let every row through together, since permissive"
                    " policies are joined by OR: make the fence AS RESTRICTIVE"
                )
                yield Hit(one.location, text, f"{one.table.name} {names}", undecided=one.undecided)


def _joins(one: Judged, other: Policy, command: str) -> bool:
    """Whether another permissive policy counts wherever this one does."""
    roles = set(other.roles)
    return (
        other.permissive
        and other.name != one.policy.name
        and command in commands(other)
        and ("public" in roles or set(one.policy.roles) <= roles)
    )


def _open(one: Judged, clause: str, nodes: list[ast.Node]) -> bool:
    whole = one.narrowed(clause, disjunction(nodes))
    return any(one.answer(whole, caller, nulls=False) is Answer.EVERY for caller in (NO_CLAIMS, STRANGER))
