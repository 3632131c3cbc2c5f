"""A table that was append-only can be changed, or what was recorded in it is recorded no more.

## Why

A history is worth something because nobody can edit it, its owner included: triggers refuse UPDATE, DELETE and
TRUNCATE, and other triggers write it. A migration that drops or disables one of them, changes what its function does, or
puts a rule or a parent table in the way takes that away for good, and no grant and no policy shows it. Where `access:` says
who may write, each role writes before the change and after it, and what that adds to the history is compared.

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
- A DISABLE or ENABLE REPLICA TRIGGER that the file shows: see [trigger-disabled](trigger-disabled.md).
- A recording trigger that another trigger for the same event replaces.
- A trigger before INSERT that sends a row to its partition, or changes what it says, which
  [history-recording-changed](history-recording-changed.md) tells: only one that leaves rows out.
- Tables whose triggers refuse only some rows, or only UPDATE or only DELETE: they were not append-only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial

from pglast import ast

from checker.model import Difference, Location, Severity, Snapshot, Step, Trial
from checker.names import enumerated
from checker.objects import table_of
from checker.rule import Hit, rule
from checker.rules._beside import said_by
from checker.rules._blame import blame, cause
from checker.rules._rewritten import rewritten
from checker.rules._ups import applied_ups
from checker.rules.access._blame import relation_name
from checker.rules.statements import trigger_disabled
from checker.rules.statements._append_only import (
    histories_among,
    parents_of,
    recorded_events,
    refused_events,
    row_filters,
    triggers_on,
    written_by,
)

# What can write a row that nobody named, or keep it from being written.
_WRITERS = frozenset({"function", "trigger", "rule"})
_SET = re.compile(r" SET (.+?) = ")


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each event that was refused or recorded before a first up (or the scripts' first run) and is not any more."""
    shown = {hit.location for hit in said_by(trigger_disabled.check, trial.change, trial.change)}
    yield from (hit for hit in _found(trial) if hit.location not in shown)


def _found(trial: Trial) -> Iterator[Hit]:
    said: set[tuple[str, str]] = set()
    for step, _, old, new in applied_ups(trial):
        touched = [
            one
            for one in step.differences
            if one.object.kind in _WRITERS or one.property in ("inherits", "partition of")
        ]
        if touched:
            yield from _opened(trial, step, old, new, dict.fromkeys(touched), said)
    before, remade = rewritten(trial)
    if remade and trial.end is not None:
        scripts = Step(next(iter(remade.values())).path, "up", "up", "applied")
        yield from _opened(trial, scripts, before, trial.end, remade, said)
    yield from _unrecorded(trial, said)


def _opened(
    trial: Trial,
    step: Step,
    before: Snapshot,
    after: Snapshot,
    touched: Mapping[Difference, Location | None],
    said: set[tuple[str, str]],
) -> Iterator[Hit]:
    """What the catalog tells; the tables and events that are recorded no more go into `said`.

    `touched` are the differences that can be why, each with its place where that is known.
    """
    had, has = triggers_on(before), triggers_on(after)
    refused, still = refused_events(before, had), refused_events(after, has)
    histories = histories_among(refused)
    for table in sorted(histories):
        lost = sorted(refused[table] - still.get(table, frozenset()))
        parents = [one for one in parents_of(after, table) if one not in parents_of(before, table)]
        causes = {one: at for one, at in touched.items() if (one.object.kind == "table") == bool(parents)}
        place = _place(trial, step, before, after, causes, table) if lost else None
        if place and after.get("table", table):
            through = f" through {', '.join(parents)}" if parents else ""
            yield Hit(
                place,
                f"{table} is no longer append-only: nothing refuses {enumerated(lost)} of it{through} any more. Leave the trigger that did as it was",
                object=table,
            )
    for table in sorted(one for one in histories if after.get("table", one)):
        filters, known = row_filters(after, has, table), row_filters(before, had, table)
        for what in sorted(filters.keys() - known.keys()):
            place = _place(
                trial,
                step,
                before,
                after,
                {one: at for one, at in touched.items() if one.object in filters[what]},
                table,
            )
            if place:
                yield Hit(
                    place,
                    f"{table} is append-only, and {what} can keep rows out of it: record each",
                    object=table,
                )
    recorded = recorded_events(before, had, histories)
    whole = {(trigger.table, event) for trigger in had.values() if trigger.always for event in trigger.events}
    for table, event in sorted(recorded):
        history = recorded[table, event]
        place = _place(trial, step, before, after, touched, table)
        # That an UPDATE is recorded which changes something is enough.
        kept = any(trigger.table == table and event in trigger.events and not trigger.before for name, trigger in has.items()
                   if (trigger.always or event == "UPDATE" or (table, event) not in whole)
                   and (name not in had or written_by(after, trigger, {history})))  # fmt: skip
        if not kept and place and after.get("table", table) and after.get("table", history):
            said.add((table, event))
            yield Hit(
                place,
                f"{event} of {table} is no longer recorded in {history}, which is append-only: leave what records it as it was",
                object=table,
            )


