"""Roles, who is in them, and what ALTER … SET gives their sessions."""

from __future__ import annotations

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
        "createrole": "createrole",
    }
    for item in items:
        if item.defname in fields:
            given: dict[str, Any] = {fields[item.defname]: bool(item.arg.boolval)}
            role = replace(role, **given)
        elif item.defname == "addroleto":
            role = replace(role, member_of=role.member_of | {b.role(one) for one in item.arg})
    return role


def add_membership(b: Builder, member: str, group: str, *, add: bool = True) -> None:
    role = b.state.role(member) or Role(member, None)
    groups = role.member_of | {group} if add else role.member_of - {group}
    b.put("role", member, replace(role, member_of=groups), "roles", adds=add)


def drop_role(b: Builder, node: ast.DropRoleStmt) -> None:
    for spec in node.roles or ():
        b.remove("role", b.role(spec))


def set_for_role(b: Builder, node: Any) -> None:
    role = b.state.role(b.role(node.role)) if node.role is not None else None
    if role is not None and node.setstmt.name == "search_path":
        b.put("role", role.name, replace(role, search_path=search_path_of(node.setstmt)), "roles")


def set_for_database(b: Builder, node: Any) -> None:
    if node.setstmt.name == "search_path":
        b.write("session", "database path", search_path_of(node.setstmt))
