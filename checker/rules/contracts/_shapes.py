"""The views as the files make them: their columns frozen when they were made, NULLs as they are at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from msgspec.structs import replace
from pglast import ast, enums

from checker.model import Change, Location, ViewColumn, ViewShape
from checker.names import canonical_type, quote, split_qualified
from checker.shape.select import columns_of
from checker.shape.table import settle
from checker.state import Name, State, Step, Table, chain


def touched(change: Change) -> bool:
    """Whether the change may alter a view or a contract; where it does not, nothing is said again."""
    return (
        change.everything
        or sql_changed(change)
        or any(document.status != "unchanged" for document in change.contract_files)
        or len(change.base_contracts) > len(change.contracts)
    )


def sql_changed(change: Change) -> bool:
    """Whether a migration or a repeatable script is new or edited."""
    scripts = (*change.repeatable, *change.foundation)
    return bool(change.changed) or any(script.changed for script in scripts)


def name_in_state(view: str) -> Name:
    """The state's name of a view that is written qualified."""
    schema, name = split_qualified(view)
    return Name(schema, name)


def dropped(change: Change, view: str) -> Location | None:
    """The statement that takes a view away for good, where one does."""
    name = name_in_state(view)
    if chain(change).end.view(name) is not None:
        return None
    place = None
    for step in chain(change).steps():
        if step.before.view(name) is not None and step.after.view(name) is None:
            place = step.statement.location
    return place


_MAKING = frozenset({"ViewStmt", "CreateTableAsStmt", "RenameStmt", "AlterObjectSchemaStmt"})


@lru_cache(maxsize=4)
def shapes(change: Change) -> Mapping[str, ViewShape]:
    """Every view that stands at the end, by its qualified name. Parts that the files do not tell are None.

    A view whose columns can't be told is left out.
    """
    end = chain(change).end
    columns: dict[Name, tuple[ViewColumn, ...]] = {}
    places: dict[Name, Location] = {}
    for step in chain(change).steps(of=_MAKING):
        made = _definition(step.statement.node)
        if made is None:
            _renamed(step, columns, places)
            continue
        relation, query, names = made
        name = step.name(relation)
        columns.pop(name, None)
        found = columns_of(
            query,
            _Relations(step.before, end, columns),
            names=names,
            place=step.statement.at,
            search_path=tuple(step.before.schemas_in_path()),
        )
        if found is not None:
            columns[name] = found
            places[name] = step.statement.location
    return {str(name): shape for name, shape in _standing(end, columns, places)}


def _standing(
    end: State, columns: Mapping[Name, tuple[ViewColumn, ...]], places: Mapping[Name, Location]
) -> Iterator[tuple[Name, ViewShape]]:
    for view in end.views():
        name = view.name
        if name not in columns or end.undecided("definition", name) or end.undecided("columns", name):
            continue
        grants = end.grants("table", name)
        owner = None if end.undecided("owner", name) else view.owner
        readers: tuple[str, ...] | None = None
        others: tuple[str, ...] = ()
        if not end.undecided("grants", name):
            theirs = [grant for grant in grants if grant.role != owner]
            whole = {g.role for g in theirs if g.privilege == "select" and not g.columns}
            readers = tuple(sorted(map(_role, whole)))
            others = tuple(
                sorted({_other(g) for g in theirs if g.privilege != "select" or g.columns or g.grantable})
            )
        unsure = any(end.undecided("definition", other.name) for other in end.views())
        yield (
            name,
            ViewShape(
                view=str(name),
                columns=columns[name],
                options=None if end.undecided("options", name) else view.options,
                owner=owner,
                readers=readers,
                other_grants=others,
                location=places[name],
                base_relations=None if unsure else tuple(sorted(map(str, end.base_relations(name)))),
                between=tuple(sorted(map(str, _between(end, name)))),
                dependants=None
                if unsure
                else tuple(sorted(str(other.name) for other in end.views() if name in other.reads)),
            ),
        )


