"""The columns that the text of a PL/pgSQL function names for sure, and whose table does not have them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pglast import ast

from checker.model import Snapshot
from checker.names import split_qualified
from checker.rules._tree import nodes
from checker.rules.functions._bodies import queries_of, records_of, variables
from checker.state import Function, Name

_SYSTEM = frozenset({"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"})
_KINDS = ("table", "view", "materialized view", "foreign table")
# Which columns NEW and OLD have may be asked before they are named.
_ASKED = re.compile(
    r"\btg_(?:table_name|table_schema|relname|relid|name|argv|nargs)\b|\b(?:to_jsonb?|row_to_json|hstore)\s*\(\s*(?:new|old)\b",
    re.IGNORECASE,
)


class Columns:
    """Those of a catalog, by table."""

    def __init__(self, catalog: Snapshot) -> None:
        self._known: Mapping[str, frozenset[str]] = {
            name: frozenset(split_qualified(one)[0] for one in (of.get("columns") or "").split("\n") if one)
            for kind in _KINDS
            for name, of in catalog.of_kind(kind).items()
        }
        self._called: dict[str, list[str]] = defaultdict(list)
        for name in self._known:
            self._called[split_qualified(name)[-1]].append(name)
        routines = (*catalog.of_kind("function"), *catalog.of_kind("aggregate"))
        self._functions = {split_qualified(one.partition("(")[0])[-1] for one in routines}

    def lacks(self, table: str, column: str) -> bool:
        """Whether a table is there and has no such column, nor a function that is called like one."""
        known = self._known.get(table)
        return (
            known is not None
            and bool(known)
            and column not in known
            and column not in _SYSTEM
            and column not in self._functions
        )

    def missing(self, function: Function, tables: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Table and column, of each that a function's queries name; NEW and OLD are rows of `tables`, whose triggers call it."""
        text = function.text
        if not _ASKED.search(text):
            rows = ((table, column) for table in tables for column in records_of(text, ("new", "old")))
            yield from (one for one in rows if self.lacks(*one))
        # A function's name stands for its arguments.
        taken = variables(text) | {function.name.name}
        for root in queries_of(text):
            aliases = self._aliases(root)
            for node in nodes(root):
                yield from (one for one in self._named(node, aliases, taken) if self.lacks(*one))

    def _named(
        self, node: ast.Node, aliases: Mapping[str, set[str | None]], taken: set[str]
    ) -> Iterator[tuple[str, str]]:
        match node:
            case ast.ColumnRef(fields=(ast.String(sval=str(alias)), ast.String(sval=str(column)))) if (
                alias not in taken
            ):
                table = _only(aliases.get(alias))
                columns = [column]
            case (
                ast.InsertStmt(relation=ast.RangeVar() as relation, cols=targets)
                | ast.UpdateStmt(relation=ast.RangeVar() as relation, targetList=targets)
            ):
                table = self._table(relation)
                columns = [str(one.name) for one in targets or () if one.name]
            case _:
                return
        if table is not None:
            yield from ((table, column) for column in columns)

    def _aliases(self, root: ast.Node) -> Mapping[str, set[str | None]]:
        """What a query's names of tables stand for, wherever in it; None where that is no table, or not sure."""
        found: dict[str, set[str | None]] = defaultdict(set)
        for node in nodes(root):
            alias: Any = getattr(node, "alias", None)
            named = str(alias.aliasname) if isinstance(alias, ast.Alias) else None
            if isinstance(node, ast.CommonTableExpr):
                found[str(node.ctename)].add(None)
            elif isinstance(node, ast.RangeVar):
                plain = node.relpersistence == "p" and not (named and alias.colnames)
                found[named or str(node.relname)].add(self._table(node) if plain else None)
            elif named is not None:
                found[named].add(None)
        return found

    def _table(self, relation: ast.RangeVar) -> str | None:
        if relation.schemaname:
            return str(Name(relation.schemaname, str(relation.relname)))
        return _only({*self._called[str(relation.relname)]})


def _only(some: set[Any] | None) -> str | None:
    return next(iter(some)) if some and len(some) == 1 else None
