"""The real database: how to reach it, and as whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from checker.errors import CannotCheck, UsageError

if TYPE_CHECKING:
    import psycopg

_NAMED_BY = ("PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE", "PGPORT")


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
    def read(cls, environ: Mapping[str, str], *, owner: str | None = None) -> Target:
        """The database that the environment names.

        Raises UsageError where it names none, or where DATABASE_URL can't be read.
        """
        import psycopg
        from psycopg.conninfo import conninfo_to_dict

        url = environ.get("DATABASE_URL", "")
        if not url and not any(environ.get(name) for name in _NAMED_BY):
            raise UsageError(
                "no database is named",
                remedy="Set DATABASE_URL, or PGHOST, PGDATABASE and PGUSER. The password belongs in PGPASSFILE.",
            )
        try:
            parts = conninfo_to_dict(url)
        except psycopg.ProgrammingError:
            # libpq's own message repeats the text, password and all.
            raise UsageError(
                "DATABASE_URL is not a connection string",
                remedy="Write it as postgresql://USER@HOST:PORT/DATABASE.",
            ) from None
        secrets = tuple(
            str(secret)
            for secret in (parts.get("password"), parts.get("sslpassword"), environ.get("PGPASSWORD"))
            if secret
        )
        host = parts.get("host") or environ.get("PGHOST") or "the local socket"
        database = (
            parts.get("dbname") or environ.get("PGDATABASE") or parts.get("user") or environ.get("PGUSER", "")
        )
        return cls(url, f"{database or 'the default database'} on {host}", owner, secrets=secrets)

    def connect(self, *, autocommit: bool = True, read_only: bool = False) -> psycopg.Connection[Any]:
        """A new session, as the owner where one is set, with `search_path` empty of surprises and a lock timeout.

        Raises CannotCheck, without secrets, where the database can't be reached or the role can't be taken.
        """
        import psycopg
        from psycopg import sql

        settings = {
            "application_name": "db-verify",
            "lock_timeout": self.lock_timeout,
            "idle_in_transaction_session_timeout": "10min",
            "client_min_messages": "warning",
        }
        if read_only:
            settings["default_transaction_read_only"] = "on"
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        try:
            connection = psycopg.connect(
                self.conninfo, autocommit=True, prepare_threshold=None, connect_timeout=10, options=options
            )
        except psycopg.Error as error:
            raise CannotCheck(
                f"no connection to {self.name}: {self.without_secrets(str(error)).strip()}",
                remedy="Look at DATABASE_URL, the PG* variables and pg_hba.conf.",
            ) from None
        if self.owner and connection.info.user != self.owner:
            try:
                connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(self.owner)))
            except psycopg.Error as error:
                user = connection.info.user
                connection.close()
                raise CannotCheck(
                    f"{user} can't act as {self.owner} on {self.name}: {error.diag.message_primary}",
                    remedy=f"Log in as {self.owner} or as a member of it; the bootstrap makes the role.",
                ) from None
        connection.autocommit = autocommit
        return connection

    def without_secrets(self, text: str) -> str:
        """The text with every secret of the connection masked."""
        for secret in self.secrets:
            text = text.replace(secret, "********")
        return text
