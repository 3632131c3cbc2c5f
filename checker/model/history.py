"""The migrations in order. Merged ones that nobody has looked at yet are known by what is true of all of them together."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import Any, TypeVar, overload

from msgspec import Struct, field

from checker.model.change import Directive, Migration

Made = TypeVar("Made")


class Columns(Struct, frozen=True, eq=False):
    """What is known of migrations in order: one entry in each column for each of them.

    `sources` are the paths of their files, `versions` and `prints` are `Migration`'s, `kinds` those of their ups'
    statements, `sizes` how many statements they have. `noted` are the directives, each with the place of its migration.
    """

    ids: Sequence[str] = ()
    sources: Sequence[tuple[str, ...]] = ()
    versions: Sequence[Hashable] = ()
    prints: Sequence[str] = ()
    kinds: Sequence[frozenset[str]] = ()
    sizes: Sequence[int] = ()
    noted: Sequence[tuple[int, Directive]] = ()

    @classmethod
    def joined(cls, some: Sequence[Columns], starts: Sequence[int]) -> Columns:
        """One after another; `starts` is where each begins."""

        def joined(name: str) -> list[Any]:
            return [entry for one in some for entry in getattr(one, name)]

        *names, _ = cls.__struct_fields__
        noted = [
            (place + start, said)
            for one, start in zip(some, starts, strict=True)
            for place, said in one.noted
        ]
        return cls(**{name: joined(name) for name in names}, noted=noted)


class Merged(Struct, frozen=True, eq=False):
    """Merged migrations, unread, with which nothing is wrong. `make` makes one of them, by its place."""

    columns: Columns
    make: Callable[[int], Migration]
    made: dict[int, Migration] = field(default_factory=dict)

    def at(self, place: int) -> Migration:
        """One of them, made once."""
        found = self.made.get(place)
        if found is None:
            found = self.made[place] = self.make(place)
        return found


def _nothing(place: int) -> Migration:
    raise IndexError(place)


_NONE = Merged(Columns(), _nothing)


class History(Sequence[Migration]):
    """Migrations in order, each made when something looks at it: to go through all of them costs what they are many.

    What is asked of all is answered from the columns. `items` are migrations that were read, and places in `merged`.
    """

    __slots__ = ("_items", "_merged", "_places", "_read_at", "read")

    def __init__(
        self,
        items: Sequence[Migration | int],
        merged: Merged = _NONE,
        read_at: Sequence[int] | None = None,
    ) -> None:
        """`read_at` are the places of those that were read, where they are known."""
        self._items = items
        self._merged = merged
        self._places: dict[str, Migration | int] | None = None
        if read_at is None:
            read_at = [at for at, one in enumerate(items) if not isinstance(one, int)]
        self._read_at = read_at
        self.read = tuple(one for one in map(items.__getitem__, self._read_at) if not isinstance(one, int))

    @classmethod
    def joined(cls, parts: Sequence[History]) -> History:
        """One after another."""
        if len(parts) == 1:
            return parts[0]
        merged = [part._merged for part in parts]
        ends = list(accumulate(len(one.columns.ids) for one in merged))
        starts = [0, *ends][: len(parts)]

        def make(place: int) -> Migration:
            number = bisect_right(ends, place)
            return merged[number].at(place - starts[number])

        items = [
            item + start if isinstance(item, int) else item
            for part, start in zip(parts, starts, strict=True)
            for item in part._items
        ]
        return cls(items, Merged(Columns.joined([one.columns for one in merged], starts), make))

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Migration]:
        return map(self._of, self._items)

    @overload
    def __getitem__(self, index: int) -> Migration: ...
    @overload
    def __getitem__(self, index: slice) -> History: ...
    def __getitem__(self, index: int | slice) -> Migration | History:
        if not isinstance(index, slice):
            return self._of(self._items[index])
        start, stop, step = index.indices(len(self))
        known = [at - start for at in self._read_at if start <= at < stop] if step == 1 else None
        return History(self._items[index], self._merged, known)

    def _of(self, item: Migration | int) -> Migration:
        return self._merged.at(item) if isinstance(item, int) else item

    def without_passed_over(self) -> History:
        """Those that their tool runs. What it passes over is read each time."""
        return History(
            [one for one in self._items if isinstance(one, int) or not one.passed_over], self._merged
        )

    def _each(self, known: Sequence[Made], of: Callable[[Migration], Made]) -> Iterator[Made]:
        """What a column knows of those that are unread, and `of` says of those that were read, in order."""
        parts: list[Iterable[Made]] = []
        for places, one in self._runs():
            parts.append(map(known.__getitem__, places))
            if one is not None:
                parts.append((of(one),))
        return chain.from_iterable(parts)

    def _runs(self) -> Iterator[tuple[Sequence[int], Migration | None]]:
        """The places of unread ones in a row, each time with the one that was read and comes after them.

        Of thousands that nobody has read, each step that Python takes for one is felt.
        """
        items: Sequence[Any] = self._items
        start = 0
        for at, one in zip(self._read_at, self.read, strict=True):
            yield items[start:at], one
            start = at + 1
        yield items[start:], None

    def _unread(self, known: Sequence[Made]) -> Iterator[Made]:
        """What a column knows of those that are unread, in order."""
        return chain.from_iterable(map(known.__getitem__, places) for places, _ in self._runs())

    @property
    def ids(self) -> Iterator[str]:
        """Their ids, in order."""
        return self._each(self._merged.columns.ids, lambda one: one.id)

    @property
    def prints(self) -> Iterator[str]:
        """Their prints, in order; see `Migration.print`."""
        return self._each(self._merged.columns.prints, lambda one: one.print)

    @property
    def versions(self) -> Iterator[Hashable]:
        """What tells them apart, in order; see `Migration.version`."""
        return self._each(self._merged.columns.versions, lambda one: one.version)

    @property
    def size(self) -> int:
        """How many statements all of them have, in both directions."""
        return sum(self._each(self._merged.columns.sizes, lambda one: one.size))

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of the statements of their ups."""
        return frozenset().union(*set(self._each(self._merged.columns.kinds, lambda one: one.up.kinds)))

    def of_kind(self, kind: str) -> Iterator[Migration]:
        """Those whose up has a statement of a kind, in order."""
        known = self._merged.columns.kinds
        has = {kinds for kinds in set(known) if kind in kinds}
        for places, one in self._runs():
            for place in places if has else ():
                if known[place] in has:
                    yield self._merged.at(place)
            if one is not None and kind in one.up.kinds:
                yield one

    @property
    def directives(self) -> Iterator[Directive]:
        """Their directives, in order."""
        noted: dict[int, list[Directive]] = {}
        for place, said in self._merged.columns.noted:
            noted.setdefault(place, []).append(said)
        for places, one in self._runs():
            for place in filter(noted.__contains__, places):
                yield from noted[place]
            if one is not None:
                yield from one.directives

    @property
    def unread_ids(self) -> Iterator[str]:
        """The ids of those that are unread."""
        return self._unread(self._merged.columns.ids)

    @property
    def unread_paths(self) -> Iterator[str]:
        """The paths of the files of those that are unread."""
        return chain.from_iterable(self._unread(self._merged.columns.sources))

    def at(self, path: str) -> Migration | None:
        """The migration that a file belongs to."""
        if self._places is None:
            known = self._merged.columns.sources
            self._places = {
                each: one
                for one in self._items
                for each in (known[one] if isinstance(one, int) else (source.path for source in one.sources))
            }
        found = self._places.get(path)
        return None if found is None else self._of(found)

    def first(self, chosen: Iterable[Migration]) -> int:
        """The place of the first of some of them; the length where there is none."""
        wanted = {id(one) for one in chosen}
        made = {place for place, one in self._merged.made.items() if id(one) in wanted}
        at = 0
        for places, one in self._runs():
            found = next(filter(made.__contains__, places), None) if made else None
            if found is not None:
                return at + places.index(found)
            at += len(places)
            if id(one) in wanted:
                return at
            at += one is not None
        return len(self)


class Each(Sequence[Made]):
    """What is made of each migration of a history, when something looks at it."""

    def __init__(self, history: History, make: Callable[[Migration], Made]) -> None:
        self._history = history
        self._make = make

    def __len__(self) -> int:
        return len(self._history)

    def __iter__(self) -> Iterator[Made]:
        return map(self._make, self._history)

    @overload
    def __getitem__(self, index: int) -> Made: ...
    @overload
    def __getitem__(self, index: slice) -> Each[Made]: ...
    def __getitem__(self, index: int | slice) -> Made | Each[Made]:
        if isinstance(index, slice):
            return Each(self._history[index], self._make)
        return self._make(self._history[index])
