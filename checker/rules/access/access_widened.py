"""A role reads or writes more of a table's rows than before the change.

## Why

Row-level security is about which rows. A policy that becomes a little wider, or a function that a policy asks and
that now says yes more often, changes no grant, and what the role may do is declared as before: only the number of rows
tells. The trial counts them for each role, with the same seeded rows, before the change and after it.

## How to fix

Where it is not meant, narrow the policy or the function again:

```sql
alter policy eng_note_analyst on public.eng_note using (status = 'approved' and public.eng_is_open(id));
```

Where it is meant, the pull request says so, for whoever answers for the rows: allow this with a reason, in the comment that
[directive-invalid](directive-invalid.md) describes.

## Not reported

- What `access:` does not allow at all: see [access-too-open](access-too-open.md).
- What the texts of the policies show: see [policy-widened](policy-widened.md).
- A role that saw no row before, or saw all of them.
- Rows that the change itself adds or edits, and another choice of seeded rows.
- Views: what they show is their query's business, and their contract's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from checker.model import Difference, Probe, Severity, Snapshot, Trial
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._beside import said_by
from checker.rules._blame import cause
from checker.rules.access import policy_widened
from checker.rules.access._asked import asked_by_policies, last_name
from checker.rules.access._blame import relation_name
from checker.rules.access._declared import declared
from checker.rules.access._probes import parted
from checker.state import chain

_SECURITY = ("row security", "force row security", "owner")


@rule(Severity.WARNING)
def check(trial: Trial) -> Iterator[Hit]:
    """Each role and table of which more rows are reached on the head than on the base."""
    if trial.before.probes is None or trial.end is None or any(seed.changed for seed in trial.change.seeds):
        return
    access = declared(trial.change)
    before = {(one.role, one.claims, one.relation, one.action): one for one in trial.before.probes}

    def wider(probe: Probe) -> bool:
        was = before.get((probe.role, probe.claims, probe.relation, probe.action))
        allowed = access.allows(probe.role, probe.relation, probe.action, probe.claims)
        return was is not None and allowed and _is_wider(was, probe)

    told = {(hit.location, _table(hit)) for hit in said_by(policy_widened.check, trial.change, trial.change)}
    for found in parted(trial, wider):
        table = relation_name(found.relation)
        if trial.end.get("table", table) is None:
            continue
        roles = frozenset(
            quote(one) for one in ("public", found.role, *chain(trial.change).end.acts_as(found.role))
        )
        place = cause(trial, partial(_concerns, trial.end, table, roles))
        if place is None or (place, table) in told:
            continue
        now = max(found.probes, key=lambda one: one.seeded or 0)
        was = before[now.role, now.claims, now.relation, now.action]
        text = (
            f"{found.who} could {now.action.upper()} {was.seeded} of {was.seeds} rows of {table}{found.circumstances} and now"
            f" can {now.seeded} of {now.seeds}: narrow what lets them through, or allow this with a reason"
        )
        yield Hit(place, text, f"{table} {found.role}")


def _table(hit: Hit) -> str:
    """The table that `policy-widened` speaks of; the role stands after it."""
    return (hit.object or "").rpartition(" ")[0]


def _is_wider(was: Probe, now: Probe) -> bool:
    """Whether of the same rows more are reached."""
    return (
        bool(was.seeded and now.seeded) and was.seeds == now.seeds and (now.seeded or 0) > (was.seeded or 0)
    )


def _concerns(
    catalog: Snapshot,
    table: str,
    roles: frozenset[str],
    one: Difference,
    properties: Mapping[str, str | None],
) -> bool:
    """Whether a difference can be why other rows of the table are let through to one of these roles."""
    kind, name = one.object
    if kind == "table":
        return name == table and one.property in _SECURITY
    if kind == "policy":
        return properties.get("table") == table and bool(
            roles & {*(properties.get("roles") or "").split("\n")}
        )
    if kind in ("role", "membership"):
        return name.partition(" in ")[0] in roles
    return (
        kind == "function"
        and one.property is not None
        and last_name(name) in asked_by_policies(catalog).get(table, ())
    )
