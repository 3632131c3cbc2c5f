"""Everybody may read every file of a bucket.

## Why

On Supabase, the files of a bucket whose `public` is true are served to whoever knows their address, without a login, and the policies of
`storage.objects` are not asked (Supabase's documentation, "Storage Buckets"). For logos that is wanted, for invoices it is not: a
reviewer should see it.

## How to fix

Where it is meant, leave it: this is a note. Else leave `public` out, and let a policy say who may read:

```sql
insert into storage.buckets (id, name) values ('invoices', 'invoices');
create policy own_invoices on storage.objects for select to authenticated
  using (bucket_id = 'invoices' and owner_id = (select auth.uid())::text);
```

## Not reported

- A down, which may put back what was.
- Values that are computed, and an INSERT without a list of columns.
- A platform other than `supabase`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pglast import ast

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._state import up_steps
from checker.rules._tree import literal
from checker.state.options import constant

_TRUE = frozenset({"t", "true", "y", "yes", "on", "1"})
_COLUMN = "public"


@rule(Severity.NOTE)
def check(change: Change) -> Iterator[Hit]:
    """Each INSERT and UPDATE that sets the column to TRUE."""
    if change.config.platform != "supabase":
        return
    for step in up_steps(change, ast.InsertStmt, ast.UpdateStmt):
        node = step.statement.node
        if not isinstance(node, ast.InsertStmt | ast.UpdateStmt) or node.relation is None:
            continue
        if (node.relation.schemaname, node.relation.relname) != ("storage", "buckets"):
            continue
        names = [*(_inserted(node) if isinstance(node, ast.InsertStmt) else _updated(node))]
        if not names:
            continue
        known = [name for name in dict.fromkeys(names) if name]
        which = f"the bucket{'s' if len(known) > 1 else ''} {', '.join(known)}" if known else "these buckets"
        yield Hit(
            step.statement.location,
            f"everybody may read every file of {which} by its address, and the policies of storage.objects are not asked: leave public"
            " out where that is not meant",
            object="storage.buckets",
        )


def _inserted(node: ast.InsertStmt) -> Iterator[str | None]:
    """The ids of the buckets that an INSERT makes public, None for one that it does not name."""
    columns = [str(column.name) for column in node.cols or ()]
    rows: Sequence[Sequence[Any]] = getattr(node.selectStmt, "valuesLists", None) or ()
    for row in rows:
        given = dict(zip(columns, row, strict=False))
        if _is_true(given.get(_COLUMN)):
            yield literal(given.get("id"))
    conflict = node.onConflictClause
    if conflict is not None and _sets_it(conflict.targetList):
        yield None


def _updated(node: ast.UpdateStmt) -> Iterator[str | None]:
    """The id of the bucket that an UPDATE makes public, None where it is not one that it names."""
    if _sets_it(node.targetList):
        match node.whereClause:
            case ast.A_Expr(
                name=(ast.String(sval="="),),
                lexpr=ast.ColumnRef(fields=(*_, ast.String(sval="id"))),
                rexpr=name,
            ):
                yield literal(name)
            case _:
                yield None


def _sets_it(targets: Sequence[Any] | None) -> bool:
    return any(target.name == _COLUMN and _is_true(target.val) for target in targets or ())


def _is_true(node: Any) -> bool:
    return constant(node).lower() in _TRUE
