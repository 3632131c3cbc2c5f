"""The tables that requests can reach, at the end of the trial."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checker.model import Difference, Location, ObjectId, Trial
from checker.names import split_qualified
from checker.rules._blame import blame

Properties = Mapping[str, str | None]


def exposed_tables(trial: Trial) -> Iterator[tuple[str, Properties, Location]]:
    """Each table of an exposed schema that the change made, or that all of the history made where all is judged.

    With the place of the statement that made it, or that last changed its protection. A table that was as
    open on the base is nobody's doing here.
    """
    if trial.end is None or trial.start is None:
        return
    for name, properties in trial.end.of_kind("table").items():
        parts = split_qualified(name)
        if len(parts) != 2 or parts[0] not in trial.change.config.exposed_schemas:
            continue
        before = trial.start.get("table", name)
        if before is not None and all(
            before.get(each) == properties.get(each) for each in ("row security", "force row security")
        ):
            continue
        place = _place(trial, name, before)
        if place is not None:
            yield name, properties, place


def _place(trial: Trial, name: str, before: Properties | None) -> Location | None:
    """Where the table was made, or where the protection that it had was taken away."""
    if trial.start is None or trial.end is None:
        return None
    changed = None if before is None else "row security"
    one = Difference(ObjectId("table", name), changed, None, "")
    judged = trial.change.migrations if trial.change.everything else trial.change.changed
    ups = [migration.up for migration in judged]
    scripts = [*trial.change.policies, *trial.change.views]
    for each in ([*ups, *scripts] if before is not None else ups, scripts):
        if found := blame(each, one, trial.start, trial.end, removed=False):
            return found.place
    first = next((script for script in (*ups, *scripts)), None)
    return first.location if first else None