def _between(state: State, name: Name) -> set[Name]:
    """The views that a view reads, at whatever depth."""
    found: set[Name] = set()
    waiting = [name]
    while waiting:
        view = state.view(waiting.pop())
        inner = {one for one in view.reads if state.view(one) is not None} - found if view else set()
        found |= inner
        waiting += inner
    return found


def _role(role: str) -> str:
    return "PUBLIC" if role.lower() == "public" else role


def _other(grant: Any) -> str:
    """A grant that is no SELECT on the whole view, in the words of the catalog's description."""
    what = grant.privilege.upper()
    if grant.columns:
        what += f" ({', '.join(quote(column) for column in grant.columns)})"
    return f"{what} to {_role(grant.role)}{' with grant option' if grant.grantable else ''}"


def _definition(node: Any) -> tuple[ast.RangeVar, Any, Sequence[str]] | None:
    """Of a statement that makes a view: its name, its query, and the columns' names where they are given."""
    match type(node).__name__:
        case "ViewStmt":
            return node.view, node.query, [str(alias.sval) for alias in node.aliases or ()]
        case "CreateTableAsStmt" if node.objtype == enums.ObjectType.OBJECT_MATVIEW:
            return node.into.rel, node.query, [str(column.sval) for column in node.into.colNames or ()]
    return None


def _renamed(step: Step, columns: dict[Name, tuple[ViewColumn, ...]], places: dict[Name, Location]) -> None:
    """Follow a statement that gives a view, or one of its columns, another name."""
    node: Any = step.statement.node
    if not isinstance(node, ast.RenameStmt | ast.AlterObjectSchemaStmt) or node.relation is None:
        return
    old = step.before.resolve(node.relation)
    if old not in columns or step.before.view(old) is None:
        return
    place = step.statement.location
    if isinstance(node, ast.RenameStmt) and node.renameType == enums.ObjectType.OBJECT_COLUMN:
        columns[old] = tuple(
            replace(column, name=str(node.newname), location=place) if column.name == node.subname else column
            for column in columns[old]
        )
    elif step.after.view(old) is None:
        new = (
            Name(old.schema, str(node.newname))
            if isinstance(node, ast.RenameStmt)
            else Name(str(node.newschema), old.name)
        )
        columns[new] = columns.pop(old)
        places[new] = place


class _Relations(Mapping[str, Sequence[ViewColumn]]):
    """What a query reads: the columns that were there when it was written, which of them are never NULL at the end.

    A view freezes its columns, and not whether their values can be NULL.
    """

    def __init__(self, then: State, end: State, views: Mapping[Name, tuple[ViewColumn, ...]]) -> None:
        self._then = then
        self._end = end
        self._views = views

    def __getitem__(self, written: str) -> Sequence[ViewColumn]:
        name = name_in_state(written)
        if name in self._views and self._then.view(name) is not None:
            return self._views[name]
        table = self._then.table(name)
        if table is None or not table.columns_known or self._then.undecided("columns", name):
            raise KeyError(written)
        now = self._end.table(name)
        unsure = (
            now is None or self._end.undecided("columns", name) or self._end.undecided("constraints", name)
        )
        found = tuple(
            ViewColumn(
                column.name, canonical_type(column.type), None if unsure else self._nullable(now, column.name)
            )
            for column in table.columns.values()
        )
        if now is None:
            return found
        checks = [
            one.condition for one in now.constraints.values() if one.condition is not None and one.validated
        ]
        made = {
            column.name: column.generated for column in now.columns.values() if column.generated is not None
        }
        return settle(found, checks, made)

    def _nullable(self, table: Table | None, name: str) -> bool | None:
        """What the column itself says; a domain may have a NOT NULL of its own."""
        column = table.columns.get(name) if table else None
        if column is None:
            return None
        if column.not_null:
            return False
        parts = split_qualified(column.type.removesuffix("[]"))
        type_ = self._end.type(Name(*parts) if len(parts) == 2 else Name("public", column.type))
        return None if type_ is not None and type_.kind == "domain" else True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
