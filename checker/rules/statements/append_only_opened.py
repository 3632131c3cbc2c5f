"""A table that was append-only can be changed, or what was recorded in it is recorded no more.

## Why

A history is worth something because nobody can edit it, its owner included: triggers refuse UPDATE, DELETE and
TRUNCATE, and other triggers write it. A migration that drops or disables one of them, or changes what its function does,
takes that away for good, and no grant and no policy shows it.

## How to fix

Leave these triggers and their functions as they are. A function that refuses may say it in other words, as long as it
does nothing else:

```sql
create or replace function app.refuse() returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception '% of % is refused: it is a history', tg_op, tg_table_name;
end
$$;
```

A history that is to be given up is given up on purpose: allow this with a reason, in the comment that
[directive-invalid](directive-invalid.md) describes.

## Not reported

- A trigger that goes with its table, and a history that is dropped: see [data-lost](data-lost.md).
- A DISABLE TRIGGER that the file shows: see [trigger-disabled](trigger-disabled.md).
- A recording trigger that another trigger for the same event replaces.
- Tables whose triggers refuse only some rows, or only UPDATE or only DELETE: they were not append-only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from pglast import ast, enums

from checker.model import Difference, Location, Severity, Snapshot, Statement, Step, Trial
from checker.rule import Hit, rule
from checker.rules._blame import blame, mentioned

# As pg_get_triggerdef() writes it.
_DEFINITION = re.compile(
    r"CREATE (?:CONSTRAINT )?TRIGGER .+? (BEFORE|AFTER|INSTEAD OF) (.+?) ON .+? FOR EACH (?:ROW|STATEMENT)"
    r" (WHEN \(.*\) )?EXECUTE FUNCTION (.+?)\(.*\)",
    re.DOTALL,
)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_ONLY_RAISES = re.compile(r"\s*begin\s+raise\s+(?:exception\b|sqlstate\b|')", re.IGNORECASE)
_INSERTS = re.compile(r'\binsert\s+into\s+((?:"[^"]+"|[\w$]+)(?:\.(?:"[^"]+"|[\w$]+))?)', re.IGNORECASE)
_OFF = (
    enums.AlterTableType.AT_DisableTrig, enums.AlterTableType.AT_DisableTrigAll, enums.AlterTableType.AT_DisableTrigUser,
)  # fmt: skip


class _Trigger(NamedTuple):
    """A trigger that is on: of which table, when, for which events, by which function, whatever the row is."""

    table: str
    before: bool
    events: frozenset[str]
    function: str
    always: bool


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each event that was refused or recorded before a first up (or the scripts' first run) and is not any more."""
    for step in trial.steps:
        if step.run != "up" or step.status != "applied" or step.before is None or step.after is None:
            continue
        touched = [one for one in step.differences if one.object.kind in ("trigger", "function")]
        if touched:
            yield from _opened(trial, step, step.before, step.after, touched)


def _opened(
    trial: Trial, step: Step, before: Snapshot, after: Snapshot, touched: list[Difference]
) -> Iterator[Hit]:
    had, has = _triggers(before), _triggers(after)
    refused, still = _refused(before, had), _refused(after, has)
    histories = {table for table, events in refused.items() if {"UPDATE", "DELETE"} <= events}
    for table in sorted(histories):
        lost = sorted(refused[table] - still.get(table, frozenset()))
        place = _place(trial, step, before, after, touched, table)
        if lost and place and after.get("table", table):
            yield Hit(
                place,
                f"{table} is append-only no more: {', '.join(lost)} of it was refused by a trigger, and is not any more",
                object=table,
            )
    recorded = _recorded(before, had, histories)
    for table, event in sorted(recorded):
        history = recorded[table, event]
        place = _place(trial, step, before, after, touched, table)
        kept = any(trigger.table == table and event in trigger.events and not trigger.before for name, trigger in has.items()
                   if name not in had or _writes(after, trigger, {history}))  # fmt: skip
        if not kept and place and after.get("table", table) and after.get("table", history):
            yield Hit(
                place,
                f"each {event} of {table} was recorded in {history}, which is append-only, and is not any more",
                object=table,
            )


