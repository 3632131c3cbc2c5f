"""A server that somebody else runs: whether a trial may be made there, said without a word of the URL, which holds secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from pglast import ast

from checker.errors import CannotCheck, UsageError
from checker.model import Change, Location
from checker.trial.platforms import platform
from checker.trial.removal import remove_listed
from checker.trial.roles import PROBER, SEEDER
from checker.trial.sources import Elsewhere
from checker.trial.surroundings import quiet_environment

if TYPE_CHECKING:
    import psycopg

# A password may come by these; where to connect to is said by the URL alone.
KEPT_VARIABLES = frozenset(
    {"PGPASSWORD", "PGPASSFILE", "PGSSLMODE", "PGSSLROOTCERT", "PGSSLCERT", "PGSSLKEY"}
)
APPLICATION = "db-verify-trial"
_OLDEST = 15
_ELSEWHERE = "Use --database auto, embedded or system."

_RELATIONS = """
SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS d
    WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY 1 LIMIT 1
"""
_OTHERS = """
SELECT pid FROM pg_catalog.pg_stat_activity WHERE application_name = %s AND pid <> pg_catalog.pg_backend_pid()
"""


def elsewhere(
    url: str, change: Change, extensions: Mapping[str, Location | None], *, allow_remote: bool
) -> Elsewhere:
    """The server at a URL, once everything that a trial needs there has been found to be so.

    Raises UsageError where it is no connection string or names another machine without `allow_remote`, and
    CannotCheck where no trial can be made there: no connection, no superuser, a database with relations of its
    own, roles or databases that the trial would have to make.
    """
    parameters = _parameters(url, change, allow_remote=allow_remote)
    place = _place(parameters)
    with _session(parameters, place) as session:
        found = Elsewhere(
            Path(),
            _version(session),
            "url",
            {**parameters, "dbname": session.info.dbname, "user": session.info.user},
            place,
        )
        _check_server(session, found)
        remove_listed(session)
        databases = _column(session, "SELECT datname FROM pg_catalog.pg_database")
        roles = _column(session, "SELECT rolname FROM pg_catalog.pg_roles")
        there = _column(session, "SELECT name FROM pg_catalog.pg_available_extensions")
    _check_extensions(place, extensions, there)
    if taken := sorted(_wanted_roles(change) & roles):
        raise CannotCheck(
            f"{place} has roles already that the trial would make: {', '.join(taken)}",
            remedy=f"Drop them there where they are nobody's, or name another server. {_ELSEWHERE}",
        )
    return replace(found, database=_free_name(change, databases, place), roles=roles)


def _check_server(session: psycopg.Connection[Any], found: Elsewhere) -> None:
    if found.major < _OLDEST:
        raise CannotCheck(
            f"{found.place} is PostgreSQL {found.version}, and a trial needs {_OLDEST} or newer",
            remedy=_ELSEWHERE,
        )
    superuser = "SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user"
    if not _value(session, superuser) or _value(session, "SELECT pg_catalog.pg_is_in_recovery()"):
        raise CannotCheck(
            f"the role of --database is no superuser at {found.place}, or it is a standby: roles and databases can't be made",
            remedy=f"Give the URL of a superuser, as a CI service container has one. {_ELSEWHERE}",
        )
    if relation := _value(session, _RELATIONS):
        raise CannotCheck(
            f"the database of --database is not empty: it has {relation}",
            remedy="A trial is made beside an empty database only: make one (CREATE DATABASE) and name that.",
        )
    if _value(session, _OTHERS, APPLICATION):
        raise CannotCheck(
            f"another trial is running at {found.place}",
            remedy="Let it end first: both would make the same roles.",
        )


def said(found: Elsewhere) -> str:
    """What a trial does at somebody else's server, in words."""
    return _will_do(found.place, found.database)


def _will_do(place: str, database: str) -> str:
    return (
        f"at {place} the trial makes the databases {database} and copies of it, and roles, runs the change's SQL in them"
        " as an ordinary role, and removes them again"
    )


