"""The commands, one a module: `add_arguments(parser)`, and `run(arguments, terminal)` that gives the exit code.

Only the module of the command that is run is imported.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TextIO

# In the order of the help: the main job, what prepares and mends, what looks, then operations.
COMMANDS = {
    "check": "judge the change: static rules, the trial in a throw-away Postgres, live rules",
    "contracts": "the published views against their contracts; what changed; the pages for people",
    "apply": "apply pending migrations to a real database, then the repeatable scripts",
    "backfill": "owner and decision log of directives from a CSV file",
    "coverage": "how many directives have an owner and a decision on record",
}


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where a command prints, and how: nothing else in the package does."""

    out: TextIO
    err: TextIO

    def say(self, text: str) -> None:
        """Print what was asked for."""
        self.out.write(text if text.endswith("\n") else text + "\n")
        self.out.flush()

    def warn(self, text: str) -> None:
        """Print what a person should know beside it."""
        self.err.write(f"db-verify: {text}\n")
        self.err.flush()

    def progress(self, text: str) -> None:
        """Show, on a terminal only, what is being done; an empty text clears the line."""
        if self.err.isatty():
            self.err.write(f"\r\x1b[K{text}")
            self.err.flush()

    def color(self, *, off: bool) -> bool:
        """Whether colour is wanted: on a terminal, unless NO_COLOR or an option says otherwise."""
        return self.out.isatty() and not off and not os.environ.get("NO_COLOR")

    @property
    def width(self) -> int:
        """The columns of the terminal; 100 where there is none."""
        return os.get_terminal_size(self.out.fileno()).columns or 80 if self.out.isatty() else 100

    @classmethod
    def standard(cls) -> Terminal:
        """This process's own streams."""
        return cls(sys.stdout, sys.stderr)
