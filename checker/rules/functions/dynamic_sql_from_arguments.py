"""A function runs SQL that is put together from what it is given.

## Why

A text that is joined into a statement can end it and begin another: whoever calls the function runs what
they like with its rights.

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
- Variables that are no argument.
- Casts to types that can't carry SQL, as `integer`, `uuid` and `regclass`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from pglast import ast, parse_plpgsql, parser

from checker.model import Change, Severity, Statement
from checker.rule import Hit, rule
from checker.rules._scripts import every_statement
from checker.rules._tree import literal, words

_SAFE_CALLS = frozenset({"quote_ident", "quote_literal", "quote_nullable"})
_SAFE_TYPES = frozenset(
    {"int2", "int4", "int8", "numeric", "bool", "uuid", "date", "timestamptz", "timestamp", "regclass", "regtype", "regrole",
     "regproc", "regprocedure", "regnamespace", "oid", "float8", "float4"}
)  # fmt: skip
_RAW_PLACE = re.compile(r"%(?:\d+\$)?-?\d*s")


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each EXECUTE of a PL/pgSQL function whose text has an argument of the function in it, unquoted."""
    for statement in every_statement(change, ast.CreateFunctionStmt):
        node = statement.node
        if not isinstance(node, ast.CreateFunctionStmt) or "execute" not in statement.text.lower():
            continue
        texts = {
            one.name: words(one.argType.names if one.argType else ())[-1:]
            for one in node.parameters or ()
            if one.name
        }
        risky = {name for name, kind in texts.items() if not set(kind) & _SAFE_TYPES}
        for query in _executed(statement):
            name = _joined(query, risky)
            if name is not None:
                called = ".".join(words(node.funcname))
                yield Hit(
                    statement.location,
                    f"{called} runs SQL with its argument {name} joined into it: use format with %I or %L, or give it by"
                    " USING",
                    object=called,
                )
                break


def _executed(statement: Statement) -> Iterator[Any]:
    """The expressions that a function's body gives to EXECUTE."""
    try:
        tree: Any = parse_plpgsql(statement.text)
    except (parser.ParseError, ValueError, json.JSONDecodeError):
        return
    waiting = [tree]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting += item
        elif isinstance(item, dict):
            for kind, inside in item.items():
                if kind in ("PLpgSQL_stmt_dynexecute", "PLpgSQL_stmt_dynfors") and isinstance(inside, dict):
                    text = inside.get("query", {}).get("PLpgSQL_expr", {}).get("query")
                    if text:
                        yield from _expression(text)
                waiting.append(inside)


def _expression(text: str) -> Iterator[Any]:
    try:
        (raw,) = parser.parse_sql(text if text.lower().startswith("select") else f"select {text}")
    except (parser.ParseError, ValueError):
        return
    if isinstance(raw.stmt, ast.SelectStmt) and raw.stmt.targetList:
        yield raw.stmt.targetList[0].val


def _joined(node: Any, names: set[str]) -> str | None:
    """The argument that goes into a text as it is; None where each is quoted."""
    match node:
        case ast.ColumnRef(fields=fields):
            last = words(fields)[-1:]
            return last[0] if last and last[0] in names else None
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
