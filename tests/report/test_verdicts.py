"""What holds in every format: the verdict is the report's, and the number of findings is theirs."""

from __future__ import annotations

import re

import pytest

from checker.model import Location, Report, Severity
from checker.report import FORMATS, render
from tests.report.make import PATH, broken, finding, passing, report, stages

HUMAN = [name for name in FORMATS if name != "json"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_is_the_same_text_each_time_and_ends_its_last_line(name: str) -> None:
    text = render(report(), name)
    assert text == render(report(), name)
    assert text.endswith("\n")


@pytest.mark.parametrize("name", HUMAN)
@pytest.mark.parametrize("verdict", ["error", "usage"])
def test_a_check_that_could_not_be_made_says_pass_nowhere(name: str, verdict: str) -> None:
    text = render(broken(verdict=verdict), name, verbose=True)
    assert not re.search(r"\bpass|✅|success(?!ful\": false)", text, re.IGNORECASE)
    assert re.search(r"\bpass", render(passing(), name, verbose=True), re.IGNORECASE) or name in (
        "sarif",
        "junit",
    )


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "github"])
def test_200_findings_are_200_in_every_format(name: str) -> None:
    many = tuple(
        finding(location=Location(PATH, line, 1, line, 2), message=f"finding no {line} of many")
        for line in range(1, 201)
    )
    text = render(report(findings=many), name)
    assert {int(n) for n in re.findall(r"finding no (\d+) of many", text)} == set(range(1, 201))
    assert name in ("json", "sarif") or re.search(r"\b200\b", text)


@pytest.mark.parametrize("name", FORMATS)
def test_every_report_says_what_it_does_not_prove(name: str) -> None:
    assert "the data of production" in render(passing(), name)


@pytest.mark.parametrize(
    "changes",
    [
        {"complete": False},
        {"stages": stages(trial="errored")},
        {"findings": (finding(),)},
        {"findings": (finding(severity=Severity.WARNING),), "fail_on": Severity.WARNING},
    ],
    ids=["incomplete", "errored stage", "error found", "warning found"],
)
def test_a_pass_that_is_none_cannot_be_made(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="cannot pass"):
        passing(**changes)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="no format 'xml'"):
        render(passing(), "xml")


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_report_can_be_shown(name: str) -> None:
    assert render(Report("error", False, (), error="no repository here"), name)
    assert render(Report("pass", True, ()), name)
