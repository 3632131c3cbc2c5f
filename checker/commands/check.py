"""`db-verify check`: the main job."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from checker.commands import COMMANDS, Terminal, add_shared
from checker.errors import CannotCheck, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from checker.model import Report

FORMATS = ("text", "github", "json", "sarif", "junit", "markdown", "html")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add = parser.add_argument
    add("paths", nargs="*", metavar="PATH", help="judge these files or folders only, changed or not")
    add_shared(parser, "--base", "--head")
    add("--all", action="store_true", dest="everything", help="judge every migration, not only the change")
    add_shared(parser, "--static", "--config", "--database", "--allow-remote-trial")
    add("--format", choices=FORMATS, default="text", help="of the report (default: %(default)s)")
    add("--output", metavar="FILE", help="write the report there instead of to standard output")
    add(
        "--report",
        metavar="FORMAT=FILE",
        action="append",
        default=[],
        help="another report beside it; repeatable",
    )
    add(
        "--fail-on",
        choices=("error", "warning"),
        default="error",
        help="the least severity that fails (default: %(default)s)",
    )
    add("--write-baseline", action="store_true", help="record today's findings, so that only new ones fail")
    add_shared(parser, "--as-of")
    add("--quiet", action="store_true", help="findings and verdict only")
    add("--verbose", action="store_true", help="more about what was done; tracebacks of defects")
    add("--no-color", action="store_true", help="no colour (NO_COLOR does the same)")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Check, and write each report that was asked for; gives the exit code of the verdict."""
    import gc

    # A check makes hundreds of thousands of small things that live to its end: looking for cycles among them, again and again,
    # took a fifth of its time and freed nothing.
    gc.disable()
    from pathlib import Path

    from checker.config import Options
    from checker.model import Severity
    from checker.run import check

    if arguments.write_baseline and arguments.paths:
        raise UsageError(
            "--write-baseline records what all files come to, and not those of a path",
            remedy="Leave the path out.",
        )
    if arguments.write_baseline and arguments.head:
        raise UsageError(
            "--write-baseline records what is checked out, and not what another commit comes to",
            remedy="Leave --head out, or check that commit out.",
        )
    # `--quiet check`: it would be taken for a path.
    if command := next((one for one in arguments.paths if one in COMMANDS and not Path(one).exists()), None):
        raise UsageError(
            f"{command} is a command, and stands before its options", remedy=f"db-verify {command} …"
        )
    targets = [(arguments.format, arguments.output), *map(_target, arguments.report)]
    options = Options(
        paths=read_paths(arguments.paths),
        base=arguments.base,
        head=arguments.head,
        everything=arguments.everything,
        static=arguments.static,
        config=arguments.config,
        database=arguments.database,
        allow_remote_trial=arguments.allow_remote_trial,
        fail_on=Severity(arguments.fail_on),
        write_baseline=arguments.write_baseline,
        as_of=read_date(arguments.as_of),
        verbose=arguments.verbose,
    )
    report = check(
        Path.cwd(),
        options,
        os.environ,
        lambda what: None if arguments.quiet else terminal.progress(f"{what} …"),
    )
    terminal.progress("")
    # Files first: whoever reads only the beginning of the output, and goes away, has them all the same.
    for format, file in sorted(targets, key=lambda target: target[1] is None):
        _write(report, format, file, arguments, terminal)
    return report.exit_code


def read_paths(texts: Sequence[str]) -> tuple[str, ...]:
    """The files and folders that the command line names, each in its one spelling; the repository's root is `.`."""
    from posixpath import normpath

    return tuple(map(normpath, texts))


def read_date(text: str | None) -> date:
    """The day that `--as-of` names, today in UTC where it is not given; raises UsageError for what is no date."""
    from datetime import UTC, date, datetime

    if text is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--as-of {text!r} is not a date", remedy="Write it as YYYY-MM-DD.") from error


def _target(text: str) -> tuple[str, str]:
    format, separator, file = text.partition("=")
    if not separator or not file or format not in FORMATS:
        raise UsageError(
            f"--report {text!r} is not FORMAT=FILE", remedy=f"FORMAT is one of {', '.join(FORMATS)}."
        )
    return format, file


def _write(
    report: Report, format: str, file: str | None, arguments: argparse.Namespace, terminal: Terminal
) -> None:
    """Render and write one report. That one can't be written is a warning: the verdict stays what it is."""
    from checker.report import render

    text = render(
        report,
        format,
        color=file is None and terminal.color(off=arguments.no_color),
        width=terminal.width,
        verbose=arguments.verbose,
        quiet=arguments.quiet,
    )
    if file is None:
        try:
            terminal.say(text)
        except CannotCheck as error:
            terminal.warn(f"warning: the {format} report can't be printed: {error.message}")
        return
    try:
        with open(file, "w", encoding="utf-8", errors="backslashreplace", newline="") as target:  # noqa: PTH123
            target.write(text)
    except OSError as error:
        terminal.warn(f"warning: the {format} report can't be written to {file}: {error.strerror}")
        if file == arguments.output:
            # It was the only one that is asked for by itself: better here than nowhere.
            _write(report, format, None, arguments, terminal)
