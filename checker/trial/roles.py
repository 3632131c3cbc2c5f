"""Who does what in the trial: rights are given by logging in as a role, never by a superuser's SET ROLE.

From a superuser's session, SQL under test finds its way back (`set_config('role', 'none')` in a
function of the change does). So each part has a session of its own with the rights it needs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from checker.errors import CannotCheck, UsageError
from checker.model import Script, ServerError
from checker.state.lacking import reaches_out
from checker.trial.dump import hand_over, restore
from checker.trial.execute import run_statements
from checker.trial.host import Server
from checker.trial.platforms import Platform

if TYPE_CHECKING:
    import psycopg

# Makes rows up and fingerprints them, past row-level security, and is nothing else.
SEEDER = "db_verify_seeder"
# Logs in and becomes each role that is probed; as itself it has no rights.
PROBER = "db_verify_prober"

_ROLES = f"""
CREATE ROLE {SEEDER} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION BYPASSRLS;
GRANT pg_read_all_data, pg_write_all_data TO {SEEDER};
CREATE ROLE {PROBER} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT;
"""

# An extension's are its own business, and a trial's grant on one would look like the change's. None is given where an event
# trigger is there that runs in a replica's session too: its function may be the change's, and the superuser gives the grant.
_CLOSED = """
SELECT p.oid::pg_catalog.regprocedure::text FROM pg_catalog.pg_proc AS p
WHERE p.oid >= 16384 AND NOT pg_catalog.has_function_privilege(%s, p.oid, 'EXECUTE')
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
    WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'e')
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_event_trigger AS e WHERE e.evtenabled IN ('R', 'A'))
"""

_REACH_OUT = ("pg_execute_server_program", "pg_read_server_files", "pg_write_server_files")


def prepare_database(
    server: Server,
    platform: Platform,
    owner: str | None = None,
    bootstrap: Sequence[Script] = (),
    extensions: Mapping[str, str | None] = MappingProxyType({}),
    *,
    stubs: Collection[str] = (),
    dump: Script | None = None,
    database: str | None = None,
    pretended: Collection[str] = (),
) -> str:
    """Make the database that is tried, and everything that is there before the first migration.

    In order: the trial's own roles, the platform with what it has for `stubs`, the needed `extensions` in the schema
    that is asked for, where there is one, the repository's `bootstrap`, the `dump` that stands for a chain's beginning; all as
    superuser. Gives the name of the role that runs the migrations: `owner`, or the platform's. A role that nobody made is
    made, and then owns the database. `database` is its name, where that is not the platform's. `pretended` are the extensions
    that need not be made there.
    Raises CannotCheck where something of it fails, or where the owner has rights that it must not have.
    """
    from psycopg import sql

    owner, database = owner or platform.owner, database or platform.database
    server.create_database(database)
    with server.connect(database, search_path=None) as connection:
        connection.execute(_ROLES.encode())
        for name, text in platform.texts(stubs, available(connection)):
            _run_platform(connection, name, text)
        if not _exists(connection, owner) and not bootstrap and not dump:
            _make_owner(connection, owner, database)
        for extension, schema in extensions.items():
            _install(connection, extension, schema)
    for script in bootstrap:
        run_bootstrap(server, database, script, pretended)
    if dump is not None:
        restore(server, database, dump, ordinary={owner, platform.owner}, pretended=pretended)
    with server.connect(database) as connection:
        if not _exists(connection, owner):
            _make_owner(connection, owner, database)
        if dump is not None:
            hand_over(connection, server.superuser, owner)
        _tame(connection, server)
        _check_owner(connection, platform, owner)
        _let_seeds_find(connection, owner)
        # A migration may take the right to connect from PUBLIC, as a careful one does.
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}, {}").format(
                *map(sql.Identifier, (database, SEEDER, PROBER))
            )
        )
    for role in (SEEDER, PROBER, owner):
        server.let_in(role)
    return owner


def run_bootstrap(server: Server, dbname: str, script: Script, pretended: Collection[str] = ()) -> None:
    """Run a bootstrap script as superuser; raises CannotCheck with its place where it fails."""
    server.make_way(script)
    with server.connect(dbname, search_path=None) as connection:
        for outcome in run_statements(connection, script.statements, pretended=pretended):
            if outcome.error:
                raise CannotCheck(
                    f"the bootstrap fails: {outcome.error.message} (SQLSTATE {outcome.error.sqlstate})",
                    remedy=outcome.error.hint
                    or "It is run as superuser, in a new database, before the migrations.",
                    place=str(outcome.error.location),
                )


def owner_session(
    server: Server, dbname: str, owner: str, *, bypassing: frozenset[str] = frozenset(), **settings: str | int
) -> psycopg.Connection[Any]:
    """A session of the role that runs the migrations, with the time limits that are its own to keep.

    Raises CannotCheck where the role turns out to be a superuser, or to have BYPASSRLS without being
    one of `bypassing`: what then runs would prove nothing.
    """
    begun_with: dict[str, str | int] = {**server.limits.session(), **settings}
    connection = server.connect(dbname, owner, autocommit=True, **begun_with)
    if problem := _excess(connection, owner, bypassing):
        connection.close()
        raise problem
    return connection


@contextmanager
def probing_as(server: Server, roles: Sequence[str], nobody: str | None = None) -> Iterator[None]:
    """Let the probing role become these roles, and `nobody`, a new role without any right, until the block ends.

    Memberships and roles belong to the cluster: what is left of them would look like a migration's doing.
    """
    from psycopg import sql

    taken = [*roles, *([nobody] if nobody else [])]
    if nobody:
        server.admin.execute(sql.SQL("CREATE ROLE {} NOLOGIN NOINHERIT").format(sql.Identifier(nobody)))
    try:
        probe_as(server, taken)
        yield
    finally:
        if server.is_running():
            for role in taken:
                revoke = sql.SQL("REVOKE {} FROM {}").format(sql.Identifier(role), sql.Identifier(PROBER))
                server.admin.execute(revoke)
            if nobody:
                server.admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(nobody)))


def probe_as(server: Server, roles: Sequence[str]) -> None:
    """Let the probing role become these roles, and take no right of theirs before it does."""
    from psycopg import sql

    options = sql.SQL(" WITH INHERIT FALSE, SET TRUE" if server.postgres.major >= 16 else "")
    for role in roles:
        grant = sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), sql.Identifier(PROBER))
        server.admin.execute(grant + options)


def _run_platform(connection: psycopg.Connection[Any], name: str, text: str) -> None:
    import psycopg

    try:
        connection.execute(text.encode())
    except psycopg.Error as error:
        raise CannotCheck(
            f"the platform's {name} fails: {error}", remedy="Choose another Postgres with --database."
        ) from error


def _let_seeds_find(connection: psycopg.Connection[Any], owner: str) -> None:
    """Let seeds find the names that the owner's sessions find, since elsewhere it is the owner that runs them."""
    from psycopg import sql

    query = "SELECT setting FROM pg_catalog.pg_roles, unnest(rolconfig) AS setting WHERE rolname = %s"
    for (setting,) in connection.execute(query, (owner,)).fetchall():
        name, _, value = setting.partition("=")
        if name == "search_path":
            begin = sql.SQL("ALTER ROLE {} SET search_path TO ").format(sql.Identifier(SEEDER))
            connection.execute(begin + sql.SQL(value))


