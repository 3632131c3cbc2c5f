"""What the trial saw the statements of judged migrations lock, and do with what they locked."""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import LockTaken, Outcome, Step, Trial

_KINDS = ("table", "materialized view")


def first_ups(trial: Trial) -> Iterator[Step]:
    """The judged migrations' first ups that applied: those whose locks were looked at."""
    judged = {id(migration) for migration in trial.change.judged}
    for step in trial.steps:
        if step.run == "up" and step.status == "applied" and id(step.migration) in judged:
            yield step


def table_locks(step: Step, outcome: Outcome) -> Iterator[LockTaken]:
    """Those of a statement's locks that are on tables and materialized views which were there before the file."""
    if step.before is not None:
        for lock in outcome.locks:
            if any(step.before.get(kind, lock.relation) is not None for kind in _KINDS):
                yield lock
