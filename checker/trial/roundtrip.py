"""The order of things: each judged migration up, down and up, the scripts on top, and the whole way back.

Everything is recorded as steps, and nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from checker.model import (
    Change,
    Direction,
    Migration,
    Pass,
    Probe,
    PublishedView,
    Script,
    Snapshot,
    Step,
    TablePrint,
    Trial,
)
from checker.trial.catalog import difference
from checker.trial.ground import CLUSTER_KINDS, Ground
from checker.trial.rows import primary_keys, row_tables
from checker.trial.scripts import apply_scripts, take_back
from checker.trial.sources import Postgres

Progress = Callable[[str], None]


def try_migrations(change: Change, postgres: Postgres, progress: Progress) -> Trial:
    """See `checker.trial.try_migrations`."""
    judged = {id(migration) for migration in change.judged}
    chosen = [id(m) in judged or m.changed for m in change.migrations]
    first = chosen.index(True) if True in chosen else len(chosen)
    with ExitStack() as stack:
        ground = Ground(change, postgres, change.migrations[:first], stack)
        journey = _Journey(change, ground, change.migrations[first:], judged, progress)
        journey.run()
        return Trial(
            change=change,
            postgres=postgres.version,
            source=postgres.source,
            steps=tuple(journey.steps),
            start=journey.start,
            end=journey.end,
            not_proven=(*ground.platform.not_proven, *journey.not_proven, *journey.locks_not_seen()),
            views=journey.views,
            probes=journey.probes,
        )


@dataclass(slots=True)
class _Journey:
    """One run over the migrations since the base chain.

    `before` and `after` are the true catalogs around each migration's up, by its place in `migrations`; `now`
    are the prints of the rows as they are, where that is known.
    """

    change: Change
    ground: Ground
    migrations: Sequence[Migration]
    judged: set[int]
    progress: Progress
    steps: list[Step] = field(default_factory=list)
    not_proven: list[str] = field(default_factory=list)
    before: list[Snapshot] = field(default_factory=list)
    after: list[Snapshot] = field(default_factory=list)
    start: Snapshot | None = None
    end: Snapshot | None = None
    views: tuple[PublishedView, ...] | None = None
    probes: tuple[Probe, ...] = ()
    clean: bool = True
    filled: set[str] = field(default_factory=set)
    without: dict[str, str] = field(default_factory=dict)
    unchecked: set[str] = field(default_factory=set)
    unseen_locks: int = 0
    keys: Mapping[str, Sequence[str]] = field(default_factory=dict)
    now: Mapping[str, TablePrint] | None = None

    @property
    def scripts(self) -> tuple[Script, ...]:
        return (*self.change.policies, *self.change.views)

    def locks_not_seen(self) -> Iterator[str]:
        """What to say of statements outside a transaction, whose locks are gone when they can be looked at."""
        if self.unseen_locks:
            several = "s" if self.unseen_locks > 1 else ""
            yield f"the locks of {self.unseen_locks} statement{several} outside a transaction"

    def run(self) -> None:
        state = self.start = self.ground.snapshot()
        for place, migration in enumerate(self.migrations):
            self.progress(f"trying {migration.path}")
            after = self._migration(place, migration, state)
            if after is None:
                self._not_run(self.migrations[place + 1 :])
                return
            state = after
        self.not_proven += [
            f"what migrations do to the rows of {name}: none could be made up ({why})"
            for name, why in sorted(self.without.items())
        ]
        self.progress("applying policies and views")
        if self.filled:
            # The end holds the seeds alone, each run once: nobody promised anything about rows that were made up.
            self._renew(len(self.migrations))
        standing = self._scripts(state)
        if standing is None:
            return
        self.end = standing
        self._look_around()
        if not self.clean or len(self.migrations) < 2:
            return
        self._way_back(state, standing)

    def _migration(self, place: int, migration: Migration, state: Snapshot) -> Snapshot | None:
        """Up, and for a judged migration down and up again; the catalog afterwards, None where the up failed."""
        judged = id(migration) in self.judged
        if not migration.parsed:
            self._add(migration, "up", "up", "not-run", detail="it is not SQL")
            return None
        rows = self._make_rows(state) if judged else {}
        up = self._step(migration, migration.up, "up", "up", state, state, rows)
        if up.status != "applied":
            if judged and migration.down is not None:
                self._add(migration, "down", "down", "not-run", detail="the up failed")
            return None
        after = up.after
        assert after is not None  # noqa: S101
        self.before.append(state)
        self.after.append(after)
        if any(one.object.kind in CLUSTER_KINDS for one in up.differences):
            self.ground.note_cluster_change()
        if not judged:
            return after
        if migration.irreversible is not None:
            self._add(migration, "down", "down", "skipped", detail=migration.irreversible)
            return after
        if migration.down is None and migration.one_way:
            self.clean = False
            return after
        if migration.down is None or not migration.down.statements:
            self._add(migration, "down", "down", "not-run", detail="there is none")
            self.clean = False
            return after
        return self._down_and_up(place, migration, migration.down, state, after)

    def _down_and_up(
        self, place: int, migration: Migration, script: Script, state: Snapshot, after: Snapshot
    ) -> Snapshot:
        last = place == len(self.migrations) - 1
        if last:
            self._stand_and_fall(place, migration, state, after)
        before = self.steps[-1].rows_after
        down = self._step(migration, script, "down", "down", after, state, before)
        if down.status != "applied":
            self._add(migration, "up", "up again", "not-run", detail="the down failed")
            self._start_anew(place, (down,))
            return after
        if last and migration.changed and not _lasting(down):
            self._base_scripts(place, down.after or state)
        again = self._step(
            migration, migration.up, "up", "up again", down.after or state, after, down.rows_after
        )
        if again.status != "applied" or _lasting(down) or _lasting(again):
            self._start_anew(place, (down, again))
        return after

    def _stand_and_fall(self, place: int, migration: Migration, state: Snapshot, after: Snapshot) -> None:
        """Everything stands when the down of the newest migration starts, as in production."""
        if not self.scripts:
            return
        steps, standing = apply_scripts(self.ground, self.scripts, "up", after)
        if all(step.status == "applied" for step in steps):
            left = take_back(self.ground, after, standing)
            if not difference(after, left):
                return
        # What could not be taken back would look like the down's doing; so would the rows, were they not there again.
        self._renew(place)
        self._make_rows(state)
        self.ground.run(migration.up, migration.transaction)

    def _base_scripts(self, place: int, state: Snapshot) -> None:
        """On the base's own state, the base's scripts must apply again."""
        scripts = self.change.base_scripts
        if not scripts:
            return
        steps, standing = apply_scripts(self.ground, scripts, "chain down", state)
        for step in steps:
            if step.status == "failed":
                said = step.error.message if step.error else step.detail
                self.not_proven.append(
                    f"the base's {step.path} after the down: it does not apply there ({said})"
                )
        if difference(state, take_back(self.ground, state, standing)):
            self._renew(place)

    def _scripts(self, state: Snapshot) -> Snapshot | None:
        """The repeatable scripts, twice; the catalog with them, None where one failed."""
        if not self.scripts:
            return state
        steps, standing = apply_scripts(self.ground, self.scripts, "up", state)
        self.steps += steps
        if any(step.status != "applied" for step in steps):
            return None
        again, _ = apply_scripts(self.ground, self.scripts, "up again", standing)
        self.steps += again
        return standing if all(step.status == "applied" for step in again) else None

    def _look_around(self) -> None:
        """With everything in place: the seeds' rows, and what the published views are and show."""
        for seed in self.change.seeds:
            done = self.ground.run_seed(seed) if not seed.problems else None
            status = done.status if done else "not-run"
            self.steps.append(
                Step(
                    seed.path,
                    "up",
                    "up",
                    status,
                    outcomes=done.outcomes if done else (),
                    detail=done.detail if done else "",
                )
            )
        self.views, unsaid = self.ground.published_views(self.change)
        self.not_proven += unsaid
        if self.change.config.access.declared:
            self.progress("trying what each role may do")
            self.probes = self.ground.probe_access(self.change)
        else:
            self.not_proven.append("who may do what: access: in the config declares nothing")

    def _way_back(self, state: Snapshot, standing: Snapshot) -> None:
        """Everything stands; then all downs in reverse, and all ups again, up to the same end."""
        if self.scripts and difference(state, take_back(self.ground, state, standing)):
            self._renew(len(self.migrations))
        lowest = len(self.migrations)
        while lowest and (down := self._down_of(lowest - 1)):
            lowest -= 1
            migration = self.migrations[lowest]
            if not self._chain_step(migration, down, "down", "chain down"):
                return
        if lowest == len(self.migrations):
            return
        bottom = self._close_chain(self.before[lowest])
        for place in range(lowest, len(self.migrations)):
            migration = self.migrations[place]
            if not self._chain_step(migration, migration.up, "up", "chain up"):
                return
        self._close_chain(state, bottom)

    def _down_of(self, place: int) -> Script | None:
        migration = self.migrations[place]
        if id(migration) not in self.judged or migration.irreversible is not None:
            return None
        return migration.down

    def _chain_step(self, migration: Migration, script: Script, direction: Direction, run: Pass) -> bool:
        done = self.ground.run(script, migration.transaction)
        self._add(
            migration,
            direction,
            run,
            done.status,
            seconds=done.seconds,
            outcomes=done.outcomes,
            detail=done.detail,
        )
        return done.status == "applied"

    def _close_chain(self, expected: Snapshot, before: Snapshot | None = None) -> Snapshot:
        """Give the last step of the chain the difference between what should be there now and what is."""
        now = self.ground.snapshot()
        self.steps[-1] = replace(
            self.steps[-1], before=before, after=now, differences=difference(expected, now)
        )
        return now

    def _start_anew(self, place: int, steps: Sequence[Step]) -> None:
        self.clean = False
        cluster = any(one.object.kind in CLUSTER_KINDS for step in steps for one in step.differences)
        self._renew(place + 1, cluster=cluster)

    def _not_run(self, migrations: Sequence[Migration]) -> None:
        for migration in migrations:
            self._add(migration, "up", "up", "not-run", detail="a migration before it did not apply")

    def _step(
        self,
        migration: Migration,
        script: Script,
        direction: Direction,
        run: Pass,
        before: Snapshot,
        expected: Snapshot,
        rows: Mapping[str, TablePrint],
    ) -> Step:
        """Run a direction and record it; its differences are from `expected`, `rows` is what was there before."""
        judged = id(migration) in self.judged
        done = self.ground.run(script, migration.transaction, locks=judged and run == "up")
        self.unseen_locks += done.unseen
        after = self.ground.snapshot()
        self.now = self._prints(after) if judged else None
        return self._add(
            migration, direction, run, done.status, seconds=done.seconds, outcomes=done.outcomes,
            before=before, after=after, differences=difference(expected, after), detail=done.detail,
            rows_before=rows, rows_after=self.now or {},
        )  # fmt: skip

    def _make_rows(self, state: Snapshot) -> Mapping[str, TablePrint]:
        """See that every table holds rows before an up, and what they are.

        A constraint that is NOT VALID binds new rows only, and production's rows are mended before it is
        validated: rows from before it are made anew.
        """
        unchecked = {
            name
            for name, properties in state.of_kind("constraint").items()
            if properties.get("validated") == "no" and properties.get("table") in self.filled
        }
        if unchecked - self.unchecked:
            self._renew(len(self.after))
        self.unchecked = unchecked
        tables = [name for name in row_tables(state) if name not in self.filled]
        if tables:
            self.without.update(self.ground.make_rows(state, tables, self.change.seeds))
            self.filled.update(tables)
        keys = primary_keys(state)
        if tables or self.now is None or keys != self.keys:
            self.keys = keys
            self.now = self._prints(state)
        return self.now

    def _prints(self, state: Snapshot) -> dict[str, TablePrint]:
        found, unread = self.ground.prints(state, self.keys)
        self.without.update(unread)
        return found

    def _renew(self, place: int, *, cluster: bool = False) -> None:
        """The true state after the first `place` ups; what rows there were are to be made again."""
        self.ground.renew(self.migrations[:place], cluster=cluster)
        self.filled.clear()
        self.now = None

    def _add(
        self, migration: Migration, direction: Direction, run: Pass, status: str, **rest: object
    ) -> Step:
        script = migration.down if direction == "down" and migration.down is not None else migration.up
        step = Step(script.path, direction, run, status, migration=migration, **rest)  # type: ignore[arg-type]
        self.steps.append(step)
        return step


def _lasting(step: Step) -> bool:
    return any(one.kind == "differs" for one in step.differences)
