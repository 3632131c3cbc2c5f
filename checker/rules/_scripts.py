"""The statements that a rule looks at."""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Statement
from checker.rules._transactions import judged_scripts


def every_statement(change: Change) -> Iterator[Statement]:
    """Each statement of what is judged: ups, downs and repeatable scripts."""
    for _, _, script in judged_scripts(change):
        yield from script.statements
