"""A foreign key empties a column that may not be empty.

## Why

ON DELETE SET NULL of a NOT NULL column can never do what it says: whoever deletes the row that is pointed at gets the error that a null
value violates a not-null constraint, of another table than the one of the DELETE. So does SET DEFAULT, where there is no default.

## How to fix

Let the column be NULL, or say what is to become of the row:

```sql
create table app.remark (id bigint primary key, note_id bigint not null references app.note on delete cascade);
```

## Not reported

- SET DEFAULT of a column that has a default.
- Tables with a BEFORE UPDATE trigger, which may fill the column.
- What was so before the change.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums import AlterTableType, ConstrType

from checker.model import Change, Location, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._state import is_judged, touched_tables, up_steps
from checker.rules._tree import nodes
from checker.state import Column, Constraint, Table, chain, words


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each such column of a foreign key of the end, where a judged statement made the key or required the column."""
    end = chain(change).end
    for table in touched_tables(change):
        fills = any(one.timing == "before" and "update" in one.events for one in table.triggers.values())
        if fills or end.undecided("columns", table.name) or end.undecided("constraints", table.name):
            continue
        for key in table.constraints.values():
            for name in dict.fromkeys((*key.nulled, *key.defaulted)):
                column = table.columns.get(name)
                if column is None or not column.not_null or (name not in key.nulled and _has_default(column)):
                    continue
                place = _made(change, key) or _required(change, table, name)
                if place is not None:
                    what = "NULL" if name in key.nulled else "DEFAULT"
                    yield Hit(
                        place,
                        f"the foreign key {quote(key.name)} is to SET {what} where a row of {key.references} goes, and {table.name}."
                        f"{quote(name)} is NOT NULL{'' if what == 'NULL' else ' and has no default'}, so that it can't: say CASCADE or"
                        " RESTRICT, or drop NOT NULL",
                        object=f"{table.name} {quote(key.name)}",
                    )


def _has_default(column: Column) -> bool:
    null = isinstance(column.default, ast.A_Const) and column.default.isnull
    return bool((column.default and not null) or column.identity or column.serial or column.generated)


def _made(change: Change, key: Constraint) -> Location | None:
    """Where a judged statement makes the foreign key."""
    for step in up_steps(change, ast.CreateStmt, ast.AlterTableStmt):
        statement, root = step.statement, step.statement.node
        if statement.location != key.made or root is None:
            continue
        for node in nodes(root):
            match node:
                case ast.ColumnDef(colname=str(column), constraints=tuple() as some) if key.columns == (
                    column,
                ):
                    keys = [one for one in some if one.contype == ConstrType.CONSTR_FOREIGN]
                case ast.Constraint(fk_attrs=tuple() as columns) if key.columns == words(columns):
                    keys = [node]
                case _:
                    continue
            for one in keys:
                return statement.at(one)
    return key.made if is_judged(change, key.made) else None


def _required(change: Change, table: Table, column: str) -> Location | None:
    """Where a judged statement says that a column is NOT NULL."""
    for step in up_steps(change, ast.AlterTableStmt):
        node = step.statement.node
        if isinstance(node, ast.AlterTableStmt) and node.relation and step.name(node.relation) == table.name:
            for one in node.cmds or ():
                if one.subtype == AlterTableType.AT_SetNotNull and one.name == column:
                    return step.statement.at(one)
    return None
