"""What the base's scripts made stays in production, though the change's scripts make it no more.

## Why

A line that is taken out of a script takes nothing away: what it granted or made is there in each database that ran it. A new
database does not have it, and what the check says of access is of a new one. So an old policy still lets rows through, beside
the one in its place; that, and a grant, is an error, what else stays is a warning.

## How to fix

Leave the taking away in the script for as long as there are databases that had it:

```sql
drop policy if exists note_reader on app.note;
revoke select on app.note from reader;
```

A script that is deleted leaves that to a migration.

## Not reported

- What the script, or a migration of the change, drops or revokes.
- A trigger of which [append-only-opened](append-only-opened.md) or [guard-dropped](guard-dropped.md) says that it is gone.
- Columns, constraints, indexes and tables, which are not for scripts to make.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.model import Difference, Severity, Snapshot, Trial
from checker.rule import Hit, rule
from checker.rules._beside import said_by
from checker.rules._causes import causes, describe
from checker.rules._rewritten import script_of_base
from checker.rules.statements import append_only_opened, guard_dropped
from checker.undo import short, undo

_RIGHTS = frozenset({"policy", "membership", "default privileges"})
_KINDS = _RIGHTS | {"view", "materialized view", "function", "procedure", "trigger", "rule"}
_DROPS = re.compile(r"DROP ((?:MATERIALIZED )?[A-Z]+) ")


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each object, and each grant, of the base with its scripts that stays where the change is run upon them, and nowhere else."""
    base, steps = trial.before.catalog, trial.before.steps
    last = steps[-1] if steps else None
    if base is None or last is None or last.before is None or last.after is None or last.status != "applied":
        return
    told: set[str | None] | None = None
    for one in causes(last.differences, last.before, last.after):
        if not _stays(one, base):
            continue
        if one.object.kind == "trigger":
            if told is None:
                told = {
                    hit.object
                    for each in (append_only_opened.check, guard_dropped.check)
                    for hit in said_by(each, trial, trial.change)
                }
            if told & {one.object.name, base.objects[one.object].get("table")}:
                continue
        place = script_of_base(trial.change, one.object, base)
        if place is None:
            continue
        what = (
            describe(one) if one.property is None else f"{', '.join(_kept(one, base))} on {one.object.name}"
        )
        remedy = short(_DROPS.sub(r"DROP \1 IF EXISTS ", undo(one, last.before, last.after) or "", count=1))
        yield Hit(
            place,
            f"{what} stays in production: the base's scripts made it, the change's no longer do, and nothing takes it away:"
            f" add {remedy}",
            object=one.object.name,
            severity=None if one.property or one.object.kind in _RIGHTS else Severity.WARNING,
        )


def _stays(one: Difference, base: Snapshot) -> bool:
    """Whether it is what the base had already: a whole object, or a grant on one."""
    if one.object not in base.objects:
        return False
    if one.property is None:
        return one.after is not None and one.object.kind in _KINDS
    return one.property == "grants" and bool(_kept(one, base))


def _kept(one: Difference, base: Snapshot) -> list[str]:
    """The grants on an object that stay and were there on the base."""
    more = {*(one.after or "").split("\n")} - {*(one.before or "").split("\n"), ""}
    return sorted(more & {*(base.objects[one.object].get("grants") or "").split("\n")})
