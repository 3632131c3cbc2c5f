"""What is open of a relation that is made only now, before anybody has protected it: the default privileges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.model import Probe
from checker.names import quote, quote_qualified
from checker.trial.access_catalog import ProbedRole
from checker.trial.roles import owner_session

if TYPE_CHECKING:
    from typing import Any

    from psycopg import Connection

    from checker.config import Config
    from checker.trial.host import Server

_NAME = "db_verify_new"
_MADE = {"table": "CREATE TABLE {} (id integer)", "view": "CREATE VIEW {} AS SELECT 1 AS id"}
# An event trigger may have switched row-level security on, which TRUNCATE and its like do not ask.
_OPEN = """
SELECT r.rolname, p.name,
  pg_catalog.has_table_privilege(r.oid, c.oid, p.name) AND pg_catalog.has_schema_privilege(r.oid, c.relnamespace, 'USAGE')
  AND (NOT c.relrowsecurity OR p.name IN ('TRUNCATE', 'REFERENCES', 'TRIGGER'))
FROM pg_catalog.pg_class AS c
CROSS JOIN pg_catalog.pg_roles AS r
CROSS JOIN pg_catalog.unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS p(name)
WHERE c.oid = %s::regclass AND r.rolname = ANY (%s)
"""


def new_relations(
    server: Server, database: str, owner: str, config: Config, roles: Sequence[ProbedRole]
) -> Iterator[Probe]:
    """Make a table as `owner` in each exposed schema, and a view as each of `view_owners`; who could do what to it."""
    bypassing = frozenset({owner}) if config.platform == "supabase" else frozenset()
    # What the change says of new sessions is about those of others.
    writes = {"default_transaction_read_only": "off"}
    with owner_session(server, database, owner, bypassing=bypassing, **writes) as session:
        for schema in config.exposed_schemas:
            yield from _made(session, schema, "table", None, roles)
            for maker in config.view_owners:
                yield from _made(session, schema, "view", maker, roles)


def _made(
    session: Connection[Any], schema: str, kind: str, maker: str | None, roles: Sequence[ProbedRole]
) -> Iterator[Probe]:
    """Nothing where the maker may make nothing there, can't be taken on by the owner, or is not there, or there is no such schema."""
    import psycopg

    name = quote_qualified(schema, _NAME)
    session.execute("BEGIN")
    try:
        if maker is not None:
            session.execute(f"SET LOCAL ROLE {quote(maker)}".encode())
        session.execute(_MADE[kind].format(name).encode())
        found = session.execute(_OPEN, (name, sorted({role.real for role in roles}))).fetchall()
    except (
        psycopg.errors.InsufficientPrivilege,
        psycopg.errors.InvalidSchemaName,
        psycopg.errors.InvalidParameterValue,
    ):
        return
    finally:
        session.execute("ROLLBACK")
    may = {(real, privilege): allowed for real, privilege, allowed in found}
    for role in roles:
        for privilege in dict.fromkeys(privilege for _, privilege, _ in found):
            yield Probe(
                role.name, "none", f"{schema}.<new {kind}>", privilege.lower(), may[role.real, privilege]
            )
