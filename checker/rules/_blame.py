"""Which statement is to blame for what the catalog shows, and which differences have one cause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pglast import ast

from checker.model import Difference, Location, ObjectId, Script, Snapshot, Statement
from checker.undo import own_name, table_of

_WORD = re.compile(r'"((?:[^"]|"")*)"|([\w$]+)')
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
_REMOVES = (ast.DropStmt, ast.DropRoleStmt, ast.DropOwnedStmt, ast.DropTableSpaceStmt)
_NEVER = (ast.TransactionStmt, ast.VariableSetStmt, ast.SelectStmt, ast.InsertStmt, ast.LockStmt)


def blame(
    scripts: Iterable[Script], difference: Difference, before: Snapshot, after: Snapshot, *, removed: bool
) -> Location | None:
    """The statement of the scripts that most likely did this; None where none of them names the object.

    `removed` says that something went away, so that a DROP is sought rather than a CREATE.
    """
    best: tuple[int, int] | None = None
    place: Location | None = None
    wanted = names_of(
        difference.object, after.objects.get(difference.object) or before.objects.get(difference.object) or {}
    )
    for number, statement in enumerate(statement for script in scripts for statement in script.statements):
        score = _score(statement, difference, wanted, removed=removed)
        # Of equal ones the first made a thing, and the last changed or removed it.
        order = number if removed or difference.property else -number
        if score and (best is None or (score, order) > best):
            best, place = (score, order), statement.location
    return place


def names_of(key: ObjectId, properties: Mapping[str, str | None]) -> tuple[frozenset[str], frozenset[str]]:
    """An object's own last name, and that of the table it belongs to, as their plain texts."""
    table = table_of(key, properties) or properties.get("owned by") or properties.get("identity of")
    own = own_name(key, properties)
    if key.kind in ("function", "procedure", "aggregate"):
        own = own[: own.rindex("(")]
    if key.kind == "membership":
        return frozenset(_parts(own)), frozenset()
    if key.kind == "default privileges":
        return frozenset(), frozenset()
    return frozenset(_parts(own)[-1:]), frozenset(_parts(table)[-1:] if table else ())


def mentioned(statement: Statement) -> frozenset[str]:
    """Every name that a statement's tree holds, and every word of its texts (a DO block's body, a literal)."""
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
                found.update(_parts(item))
    return frozenset(found)


def _score(
    statement: Statement,
    difference: Difference,
    wanted: tuple[frozenset[str], frozenset[str]],
    *,
    removed: bool,
) -> int:
    node, kind = statement.node, difference.object.kind
    if isinstance(node, _NEVER) and not (isinstance(node, ast.SelectStmt) and node.intoClause):
        return 0
    own, table = wanted
    words = mentioned(statement)
    score = 8 if own and own <= words else 0
    score += 4 if table and table <= words else 0
    if kind == "default privileges" and isinstance(node, ast.AlterDefaultPrivilegesStmt):
        score += 4
    if not score:
        return 0
    if difference.property in _PROPERTY_TAGS and isinstance(node, _PROPERTY_TAGS[difference.property]):
        score += 6
    elif removed and isinstance(node, _REMOVES):
        score += 3 if own <= words else 2
    elif not (removed and difference.property is None) and isinstance(node, _KIND_TAGS.get(kind, ())):
        score += 3
    elif isinstance(node, (ast.AlterTableStmt, ast.RenameStmt)):
        score += 2
    elif isinstance(node, (ast.CommentStmt, ast.GrantStmt)):
        score -= 3
    return score


def _parts(text: str) -> list[str]:
    return [
        quoted.replace('""', '"') if quoted else plain
        for quoted, plain in _WORD.findall(text)
        if quoted or plain
    ]


def causes(differences: Sequence[Difference], before: Snapshot, after: Snapshot) -> Iterator[Difference]:
    """The differences without those that another one brings with it: a table's columns with the table."""
    lasting = [one for one in differences if one.kind == "differs"]
    whole = {one.object for one in lasting if one.property is None}
    whole_names = {key.name for key in whole}
    changed = {(one.object, one.property) for one in lasting}
    schemas = {f"{key.name}." for key in whole if key.kind == "schema"}
    for one in lasting:
        key = one.object
        properties = after.objects.get(key) or before.objects.get(key) or {}
        table = table_of(key, properties)
        holder = properties.get("owned by") or properties.get("identity of")
        if table in whole_names or any(
            key.name.startswith(schema) for schema in schemas if key.kind != "schema"
        ):
            continue
        if key.kind == "sequence" and holder and _follows(holder, whole, changed):
            continue
        if key.kind == "membership" and any(
            f"{role.name} in " in f"{key.name} in " for role in whole if role.kind == "role"
        ):
            continue
        if _is_not_null(key, properties) and _column_says_so(properties, whole, changed):
            continue
        if (
            key.kind == "column"
            and one.property is not None
            and (ObjectId("view", str(table)), "definition") in changed
        ):
            continue
        if (
            key.kind == "column"
            and any(ObjectId(kind, str(table)) in before.objects for kind in ("view", "materialized view"))
            and (
                any(
                    (ObjectId(kind, str(table)), "definition") in changed
                    for kind in ("view", "materialized view")
                )
            )
        ):
            continue
        yield one


def _follows(column: str, whole: set[ObjectId], changed: set[tuple[ObjectId, str | None]]) -> bool:
    """Whether a sequence came or went with its column, or with the column's being an identity."""
    key = ObjectId("column", column)
    return (
        key in whole or column.rpartition(".")[0] in {k.name for k in whole} or (key, "identity") in changed
    )


def _is_not_null(key: ObjectId, properties: Mapping[str, str | None]) -> bool:
    return key.kind == "constraint" and properties.get("kind") == "not null"


def _column_says_so(
    properties: Mapping[str, str | None],
    whole: set[ObjectId],
    changed: set[tuple[ObjectId, str | None]],
) -> bool:
    """PostgreSQL 18 has a constraint beside each NOT NULL column: the column's own property says the same."""
    definition = (properties.get("definition") or "").removeprefix("NOT NULL ").removesuffix(" NO INHERIT")
    column = ObjectId("column", f"{properties.get('table')}.{definition}")
    return column in whole or (column, "not null") in changed


def describe(one: Difference) -> str:
    """An object in a sentence: `column public.t.c`, `policy reader on public.t`."""
    key = one.object
    if key.kind in ("policy", "trigger", "rule", "constraint") and " " in key.name:
        table, _, name = _split_part(key.name)
        return f"{key.kind} {name} on {table}"
    return "the database" if key.kind == "database" else str(key)


def _split_part(name: str) -> tuple[str, str, str]:
    match = re.fullmatch(r'((?:"(?:[^"]|"")*"|[^\s"])+) (.*)', name, re.DOTALL)
    return (match[1], " ", match[2]) if match else (name, "", "")


def value(text: str | None) -> str:
    """A property's value in a sentence."""
    if text is None:
        return "unset"
    line = "; ".join(text.split("\n")) if "\n" in text.strip() else text.strip()
    line = " ".join(line.split())
    return line if len(line) <= 120 else f"{line[:120].rstrip()} …"
