"""A trial in a server that somebody else runs: beside an empty database, and gone again afterwards."""

from __future__ import annotations

import json
import secrets
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from checker.errors import CannotCheck
from checker.trial.host import Prepared, Server
from checker.trial.removal import remove
from checker.trial.roles import SEEDER
from checker.trial.server import driver_error
from checker.trial.sources import Elsewhere
from checker.trial.surroundings import quiet_environment, signals_raise, signals_wait
from checker.trial.url import APPLICATION, KEPT_VARIABLES, said, without_secrets
from checker.trial.watch import Limits, Watch

if TYPE_CHECKING:
    import psycopg

_CLUSTER = """
SELECT 'role', r.rolname, pg_catalog.to_jsonb(r)::text FROM pg_catalog.pg_roles AS r
UNION ALL
SELECT 'membership', pg_catalog.pg_get_userbyid(m.member), pg_catalog.pg_get_userbyid(m.roleid)
FROM pg_catalog.pg_auth_members AS m
UNION ALL
SELECT 'setting', coalesce(d.datname, ''), pg_catalog.to_jsonb(s)::text
FROM pg_catalog.pg_db_role_setting AS s LEFT JOIN pg_catalog.pg_database AS d ON d.oid = s.setdatabase
UNION ALL
SELECT 'database', datname, '' FROM pg_catalog.pg_database
"""


def not_proven(found: Elsewhere) -> tuple[str, ...]:
    """What a trial there cannot promise."""
    return (
        f"isolation: {said(found)}; what else runs in that server can see them, and be slowed down",
        f"limits from outside: at {found.place} a statement is cancelled, its session ended and the databases' size watched,"
        " but neither memory nor the server's log is, and a loop that heeds no cancel is not ended",
    )


class BorrowedWatch(Watch):
    """Looks after the trial's databases through a superuser's session of its own."""

    def __init__(
        self, session: psycopg.Connection[Any], made: set[str], limits: Limits, conninfo: str
    ) -> None:
        self.conninfo = conninfo
        self._session = session
        self._made = made
        super().__init__(limits, limits.disk)

    def signal(self, pid: int, number: signal.Signals) -> None:
        what = "cancel" if number == signal.SIGINT else "terminate"
        self._do(f"SELECT pg_catalog.pg_{what}_backend(%s)", pid)

    def end(self) -> None:
        self._do(
            "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE datname = ANY (%s)",
            list(self._made),
        )

    def used(self) -> int:
        query = "SELECT sum(pg_catalog.pg_database_size(datname)) FROM pg_catalog.pg_database WHERE datname = ANY (%s)"
        return int(self._do(query, list(self._made)) or 0)

    def _do(self, query: str, parameter: object) -> Any:
        with suppress(driver_error()):
            row = self._session.execute(query.encode(), (parameter,)).fetchone()
            return row[0] if row else None
        return None

    def close(self) -> None:
        super().close()
        self._session.close()


@dataclass(slots=True, kw_only=True)
class BorrowedServer(Server):
    """Somebody else's server. `made` are the databases that the trial has made there."""

    found: Elsewhere
    made: set[str]
    _secret: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)

    def open(
        self, dbname: str, user: str | None, *, autocommit: bool, options: str
    ) -> psycopg.Connection[Any]:
        return _connect(self.found, dbname, options, autocommit=autocommit, user=user, secret=self._secret)

    def is_running(self) -> bool:
        with suppress(driver_error()):
            _connect(self.found, self.found.maintenance, "").close()
            return True
        return False

    def gone(self) -> CannotCheck:
        return CannotCheck(
            f"the server at {self.found.place} does not answer any more",
            remedy="See what became of it; the trial's databases and roles may still be there, and the next one removes them.",
        )

    def stop(self) -> None:
        self.watch.end()

    def let_in(self, role: str) -> None:
        """Give it a password, of which only the digest is sent, and what a session may spill."""
        from psycopg import sql

        digest = self.admin.pgconn.encrypt_password(self._secret.encode(), role.encode(), b"scram-sha-256")
        name = sql.Identifier(role)
        self.admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(digest.decode())))
        spill = sql.Literal(f"{self.limits.temporary >> 10}kB")
        self.admin.execute(sql.SQL("ALTER ROLE {} SET temp_file_limit = {}").format(name, spill))

    def create_database(self, name: str, template: str | None = None, *, owner: str | None = None) -> None:
        self.made.add(name)
        super(BorrowedServer, self).create_database(name, template, owner=owner)

    def note(self) -> None:
        """Write down, where the next trial finds it, what is to be removed should this one be killed."""
        from psycopg import sql

        listed = {"databases": sorted(self.made), "roles": sorted(self._roles())}
        comment = sql.SQL("COMMENT ON ROLE {} IS {}")
        self.admin.execute(comment.format(sql.Identifier(SEEDER), sql.Literal(json.dumps(listed))))

    def _roles(self) -> set[str]:
        names = {name for (name,) in self.admin.execute("SELECT rolname FROM pg_catalog.pg_roles").fetchall()}
        return names - self.others


