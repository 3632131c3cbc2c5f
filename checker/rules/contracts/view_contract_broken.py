"""A published view is not what its contract says, once everything is applied.

## Why

Other teams build on the view as its contract describes it. This asks the database itself, after the
last up: every column with its place, its type with modifiers and whether it can be NULL (as far as the
view's joins and its tables prove it), the view's options, its owner, and who may read it: exactly those
whom the contract names. It works in both directions, so a column that no contract speaks of is found too.
The contract on the base is asked as well: what is promised today must still be true tomorrow, whatever the
change says about it. A contract that is edited to match a broken view does not help.

## How to fix

Make the view what was promised, and publish what is new beside it, in a view with a contract of its own:

```sql
set local role eng_views;
create view public.v_eng_note_v2 with (security_barrier = true) as
select id, body, author from public.eng_note;
```

A column that is appended to the view belongs into the contract, with a new minor version.

## Not reported

- A column that the contract allows to be NULL and that can't be.
- What a draft on the base promised, or a deprecated view's contract after its last day.
- The order of grants and of options; an option that is `false` is as good as none.
- A type that is written in another way: `int4` is `integer`.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Contract, Location, Severity, Trial
from checker.names import split_qualified
from checker.rule import Hit, rule
from checker.rules.contracts._promises import binding, by_view, hit, name_of, place_in, together, views_of
from checker.shape.compare import compare


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Every difference between the end state and a contract: the head's in full, the base's where it breaks readers."""
    views = views_of(trial)
    if trial.end is None:
        return
    change = trial.change
    head = by_view(change.contracts)
    reported: set[str] = set()
    for contract in change.contracts:
        view = views.get(contract.view)
        if view is None:
            if contract.status != "retired":
                text = f"{contract.view} does not exist once everything is applied; make it, or retire its contract"
                yield Hit(contract.location, text, contract.view)
            continue
        if view.kind not in ("view", "materialized view"):
            yield Hit(
                contract.location, f"{contract.view} is a {view.kind}, and a view is promised", contract.view
            )
            continue
        for name, changes in together(compare(contract, view.shape)):
            reported.add(name)
            yield hit(
                place_in(contract, changes), changes, "; mend the view, or the contract if it is wrong", name
            )
    for old in change.base_contracts:
        view = views.get(old.view)
        if view is None or not binding(old, change):
            continue
        new: Contract = head.get(old.view, old)
        breaking = [one for one in compare(old, view.shape) if one.effect == "breaking"]
        for name, changes in together(one for one in breaking if name_of(one) not in reported):
            tail = ", and readers rely on what the base's contract says; publish a new view beside this one"
            yield hit(place_in(new, changes), changes, tail, name)
    if change.config.contracts is not None and not change.contract_problems:
        folder = change.config.contracts.path.rstrip("/")
        for name in sorted(views.keys() - head.keys()):
            place = f"{folder}/{split_qualified(name)[-1]}.odcs.yaml"
            text = f"{name} is published and has no contract; write one: {place}"
            yield Hit(Location(place), text, name)
