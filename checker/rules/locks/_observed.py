"""What the trial saw the statements of judged migrations lock, and do with what they locked."""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import LockTaken, Outcome, Step, Trial
from checker.names import split_qualified
from checker.rules.locks._empty import is_empty_yet
from checker.state import Name

_KINDS = ("table", "materialized view")


def first_ups(trial: Trial) -> Iterator[Step]:
    """The judged migrations' first ups that applied: those whose locks were looked at."""
    judged = {id(migration) for migration in trial.change.judged}
    for step in trial.steps:
        if step.run == "up" and step.status == "applied" and id(step.migration) in judged:
            yield step


def table_locks(trial: Trial, step: Step, outcome: Outcome) -> Iterator[LockTaken]:
    """Those of a statement's locks that are on tables and materialized views which were there before the file, and in use."""
    if step.before is None:
        return
    for lock in outcome.locks:
        if any(step.before.get(kind, lock.relation) is not None for kind in _KINDS):
            name = Name(*split_qualified(lock.relation))
            if step.migration is None or not is_empty_yet(trial.change, step.migration.up, name):
                yield lock
