"""The JSON report and the schema that ships with it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError
from msgspec.structs import replace

from checker.model import EXIT_CODES, Location, Report
from checker.report import render
from checker.report.json import document, schema
from tests.report.make import HOSTILE, PATH, broken, finding, passing, report


def validated(made: Report) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(render(made, "json"))
    Draft202012Validator(schema(), format_checker=Draft202012Validator.FORMAT_CHECKER).validate(found)
    return found


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("made", [report(), passing(), broken(), broken(verdict="usage")])
def test_a_report_keeps_to_the_schema(made: Report) -> None:
    assert validated(made)["verdict"] == made.verdict


def test_the_keys_are_those_of_the_interface() -> None:
    found = validated(report())
    assert found["schema"] == "db-verify/report/v1"
    assert found["tool"]["name"] == "db-verify"
    assert found["config"] == {"path": "db/verify.yml", "sha256": "d" * 64}
    assert found["postgres"] == {"version": "18.6", "source": "embedded"}
    assert found["stages"][2] == {
        "name": "static",
        "status": "failed",
        "seconds": 0.25,
        "detail": "about static",
    }
    assert found["findings"][0] == {
        "rule": "table-without-rls",
        "severity": "error",
        "stage": "static",
        "path": PATH,
        "line": 7,
        "column": 14,
        "end_line": 7,
        "end_column": 29,
        "message": finding().message,
        "object": "public.eng_note",
        "migration": "202511230900",
        "help": "docs/rules/table-without-rls.md",
        "fingerprint": finding().fingerprint,
        "fix": None,
        "suppressed": None,
    }
    assert found["findings"][1]["fix"]["edits"][0]["text"].startswith("alter table")
    assert found["findings"][2]["suppressed"] == {"reason": "nothing to undo", "where": f"{PATH}:2"}
    step = found["migrations"][0]["steps"][0]
    assert step["direction"] == "up" and step["status"] == "applied" and step["statements"] == 4
    assert step["locks"][0]["mode"] == "AccessExclusiveLock"


def test_only_seconds_differ_between_two_runs() -> None:
    slower = replace(report(), stages=tuple(replace(stage, seconds=9.0) for stage in report().stages))
    differing = [
        (a, b)
        for a, b in zip(render(report(), "json").split("\n"), render(slower, "json").split("\n"), strict=True)
        if a != b
    ]
    assert differing and all('"seconds"' in a and '"seconds"' in b for a, b in differing)


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_inside_its_string(name: str) -> None:
    found = validated(report(findings=(finding(location=Location(name), message=name),)))
    assert found["findings"][0]["path"] == name.replace("\udcff", "\\xff")
    assert len(found["findings"]) == 1


def lies() -> list[dict[str, Any]]:
    passed, failed, ended = document(passing()), document(report()), document(broken())
    return [
        passed | {"complete": False},
        passed | {"error": "something"},
        passed | {"stages": [passed["stages"][0] | {"status": "errored"}]},
        ended | {"complete": True},
        ended | {"error": None},
        failed | {"verdict": "passed"},
        failed | {"unknown": 1},
        failed | {"findings": [failed["findings"][0] | {"line": 0}]},
        failed | {"findings": [failed["findings"][0] | {"path": "/etc/passwd"}]},
        failed | {"findings": [failed["findings"][0] | {"severity": "off"}]},
        {key: value for key, value in failed.items() if key != "not_proven"},
    ]


@pytest.mark.parametrize("lie", lies(), ids=range(len(lies())))
def test_the_schema_refuses_a_report_that_contradicts_itself(lie: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Draft202012Validator(schema()).validate(lie)


def test_the_schema_knows_every_verdict() -> None:
    assert set(schema()["properties"]["verdict"]["enum"]) == set(EXIT_CODES)