def _unrecorded(trial: Trial, said: set[tuple[str, str]]) -> Iterator[Hit]:
    """What a role's own statement added to a history on the base, and does not add any more, whatever keeps it from that."""
    start, end = trial.start, trial.end
    if trial.before.probes is None or start is None or end is None:
        return
    histories = histories_among(refused_events(start, triggers_on(start)))
    now = {(one.role, one.claims, one.relation, one.action): one.recorded for one in trial.probes}
    for probe in trial.before.probes:
        table, event = relation_name(probe.relation), probe.action.upper()
        recorded = now.get((probe.role, probe.claims, probe.relation, probe.action), {})
        for statement, added in probe.recorded.items():
            adds = recorded.get(statement)
            # What is recorded in another history instead is recorded.
            if adds is None or not {*adds} <= {*added} or (table, event) in said:
                continue
            lost = sorted(one for one in {*added} - {*adds} if one in histories and end.get("table", one))
            place = cause(trial, partial(_concerns, {table, *lost})) if lost else None
            if place:
                said.add((table, event))
                column = _SET.search(statement)
                yield Hit(
                    place,
                    f"{event} of {table}{f' (its {column[1]})' if column else ''} as {probe.role} is no longer recorded in {enumerated(lost)}, which is append-only, as the trial"
                    " saw before the change and after it: leave what records it as it was",
                    object=table,
                )


def _concerns(tables: set[str], one: Difference, properties: Mapping[str, str | None]) -> bool:
    """Whether a difference can be why the rows of these tables are written otherwise."""
    kind = one.object.kind
    return kind == "function" or (kind in _WRITERS and table_of(one.object, properties) in tables)


def _place(
    trial: Trial,
    step: Step,
    before: Snapshot,
    after: Snapshot,
    touched: Mapping[Difference, Location | None],
    table: str,
) -> Location | None:
    """The statement that did it."""
    scripts = (step.migration.up,) if step.migration else trial.change.repeatable
    statements = [statement for script in scripts for statement in script.statements]
    concerned = [
        one
        for one in touched
        if one.object.kind == "function"
        or (one.object.kind, one.object.name) == ("table", table)
        or (before.objects.get(one.object) or after.objects.get(one.object) or {}).get("table") == table
    ]
    # What is the table's own stands before a function, which may be anybody's.
    known = [at for one in sorted(concerned, key=_is_function) if (at := touched[one])]
    if known:
        return known[0]
    found = [
        blamed
        for one in concerned
        if (blamed := blame(scripts, one, before, after, removed=one.property is None and one.after is None))
    ]
    if found:
        return max(found, key=lambda blamed: blamed.score).location
    hides = [s.location for s in statements if isinstance(s.node, (ast.DoStmt, ast.CallStmt, ast.SelectStmt))]
    return hides[-1] if hides else next((script.location for script in scripts), None)


def _is_function(one: Difference) -> bool:
    return one.object.kind == "function"
