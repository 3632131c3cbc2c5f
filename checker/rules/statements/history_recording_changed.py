"""What is written into an append-only table is made otherwise than before.

## Why

A history is believed because nobody rewrites it. Who changes the function that records, or one that it asks, the default of one of its
columns, the policy of its rows or the trigger that stands before them decides what it will say from then on: who acted, when, and whether
it is written at all. No trial can tell whether the new text is honest for every caller, so whoever answers for the history looks at it.

## How to fix

Where it is not meant, leave the function, the default, the policy or the trigger as it is. Where it is, say so for its reviewers, in the comment that
[directive-invalid](directive-invalid.md) describes:

```sql
-- db-verify: allow history-recording-changed reason="records the client's address too"
create or replace function app.record() returns trigger language plpgsql set search_path = '' as $$
begin
  insert into app.history (actor, address, row) values (current_user, inet_client_addr(), to_jsonb(new));
  return null;
end $$;
```

## Not reported

- Tables that are not append-only: those whose UPDATE and DELETE no trigger refuses.
- What the same change makes, and columns that are added.
- A trigger before INSERT that gives no column a value of its own, or only one that the same change adds.
- A trigger that another one with the same function replaces.
- A DISABLE or ENABLE REPLICA TRIGGER that the file shows: see [trigger-disabled](trigger-disabled.md).
- A policy that is dropped: what the roles can do no more is told by [access-too-closed](access-too-closed.md).
- What keeps rows out of the history altogether: see [append-only-opened](append-only-opened.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checker.model import Difference, ObjectId, Severity, Snapshot, Trial
from checker.names import quote
from checker.objects import own_name, table_of
from checker.rule import Hit, rule
from checker.rules._beside import said_by
from checker.rules._blame import blame
from checker.rules._rewritten import first_script, rewritten
from checker.rules._state import touched_tables
from checker.rules._ups import judged_ups
from checker.rules.access._asked import last_name, words_asked
from checker.rules.access.policy_widened import text_of
from checker.rules.statements import append_only_opened, trigger_disabled
from checker.rules.statements._append_only import (
    Trigger,
    body_of,
    histories_among,
    refused_events,
    triggers_on,
    written_by,
    written_over,
)
from checker.state import chain

_REMEDY = "which is append-only: leave it as it is, or allow this with a reason"


@rule(Severity.WARNING)
def check(trial: Trial) -> Iterator[Hit]:
    """Each function, default, policy and trigger of a history that a judged up alters, by the catalog before it and after."""
    found = [*_found(trial), *_by_scripts(trial)]
    said = [*said_by(append_only_opened.check, trial, trial.change)] if found else []
    said += said_by(trigger_disabled.check, trial.change, trial.change) if found else []
    places = {hit.location for hit in said}
    yield from (hit for hit in found if hit.location not in places)


def _found(trial: Trial) -> Iterator[Hit]:
    for step, ran, before, after in judged_ups(trial):
        if step.migration is None:
            continue
        triggers = triggers_on(before)
        histories = histories_among(refused_events(before, triggers))
        if not histories:
            continue
        kinds = {one.object.kind for one in step.differences}
        recorders = _recorders(before, triggers, histories) if "function" in kinds else {}
        stamps = _stamps(before, after, histories) if "trigger" in kinds else {}
        said: set[str] = set()
        for one in step.differences:
            what = stamps.get(one.object) or _changed(one, before, recorders, histories)
            gone = one.object not in after.objects
            if what is None or one.object.name in said or (gone and one.object not in stamps):
                continue
            blamed = blame(ran, one, before, after, removed=gone)
            said.add(one.object.name)
            yield Hit(
                (blamed or ran[0]).location,
                f"{what}, {_REMEDY}",
                object=one.object.name,
            )


def _recorders(
    catalog: Snapshot, triggers: Mapping[str, Trigger], histories: set[str]
) -> dict[str, tuple[str, set[str]]]:
    """The functions that decide what is written into histories, by the catalog's name: in words, how, and which histories."""
    written: dict[str, set[str]] = {}
    for trigger in triggers.values():
        into = (
            {trigger.table} & histories
            if _stands_before(trigger)
            else written_by(catalog, trigger, histories)
        )
        if into:
            written.setdefault(f"{trigger.function}()", set()).update(into)
    found = {name: ("writes otherwise into", into) for name, into in written.items()}
    texts = {
        history: [body_of(catalog, name) for name, into in written.items() if history in into]
        for history in histories
    }
    for key, column in ((key, one) for key, one in catalog.of_kind("column").items() if one.get("default")):
        if (table := str(table_of(ObjectId("column", key), column))) in histories:
            texts[table].append(column.get("default") or "")
    for history, some in texts.items():
        asked = words_asked(catalog, some)
        for name in catalog.of_kind("function"):
            if last_name(name) in asked and name not in written:
                found.setdefault(name, ("answers otherwise to what is written into", set()))[1].add(history)
    return found


