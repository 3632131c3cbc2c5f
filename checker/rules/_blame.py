"""Which statement is to blame for what the catalog shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from pglast import ast, enums

from checker.model import Difference, Location, ObjectId, Script, Snapshot, Statement, Step, Trial
from checker.objects import own_name, table_of
from checker.rules._causes import names_in

_PROPERTY_TAGS: dict[str, tuple[type[ast.Node], ...]] = {
    "grants": (ast.GrantStmt, ast.AlterDefaultPrivilegesStmt, ast.GrantRoleStmt),
    "comment": (ast.CommentStmt,),
    "owner": (ast.AlterOwnerStmt, ast.AlterTableStmt),
    "labels": (ast.AlterEnumStmt,),
    "settings": (ast.AlterFunctionStmt, ast.AlterRoleSetStmt, ast.AlterDatabaseSetStmt),
}
_KIND_TAGS: dict[str, tuple[type[ast.Node], ...]] = {
    "table": (ast.CreateStmt, ast.CreateTableAsStmt, ast.AlterTableStmt),
    "column": (ast.AlterTableStmt, ast.RenameStmt),
    "constraint": (ast.AlterTableStmt, ast.CreateStmt),
    "index": (ast.IndexStmt,),
    "view": (ast.ViewStmt,),
    "materialized view": (ast.CreateTableAsStmt,),
    "policy": (ast.CreatePolicyStmt, ast.AlterPolicyStmt),
    "trigger": (ast.CreateTrigStmt,),
    "rule": (ast.RuleStmt,),
    "function": (ast.CreateFunctionStmt, ast.AlterFunctionStmt),
    "procedure": (ast.CreateFunctionStmt, ast.AlterFunctionStmt),
    "type": (ast.CreateEnumStmt, ast.CompositeTypeStmt, ast.CreateRangeStmt, ast.AlterEnumStmt),
    "domain": (ast.CreateDomainStmt, ast.AlterDomainStmt),
    "domain constraint": (ast.AlterDomainStmt, ast.CreateDomainStmt),
    "sequence": (ast.CreateSeqStmt, ast.AlterSeqStmt),
    "schema": (ast.CreateSchemaStmt,),
    "extension": (ast.CreateExtensionStmt, ast.AlterExtensionStmt),
    "role": (ast.CreateRoleStmt, ast.AlterRoleStmt, ast.AlterRoleSetStmt),
    "membership": (ast.GrantRoleStmt, ast.CreateRoleStmt),
    "default privileges": (ast.AlterDefaultPrivilegesStmt,),
    "database": (ast.AlterDatabaseStmt, ast.AlterDatabaseSetStmt),
}
# Of these there is one, or their statements do not name them as the catalog does.
_NAMELESS = frozenset({"default privileges", "database"})
_A = enums.AlterTableType
_SUBCOMMANDS: dict[str, tuple[enums.AlterTableType, ...]] = {
    "row security": (_A.AT_EnableRowSecurity, _A.AT_DisableRowSecurity),
    "force row security": (_A.AT_ForceRowSecurity, _A.AT_NoForceRowSecurity),
    "owner": (_A.AT_ChangeOwner,),
    "not null": (_A.AT_SetNotNull, _A.AT_DropNotNull),
    "default": (_A.AT_ColumnDefault,),
    "type": (_A.AT_AlterColumnType,),
    "collation": (_A.AT_AlterColumnType,),
    "identity": (_A.AT_AddIdentity, _A.AT_SetIdentity, _A.AT_DropIdentity),
    "statistics": (_A.AT_SetStatistics,),
    "storage": (_A.AT_SetStorage,),
    "compression": (_A.AT_SetCompression,),
    "options": (_A.AT_SetRelOptions, _A.AT_ResetRelOptions),
    "persistence": (_A.AT_SetLogged, _A.AT_SetUnLogged),
    "replica identity": (_A.AT_ReplicaIdentity,),
    "partition of": (_A.AT_AttachPartition, _A.AT_DetachPartition),
    "inherits": (_A.AT_AddInherit, _A.AT_DropInherit),
    "validated": (_A.AT_ValidateConstraint, _A.AT_AddConstraint),
    "clustered": (_A.AT_ClusterOn, _A.AT_DropCluster),
    "enabled": (
        _A.AT_EnableTrig, _A.AT_DisableTrig, _A.AT_EnableAlwaysTrig, _A.AT_EnableReplicaTrig, _A.AT_EnableTrigAll,
        _A.AT_DisableTrigAll, _A.AT_EnableTrigUser, _A.AT_DisableTrigUser,
    ),
}  # fmt: skip
_REMOVES = (ast.DropStmt, ast.DropRoleStmt, ast.DropOwnedStmt, ast.DropTableSpaceStmt)
_TAKES_ROWS = (ast.DeleteStmt, ast.TruncateStmt)
_CHANGES_ROWS = (ast.UpdateStmt, ast.MergeStmt, *_TAKES_ROWS)
# What runs functions that it does not name, by a trigger or a default, or within something else.
MAY_RUN = (
    ast.InsertStmt, ast.UpdateStmt, ast.DeleteStmt, ast.MergeStmt, ast.CreateTableAsStmt, ast.AlterTableStmt, ast.ExplainStmt,
    ast.ExecuteStmt, ast.RefreshMatViewStmt, ast.IndexStmt,
)  # fmt: skip
_NEVER = (ast.TransactionStmt, ast.VariableSetStmt, ast.SelectStmt, ast.InsertStmt, ast.LockStmt)


class Blamed(NamedTuple):
    """A statement's place, and how much speaks for its being the one: more is surer."""

    score: int
    location: Location


