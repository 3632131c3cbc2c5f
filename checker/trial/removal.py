"""Taking away what a trial has made in somebody else's server."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from checker.trial.roles import SEEDER
from checker.trial.turns import in_turns

if TYPE_CHECKING:
    import psycopg

# Whoever makes a role is a member of it, and may grant it (manual, CREATEROLE, since 16).
_MADE_BY = """
SELECT DISTINCT r.rolname FROM pg_catalog.pg_auth_members AS m
JOIN pg_catalog.pg_roles AS r ON r.oid = m.roleid JOIN pg_catalog.pg_roles AS c ON c.oid = m.member
WHERE m.admin_option AND c.rolname = ANY (%s) AND r.rolname <> ALL (%s)
"""
_OWNED_BY = """
SELECT d.datname FROM pg_catalog.pg_database AS d
WHERE pg_catalog.pg_get_userbyid(d.datdba) = ANY (%s)
"""


def remove(
    session: psycopg.Connection[Any], databases: set[str], roles: set[str], others: frozenset[str]
) -> None:
    """Drop databases, and roles with the databases and roles that they have made in turn."""
    import psycopg
    from psycopg import sql

    there = {name for (name,) in session.execute("SELECT rolname FROM pg_catalog.pg_roles").fetchall()}
    while made := {
        name for (name,) in session.execute(_MADE_BY, (list(roles), [*others, *roles])).fetchall()
    }:
        roles |= made
    owned = session.execute(_OWNED_BY, (list(roles - others),)).fetchall()
    for name in sorted({*databases, *(name for (name,) in owned)}):
        session.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def drop(name: str) -> bool:
        try:
            # What it was granted on databases and by others goes first; objects of its own it has none here.
            session.execute(sql.SQL("DROP OWNED BY {} CASCADE").format(sql.Identifier(name)))
            session.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))
        except psycopg.errors.DependentObjectsStillExist:
            return False
        return True

    in_turns(sorted(roles & there - others), drop)


def remove_listed(session: psycopg.Connection[Any]) -> None:
    """Remove what a killed trial has listed."""
    row = session.execute(
        "SELECT pg_catalog.shobj_description(oid, 'pg_authid') FROM pg_catalog.pg_roles WHERE rolname = %s",
        (SEEDER,),
    ).fetchone()
    if row is None:
        return
    with suppress(ValueError, TypeError, KeyError):
        listed = json.loads(row[0])
        remove(session, set(listed["databases"]), set(listed["roles"]), frozenset())