@contextmanager
def borrowed(found: Elsewhere, *, prepared: Prepared, limits: Limits) -> Iterator[Server]:
    """Somebody else's server, with what `prepared` makes in it, until the block ends; then that is removed.

    SIGTERM, SIGINT and SIGHUP become CannotCheck meanwhile. Raises CannotCheck where something of it can't be
    made or removed, where the time of `limits` is spent, and where the server goes away.
    """
    with signals_raise(), quiet_environment(KEPT_VARIABLES):
        made: set[str] = set()
        try:
            watching = _connect(found, found.maintenance, "-c search_path=")
            before = _cluster(watching)
        except driver_error() as error:
            raise CannotCheck(
                f"no connection to {found.place}: {without_secrets(str(error), found.parameters)}"
            ) from None
        watch = BorrowedWatch(watching, made, limits, _conninfo(found))
        server = BorrowedServer(
            postgres=found, superuser=str(found.parameters["user"]), limits=limits, watch=watch, maintenance=found.maintenance,
            others=found.roles, strategy="wal_log", found=found, made=made,
        )  # fmt: skip
        roles: set[str] = {SEEDER}
        try:
            try:
                _build(server, prepared)
            finally:
                # What a bootstrap or a dump that fails has made by then goes too.
                with suppress(driver_error(), CannotCheck):
                    roles |= server._roles()
            server.note()
            yield server
        except (driver_error(), CannotCheck) as error:
            if watch.spent:
                raise watch.spent from error
            if isinstance(error, CannotCheck) or server.is_running():
                raise
            raise server.gone() from error
        finally:
            with signals_wait():
                watch.close()
                server.leave()
                _remove(found, made, roles | {SEEDER}, before)


def _build(server: BorrowedServer, prepared: Prepared) -> None:
    if prepared.on:
        _build(server, prepared.on)
    prepared.build(server)


def _connect(
    found: Elsewhere,
    dbname: str,
    options: str,
    *,
    autocommit: bool = True,
    user: str | None = None,
    secret: str = "",
) -> psycopg.Connection[Any]:
    import psycopg

    given: dict[str, Any] = {
        **found.parameters, "dbname": dbname, "application_name": APPLICATION, "connect_timeout": 30,
    }  # fmt: skip
    # A session of a program that was killed ends by itself.
    given["options"] = f"{options} -c client_connection_check_interval=1s"
    if user is not None:
        given |= {"user": user, "password": secret}
    return psycopg.connect(**given, autocommit=autocommit, prepare_threshold=None)


def _conninfo(found: Elsewhere) -> str:
    from psycopg.conninfo import make_conninfo

    return make_conninfo("", **found.parameters)


def _cluster(session: psycopg.Connection[Any]) -> set[tuple[str, str, str]]:
    return set(session.execute(_CLUSTER).fetchall())


def _remove(found: Elsewhere, made: set[str], roles: set[str], before: set[tuple[str, str, str]]) -> None:
    """Remove the databases and the roles, and see that everything there is as it was."""
    try:
        with _connect(found, found.maintenance, "-c search_path=") as session:
            remove(session, made, roles, found.roles)
            changed = before ^ _cluster(session)
    except driver_error() as error:
        raise CannotCheck(
            f"what the trial made at {found.place} could not be removed: {without_secrets(str(error), found.parameters)}",
            remedy=f"The next trial there removes it; or drop by hand the databases {', '.join(sorted(made))}.",
        ) from error
    if changed:
        shown = ", ".join(sorted({f"{kind} {name}" for kind, name, _ in changed})[:10])
        raise CannotCheck(
            f"{found.place} is not as it was before the trial: {shown}",
            remedy="Something of the bootstrap or the change reached out of the trial, or somebody else works there.",
        )