def blame(
    scripts: Iterable[Script],
    difference: Difference,
    before: Snapshot,
    after: Snapshot,
    *,
    removed: bool,
    rows: bool = False,
    values: bool = False,
) -> Blamed | None:
    """The statement of the scripts that most likely did this; None where none of them names the object.

    `removed` says that something went away, so that a DROP is sought rather than a CREATE; `rows` that
    it is rows, so that an INSERT may be it; `values` that it is what rows hold, so that what changes rows is it rather than
    what changes their table.
    """
    best: tuple[int, int] | None = None
    blamed: Blamed | None = None
    key = difference.object
    properties = after.objects.get(key) or before.objects.get(key) or {}
    wanted = names_of(key, properties)
    of_columns = frozenset(names_in(properties.get("definition") or "")) if removed else frozenset()
    for number, statement in enumerate(statement for script in scripts for statement in script.statements):
        score = _score(statement, difference, wanted, removed=removed, rows=rows, values=values)
        if score and _drops_one_of(statement.node, of_columns):
            score += 4
        # Of equal ones the first made a thing, and the last changed or removed it.
        order = number if removed or difference.property else -number
        if score and (best is None or (score, order) > best):
            best, blamed = (score, order), Blamed(score, statement.location)
    return blamed


def hidden(scripts: Iterable[Script], own: frozenset[str] = frozenset()) -> Statement | None:
    """The last statement whose text does not show what it does: a DO block or a CALL, else a function in a SELECT.

    One that has all words of `own` stands before the others of its kind. Where there is none, it is the function that has them
    all, else the last statement that may run one by a trigger, a default or an expression.
    """
    statements = [statement for script in scripts for statement in script.statements]
    for tags in ((ast.DoStmt, ast.CallStmt), (ast.SelectStmt,), (ast.CreateFunctionStmt,), MAY_RUN):
        found = [statement for statement in statements if isinstance(statement.node, tags)]
        naming = [statement for statement in found if own <= mentioned(statement)]
        if ast.CreateFunctionStmt in tags:
            found = naming if own else []
        if found:
            return (naming or found)[-1]
    return None


def cause(trial: Trial, concerns: Callable[[Difference, Mapping[str, str | None]], bool]) -> Location | None:
    """The statement of the change that most likely made one of the differences that `concerns` says yes to.

    It is given a difference and the object's properties. None where the change made none of the kind.
    """
    found: list[Blamed] = []
    unseen: Location | None = None
    for step in trial.steps:
        script = _changed_by(trial, step)
        if script is None or step.run != "up" or step.before is None or step.after is None:
            continue
        for one in step.differences:
            properties = step.after.objects.get(one.object) or step.before.objects.get(one.object) or {}
            if not concerns(one, properties):
                continue
            removed = one.property is None and one.after is None
            if blamed := blame((script,), one, step.before, step.after, removed=removed):
                found.append(blamed)
            elif statement := hidden((script,)):
                unseen = statement.location
    return max(found, key=lambda blamed: blamed.score).location if found else unseen


def _changed_by(trial: Trial, step: Step) -> Script | None:
    """What a step ran, where the change made or edited it."""
    if step.migration is not None:
        return step.migration.up if step.migration.changed else None
    scripts = trial.change.repeatable
    return next((script for script in scripts if script.changed and script.path == step.path), None)


def place_of(blamed: Blamed | None, script: Script) -> Location:
    """Where to point: at the blamed statement, else at the one that hides what it does, else at the script."""
    return (blamed or hidden([script]) or script).location