def _triggers(catalog: Snapshot) -> dict[str, _Trigger]:
    found = {}
    for name, properties in catalog.of_kind("trigger").items():
        match = _DEFINITION.fullmatch(properties.get("definition") or "")
        if match and properties.get("enabled") not in ("no", "replica"):
            when, events, condition, function = match.groups()
            found[name] = _Trigger(
                properties.get("table") or "", when == "BEFORE", frozenset(events.split(" OR ")), function, condition is None,
            )  # fmt: skip
    return found


def _body(catalog: Snapshot, function: str) -> str:
    properties = catalog.get("function", f"{function}()") or {}
    return properties.get("body") or "" if properties.get("language") == "plpgsql" else ""


# A function is looked at around each migration, and for each of its triggers.
@lru_cache(maxsize=10_000)
def _only_raises(body: str) -> bool:
    return _ONLY_RAISES.match(_COMMENT.sub(" ", body)) is not None


@lru_cache(maxsize=10_000)
def _inserts(body: str) -> frozenset[str]:
    """The tables into which a body inserts, as it names them, in lower case."""
    return frozenset(name.lower() for name in _INSERTS.findall(_COMMENT.sub(" ", body)))


def _refused(catalog: Snapshot, triggers: Mapping[str, _Trigger]) -> dict[str, frozenset[str]]:
    """By table, the events that fail whatever the row is; `UPDATE OF` some columns is no such event."""
    found: dict[str, frozenset[str]] = {}
    for trigger in triggers.values():
        if trigger.before and trigger.always and _only_raises(_body(catalog, trigger.function)):
            found[trigger.table] = found.get(trigger.table, frozenset()) | trigger.events
    return found


def _recorded(
    catalog: Snapshot, triggers: Mapping[str, _Trigger], histories: set[str]
) -> dict[tuple[str, str], str]:
    """By table and event, the history that a trigger's function writes."""
    return {
        (trigger.table, event): history
        for trigger in triggers.values()
        if not trigger.before and trigger.table not in histories
        for history in _writes(catalog, trigger, histories)
        for event in trigger.events
    }


def _writes(catalog: Snapshot, trigger: _Trigger, histories: set[str]) -> set[str]:
    named = _inserts(_body(catalog, trigger.function))
    return {history for history in histories if {history.lower(), history.lower().rpartition(".")[2]} & named}


def _place(
    trial: Trial, step: Step, before: Snapshot, after: Snapshot, touched: list[Difference], table: str
) -> Location | None:
    """The statement that did it; None where the file shows a DISABLE TRIGGER, which has a rule of its own."""
    scripts = (step.migration.up,) if step.migration else (*trial.change.policies, *trial.change.views)
    own = table.rpartition(".")[2].strip('"')
    statements = [statement for script in scripts for statement in script.statements]
    if any(_switches_off(statement) and own in mentioned(statement) for statement in statements):
        return None
    concerned = [
        one
        for one in touched
        if one.object.kind == "function" or (before.objects.get(one.object) or {}).get("table") == table
    ]
    found = [
        blamed
        for one in concerned
        if (blamed := blame(scripts, one, before, after, removed=one.property is None))
    ]
    if found:
        return max(found, key=lambda blamed: blamed.score).place
    hides = [s.location for s in statements if isinstance(s.node, (ast.DoStmt, ast.CallStmt, ast.SelectStmt))]
    return hides[-1] if hides else next((script.location for script in scripts), None)


def _switches_off(statement: Statement) -> bool:
    node = statement.node
    return isinstance(node, ast.AlterTableStmt) and any(c.subtype in _OFF for c in node.cmds or ())
