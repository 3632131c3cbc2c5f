"""Where a change ends: the scripts on top, what can be seen from there, and the whole way back.

Everything is recorded as steps, and nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from msgspec import Struct, field
from msgspec.structs import replace

from checker.model import Change, Direction, Migration, Pass, Probe, PublishedView, Script, Snapshot, Step
from checker.names import enumerated, quote
from checker.trial.access import Inconclusive
from checker.trial.catalog import difference
from checker.trial.execute import opened_by
from checker.trial.ground import Ground
from checker.trial.left import left
from checker.trial.leg import Progress
from checker.trial.scripts import apply_scripts, take_back
from checker.trial.surroundings import Signalled

# What decides who may do what.
_TELLS = ("grants", "row security", "force row security", "owner", "definition", "options", "security")


class Ending(Struct):
    """Begins on the true state after all the ups, without made-up rows. `way_back` are the steps of the chain.

    `end` is the catalog with everything in place, None where a script failed, and `broken` the functions whose text does
    not fit it. `problem` is what could not be found out, and hinders nothing else.
    """

    change: Change
    ground: Ground
    migrations: Sequence[Migration]
    judged: Collection[int]
    progress: Progress
    steps: list[Step] = field(default_factory=list)
    way_back: list[Step] = field(default_factory=list)
    not_proven: list[str] = field(default_factory=list)
    end: Snapshot | None = None
    broken: Mapping[str, str] = field(default_factory=dict)
    views: tuple[PublishedView, ...] | None = None
    probes: tuple[Probe, ...] = ()
    problem: str = ""

    def run(self, state: Snapshot) -> None:
        """Apply the scripts to `state`, the catalog after all the ups, and look around."""
        self.progress("applying policies and views")
        self.end = self._scripts(state)
        if self.end is not None:
            bodies = self.ground.read_bodies(self.end)
            self.broken = bodies.broken
            self.not_proven += (
                f"whether the text of {name} still fits what it names: {why}"
                for name, why in sorted(bodies.unread.items())
            )
            self._look_around(self.end)

    def _scripts(self, state: Snapshot) -> Snapshot | None:
        """The repeatable scripts, twice; the catalog with them, None where one failed."""
        if not self.change.repeatable:
            return state
        steps, standing = apply_scripts(self.ground, self.change.repeatable, "up", state)
        self.steps += steps
        if any(step.status != "applied" for step in steps):
            return None
        again, _ = apply_scripts(self.ground, self.change.repeatable, "up again", standing)
        self.steps += again
        return standing if all(step.status == "applied" for step in again) else None

    def _look_around(self, end: Snapshot) -> None:
        """With everything in place, as `end` has it: the seeds' rows, and what the published views are and show."""
        for seed in self.change.seeds:
            if seed.problems:
                self.steps.append(Step(seed.path, "up", "up", "not-run"))
            else:
                self.steps.append(self.ground.run_seed(seed).step(seed.path, "up", "up"))
        self.problem = next(self._no_view_owners(end), "")
        told = _told_otherwise(end, self.ground.snapshot()) if self.change.seeds else []
        if told:
            self.problem = self.problem or (
                f"who may do what can't be tried: running the seeds changes {enumerated(told)}, and in production no seed is run\n"
                "  Let seeds bring rows alone: what alters policies or grants when rows come (a trigger, a function) hides what is open."
            )
            self.views, unsaid = self.ground.published_views(self.change)
        elif self.change.config.access.declared:
            self.progress("trying what each role may do, and looking at the published views")
            # What roles try goes on in a copy: both take their time, on two processors at once.
            with self.ground.copied() as copy, ThreadPoolExecutor(1, "db-verify-views") as pool:
                looking = pool.submit(self.ground.published_views, self.change)
                try:
                    self.probes = self.ground.probe_access(self.change, copy)
                except Inconclusive as error:
                    self.probes, self.problem = error.probes, self.problem or str(error)
                except Signalled:
                    # The views would be waited for.
                    self.ground.server.stop()
                    raise
                self.views, unsaid = looking.result()
        else:
            self.views, unsaid = self.ground.published_views(self.change)
            self.not_proven.append("who may do what: access: in the config declares nothing")
        self.not_proven += unsaid
        there = end.of_kind("schema")
        self.not_proven += [
            f"who may come to the exposed schema {schema}: there is none of this name"
            for schema in self.change.config.exposed_schemas
            if quote(schema) not in there
        ]

    def _no_view_owners(self, end: Snapshot) -> Iterator[str]:
        """What is wrong with the roles that the config says own the published views."""
        roles = end.of_kind("role")
        for owner in self.change.config.view_owners:
            role = roles.get(quote(owner))
            if role is None:
                yield (
                    f"view_owners: names a role that does not exist: {owner}\n"
                    "  Make it in the bootstrap, or mend its name in the config."
                )
            elif role.get("superuser") or role.get("bypassrls"):
                yield (
                    f"the role {owner!r}, which view_owners: names, {'is a superuser' if role.get('superuser') else 'has BYPASSRLS'},"
                    " so that no row-level security governs what its views show\n"
                    f"  Make it an ordinary one in the bootstrap (ALTER ROLE {quote(owner)} NOSUPERUSER NOBYPASSRLS)."
                )

    def go_back(self, state: Snapshot, before: Snapshot) -> None:
        """Everything stands; then all downs in reverse, and all ups again, up to the same end.

        `before` is the true catalog before the lowest migration's up.
        """
        if self.end is None:
            return
        if self.change.repeatable and difference(state, take_back(self.ground, state, self.end)):
            self.ground.renew(self.migrations)
        lowest = self.lowest()
        for migration in reversed(self.migrations[lowest:]):
            if not self._chain_step(migration, migration.down or migration.up, "down", "chain down"):
                return
        bottom = self._close_chain(before)
        for migration in self.migrations[lowest:]:
            if not self._chain_step(migration, migration.up, "up", "chain up"):
                return
        self._close_chain(state, bottom)

    def lowest(self) -> int:
        """The place of the first migration that the way back can reach, from the last one on."""
        lowest = len(self.migrations)
        while lowest and self._down_of(lowest - 1):
            lowest -= 1
        return lowest

    def _down_of(self, place: int) -> Script | None:
        migration = self.migrations[place]
        if id(migration) not in self.judged or migration.irreversible is not None:
            return None
        return migration.down

    def _chain_step(self, migration: Migration, script: Script, direction: Direction, run: Pass) -> bool:
        done = self.ground.run(script, opened_by(migration, script))
        self.way_back.append(done.step(script.path, direction, run, migration))
        return done.status == "applied"

    def _close_chain(self, expected: Snapshot, before: Snapshot | None = None) -> Snapshot:
        """Give the last step of the chain the difference between what should be there now and what is."""
        now = self.ground.snapshot()
        self.way_back[-1] = replace(
            self.way_back[-1],
            before=before,
            after=now,
            differences=left(difference(expected, now), self.migrations),
        )
        return now


def _told_otherwise(before: Snapshot, after: Snapshot) -> list[str]:
    """What was there before and says something else, or is gone, of who may do what: new tables, as partitions, are no matter."""
    found = (
        f"{one.object.kind} {one.object.name}"
        for one in difference(before, after)
        if one.object in before.objects
        and (one.object.kind in ("policy", "role", "membership") or one.property in _TELLS)
    )
    return [*dict.fromkeys(found)]