def names_of(key: ObjectId, properties: Mapping[str, str | None]) -> tuple[frozenset[str], frozenset[str]]:
    """An object's own last name, and that of the table it belongs to, as their plain texts."""
    table = table_of(key, properties) or properties.get("owned by") or properties.get("identity of")
    own = own_name(key, properties)
    if key.kind in ("function", "procedure", "aggregate"):
        own = own[: own.rindex("(")]
    if key.kind == "membership":
        member, _, role = own.partition(" in ")
        return frozenset((*names_in(member), *names_in(role))), frozenset()
    if key.kind in _NAMELESS:
        return frozenset(), frozenset()
    return frozenset(names_in(own)[-1:]), frozenset(names_in(table)[-1:] if table else ())


# Trees have no hash, and each is asked for each object: by identity, which is a tree's own while it is held.
_MENTIONED: dict[int, tuple[ast.Node, frozenset[str]]] = {}
_KEPT = 50_000


def mentioned(statement: Statement) -> frozenset[str]:
    """Every name that a statement's tree holds, and every word of its texts (a DO block's body, a literal)."""
    known = _MENTIONED.get(id(statement.node))
    if known is None:
        if len(_MENTIONED) >= _KEPT:
            _MENTIONED.clear()
        known = _MENTIONED[id(statement.node)] = statement.node, _mentioned(statement)
    return known[1]


def _mentioned(statement: Statement) -> frozenset[str]:
    found: set[str] = set()
    waiting: list[Any] = [statement.node]
    while waiting:
        item = waiting.pop()
        if isinstance(item, ast.Node):
            waiting += [getattr(item, name, None) for name in vars(type(item))["__slots__"]]
        elif isinstance(item, tuple):
            waiting += item
        elif isinstance(item, str):
            found.add(item)
            if not item.isidentifier():
                found.update(names_in(item))
    return frozenset(found)


def _score(
    statement: Statement,
    difference: Difference,
    wanted: tuple[frozenset[str], frozenset[str]],
    *,
    removed: bool,
    rows: bool,
    values: bool,
) -> int:
    node, kind = statement.node, difference.object.kind
    inserts = isinstance(node, ast.InsertStmt)
    if (
        isinstance(node, _NEVER)
        and not (isinstance(node, ast.SelectStmt) and node.intoClause)
        and not (inserts and rows)
        and not _writes_on_the_way(node)
    ):
        return 0
    # What a table's owner is decides on its grants; nothing else that ALTER TABLE does.
    if (
        difference.property == "grants"
        and isinstance(node, ast.AlterTableStmt)
        and not _alters(node, "owner")
    ):
        return 0
    own, table = wanted
    words = mentioned(statement)
    names_table = bool(table) and table <= words
    score = 8 if own and own <= words else 0
    if score and kind == "column" and not names_table:
        # Many tables have a column of that name.
        score = 3
    score += 4 if names_table else 0
    if kind in _NAMELESS and isinstance(node, _KIND_TAGS[kind]):
        score += 4
    if not score:
        return 0
    if rows and inserts:
        return score + 6
    if values and isinstance(node, _CHANGES_ROWS):
        # Rows that are gone were deleted, and values that are others were not.
        return score + (7 if isinstance(node, _TAKES_ROWS) == (kind == "table") else 6)
    if _alters(node, difference.property):
        score += 5
    elif difference.property in _PROPERTY_TAGS and isinstance(node, _PROPERTY_TAGS[difference.property]):
        score += 6
    elif removed and isinstance(node, _REMOVES):
        score += 3 if own <= words else 2
    elif not (removed and difference.property is None) and isinstance(node, _KIND_TAGS.get(kind, ())):
        score += 3
    elif isinstance(node, (ast.AlterTableStmt, ast.RenameStmt)):
        score += 2
    elif isinstance(node, (ast.CommentStmt, ast.GrantStmt)) or (
        kind == "column" and isinstance(node, ast.IndexStmt)
    ):
        score -= 3
    return score


def _writes_on_the_way(node: ast.Node) -> bool:
    """Whether a query changes rows before it reads or inserts any: `WITH gone AS (DELETE …) INSERT …`."""
    clause = getattr(node, "withClause", None)
    queries = [each.ctequery for each in (clause.ctes if clause else None) or ()]
    return any(isinstance(each, _CHANGES_ROWS) for each in queries)


def _drops_one_of(node: ast.Node, columns: frozenset[str]) -> bool:
    """Whether an ALTER TABLE drops a column that the definition of what is gone names: that went with it."""
    if not columns or not isinstance(node, ast.AlterTableStmt):
        return False
    return any(each.subtype == _A.AT_DropColumn and each.name in columns for each in node.cmds or ())


def _alters(node: ast.Node, changed: str | None) -> bool:
    """Whether an ALTER TABLE changes just this property."""
    if not isinstance(node, ast.AlterTableStmt) or changed is None:
        return False
    return any(command.subtype in _SUBCOMMANDS.get(changed, ()) for command in node.cmds or ())