def _parameters(url: str, change: Change, *, allow_remote: bool) -> Mapping[str, Any]:
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        given = conninfo_to_dict(url)
    except ProgrammingError:
        raise UsageError(
            "--database is none of auto, embedded and system, and no URL of a Postgres either",
            remedy=f"{_ELSEWHERE[:-1]}, or postgresql://USER@HOST/DATABASE.",
        ) from None
    hosts = f"{given.get('hostaddr') or given.get('host') or ''}".split(",")
    if not allow_remote and not all(map(_local, hosts)):
        name = platform(change.config.platform).database
        raise UsageError(
            "--database names a server on another machine, and the SQL of a pull request is not run there unasked",
            remedy=f"{_ELSEWHERE[:-1]}; or allow it, with --allow-remote-trial: {_will_do(_place(given), name)}.",
        )
    if len(hosts) > 1 or given.get("service"):
        raise UsageError(
            "--database names several servers, or a service of a file: a trial needs to know where it is",
            remedy="Name one host.",
        )
    return given


def _local(host: str) -> bool:
    """Whether a host is this machine: a socket's folder, or a loopback address."""
    if host in ("", "localhost") or host.startswith(("/", "@")):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _place(parameters: Mapping[str, Any]) -> str:
    host = str(parameters.get("host") or parameters.get("hostaddr") or "this machine")
    return f"{host}:{parameters['port']}" if parameters.get("port") else host


@contextmanager
def _session(parameters: Mapping[str, Any], place: str) -> Iterator[psycopg.Connection[Any]]:
    import psycopg

    with quiet_environment(KEPT_VARIABLES):
        try:
            session = psycopg.connect(
                **{
                    **parameters,
                    "application_name": APPLICATION,
                    "connect_timeout": 10,
                    "options": "-c search_path=",
                },
                autocommit=True,
            )
        except psycopg.Error as error:
            reason = without_secrets(str(error), parameters)
            raise CannotCheck(f"no connection to {place}: {reason}", remedy=_ELSEWHERE) from None
        with session:
            yield session


def without_secrets(text: str, parameters: Mapping[str, Any]) -> str:
    """A server's or a driver's words on one line, in which no password of the URL stands."""
    for name in ("password", "sslpassword"):
        if secret := parameters.get(name):
            text = text.replace(str(secret), "…")
    return " ".join(text.split())


def _version(session: psycopg.Connection[Any]) -> str:
    version = re.match(r"[\w.]+", str(_value(session, "SHOW server_version")))
    return version[0] if version else "0"


def _value(session: psycopg.Connection[Any], query: str, *parameters: object) -> Any:
    row = session.execute(query.encode(), parameters or None).fetchone()
    return row[0] if row else None


def _column(session: psycopg.Connection[Any], query: str) -> frozenset[str]:
    return frozenset(name for (name,) in session.execute(query.encode()).fetchall())


def _check_extensions(place: str, wanted: Mapping[str, Location | None], there: frozenset[str]) -> None:
    missing = sorted(set(wanted) - there)
    if missing:
        raise CannotCheck(
            f"the migrations ask for {', '.join(missing)}, which {place} does not have",
            remedy=f"Install it there, or pretend it: trial.extensions.stub: [{', '.join(missing)}].",
            place=str(wanted[missing[0]] or ""),
        )


def _wanted_roles(change: Change) -> frozenset[str]:
    """The roles that the trial, the platform and the bootstrap make, so far as their texts say it."""
    where = platform(change.config.platform)
    made = {SEEDER, PROBER, change.config.trial.owner or where.owner}
    for _, text in where.texts():
        made.update(re.findall(r"^CREATE ROLE (\w+)", text, re.MULTILINE))
    for script in change.foundation:
        for statement in script.statements:
            if isinstance(statement.node, ast.CreateRoleStmt):
                made.add(str(statement.node.role))
    return frozenset(made)


def _free_name(change: Change, databases: frozenset[str], place: str) -> str:
    """What the trial's database is called: the platform's name, which migrations may speak of, where that is free."""
    where = platform(change.config.platform)
    if where.database not in databases:
        return where.database
    if where.scripts:
        raise CannotCheck(
            f"{place} has a database {where.database} already, and the platform {where.name} prepares one of that name",
            remedy=_ELSEWHERE,
        )
    return next(
        name for number in range(1, 1000) if (name := f"{where.database}_trial{number}") not in databases
    )