def let_seeder_call(connection: psycopg.Connection[Any]) -> None:
    """Let the seeder call every function that is there: checks, indexes and views do, and a careful repository closes each to PUBLIC."""
    from psycopg import sql

    closed = [routine for (routine,) in connection.execute(_CLOSED, (SEEDER,)).fetchall()]
    if not closed:
        return
    # No event trigger of the repository's is to run for this, as superuser: in a replica's session those of a usual one do not.
    grant = sql.SQL("SET LOCAL session_replication_role = replica; GRANT EXECUTE ON ROUTINE {} TO {}").format(
        sql.SQL(", ".join(closed)), sql.Identifier(SEEDER)
    )
    with connection.transaction():
        connection.execute(grant, prepare=False)


def available(connection: psycopg.Connection[Any]) -> frozenset[str]:
    """The extensions that could be installed."""
    rows = connection.execute("SELECT name FROM pg_catalog.pg_available_extensions").fetchall()
    return frozenset(name for (name,) in rows)


def _install(connection: psycopg.Connection[Any], extension: str, schema: str | None) -> None:
    """Install an extension that the owner may not, with the bootstrap's rights; in this schema where it is there by now."""
    import psycopg
    from psycopg import sql

    if reaches_out(extension):
        raise UsageError(
            f"trial.extensions.need names {extension!r}, which reaches out of the database",
            remedy="Name it in trial.extensions.stub: CREATE EXTENSION is then pretended.",
        )
    try:
        found = connection.execute(
            "SELECT FROM pg_catalog.pg_namespace WHERE nspname = %s", (schema,)
        ).fetchone()
        where = (
            sql.SQL("")
            if found is None or schema is None
            else sql.SQL("SCHEMA {}").format(sql.Identifier(schema))
        )
        command = sql.SQL("CREATE EXTENSION IF NOT EXISTS {} {} CASCADE")
        connection.execute(command.format(sql.Identifier(extension), where))
    except psycopg.Error as error:
        raise CannotCheck(
            f"the extension {extension!r} can't be installed: {error.diag.message_primary}",
            remedy="Choose a Postgres that has it with --database, or name it in trial.extensions.stub.",
        ) from error


