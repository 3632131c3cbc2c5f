"""What a trial begins with, made once and kept: the bootstrap, and the base chain on top of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from checker.errors import CannotCheck
from checker.model import Change, History, Migration, Script
from checker.state.lacking import extension_of, in_earnest, owner_for, reaches_out, to_pretend
from checker.state.platform import misses_supabase
from checker.trial.cache import key
from checker.trial.execute import opened_by
from checker.trial.extensions import made_before
from checker.trial.host import Prepared, Server
from checker.trial.roles import prepare_database
from checker.trial.tidy import tidy

if TYPE_CHECKING:
    from checker.trial.ground import Ground


def prepared(ground: Ground, change: Change, base_chain: Sequence[Migration], *, tidies: bool) -> Prepared:
    """How a server is made that holds what the change begins with, and the key of all that goes into it.

    `tidies` says that the server's files are kept, and had better be small. Building raises CannotCheck where the
    bootstrap or a migration of the base chain can't be run.
    """
    config, extensions, stubs = change.config, made_before(change), change.config.trial.extensions.stub

    def tidy_up(server: Server) -> None:
        if tidies:
            with server.connect(ground.database) as connection:
                tidy(connection)

    def build_start(server: Server) -> None:
        prepare_database(
            server, ground.platform, config.trial.owner, change.bootstrap, extensions,
            stubs=stubs, dump=change.dump, database=ground.database, pretended=ground.counted,
        )  # fmt: skip
        tidy_up(server)

    def build_chain(server: Server) -> None:
        with ground.standing_on(server):
            for migration in base_chain:
                _apply(ground, migration, change.dump, stubs)
        tidy_up(server)

    start = Prepared(
        key(
            ground.platform.name,
            ground.owner,
            *(f"{name} {schema or ''}" for name, schema in extensions.items()),
            *stubs,
            "counted",
            *sorted(ground.counted),
            *(script.source.sha256 for script in change.foundation),
        ),
        build_start,
    )
    if not base_chain:
        return start
    prints = History(base_chain).prints if not isinstance(base_chain, History) else base_chain.prints
    return Prepared(key(*prints), build_chain, start)


# Of a schema, a table, another object, a function and a column (PostgreSQL's manual, appendix A).
_THERE_ALREADY = ("42P06", "42P07", "42710", "42723", "42701")


def _apply(ground: Ground, migration: Migration, dump: Script | None, pretended: Collection[str]) -> None:
    """Run a migration that the change does not touch: where that fails, the change can't be judged."""
    remedy = (
        "The change does not touch it: mend the base, or its bootstrap (roles, extensions, schemas), first; or let"
        " start_from in the config, with a schema dump, stand for the chain up to it."
    )
    problems = [
        one
        for one in (*migration.problems, *migration.up.problems)
        if one.kind not in ("foreign", "rollback")
    ]
    if problems:
        raise CannotCheck(
            f"this migration, which comes before the change, can't be read: {problems[0].message}",
            remedy=remedy,
            place=str(problems[0].location),
        )
    done = ground.run(migration.up, opened_by(migration, migration.up))
    if done.status != "applied":
        error = done.error
        if error and error.message.startswith("permission denied to create extension"):
            outside = reaches_out(error.message.partition('"')[2].rstrip('"'))
            remedy = (
                "No trial has it, since it reaches out of the database: name it in trial.extensions.stub. "
                if outside
                else "Name it in trial.extensions.need, where production has it: it is then made with the bootstrap's rights. "
            ) + remedy
        elif error and error.sqlstate == "42501" and error.message.startswith("permission denied"):
            how = owner_for(error.message)
            remedy = (
                f"Migrations run as {ground.owner} here. Where production's role has that right, give it that in the bootstrap,"
                f" which runs as superuser{f' ({how})' if how else ''}, and name it in trial.owner. {remedy}"
            )
        if error and dump is not None and error.sqlstate in _THERE_ALREADY:
            remedy = (
                f"Where {dump.path} has it already, which a tool may have written anew since, let start_from name a copy of that"
                f" file as it was after its id. {remedy}"
            )
        if error and (extension := extension_of(error.message)):
            how = (
                in_earnest(extension)
                if extension in pretended
                else to_pretend(extension, ground.platform.name)
                or f"That is of the extension {extension}: CREATE EXTENSION it in the bootstrap"
            )
            remedy = f"{how}. {remedy}"
        if error and misses_supabase(error.message, ground.platform.name):
            remedy = (
                f"A Supabase project has it: where production is one, write `platform: supabase`. {remedy}"
            )
        raise CannotCheck(
            "this migration, which comes before the change, does not apply: "
            + (f"{error.message} (SQLSTATE {error.sqlstate})" if error else done.detail),
            remedy=remedy,
            place=str(error.location if error else migration.up.location),
        )
