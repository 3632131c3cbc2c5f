"""Callers write the very column that policies take their rights from.

## Why

`exists (select from app.member m where m.user_id = auth.uid() and m.role = 'admin')` is as good as the table that it asks. Where a policy of
that table lets each caller insert or update its own row, and asks nothing of `role`, everybody is an admin who writes so.

## How to fix

Leave the column out of what callers may write, or ask for it in WITH CHECK:

```sql
revoke insert, update on app.member from authenticated;
grant insert (user_id, nickname), update (nickname) on app.member to authenticated;
```

Where each caller is meant to take the right itself, as to join what is open to all, allow this with a reason, in the comment that
[directive-invalid](directive-invalid.md) describes.

## Not reported

- A WITH CHECK that names the column, asks another table or a function of one's own; a restrictive policy that does.
- A column that callers have no privilege to write.
- A policy that asks by a column that is unique, as a primary key: whose that row is, is no right over others.
- A table with a BEFORE trigger for the command, which may see to it.
- Policies that are TO nobody but roles that may have every row.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from pglast import ast

from checker.model import Change, Severity
from checker.names import enumerated, quote
from checker.predicate import OWNER, STRANGER, Answer
from checker.predicate.claims import claim_path
from checker.rule import Hit, rule
from checker.rules._state import is_judged, trusted
from checker.rules._tree import nodes
from checker.rules.access._meaning import SERVICE, Judged, judged_policies
from checker.rules.functions._bare import trees
from checker.rules.functions._callers import may_ask
from checker.state import Name, Policy, State, Table, chain, words


class Asked(Struct, frozen=True):
    """A policy that looks the caller up in a table: by which columns, and which others decide what it may."""

    policy: Policy
    users: frozenset[str]
    rights: frozenset[str]


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each policy of the end state that lets callers write such a column, where the change made it or the one that asks."""
    if not any(True for _ in judged_policies(change)):
        return
    end = chain(change).end
    for name, asking in _asking(end).items():
        table = end.table(name)
        if table is None or not table.rls:
            continue
        for policy in table.policies.values():
            judged = Judged(policy, table, end, change)
            for one in asking:
                made = [each.changed for each in (policy, one.policy) if is_judged(change, each.changed)]
                free = _free(judged, one) if made else ()
                if free:
                    yield Hit(
                        made[0],
                        f"whoever {judged.title} is for may give itself any {enumerated(map(quote, free))}, and the policy"
                        f" {quote(one.policy.name)} of {one.policy.table} goes by that: leave it out of what they may write, or ask for it in"
                        " WITH CHECK",
                        judged.object,
                        undecided=judged.undecided,
                    )
                    break


def _asking(end: State) -> dict[Name, list[Asked]]:
    """By table, the policies of other tables that look the caller up in it."""
    found: dict[Name, list[Asked]] = {}
    bodies: dict[str, tuple[ast.Node, ...]] = {}
    for table in end.tables():
        for policy in table.policies.values():
            for root in _roots(end, policy, bodies):
                for name, users, rights in _looked_up(end, root):
                    if name != table.name and users and rights:
                        found.setdefault(name, []).append(Asked(policy, users, rights))
    return found


def _roots(end: State, policy: Policy, bodies: dict[str, tuple[ast.Node, ...]]) -> Iterator[ast.Node]:
    """A policy's expressions, and the bodies of the functions that they call; what was read of these is kept in `bodies`."""
    for part in (policy.using, policy.check):
        if part is None:
            continue
        yield part
        for one in nodes(part):
            if isinstance(one, ast.FuncCall):
                for function in end.functions_named(end.resolve_function(words(one.funcname))):
                    if function.signature not in bodies:
                        bodies[function.signature] = trees(function)
                    yield from bodies[function.signature]


