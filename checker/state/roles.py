"""Roles, who is in them, and what ALTER … SET gives their sessions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace
from pglast import ast

from checker.state.builder import Builder
from checker.state.nouns import (
    Role,
)
from checker.state.session import search_path_of


def create_role(b: Builder, node: Any) -> None:
    name = str(node.role)
    role = b.state.role(name) or Role(name, b.at, login=node.stmt_type.name == "ROLESTMT_USER")
    b.put("role", name, _role(b, role, node.options or ()), "roles", adds=True)
    for item in node.options or ():
        if item.defname in ("rolemembers", "adminmembers"):
            for member in item.arg:
                add_membership(b, b.role(member), name)


def alter_role(b: Builder, node: Any) -> None:
    name = b.role(node.role)
    for item in node.options or ():
        if item.defname == "rolemembers":
            for member in item.arg:
                add_membership(b, b.role(member), name, add=int(node.action) > 0)
    role = b.state.role(name)
    if role is not None:
        b.put("role", name, _role(b, role, node.options or ()), "roles")


def _role(b: Builder, role: Role, items: tuple[Any, ...]) -> Role:
    fields = {
        "superuser": "superuser",
        "bypassrls": "bypassrls",
        "canlogin": "login",
        "inherit": "inherit",
    }
    for item in items:
        if item.defname in fields:
            given: dict[str, Any] = {fields[item.defname]: bool(item.arg.boolval)}
            role = replace(role, **given)
    for item in items:
        if item.defname == "addroleto":
            for one in item.arg:
                role = joined(role, b.role(one), {})
    return role


def add_membership(b: Builder, member: str, group: str, *, add: bool = True) -> None:
    """Give a role a membership, or take one away."""
    change_membership(b, member, group, {} if add else {"inherit": False, "set": False}, adds=add)


def change_membership(b: Builder, member: str, group: str, said: Mapping[str, bool], *, adds: bool) -> None:
    """Give a role a membership, or change one; `said` are the options that the statement names."""
    role = b.state.role(member) or Role(member, None)
    b.put("role", member, joined(role, group, said), "roles", adds=adds)


def joined(role: Role, group: str, said: Mapping[str, bool]) -> Role:
    """A role with a membership; what is not said stays, and of a new one is inherited as the role does, and may be taken on."""
    known = group in role.member_of
    inherits = said.get("inherit", group in role.inherits if known else role.inherit)
    takes = said.get("set", group in role.takes if known else True)
    return replace(
        role,
        inherits=role.inherits | {group} if inherits else role.inherits - {group},
        takes=role.takes | {group} if takes else role.takes - {group},
    )


def drop_role(b: Builder, node: ast.DropRoleStmt) -> None:
    for spec in node.roles or ():
        b.remove("role", b.role(spec))


def set_for_role(b: Builder, node: Any) -> None:
    """ALTER ROLE … SET."""
    role = b.state.role(b.role(node.role)) if node.role is not None else None
    if role is not None and node.setstmt.name == "search_path":
        b.put("role", role.name, replace(role, search_path=search_path_of(node.setstmt)), "roles")


def set_for_database(b: Builder, node: Any) -> None:
    """ALTER DATABASE … SET."""
    if node.setstmt.name == "search_path":
        b.write("session", "database path", search_path_of(node.setstmt))
