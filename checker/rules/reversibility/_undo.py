"""The mechanical part of a down: what undoes each statement of an up, the last first."""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import AlterTableType as Alter
from pglast.enums.parsenodes import GrantTargetType, ObjectType
from pglast.stream import RawStream

from checker.model import Change, Migration
from checker.names import quote
from checker.rules._tree import words
from checker.rules.reversibility._words import does_nothing
from checker.state import Step, chain

_RENAMED = {
    ObjectType.OBJECT_TABLE: "TABLE",
    ObjectType.OBJECT_VIEW: "VIEW",
    ObjectType.OBJECT_MATVIEW: "MATERIALIZED VIEW",
    ObjectType.OBJECT_INDEX: "INDEX",
    ObjectType.OBJECT_SEQUENCE: "SEQUENCE",
}


def undo_all(change: Change, migration: Migration) -> list[str] | None:
    """The statements of a down, without semicolons; None where one of the up can't be undone mechanically."""
    down: list[str] = []
    for step in chain(change).steps(migration.up):
        if does_nothing(step.statement) or _falls(step):
            continue
        undone = list(_undo(step))
        if not undone:
            return None
        down = [*undone, *down]
    return down or None


def _falls(step: Step) -> bool:
    """Whether what a statement does falls with something that the up made."""
    made = {table.name for table in step.before.tables() if table.made.path == step.script.path}
    match step.statement.node:
        case ast.AlterTableStmt(relation=ast.RangeVar() as relation):
            return step.name(relation) in made
        case (
            ast.IndexStmt(relation=ast.RangeVar() as relation)
            | ast.CreateTrigStmt(relation=ast.RangeVar() as relation)
        ):
            return step.name(relation) in made
        case ast.CreatePolicyStmt(table=ast.RangeVar() as relation):
            return step.name(relation) in made
        case (
            ast.GrantStmt(targtype=GrantTargetType.ACL_TARGET_OBJECT, objtype=ObjectType.OBJECT_TABLE) as node
        ):
            return all(isinstance(one, ast.RangeVar) and step.name(one) in made for one in node.objects or ())
        case ast.CommentStmt(objtype=ObjectType.OBJECT_TABLE | ObjectType.OBJECT_COLUMN, object=thing):
            parts = words(thing) if isinstance(thing, tuple) else ()
            return any(step.before.resolve(one) in made for one in (parts, parts[:-1]) if one)
    return False


def _undo(step: Step) -> Iterator[str]:
    match step.statement.node:
        case ast.CreateStmt(relation=ast.RangeVar() as relation, if_not_exists=False):
            yield f"DROP TABLE {step.name(relation)}"
        case (
            ast.CreateTableAsStmt(
                into=ast.IntoClause(rel=ast.RangeVar() as relation), if_not_exists=False
            ) as made
        ):
            kind = "MATERIALIZED VIEW" if made.objtype == ObjectType.OBJECT_MATVIEW else "TABLE"
            yield f"DROP {kind} {step.name(relation)}"
        case ast.ViewStmt(view=ast.RangeVar() as relation) if step.before.view(step.name(relation)) is None:
            yield f"DROP VIEW {step.name(relation)}"
        case ast.CreateEnumStmt(typeName=names) | ast.CreateRangeStmt(typeName=names):
            yield f"DROP TYPE {step.after.resolve_type(words(names))}"
        case ast.CompositeTypeStmt(typevar=ast.RangeVar() as relation):
            yield f"DROP TYPE {step.after.resolve_type(tuple(p for p in (relation.schemaname, relation.relname) if p))}"
        case ast.CreateDomainStmt(domainname=names):
            yield f"DROP DOMAIN {step.after.resolve_type(words(names))}"
        case ast.CreateSeqStmt(sequence=ast.RangeVar() as relation, if_not_exists=False):
            yield f"DROP SEQUENCE {step.name(relation)}"
        case ast.CreateSchemaStmt(schemaname=str(name), if_not_exists=False):
            yield f"DROP SCHEMA {quote(name)}"
        case ast.IndexStmt(if_not_exists=False):
            yield from _index(step)
        case ast.CreateFunctionStmt(is_procedure=procedure):
            had = {function.signature for function in step.before.functions()}
            for function in step.after.functions():
                if function.signature not in had:
                    yield f"DROP {'PROCEDURE' if procedure else 'FUNCTION'} {function.signature}"
        case ast.CreatePolicyStmt(policy_name=str(name), table=ast.RangeVar() as relation):
            yield f"DROP POLICY {quote(name)} ON {step.name(relation)}"
        case ast.CreateTrigStmt(trigname=str(name), relation=ast.RangeVar() as relation, replace=False):
            yield f"DROP TRIGGER {quote(name)} ON {step.name(relation)}"
        case ast.RenameStmt():
            yield from _rename(step)
        case ast.GrantStmt(is_grant=True, targtype=GrantTargetType.ACL_TARGET_OBJECT) as node:
            yield from _revoke(step, node)
        case ast.AlterTableStmt(relation=ast.RangeVar() as relation, objtype=ObjectType.OBJECT_TABLE) as node:
            undone = [
                _alter(step, str(step.name(relation)), command) for command in reversed(node.cmds or ())
            ]
            if all(undone):
                yield from (one for one in undone if one)


