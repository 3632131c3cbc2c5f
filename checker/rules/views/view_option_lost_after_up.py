"""A view lost `security_invoker`, `security_barrier` or its check option when it was replaced.

## Why

`CREATE OR REPLACE VIEW` sets a view's options to those that it names: one that it does not repeat is gone.
Without `security_invoker` the view shows what its owner may see; without `security_barrier` a caller's
function sees rows before the view's condition does.

## How to fix

Repeat the options:

```sql
create or replace view app.note_titles with (security_invoker = true) as select id, title from app.note;
```

## Not reported

- `ALTER VIEW … RESET` and `SET`, which say what they do.
- Options that are added or changed to another value than off.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import ObjectId, Severity, Trial
from checker.rule import Hit, rule
from checker.rules._blame import hidden
from checker.rules.privileges._remade import changed, remade, said, since_base

_OPTIONS = ("security_invoker", "security_barrier", "check_option")


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each protecting option that a view had before an up and has no more."""
    told: set[ObjectId] = set()
    for one, step, scripts in (*changed(trial, "options"), *since_base(trial, "view", "options")):
        if one.object.kind != "view" or one.object in told:
            continue
        statement = remade(one, step, scripts) or hidden(scripts)
        if statement is None or said(one, step, scripts, "reset", ast.AlterTableStmt):
            continue
        had, has = _pairs(one.before), _pairs(one.after)
        for option in _OPTIONS:
            if _on(had.get(option)) and not _on(has.get(option)):
                told.add(one.object)
                yield Hit(
                    statement.location,
                    f"{one.object} had {option} = {had[option]} and has it no more: repeat WITH ({option} ="
                    f" {had[option]})",
                    object=one.object.name,
                )


def _pairs(text: str | None) -> dict[str, str]:
    return {name: value for name, _, value in (line.partition("=") for line in (text or "").split("\n"))}


def _on(value: str | None) -> bool:
    return value is not None and value.lower() not in ("false", "off", "no", "0")
