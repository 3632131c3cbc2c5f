"""SARIF, held to what the standard and GitHub's code scanning ask for."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest

from checker.model import Location, Report, Severity
from checker.report import render
from tests.report.make import HOSTILE, PATH, broken, finding, passing, report


def run(made: Report) -> dict[str, Any]:
    log = json.loads(render(made, "sarif"))
    assert log["version"] == "2.1.0"
    (only,) = log["runs"]
    found: dict[str, Any] = only
    return found


def test_a_result_has_rule_level_message_and_place() -> None:
    made = run(report())
    result = made["results"][0]
    assert made["columnKind"] == "unicodeCodePoints"
    assert result["ruleId"] == "table-without-rls"
    assert made["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "table-without-rls"
    assert result["level"] == "error"
    assert result["message"]["text"] == finding().message
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": PATH, "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 7, "startColumn": 14, "endLine": 7, "endColumn": 29},
    }


def test_each_rule_says_how_its_page_is_read_in_any_repository() -> None:
    found, silent = run(report(findings=(finding(),)))["tool"]["driver"]["rules"][::-1]
    assert found["help"]["text"] == "`db-verify rules table-without-rls` shows the rule's page."
    assert silent["help"]["text"] == "`db-verify rules rls-not-forced` shows the rule's page."


def test_a_name_in_a_message_is_no_link_and_hides_nothing() -> None:
    (result,) = run(report(findings=(finding(message="[see](https://x.y) \u202eint[3](1) a[1]"),)))["results"]
    assert result["message"]["text"] == r"\[see](https://x.y) \u202eint\[3](1) a[1]"


@pytest.mark.parametrize("severity", [Severity.ERROR, Severity.WARNING, Severity.NOTE])
def test_levels_are_those_of_the_standard(severity: Severity) -> None:
    (result,) = run(report(findings=(finding(severity=severity),)))["results"]
    assert result["level"] == severity.value


def test_fingerprints_stay_when_lines_move_and_tell_two_findings_apart() -> None:
    moved = finding(location=Location(PATH, 70, 1, 70, 5))
    (before,) = run(report(findings=(finding(),)))["results"]
    (after,) = run(report(findings=(moved,)))["results"]
    assert before["partialFingerprints"] == after["partialFingerprints"]
    one, two = run(report(findings=(finding(), moved)))["results"]
    assert one["partialFingerprints"] != two["partialFingerprints"]


def test_suppressions_are_said_of_every_result() -> None:
    results = run(report())["results"]
    assert [len(result["suppressions"]) for result in results] == [0, 0, 1]
    (suppression,) = results[2]["suppressions"]
    assert suppression["kind"] == "inSource"
    assert suppression["justification"] == "nothing to undo"
    assert suppression["location"]["physicalLocation"]["region"] == {"startLine": 2}


def test_a_fix_is_an_edit_of_its_file() -> None:
    (fix,) = run(report())["results"][1]["fixes"]
    (change,) = fix["artifactChanges"]
    (replacement,) = change["replacements"]
    assert change["artifactLocation"]["uri"] == PATH
    assert replacement["deletedRegion"]["startLine"] == 8
    assert replacement["insertedContent"]["text"].startswith("alter table")


@pytest.mark.parametrize(
    ("made", "successful", "code"),
    [(passing(), True, 0), (report(), True, 1), (broken(verdict="usage"), False, 2), (broken(), False, 3)],
)
def test_the_invocation_says_whether_the_run_did_its_work(made: Report, successful: bool, code: int) -> None:
    (invocation,) = run(made)["invocations"]
    assert invocation["executionSuccessful"] is successful
    assert invocation["exitCode"] == code
    ended = [item for item in invocation["toolExecutionNotifications"] if item["level"] == "error"]
    assert bool(ended) is not successful


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_paths_are_relative_uris(name: str) -> None:
    (result,) = run(report(findings=(finding(location=Location(name)),)))["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.isascii() and not set(uri) & set(' :%?#[]"<>\\^`{|}\n\r\t') - {"%"}
    assert unquote_to_bytes(uri) == name.encode("utf-8", "surrogateescape")


def test_200_findings_are_200_results() -> None:
    many = tuple(finding(location=Location(PATH, line)) for line in range(1, 201))
    results = run(report(findings=many))["results"]
    assert len(results) == 200
    assert len({result["partialFingerprints"]["primaryLocationLineHash"] for result in results}) == 200
