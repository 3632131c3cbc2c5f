"""Roles as statements name them."""

from __future__ import annotations

from pglast import ast
from pglast.enums import RoleSpecType


def role_name(role: ast.RoleSpec) -> str:
    """A role's name; `public` for PUBLIC."""
    if role.roletype == RoleSpecType.ROLESPEC_PUBLIC:
        return "public"
    return role.rolename or "current_user"
