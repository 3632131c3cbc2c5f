"""A server in which a trial is made, whoever runs it: its sessions and its databases."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from checker.errors import CannotCheck
from checker.model import Script
from checker.trial.cluster import MAINTENANCE
from checker.trial.sources import Postgres
from checker.trial.watch import Limits, Watch

if TYPE_CHECKING:
    import psycopg


# How the names of the trial's own roles begin.
OWN_ROLES = "db_verify_"
# What the owner of a database, or a role that may make roles, could have said otherwise for each new session.
_OURS: Mapping[str, str | int | None] = {
    "role": "none", "default_transaction_read_only": "off", "statement_timeout": 0, "lock_timeout": 0,
    "idle_in_transaction_session_timeout": 0, "idle_session_timeout": 0,
}  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Server(ABC):
    """A running server, and how to reach it.

    `maintenance` is a database that no migration runs in, `others` are roles that are none of the trial's business,
    `strategy` is how it copies databases where it may choose (CREATE DATABASE, since 15).
    """

    postgres: Postgres
    superuser: str
    limits: Limits
    watch: Watch
    maintenance: str = MAINTENANCE
    others: frozenset[str] = frozenset()
    strategy: Literal["file_copy", "wal_log"] = "file_copy"
    _admin: psycopg.Connection[Any] | None = field(default=None, init=False)

    @abstractmethod
    def open(
        self, dbname: str, user: str | None, *, autocommit: bool, options: str
    ) -> psycopg.Connection[Any]:
        """A new session, begun with libpq's `options`; raises psycopg.OperationalError where the server refuses."""

    @abstractmethod
    def is_running(self) -> bool:
        """Whether the server lives."""

    @abstractmethod
    def gone(self) -> CannotCheck:
        """The error to raise where the server is not there any more."""

    def connect(
        self, dbname: str, user: str | None = None, *, autocommit: bool = True, **settings: str | int | None
    ) -> psycopg.Connection[Any]:
        """A new session, logged in as `user` or else as the superuser; it begins with the server parameters `settings`.

        The owner of a database says what its sessions begin with: the trial's own begin with what they need to work. A
        superuser's search_path is empty, so that no operator of the change's is found in it, unless it is given as None. Raises psycopg.OperationalError where the server refuses (no such role or database), and
        CannotCheck where there is no server any more.
        """
        import psycopg

        ours = _OURS if user is None or user.startswith(OWN_ROLES) else {}
        options = {"client_encoding": "UTF8", **ours, **({} if user else {"search_path": ""}), **settings}
        written = " ".join(
            f"-c {name}={_escape(str(value))}" for name, value in options.items() if value is not None
        )
        try:
            return self.open(dbname, user, autocommit=autocommit, options=written)
        except psycopg.OperationalError as error:
            if self.is_running():
                raise
            raise self.gone() from error

    @property
    def admin(self) -> psycopg.Connection[Any]:
        """The superuser's session in the maintenance database, opened once: it sees no table of anybody's."""
        if self._admin is None or self._admin.closed:
            self._admin = self.connect(self.maintenance)
        return self._admin

    def leave(self) -> None:
        """Close the superuser's session."""
        if self._admin is not None:
            self._admin.close()
            self._admin = None

    def create_database(self, name: str, template: str | None = None, *, owner: str | None = None) -> None:
        """A new database, copied from `template` file by file, once nobody is connected to that one any more."""
        from psycopg import sql

        if template is not None:
            wait_until_left(self.admin, template)
        parts: list[sql.Composable] = [sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))]
        if owner is not None:
            parts.append(sql.SQL("OWNER {}").format(sql.Identifier(owner)))
        parts.append(sql.SQL("TEMPLATE {}").format(sql.Identifier(template or "template1")))
        if self.postgres.major >= 15:
            parts.append(sql.SQL(f"STRATEGY {self.strategy}"))
        self.admin.execute(sql.SQL(" ").join(parts))

    def drop_database(self, name: str) -> None:
        """Drop a database if it is there, with the sessions that are still in it."""
        from psycopg import sql

        # The server looks every tenth of a second whether those that are leaving have left (CountOtherDBBackends).
        wait_until_left(self.admin, name, seconds=0.1)
        command = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self.admin.execute(command.format(sql.Identifier(name)))

    def make_way(self, script: Script) -> None:
        """Leave the database that others are made of, where the script makes one: no session may be in it then."""
        if "CreatedbStmt" in script.kinds:
            self.leave()

    @abstractmethod
    def stop(self) -> None:
        """End what runs here for the trial, from whichever thread."""

    @abstractmethod
    def let_in(self, role: str) -> None:
        """See that a role can log in here."""


def wait_until_left(connection: psycopg.Connection[Any], dbname: str, seconds: float = 10.0) -> None:
    """Wait until no session is in a database: a copy of it stalls, or fails, while one is still leaving."""
    deadline = time.monotonic() + seconds
    query = "SELECT 1 FROM pg_catalog.pg_stat_activity WHERE datname = %s LIMIT 1"
    while connection.execute(query, (dbname,)).fetchone() and time.monotonic() < deadline:
        time.sleep(0.001)


class Prepared(Struct, frozen=True):
    """What a server begins with, made once and kept.

    `key` names all that goes into it, and `build` makes it in a running server, beginning with what
    `on` gives. The key of what it is built on, of the binaries and of their settings need not be in it.
    """

    key: str
    build: Callable[[Server], None]
    on: Prepared | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        return (*(self.on.keys if self.on else ()), self.key)


def _escape(value: str) -> str:
    """A value inside the connection's `options`, where a backslash keeps white space together."""
    return "".join(f"\\{char}" if char.isspace() or char == "\\" else char for char in value)
