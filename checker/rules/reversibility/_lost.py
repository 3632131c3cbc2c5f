"""Data that the text of an up plainly destroys."""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import AlterTableType, DropBehavior, ObjectType

from checker.model import Change, Location, Statement
from checker.names import quote
from checker.predicate import ANONYMOUS, Answer, decide
from checker.rules._commands import command_place
from checker.rules._state import existed, is_judged, migration_steps, up_nodes, up_steps
from checker.rules._tree import nodes
from checker.rules.reversibility._words import wants_down
from checker.state import Name, Step, chain, made_by, words

# What can read rows into another place; a SELECT by its INTO.
_KEEPING = frozenset({"InsertStmt", "UpdateStmt", "CreateTableAsStmt", "MergeStmt", "SelectStmt"})
_DESTROYING = (ast.DropStmt, ast.AlterTableStmt, ast.TruncateStmt, ast.DeleteStmt)


def losses(change: Change) -> Iterator[tuple[Statement, Location, str]]:
    """Each statement that destroys what was there before the judged migrations, and nothing has kept, with where in it, and whose data."""
    for migration, step in migration_steps(change, *_DESTROYING):
        if not wants_down(migration):
            continue
        for name, column in _destroyed(step):
            if not kept(change, step, name, column):
                place = _place(step, column)
                yield step.statement, place, str(name) if column is None else f"{name}.{quote(column)}"


def _place(step: Step, column: str | None) -> Location:
    """Where a column is dropped, else the statement."""
    node = step.statement.node
    for command in (node.cmds or ()) if isinstance(node, ast.AlterTableStmt) else ():
        if command.subtype == AlterTableType.AT_DropColumn and command.name == column:
            return command_place(step.statement, command)
    return step.statement.location


def lost_each_time(change: Change) -> Iterator[tuple[Location, str]]:
    """Each place of a repeatable script that destroys what a table of before holds, and neither keeps it nor fills the table again."""
    scripts = {id(script) for script in change.scripts}
    for step in up_steps(change, *_DESTROYING):
        for name, column in _destroyed(step) if id(step.script) in scripts else ():
            if step.before.table(name) is None or kept(change, step, name, column):
                continue
            if column is not None or not _filled_again(change, step, name):
                yield step.statement.location, str(name) if column is None else f"{name}.{quote(column)}"


def emptied(change: Change) -> Iterator[tuple[Location, str]]:
    """Each TRUNCATE, and each DELETE of all rows, of a migration that no down undoes, whose rows nothing has kept or makes anew, with the table."""
    for migration, step in migration_steps(change, ast.TruncateStmt, ast.DeleteStmt):
        if not migration.one_way or migration.irreversible is not None:
            continue
        if not isinstance(step.statement.node, ast.TruncateStmt | ast.DeleteStmt):
            continue
        for name, _ in _destroyed(step):
            if not kept(change, step, name, None) and not _filled_again(change, step, name):
                yield step.statement.location, str(name)


def overwritten(change: Change) -> Iterator[tuple[Location, str, bool]]:
    """Each column of before in which an UPDATE of all rows puts one constant, where no down undoes that and nothing has kept its values.

    With whether the constant is NULL. A column that the change itself makes has nothing to lose. No down undoes what a
    repeatable script does.
    """
    with_way_back = {id(one.up) for one in change.judged if not one.one_way or one.irreversible is not None}
    for step, node in up_nodes(change, ast.UpdateStmt):
        if id(step.script) in with_way_back or node.relation is None:
            continue
        if node.fromClause or not _is_always_true(step, node.relation, node.whereClause):
            continue
        name = step.before.resolve(node.relation)
        table = step.before.table(name)
        if table is None or not _had_data(step, name):
            continue
        read = {
            last for one in nodes(node) if isinstance(one, ast.ColumnRef) for last in words(one.fields)[-1:]
        }
        for target in node.targetList or ():
            column = table.columns.get(target.name)
            constant = target.val.arg if isinstance(target.val, ast.TypeCast) else target.val
            if column is None or is_judged(change, column.made) or not isinstance(constant, ast.A_Const):
                continue
            if column.name not in read and not kept(change, step, name, column.name):
                yield step.statement.at(target), f"{name}.{quote(column.name)}", bool(constant.isnull)


