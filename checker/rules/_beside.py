"""What another rule says already, so that one thing is told once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from checker.model import Change, Finding, Location, Severity
from checker.rule import Explains, Hit, Rule


def said_by(rule: Rule, subject: Any, change: Change) -> list[Hit]:
    """What a rule finds in its `subject`, which is of `change`; nothing where it is off, since nobody is told then."""
    off = rule.id in change.rules_off or change.config.rules.get(rule.id, rule.severity) is Severity.OFF
    return [] if off else list(rule.check(subject))


def fails_with(sqlstate: str, names: Callable[[Finding], str] = lambda _: "") -> Explains:
    """Of a statement that a static rule knows to fail: that it did so in the trial, with that SQLSTATE, needs no finding of its own.

    `names` is what the server's words must hold as well, where one statement can fail so for several reasons.
    """

    def explains(mine: Finding, other: Finding) -> str:
        same = (
            _overlap(mine.location, other.location)
            and f"(SQLSTATE {sqlstate})" in other.message
            and names(mine) in other.message
        )
        return f"(confirmed by the trial, which fails here with SQLSTATE {sqlstate})" if same else ""

    return Explains(("migration-fails", "down-fails"), explains)


def _overlap(one: Location, other: Location) -> bool:
    first, last = sorted((one, other), key=lambda place: (place.line, place.column))
    return one.path == other.path and (last.line, last.column) < (first.end_line, first.end_column)
