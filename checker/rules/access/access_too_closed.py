"""A role could not do in the trial what `access:` promises it.

## Why

A policy that is never true and a missing grant are safe, and of no use: the governance service can't write,
or a published view shows nothing, and production learns it first. It is also the trial's control: where nobody sees
a row, refusing one proves nothing.

## How to fix

Grant what is declared, and let a policy show the rows:

```sql
grant select on public.v_eng_note to analyst;
create policy eng_note_views on public.eng_note for select to eng_views using (true);
```

## Not reported

- What is promised to the role with its own claims, and refused without them.
- An action that `access:` does not name.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Severity, Trial
from checker.rule import Hit, rule
from checker.rules.access._blame import blame, relation_name
from checker.rules.access._declared import declared
from checker.rules.access._probes import parted


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each role and relation with something that is promised and was refused."""
    access = declared(trial.change)
    for found in parted(
        trial,
        lambda p: not (p.allowed and p.rows != 0) and access.promises(p.role, p.relation, p.action, p.claims),
    ):
        place = blame(trial.change, found.relation, found.role, frozenset(found.actions))
        name = relation_name(found.relation)
        said = next((probe.detail for probe in found.probes if probe.detail), "refused")
        text = (
            f"{found.role} can't {', '.join(found.actions).upper()} {name}, which `access:` promises it ({said}):"
            " grant it, and let a policy show the rows"
        )
        yield Hit(place, text, f"{name} {found.role}")
