"""The report for programs: schema `db-verify/report/v1`, shipped beside this file."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from checker import __version__
from checker.model import Finding, Location, MigrationReport, Report, StepReport
from checker.report.escape import valid
from checker.report.style import Style

SCHEMA = "db-verify/report/v1"


def render(report: Report, style: Style) -> str:
    """The report as JSON. Two runs on the same input give the same bytes but for `seconds`."""
    del style
    return dumps(document(report))


def dumps(value: Any) -> str:
    """JSON in UTF-8 with a line end; what of a string is not Unicode is written as `\\xff`."""
    return json.dumps(_valid(value), indent=2, ensure_ascii=False) + "\n"


def _valid(value: Any) -> Any:
    match value:
        case str():
            return valid(value)
        case dict():
            return {key: _valid(item) for key, item in value.items()}
        case list():
            return [_valid(item) for item in value]
    return value


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) that every such report keeps to."""
    text = (files("checker.report") / "report.v1.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def document(report: Report) -> dict[str, Any]:
    """The report as lists and dictionaries."""
    return {
        "schema": SCHEMA,
        "tool": {"name": "db-verify", "version": __version__},
        "verdict": report.verdict,
        "complete": report.complete,
        "error": report.error,
        "base": report.base,
        "head": report.head,
        "as_of": report.as_of or None,
        "fail_on": report.fail_on.value,
        "config": {"path": report.config_path, "sha256": report.config_sha256},
        "postgres": {"version": report.postgres_version, "source": report.postgres_source},
        "stages": [
            {
                "name": stage.name,
                "status": stage.status,
                "seconds": _seconds(stage.seconds),
                "detail": stage.detail,
            }
            for stage in report.stages
        ],
        "rules": list(report.rules),
        "views": list(report.views),
        "access": [
            {
                "role": one.role,
                "action": one.action,
                "relation": one.relation,
                "before": one.before,
                "after": one.after,
            }
            for one in report.access
        ],
        "migrations": [_migration(migration) for migration in report.migrations],
        "scripts": [
            {"path": script.path, "sha256": script.sha256, "judged": script.judged}
            for script in report.scripts
        ],
        "findings": [_finding(finding) for finding in report.findings],
        "directives": list(report.directives),
        "notes": list(report.notes),
        "not_proven": list(report.not_proven),
    }


def _seconds(value: float) -> float | int:
    return round(value, 6) or 0


def _migration(migration: MigrationReport) -> dict[str, Any]:
    return {
        "id": migration.id,
        "path": migration.path,
        "sha256": migration.sha256,
        "changed": migration.changed,
        "judged": migration.judged,
        "reversible": migration.reversible,
        "steps": [_step(step) for step in migration.steps],
    }


def _step(step: StepReport) -> dict[str, Any]:
    return {
        "direction": step.direction,
        "status": step.status,
        "seconds": _seconds(step.seconds),
        "statements": step.statements,
        "locks": [
            {
                "statement": lock.statement,
                "line": lock.line,
                "relation": lock.taken.relation,
                "mode": lock.taken.mode,
                "blocks": lock.taken.blocks,
                "rewritten": lock.taken.rewritten,
                "scanned": lock.taken.scanned,
            }
            for lock in step.locks
        ],
    }


def _place(location: Location) -> dict[str, Any]:
    return {
        "path": location.path,
        "line": location.line,
        "column": location.column,
        "end_line": location.end_line,
        "end_column": location.end_column,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    fix = finding.fix
    suppressed = finding.suppressed
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "stage": finding.stage,
        **_place(finding.location),
        "message": finding.message,
        "object": finding.object,
        "migration": finding.migration,
        "help": finding.help,
        "fingerprint": finding.fingerprint,
        "fix": fix
        and {
            "description": fix.description,
            "edits": [_place(edit.location) | {"text": edit.text} for edit in fix.edits],
        },
        "suppressed": suppressed and {"reason": suppressed.reason, "where": suppressed.where},
    }