def _exists(connection: psycopg.Connection[Any], role: str) -> bool:
    query = "SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = %s"
    return connection.execute(query, (role,)).fetchone() is not None


def _make_owner(connection: psycopg.Connection[Any], owner: str, database: str) -> None:
    from psycopg import sql

    connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(owner)))
    connection.execute(
        sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(database), sql.Identifier(owner))
    )


def _tame(connection: psycopg.Connection[Any], server: Server) -> None:
    """Before 16, CREATEROLE may grant itself pg_execute_server_program: nobody of the trial's keeps it; see `is_tamed`."""
    import json

    from psycopg import sql

    if server.postgres.major >= 16:
        return
    query = "SELECT rolname FROM pg_catalog.pg_roles WHERE rolcreaterole AND NOT rolsuper ORDER BY rolname"
    tamed = [role for (role,) in connection.execute(query).fetchall() if role not in server.others]
    for role in tamed:
        connection.execute(sql.SQL("ALTER ROLE {} NOCREATEROLE").format(sql.Identifier(role)))
    # A server that is kept, and unpacked again later, must know it still.
    comment = sql.SQL("COMMENT ON ROLE {} IS {}")
    connection.execute(comment.format(sql.Identifier(PROBER), sql.Literal(json.dumps(tamed))))


def is_tamed(connection: psycopg.Connection[Any], role: str) -> bool:
    """Whether CREATEROLE was taken from a role when the database was made."""
    import json

    said = connection.execute(
        "SELECT pg_catalog.shobj_description(oid, 'pg_authid') FROM pg_catalog.pg_roles"
        " WHERE rolname OPERATOR(pg_catalog.=) %s",
        (PROBER,),
    ).fetchone()
    return role in json.loads((said and said[0]) or "[]")


# How a server before 16 refuses what CREATEROLE would allow (src/backend/commands/user.c; aclchk.c of COMMENT).
_WANTS_CREATEROLE = re.compile(
    r"permission denied(?: to (?:create|drop|alter|rename) role)?|must have CREATEROLE privilege"
    r"|must have admin option on role .*"
)


_WANTS_EVENT_TRIGGER = r"permission denied to (?:create|change owner of) event trigger "


def wants_createrole(error: ServerError) -> bool:
    """Whether a server before 16 says that a statement needs CREATEROLE."""
    return error.sqlstate == "42501" and _WANTS_CREATEROLE.fullmatch(error.message) is not None


def wants_event_trigger(error: ServerError) -> bool:
    """Whether a server says that only a superuser makes, or has, event triggers (CREATE EVENT TRIGGER, "Notes")."""
    return error.sqlstate == "42501" and re.match(_WANTS_EVENT_TRIGGER, error.message) is not None


def wants_another_build(error: ServerError) -> bool:
    """Whether a server says that it was built without something (installation, "configure Options": ICU, LZ4, libxml)."""
    said = f"{error.message} {error.detail or ''}"
    return error.sqlstate == "0A000" and (
        "not supported in this build" in said or "requires the server to be built with" in said
    )


def _check_owner(connection: psycopg.Connection[Any], platform: Platform, owner: str) -> None:
    """That the owner can log in, is what it should be, and can become nothing that reaches out."""
    from psycopg import sql

    if problem := _excess(connection, owner, platform.bypassing):
        raise problem
    reach = connection.execute(
        "SELECT rolname FROM pg_catalog.pg_roles WHERE (rolsuper OR rolname = ANY (%s)) AND rolname <> %s"
        " AND pg_catalog.pg_has_role(%s, oid, 'MEMBER') ORDER BY rolname",
        (list(_REACH_OUT), owner, owner),
    ).fetchall()
    if reach:
        raise CannotCheck(
            f"the role {owner!r} that runs the migrations is a member of {', '.join(name for (name,) in reach)}",
            remedy="Take that out of the bootstrap: the SQL of a pull request would reach out of the database.",
        )
    connection.execute(sql.SQL("ALTER ROLE {} LOGIN").format(sql.Identifier(owner)))


def _excess(connection: psycopg.Connection[Any], owner: str, bypassing: frozenset[str]) -> CannotCheck | None:
    row = connection.execute(
        "SELECT rolsuper, rolbypassrls FROM pg_catalog.pg_roles WHERE rolname OPERATOR(pg_catalog.=) %s",
        (owner,),
    ).fetchone()
    superuser, bypasses = row or (False, False)
    if not superuser and not (bypasses and owner not in bypassing):
        return None
    return CannotCheck(
        f"the role {owner!r} that runs the migrations {'is a superuser' if superuser else 'has BYPASSRLS'},"
        " so that row-level security does not govern it",
        remedy=f"Make it an ordinary one in the bootstrap (ALTER ROLE {owner} NOSUPERUSER NOBYPASSRLS).",
    )
