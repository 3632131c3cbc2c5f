"""A database's catalog after a long history, as autovacuum would have left it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psycopg import Connection

# From here on the time that it takes is made up for by the trials that begin with it. A fresh database has less.
_LARGE = 1 << 20

_CATALOGS = """
SELECT c.oid::regclass::text FROM pg_catalog.pg_class AS c
WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r' AND NOT c.relisshared
  AND pg_catalog.pg_relation_size('pg_catalog.pg_attribute') > %s
"""


def tidy(connection: Connection[Any]) -> None:
    """Take out of the catalog what dropped objects have left, and count what there is, where it has become large.

    Nobody vacuums a throw-away server. Without statistics the planner takes a large catalog for a small one, and reads
    it in time that grows with its square. No relation of anybody's is touched. `connection` is a superuser's in
    autocommit mode, and nobody else is in the database.
    """
    names = [name for (name,) in connection.execute(_CATALOGS.encode(), (_LARGE,))]
    if names:
        connection.execute(f"VACUUM (FULL, ANALYZE) {', '.join(names)}".encode())
