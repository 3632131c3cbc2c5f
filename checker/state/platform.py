"""What is there before the first script: an empty database, or a platform's roles and default grants."""

from __future__ import annotations

from checker.model import Location
from checker.state.builder import Builder
from checker.state.grants import ALL
from checker.state.nouns import DefaultPrivilege, Grant, ObjectKind, Role, Schema

_API_ROLES = ("anon", "authenticated", "service_role")
_SUPABASE_SCHEMAS = ("auth", "extensions", "graphql_public", "realtime", "storage", "vault")


def prepare(b: Builder, platform: str) -> None:
    """Write what a fresh database of the platform holds.

    supabase: the API's roles, its schemas, and default privileges that give the API's roles everything on what is
    made in `public` (Supabase's documentation, "Securing your API").
    """
    b.write("schema", "public", Schema("public", None))
    b.write(
        "role",
        "postgres",
        Role("postgres", None, superuser=platform == "vanilla", bypassrls=True, login=True),
    )
    if platform != "supabase":
        return
    for name in _API_ROLES:
        b.write("role", name, Role(name, None, bypassrls=name == "service_role", inherit=True))
    b.write(
        "role",
        "authenticator",
        Role("authenticator", None, login=True, inherit=False, member_of=frozenset(_API_ROLES)),
    )
    for name in _SUPABASE_SCHEMAS:
        b.write("schema", name, Schema(name, None))
    here = Location("")
    b.write("grants", ("schema", "public"), tuple(Grant(role, "usage", here) for role in _API_ROLES))
    kinds: tuple[ObjectKind, ...] = ("table", "sequence", "function")
    b.write(
        "default privileges",
        "",
        tuple(
            DefaultPrivilege(None, "public", kind, role, privilege, None)
            for kind in kinds
            for role in _API_ROLES
            for privilege in ALL[kind]
        ),
    )
