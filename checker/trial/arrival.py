"""How production gets to the end: the change's migrations and scripts run where the base's scripts stand already."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from checker.errors import CannotCheck
from checker.model import Change, Migration, Snapshot, Step
from checker.trial.access_before import touches_scripts
from checker.trial.catalog import difference
from checker.trial.execute import opened_by
from checker.trial.ground import Ground
from checker.trial.scripts import apply_scripts


class Arrival(Struct, frozen=True):
    """The catalog of the `base` with its scripts in place, and what was run there, up to the first that failed.

    `base` is None where that was not tried; `not_proven` says why where it should have been.
    """

    base: Snapshot | None = None
    steps: tuple[Step, ...] = ()
    not_proven: tuple[str, ...] = ()

    @classmethod
    def missing(cls, why: str) -> Arrival:
        """Nothing, for this reason."""
        return cls(not_proven=(f"how the change runs where the base's scripts stand: {why}",))

    def until(self, end: Snapshot) -> tuple[Step, ...]:
        """The steps, of which the last has the differences from the `end` that the ups and scripts alone lead to."""
        last = self.steps[-1] if self.steps else None
        if last is None or last.after is None:
            return self.steps
        return (*self.steps[:-1], replace(last, before=end, differences=difference(end, last.after)))


def goes_another_way(change: Change) -> bool:
    """Whether something stands in production that the trial's own steps do not begin with, and the change comes upon it."""
    if change.everything or not change.base_scripts:
        return False
    return bool(change.changed) or touches_scripts(change)


def stand_on_base(ground: Ground, change: Change, migrations: Sequence[Migration]) -> str:
    """Bring a ground from where the base chain ends to where production stands; gives why that can't be, empty where it can.

    `migrations` are those since the base chain. What is merged of them is there before the change, and the base's scripts are.
    """
    try:
        ground.advance([one for one in migrations if not one.changed])
    except CannotCheck as error:
        return error.message.splitlines()[0]
    for script in change.base_scripts:
        done = ground.run(script)
        if done.status != "applied":
            return f"the base's {script.path} does not apply to the base ({done.why})"
    return ""


def arrive(ground: Ground, change: Change, migrations: Sequence[Migration]) -> Arrival:
    """Go the way of production from there; the last step has the catalog at its end."""
    base = ground.snapshot()
    steps: list[Step] = []
    for migration in (one for one in migrations if one.changed):
        done = ground.run(migration.up, opened_by(migration, migration.up))
        steps.append(done.step(migration.up.path, "up", "up", migration))
        if done.status != "applied":
            return Arrival(base, tuple(steps))
    everything = change.repeatable
    again = [script for script in everything if script.runs_again]
    scripts, end = apply_scripts(ground, again if steps or again else everything, "up", base)
    if steps and not scripts:
        steps[-1] = replace(steps[-1], before=base, after=end)
    return Arrival(base, (*steps, *scripts))
