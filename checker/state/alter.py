"""ALTER TABLE and its kin, and OWNER TO."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace
from pglast import ast
from pglast.enums import AlterTableType as At
from pglast.enums import ObjectType

from checker.state.builder import Builder
from checker.state.functions import find_functions, replace_function
from checker.state.kinds import FUNCTIONS, TYPES
from checker.state.names import Name, type_name, words
from checker.state.nouns import (
    Aspect,
    Column,
    Constraint,
    Table,
)
from checker.state.options import options
from checker.state.query import walk
from checker.state.tables import add_column, add_constraint

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
        change_constraint(b, name, str(command.name), lambda one: replace(one, validated=True))
    elif kind == At.AT_AlterConstraint:
        alters = command.def_
        if alters.alterEnforceability:
            # To enforce it is to look at all rows, too.
            holds = bool(alters.is_enforced)
            change_constraint(
                b, name, str(alters.conname), lambda one: replace(one, enforced=holds, validated=holds)
            )
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


def change_constraint(b: Builder, name: Name, constraint: str, change: Any) -> None:
    """Change a table's constraint where it is known."""

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


def set_owner(b: Builder, node: Any) -> None:
    """ALTER … OWNER TO."""
    owner = b.role(node.newowner) or None
    if node.objectType in FUNCTIONS:
        for one in find_functions(b, node.object):
            replace_function(b, one, replace(one, owner=owner, changed=b.at))
    elif node.objectType == ObjectType.OBJECT_SCHEMA:
        schema = b.state.schema(node.object.sval)
        if schema is not None:
            b.put("schema", schema.name, replace(schema, owner=owner), "owner")
    elif node.objectType in TYPES:
        known = b.state.type(b.state.resolve_type(words(node.object)))
        if known is not None:
            b.put("type", known.name, replace(known, owner=owner), "owner")
