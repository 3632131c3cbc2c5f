"""GitHub's workflow commands, so that findings stand beside the lines of the pull request; then the text report.

GitHub shows 10 errors, 10 warnings and 10 notices of a step and drops the others without a word. So each
of the three has a budget, and where it is not enough its last place says how many more there are.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Finding, Report, Severity
from checker.report import text, words
from checker.report.escape import visible
from checker.report.style import Style

BUDGET = 10
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_NOUNS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def render(report: Report, style: Style) -> str:
    """Annotations, errors first, then all of it in words for who reads the log."""
    return "".join(f"{line}\n" for line in _annotations(report)) + "\n" + text.render(report, style)


def _annotations(report: Report) -> Iterator[str]:
    room = BUDGET
    if report.verdict in ("error", "usage"):
        room -= 1
        yield _command(
            "error", {"title": "DB Verify: " + report.verdict}, report.error or words.headline(report)
        )
    for severity in words.SEVERITIES:
        found = [finding for finding in report.counted if finding.severity is severity]
        if severity is not Severity.ERROR:
            room = BUDGET
        fits = found if len(found) <= room else found[: room - 1]
        yield from map(_annotation, fits)
        if len(fits) < len(found):
            yield _more(severity, found[len(fits) :])


def _annotation(finding: Finding) -> str:
    place = finding.location
    properties = {"file": place.path, "line": str(place.line)}
    if place.end_line > place.line:
        # Columns are only allowed where an annotation is of one line.
        properties["endLine"] = str(place.end_line)
    else:
        properties |= {
            "endLine": str(place.line),
            "col": str(place.column),
            "endColumn": str(place.end_column),
        }
    properties["title"] = finding.rule
    help = f"\n{visible(words.help_words(finding.rule))}" if finding.help else ""
    return _command(_COMMANDS[finding.severity], properties, visible(finding.message) + help)


def _more(severity: Severity, rest: list[Finding]) -> str:
    """The last annotation of a kind: how many are not shown, and where they are."""
    files = sorted({finding.location.path for finding in rest})
    named = ", ".join(visible(path) for path in files[:3])
    if len(files) > 3:
        named += f" and {words.number(len(files) - 3, 'more file')}"
    noun = _NOUNS[severity]
    message = (
        f"{len(rest)} more {noun}{'' if len(rest) == 1 else 's'}, in {named}: "
        "GitHub shows 10 a step; all of them are in this step's log and in the job's summary."
    )
    return _command(_COMMANDS[severity], {"title": f"DB Verify: {len(rest)} more"}, message)


def _command(name: str, properties: dict[str, str], message: str) -> str:
    """One workflow command, escaped as the runner's toolkit does it (actions/toolkit, command.ts)."""
    told = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {told}::{_data(message)}"


def _data(value: str) -> str:
    """A message: its line ends are kept, other control characters are made visible."""
    return "%0A".join(visible(line).replace("%", "%25") for line in value.split("\n"))


def _property(value: str) -> str:
    return visible(value).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
