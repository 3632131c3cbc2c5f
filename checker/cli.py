"""Arguments in, exit code out: the only place that prints to a terminal."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

from checker import __version__
from checker.errors import CheckerError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from types import FrameType

    from checker.model import Report

FORMATS = ("text", "github", "json", "sarif", "junit", "markdown", "html")

EXIT_STATUS = """\
exit status:
  0  pass   every stage that was asked for ran to its end, and no finding reached --fail-on
  1  fail   at least one finding did
  2  usage  the command line or the configuration is wrong
  3  error  the check could not be made
"""


def run(arguments: list[str]) -> int:
    """Run one command line (without the program's name); gives the exit code. Prints what people see."""
    signal.signal(signal.SIGTERM, _stop)
    parser = _parser()
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("-h", "--help", "--version")):
        arguments = ["check", *arguments]
    known = _commands(parser)
    if not arguments[0].startswith("-") and arguments[0] not in known:
        from difflib import get_close_matches

        close = get_close_matches(arguments[0], known, n=1)
        meant = f"; did you mean {close[0]!r}?" if close else ""
        hint = " To judge a file: db-verify check FILE." if "/" in arguments[0] or "." in arguments[0] else ""
        return _complain(UsageError(f"there is no command {arguments[0]!r}{meant}{hint}"))
    options = parser.parse_args(arguments)
    try:
        code: int = options.run(options)
    except CheckerError as error:
        return _complain(error)
    except BrokenPipeError:
        # Whoever read our output went away; what they miss is their choice, the verdict is not theirs to lose.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 3
    except KeyboardInterrupt as interrupt:
        return _complain(CheckerError(f"stopped by {interrupt or 'an interrupt'}"))
    return code


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt(signal.Signals(number).name)


def _complain(error: CheckerError) -> int:
    print(f"db-verify: {error}", file=sys.stderr)
    return error.exit_code


def _commands(parser: argparse.ArgumentParser) -> list[str]:
    actions = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return [name for action in actions for name in action.choices]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="db-verify",
        description="Stands between a pull request with Postgres migrations and the database.",
        epilog=EXIT_STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"db-verify {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_check(commands)
    return parser


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = commands.add_parser(
        "check",
        help="judge the change: static rules, the trial in a throw-away Postgres, live rules",
        epilog=EXIT_STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = check.add_argument
    add("paths", nargs="*", metavar="PATH", help="judge these files or folders only, changed or not")
    add("--base", metavar="REV", help="compare with the merge base of REV and the head")
    add(
        "--head",
        metavar="REV",
        help="judge this commit (default: what is checked out, uncommitted work included)",
    )
    add("--all", action="store_true", dest="everything", help="judge every migration, not only the change")
    add("--static", action="store_true", help="no database: read the files only, and say so")
    add("--config", metavar="FILE", default="db/verify.yml", help="default: %(default)s")
    add(
        "--database",
        metavar="WHERE",
        default="auto",
        help="auto, embedded, system or a URL (default: %(default)s)",
    )
    add(
        "--allow-remote-trial",
        action="store_true",
        help="let the trial use a database URL whose host is not local",
    )
    add("--format", choices=FORMATS, default="text", help="default: %(default)s")
    add("--output", metavar="FILE", help="write the report there instead of to standard output")
    add(
        "--report",
        metavar="FORMAT=FILE",
        action="append",
        default=[],
        help="another report beside it; repeatable",
    )
    add("--fail-on", choices=("error", "warning"), default="error", help="default: %(default)s")
    add("--write-baseline", action="store_true", help="record today's findings, so that only new ones fail")
    add("--as-of", metavar="DATE", help='what "today" is, as YYYY-MM-DD (default: today)')
    add("--quiet", action="store_true", help="findings and verdict only")
    add("--verbose", action="store_true", help="more about what was done; tracebacks of defects")
    add("--no-color", action="store_true", help="no colour (NO_COLOR does the same)")
    check.set_defaults(run=_check)


def _check(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    from checker.config import Options
    from checker.model import Severity
    from checker.run import check

    reports = [_report_target(text) for text in arguments.report]
    options = Options(
        paths=tuple(path.removeprefix("./").rstrip("/") for path in arguments.paths),
        base=arguments.base,
        head=arguments.head,
        everything=arguments.everything,
        static=arguments.static,
        config=arguments.config,
        database=arguments.database,
        allow_remote_trial=arguments.allow_remote_trial,
        fail_on=Severity(arguments.fail_on),
        write_baseline=arguments.write_baseline,
        as_of=_date(arguments.as_of),
        verbose=arguments.verbose,
    )
    report = check(Path.cwd(), options, os.environ, _progress(arguments))
    for format, file in [(arguments.format, arguments.output), *reports]:
        _write(report, format, file, arguments)
    return report.exit_code


def _report_target(text: str) -> tuple[str, str]:
    format, separator, file = text.partition("=")
    if not separator or not file or format not in FORMATS:
        raise UsageError(
            f"--report {text!r} is not FORMAT=FILE", remedy=f"FORMAT is one of {', '.join(FORMATS)}."
        )
    return format, file


def _date(text: str | None) -> date:
    from datetime import UTC, date, datetime

    if text is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--as-of {text!r} is not a date", remedy="Write it as YYYY-MM-DD.") from error


def _progress(arguments: argparse.Namespace) -> Callable[[str], None]:
    if arguments.quiet or not sys.stderr.isatty():
        return lambda _what: None

    def show(what: str) -> None:
        print(f"\r\x1b[K{what} …", end="", file=sys.stderr, flush=True)

    return show


def _write(report: Report, format: str, file: str | None, arguments: argparse.Namespace) -> None:
    """Render and write one report. That one can't be written is a warning: the verdict stays what it is."""
    from checker.report import render

    to_terminal = file is None and sys.stdout.isatty()
    if to_terminal and sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    text = render(
        report,
        format,
        color=to_terminal and not arguments.no_color and not os.environ.get("NO_COLOR"),
        width=os.get_terminal_size().columns if to_terminal else 100,
        verbose=arguments.verbose,
        quiet=arguments.quiet,
    )
    if file is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    try:
        with open(file, "w", encoding="utf-8", errors="backslashreplace", newline="") as target:  # noqa: PTH123
            target.write(text)
    except OSError as error:
        print(
            f"db-verify: warning: the {format} report can't be written to {file}: {error.strerror}",
            file=sys.stderr,
        )
