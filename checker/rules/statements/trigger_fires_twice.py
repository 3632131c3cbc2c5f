"""Two triggers of a table run the same function for the same row.

## Why

A trigger that is made anew under another name stands beside the old one. Both fire: a history gets each change twice, a
counter goes up by two, a message is sent two times.

## How to fix

Drop the old one in the same migration, or replace it under its own name:

```sql
create or replace trigger note_history after insert or update on app.note
  for each row execute function app.keep_history();
```

## Not reported

- Triggers that differ in what they give to the function, in BEFORE and AFTER, or in ROW and STATEMENT.
- Triggers of other events, or of UPDATE OF other columns.
- Triggers that both have a WHEN.
- A trigger that is switched off.
- What was so before the change.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from pglast import ast, parse_sql

from checker.model import Location, ObjectId, Severity, Snapshot, Trial
from checker.names import enumerated
from checker.rule import Hit, rule
from checker.rules._blame import cause
from checker.state import words

_EVENTS = {4: "INSERT", 8: "DELETE", 16: "UPDATE", 32: "TRUNCATE"}


@rule(Severity.WARNING)
def check(trial: Trial) -> Iterator[Hit]:
    """Each pair of triggers of the end state of which the change made or altered one, at that one."""
    before, after = trial.before.catalog or trial.start, trial.end
    if before is None or after is None:
        return
    tables: dict[str, list[str]] = {}
    for name, properties in after.of_kind("trigger").items():
        if properties.get("enabled") != "no":
            tables.setdefault(properties.get("table") or "", []).append(name)
    for table, names in tables.items():
        for pair in combinations(names, 2):
            own = [one for one in pair if not (after.get("trigger", one) or {}).get("inherited")]
            new = [one for one in pair if before.get("trigger", one) != after.get("trigger", one)]
            new.sort(key=own.__contains__)
            events = _both(*(_read(after, one) for one in pair)) if own and new else []
            place = _made_at(trial, new[-1]) if events else None
            if place is not None:
                function = words(_read(after, pair[0]).funcname)
                first, second = (one.removeprefix(f"{table} ") for one in pair)
                yield Hit(
                    place,
                    f"{first} and {second} of {table} both run {'.'.join(function)}() at {enumerated(events)}, so that it does"
                    " everything twice: drop one of them",
                    object=new[-1],
                )


def _read(catalog: Snapshot, name: str) -> ast.CreateTrigStmt:
    """A trigger's definition, as the server writes it."""
    node: ast.CreateTrigStmt = parse_sql((catalog.get("trigger", name) or {}).get("definition") or "")[0].stmt  # type: ignore[assignment]
    return node


def _both(one: ast.CreateTrigStmt, other: ast.CreateTrigStmt) -> list[str]:
    """The events at which both do the same."""
    if _done(one) != _done(other) or (one.whenClause and other.whenClause):
        return []
    events = int(one.events or 0) & int(other.events or 0)
    columns, others = {*words(one.columns)}, {*words(other.columns)}
    return [
        word
        for bit, word in _EVENTS.items()
        if events & bit and not (word == "UPDATE" and columns and others and not columns & others)
    ]


def _done(one: ast.CreateTrigStmt) -> tuple[object, ...]:
    """What is run, with what, and at which moment."""
    return words(one.funcname), words(one.args), bool(one.row), one.timing


def _made_at(trial: Trial, name: str) -> Location | None:
    return cause(trial, lambda one, _: one.object == ObjectId("trigger", name))
