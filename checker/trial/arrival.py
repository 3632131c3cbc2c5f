"""How production gets to the end: the change's migrations and scripts run where the base's scripts stand already."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from checker.model import Change, Migration, Script, Snapshot, Step
from checker.trial.access_before import touches_scripts
from checker.trial.catalog import difference
from checker.trial.execute import opened_by
from checker.trial.ground import Ground, Run
from checker.trial.scripts import apply_scripts


class Arrival(Struct, frozen=True):
    """The catalog of the `base` with its scripts in place, and what was run there, up to the first that failed.

    `base` is None where that was not tried; `not_proven` says why where it should have been.
    """

    base: Snapshot | None = None
    steps: tuple[Step, ...] = ()
    not_proven: tuple[str, ...] = ()

    def until(self, end: Snapshot) -> tuple[Step, ...]:
        """The steps, of which the last has the differences from the `end` that the ups and scripts alone lead to."""
        if not self.steps or self.steps[-1].after is None:
            return self.steps
        last = self.steps[-1]
        assert last.after is not None  # noqa: S101
        return (*self.steps[:-1], replace(last, before=end, differences=difference(end, last.after)))


def goes_another_way(change: Change, migrations: Sequence[Migration]) -> bool:
    """Whether something stands in production that the trial's own steps do not begin with, and the change comes upon it."""
    if change.everything or not change.base_scripts or not all(one.changed for one in migrations):
        return False
    return bool(migrations) or touches_scripts(change)


def arrive(ground: Ground, change: Change, migrations: Sequence[Migration]) -> Arrival:
    """Begin anew where the base chain ends, and go the way of production; the last step has the catalog at its end."""
    ground.start_over()
    for script in change.base_scripts:
        if ground.run(script).status != "applied":
            said = f"how the change runs where the base's scripts stand: the base's {script.path} does not apply to the base"
            return Arrival(not_proven=(said,))
    base = ground.snapshot()
    steps: list[Step] = []
    for migration in migrations:
        done = ground.run(migration.up, opened_by(migration, migration.up))
        steps.append(_step(migration.up, done, migration))
        if done.status != "applied":
            return Arrival(base, tuple(steps))
    scripts, _ = apply_scripts(ground, (*change.policies, *change.views), "up", base)
    return Arrival(base, (*steps, *scripts))


def _step(script: Script, done: Run, migration: Migration) -> Step:
    return Step(
        script.path, "up", "up", done.status, migration=migration, seconds=done.seconds, outcomes=done.outcomes,
        detail=done.detail,
    )  # fmt: skip
