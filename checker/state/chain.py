"""The scripts of a change in the order in which a database meets them, and the state before and after each statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

from msgspec import Struct
from pglast import ast

from checker.model import Change, History, Location, Migration, Script, Statement
from checker.state.apply import apply_statement
from checker.state.builder import Builder
from checker.state.names import Name
from checker.state.platform import prepare
from checker.state.snapshot import Beginning
from checker.state.timeline import State
from checker.state.written import Timeline


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


class _Passage(Struct, frozen=True, eq=False, dict=True):
    """A script's way through a timeline: the moment before it, and the one after each of its statements."""

    script: Script
    timeline: Timeline
    begin: int
    moments: tuple[int, ...]

    @property
    def end(self) -> int:
        return self.moments[-1] if self.moments else self.begin

    @cached_property
    def _by_kind(self) -> dict[str, list[int]]:
        """Which of the script's statements are of a kind, by their numbers."""
        found: dict[str, list[int]] = {}
        for number, statement in enumerate(self.script.statements):
            found.setdefault(statement.kind, []).append(number)
        return found

    def steps(self, of: frozenset[str] | None = None) -> Iterator[Step]:
        wanted: Iterable[int] = range(len(self.moments))
        if of is not None:
            wanted = sorted(number for kind in of for number in self._by_kind.get(kind, ()))
        for number in wanted:
            begin = self.moments[number - 1] if number else self.begin
            before, after = State(self.timeline, begin), State(self.timeline, self.moments[number])
            yield Step(self.script, self.script.statements[number], before, after)


class Chain:
    """See the package. Made by `chain`."""

    def __init__(self, change: Change, *, whole: bool = False) -> None:
        self._change = change
        self._owner = change.config.trial.owner
        self._passages: dict[int, _Passage] = {}
        self._main: list[_Passage] = []
        order = self._order = _Order(change, self._owner)
        begin = 0 if whole else order.old()
        beginning = Beginning(change.config.platform, order.said(begin))
        self._left_out, timeline = beginning.recall()
        self._builder = Builder(timeline=timeline)
        if timeline is None:
            prepare(self._builder, change.config.platform)
        self._old: int | None = None
        for place, (script, user) in enumerate(order.scripts(self._left_out), self._left_out):
            if place == begin:
                self._builder.end_session()
                beginning.keep(self._builder.timeline)
                self._old = self._builder.timeline.now
            passage = _pass(self._builder, script, user)
            self._passages[id(script)] = passage
            self._main.append(passage)

    @cached_property
    def _ups(self) -> dict[int, Migration]:
        """The migrations by the identities of their downs."""
        return {id(migration.down): migration for migration in self._change.migrations if migration.down}

    @cached_property
    def _whole(self) -> Chain:
        """This chain with every script read, for questions about those that were not."""
        return Chain(self._change, whole=True) if self._left_out else self

    @property
    def start(self) -> State:
        """Before the first script: what the platform brings."""
        return State(self._whole._builder.timeline, 0)

    @property
    def old(self) -> State:
        """Before the first script that is judged or that the change touches."""
        return self.end if self._old is None else State(self._builder.timeline, self._old)

    @property
    def end(self) -> State:
        """After the last script."""
        return State(self._builder.timeline, self._builder.timeline.now)

    def steps(self, script: Script | None = None, *, of: frozenset[str] | None = None) -> Iterator[Step]:
        """The steps of one script, or of all in order (downs left out); `of` leaves all but statements of these kinds out."""
        if script is not None:
            yield from self._passage(script).steps(of)
            return
        main = self._whole._main if of is None or of & self._order.kinds(self._left_out) else self._main
        for passage in main:
            if of is None or of & passage.script.kinds:
                yield from passage.steps(of)

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
            changed = (one for one in self._change.changed if one.down is script)
            migration = next(changed, None) or self._ups.get(id(script))
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


class _Order:
    """The scripts, and who runs each in a session of its own.

    The base's repeatable scripts are there when a new migration runs: they stand before the first migration
    after all merged ones.
    """

    def __init__(self, change: Change, owner: str | None) -> None:
        self._change = change
        self._owner = owner
        self._superuser = "postgres" if owner else None
        history = change.history
        merged = len(history)
        # From the end: what is new stands there.
        while merged and history[merged - 1].changed:
            merged -= 1
        self._parts: tuple[Sequence[Script] | History, ...] = (
            change.foundation,
            history[:merged],
            change.base_scripts,
            history[merged:],
            change.repeatable,
        )

    def _pieces(self, start: int, end: int | None = None) -> Iterator[Sequence[Script] | History]:
        """The parts from the script at `start` up to `end`, cut at both."""
        for part in self._parts:
            size = len(part)
            yield part[max(start, 0) : size if end is None else max(end, 0)]
            start, end = start - size, None if end is None else end - size

    def scripts(self, start: int) -> Iterator[tuple[Script, str | None]]:
        """The scripts from a place on."""
        for part in self._pieces(start):
            user = self._superuser if start < len(self._change.bootstrap) else self._owner
            for one in part:
                yield one.up if isinstance(one, Migration) else one, user
                start += 1

    def said(self, end: int) -> list[tuple[str, str | None]]:
        """What stands for each script up to a place, and who runs it."""
        bootstrap = len(self._change.bootstrap)
        prints: list[str] = []
        for part in self._pieces(0, end):
            prints += part.prints if isinstance(part, History) else map(_print, part)
        return [
            (one, self._superuser if place < bootstrap else self._owner) for place, one in enumerate(prints)
        ]

    def kinds(self, end: int) -> frozenset[str]:
        """The kinds of the statements of the scripts up to a place."""
        found = (
            part.kinds if isinstance(part, History) else frozenset().union(*(one.kinds for one in part))
            for part in self._pieces(0, end)
        )
        return frozenset().union(*found)

    def old(self) -> int:
        """How many scripts stand before the first that is judged or that the change touches."""
        change = self._change
        judged = {id(script) for script in change.scripts}
        place = 0
        for part in self._parts:
            if isinstance(part, History):
                first = part.first((*change.judged, *change.changed))
            else:
                news = (at for at, one in enumerate(part) if one.changed or id(one) in judged)
                first = next(news, len(part))
            place += first
            if first < len(part):
                break
        return place


def _print(script: Script) -> str:
    """What decides what a script does."""
    return f"{script.path}\0{script.source.print}\0{script.start}\0{script.end}"


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
