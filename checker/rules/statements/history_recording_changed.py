"""What is written into an append-only table is made otherwise than before.

## Why

A history is believed because nobody rewrites it. Who changes the function that records, the default of one of its columns or the
policy of its rows decides what it will say from then on: who acted, when, and whether it is written at all. No trial can tell
whether the new text is honest for every caller, so whoever answers for the history looks at it.

## How to fix

Where it is not meant, leave the function, the default or the policy as it is. Where it is, say so for its reviewers, in the comment that
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
- A policy that is dropped: what the roles can do no more is told by [access-too-closed](access-too-closed.md).
- What keeps rows out of the history altogether: see [append-only-opened](append-only-opened.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Difference, Severity, Snapshot, Trial
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._beside import said_by
from checker.rules._blame import blame
from checker.rules._state import touched_tables
from checker.rules.access.policy_widened import first_script, text_of
from checker.rules.statements import append_only_opened
from checker.rules.statements._append_only import histories_among, refused_events, triggers_on, written_by
from checker.state import chain
from checker.undo import table_of


@rule(Severity.WARNING)
def check(trial: Trial) -> Iterator[Hit]:
    """Each function, default and policy of a history that a judged up alters, by the catalog before it and after."""
    found = [*_found(trial), *_by_scripts(trial)]
    opened = (
        {hit.location for hit in said_by(append_only_opened.check, trial, trial.change)} if found else set()
    )
    yield from (hit for hit in found if hit.location not in opened)


def _found(trial: Trial) -> Iterator[Hit]:
    judged = {id(migration) for migration in trial.change.judged}
    for step in trial.steps:
        if step.run != "up" or step.status != "applied" or step.before is None or step.after is None:
            continue
        if step.migration is None or id(step.migration) not in judged:
            continue
        triggers = triggers_on(step.before)
        histories = histories_among(refused_events(step.before, triggers))
        recorders: dict[str, set[str]] = {}
        for trigger in triggers.values() if histories else ():
            recorders.setdefault(f"{trigger.function}()", set()).update(
                written_by(step.before, trigger, histories)
            )
        said: set[str] = set()
        for one in step.differences if histories else ():
            what = _changed(one, step.before, recorders, histories)
            if what is None or one.object.name in said or step.after.objects.get(one.object) is None:
                continue
            blamed = blame([step.migration.up], one, step.before, step.after, removed=False)
            said.add(one.object.name)
            yield Hit(
                blamed.place if blamed else step.migration.up.location,
                f"{what}, which is append-only: leave it, or say to its reviewers why with an allow",
                object=one.object.name,
            )


def _by_scripts(trial: Trial) -> Iterator[Hit]:
    """The policies of histories that repeatable scripts write otherwise than the base's do."""
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
                    f"the policy {quote(policy.name)} changes, of {table.name}, which is append-only: leave it, or say to its"
                    " reviewers why with an allow",
                    object=f"{table.name} {quote(policy.name)}",
                )


def _changed(
    one: Difference, before: Snapshot, recorders: dict[str, set[str]], histories: set[str]
) -> str | None:
    """What of a history is made otherwise, in words."""
    kind, name = one.object
    if kind == "function" and one.property == "body" and recorders.get(name):
        return f"{name} writes otherwise into {', '.join(sorted(recorders[name]))}"
    table = table_of(one.object, before.objects.get(one.object) or {})
    if table not in histories:
        return None
    if kind == "column" and one.property == "default":
        return f"the default of {name} changes: a column of {table}"
    return f"the policy {name} changes, of {table}" if kind == "policy" and one.property is not None else None
