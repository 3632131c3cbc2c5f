"""A function runs SQL that is put together from what it is given.

## Why

A text that is joined into a statement can end it and begin another: whoever calls the function runs what
they like with its rights. So does a text that is given to a function that runs it, as `query_to_xml` and `ts_stat` do.

## How to fix

Give values by USING, and names by `format` with `%I`:

```sql
create function app.count_of(relation text) returns bigint
  language plpgsql set search_path = '' as $$
declare
  found bigint;
begin
  execute pg_catalog.format('select count(*) from app.%I', relation) into found;
  return found;
end $$;
```

## Not reported

- `format` with `%I` and `%L`, `quote_ident`, `quote_literal`, `quote_nullable`.
- EXECUTE of a constant, and values that are given by USING.
- Functions that take the name of a relation, as `table_to_xml`, or a query as a `tsquery`.
- Variables that hold no argument's text, or one that has been quoted or is of a type that can't carry SQL.
- An argument that the function itself quotes, as in `word := quote_ident(word)`.
- Casts to types that can't carry SQL, as `integer`, `uuid` and `regclass`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pglast import ast, enums

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._scripts import every_node
from checker.rules._tree import literal, nodes
from checker.rules.functions._bodies import RUNS_TEXT, Body
from checker.state import words

_SAFE_CALLS = frozenset({"quote_ident", "quote_literal", "quote_nullable"})
_SAFE_TYPES = frozenset(
    {"int2", "int4", "int8", "numeric", "bool", "uuid", "date", "timestamptz", "timestamp", "regclass", "regtype", "regrole",
     "regproc", "regprocedure", "regnamespace", "oid", "float8", "float4"}
)  # fmt: skip
_RAW_PLACE = re.compile(r"%(?:\d+\$)?-?\d*s")


_RESULTS = {enums.FunctionParameterMode.FUNC_PARAM_OUT, enums.FunctionParameterMode.FUNC_PARAM_TABLE}


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each EXECUTE, and each call that runs a text, of which an argument of the function is a part, unquoted."""
    for statement, node in every_node(change, ast.CreateFunctionStmt):
        text = statement.text.lower()
        if not any(word in text for word in ("execute", *RUNS_TEXT)):
            continue
        risky: dict[str, str] = {}
        for number, one in enumerate(node.parameters or (), 1):
            safe = set(words(one.argType.names if one.argType else ())[-1:]) & _SAFE_TYPES
            if one.mode not in _RESULTS and not safe:
                called = str(one.name or f"${number}")
                risky |= {called: called, f"${number}": called}
        body = Body.read(statement)
        carried = _carried(body, risky)
        for query in body.run:
            name = _joined(query, carried)
            if name is not None:
                function = ".".join(words(node.funcname))
                yield Hit(
                    statement.location,
                    f"{function} runs SQL with its argument {carried[name]} joined into it: use format with %I or %L, or give it"
                    " by USING",
                    object=function,
                )
                break


def _carried(body: Body, arguments: Mapping[str, str]) -> dict[str, str]:
    """The variables that can hold an argument's text, each with that argument; one that is quoted into itself counts as safe."""
    made_safe = {
        name for name, value in body.assigned if _joined(value, arguments) is None and _mentions(value, name)
    }
    safe = {name for name, kind in body.types if kind in _SAFE_TYPES}
    found = {name: said for name, said in arguments.items() if said not in made_safe}
    count = -1
    while count != len(found):
        count = len(found)
        for name, value in body.assigned:
            if name not in found and name not in safe and name not in arguments:
                origin = _joined(value, found)
                if origin is not None:
                    found[name] = found[origin]
    return found


def _mentions(value: ast.Node, name: str) -> bool:
    return any(isinstance(one, ast.ColumnRef) and words(one.fields)[-1:] == (name,) for one in nodes(value))


def _joined(node: Any, names: Collection[str]) -> str | None:
    """The argument that goes into a text as it is; None where each is quoted."""
    match node:
        case ast.ColumnRef(fields=fields):
            last = words(fields)[-1:]
            return last[0] if last and last[0] in names else None
        case ast.ParamRef(number=number):
            return f"${number}" if f"${number}" in names else None
        case ast.TypeCast(arg=inner, typeName=kind):
            safe = kind is not None and set(words(kind.names)) & _SAFE_TYPES
            return None if safe else _joined(inner, names)
        case ast.A_Expr(lexpr=left, rexpr=right):
            return _joined(left, names) or _joined(right, names)
        case ast.FuncCall(funcname=called, args=arguments):
            name = words(called)[-1]
            if name in _SAFE_CALLS:
                return None
            if name == "format" and arguments:
                form = literal(arguments[0])
                if form is not None and not _RAW_PLACE.search(form):
                    return None
            return next((found for one in arguments or () if (found := _joined(one, names))), None)
        case ast.CoalesceExpr(args=arguments):
            return next((found for one in arguments or () if (found := _joined(one, names))), None)
    return None
