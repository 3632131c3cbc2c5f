"""Which extensions the migrations ask for, so that a Postgres is chosen that has them."""

from __future__ import annotations

from collections.abc import Mapping

from pglast import ast

from checker.model import Change, Location
from checker.trial.platforms import platform

# They reach other servers or files, or run programs.
_REACH_OUT = frozenset({"dblink", "file_fdw", "postgres_fdw", "adminpack", "plsh"})

_KIND = ast.CreateExtensionStmt.__name__


def reaches_out(extension: str) -> bool:
    """Whether no trial has this extension: untrusted languages, and what reaches out of the database."""
    return extension in _REACH_OUT or (extension.startswith("pl") and extension.endswith("u"))


def pretended(change: Change) -> frozenset[str]:
    """The extensions that no Postgres needs to have: those that the config lists as stubs, and the platform's own."""
    return frozenset(change.config.trial.extensions.stub) | platform(change.config.platform).pretended


def extensions_of(change: Change) -> Mapping[str, Location | None]:
    """The extensions that the bootstrap, the migrations, the scripts or the config ask for, and where.

    Those that are pretended are not asked for; those that no trial has are refused there, on their line, and no
    Postgres is looked for that has them. What a DO block makes is not seen; it fails in the trial where it is missing.
    """
    known = pretended(change)
    return {
        name: place
        for name, place in _asked_for(change).items()
        if name not in known and not reaches_out(name)
    }


def not_proven(change: Change) -> tuple[str, ...]:
    """A sentence for each extension that is asked for and pretended."""
    return tuple(
        f"what uses the extension {name}: it is pretended, and CREATE EXTENSION counts as applied"
        for name in sorted(pretended(change) & _asked_for(change).keys())
    )


def _asked_for(change: Change) -> dict[str, Location | None]:
    scripts = (
        *change.foundation,
        *(migration.up for migration in change.history.of_kind(_KIND)),
        *change.policies,
        *change.views,
        *change.seeds,
    )
    wanted: dict[str, Location | None] = dict.fromkeys(change.config.trial.extensions.need)
    for script in scripts:
        for statement in script.statements:
            match statement.node:
                case ast.CreateExtensionStmt(extname=str(name)):
                    wanted.setdefault(name, statement.location)
    return wanted
