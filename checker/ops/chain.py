"""What the files make, in a throw-away Postgres: the measure that a real database is held against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checker.errors import CannotCheck
from checker.model import Change, Migration, Script, ServerError, Snapshot
from checker.names import quote
from checker.ops.apply import run_as_it_is
from checker.trial.catalog import CatalogReader
from checker.trial.extensions import counted, made_before, pretended
from checker.trial.platforms import Platform, platform
from checker.trial.roles import owner_session, prepare_database
from checker.trial.server import LocalServer, throwaway
from checker.trial.sources import available, find
from checker.trial.watch import Limits

if TYPE_CHECKING:
    import psycopg


@dataclass(frozen=True, slots=True)
class Chain:
    """A throw-away database that has the bootstrap and some migrations.

    `pretended` are extensions that are not really there, `counted` those that no script makes; `exposed` is how names in
    the exposed schemas begin.
    """

    server: LocalServer
    platform: Platform
    owner: str
    reader: CatalogReader
    pretended: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()
    exposed: tuple[str, ...] = ()

    @property
    def database(self) -> str:
        return self.platform.database

    def snapshot(self) -> Snapshot:
        """The catalog now."""
        return self.reader.read()

    def session(self) -> psycopg.Connection[Any]:
        """A session of the role that runs the migrations."""
        return owner_session(self.server, self.database, self.owner, bypassing=self.platform.bypassing)

    def run(self, script: Script, migration: Migration | None = None) -> None:
        """Run a script as its tool would; raises CannotCheck where it fails."""
        if failed := self._run(script, migration):
            raise CannotCheck(
                f"in a throw-away Postgres this fails: {failed.message} (SQLSTATE {failed.sqlstate})",
                place=str(failed.location),
                remedy="`db-verify check --all` says more.",
            )

    def attempt(self, script: Script) -> str | None:
        """Run a script; gives what the server said where it fails."""
        failed = self._run(script, None)
        return failed.message if failed else None

    def administer(self, statement: str, role: str) -> bool:
        """Run a generated statement as a role that the owner can take; gives whether it went through."""
        import psycopg

        with self.session() as connection:
            try:
                connection.execute(f"set role {role}".encode())
                connection.execute(statement.encode())
            except psycopg.Error as error:
                if error.sqlstate is None:
                    raise
                return False
        return True

    def _run(self, script: Script, migration: Migration | None) -> ServerError | None:
        with self.session() as connection:
            failed = run_as_it_is(connection, script, migration, self.counted)
            if failed:
                connection.execute("rollback")
            return failed


@contextmanager
def built(
    change: Change, migrations: Sequence[Migration], major: int, superuser: str, seconds: float | None = None
) -> Iterator[Chain]:
    """A throw-away Postgres of a major version, with the bootstrap and these migrations in it.

    `superuser` is what the bootstrap's rights are called, so that owners are comparable; the server ends after
    `seconds`, or after the trial's time. Raises CannotCheck where that Postgres is not to be had or where
    something fails in it.
    """
    config = change.config
    postgres = find("auto", major=str(major))
    if postgres.major != major:
        raise CannotCheck(
            f"the database is PostgreSQL {major}, and here is only {postgres.version} to compare with",
            remedy=f"Install the server of PostgreSQL {major} on this machine; it need not run.",
        )
    if config.start_from is not None:
        raise CannotCheck("a chain that starts from a dump (start_from) can't be built here yet")
    where = platform(config.platform)
    without = counted(change, available(postgres))
    with ExitStack() as stack:
        server = stack.enter_context(
            throwaway(
                postgres,
                superuser=superuser if where.name == "vanilla" else where.superuser,
                limits=Limits(seconds=seconds or float(config.trial.timeout)),
            )
        )
        owner = prepare_database(
            server, where, config.trial.owner, change.bootstrap, made_before(change),
            stubs=config.trial.extensions.stub, pretended=without,
        )  # fmt: skip
        reader = CatalogReader(stack.enter_context(server.connect(where.database)))
        exposed = tuple(f"{quote(schema)}." for schema in config.exposed_schemas)
        chain = Chain(server, where, owner, reader, pretended(change), without, exposed)
        for migration in migrations:
            chain.run(migration.up, migration)
        yield chain
