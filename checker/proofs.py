"""What a trial proves of each migration: what it did, whether the way back was made, and what no row could show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from checker.model import Location, LockReport, Migration, MigrationReport, Reversible, StepReport, Trial
from checker.rules.reversibility._unseen import unseen_writes
from checker.rules.reversibility.down_loses_data import lost_by_downs
from checker.rules.statements.branch_not_taken import NotTaken, not_taken


class Proofs(Struct, frozen=True):
    """What the `trial`'s steps and rows say of migrations; None where there was no trial.

    By a migration's identity: `lossy` are those whose down left other rows than there were before the up, `unseen`
    those with statements that changed none of the rows that they are about, of which therefore nothing is proven,
    each as a sentence; `aside` is what repeatable scripts did not do.
    """

    trial: Trial | None = None
    lossy: frozenset[int] = frozenset()
    unseen: Mapping[int, Sequence[str]] = {}
    aside: Sequence[str] = ()

    @classmethod
    def of(cls, trial: Trial | None, *, whole: bool) -> Proofs:
        """What there is to say; where not `whole`, only what the trial's record alone tells."""
        if trial is None:
            return cls()
        unseen: dict[int, list[str]] = {}
        for migration, place, what in _unseen(trial) if whole else ():
            asked = (
                "what is done" if migration.down is None else "whether the down brings back what is changed"
            )
            unseen.setdefault(id(migration), []).append(f"{asked} at {place}: in the trial, {what}")
        lossy = frozenset(id(step.migration) for step, *_ in lost_by_downs(trial))
        aside = [
            f"what the script does at {one.place}: in the trial, {one.what}, and {_became(one)}"
            for one in (not_taken(trial) if whole else ())
            if one.migration is None
        ]
        return cls(trial, lossy, unseen, aside)

    def report(self, migration: Migration, *, judged: bool) -> MigrationReport:
        """What the report says of a migration that rules looked at or not."""
        return MigrationReport(
            id=migration.id,
            path=migration.path,
            sha256=migration.sources[0].sha256,
            changed=migration.changed,
            reversible=self.reversible(migration),
            steps=tuple(self._steps(migration)),
            judged=judged,
        )

    def reversible(self, migration: Migration) -> Reversible:
        """Proven only by a down that was applied and left no difference, in the rows neither, and an up that was applied after it.

        Where the up changes rows, it must have changed some for that.
        """
        if migration.irreversible is not None:
            return "declared-irreversible"
        steps = self.trial.of(migration) if self.trial else {}
        down, again = steps.get("down"), steps.get("up again")
        if down is None or down.status in ("not-run", "skipped"):
            return "not-tried"
        # After a down that failed no second up is run.
        if down.lasting or id(migration) in self.lossy or again is None or again.status != "applied":
            return "not-reversible"
        return "not-tried" if id(migration) in self.unseen else "proven"

    @property
    def not_proven(self) -> tuple[str, ...]:
        """A sentence for each statement that found no row to change, or was not run at all."""
        return (*self.aside, *(one for each in self.unseen.values() for one in each))

    def _steps(self, migration: Migration) -> Iterator[StepReport]:
        for step in self.trial.steps if self.trial else ():
            if step.migration is migration:
                yield StepReport(
                    direction=step.direction,
                    status=step.status,
                    seconds=step.seconds,
                    statements=sum(1 for outcome in step.outcomes if outcome.status == "applied"),
                    locks=tuple(
                        LockReport(number, outcome.statement.location.line, lock)
                        for number, outcome in enumerate(step.outcomes, 1)
                        for lock in outcome.locks
                    ),
                )


def _unseen(trial: Trial) -> Iterator[tuple[Migration, Location, str]]:
    for one in unseen_writes(trial):
        yield one.migration, one.statement.location, one.what
    for branch in not_taken(trial):
        if branch.migration is not None:
            yield branch.migration, branch.place, f"{branch.what}, and {_became(branch)}"


def _became(one: NotTaken) -> str:
    return "happened, as it may not in production" if one.happened else "did not happen"
