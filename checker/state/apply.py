"""One statement onto a builder: the table of handlers by the class of the statement's tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pglast import ast

from checker.model import Statement
from checker.state import (
    alter,
    drop,
    dynamic,
    functions,
    grants,
    policies,
    rename,
    roles,
    schemas,
    session,
    tables,
    triggers,
    types,
    views,
)
from checker.state.builder import Builder

Handler = Callable[[Builder, Any], None]

HANDLERS: Mapping[type[ast.Node], Handler] = {
    ast.CreateStmt: tables.create_table,
    ast.CreateForeignTableStmt: tables.create_foreign_table,
    ast.CreateTableAsStmt: tables.create_table_as,
    ast.IndexStmt: tables.create_index,
    ast.AlterTableStmt: alter.alter_table,
    ast.RenameStmt: rename.rename,
    ast.AlterObjectSchemaStmt: rename.set_schema,
    ast.AlterOwnerStmt: alter.set_owner,
    ast.DropStmt: drop.drop,
    ast.CreatePolicyStmt: policies.create_policy,
    ast.AlterPolicyStmt: policies.alter_policy,
    ast.CreateTrigStmt: triggers.create_trigger,
    ast.CreateEventTrigStmt: triggers.create_event_trigger,
    ast.ViewStmt: views.create_view,
    ast.CreateFunctionStmt: functions.create_function,
    ast.AlterFunctionStmt: functions.alter_function,
    ast.DefineStmt: functions.create_aggregate,
    ast.CreateEnumStmt: types.create_enum,
    ast.AlterEnumStmt: types.alter_enum,
    ast.CreateDomainStmt: types.create_domain,
    ast.CompositeTypeStmt: types.create_composite,
    ast.CreateRangeStmt: types.create_range,
    ast.CreateSchemaStmt: schemas.create_schema,
    ast.CreateSeqStmt: schemas.create_sequence,
    ast.AlterSeqStmt: schemas.alter_sequence,
    ast.CreateExtensionStmt: schemas.create_extension,
    ast.CreateRoleStmt: roles.create_role,
    ast.AlterRoleStmt: roles.alter_role,
    ast.AlterRoleSetStmt: roles.set_for_role,
    ast.AlterDatabaseSetStmt: roles.set_for_database,
    ast.DropRoleStmt: roles.drop_role,
    ast.VariableSetStmt: session.set_variable,
    ast.TransactionStmt: session.transaction,
    ast.GrantStmt: grants.grant,
    ast.GrantRoleStmt: grants.grant_role,
    ast.AlterDefaultPrivilegesStmt: grants.default_privileges,
    ast.DoStmt: dynamic.do_block,
    ast.CallStmt: dynamic.call,
    ast.SelectStmt: dynamic.select,
}


def apply_statement(b: Builder, statement: Statement) -> None:
    """Apply a statement at its place."""
    handler = HANDLERS.get(type(statement.node))
    if handler is not None:
        b.begin_statement(statement)
        handler(b, statement.node)


def apply_node(b: Builder, node: ast.Node) -> None:
    """Apply a tree at the place that the builder is at."""
    handler = HANDLERS.get(type(node))
    if handler is not None:
        handler(b, node)
