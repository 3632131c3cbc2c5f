"""The scripts of a change in the order in which a database meets them, and the state before and after each statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

from msgspec import Struct
from pglast import ast

from checker.model import Change, Location, Migration, Script, Statement
from checker.state.apply import apply_statement
from checker.state.builder import Builder
from checker.state.names import Name
from checker.state.platform import prepare
from checker.state.snapshot import Beginning
from checker.state.timeline import State, Timeline


class Step(Struct, frozen=True, eq=False):
    """One statement of a script between two states."""

    script: Script
    statement: Statement
    before: State
    after: State

    def name(self, relation: ast.RangeVar | Name | tuple[str, ...]) -> Name:
        """The relation that a name of this statement means: one it makes, or one that was there before."""
        wanted = self.after.resolve(relation)
        if self.after.kind_of(wanted) is not None:
            return wanted
        return self.before.resolve(relation)


class _Passage(Struct, frozen=True, eq=False):
    """A script's way through a timeline: the moment before it, and the one after each of its statements."""

    script: Script
    timeline: Timeline
    begin: int
    moments: tuple[int, ...]

    @property
    def end(self) -> int:
        return self.moments[-1] if self.moments else self.begin

    def steps(self) -> Iterator[Step]:
        before = State(self.timeline, self.begin)
        for statement, moment in zip(self.script.statements, self.moments, strict=True):
            after = State(self.timeline, moment)
            yield Step(self.script, statement, before, after)
            before = after


class Chain:
    """See the package. Made by `chain`."""

    def __init__(self, change: Change, *, whole: bool = False) -> None:
        self._change = change
        self._owner = change.config.trial.owner
        self._ups = {id(migration.down): migration for migration in change.migrations if migration.down}
        self._passages: dict[int, _Passage] = {}
        self._main: list[_Passage] = []
        order = self._order = tuple(_order(change, self._owner))
        begin = () if whole else order[: _old(change, order)]
        beginning = Beginning(change.config.platform, begin)
        self._left_out, timeline = beginning.recall()
        self._builder = Builder(timeline=timeline)
        if timeline is None:
            prepare(self._builder, change.config.platform)
        for place, (script, user) in enumerate(order[self._left_out :], self._left_out):
            if place == len(begin):
                self._builder.end_session()
                beginning.keep(self._builder.timeline)
            passage = _pass(self._builder, script, user)
            self._passages[id(script)] = passage
            self._main.append(passage)

    @cached_property
    def _whole(self) -> Chain:
        """This chain with every script read, for questions about those that were not."""
        return Chain(self._change, whole=True) if self._left_out else self

    @property
    def start(self) -> State:
        """Before the first script: what the platform brings."""
        return State(self._whole._builder.timeline, 0)

    @property
    def end(self) -> State:
        """After the last script."""
        return State(self._builder.timeline, self._builder.timeline.now)

    def steps(self, script: Script | None = None, *, of: frozenset[str] | None = None) -> Iterator[Step]:
        """The steps of one script, or of all in order (downs left out); `of` leaves all but statements of these kinds out."""
        if script is not None:
            yield from self._passage(script).steps()
            return
        unread = self._order[: self._left_out]
        main = self._whole._main if of is None or any(of & one.kinds for one, _ in unread) else self._main
        for passage in main:
            if of is None:
                yield from passage.steps()
            elif of & passage.script.kinds:
                yield from (step for step in passage.steps() if step.statement.kind in of)

    def scripts(self) -> tuple[Script, ...]:
        """The scripts in their order, downs left out."""
        return tuple(passage.script for passage in self._whole._main)

    def before(self, script: Script) -> State:
        """The state that a script of the change begins with."""
        passage = self._passage(script)
        return State(passage.timeline, passage.begin)

    def after(self, script: Script) -> State:
        """The state that a script of the change leaves."""
        passage = self._passage(script)
        return State(passage.timeline, passage.end)

    def _passage(self, script: Script) -> _Passage:
        known = self._passages.get(id(script))
        if known is None:
            migration = self._ups.get(id(script))
            if migration is not None:
                known = _pass(Builder(self.after(migration.up)), script, self._owner)
            elif self._left_out:
                known = self._whole._passage(script)
            else:
                raise KeyError(f"{script.path} is no script of this change")
            self._passages[id(script)] = known
        return known


@lru_cache(maxsize=4)
def chain(change: Change) -> Chain:
    """The chain of a change, worked out once and kept (a Change is compared by identity)."""
    return Chain(change)


def made_by(script: Script | Migration, made: Location | None) -> bool:
    """Whether something that was `made` there was made by this script, or by this migration's up."""
    if made is None:
        return False
    one = script.up if isinstance(script, Migration) else script
    if made.path != one.path:
        return False
    first, last = one.source.position(one.start), one.source.position(one.end)
    return first <= (made.line, made.column) <= last


def _old(change: Change, order: Sequence[tuple[Script, str | None]]) -> int:
    """How many scripts stand before the first that is judged or that the change touches."""
    judged = {id(script) for script in (*(migration.up for migration in change.judged), *change.scripts)}
    news = (place for place, (one, _) in enumerate(order) if one.changed or id(one) in judged)
    return next(news, len(order))


def _order(change: Change, owner: str | None) -> Iterator[tuple[Script, str | None]]:
    """The scripts, and who runs each in a session of its own.

    The base's repeatable scripts are there when a new migration runs: they stand before the first migration
    after all merged ones.
    """
    superuser = "postgres" if owner else None
    for script in change.bootstrap:
        yield script, superuser
    merged = max((place for place, one in enumerate(change.migrations) if not one.changed), default=-1)
    for place, migration in enumerate(change.migrations):
        if place == merged + 1:
            yield from ((script, owner) for script in change.base_scripts)
        yield migration.up, owner
    if merged + 1 == len(change.migrations):
        yield from ((script, owner) for script in change.base_scripts)
    for script in (*change.policies, *change.views):
        yield script, owner


def _pass(b: Builder, script: Script, user: str | None) -> _Passage:
    b.timeline.now += 1
    b.begin_session(user, None)
    begin = b.timeline.now
    moments = []
    for statement in script.statements:
        b.timeline.now += 1
        apply_statement(b, statement)
        moments.append(b.timeline.now)
    return _Passage(script, b.timeline, begin, tuple(moments))
