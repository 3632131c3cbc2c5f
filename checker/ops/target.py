"""The real database: how to reach it, and as whom."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from checker.errors import CannotCheck, UsageError

if TYPE_CHECKING:
    import psycopg

_NAMED_BY = ("PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE", "PGPORT")
# The options of libpq that are secrets (PostgreSQL's manual, Database Connection Control Functions).
_SECRET = ("password", "sslpassword", "scram_client_key", "scram_server_key", "oauth_client_secret")
_TIME = re.compile(r"[0-9]{1,6}(?:ms|s|min)?")


@dataclass(frozen=True, slots=True)
class Target:
    """A database to operate on.

    `conninfo` may hold a password, so it is not shown; `name` is what people are told. `owner` is the
    role that a session takes on after logging in (the config's `trial.owner`), None for the login's own.
    """

    conninfo: str = field(repr=False)
    name: str
    owner: str | None = None
    lock_timeout: str = "5s"
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def read(
        cls, environ: Mapping[str, str], *, owner: str | None = None, lock_timeout: str = "5s"
    ) -> Target:
        """The database that the environment names.

        Raises UsageError where it names none, or where DATABASE_URL or the lock timeout can't be read.
        """
        import psycopg
        from psycopg import pq
        from psycopg.conninfo import conninfo_to_dict, make_conninfo

        if not _TIME.fullmatch(lock_timeout):
            raise UsageError(
                f"--lock-timeout {lock_timeout!r} is no time", remedy="Write it as 500ms, 5s or 1min."
            )
        url = environ.get("DATABASE_URL", "")
        if not cls.is_named(environ):
            raise UsageError(
                "no database is named",
                remedy="Set DATABASE_URL, or PGHOST, PGDATABASE and PGUSER. The password belongs in PGPASSFILE.",
            )
        try:
            parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
            # Written out, since the variables are out of sight while a throw-away Postgres runs.
            known = {
                option.keyword.decode(): option.val.decode()
                for option in pq.Conninfo.get_defaults()
                if option.val and ("PGSERVICE" in environ or (option.envvar or b"").decode() in environ)
            }
        except (psycopg.ProgrammingError, UnicodeError):
            # Their own messages repeat the text, password and all.
            raise UsageError(
                "DATABASE_URL is not a connection string"
                if url
                else "one of the variables PG… is not as libpq reads it",
                remedy="Write it as postgresql://USER@HOST:PORT/DATABASE, in UTF-8.",
            ) from None
        if _is_misread(url, parts):
            raise UsageError(
                "DATABASE_URL has a character in its password, or before it, that ends that part",
                remedy="In a URL @ is written as %40, / as %2F, : as %3A; or keep the password in PGPASSFILE.",
            )
        whole = {**known, **parts}
        plain = [whole[key] for key in _SECRET if whole.get(key)]
        secrets = tuple(dict.fromkeys([*plain, *(quote(secret, safe="") for secret in plain)]))
        host = whole.get("host") or whole.get("hostaddr") or "the local socket"
        database = whole.get("dbname") or whole.get("user") or "the default database"
        return cls(make_conninfo(**whole), f"{database} on {host}", owner, lock_timeout, secrets)

    @staticmethod
    def is_named(environ: Mapping[str, str]) -> bool:
        """Whether the environment names a database at all."""
        return any(environ.get(name) for name in ("DATABASE_URL", *_NAMED_BY))

    def connect(self, *, autocommit: bool = True, read_only: bool = False) -> psycopg.Connection[Any]:
        """A new session, as the owner where one is set, with a lock timeout.

        Raises CannotCheck, without secrets, where the database can't be reached, where the role can't be
        taken, or where the login is a superuser: from there SQL finds its way back to a superuser's rights.
        """
        connection = self._login()
        if self.owner is not None:
            try:
                self._demand_ordinary(connection)
            except CannotCheck:
                connection.close()
                raise
            if connection.info.user != self.owner:
                connection.close()
                connection = self._login(self.owner)
        settings = {
            "lock_timeout": self.lock_timeout,
            "idle_in_transaction_session_timeout": "10min",
            "client_min_messages": "warning",
            # Whatever the role or the database has of its own: strings are read as the check has read them, and policies
            # govern what this session sees instead of refusing it.
            "standard_conforming_strings": "on",
            "row_security": "on",
            **({"default_transaction_read_only": "on"} if read_only else {}),
        }
        # A session that holds a lock for others to wait on has nothing to do meanwhile.
        if connection.info.server_version >= 140000:
            settings["idle_session_timeout"] = "0"
        with self.answering():
            # By statements, since a connection pooler may refuse options.
            for name, value in settings.items():
                connection.execute("select pg_catalog.set_config(%s, %s, false)", (name, value))
        connection.autocommit = autocommit
        return connection

    def _login(self, role: str | None = None) -> psycopg.Connection[Any]:
        """A new session; with `role` as the role that it has from the start, and that RESET ROLE gives it back."""
        import psycopg
        from psycopg.conninfo import conninfo_to_dict

        options = str(conninfo_to_dict(self.conninfo).get("options") or "")
        if role is not None:
            options += " -c role=" + re.sub(r"([\\\s])", r"\\\1", role)
        try:
            return psycopg.connect(
                self.conninfo,
                autocommit=True,
                prepare_threshold=None,
                connect_timeout=10,
                application_name="db-verify",
                client_encoding="UTF8",
                options=options.strip() or None,
            )
        except psycopg.Error as error:
            said = self.without_secrets(str(error)).strip()
            if role is not None:
                raise CannotCheck(
                    f"this login can't act as {role} on {self.name}: {said}",
                    remedy=f"Log in as {role} or as a member of it; the bootstrap makes the role.",
                ) from None
            raise CannotCheck(
                f"no connection to {self.name}: {said}",
                remedy="Look at DATABASE_URL, the PG* variables and pg_hba.conf.",
            ) from None

    def _demand_ordinary(self, connection: psycopg.Connection[Any]) -> None:
        with self.answering():
            row = connection.execute(
                "select rolsuper from pg_catalog.pg_roles where rolname = session_user"
            ).fetchone()
        if row and row[0]:
            raise CannotCheck(
                f"{connection.info.user} is a superuser on {self.name}; no row-level security and no grant governs it",
                remedy=f"Log in as {self.owner}, or as a member of it that is no superuser.",
            )

    def act_as(self, connection: psycopg.Connection[Any], role: str, *, local: bool = False) -> None:
        """Take a role, with the claims of a request of that role; `local` for the transaction alone."""
        from psycopg import sql

        scope = sql.SQL("local" if local else "session")
        connection.execute(sql.SQL("set {} role {}").format(scope, sql.Identifier(role)))
        connection.execute(
            "select pg_catalog.set_config('request.jwt.claims', %s, %s)", (json.dumps({"role": role}), local)
        )

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Turns what the database refuses, or that it went away, into CannotCheck without secrets."""
        import psycopg

        try:
            yield
        except psycopg.Error as error:
            said = self.without_secrets((error.diag.message_primary or str(error)).strip())
            state = f" (SQLSTATE {error.sqlstate})" if error.sqlstate else ""
            raise CannotCheck(f"{self.name}: {said}{state}") from None

    def without_secrets(self, text: str) -> str:
        """The text with every secret of the connection masked."""
        for secret in self.secrets:
            text = text.replace(secret, "********")
        return text


def _is_misread(url: str, parts: Mapping[str, str]) -> bool:
    """Whether a piece of a URL's password has become a host, a port or a database's name, and would be shown as such.

    libpq takes the first @ for the password's end, and a / before it for the end of them all.
    """
    if not url.startswith(("postgresql://", "postgres://")):
        return False
    port = parts.get("port", "").replace(",", "")
    return any("@" in parts.get(key, "") for key in ("host", "dbname")) or not (port.isdecimal() or not port)


def number_of(connection: psycopg.Connection[Any], query: str) -> int:
    """The number that a query gives; nothing and NULL are 0."""
    row = connection.execute(query.encode()).fetchone()
    return int(row[0]) if row and row[0] is not None else 0
