"""A migration changes rows that policies of another table go by.

## Why

A policy that asks a table of members, of approvals or of roles lets through whom that table names: a row there is a
right. The trial asks with the seeded rows, and can't tell whom production's rows let in.

## How to fix

Where the right is meant, leave it: this is a note, for whoever answers for the rows. Where your application gives such
rights, with a record of who gave it, let it give this one too:

```sql
insert into app.member (team_id, user_id, role) values (1, 7, 'admin');
```

## Not reported

- Rows of a table that the same migration makes.
- An UPDATE of columns that the policies, and the functions that they call, do not name.
- Policies of the table itself.
- What a function or a DO block writes.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._state import existed, up_steps
from checker.rules.access._gone_by import asked
from checker.state import Name, Step


@rule(Severity.NOTE)
def check(change: Change) -> Iterator[Hit]:
    """Each statement that writes rows of a table that was there, and that policies of another one ask."""
    kinds = (ast.InsertStmt, ast.UpdateStmt, ast.DeleteStmt, ast.MergeStmt, ast.CopyStmt, ast.TruncateStmt)
    for step in up_steps(change, *kinds):
        for table, columns in _written(step):
            if not existed(step, table):
                continue
            of = sorted(
                str(other)
                for other, theirs in asked(change).items()
                if other != table
                and theirs.asks(table)
                and (columns is None or columns & (theirs.words | theirs.bodies))
            )
            if of:
                more = f" and {len(of) - 1} more" if len(of) > 1 else ""
                yield Hit(
                    step.statement.location,
                    f"policies of {of[0]}{more} ask {table} whom they let through, and this changes its rows: see that whom it lets in"
                    " is meant",
                    object=str(table),
                )


def _written(step: Step) -> Iterator[tuple[Name, frozenset[str] | None]]:
    """The tables whose rows a statement writes, with the columns where it changes only those."""
    columns = None
    match step.statement.node:
        case ast.TruncateStmt(relations=relations):
            pass
        case ast.CopyStmt(is_from=True, relation=relation):
            relations = (relation,)
        case ast.UpdateStmt(relation=relation, targetList=targets):
            relations = (relation,)
            columns = frozenset(str(target.name) for target in targets or ())
        case (
            ast.InsertStmt(relation=relation)
            | ast.DeleteStmt(relation=relation)
            | ast.MergeStmt(relation=relation)
        ):
            relations = (relation,)
        case _:
            return
    yield from ((step.name(relation), columns) for relation in relations or () if relation is not None)
