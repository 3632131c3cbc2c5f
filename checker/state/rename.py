"""RENAME and SET SCHEMA of anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec.structs import replace
from pglast import ast
from pglast.enums import ObjectType

from checker.names import quote, quote_qualified, split_qualified
from checker.state.alter import change_constraint
from checker.state.builder import Builder
from checker.state.functions import find_functions, replace_function
from checker.state.kinds import FUNCTIONS, RELATIONS, TYPES
from checker.state.names import Name, words
from checker.state.nouns import (
    Table,
)


def rename(b: Builder, node: Any) -> None:
    """Every RENAME."""
    new = str(node.newname)
    kind = node.renameType
    if kind in RELATIONS and node.relation is not None:
        old = b.name(node.relation)
        b.rename_relation(old, Name(old.schema, new))
    elif kind in (ObjectType.OBJECT_COLUMN, ObjectType.OBJECT_ATTRIBUTE):
        _rename_column(b, b.name(node.relation), str(node.subname), new)
    elif kind == ObjectType.OBJECT_TABCONSTRAINT:
        name = b.name(node.relation)
        change_constraint(b, name, str(node.subname), lambda one: replace(one, name=new))
        old = Name(name.schema, str(node.subname))
        index = b.state.index(old)
        if index is not None and index.constraint and index.table == name:
            b.rename_relation(old, Name(name.schema, new))
    elif kind in (ObjectType.OBJECT_POLICY, ObjectType.OBJECT_TRIGGER):
        _rename_in_table(b, kind, b.name(node.relation), str(node.subname), new)
    elif kind == ObjectType.OBJECT_SCHEMA:
        _rename_schema(b, str(node.subname), new)
    elif kind == ObjectType.OBJECT_ROLE:
        _rename_role(b, str(node.subname), new)
    elif kind in FUNCTIONS:
        _move_function(b, node.object, name=new)
    elif kind in TYPES:
        _rename_type(b, b.state.resolve_type(words(node.object)), new)


def _rename_type(b: Builder, old: Name, new: str) -> None:
    """Columns have the type itself: their texts say what it is called now."""

    def renamed(type: str) -> str:
        base = type.removesuffix("[]")
        names = split_qualified(base)
        if not names or b.state.resolve_type(names) != old:
            return type
        written = quote_qualified(old.schema, new) if len(names) > 1 else quote(new)
        return written + type.removeprefix(base)

    if b.doubt is None and b.state.type(old) is not None:
        for name, table in list(b.state.items("table")):
            types = {key: renamed(one.type) for key, one in table.columns.items()}
            if any(types[key] != one.type for key, one in table.columns.items()):
                columns = {key: replace(one, type=types[key]) for key, one in table.columns.items()}
                b.write("table", name, replace(table, columns=columns))
    _move_type(b, old, name=new)


def _rename_column(b: Builder, name: Name, old: str, new: str) -> None:
    def swap(columns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(new if one == old else one for one in columns)

    def change(table: Table) -> Table:
        return replace(
            table,
            columns={
                (new if key == old else key): (replace(one, name=new) if key == old else one)
                for key, one in table.columns.items()
            },
            constraints={
                key: replace(
                    one,
                    columns=swap(one.columns),
                    nulled=swap(one.nulled),
                    defaulted=swap(one.defaulted),
                )
                for key, one in table.constraints.items()
            },
        )

    b.change_table(name, "columns", change)
    view = b.state.view(name)
    if view is not None and view.columns is not None:
        b.put("view", name, replace(view, columns=swap(view.columns), changed=b.at), "definition")


def _rename_in_table(b: Builder, kind: ObjectType, name: Name, old: str, new: str) -> None:
    def moved(things: Mapping[str, Any]) -> dict[str, Any]:
        return {
            (new if key == old else key): (replace(one, name=new) if key == old else one)
            for key, one in things.items()
        }

    if kind == ObjectType.OBJECT_POLICY:
        b.change_table(name, "policies", lambda table: replace(table, policies=moved(table.policies)))
    else:
        b.change_table(name, "triggers", lambda table: replace(table, triggers=moved(table.triggers)))


def _rename_schema(b: Builder, old: str, new: str) -> None:
    if b.doubt is not None:
        b.mark(b.doubt, {"exists"}, None, old)
        return
    schema, grants = b.state.schema(old), b.state.grants("schema", old)
    if schema is not None:
        b.write("schema", old, None)
        b.write("schema", new, replace(schema, name=new))
    if grants:
        b.forget_grants("schema", old)
        b.write("grants", ("schema", new), grants)
    for kind in ("index", "sequence", "table", "view"):
        for name, _ in list(b.state.items(kind)):
            if name.schema == old:
                b.rename_relation(name, Name(new, name.name))
    for name, _ in list(b.state.items("type")):
        if name.schema == old:
            _move_type(b, name, schema=new)
    for name, functions in list(b.state.items("function")):
        for one in functions if name.schema == old else ():
            replace_function(b, one, replace(one, name=Name(new, name.name), changed=b.at))
    defaults = b.state.default_privileges()
    if any(one.schema == old for one in defaults):
        moved = (replace(one, schema=new) if one.schema == old else one for one in defaults)
        b.write("default privileges", "", tuple(moved))


def _rename_role(b: Builder, old: str, new: str) -> None:
    """Grants, policies, memberships and what it owns go with a role: PostgreSQL keeps no names of roles."""
    role = b.state.role(old)
    if role is None or b.doubt is not None:
        b.mark(b.doubt or "a role was renamed that no script makes", {"roles"})
        return
    b.write("role", old, None)
    b.write("role", new, replace(role, name=new))

    def named(roles: Iterable[str]) -> list[str]:
        return [new if one == old else one for one in roles]

    for name, one in list(b.state.items("role")):
        if old in one.member_of:
            both = {"inherits": frozenset(named(one.inherits)), "takes": frozenset(named(one.takes))}
            b.write("role", name, replace(one, **both))
    for key, grants in list(b.state.items("grants")):
        if any(one.role == old for one in grants):
            b.write("grants", key, tuple(replace(one, role=named([one.role])[0]) for one in grants))
    for name, table in list(b.state.items("table")):
        if any(old in one.roles for one in table.policies.values()):
            policies = {
                key: replace(one, roles=tuple(named(one.roles))) for key, one in table.policies.items()
            }
            b.write("table", name, replace(table, policies=policies))
    for kind in ("table", "view", "sequence", "type", "schema"):
        for name, thing in list(b.state.items(kind)):
            if getattr(thing, "owner", None) == old:
                b.write(kind, name, replace(thing, owner=new))
    for name, functions in list(b.state.items("function")):
        if any(one.owner == old for one in functions):
            mine = (replace(one, owner=new) if one.owner == old else one for one in functions)
            b.write("function", name, tuple(mine))
    defaults = b.state.default_privileges()
    if any(old in (one.role, one.maker) for one in defaults):
        moved = (
            replace(one, role=named([one.role])[0], maker=new if one.maker == old else one.maker)
            for one in defaults
        )
        b.write("default privileges", "", tuple(moved))
    for part in ("role", "user"):
        if b.state.get("session", part) == old:
            b.write("session", part, new)


def _move_type(b: Builder, old: Name, *, schema: str | None = None, name: str | None = None) -> None:
    new = Name(schema or old.schema, name or old.name)
    there = b.state.get("type", old)
    if there is not None and b.doubt is None:
        b.write("type", old, None)
        b.write("type", new, replace(there, name=new))


def _move_function(
    b: Builder, node: ast.ObjectWithArgs, *, name: str | None = None, schema: str | None = None
) -> None:
    for one in find_functions(b, node):
        target = Name(schema or one.name.schema, name or one.name.name)
        replace_function(b, one, replace(one, name=target, changed=b.at))


def set_schema(b: Builder, node: Any) -> None:
    new = str(node.newschema)
    if node.objectType in RELATIONS and node.relation is not None:
        old = b.name(node.relation)
        names = [index.name for index in b.state.indexes(old)]
        names += [sequence.name for sequence in b.state.owned(old)]
        for name in names:
            b.rename_relation(name, Name(new, name.name))
        b.rename_relation(old, Name(new, old.name))
    elif node.objectType in FUNCTIONS:
        _move_function(b, node.object, schema=new)
    elif node.objectType in TYPES:
        _move_type(b, b.state.resolve_type(words(node.object)), schema=new)
