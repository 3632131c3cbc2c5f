"""The whole trial: the round trips of all migrations, a long history's on two servers side by side, and its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from threading import Event

from msgspec import Struct
from msgspec.structs import replace

from checker.errors import CannotCheck
from checker.model import Before, Change, Migration, Step, Trial
from checker.trial.access_before import new_relations_only
from checker.trial.ending import Ending
from checker.trial.ground import Ground
from checker.trial.leg import Leg, Progress
from checker.trial.sources import Elsewhere, Postgres

# From so many judged migrations on, a second server saves more than it costs. The first makes the end as well, and
# a round trip costs more the more there is: half of the time is then spent on this share of the history.
_LONG = 40
_FIRST_SHARE = 0.55


def try_migrations(change: Change, postgres: Postgres, progress: Progress) -> Trial:
    """See `checker.trial.try_migrations`."""
    judged = frozenset(id(migration) for migration in change.judged)
    chosen = [id(m) in judged or m.changed for m in change.migrations]
    first = chosen.index(True) if True in chosen else len(chosen)
    journey = _Journey(
        change, postgres, change.migrations[:first], change.migrations[first:], judged, progress
    )
    return journey.run()


class _Journey(Struct, frozen=True):
    """What a trial is made of: `migrations` are those since the `base` chain."""

    change: Change
    postgres: Postgres
    base: Sequence[Migration]
    migrations: Sequence[Migration]
    judged: frozenset[int]
    progress: Progress

    def run(self) -> Trial:
        # Roles belong to a server as a whole: two trials in one that is somebody else's would meet.
        many = len(self.judged) >= _LONG and not isinstance(self.postgres, Elsewhere)
        middle = round(len(self.migrations) * _FIRST_SHARE) if many else len(self.migrations)
        with ExitStack() as stack:
            ground = Ground(self.change, self.postgres, self.base, stack)
            before = self._base_access(ground)
            beside = stack.enter_context(self._beside(middle)) if many else None
            leg = Leg(self.change, ground, self.migrations, range(middle), self.judged, self.progress)
            leg.run()
            ending = Ending(self.change, ground, self.migrations, self.judged, self.progress)
            legs = [leg]
            if not leg.failed:
                if beside is None:
                    self._end(leg, ending, None)
                else:
                    ending, legs = self._end_beside(leg, ending, beside)
            return replace(self._trial(ground, legs, ending), before=self._before(before, ending))

    def _base_access(self, ground: Ground) -> Before:
        """Who can do what on the base, which the ground holds as yet; tried only where the change may change it."""
        change = self.change
        if change.everything or change.base is None or not change.config.access.declared:
            return Before()
        if (made := new_relations_only(change)) is not None:
            return Before(made=made)
        self.progress("trying what each role may do on the base")
        try:
            return Before(probes=ground.probe_base(change))
        except CannotCheck as error:
            return Before(why=error.message.split("\n")[0])

    def _before(self, before: Before, ending: Ending) -> Before:
        """Where the change is about what it makes and nothing else, the rest was as it is now."""
        if before.made is None or not ending.probes:
            return before
        return replace(before, probes=tuple(one for one in ending.probes if one.relation not in before.made))

    def _end(self, leg: Leg, ending: Ending, beside: Future[Leg] | None) -> None:
        state = leg.end
        if leg.filled or beside:
            # The end holds the seeds alone, each run once: nobody promised anything about rows that were made up.
            leg.renew(len(self.migrations))
        if beside or state is None:
            state = leg.ground.snapshot()
        ending.run(state)
        if not leg.clean or len(self.migrations) < 2:
            return
        lowest = ending.lowest()
        before = leg.before.get(lowest)
        if before is None and beside:
            before = beside.result().before.get(lowest)
        if before is not None:
            ending.go_back(state, before)

    def _end_beside(self, leg: Leg, ending: Ending, beside: Future[Leg]) -> tuple[Ending, list[Leg]]:
        """Make the end while the other leg is still on its way, which then says whether there is one."""
        nothing = Ending(self.change, leg.ground, self.migrations, self.judged, self.progress)
        problem: CannotCheck | None = None
        try:
            self._end(leg, ending, beside)
        except CannotCheck as error:
            problem = error
        other = beside.result()
        if other.failed:
            return nothing, [leg, other]
        if problem:
            raise problem
        if not other.clean:
            ending.way_back.clear()
        return ending, [leg, other]

    @contextmanager
    def _beside(self, middle: int) -> Iterator[Future[Leg]]:
        """The round trips from the middle on, on a server of their own; whoever leaves the block ends them."""
        abandoned = Event()
        grounds: list[Ground] = []

        def tell(_: str) -> None:
            if abandoned.is_set():
                raise CannotCheck("the rest of the history was not tried")

        def go() -> Leg:
            with ExitStack() as stack:
                ground = Ground(self.change, self.postgres, self.base, stack, self.migrations[:middle])
                grounds.append(ground)
                places = range(middle, len(self.migrations))
                leg = Leg(self.change, ground, self.migrations, places, self.judged, tell)
                leg.run()
                return leg

        with ThreadPoolExecutor(1, "db-verify-beside") as pool:
            future = pool.submit(go)
            try:
                yield future
            finally:
                abandoned.set()
                if not future.done():
                    for ground in grounds:
                        ground.server.stop()

    def _trial(self, ground: Ground, legs: Sequence[Leg], ending: Ending) -> Trial:
        done = [step for leg in legs for step in leg.steps]
        tried = {id(step.migration) for step in done}
        left = [
            Step(m.up.path, "up", "up", "not-run", migration=m, detail="a migration before it did not apply")
            for m in self.migrations
            if id(m) not in tried
        ]
        return Trial(
            change=self.change,
            postgres=self.postgres.version,
            source=self.postgres.source,
            steps=(*done, *left, *ending.steps, *ending.way_back),
            start=legs[0].start,
            end=ending.end,
            not_proven=(*ground.not_proven, *_not_proven(legs, ending)),
            views=ending.views,
            probes=ending.probes,
        )


def _not_proven(legs: Sequence[Leg], ending: Ending) -> Iterator[str]:
    for leg in legs:
        yield from leg.not_proven
    without = {name: why for leg in legs for name, why in leg.without.items()}
    for name, why in sorted(without.items()):
        yield f"what migrations do to the rows of {name}: none could be made up ({why})"
    yield from ending.not_proven
    if unseen := sum(leg.unseen_locks for leg in legs):
        yield f"the locks of {unseen} statement{'s' if unseen > 1 else ''} outside a transaction"
