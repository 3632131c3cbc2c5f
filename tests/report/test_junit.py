"""JUnit's XML, read back with an XML parser."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from checker.model import Location, Report, Severity, Suppression
from checker.report import render
from checker.report.escape import visible
from tests.report.make import HOSTILE, PATH, broken, finding, passing, report, stages


def parsed(made: Report) -> ET.Element:
    return ET.fromstring(render(made, "junit").encode("utf-8"))  # noqa: S314 - it is our own


def test_a_finding_is_a_failure_with_its_place() -> None:
    root = parsed(report(findings=(finding(),)))
    (case,) = root.findall("testsuite[@name='db-verify.static']/testcase")
    assert case.get("classname") == "table-without-rls"
    assert (case.get("file"), case.get("line")) == (PATH, "7")
    failure = case.find("failure")
    assert failure is not None and failure.get("message") == finding().message


def test_only_what_reaches_fail_on_is_a_failure() -> None:
    warning = finding(severity=Severity.WARNING)
    assert parsed(passing(findings=(warning,))).get("failures") == "0"
    assert parsed(report(findings=(finding(), warning))).get("failures") == "1"
    assert parsed(report(findings=(warning,), fail_on=Severity.WARNING)).get("failures") == "1"


def test_counts_add_up() -> None:
    muted = finding(suppressed=Suppression("why", "a:1"))
    root = parsed(report(findings=(finding(), finding(), muted), stages=stages(trial="not-run")))
    assert (root.get("tests"), root.get("failures"), root.get("errors"), root.get("skipped")) == (
        "8",
        "2",
        "0",
        "2",
    )
    assert len(root.findall(".//testcase")) == 8


def test_a_check_that_could_not_be_made_is_an_error() -> None:
    root = parsed(broken())
    assert root.get("errors") == "2"
    told = [error.get("message") for error in root.iter("error")]
    assert "error: the check could not be made; so far 1 error" in told
    assert parsed(broken(error=None, stages=stages())).get("errors") == "1"
    assert parsed(report(complete=False)).get("errors") == "1"


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_makes_valid_xml(name: str) -> None:
    muted = finding(suppressed=Suppression(name, name))
    hostile = report(
        findings=(finding(location=Location(name), message=name, help=name), muted),
        stages=stages(trial="errored"),
        error=name,
        notes=(name,),
        not_proven=(name,),
    )
    root = parsed(hostile)
    assert root.find(".//failure").get("message") == visible(name)  # type: ignore[union-attr]
    assert all(len(list(case)) <= 1 for case in root.iter("testcase"))


def test_every_control_character_is_made_visible() -> None:
    every = "".join(map(chr, range(0x20))) + "\x7f\x85\ufffe\uffff"
    failure = parsed(report(findings=(finding(message=every),))).find(".//failure")
    assert failure is not None and failure.get("message") == visible(every)
