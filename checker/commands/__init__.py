"""The commands, one a module: `add_arguments(parser)`, and `run(arguments, terminal)` that gives the exit code.

Only the module of the command that is run is imported.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, TextIO

from msgspec import Struct

from checker.errors import CannotCheck

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Mapping

# In the order of the help: the main job, what prepares and mends, what looks, then operations.
COMMANDS = {
    "check": "judge the change: static rules, the trial in a throw-away Postgres, live rules",
    "init": "write a config and the workflow for this repository, and say what comes next",
    "rules": "list every rule; with an id, show its page",
    "new": "begin a migration: files of the folder's next version, and a CHANGELOG line",
    "fix": "apply the mechanical fixes of what the static rules find",
    "selftest": "try every rule on its own bad and good examples, through this very program",
    "contracts": "hold the published views against their contracts, say what changed, write the pages for people",
    "access": "show who can do what to which table and view: declared, and as tried",
    "apply": "apply pending migrations to a real database, then the repeatable scripts",
    "status": "show what a real database has had and lacks, and how it differs from the files",
    "backfill": "fill in owner and decision log of directives from a CSV file",
    "audit": "show and check what the audit folder says",
    "coverage": "count the directives that have an owner and a decision on record",
    "trace": "link commits to the backlog items that they name",
}


# The options that several commands take, and what argparse is told of each.
_SHARED: Mapping[str, Mapping[str, Any]] = {
    "--base": {"metavar": "REV", "help": "compare with the merge base of REV and the head"},
    "--head": {
        "metavar": "REV",
        "help": "judge this commit (default: what is checked out, uncommitted work included)",
    },
    "--static": {"action": "store_true", "help": "no database: read the files only, and say so"},
    "--config": {
        "metavar": "FILE",
        "default": "db/verify.yml",
        "help": "the config (default: %(default)s)",
    },
    "--database": {
        "metavar": "WHERE",
        "default": "auto",
        "help": "auto, embedded, system, or the URL of an empty database, beside which the trial makes its own and removes"
        " them again (default: %(default)s)",
    },
    "--allow-remote-trial": {
        "action": "store_true",
        "help": "let the trial make databases and roles at a URL whose host is not local, and run the change's SQL there",
    },
    "--as-of": {"metavar": "DATE", "help": 'what "today" is, as YYYY-MM-DD (default: today)'},
    "--verbose": {"action": "store_true", "help": "tracebacks of defects"},
}


def add_shared(parser: ArgumentParser, *options: str) -> None:
    """Let a command take some of the options that others take too, as they do."""
    for option in options:
        parser.add_argument(option, **_SHARED[option])


class Terminal(Struct, frozen=True):
    """Where a command prints, and how: nothing else in the package does."""

    out: TextIO
    err: TextIO

    def say(self, text: str) -> None:
        """Print what was asked for; raises CannotCheck where it can't be printed."""
        try:
            self.out.write(text if text.endswith("\n") else text + "\n")
            self.out.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            self.abandon()
            raise CannotCheck(f"standard output takes nothing: {error.strerror}") from error

    def tell(self, text: str) -> None:
        """Print words for people, in which names and texts of others may stand."""
        from checker.report.escape import plain

        self.say(plain(text))

    def mention(self, text: str) -> None:
        """Tell what was done of work that goes on: that nobody reads it any more must not stop it half-way."""
        try:
            self.tell(text)
        except (BrokenPipeError, CannotCheck):
            self.abandon()

    def warn(self, text: str) -> None:
        """Print what a person should know beside it; that it can't be printed changes no verdict."""
        from checker.report.escape import plain

        said = f"db-verify: {plain(text)}"
        with suppress(OSError):
            if self.err.isatty():
                said = _fitted(said, os.get_terminal_size(self.err.fileno()).columns or 80)
            self.err.write(f"{said}\n")
            self.err.flush()

    def progress(self, text: str) -> None:
        """Show, on a terminal only, what is being done; an empty text clears the line."""
        if self.err.isatty() and not _is_dumb():
            from checker.report.progress import line

            with suppress(OSError):
                self.err.write(line(text, os.get_terminal_size(self.err.fileno()).columns or 80))
                self.err.flush()

    def abandon(self) -> None:
        """Print nothing more to where nothing can be printed, not even what waits to be printed at exit."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), self.out.fileno())

    def color(self, *, off: bool) -> bool:
        """Whether colour is wanted: on a terminal that has it, unless NO_COLOR or an option says otherwise."""
        return self.out.isatty() and not _is_dumb() and not off and not os.environ.get("NO_COLOR")

    @property
    def width(self) -> int:
        """The columns of the terminal; 100 where there is none."""
        return os.get_terminal_size(self.out.fileno()).columns or 80 if self.out.isatty() else 100

    @classmethod
    def standard(cls) -> Terminal:
        """This process's own streams; what is printed for a program or a file is UTF-8, whatever the locale is.

        One that is closed takes nothing: were its number left free, the next file to be opened would get what is printed.
        """
        for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
            if getattr(sys, name) is None:
                os.dup2(os.open(os.devnull, os.O_RDWR), number)
                os.set_inheritable(number, True)
                setattr(sys, name, open(number, mode, encoding="utf-8"))  # noqa: PTH123, SIM115
        if isinstance(sys.stdout, TextIOWrapper) and not sys.stdout.isatty():
            sys.stdout.reconfigure(encoding="utf-8")
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        return cls(sys.stdout, sys.stderr)


def _is_dumb() -> bool:
    """Whether the terminal knows no escape sequences, as an editor's shell window."""
    return os.environ.get("TERM") == "dumb"


def _fitted(text: str, width: int) -> str:
    """A text whose lines are broken at spaces, so that none is wider than a terminal; what goes on is indented."""
    from checker.report.escape import wrap

    shown = []
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip(" "))]
        first, *rest = wrap(line.lstrip(" "), width - 2 - len(indent)) or [""]
        shown += [f"{indent}{first}", *(f"{indent or '  '}{more}" for more in rest)]
    return "\n".join(shown)
