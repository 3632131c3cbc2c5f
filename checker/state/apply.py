"""One statement onto a builder: the table of handlers by the class of the statement's tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pglast import ast

from checker.model import Statement
from checker.state import alter, dynamic, grants, others, tables
from checker.state.builder import Builder

Handler = Callable[[Builder, Any], None]

HANDLERS: Mapping[type[ast.Node], Handler] = {
    ast.CreateStmt: tables.create_table,
    ast.CreateForeignTableStmt: tables.create_foreign_table,
    ast.CreateTableAsStmt: tables.create_table_as,
    ast.IndexStmt: tables.create_index,
    ast.AlterTableStmt: alter.alter_table,
    ast.RenameStmt: alter.rename,
    ast.AlterObjectSchemaStmt: alter.set_schema,
    ast.AlterOwnerStmt: alter.set_owner,
    ast.DropStmt: alter.drop,
    ast.CreatePolicyStmt: others.create_policy,
    ast.AlterPolicyStmt: others.alter_policy,
    ast.CreateTrigStmt: others.create_trigger,
    ast.CreateEventTrigStmt: others.create_event_trigger,
    ast.ViewStmt: others.create_view,
    ast.CreateFunctionStmt: others.create_function,
    ast.AlterFunctionStmt: others.alter_function,
    ast.DefineStmt: others.create_aggregate,
    ast.CreateEnumStmt: others.create_enum,
    ast.AlterEnumStmt: others.alter_enum,
    ast.CreateDomainStmt: others.create_domain,
    ast.CompositeTypeStmt: others.create_composite,
    ast.CreateRangeStmt: others.create_range,
    ast.CreateSchemaStmt: others.create_schema,
    ast.CreateSeqStmt: others.create_sequence,
    ast.AlterSeqStmt: others.alter_sequence,
    ast.CreateExtensionStmt: others.create_extension,
    ast.CreateRoleStmt: others.create_role,
    ast.AlterRoleStmt: others.alter_role,
    ast.AlterRoleSetStmt: others.set_for_role,
    ast.AlterDatabaseSetStmt: others.set_for_database,
    ast.DropRoleStmt: others.drop_role,
    ast.VariableSetStmt: others.set_variable,
    ast.TransactionStmt: others.transaction,
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
