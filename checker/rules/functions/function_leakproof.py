"""A function is declared LEAKPROOF.

## Why

PostgreSQL runs a leakproof function on rows before it has asked the row-level security policies. One that
tells of its arguments in any way (an error message is enough) shows rows that its caller may not see.
Only a superuser may make the promise, and the promise is not checked.

## How to fix

Leave LEAKPROOF out:

```sql
create function app.half(number integer) returns integer language sql immutable
  return number / 2;
```

## Not reported

- NOT LEAKPROOF.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._scripts import every_statement
from checker.state import words


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each CREATE or ALTER FUNCTION with LEAKPROOF."""
    for statement in every_statement(change, ast.CreateFunctionStmt, ast.AlterFunctionStmt):
        match statement.node:
            case ast.CreateFunctionStmt(options=options, funcname=name):
                called = ".".join(words(name))
            case ast.AlterFunctionStmt(actions=options, func=function):
                called = ".".join(words(function.objname)) if function else ""
            case _:
                continue
        for option in options or ():
            if option.defname == "leakproof" and option.arg is not None and option.arg.boolval:
                yield Hit(
                    statement.at(option),
                    f"{called} is declared LEAKPROOF, so it sees rows before row-level security has: leave it out",
                    object=called,
                )
