"""A function that policies ask is made anew with another body.

## Why

The policies read as they did, and mean something else: whom they let through is what the function says. The trial tries it with the
seeded rows and today's date; of others, and of another day, only its text tells.

## How to fix

Where it is not meant, leave the function as it is. Where it is, say so for whoever answers for the rows, in the comment
that [directive-invalid](directive-invalid.md) describes:

```sql
-- db-verify: allow policy-function-changed reason="revoked approvals no longer count"
create or replace function app.approved(p_id bigint) returns boolean
  language sql stable set search_path = ''
  return exists (select from app.approval a where a.id = p_id and a.revoked_at is null);
```

## Not reported

- Functions that no policy asks, also through another function.
- Functions that the change makes.
- What the trial shows to be wider: see [access-widened](access-widened.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checker.model import Difference, Location, Severity, Snapshot, Trial
from checker.rule import Hit, rule
from checker.rules._beside import said_by
from checker.rules._blame import blame
from checker.rules._rewritten import rewritten
from checker.rules.access import access_widened
from checker.rules.access._asked import asked_by_policies, last_name


@rule(Severity.WARNING)
def check(trial: Trial) -> Iterator[Hit]:
    """Each function whose body a judged up changes, and that a policy of before asks."""
    found = list(_found(trial))
    wider = {hit.location for hit in said_by(access_widened.check, trial, trial.change)} if found else set()
    yield from (hit for hit in found if hit.location not in wider)


def _found(trial: Trial) -> Iterator[Hit]:
    judged = {id(migration) for migration in trial.change.judged}
    for step in trial.steps:
        if step.run != "up" or step.status != "applied" or step.before is None or step.after is None:
            continue
        changed = [one for one in step.differences if (one.object.kind, one.property) == ("function", "body")]
        if not changed or step.migration is None or id(step.migration) not in judged:
            continue
        asked = asked_by_policies(trial.end or step.after)
        for one in changed:
            blamed = blame([step.migration.up], one, step.before, step.after, removed=False)
            yield from _hit(one, blamed.place if blamed else step.migration.up.location, asked, trial.end)
    _, remade = rewritten(trial)
    bodies = {one: place for one, place in remade.items() if one.property == "body"}
    asked = asked_by_policies(trial.end) if bodies and trial.end is not None else {}
    for one, place in bodies.items():
        yield from _hit(one, place, asked, trial.end)


def _hit(
    one: Difference, place: Location, asked: Mapping[str, set[str]], end: Snapshot | None
) -> Iterator[Hit]:
    name = one.object.name
    tables = sorted(table for table, words in asked.items() if last_name(name) in words)
    if tables and _is_kept(end, name):
        more = f" and {len(tables) - 1} more" if len(tables) > 1 else ""
        yield Hit(
            place,
            f"{name}, which policies of {tables[0]}{more} ask, says something else than before: leave it, or say to whoever"
            " answers for the rows why, with an allow",
            object=name,
        )


def _is_kept(end: Snapshot | None, function: str) -> bool:
    return end is None or end.get("function", function) is not None