def _index(step: Step) -> Iterator[str]:
    node = step.statement.node
    had = {index.name for table in step.before.tables() for index in step.before.indexes(table.name)}
    concurrently = "CONCURRENTLY " if isinstance(node, ast.IndexStmt) and node.concurrent else ""
    for table in step.after.tables():
        for index in step.after.indexes(table.name):
            if index.name not in had:
                yield f"DROP INDEX {concurrently}{index.name}"


def _rename(step: Step) -> Iterator[str]:
    node = step.statement.node
    if not isinstance(node, ast.RenameStmt) or node.relation is None or node.newname is None:
        return
    name = step.name(node.relation)
    if node.renameType == ObjectType.OBJECT_COLUMN and node.subname:
        yield f"ALTER TABLE {name} RENAME COLUMN {quote(node.newname)} TO {quote(node.subname)}"
    elif node.renameType in _RENAMED and node.relation.relname:
        old = step.before.resolve(node.relation)
        new = f"{quote(old.schema)}.{quote(node.newname)}"
        yield f"ALTER {_RENAMED[ObjectType(node.renameType)]} {new} RENAME TO {quote(node.relation.relname)}"


def _revoke(step: Step, node: ast.GrantStmt) -> Iterator[str]:
    """REVOKE in the words of the GRANT, where nobody had any of it before."""
    text = step.statement.text
    upper = text.upper()
    if not upper.startswith("GRANT ") or upper.count(" TO ") != 1 or node.grant_option:
        return
    if node.objtype == ObjectType.OBJECT_TABLE:
        given = {role.rolename or "public" for role in node.grantees or ()}
        for one in node.objects or ():
            if isinstance(one, ast.RangeVar) and any(
                grant.role in given for grant in step.before.grants("table", step.name(one))
            ):
                return
    place = upper.index(" TO ")
    yield f"REVOKE {text[6:place]} FROM {text[place + 4 :]}"


def _alter(step: Step, table: str, command: ast.AlterTableCmd) -> str | None:
    """What undoes one command of ALTER TABLE on a table that was there before; None where that is not plain."""
    node = step.statement.node
    relation = node.relation if isinstance(node, ast.AlterTableStmt) else None
    before = step.before.table(step.before.resolve(relation)) if relation else None
    column = before.columns.get(command.name or "") if before else None
    match command.subtype:
        case Alter.AT_AddColumn if isinstance(command.def_, ast.ColumnDef) and not command.missing_ok:
            return f"ALTER TABLE {table} DROP COLUMN {quote(command.def_.colname or '')}"
        case Alter.AT_AddConstraint if isinstance(command.def_, ast.Constraint) and command.def_.conname:
            return f"ALTER TABLE {table} DROP CONSTRAINT {quote(command.def_.conname)}"
        case Alter.AT_EnableRowSecurity:
            return f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"
        case Alter.AT_ForceRowSecurity:
            return f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"
        case Alter.AT_ColumnDefault if column is not None and command.name:
            old = column.default
            change = f"SET DEFAULT {RawStream()(old)}" if old is not None else "DROP DEFAULT"
            return f"ALTER TABLE {table} ALTER COLUMN {quote(command.name)} {change}"
        case Alter.AT_SetNotNull if column is not None and command.name:
            if not column.not_null:
                return f"ALTER TABLE {table} ALTER COLUMN {quote(command.name)} DROP NOT NULL"
    return None
