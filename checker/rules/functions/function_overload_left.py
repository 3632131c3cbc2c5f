"""A function gets another argument list, and the one of before is left beside it.

## Why

PostgreSQL tells functions apart by their arguments: CREATE OR REPLACE with one more of them replaces nothing. Calls as they are written
today still find the old function, with its old body and its own grants, and the new one's defaults are never used.

## How to fix

Drop the old one in the same migration, and give the new one its grants:

```sql
drop function app.total(bigint);
create function app.total(customer bigint, p_currency text default 'EUR') returns numeric language sql
  return (select sum(amount) from app.invoice where customer_id = customer and currency = p_currency);
```

## Not reported

- Functions that the same migration drops, or makes as well.
- A new argument without a default: calls say which of the two they mean.
- Other types, unless it is OR REPLACE with a wider one (`integer` and `bigint`, `varchar` and `text`).
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import FunctionParameterMode as Mode

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._state import functions_only_in, up_nodes
from checker.state import Function, chain, made_by

_OUTPUT = {Mode.FUNC_PARAM_OUT, Mode.FUNC_PARAM_TABLE}
_WIDER = (
    ("smallint", "integer", "bigint"),
    ("character varying", "text"),
    ("real", "double precision", "numeric"),
)


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each CREATE FUNCTION that makes one beside another of before, which the same calls find."""
    for step, node in up_nodes(change, ast.CreateFunctionStmt):
        after = chain(change).after(step.script)
        for new in functions_only_in(step.after, step.before):
            for old in after.functions_named(new.name):
                if step.before.function(old.name, old.arguments) is None or made_by(step.script, old.made):
                    continue
                if _takes_the_same(node, new, old) or (node.replace and _is_wider(new, old)):
                    yield Hit(
                        step.statement.location,
                        f"{old.signature} is left beside {new.signature}, and calls with its arguments still run that one: add"
                        f" DROP FUNCTION {old.signature}, or give the new one a name of its own",
                        object=new.signature,
                    )


def _takes_the_same(node: ast.CreateFunctionStmt, new: Function, old: Function) -> bool:
    """Whether the new one begins with the arguments of the old one, and has defaults for all others."""
    count = len(old.arguments)
    given = [one for one in node.parameters or () if one.mode not in _OUTPUT]
    return (
        count < len(new.arguments) == len(given)
        and new.arguments[:count] == old.arguments
        and all(one.defexpr is not None for one in given[count:])
    )


def _is_wider(new: Function, old: Function) -> bool:
    """Whether the types are the same but for wider ones."""
    pairs = [*zip(old.arguments, new.arguments, strict=False)]
    return len(new.arguments) == len(old.arguments) and all(
        one == other or any(one in some and other in some[some.index(one) :] for some in _WIDER)
        for one, other in pairs
    )
