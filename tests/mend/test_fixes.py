"""Each fix that a rule offers: the result parses, the rule is silent then, and no other byte has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from checker.mend.edits import BOM, mend
from checker.model import Finding
from checker.selftest.cases import Case, read_cases
from checker.selftest.memory import findings

FIXABLE = {
    "changelog-entry-missing",
    "constraint-validated-at-once",
    "definer-search-path-unpinned",
    "down-empty",
    "down-missing",
    "index-not-concurrent",
    "policy-function-per-row",
    "rls-not-forced",
    "transaction-left-open",
    "transaction-missing",
    "view-without-security-invoker",
}
CASES = [
    case for case in read_cases(Path(__file__).parent.parent / "rules") if case.rule in FIXABLE and case.fires
]


def _offered(case: Case) -> list[Finding]:
    return [one for one in findings(case) if one.rule == case.rule and one.fix is not None]


def _mended(case: Case, form: str) -> Case:
    """The case with every fix of its rule applied to files of that form: as they are, CRLF, or with a mark."""
    case = _in_form(case, form)
    head = dict(case.head)
    offered = _offered(case)
    for path in {edit.location.path for one in offered for edit in one.fix.edits if one.fix}:
        data = (BOM if form == "mark" else b"") + head[path].encode()
        mended = mend(path, data, offered)
        _assert_nothing_else_changed(
            mended.before, mended.after, [one for one in offered if one in mended.findings], path
        )
        if form == "crlf":
            assert b"\n" not in mended.after.replace(b"\r\n", b"")
        assert mended.after.startswith(BOM) == (form == "mark")
        head[path] = mended.after.removeprefix(BOM).decode()
    return replace(case, head=head)


def _in_form(case: Case, form: str) -> Case:
    if form != "crlf":
        return case

    def crlf(files: Mapping[str, str]) -> dict[str, str]:
        return {path: text.replace("\n", "\r\n") for path, text in files.items()}

    return replace(case, base=crlf(case.base), head=crlf(case.head))


def _assert_nothing_else_changed(before: bytes, after: bytes, applied: list[Finding], path: str) -> None:
    """What the edits do not name is in the result, whole and in order; nothing but their texts is new."""
    edits = {edit for one in applied if one.fix for edit in one.fix.edits if edit.location.path == path}
    added = sum(len(edit.text.encode()) for edit in edits)
    lines = before.decode("utf-8-sig").splitlines(keepends=True)

    def at(line: int, column: int) -> int:
        return sum(len(one) for one in lines[: line - 1]) + column - 1

    cuts = sorted(
        (at(e.location.line, e.location.column), at(e.location.end_line, e.location.end_column))
        for e in edits
    )
    text, kept, position = "".join(lines), [], 0
    for start, end in cuts:
        kept.append(text[position:start])
        position = end
    kept.append(text[position:])
    assert len(after) == len(before) - sum(len(text[a:b].encode()) for a, b in cuts) + added
    result, found = after.decode("utf-8-sig"), 0
    for part in kept:
        found = result.index(part, found) + len(part)


@pytest.mark.parametrize("form", ["plain", "crlf", "mark"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_fix_silences_its_rule_and_changes_nothing_else(case: Case, form: str) -> None:
    fixed = {(one.location, one.object) for one in _offered(_in_form(case, form))}
    after = findings(_mended(case, form))
    assert not [one for one in after if one.rule == "syntax-error"]
    left = [one for one in after if one.rule == case.rule]
    assert len(left) == len([m for m in case.marks if m.rule == case.rule]) - len(fixed)


def test_every_rule_that_should_has_a_fix_in_a_case() -> None:
    assert {case.rule for case in CASES if _offered(case)} == FIXABLE