def _looked_up(end: State, root: ast.Node) -> Iterator[tuple[Name, frozenset[str], frozenset[str]]]:
    """The tables that the queries of an expression read, each with the columns that hold the caller, and the others that are asked for."""
    below = nodes(root)
    listed = {
        id(one.subselect): one.testexpr
        for one in below
        if isinstance(one, ast.SubLink) and one.testexpr is not None
    }
    for select in below:
        if not isinstance(select, ast.SelectStmt) or not select.fromClause:
            continue
        for relation in (one for item in select.fromClause for one in nodes(item)):
            table = end.table(end.resolve(relation)) if isinstance(relation, ast.RangeVar) else None
            if table is None or not isinstance(relation, ast.RangeVar):
                continue
            alias = relation.alias.aliasname if relation.alias else relation.relname
            users: set[str] = set()
            for one in nodes(select):
                if isinstance(one, ast.A_Expr) and words(one.name)[-1:] == ("=",):
                    for column, other in ((one.lexpr, one.rexpr), (one.rexpr, one.lexpr)):
                        if claim_path(other, STRANGER) is not None:
                            users |= {*_column(column, alias, table)}
            targets = [one.val for one in select.targetList or ()]
            if len(targets) == 1 and claim_path(listed.get(id(select)), STRANGER) is not None:
                users |= {*_column(targets[0], alias, table)}
            named = {name for one in nodes(select) for name in _column(one, alias, table)}
            yield table.name, frozenset(users), frozenset(named - users)


def _column(node: object, alias: str | None, table: Table) -> Iterator[str]:
    """The column of a table that a node is, in a query that calls the table so."""
    while isinstance(node, ast.TypeCast):
        node = node.arg
    if isinstance(node, ast.ColumnRef):
        *qualifier, name = words(node.fields) or ("",)
        if name in table.columns and qualifier in ([], [alias]):
            yield name


def _free(judged: Judged, asked: Asked) -> tuple[str, ...]:
    """The columns among those asked for that a policy lets each caller write as it likes, in its own row."""
    policy, table, end = judged.policy, judged.table, judged.state
    node = policy.check if policy.check is not None else policy.using
    commands = [one for one in ("insert", "update") if one in judged.commands]
    if not policy.permissive or not commands or node is None or judged.for_trusted:
        return ()
    whole = judged.narrowed("WITH CHECK", node)
    named = {
        words(one.fields)[-1] for one in nodes(whole) if isinstance(one, ast.ColumnRef) and words(one.fields)
    }
    looks = any(isinstance(one, ast.SelectStmt) and one.fromClause for one in nodes(whole))
    calls = any(may_ask(one) and claim_path(one, STRANGER) is None for one in nodes(whole))
    own = judged.answer(node, STRANGER) is Answer.NONE and judged.answer(node, OWNER) is Answer.SOME
    if looks or calls or not own or not named & asked.users:
        return ()
    keys = [one.columns for one in table.constraints.values() if one.kind in ("primary key", "unique")]
    keys += [
        (one.columns[0] or "",) for one in end.indexes(table.name) if one.unique and len(one.columns) == 1
    ]
    # By its key, a row is asked for as such: what its owner writes there decides on what belongs to it.
    rights = (
        []
        if any((one,) in keys for one in asked.rights)
        else [one for one in asked.rights if one not in named]
    )
    return tuple(
        sorted(one for one in rights if any(_may_write(judged, command, one) for command in commands))
    )


def _may_write(judged: Judged, command: str, column: str) -> bool:
    """Whether somebody whom the policy is for, and who may not have every row, has the privilege, and no trigger stands before it."""
    end, table = judged.state, judged.table
    if any(one.timing == "before" and command in one.events for one in table.triggers.values()):
        return False
    roles = [*judged.policy.roles]
    acting = {name for role in roles for name in (end.acts_as(role) if role != "public" else ("public",))}
    return any(
        one.privilege == command
        and (not one.columns or column in one.columns)
        and (one.role in acting or "public" in roles)
        and one.role not in SERVICE
        and not trusted(judged.change, end, one.role)
        for one in end.grants("table", table.name)
    )
