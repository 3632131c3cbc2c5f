"""What a query reads and calls, and what its columns are called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pglast import ast

from checker.shape.naming import column_name
from checker.state.names import Name, words
from checker.state.timeline import State


def children(node: Any) -> Iterator[ast.Node]:
    """The nodes right below a node, lists of nodes opened."""
    for attribute in type(node).__slots__:
        value = getattr(node, attribute)
        if isinstance(value, ast.Node):
            yield value
        elif isinstance(value, tuple):
            yield from _open(value)


def _open(values: tuple[object, ...]) -> Iterator[ast.Node]:
    for value in values:
        if isinstance(value, ast.Node):
            yield value
        elif isinstance(value, tuple):
            yield from _open(value)


def walk(node: ast.Node) -> Iterator[ast.Node]:
    """A node and all below it."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        waiting += children(here)


def reads(state: State, query: ast.Node) -> tuple[frozenset[Name], frozenset[Name]]:
    """The relations that a query names, common table expressions left out, and the functions that it calls."""
    relations: set[Name] = set()
    functions: set[Name] = set()
    waiting: list[tuple[ast.Node, frozenset[str]]] = [(query, frozenset())]
    while waiting:
        node, hidden = waiting.pop()
        clause = getattr(node, "withClause", None)
        if isinstance(clause, ast.WithClause):
            # A name of WITH hides a table of that name in the whole statement; only a recursive one in itself.
            names = [str(cte.ctename) for cte in clause.ctes or ()]
            for number, cte in enumerate(clause.ctes or ()):
                before = names if clause.recursive else names[:number]
                waiting.append((cte.ctequery, hidden | frozenset(before)))
            hidden |= frozenset(names)
            waiting += [(child, hidden) for child in children(node) if child is not clause]
            continue
        if isinstance(node, ast.RangeVar):
            if node.schemaname is not None or node.relname not in hidden:
                relations.add(state.resolve(node))
        elif isinstance(node, ast.FuncCall):
            functions.add(state.resolve_function(words(node.funcname)))
        waiting += [(child, hidden) for child in children(node)]
    return frozenset(relations), frozenset(functions)


def column_names(state: State, query: ast.Node) -> tuple[str, ...] | None:
    """The names of a query's columns (PostgreSQL manual, 7.3.2), or None where the file does not tell them."""
    select = query
    while isinstance(select, ast.SelectStmt) and select.larg is not None:
        select = select.larg
    if not isinstance(select, ast.SelectStmt) or select.targetList is None:
        return None
    found: list[str] = []
    for target in select.targetList:
        if target.name is not None:
            found.append(target.name)
            continue
        star = _star(state, select, target.val)
        if star is not None:
            found += star
            continue
        name = figure_name(target.val)
        if name is None:
            return None
        found.append(name)
    return tuple(found)


def _star(state: State, select: Any, value: Any) -> tuple[str, ...] | None:
    """The columns behind `*` or `t.*`, where the one table in FROM is known."""
    match value, select.fromClause:
        case ast.ColumnRef(fields=(*_, ast.A_Star())), (ast.RangeVar() as source,) if not select.withClause:
            name = state.resolve(source)
        case _:
            return None
    table, view = state.table(name), state.view(name)
    if table is not None:
        return tuple(table.columns) if table.columns_known else None
    return view.columns if view is not None else None


def figure_name(value: Any) -> str | None:
    """The name that PostgreSQL gives a column without AS; None for a star."""
    if isinstance(value, ast.ColumnRef) and isinstance((value.fields or ())[-1], ast.A_Star):
        return None
    return column_name(value)
