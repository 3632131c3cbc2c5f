"""Looking into statements: every node of a tree, and what is called in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pglast import ast

from checker.model import Statement

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
    found: list[ast.Node] = []
    waiting: list[Any] = [root]
    while waiting:
        item = waiting.pop()
        if isinstance(item, ast.Node):
            found.append(item)
            waiting += [
                value for name in reversed(_fields(item)) if (value := getattr(item, name)) is not None
            ]
        elif isinstance(item, tuple):
            waiting += reversed(item)
    _kept[id(root)] = (root, tuple(found))
    return _kept[id(root)][1]


_FIELDS: dict[type, tuple[str, ...]] = {}


def _fields(node: ast.Node) -> tuple[str, ...]:
    """The names of the fields that can hold nodes."""
    known = _FIELDS.get(type(node))
    if known is None:
        slots: Any = vars(type(node))["__slots__"]
        kinds = {name: slot.c_type for name, slot in slots.items()}
        known = tuple(
            name
            for name, kind in kinds.items()
            if kind == "ValUnion" or (kind.endswith("*") and kind != "char*")
        )
        _FIELDS[type(node)] = known
    return known


def words(names: tuple[Any, ...] | None) -> tuple[str, ...]:
    """The texts of a list of String nodes."""
    return tuple(str(part.sval) for part in names or () if isinstance(part, ast.String))


def calls(statement: Statement) -> Iterator[tuple[tuple[str, ...], ast.FuncCall]]:
    """Each function call of a statement with the function's name, `pg_catalog` left out."""
    known = _called.get(id(statement.node))
    if known is None or known[0] is not statement.node:
        if len(_called) >= _MAX_KEPT:
            _called.clear()
        found = tuple(_calls(statement.node))
        known = _called[id(statement.node)] = (statement.node, found)
    yield from known[1]


Call = tuple[tuple[str, ...], ast.FuncCall]
_called: dict[int, tuple[ast.Node, tuple[Call, ...]]] = {}


def _calls(root: ast.Node) -> Iterator[Call]:
    for node in nodes(root):
        if isinstance(node, ast.FuncCall):
            name = words(node.funcname)
            yield (name[1:] if name[:1] == ("pg_catalog",) else name), node


def literal(node: Any) -> str | None:
    """The text of a string constant, also where it is cast; None for anything else."""
    while isinstance(node, ast.TypeCast):
        node = node.arg
    if isinstance(node, ast.A_Const) and isinstance(node.val, ast.String):
        return str(node.val.sval)
    return None
