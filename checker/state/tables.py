"""CREATE TABLE in all its forms, and what stands in its parentheses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec.structs import replace
from pglast import ast
from pglast.enums import ConstrType, FunctionParameterMode, ObjectType
from pglast.enums.parsenodes import FKCONSTR_ACTION_SETDEFAULT, FKCONSTR_ACTION_SETNULL

from checker.state.builder import Builder, object_name
from checker.state.names import Name, is_serial, type_name, words
from checker.state.nouns import Column, Constraint, ConstraintKind, Index, Table, View
from checker.state.query import column_names, figure_name, reads, walk

_LIKE_CONSTRAINTS, _LIKE_DEFAULTS, _LIKE_IDENTITY, _LIKE_INDEXES = 1 << 2, 1 << 3, 1 << 5, 1 << 6
# The kinds of constraints, and how the names end that PostgreSQL chooses for them.
_CONSTRAINTS: Mapping[ConstrType, tuple[ConstraintKind, str]] = {
    ConstrType.CONSTR_PRIMARY: ("primary key", "pkey"),
    ConstrType.CONSTR_UNIQUE: ("unique", "key"),
    ConstrType.CONSTR_EXCLUSION: ("exclusion", "excl"),
    ConstrType.CONSTR_CHECK: ("check", "check"),
    ConstrType.CONSTR_FOREIGN: ("foreign key", "fkey"),
    ConstrType.CONSTR_NOTNULL: ("not null", "not_null"),
}
# What a column brings beside itself; its NOT NULL without a name, DEFAULT and the like are in the column.
_OF_COLUMNS = frozenset(_CONSTRAINTS) - {ConstrType.CONSTR_NOTNULL}
_WITH_INDEX = ("primary key", "unique", "exclusion")


def create_table(b: Builder, node: Any) -> None:
    """CREATE TABLE, PARTITION OF, INHERITS, LIKE, OF."""
    name = b.new_name(node.relation)
    if node.if_not_exists and b.state.kind_of(name) is not None:
        return
    parents = tuple(b.name(parent) for parent in node.inhRelations or ())
    partition = node.partbound is not None
    table = Table(
        name,
        b.at,
        b.at,
        kind="partitioned" if node.partspec else "table",
        owner=b.state.current_role,
        parent=parents[0] if partition and parents else None,
        inherits=() if partition else parents,
        columns_known=node.ofTypename is None,
    )
    for parent in parents:
        known = b.state.table(parent)
        if known is None:
            table = replace(table, columns_known=False)
        else:
            table = replace(
                table,
                columns={**table.columns, **known.columns},
                columns_known=table.columns_known and known.columns_known,
                constraints={
                    **table.constraints,
                    **{
                        key: one
                        for key, one in known.constraints.items()
                        if partition or one.kind in ("check", "not null")
                    },
                },
            )
    b.put("table", name, table, "exists", adds=True)
    b.make("table", name, name.schema)
    elements = node.tableElts or ()
    _add_columns(b, name, elements)
    for element in (*elements, *(node.constraints or ())):
        if isinstance(element, ast.Constraint):
            add_constraint(b, name, element)
    _event_trigger_may_act(b, name)


def create_foreign_table(b: Builder, node: Any) -> None:
    create_table(b, node.base)
    name = b.name(node.base.relation)
    table = b.state.table(name)
    if table is not None:
        b.write("table", name, replace(table, kind="foreign"))


def create_table_as(b: Builder, node: Any) -> None:
    """CREATE TABLE AS, SELECT INTO, CREATE MATERIALIZED VIEW."""
    plain = isinstance(node, ast.SelectStmt)
    into: Any = node.intoClause if plain else node.into
    query: Any = node if plain else node.query
    name = b.new_name(into.rel)
    if not plain:
        if node.if_not_exists and b.state.kind_of(name) is not None:
            return
        if node.objtype == ObjectType.OBJECT_MATVIEW:
            relations, functions = reads(b.state, query)
            columns = tuple(part.sval for part in into.colNames or ()) or column_names(b.state, query)
            view = View(
                name, b.at, b.at, query, True, columns, relations, functions, {}, b.state.current_role
            )
            b.put("view", name, view, "exists", adds=True)
            b.make("table", name, name.schema)
            return
    names = tuple(part.sval for part in into.colNames or ()) or column_names(b.state, query)
    columns_made = {one: Column(one, "", b.at) for one in names or ()}
    table = Table(
        name, b.at, b.at, columns=columns_made, columns_known=names is not None, owner=b.state.current_role
    )
    b.put("table", name, table, "exists", adds=True)
    b.make("table", name, name.schema)
    _event_trigger_may_act(b, name)


def _event_trigger_may_act(b: Builder, name: Name) -> None:
    for _, trigger in b.state.items("event trigger"):
        b.timeline.now += 1
        b.mark(f"the event trigger {trigger} may change what is made", set(), name)
        return


def _like(b: Builder, name: Name, clause: Any) -> None:
    source = b.state.table(b.name(clause.relation))
    options = clause.options or 0

    def change(table: Table) -> Table:
        if source is None:
            return replace(table, columns_known=False)
        copied = {
            key: replace(
                one,
                made=b.at,
                default=one.default if options & _LIKE_DEFAULTS else None,
                identity=one.identity if options & _LIKE_IDENTITY else "",
                serial=False,
            )
            for key, one in source.columns.items()
        }
        kept = {
            key: replace(one, made=b.at)
            for key, one in source.constraints.items()
            if one.kind == "not null"
            or (one.kind == "check" and options & _LIKE_CONSTRAINTS)
            or (one.kind in ("primary key", "unique", "exclusion") and options & _LIKE_INDEXES)
        }
        return replace(
            table,
            columns={**table.columns, **copied},
            columns_known=table.columns_known and source.columns_known,
            constraints={**table.constraints, **kept},
        )

    b.change_table(name, "columns", change, adds=True)


def _add_columns(b: Builder, name: Name, elements: Iterable[Any]) -> None:
    """The columns of a CREATE TABLE, all at once up to each LIKE: a table is not made anew for every column."""
    ready: dict[str, Column] = {}
    known = b.state.table(name)
    before = known.columns if known else {}
    definitions = []

    def flush() -> None:
        if ready:
            made = dict(ready)
            b.change_table(
                name, "columns", lambda one: replace(one, columns={**one.columns, **made}), adds=True
            )
            ready.clear()

    for element in elements:
        if isinstance(element, ast.TableLikeClause):
            flush()
            _like(b, name, element)
        elif isinstance(element, ast.ColumnDef):
            column = _column(b, element, before.get(str(element.colname)))
            ready[column.name] = column
            definitions.append((element, column))
    flush()
    for element, column in definitions:
        _after_column(b, name, element, column)


def add_column(b: Builder, name: Name, node: ast.ColumnDef, *, if_not_exists: bool = False) -> None:
    """A column with the constraints that stand behind it."""
    table = b.state.table(name)
    column = str(node.colname)
    if table is not None and if_not_exists and column in table.columns:
        return
    made = _column(b, node, table.columns.get(column) if table is not None else None)
    b.change_table(
        name, "columns", lambda one: replace(one, columns={**one.columns, column: made}), adds=True
    )
    _after_column(b, name, node, made)


def _column(b: Builder, node: Any, inherited: Column | None) -> Column:
    constraints = node.constraints or ()
    kinds = {one.contype for one in constraints}
    default = next(
        (one.raw_expr for one in constraints if one.contype == ConstrType.CONSTR_DEFAULT), node.raw_default
    )
    identity = next((one for one in constraints if one.contype == ConstrType.CONSTR_IDENTITY), None)
    serial = is_serial(node.typeName)
    made = Column(
        str(node.colname),
        type_name(node.typeName),
        b.at,
        not_null=serial
        or identity is not None
        or ConstrType.CONSTR_NOTNULL in kinds
        or ConstrType.CONSTR_PRIMARY in kinds,
        default=default,
        generated=next(
            (one.raw_expr for one in constraints if one.contype == ConstrType.CONSTR_GENERATED), None
        ),
        identity="" if identity is None else ("always" if identity.generated_when == "a" else "by default"),
        serial=serial,
        collation=".".join(words(node.collClause.collname)) if node.collClause else None,
    )
    if node.typeName is None and inherited is not None:
        # In CREATE TABLE … PARTITION OF and OF type a column's type is the parent's.
        made = replace(made, type=inherited.type)
    return made


def _after_column(b: Builder, name: Name, node: Any, made: Column) -> None:
    """The sequence and the constraints that a column brings."""
    if (made.serial or made.identity) and b.state.table(name) is not None:
        b.own_sequence(name, made.name)
    for constraint in node.constraints or ():
        if constraint.contype in _OF_COLUMNS or constraint.conname is not None:
            add_constraint(b, name, constraint, made.name)


def add_constraint(b: Builder, name: Name, node: Any, column: str | None = None) -> None:
    """A constraint of a table, or of one column of it; what is no constraint (DEFAULT, IDENTITY) is passed over."""
    if node.contype not in _CONSTRAINTS:
        return
    kind, label = _CONSTRAINTS[node.contype]
    columns = words(node.keys) or words(node.fk_attrs) or ((column,) if column else ())
    if kind == "exclusion":
        columns = tuple(item[0].name or "" for item in node.exclusions or ())
    written = node.conname
    about = _only_column(node.raw_expr) if kind == "check" else "_".join(columns)
    constraint = Constraint(
        written or _chosen(b, name, kind, label, about),
        kind,
        b.at,
        references=b.name(node.pktable) if kind == "foreign key" else None,
        condition=node.raw_expr if kind == "check" else None,
    )
    if node.indexname:
        index = b.state.index(Name(name.schema, node.indexname))
        columns = tuple(one or "" for one in index.columns) if index else ()
        constraint = replace(constraint, name=written or node.indexname)
    # Which kinds can be NOT ENFORCED: the manual, CREATE TABLE.
    enforced = bool(node.is_enforced) or kind not in ("check", "foreign key")
    constraint = replace(
        constraint,
        columns=columns,
        nulled=_set_by(node, columns, FKCONSTR_ACTION_SETNULL),
        defaulted=_set_by(node, columns, FKCONSTR_ACTION_SETDEFAULT),
        validated=not node.skip_validation,
        enforced=enforced,
    )

    def change(table: Table) -> Table:
        changed = dict(table.columns)
        if kind in ("primary key", "not null"):
            for one in columns:
                if one in changed:
                    changed[one] = replace(changed[one], not_null=True)
        return replace(table, columns=changed, constraints={**table.constraints, constraint.name: constraint})

    known = b.state.table(name) is not None
    b.change_table(name, "constraints", change, adds=True)
    if not known or kind not in _WITH_INDEX:
        return
    index_name = Name(name.schema, constraint.name)
    if node.indexname:
        old = b.state.index(Name(name.schema, node.indexname))
        if old is not None:
            b.rename_relation(old.name, index_name)
            b.write("index", index_name, replace(old, name=index_name, constraint=True))
    else:
        b.add_index(Index(index_name, name, b.at, columns, unique=kind != "exclusion", constraint=True))


def _set_by(node: Any, columns: tuple[str, ...], action: str) -> tuple[str, ...]:
    """The columns of a foreign key that its ON DELETE or ON UPDATE sets so."""
    deleted = words(node.fk_del_set_cols) or columns if node.fk_del_action == action else ()
    return columns if node.fk_upd_action == action else deleted


def _only_column(condition: ast.Node) -> str:
    """The column that a CHECK is named after: the only one that it speaks of (PostgreSQL's AddRelationNewConstraints)."""
    found = {
        words(one.fields)[-1]
        for one in walk(condition)
        if isinstance(one, ast.ColumnRef) and words(one.fields)
    }
    return found.pop() if len(found) == 1 else ""


def _chosen(b: Builder, table: Name, kind: ConstraintKind, label: str, columns: str) -> str:
    """The name that PostgreSQL chooses for a constraint: one that the schema, or else the table, does not have yet."""
    if kind in _WITH_INDEX:
        return b.free_name(table.schema, table.name, "" if kind == "primary key" else columns, label)
    known = b.state.table(table)
    taken: Iterable[str] = known.constraints if known else ()
    number = ""
    while True:
        name = object_name(table.name, columns, label + number)
        if name not in taken:
            return name
        number = str(int(number or "0") + 1)


def create_index(b: Builder, node: Any) -> None:
    table = b.name(node.relation)
    columns = tuple(item.name for item in node.indexParams or ())
    label = node.idxname
    if label is None:
        label = b.free_name(table.schema, table.name, "_".join(_index_columns(node)), "idx")
    name = Name(table.schema, label)
    if node.if_not_exists and b.state.kind_of(name) is not None:
        return
    b.add_index(
        Index(
            name,
            table,
            b.at,
            columns,
            unique=bool(node.unique),
            concurrent=bool(node.concurrent),
            partial=node.whereClause is not None,
        )
    )


def _index_columns(node: Any) -> list[str]:
    """The names that an index's columns get, each once (PostgreSQL's ChooseIndexColumnNames)."""
    names: list[str] = []
    for item in node.indexParams or ():
        figured = item.name or figure_name(item.expr)
        wanted = name = "expr" if figured in (None, "?column?") else figured
        number = 0
        while name in names:
            number += 1
            name = f"{wanted}{number}"
        names.append(name)
    return names


def input_types(parameters: Iterable[Any] | None) -> tuple[str, ...]:
    """The types of a function's input parameters, which tell it from others of its name."""
    output = (FunctionParameterMode.FUNC_PARAM_OUT, FunctionParameterMode.FUNC_PARAM_TABLE)
    return tuple(
        type_name(one.argType, modifiers=False)
        for one in parameters or ()
        if isinstance(one, ast.FunctionParameter) and one.mode not in output
    )
