"""GRANT, REVOKE, role membership and default privileges."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace
from pglast import ast
from pglast.enums import GrantTargetType, ObjectType

from checker.state.builder import Builder
from checker.state.functions import find_functions
from checker.state.names import Name, words
from checker.state.nouns import DefaultPrivilege, Grant, ObjectKind
from checker.state.roles import change_membership

# PostgreSQL manual, table 5.2: what ALL stands for.
ALL: dict[ObjectKind, tuple[str, ...]] = {
    "table": ("select", "insert", "update", "delete", "truncate", "references", "trigger", "maintain"),
    "sequence": ("usage", "select", "update"),
    "function": ("execute",),
    "schema": ("usage", "create"),
    "type": ("usage",),
    "database": ("create", "connect", "temporary"),
}
_COLUMNS = ("select", "insert", "update", "references")
_KINDS: dict[ObjectType, ObjectKind] = {
    ObjectType.OBJECT_TABLE: "table",
    ObjectType.OBJECT_VIEW: "table",
    ObjectType.OBJECT_SEQUENCE: "sequence",
    ObjectType.OBJECT_FUNCTION: "function",
    ObjectType.OBJECT_PROCEDURE: "function",
    ObjectType.OBJECT_ROUTINE: "function",
    ObjectType.OBJECT_SCHEMA: "schema",
    ObjectType.OBJECT_TYPE: "type",
    ObjectType.OBJECT_DOMAIN: "type",
    ObjectType.OBJECT_DATABASE: "database",
}


def privileges(node: ast.GrantStmt, kind: ObjectKind) -> list[tuple[str, tuple[str, ...]]]:
    """The privileges that a GRANT or REVOKE names, with their columns; ALL spelt out."""
    if not node.privileges:
        return [(one, ()) for one in ALL.get(kind, ())]
    found: list[tuple[str, tuple[str, ...]]] = []
    for item in node.privileges:
        columns = words(item.cols)
        if item.priv_name is None:
            found += [(one, columns) for one in _COLUMNS]
        else:
            word = item.priv_name.lower()
            found.append(("temporary" if word == "temp" else word, columns))
    return found


def grant(b: Builder, node: Any) -> None:
    """GRANT and REVOKE on objects, or on all that a schema holds at this moment."""
    kind = _KINDS.get(node.objtype, "other")
    for key in _targets(b, node, kind):
        here = kind
        if kind == "table" and isinstance(key, Name) and b.state.kind_of(key) == "sequence":
            here = "sequence"
        _change(b, node, here, key)


def _targets(b: Builder, node: Any, kind: ObjectKind) -> list[Name | str]:
    if node.targtype == GrantTargetType.ACL_TARGET_ALL_IN_SCHEMA:
        schemas = set(words(node.objects))
        found: list[Name | str] = []
        if kind == "table":
            found += [one.name for one in b.state.tables() if one.name.schema in schemas]
            found += [one.name for one in b.state.views() if one.name.schema in schemas]
        elif kind == "sequence":
            found += [one.name for one in b.state.sequences() if one.name.schema in schemas]
        elif kind == "function":
            found += [one.signature for one in b.state.functions() if one.name.schema in schemas]
        return found
    found = []
    for item in node.objects or ():
        if isinstance(item, ast.RangeVar):
            found.append(b.name(item))
        elif isinstance(item, ast.ObjectWithArgs):
            found += [one.signature for one in find_functions(b, item)]
        elif isinstance(item, ast.TypeName):
            found.append(b.state.resolve_type(words(item.names)))
        elif isinstance(item, ast.String):
            found.append(str(item.sval))
        elif isinstance(item, tuple):
            found.append(b.state.resolve_type(words(item)))
    return found


def _change(b: Builder, node: ast.GrantStmt, kind: ObjectKind, key: Name | str) -> None:
    grants = list(b.state.grants(kind, key))
    for role in [b.role(spec) for spec in node.grantees or ()]:
        for privilege, columns in privileges(node, kind):
            same = [one for one in grants if (one.role, one.privilege) == (role, privilege)]
            if node.is_grant:
                if columns and any(not one.columns for one in same):
                    continue
                grants = [one for one in grants if one not in same or (columns and one.columns)]
                before = tuple(name for one in same if columns for name in one.columns)
                grants = [one for one in grants if (one.role, one.privilege) != (role, privilege)]
                merged = tuple(dict.fromkeys((*before, *columns))) if columns else ()
                grants.append(Grant(role, privilege, b.at, merged, bool(node.grant_option)))
            elif node.grant_option:
                grants = [replace(one, grantable=False) if one in same else one for one in grants]
            else:
                left = [
                    replace(one, columns=tuple(name for name in one.columns if name not in columns))
                    for one in same
                    if columns and one.columns
                ]
                kept = [one for one in same if columns and not one.columns]
                grants = [one for one in grants if one not in same]
                grants += kept + [one for one in left if one.columns]
    if b.doubt is not None:
        b.mark(b.doubt, {"grants"}, key)
        if not node.is_grant:
            return
    b.write("grants", (kind, key), tuple(grants))


def grant_role(b: Builder, node: ast.GrantRoleStmt) -> None:
    """Membership, and what of it is inherited or may be taken on by SET ROLE; REVOKE … OPTION FOR takes away that alone."""
    said = {
        str(one.defname): bool(node.is_grant and getattr(one.arg, "boolval", True)) for one in node.opt or ()
    }
    if not node.is_grant and not said:
        said = {"inherit": False, "set": False}
    for member in node.grantee_roles or ():
        for group in node.granted_roles or ():
            name = str(group.priv_name)
            role = b.state.role(b.role(member))
            if node.is_grant or (role is not None and name in role.member_of):
                change_membership(b, b.role(member), name, said, adds=any(said.values()) or not said)


def default_privileges(b: Builder, node: Any) -> None:
    """ALTER DEFAULT PRIVILEGES: what objects made from now on are granted with."""
    makers: list[str | None] = [b.state.current_role]
    schemas: list[str | None] = [None]
    for item in node.options or ():
        if item.defname == "roles":
            makers = [b.role(spec) or None for spec in item.arg]
        elif item.defname == "schemas":
            schemas = list(words(item.arg))
    action = node.action
    kind = _KINDS.get(action.objtype, "other")
    found = list(b.state.default_privileges())
    wanted = [one for one, _ in privileges(action, kind)]
    for maker in makers:
        for schema in schemas:
            for role in [b.role(spec) for spec in action.grantees or ()]:
                found = [
                    one
                    for one in found
                    if (one.maker, one.schema, one.kind, one.role) != (maker, schema, kind, role)
                    or one.privilege not in wanted
                ]
                if action.is_grant:
                    found += [
                        DefaultPrivilege(maker, schema, kind, role, one, b.at, bool(action.grant_option))
                        for one in wanted
                    ]
                if kind == "function" and role == "public" and schema is None:
                    # EXECUTE for PUBLIC is built in; only a revoke for the whole database takes it away.
                    b.write("default revoked", (maker, "function"), not action.is_grant)
    if b.doubt is not None:
        b.mark(b.doubt, {"grants"})
        if not action.is_grant:
            return
    b.write("default privileges", "", tuple(found))
