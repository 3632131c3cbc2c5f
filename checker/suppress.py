"""What allows a finding: a directive in its file, or an entry of the baseline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from msgspec.structs import replace

from checker.model import NEVER_ALLOWED, Change, Directive, Finding, Location, Suppression


def suppress(change: Change, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, each with what allows it; a baseline's entry allows as many as it counts, in the report's order."""
    allowing = list(allowances(change))
    left = Counter[str]()
    for entry in change.baseline:
        if entry.counts:
            left[entry.fingerprint] += entry.number
    places = {entry.fingerprint: entry.location for entry in change.baseline}
    for finding in findings:
        directive = next((one for one in allowing if _covers(one, finding)), None)
        if directive is not None:
            where = f"{directive.location.path}:{directive.location.line}"
            yield replace(finding, suppressed=Suppression(directive.values["reason"], where))
        elif left[finding.fingerprint] > 0 and finding.rule not in NEVER_ALLOWED:
            left[finding.fingerprint] -= 1
            place = places[finding.fingerprint]
            yield replace(
                finding, suppressed=Suppression("known: it is in the baseline", f"{place.path}:{place.line}")
            )
        else:
            yield finding


def allowances(change: Change) -> Iterator[Directive]:
    """The directives that allow something today: readable, and not past their day."""
    for one in directives(change):
        if one.word == "allow" and one.problem is None and one.argument not in NEVER_ALLOWED:
            until = one.values.get("until")
            if until is None or change.as_of <= date.fromisoformat(until):
                yield one


def directives(change: Change) -> Iterator[Directive]:
    """Every directive of the migrations, of what is passed over and of the repeatable scripts."""
    yield from change.history.directives
    for migration in change.passed_over:
        yield from migration.directives
    for script in change.repeatable:
        yield from script.directives


def _covers(directive: Directive, finding: Finding) -> bool:
    """Whether a directive speaks of what a finding is about: one in the header of its file, one above a statement of that."""
    if finding.rule != directive.argument:
        return False
    if directive.covers is not None:
        return _inside(finding.location, directive.covers)
    return finding.location.path == directive.location.path


def _inside(place: Location, statement: Location) -> bool:
    begin = (statement.line, statement.column)
    return place.path == statement.path and begin <= (place.line, place.column) <= (
        statement.end_line,
        statement.end_column,
    )
