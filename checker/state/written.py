"""What scripts wrote when: the timeline that states are moments of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from checker.state.names import Name
from checker.state.nouns import Table, Undecided, View

if TYPE_CHECKING:
    from checker.state.timeline import State

# What is written most often, and never asked for as a difference.
_NO_OBJECTS = frozenset({"session", "decided"})


class Timeline(Struct):
    """What was written when, by kind and key, on top of `parent`. Only the builder writes to it.

    `moments` and `written` are the moments and keys of all writings of objects, in order. `referring` are the kinds and keys of
    the tables and views that referred to a relation at any moment, `places` where in `marks` (as far
    as they were looked at, up to `placed`) each name is.
    Up to the moment `since` only the last of what was written is known.
    """

    parent: State | None = None
    cells: dict[str, dict[Any, list[tuple[int, Any]]]] = field(default_factory=dict)
    marks: list[tuple[int, Undecided]] = field(default_factory=list)
    now: int = 0
    moments: list[int] = field(default_factory=list)
    written: list[tuple[str, Any]] = field(default_factory=list)
    since: int = 0
    answered: tuple[tuple[int, ...], Timeline, dict[str, dict[Any, None]]] | None = None
    places: dict[Any, list[int]] = field(default_factory=dict)
    placed: int = 0
    referring: dict[Name, dict[tuple[str, Name], None]] = field(default_factory=dict)

    def write(self, kind: str, key: Any, value: Any) -> None:
        if kind not in _NO_OBJECTS:
            self.moments.append(self.now)
            self.written.append((kind, key))
            if value is not None and (kind == "table" or kind == "view"):
                for name in referred(value):
                    self.referring.setdefault(name, {})[kind, key] = None
        cells = self.cells.get(kind)
        if cells is None:
            cells = self.cells[kind] = {}
        history = cells.get(key)
        if history is None:
            cells[key] = [(self.now, value)]
            return
        if history[-1][1] is None:
            # As if it had never been: a kept state knows nothing of what was dropped.
            cells[key] = cells.pop(key)
        if history[-1][0] == self.now:
            history[-1] = (self.now, value)
        else:
            history.append((self.now, value))

    def written_between(self, here: State, other: State) -> Mapping[str, Mapping[Any, None]]:
        """The keys by kind that may differ between two states, in the order in which they were written; the last answer is kept."""
        asked = (
            here.moment,
            len(self.moments),
            id(other.timeline),
            other.moment,
            len(other.timeline.moments),
        )
        if self.answered is None or self.answered[0] != asked or self.answered[1] is not other.timeline:
            keys: dict[str, dict[Any, None]] = {}
            for kind, key in here.written_since(other):
                if kind in keys:
                    keys[kind][key] = None
                else:
                    keys[kind] = {key: None}
            self.answered = (asked, other.timeline, keys)
        return self.answered[2]

    def cut(self, length: int) -> None:
        """Forget the marks after the first `length`."""
        del self.marks[length:]
        self.places, self.placed = {}, 0

    def marks_about(self, name: Any) -> Iterator[tuple[int, Undecided]]:
        """The marks that may speak of a name, those of no name among them, the last first; all for None."""
        if name is None:
            return reversed(self.marks)
        for place in range(self.placed, len(self.marks)):
            self.places.setdefault(self.marks[place][1].name, []).append(place)
        self.placed = len(self.marks)
        places = [*self.places.get(name, ()), *self.places.get(None, ())]
        return (self.marks[place] for place in sorted(places, reverse=True))


def referred(thing: Table | View) -> Collection[Name]:
    """The relations that a table or view refers to."""
    if isinstance(thing, View):
        return thing.reads
    found = [one.references for one in thing.constraints.values() if one.references is not None]
    if thing.parent is not None:
        found.append(thing.parent)
    return [*found, *thing.inherits] if thing.inherits else found
