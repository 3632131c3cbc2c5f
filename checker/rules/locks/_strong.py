"""Which statements take a lock that stops readers or writers of a relation that was there before."""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import AlterTableType as Alter
from pglast.enums.parsenodes import ConstrType, ObjectType

from checker.rules._state import existed
from checker.state import Name, Step

# ALTER TABLE's forms that take SHARE UPDATE EXCLUSIVE only (PostgreSQL manual, ALTER TABLE; AlterTableGetLockLevel).
_WEAK = frozenset(
    {
        Alter.AT_SetStatistics, Alter.AT_SetOptions, Alter.AT_ResetOptions, Alter.AT_ClusterOn, Alter.AT_DropCluster,
        Alter.AT_ValidateConstraint, Alter.AT_SetRelOptions, Alter.AT_ResetRelOptions,
    }
)  # fmt: skip
_RELATIONS = {
    ObjectType.OBJECT_TABLE, ObjectType.OBJECT_VIEW, ObjectType.OBJECT_MATVIEW, ObjectType.OBJECT_FOREIGN_TABLE,
    ObjectType.OBJECT_INDEX, ObjectType.OBJECT_TRIGGER, ObjectType.OBJECT_POLICY, ObjectType.OBJECT_RULE,
}  # fmt: skip


def strongly_locked(step: Step) -> Iterator[Name]:
    """The relations of before whose readers or writers wait for this statement's transaction."""
    for relation in _relations(step):
        name = step.before.resolve(relation)
        if existed(step, name) and _not_made_here(step, name) and not _is_made(step, name):
            yield name


def _is_made(step: Step, name: Name) -> bool:
    """Whether the statement itself makes it: a foreign key of a new table may point at that table."""
    return step.before.table(name) is None and step.after.table(name) is not None


def _not_made_here(step: Step, name: Name) -> bool:
    """Also for views, indexes and sequences: whether the script did not make it itself."""
    from checker.state import made_by

    thing = step.before.view(name) or step.before.index(name) or step.before.sequence(name)
    return thing is None or not made_by(step.script, thing.made)


def _relations(step: Step) -> Iterator[ast.RangeVar | Name | tuple[str, ...]]:
    from checker.state import words

    match step.statement.node:
        case ast.AlterTableStmt(relation=ast.RangeVar() as relation, cmds=commands, objtype=kind):
            strong = [one for one in commands or () if one.subtype not in _WEAK and not _is_concurrent(one)]
            if strong and kind != ObjectType.OBJECT_TYPE:
                yield relation
            for command in strong:
                yield from _referenced(command.def_)
        case ast.CreateStmt(tableElts=elements):
            for element in elements or ():
                yield from _referenced(element)
        case ast.IndexStmt(relation=ast.RangeVar() as relation, concurrent=False):
            yield relation
        case ast.CreateTrigStmt(relation=ast.RangeVar() as relation):
            yield relation
        case (
            ast.CreatePolicyStmt(table=ast.RangeVar() as relation)
            | ast.AlterPolicyStmt(table=ast.RangeVar() as relation)
        ):
            yield relation
        case ast.RuleStmt(relation=ast.RangeVar() as relation):
            yield relation
        case (
            ast.RenameStmt(relation=ast.RangeVar() as relation)
            | ast.AlterObjectSchemaStmt(relation=ast.RangeVar() as relation)
        ):
            yield relation
        case ast.TruncateStmt(relations=relations) | ast.LockStmt(relations=relations):
            yield from relations or ()
        case ast.DropStmt(removeType=kind, objects=objects, concurrent=False) if kind in _RELATIONS:
            for thing in objects or ():
                parts = words(thing if isinstance(thing, tuple) else (thing,))
                if kind in (ObjectType.OBJECT_TRIGGER, ObjectType.OBJECT_POLICY, ObjectType.OBJECT_RULE):
                    parts = parts[:-1]
                if parts:
                    yield parts


def _is_concurrent(command: ast.AlterTableCmd) -> bool:
    """DETACH PARTITION … CONCURRENTLY lets the others read and write (PostgreSQL's manual, ALTER TABLE)."""
    return isinstance(command.def_, ast.PartitionCmd) and bool(command.def_.concurrent)


def _referenced(element: object) -> Iterator[ast.RangeVar]:
    """The tables that foreign keys of an element refer to: they are locked as well."""
    constraints = (element,)
    if isinstance(element, ast.ColumnDef):
        constraints = element.constraints or ()
    for one in constraints:
        if isinstance(one, ast.Constraint) and one.contype == ConstrType.CONSTR_FOREIGN and one.pktable:
            yield one.pktable
