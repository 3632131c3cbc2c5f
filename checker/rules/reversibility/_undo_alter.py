"""What takes back an ALTER TABLE or a RENAME."""

from __future__ import annotations

from typing import Any

from pglast import ast
from pglast.enums.parsenodes import AlterTableType as Alter
from pglast.enums.parsenodes import ObjectType
from pglast.stream import RawStream

from checker.names import quote
from checker.rules._state import functions_only_in
from checker.state import Step, Table, words

_RELATIONS = {
    ObjectType.OBJECT_TABLE: "TABLE",
    ObjectType.OBJECT_VIEW: "VIEW",
    ObjectType.OBJECT_MATVIEW: "MATERIALIZED VIEW",
    ObjectType.OBJECT_INDEX: "INDEX",
    ObjectType.OBJECT_SEQUENCE: "SEQUENCE",
    ObjectType.OBJECT_FOREIGN_TABLE: "FOREIGN TABLE",
}
_TYPES = {ObjectType.OBJECT_TYPE: "TYPE", ObjectType.OBJECT_DOMAIN: "DOMAIN"}
_ROUTINES = {
    ObjectType.OBJECT_FUNCTION: "FUNCTION",
    ObjectType.OBJECT_PROCEDURE: "PROCEDURE",
    ObjectType.OBJECT_ROUTINE: "ROUTINE",
}
_OF_A_TABLE = {ObjectType.OBJECT_POLICY: "POLICY", ObjectType.OBJECT_TRIGGER: "TRIGGER"}
_ALONE = {ObjectType.OBJECT_SCHEMA: "SCHEMA", ObjectType.OBJECT_ROLE: "ROLE"}


def undo_rename(step: Step, node: ast.RenameStmt) -> list[str] | None:
    """The renaming back; None for things whose names are not followed."""
    new, old = quote(node.newname or ""), quote(node.subname or "")
    kind = ObjectType(node.renameType or 0)
    if kind in _ALONE:
        return [f"ALTER {_ALONE[kind]} {new} RENAME TO {old}"]
    thing: Any = node.object
    if kind in _TYPES:
        was = step.before.resolve_type(words(thing))
        return [f"ALTER {_TYPES[kind]} {quote(was.schema)}.{new} RENAME TO {quote(was.name)}"]
    if kind in _ROUTINES:
        made = list(functions_only_in(step.after, step.before))
        back = quote(words(thing.objname)[-1])
        return [f"ALTER {_ROUTINES[kind]} {one.signature} RENAME TO {back}" for one in made] or None
    if node.relation is None:
        return None
    name = step.name(node.relation)
    if kind in _OF_A_TABLE:
        return [f"ALTER {_OF_A_TABLE[kind]} {new} ON {name} RENAME TO {old}"]
    if kind == ObjectType.OBJECT_TABCONSTRAINT:
        return [f"ALTER TABLE {name} RENAME CONSTRAINT {new} TO {old}"]
    if kind == ObjectType.OBJECT_COLUMN:
        return [f"ALTER TABLE {name} RENAME COLUMN {new} TO {old}"]
    if kind in _RELATIONS:
        was = step.before.resolve(node.relation)
        return [f"ALTER {_RELATIONS[kind]} {quote(was.schema)}.{new} RENAME TO {quote(was.name)}"]
    return None


def undo_alter(step: Step, node: ast.AlterTableStmt) -> list[str] | None:
    """What takes the commands back, the last first; None where one of them is not plain."""
    undone: list[str] = []
    for command in reversed(node.cmds or ()):
        one = _command(step, node, command)
        if one is None:
            return None
        undone += one
    return undone


def _command(step: Step, node: ast.AlterTableStmt, command: ast.AlterTableCmd) -> list[str] | None:
    relation = node.relation
    if relation is None:
        return None
    name = step.name(relation)
    before = step.before.table(step.before.resolve(relation))
    alter, column = f"ALTER TABLE {name}", quote(command.name or "")
    had = before.columns.get(command.name or "") if before else None
    match command.subtype:
        case Alter.AT_AddColumn if isinstance(command.def_, ast.ColumnDef) and not command.missing_ok:
            return [f"{alter} DROP COLUMN {quote(command.def_.colname or '')}"]
        case Alter.AT_AddConstraint if isinstance(command.def_, ast.Constraint):
            return _constraint(alter, command.def_, before, step.after.table(name))
        case Alter.AT_EnableRowSecurity:
            return [] if before and before.rls else [f"{alter} DISABLE ROW LEVEL SECURITY"]
        case Alter.AT_ForceRowSecurity:
            return [] if before and before.force else [f"{alter} NO FORCE ROW LEVEL SECURITY"]
        case Alter.AT_DisableRowSecurity if before is not None:
            return [f"{alter} ENABLE ROW LEVEL SECURITY"] if before.rls else []
        case Alter.AT_NoForceRowSecurity if before is not None:
            return [f"{alter} FORCE ROW LEVEL SECURITY"] if before.force else []
        case Alter.AT_ColumnDefault if had is not None and not had.serial:
            change = f"SET DEFAULT {RawStream()(had.default)}" if had.default is not None else "DROP DEFAULT"
            return [f"{alter} ALTER COLUMN {column} {change}"]
        case Alter.AT_SetNotNull if had is not None:
            return [] if had.not_null else [f"{alter} ALTER COLUMN {column} DROP NOT NULL"]
        case Alter.AT_DropNotNull if had is not None:
            return [f"{alter} ALTER COLUMN {column} SET NOT NULL"] if had.not_null else []
        case Alter.AT_AttachPartition if isinstance(command.def_, ast.PartitionCmd) and command.def_.name:
            return [f"{alter} DETACH PARTITION {step.name(command.def_.name)}"]
    return None


def _constraint(
    alter: str, made: ast.Constraint, before: Table | None, after: Table | None
) -> list[str] | None:
    """DROP CONSTRAINT by the name that was written, or that PostgreSQL gives it."""
    names = [made.conname] if made.conname else []
    if not names and before is not None and after is not None:
        names = [one for one in after.constraints if one not in before.constraints]
    if len(names) != 1 or made.indexname:
        return None
    return [f"{alter} DROP CONSTRAINT {quote(str(names[0]))}"]
