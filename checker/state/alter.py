"""ALTER TABLE and its kin, RENAME, SET SCHEMA, OWNER, DROP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace
from pglast import ast
from pglast.enums import AlterTableType as At
from pglast.enums import DropBehavior, ObjectType

from checker.state.builder import Builder
from checker.state.names import Name, parts, type_name
from checker.state.nouns import Aspect, Column, Constraint, Function, Table, View
from checker.state.query import walk
from checker.state.tables import add_column, add_constraint, input_types

_RELATIONS = (
    ObjectType.OBJECT_TABLE,
    ObjectType.OBJECT_VIEW,
    ObjectType.OBJECT_MATVIEW,
    ObjectType.OBJECT_INDEX,
    ObjectType.OBJECT_SEQUENCE,
    ObjectType.OBJECT_FOREIGN_TABLE,
)
_FUNCTIONS = (
    ObjectType.OBJECT_FUNCTION,
    ObjectType.OBJECT_PROCEDURE,
    ObjectType.OBJECT_ROUTINE,
    ObjectType.OBJECT_AGGREGATE,
)
_TYPES = (ObjectType.OBJECT_TYPE, ObjectType.OBJECT_DOMAIN)
_RLS: Mapping[At, tuple[Aspect, bool]] = {
    At.AT_EnableRowSecurity: ("rls", True),
    At.AT_DisableRowSecurity: ("rls", False),
    At.AT_ForceRowSecurity: ("force", True),
    At.AT_NoForceRowSecurity: ("force", False),
}
_TRIGGERS: Mapping[At, str] = {
    At.AT_EnableTrig: "origin",
    At.AT_EnableAlwaysTrig: "always",
    At.AT_EnableReplicaTrig: "replica",
    At.AT_DisableTrig: "disabled",
    At.AT_EnableTrigAll: "origin",
    At.AT_DisableTrigAll: "disabled",
    At.AT_EnableTrigUser: "origin",
    At.AT_DisableTrigUser: "disabled",
}


def alter_table(b: Builder, node: Any) -> None:
    """Every subcommand of ALTER TABLE, VIEW, MATERIALIZED VIEW, FOREIGN TABLE, SEQUENCE that the state knows."""
    name = b.name(node.relation)
    for command in node.cmds or ():
        if isinstance(command, ast.AlterTableCmd):
            _alter(b, name, command)


def _alter(b: Builder, name: Name, command: Any) -> None:
    kind = command.subtype
    if kind in _RLS:
        aspect, value = _RLS[kind]
        b.change_table(
            name,
            aspect,
            lambda table: replace(table, rls=value) if aspect == "rls" else replace(table, force=value),
        )
    elif kind == At.AT_AddColumn:
        add_column(b, name, command.def_, if_not_exists=bool(command.missing_ok))
    elif kind == At.AT_AddConstraint:
        add_constraint(b, name, command.def_)
    elif kind == At.AT_DropColumn:
        _drop_column(b, name, str(command.name))
    elif kind == At.AT_DropConstraint:
        _drop_constraint(b, name, str(command.name))
    elif kind == At.AT_ChangeOwner:
        _owner(b, name, b.role(command.newowner))
    elif kind in _TRIGGERS:
        _enable_triggers(b, name, command.name, _TRIGGERS[kind])
    elif kind in (At.AT_AttachPartition, At.AT_DetachPartition):
        child = b.name(command.def_.name)
        parent = name if kind == At.AT_AttachPartition else None
        b.change_table(child, "definition", lambda table: replace(table, parent=parent))
    elif kind in (At.AT_AddInherit, At.AT_DropInherit):
        other = b.name(command.def_)
        b.change_table(
            name,
            "definition",
            lambda table: replace(
                table,
                inherits=(*table.inherits, other)
                if kind == At.AT_AddInherit
                else tuple(one for one in table.inherits if one != other),
            ),
        )
    elif kind in (At.AT_SetRelOptions, At.AT_ResetRelOptions):
        _options(b, name, command, reset=kind == At.AT_ResetRelOptions)
    elif kind == At.AT_ValidateConstraint:
        _change_constraint(b, name, str(command.name), lambda one: replace(one, validated=True))
    else:
        _alter_column(b, name, command)


def _alter_column(b: Builder, name: Name, command: Any) -> None:
    kind = command.subtype

    def change(column: Column) -> Column:
        match kind:
            case At.AT_AlterColumnType:
                return replace(column, type=type_name(command.def_.typeName))
            case At.AT_SetNotNull:
                return replace(column, not_null=True)
            case At.AT_DropNotNull:
                return replace(column, not_null=False)
            case At.AT_ColumnDefault:
                return replace(column, default=command.def_)
            case At.AT_AddIdentity:
                always = command.def_.generated_when == "a"
                return replace(column, identity="always" if always else "by default", not_null=True)
            case At.AT_DropIdentity:
                return replace(column, identity="")
            case At.AT_DropExpression:
                return replace(column, generated=None)
        return column

    def change_table(table: Table) -> Table:
        column = table.columns.get(command.name or "")
        if column is None:
            return table
        return replace(table, columns={**table.columns, column.name: change(column)})

    b.change_table(name, "columns", change_table)


def _drop_column(b: Builder, name: Name, column: str) -> None:
    table = b.state.table(name)
    if table is None or column not in table.columns:
        b.change_table(name, "columns", lambda one: one)
        return
    dropped = [one.name for one in table.constraints.values() if column in one.columns or _asks(one, column)]
    indexes = [one.name for one in b.state.indexes(name) if column in one.columns]
    b.change_table(
        name,
        "columns",
        lambda one: replace(
            one,
            columns={key: value for key, value in one.columns.items() if key != column},
            constraints={key: value for key, value in one.constraints.items() if key not in dropped},
        ),
    )
    if b.doubt is None:
        for index in indexes:
            b.drop_relation(index, cascade=False)
        for sequence in b.state.owned(name):
            if sequence.owned_by == (name, column):
                b.remove("sequence", sequence.name)


def _asks(constraint: Constraint, column: str) -> bool:
    """Whether a CHECK names the column, and so falls with it (PostgreSQL's manual, ALTER TABLE, DROP COLUMN)."""
    if constraint.condition is None:
        return False
    named = [node.fields or () for node in walk(constraint.condition) if isinstance(node, ast.ColumnRef)]
    return any(isinstance(last, ast.String) and last.sval == column for *_, last in named)


def _drop_constraint(b: Builder, name: Name, constraint: str) -> None:
    b.change_table(
        name,
        "constraints",
        lambda table: replace(
            table, constraints={key: one for key, one in table.constraints.items() if key != constraint}
        ),
    )
    index = b.state.index(Name(name.schema, constraint))
    if index is not None and index.constraint and index.table == name and b.doubt is None:
        b.drop_relation(index.name, cascade=False)


def _change_constraint(b: Builder, name: Name, constraint: str, change: Any) -> None:
    def change_table(table: Table) -> Table:
        found = table.constraints.get(constraint)
        if found is None:
            return table
        changed: Constraint = change(found)
        kept = {key: one for key, one in table.constraints.items() if key != constraint}
        return replace(table, constraints={**kept, changed.name: changed})

    b.change_table(name, "constraints", change_table)


def _owner(b: Builder, name: Name, owner: str) -> None:
    kind = b.state.kind_of(name)
    thing = b.state.get(kind, name) if kind in ("table", "view", "sequence") else None
    if kind is not None and thing is not None:
        b.put(kind, name, replace(thing, owner=owner or None), "owner")


def _enable_triggers(b: Builder, name: Name, trigger: str | None, enabled: str) -> None:
    b.change_table(
        name,
        "triggers",
        lambda table: replace(
            table,
            triggers={
                key: replace(one, enabled=enabled) if trigger in (None, key) else one
                for key, one in table.triggers.items()
            },
        ),
    )


def _options(b: Builder, name: Name, command: Any, *, reset: bool) -> None:
    view = b.state.view(name)
    if view is None:
        return
    given = options(command.def_)
    kept = {key: value for key, value in view.options.items() if key not in given}
    b.put(
        "view",
        name,
        replace(view, options=kept if reset else {**kept, **given}, changed=b.at),
        "options",
    )


def options(items: tuple[Any, ...] | None) -> dict[str, str]:
    """`WITH (…)` as names and values; an option without a value is `true`."""
    found = {}
    for item in items or ():
        if isinstance(item, ast.DefElem) and item.defname:
            found[item.defname.lower()] = option_value(item.arg)
    return found


def option_value(value: object) -> str:
    match value:
        case None:
            return "true"
        case ast.String():
            return str(value.sval)
        case ast.Integer():
            return str(value.ival)
        case ast.Float():
            return str(value.fval)
        case ast.Boolean():
            return "true" if value.boolval else "false"
        case ast.TypeName():
            return type_name(value)
    return ""


def rename(b: Builder, node: Any) -> None:
    """Every RENAME."""
    new = str(node.newname)
    kind = node.renameType
    if kind in _RELATIONS and node.relation is not None:
        old = b.name(node.relation)
        b.rename_relation(old, Name(old.schema, new))
    elif kind in (ObjectType.OBJECT_COLUMN, ObjectType.OBJECT_ATTRIBUTE):
        _rename_column(b, b.name(node.relation), str(node.subname), new)
    elif kind == ObjectType.OBJECT_TABCONSTRAINT:
        name = b.name(node.relation)
        _change_constraint(b, name, str(node.subname), lambda one: replace(one, name=new))
        old = Name(name.schema, str(node.subname))
        index = b.state.index(old)
        if index is not None and index.constraint and index.table == name:
            b.rename_relation(old, Name(name.schema, new))
    elif kind in (ObjectType.OBJECT_POLICY, ObjectType.OBJECT_TRIGGER):
        _rename_in_table(b, kind, b.name(node.relation), str(node.subname), new)
    elif kind == ObjectType.OBJECT_SCHEMA:
        _rename_schema(b, str(node.subname), new)
    elif kind == ObjectType.OBJECT_ROLE:
        _rename_role(b, str(node.subname), new)
    elif kind in _FUNCTIONS:
        _move_function(b, node.object, name=new)
    elif kind in _TYPES:
        _move(b, "type", b.state.resolve_type(parts(node.object)), name=new)


def _rename_column(b: Builder, name: Name, old: str, new: str) -> None:
    def swap(columns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(new if one == old else one for one in columns)

    def change(table: Table) -> Table:
        return replace(
            table,
            columns={
                (new if key == old else key): (replace(one, name=new) if key == old else one)
                for key, one in table.columns.items()
            },
            constraints={
                key: replace(one, columns=swap(one.columns)) for key, one in table.constraints.items()
            },
        )

    b.change_table(name, "columns", change)
    view = b.state.view(name)
    if view is not None and view.columns is not None:
        b.put("view", name, replace(view, columns=swap(view.columns), changed=b.at), "definition")


def _rename_in_table(b: Builder, kind: ObjectType, name: Name, old: str, new: str) -> None:
    def moved(things: Mapping[str, Any]) -> dict[str, Any]:
        return {
            (new if key == old else key): (replace(one, name=new) if key == old else one)
            for key, one in things.items()
        }

    if kind == ObjectType.OBJECT_POLICY:
        b.change_table(name, "policies", lambda table: replace(table, policies=moved(table.policies)))
    else:
        b.change_table(name, "triggers", lambda table: replace(table, triggers=moved(table.triggers)))


def _rename_schema(b: Builder, old: str, new: str) -> None:
    if b.doubt is not None:
        b.mark(b.doubt, {"exists"}, None, old)
        return
    schema = b.state.schema(old)
    if schema is not None:
        b.write("schema", old, None)
        b.write("schema", new, replace(schema, name=new))
    for kind in ("index", "sequence", "table", "view"):
        for name, _ in list(b.state.items(kind)):
            if name.schema == old:
                b.rename_relation(name, Name(new, name.name))
    for name, _ in list(b.state.items("type")):
        if name.schema == old:
            _move(b, "type", name, schema=new)
    for name, functions in list(b.state.items("function")):
        if name.schema == old:
            b.write("function", name, None)
            here = Name(new, name.name)
            b.write("function", here, tuple(replace(one, name=here) for one in functions))


def _rename_role(b: Builder, old: str, new: str) -> None:
    role = b.state.role(old)
    if role is not None and b.doubt is None:
        b.write("role", old, None)
        b.write("role", new, replace(role, name=new))
    else:
        b.mark(b.doubt or "a role was renamed that no script makes", {"roles"})


def _move(b: Builder, kind: str, old: Name, *, schema: str | None = None, name: str | None = None) -> None:
    new = Name(schema or old.schema, name or old.name)
    thing = b.state.get(kind, old)
    if thing is not None and b.doubt is None:
        b.write(kind, old, None)
        b.write(kind, new, replace(thing, name=new))


def find_functions(b: Builder, node: ast.ObjectWithArgs) -> tuple[Function, ...]:
    """The known functions that `f(int)` or a bare `f` names."""
    found = b.state.functions_named(b.state.resolve_function(parts(node.objname)))
    if node.args_unspecified:
        return found
    wanted = input_types(node.objfuncargs)
    plain = tuple(type_name(one, modifiers=False) for one in node.objargs or ())
    return tuple(one for one in found if one.arguments in (wanted, plain))


def replace_function(b: Builder, old: Function, new: Function | None) -> None:
    """Put a function in an old one's place; None drops it."""
    if b.doubt is not None:
        b.mark(b.doubt, {"definition"}, old.name)
        return
    others = tuple(one for one in b.state.functions_named(old.name) if one is not old)
    b.write("function", old.name, others or None)
    grants = b.state.grants("function", old.signature)
    if new is None:
        b.forget_grants("function", old.signature)
        return
    here = b.state.functions_named(new.name)
    b.put("function", new.name, (*here, new), "definition")
    if grants and new.signature != old.signature:
        b.forget_grants("function", old.signature)
        b.write("grants", ("function", new.signature), grants)


def _move_function(
    b: Builder, node: ast.ObjectWithArgs, *, name: str | None = None, schema: str | None = None
) -> None:
    for one in find_functions(b, node):
        target = Name(schema or one.name.schema, name or one.name.name)
        replace_function(b, one, replace(one, name=target, changed=b.at))


def set_schema(b: Builder, node: Any) -> None:
    new = str(node.newschema)
    if node.objectType in _RELATIONS and node.relation is not None:
        old = b.name(node.relation)
        for index in b.state.indexes(old):
            b.rename_relation(index.name, Name(new, index.name.name))
        b.rename_relation(old, Name(new, old.name))
    elif node.objectType in _FUNCTIONS:
        _move_function(b, node.object, schema=new)
    elif node.objectType in _TYPES:
        _move(b, "type", b.state.resolve_type(parts(node.object)), schema=new)


def set_owner(b: Builder, node: Any) -> None:
    owner = b.role(node.newowner) or None
    if node.objectType in _FUNCTIONS:
        for one in find_functions(b, node.object):
            replace_function(b, one, replace(one, owner=owner, changed=b.at))
    elif node.objectType == ObjectType.OBJECT_SCHEMA:
        schema = b.state.schema(node.object.sval)
        if schema is not None:
            b.put("schema", schema.name, replace(schema, owner=owner), "owner")
    elif node.objectType in _TYPES:
        known = b.state.type(b.state.resolve_type(parts(node.object)))
        if known is not None:
            b.put("type", known.name, replace(known, owner=owner), "owner")


def drop(b: Builder, node: ast.DropStmt) -> None:
    """DROP of anything, CASCADE with what hangs on it."""
    cascade = node.behavior == DropBehavior.DROP_CASCADE
    kind = node.removeType
    for item in node.objects or ():
        if kind in _RELATIONS:
            b.drop_relation(b.name(parts(item)), cascade=cascade)
        elif kind in (ObjectType.OBJECT_POLICY, ObjectType.OBJECT_TRIGGER):
            _drop_in_table(b, kind, b.name(parts(item)[:-1]), parts(item)[-1])
        elif kind in _FUNCTIONS:
            for one in find_functions(b, item):
                replace_function(b, one, None)
        elif kind in _TYPES:
            b.remove("type", b.state.resolve_type(parts(item.names)))
        elif kind == ObjectType.OBJECT_SCHEMA:
            _drop_schema(b, item.sval, cascade=cascade)
        elif kind == ObjectType.OBJECT_EXTENSION:
            b.remove("extension", item.sval)
        elif kind == ObjectType.OBJECT_EVENT_TRIGGER:
            b.remove("event trigger", item.sval)


def _drop_in_table(b: Builder, kind: ObjectType, name: Name, thing: str) -> None:
    def without(things: Mapping[str, Any]) -> dict[str, Any]:
        return {key: one for key, one in things.items() if key != thing}

    view = b.state.view(name)
    if kind == ObjectType.OBJECT_POLICY:
        b.change_table(name, "policies", lambda table: replace(table, policies=without(table.policies)))
    elif isinstance(view, View):
        b.put("view", name, replace(view, triggers=without(view.triggers)), "triggers")
    else:
        b.change_table(name, "triggers", lambda table: replace(table, triggers=without(table.triggers)))


def _drop_schema(b: Builder, schema: str, *, cascade: bool) -> None:
    b.remove("schema", schema)
    if not cascade or b.doubt is not None:
        return
    for kind in ("view", "table", "sequence", "index"):
        for name, _ in list(b.state.items(kind)):
            if name.schema == schema:
                b.drop_relation(name, cascade=True)
    for kind in ("function", "type"):
        for name, _ in list(b.state.items(kind)):
            if name.schema == schema:
                b.remove(kind, name)
