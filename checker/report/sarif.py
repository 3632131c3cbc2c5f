"""SARIF 2.1.0 (OASIS), for code scanning and for editors."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any
from urllib.parse import quote

from checker import __version__
from checker.model import EXIT_CODES, Finding, Fix, Location, Report, Suppression
from checker.report import words
from checker.report.escape import visible
from checker.report.json import dumps
from checker.report.style import Style

# The names of the levels happen to be the severities' (section 3.27.10).
_LINK = re.compile(r"\[(?=[^\]]*\]\()")
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(report: Report, style: Style) -> str:
    """One run with all findings; suppressed ones say so, and a check that could not be made was not successful."""
    del style
    rules = sorted({finding.rule for finding in report.findings} | set(report.rules))
    seen: Counter[str] = Counter()
    run = {
        "tool": {
            "driver": {
                "name": "db-verify",
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "automationDetails": {"id": "db-verify/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report)],
        "results": [_result(finding, rules.index(finding.rule), seen) for finding in report.findings],
        "properties": {
            "verdict": report.verdict,
            "complete": report.complete,
            "summary": [f"{subject}: {told}" for subject, told in words.summary(report)],
            "stages": [
                {"name": stage.name, "status": words.stage_words(stage), "detail": stage.detail}
                for stage in report.stages
            ],
            "directives": list(report.directives),
            "notProven": list(report.not_proven),
        },
    }
    return dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: str) -> dict[str, Any]:
    return {
        "id": rule,
        "name": rule,
        "shortDescription": {"text": rule.replace("-", " ")},
        "help": {"text": f"`{words.help_words(rule)}` shows the rule's page."},
    }


def _invocation(report: Report) -> dict[str, Any]:
    """How the run went (section 3.20): successful is a run that did all that was asked for, whatever it found."""
    ended = [] if report.error is None else [_notification("error", report.error)]
    return {
        "executionSuccessful": report.complete and report.verdict in ("pass", "fail"),
        "exitCode": EXIT_CODES[report.verdict],
        "exitCodeDescription": words.headline(report),
        "toolExecutionNotifications": ended + [_notification("note", note) for note in report.notes],
    }


def _notification(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": text}}


def _result(finding: Finding, index: int, seen: Counter[str]) -> dict[str, Any]:
    seen[finding.fingerprint] += 1
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": finding.severity.value,
        "message": {"text": _words(finding.message)},
        "locations": [_location(finding.location)],
        # The one name that GitHub matches alerts by; the number tells two findings of one object apart.
        "partialFingerprints": {
            "primaryLocationLineHash": f"{finding.fingerprint}:{seen[finding.fingerprint]}"
        },
        # Empty means "known not to be suppressed"; all results of a run have it or none has (section 3.27.23).
        "suppressions": [_suppression(finding.suppressed)] if finding.suppressed else [],
        "properties": {"stage": finding.stage, "object": finding.object, "migration": finding.migration},
    }
    if finding.fix is not None:
        result["fixes"] = [_fix(finding.fix)]
    return result


def _words(text: str) -> str:
    """A message in which nothing is hidden, and no name is taken for a link (section 3.11.6: `[text](destination)`)."""
    return _LINK.sub(r"\\[", visible(text))


def _suppression(suppressed: Suppression) -> dict[str, Any]:
    path, _, line = suppressed.where.rpartition(":")
    place = Location(path, int(line), 1, int(line), 1) if path and line.isdecimal() else None
    found: dict[str, Any] = {
        "kind": "external" if suppressed.where.split(":")[0].endswith(".json") else "inSource",
        "justification": suppressed.reason,
    }
    if place is not None:
        found["location"] = {
            "physicalLocation": {"artifactLocation": _artifact(path), "region": {"startLine": int(line)}}
        }
    return found


def _artifact(path: str) -> dict[str, Any]:
    """A relative URI (RFC 3986); a byte that is not UTF-8 is percent-encoded as itself."""
    uri = quote(path.encode("utf-8", "surrogateescape"), safe="/")
    # A first segment with a colon would be read as a scheme; `quote` encodes colons, so there is none.
    return {"uri": uri, "uriBaseId": "%SRCROOT%"}


def _location(location: Location) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": _artifact(location.path), "region": _region(location)}}


def _region(location: Location) -> dict[str, int]:
    return {
        "startLine": location.line,
        "startColumn": location.column,
        "endLine": location.end_line,
        "endColumn": location.end_column,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    paths = sorted({edit.location.path for edit in fix.edits})
    return {
        "description": {"text": fix.description},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(path),
                "replacements": [
                    {"deletedRegion": _region(edit.location), "insertedContent": {"text": edit.text}}
                    for edit in fix.edits
                    if edit.location.path == path
                ],
            }
            for path in paths
        ],
    }
