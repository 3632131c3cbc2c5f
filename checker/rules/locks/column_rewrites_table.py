"""A new column makes PostgreSQL write an existing table anew.

## Why

A default that is another value for each row (`gen_random_uuid()`, a sequence), and a stored generated
column, cannot be remembered once for all old rows: each is written anew, with the table locked for readers
and writers.

## How to fix

Add the column without it, set the default for new rows, and fill the old ones in batches:

```sql
alter table app.note add column public_id uuid;
alter table app.note alter column public_id set default gen_random_uuid();
```

## Not reported

- Tables that the same migration makes.
- Tables that another new migration of the change makes, and nothing fills before: they are deployed together, so nobody uses them yet.
- Constants, `now()` and other stable functions, which are evaluated once.
- Virtual generated columns.
- Functions that are not known to be volatile.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pglast import ast
from pglast.enums.parsenodes import AlterTableType, ConstrType

from checker.model import Change, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._tree import nodes
from checker.rules.locks._alter import commands_on_rows
from checker.state import Step, words

# Volatile functions of PostgreSQL and of uuid-ossp and pgcrypto that stand in defaults (pg_proc.provolatile).
_VOLATILE = frozenset(
    {
        "gen_random_uuid", "uuidv4", "uuidv7", "gen_random_bytes", "random", "random_normal", "clock_timestamp", "timeofday",
        "nextval", "uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v4", "gen_salt",
    }
)  # fmt: skip
_STORED = "which is generated and stored"
_SERIAL = frozenset({"serial", "serial2", "serial4", "serial8", "bigserial", "smallserial"})


@rule(Severity.WARNING, seen="rewritten")
def check(change: Change) -> Iterator[Hit]:
    """Each ADD COLUMN with a volatile default, serial, identity or a stored expression."""
    for step, name, command in commands_on_rows(change):
        column = command.def_
        if command.subtype == AlterTableType.AT_AddColumn and isinstance(column, ast.ColumnDef):
            why = _why(step, column)
            if why is not None:
                yield Hit(
                    step.statement.at(column),
                    f"all rows of {name} are written anew for {quote(column.colname or '')}, {why}, while everybody waits: {_remedy(why)}",
                    object=f"{name}.{quote(column.colname or '')}",
                )


def _remedy(why: str) -> str:
    if why == _STORED:
        return "make it VIRTUAL (PostgreSQL 18), or a plain column that a trigger fills, and fill the old rows in batches"
    return "add the column without it, then fill the old rows in batches"


def _why(step: Step, column: ast.ColumnDef) -> str | None:
    kind = words(column.typeName.names if column.typeName else ())
    if len(kind) == 1 and kind[0] in _SERIAL:
        return f"which is {kind[0]}"
    for constraint in column.constraints or ():
        if constraint.contype == ConstrType.CONSTR_IDENTITY:
            return "which is an identity"
        if constraint.contype == ConstrType.CONSTR_GENERATED and constraint.generated_kind != "v":
            return _STORED
        if constraint.contype == ConstrType.CONSTR_DEFAULT:
            volatile = _volatile(step, constraint.raw_expr)
            if volatile:
                return f"whose default calls {volatile}()"
    return None


def _volatile(step: Step, expression: Any) -> str | None:
    for node in nodes(expression) if isinstance(expression, ast.Node) else ():
        if isinstance(node, ast.FuncCall):
            name = words(node.funcname)
            own = step.before.functions_named(step.before.resolve_function(name))
            if name[-1] in _VOLATILE or any(one.volatility == "volatile" for one in own):
                return ".".join(name)
    return None
