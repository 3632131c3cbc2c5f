"""Workflow commands, read back as GitHub's runner reads them."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from checker.model import Finding, Location, Severity
from checker.report import render
from checker.report.escape import visible
from tests.report.make import HOSTILE, PATH, broken, finding, passing, report


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    message: str


def unescape(text: str, marks: str) -> str:
    for code, char in {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ","}.items():
        if char in marks:
            text = text.replace(code, char)
    return text.replace("%25", "%")


def commands(log: str) -> list[Command]:
    """What the runner would act on (actions/runner, ActionCommand.cs): `::name properties::message` lines."""
    found = []
    for line in re.split(r"\r\n|\r|\n", log):
        match = re.match(r"\s*::(\w+)(?: (.*?))?::(.*)$", line)
        assert match or "##[" not in line, (
            "the runner's older syntax, which it looks for in lines that are not of the newer"
        )
        if match:
            told = [item.split("=", 1) for item in (match[2] or "").split(",") if item]
            properties = {key: unescape(value, "\r\n:,") for key, value in told}
            found.append(Command(match[1], properties, unescape(match[3], "\r\n")))
    return found


def many(count: int, severity: Severity = Severity.ERROR) -> tuple[Finding, ...]:
    return tuple(
        finding(severity=severity, location=Location(PATH, line, 1, line, 5)) for line in range(1, count + 1)
    )


def test_an_annotation_has_the_place_the_rule_and_the_message() -> None:
    (command,) = commands(render(report(findings=(finding(),)), "github"))
    assert command.name == "error"
    assert command.properties == {
        "file": PATH,
        "line": "7",
        "endLine": "7",
        "col": "14",
        "endColumn": "29",
        "title": "table-without-rls",
    }
    assert command.message.startswith("public.eng_note is left")
    assert command.message.endswith("\ndb-verify rules table-without-rls")


def test_a_place_of_several_lines_has_no_columns() -> None:
    (command,) = commands(render(report(findings=(finding(location=Location(PATH, 2, 3, 5, 1)),)), "github"))
    assert command.properties.keys() == {"file", "line", "endLine", "title"}


def test_errors_come_first_and_severities_have_their_commands() -> None:
    found = (
        finding(severity=Severity.NOTE, location=Location("a")),
        finding(severity=Severity.WARNING, location=Location("b")),
        finding(location=Location("c")),
    )
    names = [command.name for command in commands(render(report(findings=found), "github"))]
    assert names == ["error", "warning", "notice"]


@pytest.mark.parametrize("severity", [Severity.ERROR, Severity.WARNING, Severity.NOTE])
def test_ten_of_a_kind_are_shown_and_the_last_of_more_says_how_many_and_where(severity: Severity) -> None:
    shown = commands(render(report(findings=many(10, severity)), "github"))
    assert len(shown) == 10 and all("more" not in command.properties["title"] for command in shown)
    shown = commands(render(report(findings=many(200, severity)), "github"))
    assert len(shown) == 10
    assert shown[-1].message.startswith(f"191 more {severity}s, in {PATH}: ")
    assert "log" in shown[-1].message and "summary" in shown[-1].message
    one_more = commands(render(report(findings=many(11, severity)), "github"))
    assert len(one_more) == 10 and one_more[-1].message.startswith("2 more")


def test_the_reason_of_an_error_takes_one_place_of_the_errors() -> None:
    shown = commands(render(broken(findings=many(200)), "github"))
    assert len(shown) == 10
    assert shown[0].properties == {"title": "DB Verify: error"}
    assert shown[0].message == "the throw-away Postgres ended\n  Run it again."
    assert shown[-1].message.startswith("192 more errors")


def test_no_annotation_for_a_pass_or_a_suppressed_finding() -> None:
    assert commands(render(passing(), "github")) == []
    assert len(commands(render(report(), "github"))) == 2


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_forge_nothing(name: str) -> None:
    hostile = finding(location=Location(name, 3, 1, 3, 2), message=name, help=name)
    (command,) = commands(render(report(findings=(hostile,), lines={(name, 3): name}), "github"))
    assert command.properties["file"] == visible(name)
    assert command.properties["title"] == "table-without-rls"
    assert command.message == f"{visible(name)}\ndb-verify rules table-without-rls"


def test_the_log_has_every_finding_in_words() -> None:
    log = render(report(findings=many(200)), "github")
    assert all(f"{PATH}:{line}:1 error" in log for line in range(1, 201))
