"""A contract was edited to match a view that breaks what it promised.

## Why

A contract that follows the view promises nothing: whoever relied on it learns of the change when their
own code fails. So the base's contract is held against the view as this change leaves it, whatever the
head's contract says.

## How to fix

Take both edits back, and publish the new shape beside the old view, with a contract of its own:

```sql
create view public.v_eng_note_v2 with (security_invoker = true) as
select id, body::text as body from public.eng_note;
```

## Not reported

- A view that only gains columns.
- A contract that is corrected in a change without any SQL.
- A draft, and a deprecated view after its last day.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules.contracts._promises import affected, binding, by_view, hit, name_of, together
from checker.rules.contracts._shapes import shapes, sql_changed
from checker.shape.classify import classify
from checker.shape.compare import compare


@rule(Severity.ERROR, twin="view-contract-broken")
def check(change: Change) -> Iterator[Hit]:
    """Each breaking difference between the base's contract and the view that the head's contract no longer shows."""
    head = by_view(change.contracts)
    for old in change.base_contracts:
        new, shape = head.get(old.view), shapes(change).get(old.view)
        if new is None or shape is None or not binding(old, change) or not sql_changed(change):
            continue
        if not any(one.effect == "breaking" for one in classify(old, new)):
            continue
        shown = {name_of(one) for one in compare(new, shape)}
        broken = [
            one for one in compare(old, shape) if one.effect == "breaking" and name_of(one) not in shown
        ]
        for name, changes in together(broken):
            place = next((one.location for one in changes if one.location), shape.location) or new.location
            tail = f", and {new.path} was edited to match{affected(change, changes)}; publish a new view beside this one"
            yield hit(place, changes, tail, name)
