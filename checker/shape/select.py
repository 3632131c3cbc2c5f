"""The columns that a SELECT gives: names, types and nullability, from the columns of what it reads.

`relations` maps qualified names (quoted where SQL needs it) to columns; what is not in it is not
known, and neither is then what is made of it. The nullability of an outer join's far side follows
the PostgreSQL manual, 7.2.1.1; conditions that can only hold for non-NULL values take it back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace
from pglast import ast, enums

from checker.model import Location, ViewColumn
from checker.names import quote_qualified
from checker.shape.condition import references, verdict
from checker.shape.expression import Expression, Value, common, either, gives_one_row, settled
from checker.shape.naming import column_name

Relations = Mapping[str, Sequence[ViewColumn]]
Place = Callable[[Any], Location | None]


def columns_of(
    select: Any,
    relations: Relations,
    *,
    names: Sequence[str] = (),
    place: Place = lambda _: None,
    search_path: Sequence[str] = ("public",),
) -> tuple[ViewColumn, ...] | None:
    """The output columns of a SELECT (or VALUES), or None where their list can't be known.

    `names` are those of `CREATE VIEW v (a, b)`. `place` gives the location of a node in its file.
    """
    found = _Reader(relations, place, tuple(search_path)).select(select, {}, None)
    if found is None:
        return None
    return tuple(
        replace(column, name=names[index] if index < len(names) else column.name, type=settled(column.type))
        for index, column in enumerate(found)
    )


def reads(select: Any, search_path: Sequence[str] = ("public",)) -> tuple[str, ...]:
    """The qualified names of the relations that a SELECT reads, sorted, without its own WITH names."""
    found: set[str] = set()
    _collect(select, frozenset(), found, search_path[0] if search_path else "public")
    return tuple(sorted(found))


def _collect(node: Any, hidden: frozenset[str], found: set[str], schema: str) -> None:
    if isinstance(node, tuple | list):
        for item in node:
            _collect(item, hidden, found, schema)
        return
    if not isinstance(node, ast.Node):
        return
    if isinstance(node, ast.RangeVar) and node.relname:
        if node.schemaname or node.relname not in hidden:
            found.add(quote_qualified(node.schemaname or schema, node.relname))
        return
    if isinstance(node, ast.SelectStmt) and node.withClause is not None:
        hidden |= {str(getattr(cte, "ctename", "")) for cte in node.withClause.ctes or ()}
    for name in node:
        _collect(getattr(node, name), hidden, found, schema)


class _Item(Struct, eq=False):
    """One thing in FROM: its alias, its columns (None: not known), and the outer joins that can blank it."""

    alias: str
    columns: Sequence[ViewColumn] | None
    blanked_by: set[int] = field(default_factory=set)


class _Scope(Struct):
    """What a SELECT's expressions can name. `merged` are the columns of USING and NATURAL, by name.

    `matched` are the outer joins of which a condition takes away the rows that found no match, `doubted` those
    of which it may.
    """

    items: list[_Item] = field(default_factory=list)
    merged: dict[str, Value] = field(default_factory=dict)
    matched: set[int] = field(default_factory=set)
    doubted: set[int] = field(default_factory=set)
    outer: _Scope | None = None

    def column(self, item: _Item, name: str) -> Value | None:
        column = next((c for c in item.columns or () if c.name == name), None)
        return None if column is None else self.seen(item, column)

    def seen(self, item: _Item, column: ViewColumn) -> Value:
        """What an item's column is after the joins around it."""
        blanked = item.blanked_by - self.matched
        if blanked <= self.doubted:
            return Value(column.type, column.nullable if not blanked or column.nullable else None)
        return Value(column.type, True)

    def find(self, names: tuple[str, ...]) -> tuple[_Item | None, Value]:
        """The column that a reference names, and where it is from; unknown where more than one might be meant."""
        name = names[-1]
        if len(names) == 1 and name in self.merged:
            return None, self.merged[name]
        candidates = self.items if len(names) == 1 else [i for i in self.items if i.alias == names[-2]]
        hits = [(item, value) for item in candidates if (value := self.column(item, name)) is not None]
        unknown = any(item.columns is None for item in candidates)
        if len(hits) == 1 and not unknown:
            return hits[0]
        if not hits and not unknown and self.outer is not None:
            return None, self.outer.find(names)[1]
        return None, Value()


