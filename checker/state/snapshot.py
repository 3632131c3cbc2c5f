"""The state after the beginning of a chain, kept between runs: what files say is worked out once for each content.

A beginning is named by the digest of all that decides its state: the platform, who runs each script, and each script's path,
bytes and bounds, in order. Each object is packed by itself, and unpacked when something asks for it. A state that can't be
kept or read is worked out from the files, as ever.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Sequence
from enum import Enum
from functools import cached_property
from hashlib import sha256
from typing import Any

from pglast import ast

from checker import kept
from checker.state import nouns
from checker.state.names import Name
from checker.state.written import Timeline

# A state that is this many scripts behind is kept again; working out fewer costs less than looking them up.
_LEAST = 25

# What stands for a script (`Migration.print`, or the like), and who runs it.
Place = tuple[str, str | None]


class Beginning:
    """The first scripts of a chain, each with who runs it, in the order in which the database meets them."""

    def __init__(self, platform: str, scripts: Sequence[Place]) -> None:
        self._begin = f"{kept.code()} chain {platform}".encode()
        self._scripts = scripts
        self._known = 0

    @cached_property
    def _name(self) -> str:
        """The name of the state after all of the scripts."""
        said = "".join(map(_said, self._scripts))
        return sha256(self._begin + said.encode("utf-8", "surrogateescape")).hexdigest()

    def _names(self) -> list[str]:
        """The names of the states after none of the scripts, the first, the first two, and so on."""
        digest = sha256(self._begin)
        names = [digest.hexdigest()]
        for place in self._scripts:
            digest.update(_said(place).encode("utf-8", "surrogateescape"))
            names.append(digest.hexdigest())
        return names

    def recall(self) -> tuple[int, Timeline | None]:
        """After how many scripts the state is known, as many as can be, and the timeline up to there; else 0 and None."""
        if len(self._scripts) < _LEAST:
            return 0, None
        there = kept.names()
        if self._name in there and (timeline := _thaw(kept.load(self._name))) is not None:
            self._known = len(self._scripts)
            return self._known, timeline
        names = self._names()
        for number in range(len(names) - 2, _LEAST - 1, -1):
            timeline = _thaw(kept.load(names[number])) if names[number] in there else None
            if timeline is not None:
                self._known = number
                return number, timeline
        return 0, None

    def keep(self, timeline: Timeline) -> None:
        """Keep the state after all of the scripts, where it is worth it."""
        if len(self._scripts) - self._known >= _LEAST:
            kept.store(self._name, _freeze(timeline))


def _said(place: Place) -> str:
    script, user = place
    return f"\0{script}\0{user}"


class _Cells(dict[Any, list[tuple[int, Any]]]):
    """What was written of a kind, the oldest value of each key packed until it is looked at."""

    def get(self, key: Any, default: Any = None) -> Any:
        history = super().get(key)
        if history is None:
            return default
        moment, value = history[0]
        if isinstance(value, bytes):
            history[0] = (moment, _unpack(value))
        return history


class _Referring(dict[Name, dict[tuple[str, Name], None]]):
    """Who refers to whom: what was kept is packed until something asks."""

    def __init__(self, packed: bytes) -> None:
        self._packed = packed

    def get(self, name: Name, default: Any = None) -> Any:
        self.open()
        return super().get(name, default)

    def open(self) -> None:
        """Bring what was kept before what was written since."""
        old = _unpack(self._packed) if self._packed else {}
        self._packed = b""
        for name, keys in old.items():
            self[name] = {**keys, **super().get(name, {})}


def _freeze(timeline: Timeline) -> bytes:
    """The last value of each key that has one, packed, and what is open.

    That something was decided counts against what was left open before, and is kept where there is such a thing.
    """
    cells: dict[str, dict[Any, tuple[int, bytes]]] = {}
    open_since = timeline.marks[0][0] if timeline.marks else timeline.now + 1
    for kind, known in timeline.cells.items():
        cells[kind] = {
            key: (moment, value if isinstance(value, bytes) else _pack(value))
            for key, ((*_, (moment, value))) in known.items()
            if value is not None and (kind != "decided" or moment >= open_since)
        }
    if isinstance(timeline.referring, _Referring):
        timeline.referring.open()
    return _pack((timeline.now, cells, timeline.marks, _pack(dict(timeline.referring))))


def _thaw(data: bytes | None) -> Timeline | None:
    """The timeline that was frozen; None where that can't be read."""
    try:
        now, cells, marks, referring = _unpack(data) if data is not None else (0, {}, [], b"")
    except (pickle.UnpicklingError, AttributeError, ImportError, TypeError, ValueError):
        return None
    if not now:
        return None
    timeline = Timeline(now=now, since=now, marks=marks, referring=_Referring(referring))
    for kind, known in cells.items():
        timeline.cells[kind] = _Cells((key, [value]) for key, value in known.items())
    return timeline


class _Packer(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        """Trees as they are: pglast would look at each field anew when they are unpacked.

        Members of enums by their value: some versions of Python would name them by `getattr`, which is not let in again.
        """
        if isinstance(value, Enum):
            return type(value), (value.value,)
        if isinstance(value, ast.Node):
            fields = tuple(getattr(value, name, None) for name in vars(type(value))["__slots__"])
            return _node, (type(value), *fields)
        return NotImplemented


def _pack(value: Any) -> bytes:
    out = io.BytesIO()
    _Packer(out, protocol=5).dump(value)
    return out.getvalue()


class _Unpacker(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Nouns and trees only, whatever else an entry may name: what is kept is data, and can't bring code."""
        known = (module, name) in _PLAIN
        if not known and ("." in name or not module.startswith(("pglast.ast", "pglast.enums."))):
            raise pickle.UnpicklingError(f"{module}.{name} is not kept in a state")
        found = super().find_class(module, name)
        if not known and not (isinstance(found, type) and issubclass(found, ast.Node | Enum)):
            raise pickle.UnpicklingError(f"{module}.{name} is not kept in a state")
        return found


_PLAIN = {
    *((one.__module__, one.__name__) for one in vars(nouns).values() if isinstance(one, type)),
    (__name__, "_node"),
}


def _unpack(data: bytes) -> Any:
    return _Unpacker(io.BytesIO(data)).load()


def _node(kind: type[ast.Node], *fields: Any) -> ast.Node:
    node = kind.__new__(kind)
    for name, value in zip(vars(kind)["__slots__"], fields, strict=True):
        object.__setattr__(node, name, value)
    return node
