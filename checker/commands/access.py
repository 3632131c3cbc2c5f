"""`db-verify access`: who can do what to which table and view, as declared and as tried in a throw-away Postgres."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from checker.commands import Terminal, add_shared
from checker.commands.check import read_date
from checker.config import Options
from checker.errors import CannotCheck, UsageError
from checker.report.access import FORMATS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options."""
    add = parser.add_argument
    add("--base", metavar="REV", help="the config that counts is that of the merge base with REV")
    add("--format", choices=FORMATS, default="text", help="default: %(default)s")
    add_shared(parser, "--config", "--head", "--database", "--allow-remote-trial", "--as-of", "--verbose")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Try it and print the matrix; 1 where something is not as declared."""
    from checker.discover import discover
    from checker.report.access import matrix, render_access
    from checker.rules.access._declared import declared
    from checker.run import read, try_change
    from checker.settings import load_settings

    options = Options(
        base=arguments.base,
        head=arguments.head,
        everything=True,
        config=arguments.config,
        database=arguments.database,
        allow_remote_trial=arguments.allow_remote_trial,
        as_of=read_date(arguments.as_of),
    )
    found = discover(Path.cwd(), options, os.environ)
    settings = load_settings(found, options)
    change = read(found, settings, options)
    if not change.config.access.declared:
        raise UsageError(
            "the config declares no access",
            place=settings.source.path,
            remedy="Say under access: which role may do what; what is not declared is denied.",
        )
    trial = try_change(change, options, terminal.progress)
    terminal.progress("")
    if not trial.probes:
        failed = next((step for step in trial.steps if step.status == "failed"), None)
        why = f": {failed.path} fails" if failed else ""
        raise CannotCheck(
            f"nobody could try anything{why}", remedy="`db-verify check --all` says what is wrong."
        )
    cells = matrix(trial.probes, declared(change))
    terminal.say(render_access(cells, arguments.format))
    return 1 if any(cell.open or cell.closed for cell in cells) else 0
