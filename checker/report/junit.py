"""JUnit's XML, as CI servers read it: a suite of the stages, and one of the findings of each stage.

There is no standard; this keeps to what Jenkins' and GitLab's readers share. Times are left out, so that two
runs on the same input give the same bytes.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from checker.model import Finding, Report
from checker.report import words
from checker.report.escape import visible
from checker.report.style import Style


def render(report: Report, style: Style) -> str:
    """A test case a stage and a finding; one that reaches `fail_on` is a failure, a suppressed one is skipped."""
    del style
    root = ET.Element("testsuites", name="db-verify")
    suite = _suite(root, "db-verify")
    if report.error is not None or report.verdict in ("error", "usage"):
        case = _case(suite, "db-verify", "the check could be made")
        _outcome(case, "error", words.headline(report), report.error or "")
    for stage in report.stages:
        case = _case(suite, "db-verify", f"stage {stage.name}")
        if stage.status == "errored":
            _outcome(case, "error", stage.detail, "")
        elif stage.status == "not-run":
            _outcome(case, "skipped", f"not run: {stage.detail}", None)
    if not report.complete and suite.find("testcase/error") is None:
        _outcome(_case(suite, "db-verify", "every stage came to its end"), "error", "not complete", "")
    told = [f"{subject}: {text}" for subject, text in words.summary(report)]
    told += [f"note: {note}" for note in report.notes]
    told += [f"directive: {directive}" for directive in report.directives]
    told += [f"not proven: {item}" for item in report.not_proven]
    _text(ET.SubElement(suite, "system-out"), [words.headline(report), *told])
    _count(suite)
    for stage in report.stages:
        found = [finding for finding in report.findings if finding.stage == stage.name]
        if found:
            suite = _suite(root, f"db-verify.{stage.name}")
            for finding in found:
                _add(suite, finding, report)
            _count(suite)
    for key in ("tests", "failures", "errors", "skipped"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _add(suite: ET.Element, finding: Finding, report: Report) -> None:
    case = _case(suite, finding.rule, str(finding.location))
    case.set("file", visible(finding.location.path))
    case.set("line", str(finding.location.line))
    body = f"{finding.location}\n{finding.message}\n{words.help_words(finding.rule) if finding.help else ''}".rstrip()
    if finding.suppressed is not None:
        where = finding.suppressed.where
        _outcome(
            case, "skipped", f"suppressed: {finding.suppressed.reason} ({where}): {finding.message}", None
        )
    elif finding.severity.rank >= report.fail_on.rank:
        _outcome(case, "failure", finding.message, body, kind=finding.severity.value)
    else:
        _text(ET.SubElement(case, "system-out"), [finding.severity.value, *body.split("\n")])


def _suite(root: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(root, "testsuite", name=name, tests="0", failures="0", errors="0", skipped="0")


def _case(suite: ET.Element, group: str, name: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", classname=visible(group), name=visible(name))


def _outcome(case: ET.Element, tag: str, message: str, body: str | None, kind: str = "") -> None:
    element = ET.SubElement(case, tag, message=visible(message))
    if kind:
        element.set("type", kind)
    if body:
        _text(element, body.split("\n"))


def _text(element: ET.Element, lines: list[str]) -> None:
    # XML 1.0 (section 2.2) has no way to write most control characters, escaped or not: they are made visible.
    element.text = "\n".join(map(visible, lines))


def _count(suite: ET.Element) -> None:
    suite.set("tests", str(len(suite.findall("testcase"))))
    for tag, key in {"failure": "failures", "error": "errors", "skipped": "skipped"}.items():
        suite.set(key, str(len(suite.findall(f"testcase/{tag}"))))