class _Reader:
    def __init__(self, relations: Relations, place: Place, search_path: tuple[str, ...]) -> None:
        self._relations = relations
        self._place = place
        self._search_path = search_path or ("public",)
        self._joins = count(1)

    def select(
        self, node: Any, ctes: Mapping[str, Sequence[ViewColumn] | None], outer: _Scope | None
    ) -> tuple[ViewColumn, ...] | None:
        if not isinstance(node, ast.SelectStmt):
            return None
        if node.withClause is not None:
            ctes = self._with(node.withClause, ctes, outer)
        if node.op != enums.SetOperation.SETOP_NONE:
            return self._union(self.select(node.larg, ctes, outer), self.select(node.rarg, ctes, outer), node)
        scope = _Scope(outer=outer)
        for item in node.fromClause or ():
            self._from(item, scope, ctes)
        self._conditions(node.whereClause, scope)
        expression = self._expression(scope, ctes)
        if node.valuesLists:
            rows: list[Any] = [list(row) for row in node.valuesLists]
            return tuple(
                ViewColumn(f"column{number}", common([v.type for v in values]), _any_null(values))
                for number, values in enumerate(
                    ([expression.value(cell) for cell in cells] for cells in zip(*rows, strict=False)), 1
                )
            )
        columns: list[ViewColumn] = []
        for target in node.targetList or ():
            value: Any = target.val
            if isinstance(value, ast.ColumnRef) and isinstance((value.fields or ())[-1], ast.A_Star):
                expanded = self._star(value, scope)
                if expanded is None:
                    return None
                columns += expanded
            elif isinstance(value, ast.A_Indirection) and isinstance(
                (value.indirection or ())[-1], ast.A_Star
            ):
                return None
            else:
                known = expression.value(value)
                columns.append(
                    ViewColumn(
                        target.name or column_name(value), known.type, known.nullable, self._place(target)
                    )
                )
        if node.groupClause and any(isinstance(item, ast.GroupingSet) for item in node.groupClause):
            # What a set leaves out is NULL there; which columns that are is not followed.
            return tuple(replace(column, nullable=None) for column in columns)
        return tuple(columns)

    def _expression(self, scope: _Scope, ctes: Mapping[str, Sequence[ViewColumn] | None]) -> Expression:
        def subquery(select: Any) -> tuple[Value, ...] | None:
            found = self.select(select, ctes, scope)
            return None if found is None else tuple(Value(c.type, c.nullable) for c in found)

        return Expression(lambda names: scope.find(names)[1], subquery)

    def _with(
        self, clause: Any, ctes: Mapping[str, Sequence[ViewColumn] | None], outer: _Scope | None
    ) -> dict[str, Sequence[ViewColumn] | None]:
        known = dict(ctes)
        for cte in clause.ctes or ():
            query = cte.ctequery
            if (
                clause.recursive
                and isinstance(query, ast.SelectStmt)
                and query.op != enums.SetOperation.SETOP_NONE
            ):
                # Names and types come from the first branch; what the second adds to NULLs is not followed.
                found = self.select(query.larg, known, outer)
                found = found and tuple(replace(column, nullable=None) for column in found)
            else:
                found = self.select(query, known, outer)
            names = [name.sval for name in cte.aliascolnames or ()]
            known[cte.ctename] = _renamed(found, names)
        return known

    def _union(
        self, left: Sequence[ViewColumn] | None, right: Sequence[ViewColumn] | None, node: Any
    ) -> tuple[ViewColumn, ...] | None:
        if left is None or right is None or len(left) != len(right):
            return None
        return tuple(
            replace(a, type=common([a.type, b.type]), nullable=_of_both(node.op, a.nullable, b.nullable))
            for a, b in zip(left, right, strict=True)
        )

    def _from(self, node: Any, scope: _Scope, ctes: Mapping[str, Sequence[ViewColumn] | None]) -> list[_Item]:
        """Put what a FROM item brings into the scope; gives the items that it brought."""
        kind = type(node).__name__
        if kind == "JoinExpr":
            return self._join(node, scope, ctes)
        alias = node.alias.aliasname if getattr(node, "alias", None) else ""
        names = [name.sval for name in (node.alias.colnames or ())] if alias else []
        columns: Sequence[ViewColumn] | None = None
        if kind == "RangeVar":
            alias = alias or node.relname
            columns = (
                ctes[node.relname]
                if node.schemaname is None and node.relname in ctes
                else self._relation(node.schemaname, node.relname)
            )
        elif kind == "RangeSubselect":
            inner = (
                _Scope(list(scope.items), dict(scope.merged), outer=scope.outer)
                if node.lateral
                else scope.outer
            )
            columns = self.select(node.subquery, ctes, inner)
        elif kind == "RangeFunction":
            alias = alias or _function_alias(node)
        item = _Item(alias, _renamed(columns, names))
        scope.items.append(item)
        return [item]

    def _relation(self, schema: str | None, name: str) -> Sequence[ViewColumn] | None:
        for candidate in (schema,) if schema else self._search_path:
            found = self._relations.get(quote_qualified(candidate, name))
            if found is not None:
                return found
        return None

    def _join(self, node: Any, scope: _Scope, ctes: Mapping[str, Sequence[ViewColumn] | None]) -> list[_Item]:
        left = self._from(node.larg, scope, ctes)
        right = self._from(node.rarg, scope, ctes)
        kinds = enums.JoinType
        # Where the join matches at all, its condition held.
        proven = {kinds.JOIN_INNER: None, kinds.JOIN_LEFT: right, kinds.JOIN_RIGHT: left, kinds.JOIN_FULL: []}
        self._conditions(node.quals, scope, proven.get(node.jointype, []))
        if node.jointype in (kinds.JOIN_LEFT, kinds.JOIN_FULL) and not _always_matches(node):
            _blank(right, next(self._joins))
        if node.jointype in (kinds.JOIN_RIGHT, kinds.JOIN_FULL):
            _blank(left, next(self._joins))
        names = [name.sval for name in node.usingClause or ()]
        if node.isNatural:
            here = [{column.name for item in side for column in item.columns or ()} for side in (left, right)]
            names = [name for name in _order(left) if name in here[1]]
        for name in names:
            self._merge(name, node.jointype, left, right, scope)
        items = [*left, *right]
        if node.alias is not None:
            self._rename_join(node.alias, items, scope)
        return items

    def _merge(self, name: str, jointype: Any, left: list[_Item], right: list[_Item], scope: _Scope) -> None:
        kinds = enums.JoinType
        sides = [
            next((v for i in side if (v := scope.column(i, name)) is not None), Value())
            for side in (left, right)
        ]
        if jointype == kinds.JOIN_INNER:
            nullable: bool | None = False
        else:
            chosen = {kinds.JOIN_LEFT: sides[0], kinds.JOIN_RIGHT: sides[1]}.get(jointype)
            nullable = chosen.nullable if chosen else None
        same = sides[0].type if sides[0].type == sides[1].type else common([side.type for side in sides])
        scope.merged[name] = Value(same, nullable)

    def _rename_join(self, alias: Any, items: list[_Item], scope: _Scope) -> None:
        """`(a JOIN b …) AS j` hides the names of its parts."""
        columns: list[ViewColumn] | None = []
        for item in items:
            for column in item.columns or ():
                value = scope.column(item, column.name)
                if columns is not None and value is not None:
                    columns.append(replace(column, nullable=value.nullable))
            if item.columns is None:
                columns = None
        scope.items = [item for item in scope.items if item not in items]
        names = [name.sval for name in alias.colnames or ()]
        scope.items.append(_Item(alias.aliasname, _renamed(columns, names)))

    def _conditions(self, node: Any, scope: _Scope, only: Sequence[_Item] | None = None) -> None:
        """Note what a condition says of the NULLs of columns (of the items `only`, or all): taken away, or perhaps."""
        if node is None:
            return
        found: dict[tuple[str, ...], tuple[_Item, str]] = {}
        for names in references(node):
            item = scope.find(names)[0]
            if item is not None and (only is None or item in only):
                found[names] = (item, names[-1])
        for item, name in dict.fromkeys(found.values()):
            said = verdict(node, lambda names, one=(item, name): found.get(names) == one)  # type: ignore[misc]
            if said != "kept":
                proven = False if said == "removed" else None
                item.columns = tuple(
                    replace(column, nullable=proven)
                    if column.name == name and column.nullable is not False
                    else column
                    for column in item.columns or ()
                )
        # Where an outer join blanks an item, all of its columns are NULL at once.
        for item in dict.fromkeys(item for item, _ in found.values() if item.blanked_by):
            said = verdict(node, lambda names, one=item: found.get(names, (None,))[0] is one)  # type: ignore[misc]
            if said == "removed":
                scope.matched |= item.blanked_by
            elif said == "unsure":
                scope.doubted |= item.blanked_by

    def _star(self, node: Any, scope: _Scope) -> list[ViewColumn] | None:
        names = [part.sval for part in node.fields if isinstance(part, ast.String)]
        items = [item for item in scope.items if not names or item.alias == names[-1]]
        if not items or any(item.columns is None for item in items):
            return None
        found: list[ViewColumn] = []
        if not names:
            found = [ViewColumn(n, v.type, v.nullable, self._place(node)) for n, v in scope.merged.items()]
        for item in items:
            for column in item.columns or ():
                if names or column.name not in scope.merged:
                    value = scope.seen(item, column)
                    found.append(ViewColumn(column.name, value.type, value.nullable, self._place(node)))
        return found


