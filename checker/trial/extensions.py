"""Which extensions the migrations ask for, so that a Postgres is chosen that has them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec import Struct
from pglast import ast

from checker.model import Change, Location
from checker.names import quote
from checker.state.lacking import reaches_out
from checker.trial.moving import moved_by
from checker.trial.platforms import platform

_KIND = ast.CreateExtensionStmt.__name__


def pretended(change: Change) -> frozenset[str]:
    """The extensions that no Postgres needs to have: those that the config lists as stubs, and the platform's own."""
    return frozenset(change.config.trial.extensions.stub) | platform(change.config.platform).pretended


def stood_in_for(change: Change) -> frozenset[str]:
    """The extensions that the platform has functions in place of, where a Postgres lacks them."""
    return platform(change.config.platform).brings - frozenset(change.config.trial.extensions.need)


def made_before(change: Change) -> Mapping[str, str | None]:
    """The extensions that are made before the migrations, with the bootstrap's rights, and the schema that these ask for.

    They are those that the config needs, and those that the platform lets a migration's role make and that migrations ask for.
    """
    asked = _asked_for(change)
    may_make = platform(change.config.platform).may_make & asked.keys()
    wanted = dict.fromkeys((*change.config.trial.extensions.need, *sorted(may_make - pretended(change))))
    return {name: asked[name].schema for name in wanted}


def counted(change: Change, there: Collection[str] | None = None) -> frozenset[str]:
    """The extensions of which CREATE and DROP count as applied: those that are pretended, stood in for, or made before.

    `there` are the extensions that the Postgres has, where that is known.
    """
    stand_ins = stood_in_for(change) - frozenset(there) if there is not None else frozenset()
    return pretended(change) | stand_ins | made_before(change).keys()


def extensions_of(change: Change) -> Mapping[str, Location | None]:
    """The extensions that the bootstrap, the migrations, the scripts or the config ask for, and where.

    Those that are pretended are not asked for; those that no trial has are refused there, on their line, and no
    Postgres is looked for that has them. What a DO block makes is not seen; it fails in the trial where it is missing.
    """
    known = pretended(change)
    return {
        name: asked.place
        for name, asked in _asked_for(change).items()
        if name not in known and not reaches_out(name)
    }


def not_proven(change: Change) -> tuple[str, ...]:
    """A sentence for each extension that is asked for and pretended, or made before the migrations, whether these ask for it or not."""
    asked = _asked_for(change)
    by_files = {name for name, one in asked.items() if one.place}
    return (
        *(
            f"what uses the extension {name}: it is pretended, and CREATE EXTENSION counts as applied"
            for name in sorted(pretended(change) & asked.keys())
        ),
        *(
            f"what making and dropping the extension {name} does: it is made before the migrations, and CREATE and DROP"
            " EXTENSION count as applied"
            for name in sorted((made_before(change).keys() - pretended(change)) & by_files)
        ),
        *(
            f"that production has the extension {name}: trial.extensions.need has the trial make it, and no file does"
            for name in sorted({*change.config.trial.extensions.need} - pretended(change) - by_files)
        ),
    )


def event_triggers(change: Change) -> tuple[str, ...]:
    """A sentence for each event trigger that the migrations make where the trial makes none: the owner is no superuser."""
    made = dict.fromkeys(
        str(statement.node.trigname)
        for migration in change.history.of_kind(ast.CreateEventTrigStmt.__name__)
        for statement in migration.up.statements
        if isinstance(statement.node, ast.CreateEventTrigStmt)
    )
    return tuple(
        f"what the event trigger {quote(name)} does: the platform lets the owner make it, and here only a superuser could, so"
        " that it counts as applied and is never run"
        for name in made
    )


def moved(change: Change) -> tuple[str, ...]:
    """A sentence for each extension that the migrations give another schema where the platform does that for the owner."""
    known = pretended(change)
    blocks = (one for one in change.judged if ast.DoStmt.__name__ in one.up.kinds)
    migrations = (*change.history.of_kind(ast.AlterObjectSchemaStmt.__name__), *blocks)
    names = dict.fromkeys(
        name
        for migration in migrations
        for statement in migration.up.statements
        for name in moved_by(statement)
    )
    return tuple(
        f"that production moves the extension {name}: supautils lets postgres do it from 2.5 on"
        for name in names
        if name not in known
    )


class _Asked(Struct, frozen=True):
    """Where an extension is first asked for, and in which schema; neither where the config alone asks."""

    place: Location | None = None
    schema: str | None = None


def _asked_for(change: Change) -> dict[str, _Asked]:
    scripts = (
        *change.foundation,
        *(migration.up for migration in change.history.of_kind(_KIND)),
        *change.repeatable,
        *change.seeds,
    )
    wanted: dict[str, _Asked] = {}
    for script in scripts:
        for statement in script.statements:
            match statement.node:
                case ast.CreateExtensionStmt(extname=str(name), options=options):
                    named = (each.arg for each in options or () if each.defname == "schema")
                    schema = next((arg.sval for arg in named if isinstance(arg, ast.String)), None)
                    wanted.setdefault(name, _Asked(statement.location, schema))
    return dict.fromkeys(change.config.trial.extensions.need, _Asked()) | wanted
