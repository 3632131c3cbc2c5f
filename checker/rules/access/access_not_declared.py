"""The files open something to a role that `access:` does not allow it.

## Why

A grant and the policies that let a row through are all it takes, and neither need look wrong: `for select using (…)`
without TO is for every role, and a token is easily forged by whoever has an SQL session. What counts is
what the config declares, and what it does not name is denied. The finding names a witness: a role, its claims and a
row that it gets. The trial makes that row, and tries.

## How to fix

Name the roles that are meant, ask for the caller, or take the privilege back:

```sql
alter policy eng_note_read on public.eng_note to service_role;
revoke truncate on public.eng_note from anon;
```

Where it is meant to be open, say so in the config: an entry under `access.allow`, or under
`access.approved` with the decision's reference.

## Not reported

- What `access:` allows, by role, relation, action and claims; the head's config counts for what the base does not have.
- What was open before, by statements that the change does not touch: the trial says that, where those stand.
- A grant on a table whose policies let that role have no row.
- What policies ask that can't be known from the file (a function of one's own): the trial tries it.
- Views that run with their reader's rights, and functions that do; functions that everybody may execute have a rule of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.access import NOBODY, claims_in_words
from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._state import is_judged
from checker.rules.access._blame import blame, relation_name
from checker.rules.access._declared import disallowed
from checker.rules.access._opened import Opened, opened


@rule(Severity.ERROR, twin="access-too-open")
def check(change: Change) -> Iterator[Hit]:
    """Each role and relation with something that the change opens and that is not declared."""
    if not change.config.access.declared:
        return
    wrong = opened(change)
    everybody = {(one.relation, one.action) for one in wrong if one.role == NOBODY}
    groups: dict[tuple[str, str], list[Opened]] = {}
    for one in wrong:
        if one.role == NOBODY or (one.relation, one.action) not in everybody:
            groups.setdefault((one.role, one.relation), []).append(one)
    for (role, relation), group in groups.items():
        if role == NOBODY and relation.endswith(")"):
            continue
        # What may be open does not make less of what is.
        found = [one for one in group if not one.undecided] or group
        actions = list(dict.fromkeys(one.action for one in found))
        unguarded = any(one.unguarded for one in found)
        place = blame(change, relation, role, frozenset(actions), unguarded=unguarded)
        if is_judged(change, place):
            name = relation_name(relation)
            who = "everybody (a role without any grant)" if role == NOBODY else role
            text = f"{who} may {', '.join(actions).upper()} {name}{_witness(found, change.config.access.told_by)}; "
            asked = ((one.role, one.relation, one.action, one.claims) for one in found)
            text += disallowed(change, asked, "narrow the policy, take the privilege back, or declare it")
            undecided = next((one.undecided for one in found if one.undecided), None)
            yield Hit(place, text, f"{name} {role}", undecided=undecided)


def _witness(found: list[Opened], told_by: str) -> str:
    """With which claims, and such a row: a caller that needs no claims is the plainest one."""
    by_policy = [one for one in found if one.guarded]
    if not by_policy:
        unguarded = any(one.unguarded for one in found)
        return ", and row-level security does not govern it" if unguarded else ""
    claims = claims_in_words(dict.fromkeys(one.claims for one in by_policy), told_by)
    row = by_policy[0].row
    shown = f"a row whose {row}" if row else "any row"
    return f" {claims} (witness: {shown})" if claims else f" (witness: {shown}, whatever the {told_by})"
