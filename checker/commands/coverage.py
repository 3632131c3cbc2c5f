"""`db-verify coverage`: how far governance knows its directives."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from checker.commands import Terminal, add_shared
from checker.errors import UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add = parser.add_argument
    add("--format", choices=("text", "markdown", "json"), default="text", help="default: %(default)s")
    add("--threshold", type=float, metavar="PERCENT", help="exit 1 where less of all directives have both")
    add(
        "--as-of",
        metavar="DATE",
        help="the day that ages are counted to, as YYYY-MM-DD (default: today); directives made after it are left out,"
        " and of the others counts what they have today",
    )
    add_shared(parser, "--config", "--verbose")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Measure and show; gives 1 where the threshold is not reached."""
    from checker.commands.check import read_date
    from checker.ops.coverage import measure, render
    from checker.ops.files import SERVICE, read_files
    from checker.ops.target import Target

    if arguments.threshold is not None and not 0 <= arguments.threshold <= 100:
        raise UsageError(f"--threshold {arguments.threshold:g} is no percentage")
    as_of = read_date(arguments.as_of)
    files = read_files(Path.cwd(), os.environ, as_of, arguments.config)
    shares = measure(Target.read(os.environ, owner=files.owner), as_of, SERVICE)
    terminal.say(render(shares, arguments.format, arguments.threshold))
    total = shares[-1]
    reached = arguments.threshold is None or total.reaches(arguments.threshold)
    if not reached:
        terminal.warn(
            f"{total.with_both} of {total.directives} directives have both; the threshold is {arguments.threshold:g} %"
        )
    return 0 if reached else 1
