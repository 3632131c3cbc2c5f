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
- ALTER FUNCTION … IMMUTABLE of a function that was that before.
- `to_char`, `to_date`, `unaccent` and others that are STABLE for rare cases: such wrappers are made on purpose.
- Languages that are not SQL or PL/pgSQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pglast import ast
from pglast.enums.primnodes import SQLValueFunctionOp

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._state import up_steps
from checker.rules._tree import nodes
from checker.rules.functions._bare import trees
from checker.rules.functions._bodies import written
from checker.state import Step, words

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
    """Each CREATE or ALTER FUNCTION that says IMMUTABLE, with the first thing in the body that speaks against that."""
    for step in up_steps(change, ast.CreateFunctionStmt, ast.AlterFunctionStmt):
        said = next((one for one in _options(step.statement.node) if one.defname == "volatility"), None)
        if said is None or getattr(said.arg, "sval", "") != "immutable":
            continue
        for name, roots in _bodies(step):
            asked = next((what for root in roots if (what := _asked(root))), None)
            if asked is not None:
                yield Hit(
                    step.statement.at(said),
                    f"{name} is declared IMMUTABLE and asks {asked}, so that an index, a generated column or a plan keeps what is no"
                    " longer so: declare it STABLE or VOLATILE",
                    object=name,
                )


def _options(node: ast.Node) -> Iterable[ast.DefElem]:
    match node:
        case ast.CreateFunctionStmt(options=options) | ast.AlterFunctionStmt(actions=options):
            return options or ()
    return ()


def _bodies(step: Step) -> Iterator[tuple[str, Iterable[ast.Node]]]:
    """What a statement declares: the function that it makes, or those that were something else before it; name and body."""
    node = step.statement.node
    if isinstance(node, ast.CreateFunctionStmt):
        yield ".".join(words(node.funcname)), written(step.statement)
        return
    for function in (one for some in step.after.differing(step.before, "function") for one in some):
        was = step.before.function(function.name, function.arguments)
        if was is not None and was.volatility != function.volatility:
            yield str(function.name), trees(function)


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
