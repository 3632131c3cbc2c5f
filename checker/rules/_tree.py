"""Looking into statements: every node of a tree, and what is called in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any

from pglast import ast

from checker.model import Change, Statement
from checker.rules._inside import with_inside
from checker.rules._scripts import judged_scripts
from checker.state import words

_MAX_KEPT = 20_000
_kept: dict[int, tuple[ast.Node, tuple[ast.Node, ...]]] = {}


def nodes(root: ast.Node) -> tuple[ast.Node, ...]:
    """Every node of a tree, itself first, in the order of their fields.

    What was worked out is kept, since many rules ask for the same statement.
    """
    known = _kept.get(id(root))
    if known is not None and known[0] is root:
        return known[1]
    if len(_kept) >= _MAX_KEPT:
        _kept.clear()
    found = tuple(_walk(root))
    _kept[id(root)] = (root, found)
    return found


def _walk(root: ast.Node) -> list[ast.Node]:
    found: list[ast.Node] = []
    waiting: list[Any] = [root]
    while waiting:
        item = waiting.pop()
        kind = type(item)
        if kind is tuple:
            waiting += reversed(item)
        elif (read := _READERS.get(kind)) or (read := _reader(kind)):
            found.append(item)
            waiting += [value for value in read(item) if value is not None]
    return found


Reader = Callable[[ast.Node], tuple[Any, ...]]
_READERS: dict[type, Reader] = {}


def _reader(kind: type) -> Reader | None:
    """What reads the fields of a class of nodes that can hold nodes, the last first; None for what is no node."""
    if not issubclass(kind, ast.Node):
        return None
    slots: Any = vars(kind)["__slots__"]
    kinds = {name: slot.c_type for name, slot in slots.items()}
    names = [name for name, of in kinds.items() if of == "ValUnion" or (of.endswith("*") and of != "char*")]
    # A getter of several gives a tuple, one of a single field does not: the first is read by a tuple of its own.
    several: Any = attrgetter(*reversed(names)) if len(names) > 1 else None
    _READERS[kind] = several or (lambda node: tuple(getattr(node, name) for name in names))
    return _READERS[kind]


Call = tuple[tuple[str, ...], ast.FuncCall]


def calls(statement: Statement, *parts: str) -> Iterator[Call]:
    """Each call of a function whose own name has one of these parts (ASCII, in lower case), with its name, `pg_catalog` left out."""
    if not _may_name(statement.text, parts):
        return
    for node in _walk(statement.node):
        if isinstance(node, ast.FuncCall):
            name = words(node.funcname)
            if any(part in name[-1] for part in parts):
                yield (name[1:] if name[:1] == ("pg_catalog",) else name), node


def every_call(change: Change, *parts: str) -> Iterator[tuple[Statement, Call]]:
    """Each such call in what is judged, with its statement."""
    for _, _, script in judged_scripts(change):
        if _may_name(script.source.text[script.start : script.end], parts):
            for statement in script.statements:
                yield from ((one, call) for one in with_inside(statement) for call in calls(one, *parts))


def _may_name(text: str, parts: tuple[str, ...]) -> bool:
    """Whether an identifier in a text may have one of these parts: it stands there in any case, or in escapes (`U&"d\\0061t"`)."""
    lower = text.lower()
    return 'u&"' in lower or any(part in lower for part in parts)


def literal(node: Any) -> str | None:
    """The text of a string constant, also where it is cast; None for anything else."""
    while isinstance(node, ast.TypeCast):
        node = node.arg
    if isinstance(node, ast.A_Const) and isinstance(node.val, ast.String):
        return str(node.val.sval)
    return None
