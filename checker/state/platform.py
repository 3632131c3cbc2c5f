"""What is there before the first script: an empty database, or a platform's roles and default grants."""

from __future__ import annotations

import re

from checker.model import Location
from checker.state.builder import Builder
from checker.state.grants import ALL
from checker.state.names import Name
from checker.state.nouns import Column, DefaultPrivilege, Extension, Grant, ObjectKind, Role, Schema, Table

_API_ROLES = ("anon", "authenticated", "service_role")
# The platform's own tables that a project writes policies for, with the columns that these ask
# (supabase/storage and supabase/realtime, their migrations).
_TABLES = {
    Name("storage", "buckets"): {
        "id": "text", "name": "text", "owner": "uuid", "public": "boolean", "owner_id": "text",
    },
    Name("storage", "objects"): {
        "id": "uuid", "bucket_id": "text", "name": "text", "owner": "uuid", "metadata": "jsonb", "path_tokens": "text[]",
        "version": "text", "owner_id": "text", "user_metadata": "jsonb",
    },
    Name("realtime", "messages"): {
        "topic": "text", "extension": "text", "payload": "jsonb", "event": "text", "private": "boolean", "id": "uuid",
    },
}  # fmt: skip
_OWNERS = {"storage": "supabase_storage_admin", "realtime": "supabase_realtime_admin"}
_SUPABASE_SCHEMAS = (
    "auth",
    "extensions",
    "graphql_public",
    "realtime",
    "storage",
    "supabase_functions",
    "vault",
)
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

    supabase: the API's roles, its schemas, its tables that policies are written for, and default privileges that give the
    API's roles everything on what is made in `public` (Supabase's documentation, "Securing your API").
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
        Role("authenticator", None, login=True, inherit=False, takes=frozenset(_API_ROLES)),
    )
    for name in _SUPABASE_SCHEMAS:
        b.write("schema", name, Schema(name, None))
    here = Location("")
    b.write("grants", ("schema", "public"), tuple(Grant(role, "usage", here) for role in _API_ROLES))
    for table, columns in _TABLES.items():
        known = {column: Column(column, kind, here) for column, kind in columns.items()}
        owner = _OWNERS[table.schema]
        b.write(
            "table",
            table,
            Table(table, here, here, columns=known, columns_known=False, rls=True, owner=owner),
        )
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
