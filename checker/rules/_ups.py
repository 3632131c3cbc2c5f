"""The ups of a trial that were applied, each with what it ran and the catalog on both sides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from checker.model import Script, Snapshot, Step, Trial


class Up(NamedTuple):
    """A migration's first up, or the first run of the repeatable scripts."""

    step: Step
    ran: tuple[Script, ...]
    before: Snapshot
    after: Snapshot


def applied_ups(trial: Trial) -> Iterator[Up]:
    """Every up that was applied."""
    for step in trial.steps:
        if step.run == "up" and step.status == "applied" and step.before and step.after:
            ran = (step.migration.up,) if step.migration else trial.change.repeatable
            yield Up(step, ran, step.before, step.after)


def judged_ups(trial: Trial) -> Iterator[Up]:
    """Those of judged migrations, and the repeatable scripts' with those that are judged."""
    judged = {id(migration) for migration in trial.change.judged}
    for up in applied_ups(trial):
        if up.step.migration is None:
            yield up._replace(ran=trial.change.scripts)
        elif id(up.step.migration) in judged:
            yield up
