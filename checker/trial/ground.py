"""The database that is tried: scripts run in it as a tool would, and a true state to come back to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from checker.errors import CannotCheck, NoRoom, NotBuilt
from checker.model import (
    Change,
    Migration,
    Probe,
    PublishedView,
    Script,
    Snapshot,
    TablePrint,
)
from checker.names import enumerated
from checker.trial import extensions, sources
from checker.trial.access import probe_access
from checker.trial.access_rows import say
from checker.trial.administration import is_safe_as_superuser
from checker.trial.bodies import Bodies, has_texts, read_bodies
from checker.trial.catalog import CatalogReader
from checker.trial.copies import copy_database
from checker.trial.execute import (
    DISK_FULL,
    EVENT_TRIGGERS,
    Transaction,
    opened_by,
)
from checker.trial.fill import empty_tables, fill
from checker.trial.host import Server
from checker.trial.locks import LockObserver
from checker.trial.moving import MOVES, moves
from checker.trial.platforms import Platform, platform
from checker.trial.prepare import prepared
from checker.trial.roles import (
    SEEDER,
    available,
    is_tamed,
    let_seeder_call,
    owner_session,
    wants_another_build,
    wants_createrole,
    wants_event_trigger,
)
from checker.trial.rows import RowReader
from checker.trial.script_run import Run, run_script
from checker.trial.server import throwaway
from checker.trial.sessions import Sessions, migration_leaves_nothing, seed_leaves_nothing
from checker.trial.sources import Elsewhere, Postgres, newer
from checker.trial.unchecked import remove_rows
from checker.trial.views import describe
from checker.trial.watch import Limits

if TYPE_CHECKING:
    from psycopg import Connection


# What belongs to the whole cluster: a copy of a database does not hold it, and takes no copy of it.
CLUSTER_KINDS = frozenset({"role", "membership", "database", "tablespace", "parameter grants"})


class Ground:
    """The trial's database, in which everything really commits, and its shadow, which is only ever true.

    The shadow lags behind and is brought up to date when it is needed: when a down has not restored what
    was there, the trial's database is copied from it anew, so that one bad down does not blame the
    next migration. Roles and the like are the cluster's: where those are in doubt, it is a new server.
    So it is the first time, for most never need a shadow.
    """

    def __init__(
        self,
        change: Change,
        postgres: Postgres,
        base_chain: Sequence[Migration],
        stack: ExitStack,
        done: Sequence[Migration] = (),
        *,
        shadow: bool = False,
        elapsed: float = 0.0,
        filled: Callable[[], None] = lambda: None,
    ) -> None:
        """Start after the `base_chain` and the ups of `done`; everything ends with `stack`.

        `shadow` says that there is one from the start, where another server can't be had. `elapsed` are the seconds of
        the trial's time that have gone by already; `filled` is called as soon as another ground would find all that it
        begins with in the cache.
        """
        config = change.config
        self.platform: Platform = platform(config.platform)
        self.owner = config.trial.owner or self.platform.owner
        self.database = postgres.database if isinstance(postgres, Elsewhere) else self.platform.database
        there = None if isinstance(postgres, Elsewhere) else sources.available(postgres)
        self.counted = extensions.counted(change, there)
        self._extensions = extensions.extensions_of(change)
        gives = self.platform.event_triggers and self.owner == self.platform.owner
        self._pretended = self.counted | ({EVENT_TRIGGERS} if gives else set())
        if self.platform.moves_extensions and self.owner == self.platform.owner:
            self._pretended |= {MOVES, *map(moves, extensions.made_before(change))}
        self._not_proven = (
            *self.platform.not_proven,
            *extensions.not_proven(change),
            *(extensions.event_triggers(change) if gives else ()),
            *(extensions.moved(change) if MOVES in self._pretended else ()),
        )
        self._settings = config.access.brought("", "own")[0].settings
        self._shadow = f"{self.database}_shadow"
        self._has_shadow = shadow
        self._postgres = postgres
        self._limits = replace(Limits.within(float(config.trial.timeout)), elapsed=elapsed)
        self._prepared = prepared(self, change, base_chain, tidies=not isinstance(postgres, Elsewhere))
        self._stack = stack
        self._server_stack = ExitStack()
        stack.push(self._server_stack)
        self._reader: CatalogReader | None = None
        self._seeder: Connection[Any] | None = None
        self._restorer: Connection[Any] | None = None
        self._row_reader: RowReader | None = None
        self._connections = ExitStack()
        self._sessions = Sessions(self._owner_session, migration_leaves_nothing)
        self._seeding = Sessions(self._seeder_session, seed_leaves_nothing)
        self._shadow_has = 0
        self._cluster_changed = False
        self._start(done, filled)

    @property
    def not_proven(self) -> tuple[str, ...]:
        """What is not proven for the place's sake: the platform's part, what is pretended or taken away, and another's server."""
        known = self._not_proven
        brings = self.platform.brings
        if brings and (lacking := sorted(brings - available(self._read().connection))):
            known = (
                *known,
                f"what {enumerated(lacking)} do: this Postgres lacks them, and functions of the same names stand in",
            )
        if self._is_tamed:
            known = (*known, f"what {self.owner} may do with CREATEROLE: {_TAMED}")
        if not isinstance(self._postgres, Elsewhere):
            return known
        from checker.trial.borrowed import not_proven

        return (*known, *not_proven(self._postgres))

    @property
    def _is_tamed(self) -> bool:
        return self._postgres.major < 16 and is_tamed(self._read().connection, self.owner)

    def snapshot(self) -> Snapshot:
        """The catalog now."""
        return self._read().read()

    def _read(self) -> CatalogReader:
        if self._reader is None:
            connection = self._connections.enter_context(self.server.connect(self.database))
            self._reader = CatalogReader(connection)
        return self._reader

    def run(
        self,
        script: Script,
        transaction: Transaction = "file",
        *,
        database: str | None = None,
        locks: bool = False,
    ) -> Run:
        """Run a script as the owner, in a session of its own or one as good as that; see `sessions`.

        `locks` says whether to look at those that its statements take, in the trial's own database. Raises CannotCheck
        where a statement fails for want of a right that the trial has taken from the owner.
        """
        self.server.make_way(script)
        with self._sessions.session(database or self.database, script) as connection:
            observer = LockObserver(connection, self._read().connection) if locks else None
            done = run_script(
                connection, script, transaction, watch=self.server.watch, pretended=self._pretended, observer=observer,
            )  # fmt: skip
        self._demand_own_fault(done)
        return done

    def _demand_own_fault(self, done: Run) -> None:
        error = done.error
        if error is not None and wants_createrole(error) and self._is_tamed:
            raise CannotCheck(
                f"the trial has taken CREATEROLE from {self.owner}, and this needs it ({error.message}): {_TAMED}",
                remedy=f"Try it {newer(self._extensions)}, or let the bootstrap do it.",
                place=str(error.location),
            )
        if error is not None and not isinstance(self._postgres, Elsewhere) and wants_another_build(error):
            raise NotBuilt(
                f"PostgreSQL {self._postgres.version} ({self._postgres.source}) is built without what this needs: {error.message}",
                remedy="Choose one that has it with --database: system, or the URL of one.",
                place=str(error.location),
            )
        if error is not None and EVENT_TRIGGERS in self._pretended and wants_event_trigger(error):
            raise CannotCheck(
                f"{self.platform.name} lets {self.owner} make event triggers, and the trial can't inside of a block or function"
                f" ({error.message})",
                remedy="Write CREATE EVENT TRIGGER as a statement of its own, after DROP EVENT TRIGGER IF EXISTS: it then counts as"
                " applied. Where that is merged already, let start_from in the config, with a schema dump, stand for it.",
                place=str(error.location),
            )

    def run_seed(self, script: Script, *, database: str | None = None) -> Run:
        """Run a seed past row-level security, as a role that is nothing else."""
        if database is None:
            self._let_seeder_call()
        with self._seeding.session(database or self.database, script) as connection:
            return run_script(connection, script, "file", watch=self.server.watch, pretended=self._pretended)

    def make_rows(
        self,
        catalog: Snapshot,
        tables: Sequence[str],
        seeds: Sequence[Script],
        plain: Collection[str],
        distinct: Collection[str],
    ) -> tuple[set[str], set[str], dict[str, str]]:
        """Give rows to those of these tables that have none: from seeds that apply, else made up; see `fill` for `plain` and `distinct`.

        Gives the tables that had none, those whose rows are made up, and those that still have none, with the reason.
        """
        session = self._rows()
        bare = empty = empty_tables(session, tables)
        if empty:
            self._let_seeder_call()
        for seed in seeds if empty else ():
            if not seed.problems:
                self.run_seed(seed)
        if empty and seeds:
            empty = empty_tables(session, tables)
        refused = fill(session, catalog, empty, plain, distinct) if empty else {}
        return {*bare}, {*empty} - refused.keys(), refused

    def remove_rows(self, conditions: Mapping[str, str], ours: Collection[str]) -> bool:
        """Remove made-up rows for which a new constraint does not hold; see `unchecked.remove_rows`."""
        return remove_rows(self._rows(), conditions, ours)

    def prints(
        self, catalog: Snapshot, keys: Mapping[str, Sequence[str]]
    ) -> tuple[dict[str, TablePrint], dict[str, str]]:
        """What the tables hold now; see `RowReader.read`."""
        if self._row_reader is None:
            self._row_reader = RowReader(self._rows())
        return self._row_reader.read(catalog, keys)

    def _rows(self) -> Connection[Any]:
        """A session that reads and writes rows past row-level security, and may do nothing else.

        What a default or a trigger asks for to make a row is the caller's that has rows.
        """
        if self._seeder is None:
            self._seeder = self._connections.enter_context(self._seeder_session(self.database))
            say(self._seeder, self._settings)
        return self._seeder

    def _seeder_session(self, database: str) -> Connection[Any]:
        limits: dict[str, str | int] = {**self.server.limits.session()}
        with _no_session(SEEDER):
            return self.server.connect(database, SEEDER, autocommit=True, **limits)

    def _let_seeder_call(self) -> None:
        let_seeder_call(self._read().connection)

    def _owner_session(self, database: str) -> Connection[Any]:
        with _no_session(self.owner):
            return owner_session(self.server, database, self.owner, bypassing=self.platform.bypassing)

    def read_bodies(self, catalog: Snapshot) -> Bodies:
        """What the server says of the functions in SQL whose text fits nothing any more; see `bodies.read_bodies`."""
        if not has_texts(catalog, self.platform.superuser):
            return Bodies()
        import psycopg

        try:
            with self._owner_session(self.database) as connection:
                return read_bodies(connection)
        except psycopg.Error as error:
            said = getattr(error, "diag", None) and error.diag.message_primary
            raise CannotCheck(
                f"whether the functions in SQL still fit what is there can't be asked: {said or error}",
                remedy="Something that the change made stops it (a domain's condition, a limit of time).",
            ) from error

    def published_views(self, change: Change) -> tuple[tuple[PublishedView, ...], tuple[str, ...]]:
        """What the published views are and show now; see `views.describe`."""
        self._let_seeder_call()
        return describe(
            self._read().connection, self._rows(), change.contracts, change.config.published_views
        )

    def probe_access(self, change: Change, copy: str) -> tuple[Probe, ...]:
        """What each role can do now, tried in this copy; see `copied` and `access.probe_access`."""
        return probe_access(self.server, copy, self.owner, change.config, change.proposed_access)

    def probe_seeded(self, change: Change) -> tuple[Probe, ...]:
        """What each role can do where the database stands now, tried in a copy that has the seeds' rows.

        A seed that needs what is not there yet leaves the rows of the others. Raises CannotCheck where the attempts prove nothing.
        """
        with self.copied() as copy:
            for seed in change.seeds:
                if not seed.problems:
                    self.run_seed(seed, database=copy)
            return probe_access(self.server, copy, self.owner, change.config)

    @contextmanager
    def copied(self) -> Iterator[str]:
        """The name of a copy of the trial's database, which is there until the block ends."""
        self._let_seeder_call()
        self._disconnect()
        copy = f"{self.database}_access"
        copy_database(self.server, self.database, copy)
        try:
            yield copy
        finally:
            self._disconnect()
            self.server.drop_database(copy)

    def note_cluster_change(self) -> None:
        """Remember that a migration changed what belongs to the cluster: its up can't be run twice in there."""
        self._cluster_changed = True

    def administer(self, statements: str) -> None:
        """Run generated DDL, as superuser where nothing of the change's can come of that, else as the owner.

        Raises psycopg.Error where it is refused.
        """
        if is_safe_as_superuser(statements):
            self._read().connection.execute(statements.encode(), prepare=False)
            return
        if self._restorer is None:
            self._restorer = self._connections.enter_context(self._owner_session(self.database))
        self._restorer.execute(statements.encode())

    def renew(self, done: Sequence[Migration], *, cluster: bool = False) -> None:
        """Make the true state after the ups of `done` (those since the base chain, in order) anew.

        `cluster` says that roles or the like may be wrong as well.
        """
        self._disconnect()
        if cluster or self._cluster_changed or not self._has_shadow:
            # One budget for the whole trial, however many servers it needs.
            self._limits = replace(self._limits, elapsed=self.server.watch.elapsed)
            self._server_stack.close()
            self._server_stack = ExitStack()
            self._stack.push(self._server_stack)
            self._has_shadow |= not (cluster or self._cluster_changed)
            self._start(done)
            return
        for migration in done[self._shadow_has :]:
            self._replay(migration, self._shadow)
        self._sessions.close()
        self._shadow_has = len(done)
        self.server.drop_database(self.database)
        copy_database(self.server, self._shadow, self.database)

    def start_over(self) -> None:
        """Stand where the base chain ends, whatever has been done to the database and the server since."""
        self.renew((), cluster=True)

    def _start(self, done: Sequence[Migration] = (), filled: Callable[[], None] = lambda: None) -> None:
        self.server: Server = self._server_stack.enter_context(self._serve(filled))
        self._server_stack.callback(self._disconnect)
        self.advance(done)
        if self._has_shadow:
            self._sessions.close()
            copy_database(self.server, self.database, self._shadow)
        self._shadow_has = len(done)
        self._cluster_changed = False

    @contextmanager
    def standing_on(self, server: Server) -> Iterator[None]:
        """Run scripts meanwhile in another server, one that is made to be kept."""
        self.server = server
        try:
            yield
        finally:
            self._sessions.close()

    def advance(self, migrations: Sequence[Migration]) -> None:
        """Run the ups of migrations that are known to apply; raises CannotCheck where one does not after all."""
        for migration in migrations:
            self._replay(migration, self.database)

    def _serve(self, filled: Callable[[], None]) -> AbstractContextManager[Server]:
        if isinstance(self._postgres, Elsewhere):
            from checker.trial.borrowed import borrowed

            return borrowed(self._postgres, prepared=self._prepared, limits=self._limits)
        return throwaway(
            self._postgres, superuser=self.platform.superuser, prepared=self._prepared, limits=self._limits,
            filled=filled,
        )  # fmt: skip

    def _disconnect(self) -> None:
        self._reader = self._seeder = self._restorer = self._row_reader = None
        self._connections.close()
        self._sessions.close()
        self._seeding.close()

    def _replay(self, migration: Migration, database: str) -> None:
        done = self.run(migration.up, opened_by(migration, migration.up), database=database)
        if done.status != "applied":
            error = done.error
            if error and error.sqlstate == DISK_FULL:
                raise NoRoom(error.message, remedy="Free some space.", place=str(error.location))
            raise CannotCheck(
                f"{migration.path} applies in the trial, and not where tables are empty or what the change edits is left out: {done.why}",
                remedy="A migration must apply to a new database too.",
                place=str(error.location if error else migration.location),
            )


_TAMED = "before PostgreSQL 16 that right lets a role run programs on the server, so the trial takes it away"


@contextmanager
def _no_session(role: str) -> Iterator[None]:
    """Say in words that the server lets a role in no more."""
    import psycopg

    try:
        yield
    except psycopg.OperationalError as error:
        raise CannotCheck(
            f"the trial can't log in as {role} any more: {' '.join(str(error).split())}",
            remedy="A script has taken that away (REVOKE CONNECT, CONNECTION LIMIT): give it back where the role needs it.",
        ) from error
