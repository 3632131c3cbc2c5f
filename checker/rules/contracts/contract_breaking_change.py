"""A contract takes back something that it promised.

## Why

A column removed, renamed, moved or of another type; NULL where there was none; a role or an option
lost; a promise about rows that says something else; an earlier last day: each breaks somebody who relies on
today's contract, at a time that they do not choose. Consumers who declare what they use
(`consumers/*.yml`) are named.

## How to fix

Leave the view and its contract as they are, and publish the new shape beside it, as `v_…_v2` with a
contract of its own. Mark the old contract as deprecated, with a last day that leaves time to move:

```yaml
status: deprecated
slaProperties:
  - property: endOfLife
    value: "2027-06-30"
```

## Not reported

- A column appended, a new role, a new promise, words: those who rely on the contract do not notice.
- Changes to a draft, or to a deprecated view's contract after its last day.
- A contract that is new.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules.contracts._promises import affected, binding, by_view, hit, together
from checker.shape.classify import classify


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Every breaking difference between the base's contract and the head's, on the head's line."""
    head = by_view(change.contracts)
    for old in change.base_contracts:
        new = head.get(old.view)
        if new is None or not binding(old, change):
            continue
        breaking = [one for one in classify(old, new) if one.effect == "breaking"]
        for name, changes in together(breaking):
            place = next((one.location for one in changes if one.location), new.location)
            tail = f" (the base's contract, {old.version}, promised it){affected(change, changes)}; publish a new view beside this one"
            yield hit(place, changes, tail, name)