def _stands_before(trigger: Trigger) -> bool:
    """Whether it can change a row that is about to be written."""
    return trigger.before and trigger.by_row and "INSERT" in trigger.events


def _stamps(before: Snapshot, after: Snapshot, histories: set[str]) -> dict[ObjectId, str]:
    """The triggers before INSERT of histories that come, go or change, each with what that does, in words."""
    had, has = ({name: one for name, one in triggers_on(catalog).items() if one.table in histories and _stands_before(one)}
                for catalog in (before, after))  # fmt: skip
    found: dict[ObjectId, str] = {}
    for name, trigger in has.items():
        sets = {
            one
            for one in written_over(after, trigger)
            if one == "*" or before.get("column", f"{trigger.table}.{quote(one)}")
        }
        if trigger not in had.values() and sets:
            found[ObjectId("trigger", name)] = (
                f"the trigger {_own(name, trigger)} gives {_columns(sets)} its own value before a row is written into {trigger.table}"
            )
    for name, trigger in had.items():
        key = ObjectId("trigger", name)
        sets = {
            one
            for one in written_over(before, trigger)
            if one == "*" or after.get("column", f"{trigger.table}.{quote(one)}")
        }
        if trigger not in has.values() and sets and key not in found and after.get("table", trigger.table):
            found[key] = (
                f"the trigger {_own(name, trigger)} gives {_columns(sets)} no value of its own any more: whoever writes says what stands in {trigger.table}"
            )
    inherited = {
        key for key in found if (after.objects.get(key) or before.objects.get(key) or {}).get("inherited")
    }
    return {key: what for key, what in found.items() if key not in inherited}


def _own(name: str, trigger: Trigger) -> str:
    return name.removeprefix(trigger.table).strip()


def _columns(names: set[str]) -> str:
    return "a column" if "*" in names else ", ".join(sorted(names))


def _by_scripts(trial: Trial) -> Iterator[Hit]:
    """The policies and functions of histories that repeatable scripts write otherwise than the base's do."""
    before, bodies = rewritten(trial)
    triggers = triggers_on(before) if bodies else {}
    recorded = histories_among(refused_events(before, triggers))
    recorders = _recorders(before, triggers, recorded) if recorded else {}
    stamps = _stamps(before, trial.end, recorded) if recorded and trial.end is not None else {}
    for one, place in bodies.items():
        if what := stamps.get(one.object) or _changed(one, before, recorders, recorded):
            yield Hit(place, f"{what}, {_REMEDY}", object=one.object.name)
    change, first = trial.change, first_script(trial.change)
    if trial.end is None or first is None or not any(script.changed for script in change.policies):
        return
    histories = histories_among(refused_events(trial.end, triggers_on(trial.end)))
    base = chain(change).before(first)
    scripts = {script.path for script in change.policies if script.changed}
    for table in touched_tables(change) if histories else ():
        old = base.table(table.name)
        if old is None or str(table.name) not in histories:
            continue
        known = {text_of(one) for one in old.policies.values()}
        for policy in table.policies.values():
            if (
                policy.name in old.policies
                and text_of(policy) not in known
                and policy.changed.path in scripts
            ):
                yield Hit(
                    policy.changed,
                    f"the policy {quote(policy.name)} is changed on {table.name}, {_REMEDY}",
                    object=f"{table.name} {quote(policy.name)}",
                )


def _changed(
    one: Difference, before: Snapshot, recorders: Mapping[str, tuple[str, set[str]]], histories: set[str]
) -> str | None:
    """What of a history is made otherwise, in words."""
    kind, name = one.object
    if kind == "function" and one.property == "body" and one.kind == "differs" and name in recorders:
        how, into = recorders[name]
        return f"{name} {how} {', '.join(sorted(into))}"
    properties = before.objects.get(one.object) or {}
    table = table_of(one.object, properties)
    if table not in histories:
        return None
    own = own_name(one.object, properties)
    if kind == "column" and one.property == "default":
        return f"{own} gets another default in {table}"
    return (
        f"the policy {own} is changed on {table}" if kind == "policy" and one.property is not None else None
    )
