"""A function is declared IMMUTABLE, and what it gives depends on more than its arguments.

## Why

PostgreSQL takes the word for it: it keeps the value in an index, in a generated column or in a plan, and does not look again. A function that
asks the clock, the session, chance or a table gives another value tomorrow, so that the index does not find the row, and a CHECK that reads a
table holds only until that table changes: a dump of it may not be restored.

## How to fix

Declare it as what it is, and give it what it asks for as an argument where an index needs it:

```sql
create function app.age_in_years(born date, today date) returns integer language sql immutable
  return extract(year from age(today::timestamp, born::timestamp));
```

## Not reported

- Functions that are declared STABLE or VOLATILE, or not at all.
- `to_char`, `to_date`, `unaccent` and others that are STABLE for rare cases: such wrappers are made on purpose.
- Languages that are not SQL or PL/pgSQL.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.primnodes import SQLValueFunctionOp

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._state import up_steps
from checker.rules._tree import nodes, words
from checker.rules.functions._bodies import written

_ASKS = {
    "now": "the clock", "clock_timestamp": "the clock", "statement_timestamp": "the clock", "transaction_timestamp": "the clock",
    "timeofday": "the clock", "random": "chance", "gen_random_uuid": "chance", "uuid_generate_v4": "chance", "uuidv4": "chance",
    "uuidv7": "chance", "nextval": "a sequence", "currval": "a sequence", "lastval": "a sequence",
    "current_setting": "the session", "txid_current": "the session", "pg_backend_pid": "the session",
}  # fmt: skip
_SESSION = {
    SQLValueFunctionOp.SVFOP_CURRENT_ROLE, SQLValueFunctionOp.SVFOP_CURRENT_USER, SQLValueFunctionOp.SVFOP_USER,
    SQLValueFunctionOp.SVFOP_SESSION_USER, SQLValueFunctionOp.SVFOP_CURRENT_CATALOG, SQLValueFunctionOp.SVFOP_CURRENT_SCHEMA,
}  # fmt: skip


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each CREATE FUNCTION that says IMMUTABLE, with the first thing in its body that speaks against that."""
    for step in up_steps(change, ast.CreateFunctionStmt):
        node = step.statement.node
        if not isinstance(node, ast.CreateFunctionStmt):
            continue
        options = {one.defname: one for one in node.options or ()}
        said = options.get("volatility")
        if said is None or getattr(said.arg, "sval", "") != "immutable":
            continue
        asked = next((what for root in written(step.statement) if (what := _asked(root))), None)
        if asked is not None:
            name = ".".join(words(node.funcname))
            yield Hit(
                step.statement.at(said),
                f"{name} is declared IMMUTABLE and asks {asked}, so that an index, a generated column or a plan keeps what is no longer"
                " so: declare it STABLE or VOLATILE",
                object=name,
            )


def _asked(root: ast.Node) -> str | None:
    """What a statement or an expression asks beside its arguments, in words."""
    below = nodes(root)
    inside = {one.ctename for one in below if isinstance(one, ast.CommonTableExpr)}
    for one in below:
        match one:
            case ast.RangeVar(schemaname=schema, relname=name) if schema or name not in inside:
                return f"the table {f'{schema}.' if schema else ''}{name}"
            case ast.SQLValueFunction(op=op):
                return "the session" if op in _SESSION else "the clock"
            case ast.FuncCall(funcname=name) if len(words(name)) == 1 or words(name)[0] == "pg_catalog":
                if asked := _ASKS.get(words(name)[-1]):
                    return f"{asked} ({words(name)[-1]})"
    return None