def _always_matches(join: Any) -> bool:
    """`LEFT JOIN LATERAL (SELECT count(*) …) ON true`: the far side gives one row, whatever there is."""
    quals: Any = join.quals
    true = isinstance(quals, ast.A_Const) and isinstance(quals.val, ast.Boolean) and bool(quals.val.boolval)
    return (
        (true or quals is None)
        and isinstance(join.rarg, ast.RangeSubselect)
        and gives_one_row(join.rarg.subquery)
    )


def _blank(items: list[_Item], join: int) -> None:
    for item in items:
        item.blanked_by.add(join)


def _order(items: list[_Item]) -> list[str]:
    return [column.name for item in items for column in item.columns or ()]


def _renamed(columns: Sequence[ViewColumn] | None, names: Sequence[str]) -> Sequence[ViewColumn] | None:
    if columns is None or not names:
        return columns
    return tuple(
        replace(column, name=names[index]) if index < len(names) else column
        for index, column in enumerate(columns)
    )


def _of_both(operation: Any, left: bool | None, right: bool | None) -> bool | None:
    """Whether there can be NULL in what a set operation makes of two columns."""
    match operation:
        case enums.SetOperation.SETOP_EXCEPT:
            return left
        case enums.SetOperation.SETOP_INTERSECT:
            return False if False in (left, right) else True if left and right else None
    return either((left, right))


def _any_null(values: Sequence[Value]) -> bool | None:
    nullable = [value.nullable for value in values]
    return True if True in nullable else False if all(n is False for n in nullable) else None


def _function_alias(node: Any) -> str:
    calls = [part for group in node.functions or () for part in group if isinstance(part, ast.FuncCall)]
    return str(calls[0].funcname[-1].sval) if calls and calls[0].funcname else ""
