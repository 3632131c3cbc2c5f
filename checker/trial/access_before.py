"""Whether a change can change who may do what to what was there before it, and what it makes.

To try everything on the base as well takes as long as to try it on the head. Most changes add a table or a
column: what they say of access is about what they make themselves, and then the base need not be asked.
"""

from __future__ import annotations

from pglast import ast
from pglast.enums import AlterTableType, ObjectType

from checker.model import Change
from checker.state import Name, Step, chain

# What says nothing of access, whatever it is about.
_HARMLESS = (
    ast.TransactionStmt,
    ast.VariableSetStmt,
    ast.CommentStmt,
    ast.IndexStmt,
    ast.CreateEnumStmt,
    ast.AlterEnumStmt,
    ast.CompositeTypeStmt,
    ast.CreateDomainStmt,
    ast.CreateSeqStmt,
    ast.InsertStmt,
    ast.UpdateStmt,
    ast.DeleteStmt,
)
_COLUMNS = {
    AlterTableType.AT_AddColumn,
    AlterTableType.AT_ColumnDefault,
    AlterTableType.AT_SetNotNull,
    AlterTableType.AT_DropNotNull,
    AlterTableType.AT_AddConstraint,
    AlterTableType.AT_ValidateConstraint,
    AlterTableType.AT_DropConstraint,
}


def new_relations_only(change: Change) -> frozenset[str] | None:
    """The tables and views that the change makes, as `schema.name`, where all that it says of access is about them; else None."""
    if touches_scripts(change) or any(script.changed for script in change.foundation):
        return None
    made: set[Name] = set()
    for migration in change.changed:
        for step in chain(change).steps(migration.up):
            if not _is_about(step, made):
                return None
    return frozenset(f"{one.schema}.{one.name}" for one in made)


def touches_scripts(change: Change) -> bool:
    """Whether the change adds, edits or deletes a repeatable script."""
    scripts = change.repeatable
    return any(script.changed for script in scripts) or len(scripts) != len(change.base_scripts)


def _is_about(step: Step, made: set[Name]) -> bool:
    """Whether a statement speaks of access to nothing but what was `made`; what it makes itself is added there."""
    match node := step.statement.node:
        case ast.CreateStmt(relation=ast.RangeVar() as relation, if_not_exists=exists):
            made.add(step.name(relation))
            return not exists
        case ast.ViewStmt(view=ast.RangeVar() as view, replace=replace):
            made.add(step.name(view))
            return not replace
        case ast.CreatePolicyStmt(table=ast.RangeVar() as table):
            return step.name(table) in made
        case ast.CreateTrigStmt(relation=ast.RangeVar() as relation):
            return step.name(relation) in made
        case ast.AlterTableStmt(relation=ast.RangeVar() as relation, cmds=commands):
            return step.name(relation) in made or all(
                isinstance(command, ast.AlterTableCmd) and command.subtype in _COLUMNS
                for command in commands or ()
            )
        case ast.GrantStmt(objtype=ObjectType.OBJECT_TABLE, objects=objects):
            return all(isinstance(one, ast.RangeVar) and step.name(one) in made for one in objects or ())
    return isinstance(node, _HARMLESS)
