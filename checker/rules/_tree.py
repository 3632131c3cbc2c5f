"""Looking into statements: every node of a tree, and what is called in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from operator import attrgetter
from typing import Any

from pglast import ast

from checker.model import Change, Statement
from checker.rules._scripts import every_statement

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


def words(names: tuple[Any, ...] | None) -> tuple[str, ...]:
    """The texts of a list of String nodes."""
    return tuple(str(part.sval) for part in names or () if isinstance(part, ast.String))


def calls(statement: Statement) -> Iterator[tuple[tuple[str, ...], ast.FuncCall]]:
    """Each function call of a statement with the function's name, `pg_catalog` left out."""
    for node in _walk(statement.node):
        if isinstance(node, ast.FuncCall):
            name = words(node.funcname)
            yield (name[1:] if name[:1] == ("pg_catalog",) else name), node


@lru_cache(maxsize=4)
def every_call(change: Change) -> tuple[tuple[Statement, tuple[str, ...], ast.FuncCall], ...]:
    """Each function call of what is judged, with its statement, and its name as `calls` has it."""
    return tuple(
        (statement, name, call) for statement in every_statement(change) for name, call in calls(statement)
    )


def literal(node: Any) -> str | None:
    """The text of a string constant, also where it is cast; None for anything else."""
    while isinstance(node, ast.TypeCast):
        node = node.arg
    if isinstance(node, ast.A_Const) and isinstance(node.val, ast.String):
        return str(node.val.sval)
    return None
