"""What policies ask, a function, a view or a generated column, says something else than before.

## Why

The policies read as they did, and mean something else: whom they let through is what the function says. The trial tries it with the
seeded rows and today's date; of others, and of another day, only its text tells. What its text leaves open, its properties decide:
whose rights it reads with, whether an argument that is NULL is looked at, and, without `SET search_path`, in whose schemas names are
looked up, of which the caller's temporary tables come first.

A function of the same name may take its calls over, without that it changes: of `mine('7')` PostgreSQL thinks as of a text, and calls
`mine(text)` as soon as that is there, not `mine(uuid)`. A policy keeps what it was bound to; one that a script makes again, and what a
function's text calls, do not.

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

- Functions, views and columns that no policy asks, also through another one.
- Functions that the change makes, unless they take over a call with a literal that policies depend on, and those whose text speaks of a table or column by another name because that was renamed.
- A search_path that a function had not, that is empty now, or that nothing in its body is looked up on.
- A table that another one takes the place of, under its name.
- What the trial shows to be wider: see [access-widened](access-widened.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checker.model import Difference, Location, Severity, Snapshot, Trial
from checker.objects import table_of
from checker.rule import Hit, rule
from checker.rules._beside import said_by
from checker.rules._blame import blame, hidden
from checker.rules._rewritten import rewritten
from checker.rules._ups import judged_ups
from checker.rules.access import access_widened
from checker.rules.access._asked import asked_by_policies, last_name, read_by_policies
from checker.rules.access._taken_over import taken_over
from checker.rules.functions._bare import finds_all
from checker.state import chain

# What a function's property is about, where it is another one.
_SAYS = {
    "body": "says something else than before",
    "security": "reads with its {whose} rights now",
    "strict": "is {not_}STRICT now, which decides what it says of NULL",
    "settings": "looks names up on another search_path now",
}
_PATH = re.compile(r"^search_path=(.*)$", re.MULTILINE)
_VIEWS = ("view", "materialized view")


@rule(Severity.WARNING)
def check(trial: Trial) -> Iterator[Hit]:
    """Each function, view and generated column that a judged up makes another one, and that a policy of before asks."""
    found = list(_found(trial))
    wider = {hit.location for hit in said_by(access_widened.check, trial, trial.change)} if found else set()
    yield from (hit for hit in found if hit.location not in wider)
    for one in taken_over(trial.change):
        yield Hit(
            one.place,
            f"{one.by}, by which policies of {one.table.name} go, calls {one.new.name} with a literal, which means {one.new.signature} from"
            f" here on and not {one.old.signature}: cast the literal, or give the new function a name of its own",
            object=one.new.signature,
        )


def _found(trial: Trial) -> Iterator[Hit]:
    for step, ran, before, after in judged_ups(trial):
        changed = [one for one in step.differences if _what(one, before)]
        if not changed or step.migration is None:
            continue
        asked = _Asked(trial, trial.end or after)
        for one in _first(changed):
            # What names the object nowhere, nor hides what it does, has renamed what the text speaks of.
            blamed = blame(ran, one, before, after, removed=False) or hidden(ran)
            if blamed is not None:
                yield from asked.hit(one, _what(one, before), blamed.location)
    _, remade = rewritten(trial, tuple(_SAYS))
    places = {one: place for one, place in remade.items() if _what(one, Snapshot())}
    if places and trial.end is not None:
        asked = _Asked(trial, trial.end)
        for one in _first(places):
            yield from asked.hit(one, _what(one, Snapshot()), places[one])


def _first(changed: Iterable[Difference]) -> Iterable[Difference]:
    """One difference of each object, its body before all others."""
    order = {name: number for number, name in enumerate(_SAYS)}
    ordered = sorted(changed, key=lambda one: order.get(one.property or "", 0), reverse=True)
    return {one.object: one for one in ordered}.values()


def _what(one: Difference, before: Snapshot) -> str:
    """What a function or view does otherwise, in words; empty where it does nothing of the kind."""
    kind, name = one.object
    if kind == "function" and one.property in _SAYS:
        if one.property == "settings":
            was, now = (_path(text) for text in (one.before, one.after))
            return _SAYS["settings"] if was is not None and now != was and now not in ('""', "''") else ""
        whose = "owner's" if one.after == "definer" else "caller's"
        return _SAYS[one.property].format(whose=whose, not_="" if one.after else "not ")
    if kind == "column" and one.property == "generated" and one.before and one.after:
        return "is computed otherwise than before"
    if kind in _VIEWS and one.property == "definition":
        return "shows other rows than before"
    if kind in _VIEWS and one.property is None and before.get("table", name):
        return "was a table, and is a view now"
    return ""


def _path(settings: str | None) -> str | None:
    found = _PATH.search(settings or "")
    return found[1].strip() if found else None


class _Asked:
    """What the policies of a catalog ask, by table."""

    def __init__(self, trial: Trial, catalog: Snapshot) -> None:
        self._change = trial.change
        self._catalog = catalog
        self._functions = asked_by_policies(catalog)
        self._relations = read_by_policies(catalog)

    def hit(self, one: Difference, what: str, place: Location) -> Iterator[Hit]:
        """What there is to say of a difference, where policies ask its object."""
        kind, name = one.object
        asked = self._relations if kind in _VIEWS else self._functions
        tables = sorted(table for table, names in asked.items() if last_name(name) in names)
        if kind == "column":
            own = table_of(one.object, self._catalog.objects.get(one.object, {})) or ""
            tables = [each for each in tables if each == own or last_name(own) in self._relations[each]]
        if one.property == "settings" and self._finds_all(name):
            return
        if tables and self._catalog.get(kind, name):
            more = f" and {len(tables) - 1} more" if len(tables) > 1 else ""
            yield Hit(
                place,
                f"{name}, which policies of {tables[0]}{more} ask, {what}: leave it as it is, or"
                " allow this with a reason",
                object=name,
            )

    def _finds_all(self, function: str) -> bool:
        found = (one for one in chain(self._change).end.functions() if one.signature == function)
        return any(map(finds_all, found))
