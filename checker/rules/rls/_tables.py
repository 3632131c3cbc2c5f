"""The tables that requests can reach, at the end of the trial."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from checker.model import Difference, Finding, Location, ObjectId, Snapshot, Trial
from checker.names import split_qualified
from checker.rules._blame import blame, hidden

Properties = Mapping[str, str | None]
_PROTECTION = ("row security", "force row security")
# `SELECT to reader with grant option granted by owner`
_GRANTEE = re.compile(r" to (.+?)(?: with grant option)?(?: granted by .*)?$")


def exposed_tables(trial: Trial, *, everywhere: bool = False) -> Iterator[tuple[str, Properties, Location]]:
    """Each table that others may come to and that the change made or opened, or all of the history where all is judged.

    Others may come to a table of an exposed schema, and to any that they were granted something on; `everywhere` asks for
    the tables of all owners that row-level security binds. With the place of the statement that made the table, or that
    last changed its protection. A table that was as open on the base is nobody's doing here.
    """
    if trial.end is None or trial.start is None:
        return
    for name, properties in trial.end.of_kind("table").items():
        reached = _reached(trial, trial.end, name, properties)
        if not reached and not (everywhere and not is_above(trial.end, properties.get("owner"))):
            continue
        before = trial.start.get("table", name)
        if (
            before is not None
            and all(before.get(each) == properties.get(each) for each in _PROTECTION)
            and (everywhere or _reached(trial, trial.start, name, before))
        ):
            continue
        place = _place(trial, name, before)
        if place is not None:
            yield name, properties, place


def _reached(trial: Trial, catalog: Snapshot, name: str, properties: Properties) -> bool:
    """Whether the table's schema is exposed, or a role that is bound by policies has a privilege on it or on a column."""
    parts = split_qualified(name)
    if len(parts) == 2 and parts[0] in trial.change.config.exposed_schemas:
        return True
    config = trial.change.config
    trusted = {properties.get("owner"), config.trial.owner, *config.view_owners}
    columns = [each for key, each in catalog.of_kind("column").items() if key.startswith(f"{name}.")]
    lines = [
        line for each in (properties, *columns) for line in (each.get("grants") or "").split("\n") if line
    ]
    roles = {match[1] for line in lines if (match := _GRANTEE.search(line))}
    return any(role not in trusted and not is_above(catalog, role) for role in roles)


def is_above(catalog: Snapshot | None, role: str | None) -> bool:
    """Whether row-level security binds a role nowhere."""
    found = catalog.get("role", role or "") if catalog is not None else None
    return found is not None and bool(found.get("superuser") or found.get("bypassrls"))


def lacks(catalog: Snapshot | None, table: str | None, protection: str) -> bool | None:
    """Whether a table of the catalog does not have a protection; None where there is no such table to ask."""
    found = catalog.get("table", table or "") if catalog is not None else None
    return None if found is None else not found.get(protection)


def left_by(trial: Trial, finding: Finding) -> Snapshot | None:
    """The catalog as the script that a finding is in leaves it: that of the end for a repeatable one."""
    ups = [step for step in trial.steps if step.run == "up" and step.path == finding.location.path]
    return ups[0].after if ups and ups[0].migration else trial.end


def _place(trial: Trial, name: str, before: Properties | None) -> Location | None:
    """Where the table was made, or where the protection that it had was taken away."""
    if trial.start is None or trial.end is None:
        return None
    now = trial.end.get("table", name) or {}
    same = before is not None and all(before.get(each) == now.get(each) for each in _PROTECTION)
    changed = None if before is None else "grants" if same else "row security"
    one = Difference(ObjectId("table", name), changed, None, "")
    judged = trial.change.migrations if trial.change.everything else trial.change.changed
    ups = [migration.up for migration in judged]
    scripts = trial.change.repeatable
    for each in ([*ups, *scripts] if before is not None else ups, scripts):
        if found := blame(each, one, trial.start, trial.end, removed=False):
            return found.location
    unseen = hidden([*ups, *scripts]) or next(iter((*ups, *scripts)), None)
    return unseen.location if unseen else None
