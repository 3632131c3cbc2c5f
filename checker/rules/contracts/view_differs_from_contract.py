"""A published view is written otherwise than its contract says.

## Why

This reads the view's SELECT with what earlier files made of the tables, and so finds, before anything is
run and on the line of the column, what the database would show afterwards: a column that is missing, new, renamed,
moved, of another type or possibly NULL; an option, the owner or a grant that differs. What a file does not tell
(the type of a call to a function of one's own, say) is left to the trial.

## How to fix

Write the view as its contract promises, and publish what is new beside it:

```sql
set local role eng_views;
create view public.v_eng_note_v2 with (security_barrier = true) as
select id, body, author from public.eng_note;
```

A column that is appended belongs into the contract, with a new minor version.

## Not reported

- Another SELECT with the same columns.
- A LEFT JOIN whose NULLs a condition takes away again, and a column that COALESCE fills.
- A star, where the table got the column after the view was made.
- Views of a repository in which this change touches neither SQL nor contracts.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules.contracts._promises import hit, together
from checker.rules.contracts._shapes import shapes, touched
from checker.shape.compare import compare


@rule(Severity.ERROR, twin="view-contract-broken")
def check(change: Change) -> Iterator[Hit]:
    """Each column (and the view as a whole) that differs from the head's contract."""
    if not change.contracts or not touched(change):
        return
    found = shapes(change)
    for contract in change.contracts:
        shape = found.get(contract.view)
        if shape is None or contract.status == "retired":
            continue
        for name, changes in together(compare(contract, shape)):
            place = (
                next((one.location for one in changes if one.location), shape.location) or contract.location
            )
            additive = all(one.effect == "additive" for one in changes)
            mend = (
                "write it into the contract"
                if additive
                else "keep what it promises, and publish what is new as a view of its own"
            )
            yield hit(place, changes, f", and its contract ({contract.path}) says otherwise: {mend}", name)
