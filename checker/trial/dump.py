"""A schema dump that stands for a chain's beginning (`start_from`), its objects given to the role that migrates.

pg_dump says owners at the end of each entry, and not at all with --no-owner; whatever it leaves to who restores it
then belongs to that role (PostgreSQL's manual, "pg_dump"). Run as the trial's superuser, the migrations that follow could not alter it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from pglast import ast

from checker.errors import CannotCheck
from checker.model import Script, ServerError, Statement
from checker.trial.execute import run_statements
from checker.trial.host import Server

if TYPE_CHECKING:
    import psycopg

# Restores the dump, and is gone before anything of the change runs.
_RESTORER = "db_verify_restorer"
# Whom a dump names that was made where the migrations are run as the server's first superuser.
_FIRST = "postgres"
# undefined_object (PostgreSQL's manual, appendix A), of a SET.
_NO_SUCH_PARAMETER = "42704"


def restore(
    server: Server, database: str, script: Script, *, ordinary: Collection[str], pretended: Collection[str]
) -> None:
    """Run a dump as a superuser of its own; see `hand_over`. Extensions are the trial's superuser's all the same.

    What it gives to the role `postgres` stays the restorer's too, unless that is among the `ordinary` roles: it then means
    who ran the migrations. Raises CannotCheck with its place where the dump fails.
    """
    from psycopg import sql

    server.make_way(script)
    server.admin.execute(sql.SQL("CREATE ROLE {} LOGIN SUPERUSER").format(sql.Identifier(_RESTORER)))
    server.let_in(_RESTORER)
    with server.connect(database, _RESTORER, search_path=None) as connection:
        for statement in script.statements:
            if error := _run(connection, statement, server.superuser, ordinary, pretended):
                raise CannotCheck(
                    f"the dump of start_from fails: {error.message} (SQLSTATE {error.sqlstate})",
                    remedy=error.hint
                    or "It is run as superuser, in a new database, after the bootstrap: make the roles that it names there.",
                    place=str(error.location),
                )


def hand_over(connection: psycopg.Connection[Any], superuser: str, owner: str) -> None:
    """Give `owner` what `restore` left to the role that ran it, and the superuser what only one may own; that role is dropped."""
    from psycopg import sql

    restorer = sql.Identifier(_RESTORER)
    for kind, name in connection.execute(_SUPERUSERS, {"role": _RESTORER}).fetchall():
        keep = sql.SQL("ALTER {} {} OWNER TO {}").format(
            sql.SQL(kind), sql.Identifier(name), sql.Identifier(superuser)
        )
        connection.execute(keep)
    connection.execute(sql.SQL("REASSIGN OWNED BY {} TO {}").format(restorer, sql.Identifier(owner)))
    connection.execute(sql.SQL("DROP OWNED BY {}").format(restorer))
    connection.execute(sql.SQL("DROP ROLE {}").format(restorer))


# What only a superuser may own.
_SUPERUSERS = """
SELECT 'EVENT TRIGGER', evtname FROM pg_catalog.pg_event_trigger
WHERE evtowner = pg_catalog.to_regrole(%(role)s::text)
UNION ALL
SELECT 'FOREIGN DATA WRAPPER', fdwname FROM pg_catalog.pg_foreign_data_wrapper
WHERE fdwowner = pg_catalog.to_regrole(%(role)s::text)
UNION ALL
SELECT 'PUBLICATION', pubname FROM pg_catalog.pg_publication
WHERE puballtables AND pubowner = pg_catalog.to_regrole(%(role)s::text)
"""


def _run(
    connection: psycopg.Connection[Any],
    statement: Statement,
    superuser: str,
    ordinary: Collection[str],
    pretended: Collection[str],
) -> ServerError | None:
    from psycopg import sql

    node = statement.node
    if _new_owner(node) == _FIRST and _FIRST not in ordinary:
        return None
    if isinstance(node, ast.CreateExtensionStmt):
        connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(superuser)))
    (outcome,) = run_statements(connection, [statement], pretended=pretended)
    if (
        isinstance(node, ast.VariableSetStmt)
        and outcome.error
        and outcome.error.sqlstate == _NO_SUCH_PARAMETER
    ):
        # A newer pg_dump sets what it knows (`transaction_timeout`, since 17), for the session that restores; psql goes on.
        return None
    if isinstance(node, ast.CreateExtensionStmt) and outcome.error is None:
        connection.execute("RESET ROLE")
    return outcome.error


def _new_owner(node: ast.Node) -> str | None:
    """Whom a statement makes the owner of something, and does nothing else."""
    match node:
        case ast.AlterOwnerStmt(newowner=ast.RoleSpec(rolename=str(name))):
            return name
        case ast.AlterTableStmt(cmds=(ast.AlterTableCmd(newowner=ast.RoleSpec(rolename=str(name))),)):
            return name
    return None
