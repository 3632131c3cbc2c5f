"""The whole trial: the round trips of all migrations, their end, and what the base is asked.

Each has a server of its own, side by side, where that is quicker.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from threading import Event
from typing import Protocol, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from checker.errors import CannotCheck, NoRoom
from checker.model import Before, Change, Migration, Step, Trial
from checker.trial.access_before import new_relations_only
from checker.trial.arrival import Arrival, arrive, goes_another_way, stand_on_base
from checker.trial.ending import Ending
from checker.trial.execute import DISK_FULL
from checker.trial.ground import Ground
from checker.trial.leg import Leg, Progress
from checker.trial.server import driver_error
from checker.trial.sources import Elsewhere, Postgres

# From so many judged migrations on, a second server saves more than it costs. The first makes the end as well, and
# a round trip costs more the more there is: half of the time is then spent on this share of the history.
_LONG = 40
_FIRST_SHARE = 0.55
# From so much on, round trips and a base to try, the end of a shorter one is made on a second server meanwhile.
_END_BESIDE = 1

Result = TypeVar("Result")


def try_migrations(change: Change, postgres: Postgres, progress: Progress) -> Trial:
    """See `checker.trial.try_migrations`."""
    judged = frozenset(id(migration) for migration in change.judged)
    first = change.history.first((*change.judged, *change.changed))
    base, migrations = change.history[:first], change.history[first:]
    # Roles belong to a server as a whole: two trials in one that is somebody else's would meet.
    alone = isinstance(postgres, Elsewhere)
    journey = _Journey(change, postgres, base, migrations, judged, progress, alone)
    if not (journey.many or journey.beside):
        return journey.run()
    begun = time.monotonic()
    full: NoRoom | None = None
    try:
        trial = journey.run()
        if not any(step.error and step.error.sqlstate == DISK_FULL for step in trial.steps):
            return trial
    except NoRoom as error:
        full = error
    except driver_error() as error:
        if getattr(error, "sqlstate", None) != DISK_FULL:
            raise
    # Two servers fill a disk together that is large enough for one, or each finds the other's files there.
    progress("trying again on one server: there is no room for two")
    try:
        return replace(journey, alone=True, elapsed=time.monotonic() - begun).run()
    except NoRoom as error:
        raise (full or error) from None


class Start(Protocol):
    """Starts a server, and stands after the base chain and the ups of `done`."""

    def __call__(self, done: Sequence[Migration]) -> Ground: ...


class _End(Struct, frozen=True):
    """An end that was made beside the round trips, and what went wrong on its way back."""

    ending: Ending
    problem: CannotCheck | None

    def after(self, leg: Leg) -> Ending:
        """The end as it counts after these round trips, none of which failed; raises what went wrong."""
        if not leg.clean:
            self.ending.way_back.clear()
        elif self.problem:
            raise self.problem
        return self.ending


class _Journey(Struct, frozen=True):
    """What a trial is made of: `migrations` are those since the `base` chain.

    `alone` says that one server must do, `elapsed` are the seconds that the trial has taken so far.
    """

    change: Change
    postgres: Postgres
    base: Sequence[Migration]
    migrations: Sequence[Migration]
    judged: frozenset[int]
    progress: Progress
    alone: bool
    elapsed: float = 0.0

    @property
    def many(self) -> bool:
        """Whether a second server makes half of the round trips."""
        return len(self.judged) >= _LONG and not self.alone

    @property
    def beside(self) -> bool:
        """Whether a second server makes the end, and a third one, where there are round trips, is asked about the base."""
        return len(self.judged) + self._asks_the_base >= _END_BESIDE and not self.alone and not self.many

    def run(self) -> Trial:
        middle = round(len(self.migrations) * _FIRST_SHARE) if self.many else len(self.migrations)
        filled = Event()
        with ExitStack() as stack:
            own = stack.enter_context(ExitStack())

            def beside(work: Callable[[Start, Progress], Result]) -> Future[Result]:
                return stack.enter_context(self._beside(work, filled))

            other = beside(partial(self._from, middle)) if self.many else None
            end = beside(self._make_end) if self.beside else None
            base = (
                beside(lambda start, tell: self._try_base(start(()), tell))
                if self.beside and self._tries_base and self.migrations
                else None
            )
            ground = Ground(
                self.change, self.postgres, self.base, own,
                shadow=self.alone, elapsed=self.elapsed, filled=filled.set,
            )  # fmt: skip
            leg = self._leg(ground, range(middle), self.progress)
            leg.run()
            ending, not_proven = self._ending(ground), ground.not_proven
            legs = [leg]
            before, arrival = self._untried, Arrival()
            if leg.failed:
                pass
            elif end is not None:
                if self._tries_base and base is None:
                    # Without a migration there was no round trip: the server still stands at the base.
                    before, arrival = self._try_base(ground, self.progress)
                # Nobody needs this server any more: it goes while the others are still at it.
                own.close()
                ending = end.result().after(leg)
                before, arrival = base.result() if base is not None else (before, arrival)
            else:
                if other is not None:
                    ending, legs = self._end_beside(leg, ending, other)
                else:
                    self._end(leg, ending, None)
                if self._tries_base:
                    ground.start_over()
                    before, arrival = self._try_base(ground, self.progress)
            trial = self._trial((*not_proven, *arrival.not_proven), legs, ending)
            return replace(trial, before=self._before(before, ending, arrival))

    def _leg(self, ground: Ground, places: range, progress: Progress) -> Leg:
        return Leg(self.change, ground, self.migrations, places, self.judged, progress)

    def _ending(self, ground: Ground, progress: Progress | None = None) -> Ending:
        return Ending(self.change, ground, self.migrations, self.judged, progress or self.progress)

    @property
    def _compares_access(self) -> bool:
        """Whether there is a base, on which roles could do something else perhaps."""
        change = self.change
        return not change.everything and change.base is not None and change.config.access.declared

    @property
    def _asks_the_base(self) -> bool:
        """Whether the base must be tried for that."""
        return self._compares_access and new_relations_only(self.change) is None

    @property
    def _tries_base(self) -> bool:
        """Whether there is something to try where the base stands."""
        return self._asks_the_base or goes_another_way(self.change)

    @property
    def _untried(self) -> Before:
        """What is known of who can do what before the change, where the base is not tried for that."""
        return Before(made=new_relations_only(self.change)) if self._compares_access else Before()

    def _try_base(self, ground: Ground, progress: Progress) -> tuple[Before, Arrival]:
        """What roles could do on the base, where the change may change it, and how the change runs upon it.

        The ground stands where the base chain ends, and somewhere else afterwards.
        """
        progress("trying the change where the base stands")
        way, before = goes_another_way(self.change), self._untried
        if why := stand_on_base(ground, self.change, self.migrations):
            before = Before(why=why) if self._asks_the_base else before
            return before, Arrival.missing(why) if way else Arrival()
        if self._asks_the_base:
            try:
                before = Before(probes=ground.probe_seeded(self.change))
            except CannotCheck as error:
                before = Before(why=error.message.split("\n")[0])
        return before, arrive(ground, self.change, self.migrations) if way else Arrival()

    def _before(self, before: Before, ending: Ending, arrival: Arrival) -> Before:
        """Where the change is about what it makes and nothing else, the rest was as it is now.

        What is wrong with the end already is not told again of the way that production goes there.
        """
        if ending.end is not None:
            before = replace(before, catalog=arrival.base, steps=arrival.until(ending.end))
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
        nothing = self._ending(leg.ground)
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

    def _from(self, middle: int, start: Start, progress: Progress) -> Leg:
        """The round trips from the middle on."""
        ground = start(self.migrations[:middle])
        leg = self._leg(ground, range(middle, len(self.migrations)), progress)
        leg.run()
        return leg

    def _make_end(self, start: Start, progress: Progress) -> _End:
        """The end, made while the round trips are still on their way: the ups alone lead to it.

        Whether that is the end, and whether there is a way back, the round trips say; so what goes wrong
        on the way back is kept for then.
        """
        ending = self._ending(start(()), progress)
        lowest = ending.lowest()
        ending.ground.advance(self.migrations[:lowest])
        before = ending.ground.snapshot()
        ending.ground.advance(self.migrations[lowest:])
        state = ending.ground.snapshot()
        ending.run(state)
        problem: CannotCheck | None = None
        if lowest < len(self.migrations) > 1:
            try:
                ending.go_back(state, before)
            except CannotCheck as error:
                problem = error
        return _End(ending, problem)

    @contextmanager
    def _beside(self, work: Callable[[Start, Progress], Result], filled: Event) -> Iterator[Future[Result]]:
        """Do some work on a server of its own meanwhile; whoever leaves the block ends it.

        It begins once `filled` says that what it begins with need not be made any more.
        """
        abandoned = Event()
        grounds: list[Ground] = []

        def tell(_: str) -> None:
            if abandoned.is_set():
                raise CannotCheck("the rest was not tried")

        def go() -> Result:
            with ExitStack() as stack:

                def start(done: Sequence[Migration]) -> Ground:
                    filled.wait()
                    tell("")
                    grounds.append(Ground(self.change, self.postgres, self.base, stack, done))
                    return grounds[-1]

                return work(start, tell)

        with ThreadPoolExecutor(1, "db-verify-beside") as pool:
            future = pool.submit(go)
            try:
                yield future
            finally:
                abandoned.set()
                filled.set()
                if not future.done():
                    for ground in grounds:
                        ground.server.stop()

    def _trial(self, not_proven: Sequence[str], legs: Sequence[Leg], ending: Ending) -> Trial:
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
            broken={name: said for name, said in ending.broken.items() if legs[0].broken.get(name) != said},
            not_proven=(*not_proven, *_not_proven(legs, ending)),
            views=ending.views,
            probes=ending.probes,
            problem=ending.problem,
        )


def _not_proven(legs: Sequence[Leg], ending: Ending) -> Iterator[str]:
    for leg in legs:
        yield from leg.not_proven
    without = {name: why for leg in legs for name, why in leg.without.items()}
    for name, why in sorted(without.items()):
        yield f"what migrations do to the rows of {name}: none could be made up ({why})"
    yield from ending.not_proven
    if unseen := sum(leg.unseen_locks for leg in legs):
        yield (
            f"the locks of {unseen} statement{'s' if unseen > 1 else ''} that had given them back before anybody could look: outside a"
            " transaction, or in a block that caught an error"
        )
