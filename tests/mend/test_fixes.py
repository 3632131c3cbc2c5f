"""Each fix that a rule offers: the result parses, the rule is silent then, and no other byte has changed."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from msgspec.structs import replace

from checker.mend.edits import BOM, Mended, mend, shown
from checker.model import Finding
from checker.selftest.cases import Case, read_cases
from checker.selftest.memory import findings

WIDE = "/* \U0001f418 größer, \u00e9 */\n"
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
    "view-option-lost",
    "view-without-security-invoker",
}
CASES = [
    case for case in read_cases(Path(__file__).parent.parent / "rules") if case.rule in FIXABLE and case.fires
]


def _offered(case: Case) -> list[Finding]:
    return [one for one in findings(case) if one.rule == case.rule and one.fix is not None]


def _mended(case: Case, form: str) -> Case:
    """The case with every fix of its rule applied to files of that form: as they are, CRLF, with a mark, or with a comment
    of wide characters before all else."""
    case = _in_form(case, form)
    head = dict(case.head)
    offered = _offered(case)
    for path in {edit.location.path for one in offered for edit in one.fix.edits if one.fix}:
        data = (BOM if form == "mark" else b"") + head.get(path, "").encode()
        mended = mend(path, data, offered)
        _assert_nothing_else_changed(
            mended.before, mended.after, [one for one in offered if one in mended.findings], path
        )
        if form == "crlf":
            assert b"\n" not in mended.after.replace(b"\r\n", b"")
        _assert_shown(mended)
        assert mended.after.startswith(BOM) == (form == "mark")
        head[path] = mended.after.removeprefix(BOM).decode()
    return replace(case, head=head)


def _in_form(case: Case, form: str) -> Case:
    def change(path: str, text: str) -> str:
        if form == "crlf":
            return text.replace("\n", "\r\n")
        return WIDE + text if form == "wide" and path.endswith(".sql") else text

    def changed(files: Mapping[str, str]) -> dict[str, str]:
        return {path: change(path, text) for path, text in files.items()}

    down = 1 if form == "wide" else 0
    marks = tuple(replace(mark, line=mark.line + down) for mark in case.marks)
    return replace(case, base=changed(case.base), head=changed(case.head), marks=marks)


def _assert_shown(mended: Mended) -> None:
    """What --diff shows makes the one text of the other, as git applies it."""
    with TemporaryDirectory() as folder:
        place = Path(folder) / mended.path
        place.parent.mkdir(parents=True, exist_ok=True)
        if mended.before:
            place.write_bytes(mended.before)
        done = subprocess.run(
            ["git", "apply", "--whitespace=nowarn", "-"],
            cwd=folder,
            input=shown(mended).encode(),
            capture_output=True,
        )
        assert done.returncode == 0, done.stderr.decode() + shown(mended)
        assert place.read_bytes() == mended.after


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


@pytest.mark.parametrize("form", ["plain", "crlf", "mark", "wide"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_fix_silences_its_rule_and_changes_nothing_else(case: Case, form: str) -> None:
    case_in_form = _in_form(case, form)
    fixed = {(one.location, one.object) for one in _offered(case_in_form)}
    after = findings(_mended(case, form))
    # What parses and is no cure but another ailment: nothing is found that was not found before.
    assert not {one.rule for one in after} - {one.rule for one in findings(case_in_form)}
    left = [one for one in after if one.rule == case.rule]
    assert len(left) == len([m for m in case.marks if m.rule == case.rule]) - len(fixed)


def test_every_rule_that_should_has_a_fix_in_a_case() -> None:
    assert {case.rule for case in CASES if _offered(case)} == FIXABLE
