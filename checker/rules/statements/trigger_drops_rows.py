"""A trigger leaves out every row that is written, and says nothing.

## Why

What a trigger before a row returns is written in its place, and NULL is nothing: the statement succeeds with 0 rows, no error
is raised, and nobody learns that nothing was stored. That is what a function does that was written for AFTER, where its result
is ignored, or that ends without the row. In a DELETE there is no new row, so that RETURN NEW keeps each row from going.

## How to fix

Return the row, or let the trigger run after it:

```sql
create or replace function app.note_touch() returns trigger language plpgsql set search_path = '' as $$
begin
  if tg_op = 'DELETE' then
    return old;
  end if;
  new.updated_at := now();
  return new;
end $$;
```

A table that nobody may write refuses by an error, by RAISE or by a privilege that is not granted.

## Not reported

- A function that raises, or that returns the row, or anything that is not NULL, in some branch.
- A trigger with a WHEN, one that is switched off, and one that runs after the row or for a statement.
- A trigger on INSERT alone whose function writes somewhere else, asks or calls something: it may send the row to another table.
- One on UPDATE or DELETE alone that returns NULL and sets nothing in the row: it may be meant as a guard.
- What was so before the change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from checker.model import ObjectId, Severity, Snapshot, Trial
from checker.rule import Hit, rule
from checker.rules._blame import cause
from checker.rules.statements._append_only import Trigger, body_of, triggers_on

_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_TEXT = re.compile(r"'(?:[^']|'')*'")
_RAISES = re.compile(r"\braise\s+(?!notice\b|warning\b|info\b|log\b|debug\b)|\bassert\b")
_RETURNS = re.compile(r"\breturn\s+([^;]*);")
_NOTIFY = re.compile(r"\bperform\s+(?:pg_catalog\s*\.\s*)?pg_notify\b")
_INSERT = re.compile(r"\binsert\s+into\b")
_DOES_MORE = re.compile(r"\b(?:insert|update|delete|merge|execute|call|copy|perform|select)\b")
_SETS = re.compile(r"(?:\b(?:begin|then|else|loop)|;)\s*new\s*\.\s*[^;=:]+:?=")


@rule(Severity.WARNING)
def check(trial: Trial) -> Iterator[Hit]:
    """Each trigger of the end state that does so and did not before the change."""
    before, after = trial.before.catalog or trial.start, trial.end
    if before is None or after is None:
        return
    old = triggers_on(before)
    for name, trigger in triggers_on(after).items():
        events = _lost(after, trigger)
        if not events or (name in old and _lost(before, old[name]) >= events):
            continue
        objects = {ObjectId("trigger", name), ObjectId("function", f"{trigger.function}()")}
        place = cause(trial, lambda one, _, objects=objects: one.object in objects)  # type: ignore[misc]
        if place is not None:
            yield Hit(place, _message(name, trigger, events), object=name)


def _message(name: str, trigger: Trigger, events: frozenset[str]) -> str:
    written = " or ".join(one for one in ("INSERT", "UPDATE", "DELETE") if one in events)
    label = name.removeprefix(f"{trigger.table} ")
    if events == {"DELETE"}:
        why = f"{trigger.function}() returns NEW, which is NULL there: RETURN OLD"
    else:
        why = f"{trigger.function}() returns NULL for each row: RETURN NEW, in a DELETE OLD, or let the trigger run AFTER"
    return f"no {written} does anything to {trigger.table} any more, and none fails: before it, {label} runs, and {why}"


def _lost(catalog: Snapshot, trigger: Trigger) -> frozenset[str]:
    """The events at which no row gets past a trigger without an error."""
    if not (trigger.before and trigger.by_row and trigger.always):
        return frozenset()
    returned, raises, more, inserts, sets, asks = _read(body_of(catalog, f"{trigger.function}()"))
    if raises or not returned:
        return frozenset()
    events = frozenset(one for one in trigger.events if not one.startswith("UPDATE OF"))
    if returned == {"null"}:
        if more or (inserts and len(events) == 1):
            return frozenset()
        return events if "INSERT" in events or sets else frozenset()
    return events & {"DELETE"} if returned == {"new"} and not asks else frozenset()


@lru_cache(maxsize=10_000)
def _read(body: str) -> tuple[frozenset[str], bool, bool, bool, bool, bool]:
    """What a body returns; whether it raises, does more than insert and notify, inserts, sets the row's columns, and asks for the event."""
    bare = _TEXT.sub("''", _COMMENT.sub(" ", body)).lower()
    without = _NOTIFY.sub(" ", bare)
    return (
        frozenset(" ".join(one.split()) for one in _RETURNS.findall(bare)),
        _RAISES.search(bare) is not None,
        _DOES_MORE.search(_INSERT.sub(" ", without)) is not None,
        _INSERT.search(bare) is not None,
        _SETS.search(bare) is not None,
        "tg_op" in bare,
    )
