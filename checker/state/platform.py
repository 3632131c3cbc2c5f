"""What is there before the first script: an empty database, or a platform's roles and default grants."""

from __future__ import annotations

import re

from checker.model import Location
from checker.state.builder import Builder
from checker.state.grants import ALL
from checker.state.nouns import DefaultPrivilege, Extension, Grant, ObjectKind, Role, Schema

_API_ROLES = ("anon", "authenticated", "service_role")
_SUPABASE_SCHEMAS = ("auth", "extensions", "graphql_public", "realtime", "storage", "vault")
# What github.com/supabase/postgres expects in a new project (`extensions_are` of its unit tests).
SUPABASE_EXTENSIONS = frozenset(
    {"pg_graphql", "pg_stat_statements", "pgcrypto", "supabase_vault", "uuid-ossp"}
)
# PostgreSQL's manual, "Procedural Languages": PL/pgSQL is installed by default.
_EXTENSIONS = ("plpgsql",)

# How the server names what it misses: errors 3F000, 42704, 42P01 and 42883.
_MISSED = re.compile(
    r"""(?:schema|role)\ "([^"]+)"\ does\ not\ exist | relation\ "(\w+)\.\S+\ does\ not\ exist | function\ (\w+)\..*\ does\ not\ exist""",
    re.VERBOSE,
)


def misses_supabase(message: str, platform: str) -> bool:
    """Whether the server's error is about something that `platform` does not have and Supabase brings."""
    missed = _MISSED.fullmatch(message)
    return (
        platform != "supabase"
        and missed is not None
        and next(filter(None, missed.groups())) in (*_API_ROLES, *_SUPABASE_SCHEMAS)
    )


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
    for name in (*_EXTENSIONS, *(SUPABASE_EXTENSIONS if platform == "supabase" else ())):
        b.write("extension", name, Extension(name, None))
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
