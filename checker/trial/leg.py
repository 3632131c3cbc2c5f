"""The order of things for each judged migration: up, down and up again, with rows in every table.

Everything is recorded as steps, and nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from checker.model import (
    Change,
    Direction,
    Migration,
    Pass,
    Script,
    ServerError,
    Snapshot,
    Step,
    StepStatus,
    TablePrint,
)
from checker.trial.catalog import difference
from checker.trial.execute import opened_by
from checker.trial.ground import CLUSTER_KINDS, Ground
from checker.trial.left import left
from checker.trial.rows import primary_keys, row_tables
from checker.trial.scripts import apply_scripts, take_back
from checker.trial.unchecked import conditions_against, same_rows, unchecked_constraints

Progress = Callable[[str], None]
# unique_violation and exclusion_violation (PostgreSQL's manual, appendix A).
_ALIKE = ("23505", "23P01")


class Leg(Struct):
    """Some migrations in a row, of those since the base chain, on a ground that stands where they begin.

    `migrations` are all of them and `places` is which ones are this leg's; `judged` are the identities of those
    that are judged. `before` and `after` are the true catalogs around each migration's up, by its place;
    `broken` are the functions whose text did not fit at the start, with what the server said of each; `now` are the
    prints of the rows as they are, where that is known. `failed` says that an up did not apply, so that nothing can come
    after it; `clean` that all could be taken back. `without` are the tables that could not be given rows, each with the
    reason, `ours` those that hold no rows but seeds' and made-up ones, and `made_up` those that hold made-up ones alone,
    of which no two may be alike in those that are `distinct`.
    """

    change: Change
    ground: Ground
    migrations: Sequence[Migration]
    places: range
    judged: Collection[int]
    progress: Progress
    steps: list[Step] = field(default_factory=list)
    not_proven: list[str] = field(default_factory=list)
    before: dict[int, Snapshot] = field(default_factory=dict)
    after: dict[int, Snapshot] = field(default_factory=dict)
    start: Snapshot | None = None
    end: Snapshot | None = None
    broken: Mapping[str, str] = field(default_factory=dict)
    failed: bool = False
    clean: bool = True
    without: dict[str, str] = field(default_factory=dict)
    unseen_locks: int = 0
    filled: set[str] = field(default_factory=set)
    ours: set[str] = field(default_factory=set)
    made_up: set[str] = field(default_factory=set)
    distinct: set[str] = field(default_factory=set)
    unchecked: set[str] = field(default_factory=set)
    keys: Mapping[str, Sequence[str]] = field(default_factory=dict)
    now: Mapping[str, TablePrint] | None = None

    def run(self) -> None:
        """Run them to the end, or to the first up that fails. Raises CannotCheck where that can't be tried."""
        state = self.start = self.end = self.ground.snapshot()
        self.broken = self.ground.read_bodies(state).broken
        for place in self.places:
            migration = self.migrations[place]
            self.progress(f"trying {migration.path}")
            after = self._migration(place, migration, state)
            if after is None:
                self.failed = True
                return
            state = self.end = after

    def renew(self, place: int, *, cluster: bool = False) -> None:
        """The true state after the first `place` ups, without rows; `cluster` says that roles may be wrong as well."""
        self.ground.renew(self.migrations[:place], cluster=cluster)
        self.filled.clear()
        self.ours.clear()
        self.made_up.clear()
        self.now = None

    def _migration(self, place: int, migration: Migration, state: Snapshot) -> Snapshot | None:
        """Up, and for a judged migration down and up again; the catalog afterwards, None where the up failed."""
        judged = id(migration) in self.judged
        if not migration.parsed:
            self._leave_out(migration, "up", "up", "it is not SQL")
            return None
        rows = self._make_rows(place, state) if judged else {}
        up = self._up(place, migration, state, rows, judged=judged)
        if up.status != "applied":
            if judged and migration.down is not None:
                self._leave_out(migration, "down", "down", "the up failed")
            return None
        after = up.after
        assert after is not None  # noqa: S101
        self.before[place] = state
        self.after[place] = after
        if any(one.object.kind in CLUSTER_KINDS for one in up.differences):
            self.ground.note_cluster_change()
        if not judged:
            return after
        if migration.irreversible is not None:
            self._leave_out(migration, "down", "down", migration.irreversible, "skipped")
            return after
        if migration.down is None and migration.one_way:
            self.clean = False
            return after
        if migration.down is None or not migration.down.statements:
            self._leave_out(migration, "down", "down", "there is none")
            self.clean = False
            return after
        return self._down_and_up(place, migration, migration.down, state, after)

    def _up(
        self,
        place: int,
        migration: Migration,
        state: Snapshot,
        rows: Mapping[str, TablePrint],
        *,
        judged: bool,
    ) -> Step:
        """The first up, and once more without them where it failed since two made-up rows of a table are alike.

        That is told, and keeps nothing from being tried that comes after it.
        """
        unseen = self.unseen_locks
        first = up = self._step(migration, migration.up, "up", "up", state, state, rows)
        alike: list[ServerError] = []
        while judged and (error := _of_alike(up)) and error.table not in self.distinct:
            alike.append(error)
            self.distinct.add(str(error.table))
            self.steps.pop()
            self.unseen_locks = unseen
            self.renew(place, cluster=any(one.object.kind in CLUSTER_KINDS for one in up.differences))
            up = self._step(migration, migration.up, "up", "up", state, state, self._make_rows(place, state))
        if alike:
            # Rows that can't be told apart are alike in production too, perhaps: that is told as it was at first.
            self.steps[-1] = up = first if _of_alike(up) else replace(up, alike=(*alike,))
            self.not_proven += [
                f"that no two rows of {error.table} are alike in production where {error.location} asks for that"
                for error in up.alike
            ]
        return up

    def _down_and_up(
        self, place: int, migration: Migration, script: Script, state: Snapshot, after: Snapshot
    ) -> Snapshot:
        before = self.steps[-1].rows_after
        down = self._step(migration, script, "down", "down", after, state, before)
        if down.status != "applied":
            self._leave_out(migration, "up", "up again", "the down failed")
            self._start_anew(place, (down,))
            return after
        newest = place == len(self.migrations) - 1
        if newest and migration.changed and down.differences and not down.lasting:
            self._base_scripts(place, down.after or state)
        again = self._step(
            migration, migration.up, "up", "up again", down.after or state, after, down.rows_after
        )
        if again.status != "applied" or down.lasting or again.lasting:
            self._start_anew(place, (down, again))
        elif _rows_differ(before, again):
            # What this down has lost must not be what the next migration begins with.
            self.renew(place + 1)
        return after

    def _base_scripts(self, place: int, state: Snapshot) -> None:
        """On a state that is harmlessly other than the base's, the base's scripts must apply again.

        On the base's own they do, or `arrival` says so.
        """
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
            self.renew(place)

    def _start_anew(self, place: int, steps: Sequence[Step]) -> None:
        self.clean = False
        cluster = any(one.object.kind in CLUSTER_KINDS for step in steps for one in step.differences)
        self.renew(place + 1, cluster=cluster)

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
        judged, made_up = id(migration) in self.judged, frozenset(self.made_up)
        done = self.ground.run(script, opened_by(migration, script), locks=judged and run == "up")
        self.unseen_locks += done.unseen
        after = self.ground.snapshot()
        self.now = self._prints(after) if judged else None
        self.ours = {name for name in self.ours if same_rows(rows.get(name), (self.now or {}).get(name))}
        step = replace(
            done.step(script.path, direction, run, migration), before=before, after=after,
            differences=left(difference(expected, after), [migration]),
            rows_before=rows, rows_after=self.now or {}, made_up=made_up,
        )  # fmt: skip
        self.steps.append(step)
        return step

    def _make_rows(self, place: int, state: Snapshot) -> Mapping[str, TablePrint]:
        """See that every table holds rows before an up, and what they are.

        A constraint that is NOT VALID binds new rows only, and production's rows are mended before it is
        validated: made-up rows from before it make way for others.
        """
        unchecked = unchecked_constraints(state, self.filled)
        removed = False
        if new := unchecked - self.unchecked:
            conditions = conditions_against(state, new)
            removed = conditions is not None and self.ground.remove_rows(conditions, self.ours)
            if not removed:
                self.renew(place)
        self.unchecked = unchecked
        tables = [name for name in row_tables(state) if removed or name not in self.filled]
        if tables:
            ours, made_up, refused = self.ground.make_rows(
                state, tables, self.change.seeds, self._new(tables), self.distinct
            )
            self.ours |= ours
            self.made_up |= made_up
            self.without.update(refused)
            self.filled.update(tables)
        keys = primary_keys(state)
        if tables or self.now is None or keys != self.keys:
            self.keys = keys
            self.now = self._prints(state)
        return self.now

    def _new(self, tables: Sequence[str]) -> set[str]:
        """Those of the tables that the change makes: production has no rows of theirs when its next migration runs.

        A history that is tried from its beginning had some.
        """
        start = self.start
        if start is None or self.change.everything or self.change.base is None:
            return set()
        return {name for name in tables if start.get("table", name) is None}

    def _prints(self, state: Snapshot) -> dict[str, TablePrint]:
        found, unread = self.ground.prints(state, self.keys)
        self.without.update(unread)
        return found

    def _leave_out(
        self, migration: Migration, direction: Direction, run: Pass, why: str, status: StepStatus = "not-run"
    ) -> None:
        script = migration.down if direction == "down" and migration.down is not None else migration.up
        self.steps.append(Step(script.path, direction, run, status, migration, detail=why))


def _of_alike(step: Step) -> ServerError | None:
    """Why a step failed, where two rows of a table are alike and all of that table's are made up."""
    error = step.error
    return error if error and error.sqlstate in _ALIKE and error.table in step.made_up else None


def _rows_differ(first: Mapping[str, TablePrint], again: Step) -> bool:
    """Whether the tables hold other rows after the second up than after the first, but for the moment of the run."""
    for table, before in first.items():
        after = again.rows_after.get(table)
        if after is None or after.rows != before.rows:
            return True
        differing = {
            column for column in before.columns if before.columns[column] != after.columns.get(column)
        }
        if differing - before.recent - after.recent:
            return True
    return False