def _filled_again(change: Change, step: Step, table: Name) -> bool:
    """Whether the script puts rows into a table that a statement of it empties."""
    return any(
        isinstance(one.statement.node, ast.InsertStmt | ast.CopyStmt | ast.MergeStmt)
        and one.statement.node.relation is not None
        and one.before.resolve(one.statement.node.relation) == table
        for one in chain(change).steps(step.script)
    )


def kept(change: Change, step: Step, table: Name, column: str | None) -> bool:
    """Whether the script has read the rows (of the column) into another place before."""
    for earlier in chain(change).steps(step.script, of=_KEEPING):
        if earlier.statement.start >= step.statement.start:
            return False
        node = earlier.statement.node
        if isinstance(node, ast.SelectStmt) and not node.intoClause:
            continue
        below = nodes(node)
        reads = any(isinstance(one, ast.RangeVar) and earlier.before.resolve(one) == table for one in below)
        if column is None:
            target = getattr(node, "relation", None)
            into = target is not None and earlier.before.resolve(target) == table
            if reads and not into:
                return True
        elif reads and any(
            isinstance(one, ast.ColumnRef) and (words(one.fields)[-1:] or ("*",))[0] in (column, "*")
            for one in below
        ):
            return True
    return False


def cascading(step: Step) -> Iterator[tuple[Name, str]]:
    """Tables and columns of before that fall with a type that is dropped with CASCADE."""
    match step.statement.node:
        case ast.DropStmt(
            removeType=ObjectType.OBJECT_TYPE | ObjectType.OBJECT_DOMAIN,
            behavior=DropBehavior.DROP_CASCADE,
            objects=objects,
        ):
            gone = {step.before.resolve_type(words(one.names)) for one in objects or ()}
            names = {str(name) for name in gone} | {quote(name.name) for name in gone}
            for table in step.before.tables():
                for column in table.columns.values():
                    if column.type.removesuffix("[]") in names and not made_by(step.script, column.made):
                        yield table.name, column.name


def _destroyed(step: Step) -> Iterator[tuple[Name, str | None]]:
    """Tables and columns whose data are gone after the statement."""
    yield from cascading(step)
    match step.statement.node:
        case ast.DropStmt(removeType=ObjectType.OBJECT_TABLE, objects=objects):
            for thing in objects or ():
                name = step.before.resolve(words(thing))
                if _had_data(step, name):
                    yield name, None
        case ast.DropStmt(
            removeType=ObjectType.OBJECT_SCHEMA, behavior=DropBehavior.DROP_CASCADE, objects=objects
        ):
            gone = {str(thing.sval) for thing in objects or ()}
            for one in step.before.tables():
                if one.name.schema in gone and _had_data(step, one.name):
                    yield one.name, None
        case ast.AlterTableStmt(relation=ast.RangeVar() as relation, cmds=commands):
            name = step.before.resolve(relation)
            table = step.before.table(name)
            for command in commands or ():
                if command.subtype != AlterTableType.AT_DropColumn or command.name is None:
                    continue
                column = table.columns.get(command.name) if table else None
                if column is not None and (column.generated or made_by(step.script, column.made)):
                    continue
                if _had_data(step, name):
                    yield name, command.name
        case ast.TruncateStmt(relations=relations):
            for relation in relations or ():
                name = step.before.resolve(relation)
                if _had_data(step, name):
                    yield name, None
        case ast.DeleteStmt(relation=ast.RangeVar() as relation, whereClause=where, usingClause=None):
            name = step.before.resolve(relation)
            if _is_always_true(step, relation, where) and _had_data(step, name):
                yield name, None


def _is_always_true(step: Step, relation: ast.RangeVar, where: ast.Node | None) -> bool:
    """Whether each row meets a WHERE, as each that is not NULL where its column can't be, or compares a column with itself."""
    if where is None:
        return True
    table = step.before.table(step.before.resolve(relation))
    required = {one.name for one in table.columns.values() if one.not_null} if table else set()
    found = (one for one in nodes(where) if isinstance(one, ast.ColumnRef))
    read = {last for one in found for last in words(one.fields)[-1:] or ("*",)}
    alias = relation.alias.aliasname if relation.alias else relation.relname
    answer = decide(where, ANONYMOUS, relation=alias or "", nulls=not read <= required).answer
    return answer is Answer.EVERY


def _had_data(step: Step, name: Name) -> bool:
    table = step.before.table(name)
    return existed(step, name) and not (table is not None and table.kind == "foreign")
