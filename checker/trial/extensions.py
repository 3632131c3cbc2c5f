"""Which extensions the migrations ask for, so that a Postgres is chosen that has them."""

from __future__ import annotations

from collections.abc import Mapping

from pglast import ast

from checker.model import Change, Location

# They reach other servers or files, or run programs.
_REACH_OUT = frozenset({"dblink", "file_fdw", "postgres_fdw", "adminpack", "plsh"})

_KIND = ast.CreateExtensionStmt.__name__


def reaches_out(extension: str) -> bool:
    """Whether no trial has this extension: untrusted languages, and what reaches out of the database."""
    return extension in _REACH_OUT or (extension.startswith("pl") and extension.endswith("u"))


def extensions_of(change: Change) -> Mapping[str, Location | None]:
    """The extensions that the bootstrap, the migrations, the scripts or the config ask for, and where.

    Those that the config lists as stubs are pretended and not asked for; those that no trial has are
    refused there, on their line, and no Postgres is looked for that has them. What a DO block makes is not
    seen; it fails in the trial where it is missing.
    """
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
    stubs = change.config.trial.extensions.stub
    return {name: place for name, place in wanted.items() if name not in stubs and not reaches_out(name)}
