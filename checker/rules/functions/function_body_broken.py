"""A function in SQL names what is no longer there, and fails when it is called next.

## Why

PostgreSQL keeps such a function as a text and does not know what it names: DROP COLUMN and RENAME go through, and whoever
calls the function gets an error, which may be weeks later and in somebody else's program.

## How to fix

Make the function anew in the same migration, or write its body so that PostgreSQL keeps track of what it names:

```sql
create or replace function app.titles() returns setof text language sql stable
begin atomic
  select title from app.note;
end;
```

## Not reported

- Functions in PL/pgSQL: see [function-relation-missing](function-relation-missing.md); and in other languages, whose bodies nobody reads.
- What was as broken before the change.
- Functions of an extension, of a superuser, or that the role which runs migrations may not call or lacks a right to look into; the
  last two are listed under what is not proven.
- A change that switches `check_function_bodies` off, of functions that it makes itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pglast import ast

from checker.model import Difference, Location, Severity, Trial
from checker.names import split_qualified
from checker.rule import Hit, rule
from checker.rules._blame import cause
from checker.state import words as words_of

_WORD = re.compile(r'"((?:[^"]|"")+)"|([\w$]+)')
_CALLED = ("function", "procedure")
_NAMED = frozenset({"table", "view", "materialized view", "column", "sequence", "type", "domain", *_CALLED})


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each function whose text the server took before the change, and would not take at its end."""
    start = trial.start
    sources = [source for migration in trial.change.judged for source in migration.sources]
    sources += [script.source for script in trial.change.scripts]
    unchecked = any("check_function_bodies" in source.text for source in sources)
    for name, said in trial.broken.items():
        there = start is not None and any(start.get(kind, name) for kind in _CALLED)
        place = _place(trial, name, said) if there or not unchecked else None
        if place is not None:
            yield Hit(
                place,
                f"{name} fails whenever it is called from here on: {said}; make it anew in the same migration",
                object=name,
            )


def _place(trial: Trial, name: str, said: str) -> Location | None:
    """The statement that took away what the server misses; else the one that made the function, or that changed anything of its kind."""
    # The server writes a name between quotation marks as it is: "app.My notes".
    words = {part for found in _WORD.finditer(said) for part in (found[1] or found[2]).split(".")}

    def missed(one: Difference, _: Mapping[str, str | None]) -> bool:
        return one.property is None and one.after is None and _own(one) in words

    def made(one: Difference, _: Mapping[str, str | None]) -> bool:
        return one.object.kind in _CALLED and one.object.name == name

    def changed(one: Difference, _: Mapping[str, str | None]) -> bool:
        return one.before is not None and one.object.kind in _NAMED

    return cause(trial, missed) or renamed(trial, words) or cause(trial, made) or cause(trial, changed)


def renamed(trial: Trial, words: Collection[str]) -> Location | None:
    """The last statement of the change that gave something of these names, a label too, another one, or another schema."""
    place = None
    for script, statement in trial.change.statements():
        match statement.node:
            case ast.AlterEnumStmt(oldVal=str(label)):
                named = {label}
            case ast.RenameStmt(relation=relation, subname=column, object=other):
                named = {str(column or (relation.relname if relation else "")), *_last(other)}
            case ast.AlterObjectSchemaStmt(relation=relation, object=other):
                named = {str(relation.relname if relation else ""), *_last(other)}
            case _:
                continue
        if script.changed and named & {*words}:
            place = statement.location
    return place


def _last(named: Any) -> tuple[str, ...]:
    """The last part of the name of a function or type that a statement is about."""
    parts = words_of(named.objname if isinstance(named, ast.ObjectWithArgs) else named)
    return parts[-1:]


def _own(one: Difference) -> str | None:
    """The last part of the name of what a body can name."""
    parts = split_qualified(one.object.name.partition("(")[0])
    return parts[-1] if parts and one.object.kind in _NAMED else None
