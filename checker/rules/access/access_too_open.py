"""A role could do something in the trial that `access:` does not allow it.

## Why

The database's answer is the only one that counts: every role tried every action on every relation, with rows
in place, with no claims, with claims of its own, of somebody else and with forged ones, and with the settings that the
application has for each (`access.settings`). What worked and is not declared is open to whoever has that role, whatever
the policies look like. Only where a policy, as it is stored, lets a role have a row that the trial could not make
(`title like 'Demo%'`), or asks what a trial can't be (`session_user`), that none was seen proves nothing, and its text counts.

## How to fix

Take the privilege back, or narrow the policy that the finding points at:

```sql
revoke all on public.eng_note from anon;
alter policy eng_note_read on public.eng_note to service_role;
```

Where it is meant to be open, say so in the config: an entry under `access.allow`, or under
`access.approved` with the decision's reference.

## Not reported

- What `access:` allows, by role, relation, action and claims; the head's config counts for what the base does not have.
- A repository whose config declares no access: the report says that nothing was proven.
- Functions that run with their caller's rights.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from checker.access import Declared
from checker.model import Probe, Severity, Trial
from checker.rule import Hit, rule
from checker.rules.access._blame import blame, relation_name
from checker.rules.access._declared import declared, disallowed
from checker.rules.access._probes import parted


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each role and relation with something that was allowed and is not declared."""
    wrong = partial(_is_wrong, declared(trial.change))
    for found in parted(trial, wrong):
        unguarded = any(probe.detail == "row-level security is not active" for probe in found.probes)
        place = blame(
            trial.change,
            found.relation,
            found.role,
            frozenset(found.actions),
            unguarded=unguarded,
            trial=trial,
        )
        name = relation_name(found.relation)
        rows = f"{found.rows} row{'s' if found.rows > 1 else ''}" if found.rows else ""
        if found.unmade is not None:
            row = f"a row whose {found.unmade}" if found.unmade else "any row"
            rows = f"{row}, by the policies as they are stored, though the trial has none to show"
        saw = f" ({rows})" if rows else ""
        why = ", and row-level security does not govern it" if unguarded else ""
        text = f"{found.who} may {', '.join(found.actions).upper()} {name}{found.only}{found.circumstances}{saw}{why}; "
        asked = ((p.role, p.relation, p.action, p.claims) for p in found.probes)
        text += disallowed(trial.change, asked, "take it back, or declare it")
        others = {probe.claims for probe in found.probes} <= {"another", "forged"}
        if others and trial.change.config.access.settings.own and not unguarded:
            text += "; where the rows are another's own, give access.settings.another the values of somebody who has none"
        proof = f"{', '.join(found.actions).upper()}{found.circumstances}{f', {rows}' if rows else ''}"
        yield Hit(place, text, f"{name} {found.role}", proof=proof)


def _is_wrong(access: Declared, probe: Probe) -> bool:
    """Whether something worked, or would with a row that the trial lacks, that is not declared."""
    open_ = probe.allowed or probe.unmade is not None
    return open_ and not access.allows(probe.role, probe.relation, probe.action, probe.claims)
