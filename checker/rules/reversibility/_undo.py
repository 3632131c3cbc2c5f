"""The mechanical part of a down: what undoes each statement of an up, the last first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import Any, NamedTuple

from pglast import ast
from pglast.enums.parsenodes import FunctionParameterMode, GrantTargetType, ObjectType
from pglast.stream import RawStream

from checker.model import Change, Location, Migration, Statement
from checker.names import quote
from checker.rules._state import functions_only_in
from checker.rules.reversibility._undo_alter import undo_alter, undo_rename
from checker.rules.reversibility._words import does_nothing
from checker.state import Chain, Name, Step, chain, made_by, type_name, words

_MOVED = {
    ObjectType.OBJECT_TABLE: "TABLE",
    ObjectType.OBJECT_VIEW: "VIEW",
    ObjectType.OBJECT_MATVIEW: "MATERIALIZED VIEW",
    ObjectType.OBJECT_SEQUENCE: "SEQUENCE",
}
_RESULTS = (FunctionParameterMode.FUNC_PARAM_OUT, FunctionParameterMode.FUNC_PARAM_TABLE)
# Of these a COMMENT names the table first.
_PARTS = (
    ObjectType.OBJECT_COLUMN,
    ObjectType.OBJECT_POLICY,
    ObjectType.OBJECT_TRIGGER,
    ObjectType.OBJECT_RULE,
    ObjectType.OBJECT_TABCONSTRAINT,
)


class Undone(NamedTuple):
    """What takes back one statement of an up, without semicolons; `sql` is None where a person must write it."""

    statement: Statement
    sql: tuple[str, ...] | None


def undo_all(change: Change, migration: Migration) -> list[Undone]:
    """What undoes each statement of an up that needs a word, the last statement first."""
    states = chain(change)
    found: list[Undone] = []
    for step in states.steps(migration.up):
        if does_nothing(step.statement) or _falls(step, partial(_is_made, step, migration)):
            continue
        undone = _undo(states, step)
        if undone is None or undone:
            found.append(Undone(step.statement, None if undone is None else tuple(undone)))
    return found[::-1]


def _falls(step: Step, made: Callable[[object], bool]) -> bool:
    """Whether a statement leaves nothing of its own behind: it falls with something that the up made, or with its session."""
    match step.statement.node:
        case ast.VacuumStmt() | ast.LockStmt() | ast.NotifyStmt():
            return True
        case ast.CreateStmt(relation=ast.RangeVar(relpersistence="t")):
            return True
        case ast.AlterTableStmt(relation=relation, cmds=commands):
            partitions = [one.def_.name for one in commands or () if isinstance(one.def_, ast.PartitionCmd)]
            return made(relation) and all(map(made, partitions))
        case (
            ast.IndexStmt(relation=relation)
            | ast.CreateTrigStmt(relation=relation)
            | ast.CreatePolicyStmt(table=relation)
            | ast.RuleStmt(relation=relation)
            | ast.InsertStmt(relation=relation)
            | ast.UpdateStmt(relation=relation)
            | ast.DeleteStmt(relation=relation)
            | ast.RefreshMatViewStmt(relation=relation)
            | ast.AlterSeqStmt(sequence=relation)
            | ast.ViewStmt(view=relation)
        ):
            return made(relation)
        case ast.TruncateStmt(relations=things) | ast.CreateStatsStmt(relations=things):
            return all(map(made, things or ()))
        case (
            ast.GrantStmt(
                targtype=GrantTargetType.ACL_TARGET_OBJECT | GrantTargetType.ACL_TARGET_ALL_IN_SCHEMA
            ) as node
        ):
            return all(map(made, node.objects or ()))
        case ast.AlterEnumStmt(typeName=thing):
            return made(_TypeName(words(thing)))
        case ast.CreateFunctionStmt(funcname=names, parameters=parameters):
            types = tuple(one.argType for one in parameters or () if one.mode not in _RESULTS)
            return made(ast.ObjectWithArgs(objname=names, objargs=types))
        case ast.AlterFunctionStmt(func=thing):
            return made(thing)
        case ast.AlterOwnerStmt() | ast.CommentStmt():
            return made(_subject(step.statement.node))
    return False


class _TypeName(NamedTuple):
    names: tuple[str, ...]


def _subject(node: ast.AlterOwnerStmt | ast.CommentStmt) -> object:
    """What an ALTER … OWNER or a COMMENT speaks of; for a part of a table, the table."""
    thing: Any = node.object
    kind = node.objectType if isinstance(node, ast.AlterOwnerStmt) else node.objtype
    if isinstance(node, ast.AlterOwnerStmt) and node.relation is not None:
        return node.relation
    if isinstance(thing, ast.TypeName):
        return _TypeName(words(thing.names))
    if isinstance(thing, tuple):
        parts = words(thing)[: -1 if kind in _PARTS else None]
        return ast.RangeVar(schemaname=parts[-2] if parts[1:] else None, relname=parts[-1]) if parts else None
    return thing


def _is_made(step: Step, migration: Migration, thing: object) -> bool:
    """Whether what is named was made by this up, and is there before this statement."""
    state = step.before
    place: Location | None = None
    match thing:
        case ast.RangeVar() if thing.relname:
            name = state.resolve(thing)
            found = state.table(name) or state.view(name) or state.sequence(name) or state.index(name)
            place = found.made if found else None
        case ast.ObjectWithArgs(objname=names, objargs=types):
            functions = state.functions_named(state.resolve_function(words(names)))
            wanted = tuple(type_name(one, modifiers=False) for one in types or ())
            functions = tuple(one for one in functions if one.arguments == wanted) or functions
            if not all(made_by(migration, one.made) for one in functions):
                return False
            place = functions[0].made if functions else None
        case ast.String(sval=str(name)):
            schema = state.schema(name)
            place = schema.made if schema else None
        case _TypeName(names=names) if names:
            type_ = state.type(state.resolve_type(names))
            place = type_.made if type_ else None
    return place is not None and made_by(migration, place)


def _undo(states: Chain, step: Step) -> list[str] | None:
    """The statements that take a statement back, none where there is nothing to take back, None where that is not plain."""
    match step.statement.node:
        case ast.RenameStmt() as node:
            return undo_rename(step, node)
        case ast.AlterTableStmt(relation=ast.RangeVar(), objtype=ObjectType.OBJECT_TABLE) as node:
            return undo_alter(step, node)
        case ast.CommentStmt() as node:
            return _comment(states, step, node)
        case ast.GrantStmt(is_grant=True) as node:
            return list(_revoke(step, node)) or None
        case ast.AlterEnumStmt(oldVal=str(old), newVal=str(new), typeName=names):
            values = (RawStream()(ast.A_Const(val=ast.String(sval=one))) for one in (new, old))
            return [f"ALTER TYPE {step.after.resolve_type(words(names))} RENAME VALUE {' TO '.join(values)}"]
        case ast.AlterObjectSchemaStmt(
            relation=ast.RangeVar() as relation, objectType=kind, newschema=str(new)
        ):
            was, word = step.before.resolve(relation), _MOVED.get(ObjectType(kind or 0))
            known = word is not None and step.before.kind_of(was) is not None
            return [f"ALTER {word} {Name(new, was.name)} SET SCHEMA {quote(was.schema)}"] if known else None
    return list(_drop(step)) or None


def _drop(step: Step) -> Iterator[str]:
    """What removes what a CREATE made; nothing where it may have found it there."""
    match step.statement.node:
        case ast.CreateStmt(relation=ast.RangeVar() as relation, if_not_exists=False):
            yield f"DROP TABLE {step.name(relation)}"
        case ast.SelectStmt(intoClause=ast.IntoClause(rel=ast.RangeVar() as relation)):
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
        case ast.CreateExtensionStmt(extname=str(name), if_not_exists=False):
            yield f"DROP EXTENSION {quote(name)}"
        case ast.CreateRoleStmt(role=str(name)):
            yield f"DROP ROLE {quote(name)}"
        case ast.IndexStmt(if_not_exists=False):
            yield from _index(step)
        case ast.CreateFunctionStmt(is_procedure=procedure):
            for function in functions_only_in(step.after, step.before):
                yield f"DROP {'PROCEDURE' if procedure else 'FUNCTION'} {function.signature}"
        case ast.CreatePolicyStmt(policy_name=str(name), table=ast.RangeVar() as relation):
            yield f"DROP POLICY {quote(name)} ON {step.name(relation)}"
        case ast.CreateTrigStmt(trigname=str(name), relation=ast.RangeVar() as relation, replace=False):
            yield f"DROP TRIGGER {quote(name)} ON {step.name(relation)}"


def _index(step: Step) -> Iterator[str]:
    node = step.statement.node
    if not isinstance(node, ast.IndexStmt) or node.relation is None:
        return
    table = step.name(node.relation)
    had = {index.name for index in step.before.indexes(table)}
    concurrently = "CONCURRENTLY " if node.concurrent else ""
    for index in step.after.indexes(table):
        if index.name not in had:
            yield f"DROP INDEX {concurrently}{index.name}"


def _revoke(step: Step, node: ast.GrantStmt) -> Iterator[str]:
    """REVOKE in the words of the GRANT, where nobody had any of it before."""
    text = step.statement.text
    upper = text.upper()
    if not upper.startswith("GRANT ") or upper.count(" TO ") != 1 or node.grant_option:
        return
    if step.before.search_path != ("$user", "public"):
        return
    given = {role.rolename or "public" for role in node.grantees or ()}
    for name in _granted(step, node):
        if any(grant.role in given for grant in step.before.grants("table", name)):
            return
    place = upper.index(" TO ")
    yield f"REVOKE {text[6:place]} FROM {text[place + 4 :]}"


def _granted(step: Step, node: ast.GrantStmt) -> Iterator[Name]:
    """The tables and views that a GRANT speaks of."""
    if node.objtype != ObjectType.OBJECT_TABLE:
        return
    if node.targtype == GrantTargetType.ACL_TARGET_ALL_IN_SCHEMA:
        schemas = words(node.objects)
        names = [one.name for one in step.before.tables()] + [one.name for one in step.before.views()]
        yield from (name for name in names if name.schema in schemas)
    for one in node.objects or ():
        if isinstance(one, ast.RangeVar):
            yield step.name(one)


def _comment(states: Chain, step: Step, node: ast.CommentStmt) -> list[str] | None:
    """The comment that was there before, or none."""
    if step.before.search_path != ("$user", "public"):
        return None

    before = None
    for statement, comment in _comments(states).get(_on(node), ()):
        if statement is step.statement:
            break
        before = comment
    return [str(RawStream()(ast.CommentStmt(objtype=node.objtype, object=node.object, comment=before)))]


@lru_cache(maxsize=4)
def _comments(states: Chain) -> dict[str, list[tuple[Statement, str | None]]]:
    """Each comment of the chain, in order, by what it is on."""
    found: dict[str, list[tuple[Statement, str | None]]] = {}
    for step in states.steps(of=frozenset({"CommentStmt"})):
        node = step.statement.node
        if isinstance(node, ast.CommentStmt):
            found.setdefault(_on(node), []).append((step.statement, node.comment))
    return found


def _on(node: ast.CommentStmt) -> str:
    return str(RawStream()(ast.CommentStmt(objtype=node.objtype, object=node.object, comment="")))
