"""Arguments in, exit code out."""

from __future__ import annotations

import argparse
import re
import signal
import traceback
from importlib import import_module
from posixpath import normpath
from typing import TYPE_CHECKING, NoReturn

from checker import __version__
from checker.commands import COMMANDS, Terminal
from checker.errors import CheckerError, UsageError

if TYPE_CHECKING:
    from types import FrameType

EXIT_STATUS = """\
exit status:
  0  pass   all that was asked for ran to its end and found nothing that fails
  1  fail   at least one finding did, or what was asked for came out bad
  2  usage  the command line or the configuration is wrong
  3  error  it could not be done
"""


def run(arguments: list[str]) -> int:
    """Run one command line (without the program's name); gives the exit code."""
    signal.signal(signal.SIGTERM, _stop)
    # A terminal that went away stops it as well, unless nohup says otherwise.
    if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:
        signal.signal(signal.SIGHUP, _stop)
    terminal = Terminal.standard()
    try:
        name, rest = _command(arguments)
        module = import_module(f"checker.commands.{name.replace('-', '_')}")
        parser = _parser(f"db-verify {name}", COMMANDS[name])
        module.add_arguments(parser)
        parsed = parser.parse_args(rest)
        if "config" in parsed:
            parsed.config = normpath(parsed.config)
        code: int = module.run(parsed, terminal)
        return code
    except CheckerError as error:
        terminal.progress("")
        terminal.warn(str(error))
        return error.exit_code
    except BrokenPipeError:
        # Whoever read our output has gone away; nothing may be printed any more, not even at exit.
        terminal.abandon()
        return 3
    except KeyboardInterrupt as interrupt:
        terminal.warn(f"stopped by {str(interrupt) or 'an interrupt'}")
        return 3
    # A defect of ours must not look like a verdict: it says so, and is never 0 or 1.
    except Exception as error:  # noqa: BLE001
        terminal.warn(f"db-verify itself failed: {type(error).__name__}: {error}")
        if "--verbose" in arguments:
            traceback.print_exc(file=terminal.err)
        else:
            terminal.warn("Run again with --verbose for the traceback.")
        return 3


def _command(arguments: list[str]) -> tuple[str, list[str]]:
    """The command that is meant, and its arguments; options alone are those of `check`."""
    if not arguments:
        return "check", []
    first = arguments[0]
    if first in ("-h", "--help", "--version"):
        _front().parse_args([first])
    if first.startswith("-"):
        return "check", arguments
    if first in COMMANDS:
        return first, arguments[1:]
    from difflib import get_close_matches

    close = get_close_matches(first, COMMANDS, n=1)
    remedy = f"Did you mean {close[0]!r}?" if close else "`db-verify --help` lists the commands."
    if first in ("explain", "rule"):
        remedy = f"Did you mean {' '.join(['rules', *arguments[1:2]])!r}?"
    if "/" in first or first.endswith(".sql"):
        remedy = f"To judge a file or a folder: db-verify check {first}"
    raise UsageError(f"there is no command {first!r}", remedy=remedy)


def _front() -> argparse.ArgumentParser:
    """What `db-verify --help` shows."""
    from shutil import get_terminal_size
    from textwrap import fill

    column = max(map(len, COMMANDS)) + 4
    # As wide as argparse makes what it wraps itself.
    width = max(get_terminal_size().columns - 2, 2 * column)
    listed = "".join(
        fill(f"{f'  {name}':<{column}}{about}", width, subsequent_indent=" " * column) + "\n"
        for name, about in COMMANDS.items()
    )
    parser = _parser("db-verify", "Stands between a pull request with Postgres migrations and the database.")
    parser.usage = "db-verify [COMMAND] [ARGUMENT …]"
    parser.epilog = f"commands (check, where none is named):\n{listed}\n{EXIT_STATUS}"
    parser.add_argument("--version", action="version", version=f"db-verify {__version__}")
    return parser


class _Parser(argparse.ArgumentParser):
    """Says what is wrong as other errors are said: what, and what to do."""

    def error(self, message: str) -> NoReturn:
        """See ArgumentParser; raises UsageError."""
        from difflib import get_close_matches

        remedy = f"`{self.prog} --help` says what there is."
        option = re.fullmatch(r"unrecognized arguments: (-\S+).*", message)
        if option:
            word = option[1].partition("=")[0]
            message = f"there is no option {word}"
            if close := get_close_matches(word, self._option_string_actions, n=1):
                remedy = f"Did you mean {close[0]}?"
            if word == "--fix":
                remedy = "Did you mean `db-verify fix`?"
        if missing := re.fullmatch(r"the following arguments are required: (.*)", message):
            message = f"{missing[1]} is missing"
        if bare := re.fullmatch(r"argument (\S+): expected one argument", message):
            message = f"{bare[1]} needs a value"
        choice = re.fullmatch(r"argument (\S+): invalid choice: '(.*)' \(choose from (.*)\)", message)
        if choice:
            known = choice[3].replace("'", "")
            message = f"{choice[1].split('/')[-1]} can't be {choice[2]!r}"
            close = get_close_matches(choice[2], known.split(", "), n=1)
            remedy = f"{f'Did you mean {close[0]}? ' if close else ''}It takes {known}."
        raise UsageError(f"{self.prog.removeprefix('db-verify ')}: {message}", remedy=remedy)


def _parser(program: str, about: str) -> argparse.ArgumentParser:
    return _Parser(
        prog=program,
        description=about[0].upper() + about[1:] + ("" if about.endswith(".") else "."),
        epilog=EXIT_STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt(signal.Signals(number).name)
