"""A required column is added to an existing table without a default.

## Why

If the table has a single row, the statement fails (23502): there is nothing to put into the new column. In an
empty database, as on the author's machine, it succeeds.

## How to fix

Give it a default, or add it without NOT NULL, fill it, and require it in a later migration:

```sql
alter table app.note add column title text not null default '';
```

## Not reported

- Tables that the same migration makes.
- Columns with a default, an identity, a generated value or a serial type.
- DEFAULT NULL counts as none.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import AlterTableType, ConstrType

from checker.model import Change, Finding, Severity
from checker.names import quote, split_qualified
from checker.rule import Hit, rule
from checker.rules._beside import fails_with
from checker.rules.locks._alter import commands
from checker.state import words

_REQUIRES = {ConstrType.CONSTR_NOTNULL, ConstrType.CONSTR_PRIMARY}
_FILLS = {ConstrType.CONSTR_IDENTITY, ConstrType.CONSTR_GENERATED}
_SERIAL = frozenset({"serial", "serial2", "serial4", "serial8", "bigserial", "smallserial"})


def _null_in(finding: Finding) -> str:
    """How PostgreSQL says that the column of a finding has nothing in it."""
    *_, table, column = split_qualified(finding.object or "")
    return f'column "{column}" of relation "{table}" contains null values'


@rule(Severity.ERROR, explains=fails_with("23502", _null_in))
def check(change: Change) -> Iterator[Hit]:
    """Each ADD COLUMN … NOT NULL, or PRIMARY KEY, that nothing fills."""
    for step, name, command in commands(change):
        column = command.def_
        if command.subtype != AlterTableType.AT_AddColumn or not isinstance(column, ast.ColumnDef):
            continue
        constraints = column.constraints or ()
        required = any(one.contype in _REQUIRES for one in constraints)
        if required and not _is_filled(column):
            yield Hit(
                step.statement.at(column),
                f"{name} may have rows, and {quote(column.colname or '')} is NOT NULL with nothing to put there: give it a"
                " DEFAULT, or add it without NOT NULL and require it once it is filled",
                object=f"{name}.{quote(column.colname or '')}",
            )


def _is_filled(column: ast.ColumnDef) -> bool:
    kind = words(column.typeName.names if column.typeName else ())
    if len(kind) == 1 and kind[0] in _SERIAL:
        return True
    for one in column.constraints or ():
        null = isinstance(one.raw_expr, ast.A_Const) and one.raw_expr.isnull
        if one.contype in _FILLS or (one.contype == ConstrType.CONSTR_DEFAULT and not null):
            return True
    return False
