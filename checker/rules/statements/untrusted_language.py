"""Code in a language that PostgreSQL does not confine.

## Why

An untrusted language (C, plpython3u, plperlu, …) runs with the rights of the operating system's user: it
reads any file and row, whatever row-level security says.

## How to fix

Write it in SQL or PL/pgSQL, or do it outside the database:

```sql
create function app.half(number integer) returns integer language sql immutable
  return number / 2;
```

## Not reported

- SQL, PL/pgSQL, and the trusted forms plperl and pltcl.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._scripts import every_statement

_UNTRUSTED = frozenset(
    {"c", "internal", "plpythonu", "plpython2u", "plpython3u", "plperlu", "pltclu", "plsh", "plr", "pljavau"}
)
_KINDS = (ast.CreateFunctionStmt, ast.DoStmt, ast.CreateExtensionStmt, ast.CreatePLangStmt)


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Functions and DO blocks in such a language, and the language itself."""
    for statement in every_statement(change, *_KINDS):
        match statement.node:
            case ast.CreateFunctionStmt(options=options) | ast.DoStmt(args=options):
                named = [str(item.arg.sval) for item in options or () if item.defname == "language"]
            case ast.CreateExtensionStmt(extname=name):
                named = [name or ""]
            case ast.CreatePLangStmt(plname=name):
                named = [name or ""]
            case _:
                continue
        for language in named:
            if language.lower() in _UNTRUSTED:
                yield Hit(
                    statement.location,
                    f"PostgreSQL does not confine code in {language}: write it in SQL or PL/pgSQL, or do it outside"
                    " the database",
                    object=language.lower(),
                )
