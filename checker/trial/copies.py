"""Copies of a database, and what a template copy leaves out of them."""

from __future__ import annotations

from checker.trial.host import Server


def copy_database(server: Server, source: str, target: str) -> None:
    """Make `target` a copy of `source`, in which nobody may be, with its owner, grants, settings and comment."""
    server.create_database(target, template=source)
    for query in _ATTRIBUTES:
        server.admin.execute(query.encode(), {"source": source, "target": target})


# A superuser may write to the catalogs. Nobody else is in either database meanwhile.
_ATTRIBUTES = (
    """
    UPDATE pg_catalog.pg_database AS t SET datdba = s.datdba, datacl = s.datacl, datconnlimit = s.datconnlimit
    FROM pg_catalog.pg_database AS s WHERE s.datname = %(source)s AND t.datname = %(target)s
    """,
    """
    INSERT INTO pg_catalog.pg_db_role_setting (setdatabase, setrole, setconfig)
    SELECT t.oid, g.setrole, g.setconfig FROM pg_catalog.pg_db_role_setting AS g
    JOIN pg_catalog.pg_database AS s ON s.oid = g.setdatabase AND s.datname = %(source)s
    JOIN pg_catalog.pg_database AS t ON t.datname = %(target)s
    """,
    """
    INSERT INTO pg_catalog.pg_shdescription (objoid, classoid, description)
    SELECT t.oid, d.classoid, d.description FROM pg_catalog.pg_shdescription AS d
    JOIN pg_catalog.pg_database AS s ON s.oid = d.objoid AND s.datname = %(source)s
    JOIN pg_catalog.pg_database AS t ON t.datname = %(target)s
    WHERE d.classoid = 'pg_catalog.pg_database'::pg_catalog.regclass
    """,
)
