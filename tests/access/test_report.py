"""The matrix in its four formats, and the command that prints it."""

from __future__ import annotations

import json

import msgspec
import pytest

from checker.access import Access, Declared
from checker.model import Probe
from checker.report.access import changed, matrix, render_access
from tests.support import ROOT, db_verify

DECLARED = Declared(
    msgspec.convert(
        {
            "roles": ["anon"],
            "allow": [
                {"role": "service_role", "object": "public.note", "may": ["select", "insert"]},
                {"role": "analyst", "object": "public.v_*", "may": "select", "claims": ["own"]},
            ],
        },
        Access,
    )
)
CLAIMS = ("none", "another", "own", "forged")


def probes(**allowed: set[str]) -> list[Probe]:
    """Probes of three roles on a table and a view; `anon_note` and so on name the claims with which it worked."""
    found = []
    for role in ("anon", "analyst", "service_role"):
        for relation, action in (("note", "select"), ("note", "insert"), ("v_note", "select")):
            worked = allowed.get(f"{role}_{relation}_{action}", set())
            for claims in CLAIMS:
                can = claims in worked
                found.append(Probe(role, claims, f"public.{relation}", action, can, rows=3 if can else 0))
    return found


AS_DECLARED = {
    "service_role_note_select": set(CLAIMS),
    "service_role_note_insert": {"own", "forged"},
    "analyst_v_note_select": {"own"},
}


def test_as_declared_is_as_declared() -> None:
    cells = matrix(probes(**AS_DECLARED), DECLARED)
    assert not [cell for cell in cells if cell.open or cell.closed]
    marks = {(cell.role, cell.relation, cell.action): cell.mark for cell in cells if cell.mark}
    assert marks == {
        ("service_role", "public.note", "select"): "S",
        ("service_role", "public.note", "insert"): "i",
        ("analyst", "public.v_note", "select"): "S",
    }


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_what_parts_is_said(format_: str) -> None:
    cells = matrix(
        probes(**{**AS_DECLARED, "anon_note_select": {"forged"}, "analyst_v_note_select": set()}), DECLARED
    )
    text = render_access(cells, format_)  # type: ignore[arg-type]
    assert "S!" in text and "S?" in text
    plain = " ".join(text.replace("\\_", "_").replace("&#x27;", "'").split())
    assert "anon may SELECT public.note with forged claims, which is not declared" in plain
    assert "analyst can't SELECT public.v_note, which is declared" in plain


def test_json_says_it_all() -> None:
    cells = matrix(probes(**{**AS_DECLARED, "anon_note_select": {"forged"}}), DECLARED)
    report = json.loads(render_access(cells, "json"))
    assert report["schema"] == "db-verify/access/v1"
    entry = next(one for one in report["access"] if one["role"] == "anon" and one["action"] == "select")
    assert entry["verdict"] == "too open"
    assert entry["allowed"] == ["forged"] and entry["declared"] == [] and entry["rows"] == 3


def said(before: list[Probe], after: list[Probe]) -> list[str]:
    return [str(one) for one in changed(before, after)]


def test_what_a_change_changes() -> None:
    before = probes(**AS_DECLARED)
    after = probes(**{**AS_DECLARED, "anon_note_select": set(CLAIMS)})
    assert said(before, after) == ["anon × SELECT × public.note: refused → 3 rows"]
    assert said(after, before) == ["anon × SELECT × public.note: 3 rows → refused"]
    assert said(before, before) == []


def test_what_a_change_makes_and_widens() -> None:
    def one(allowed: bool, rows: int, of: int, claims: str = "own") -> Probe:
        return Probe("analyst", claims, "public.note", "select", allowed, rows, of=of)

    new = "analyst × SELECT × public.note: was not there → 2 rows"
    assert said([], [one(True, 2, 2)]) == [new]
    assert said([], [one(False, 0, 2)]) == []
    assert said([one(True, 2, 2)], [one(True, 3, 3)]) == []
    assert said([one(True, 1, 3)], [one(True, 3, 3)]) == ["analyst × SELECT × public.note: 1 row → 3 rows"]
    forged = [one(True, 1, 3), one(False, 0, 3, "forged")]
    assert said(forged, [one(True, 1, 3), one(True, 1, 3, "forged")]) == [
        "analyst × SELECT × public.note: 1 row with its own claims → 1 row whatever the claims"
    ]


def test_names_are_escaped() -> None:
    hostile = [Probe("anon", "own", 'public.<b>|x"\x1b[2J', "select", allowed=False)]
    cells = matrix(hostile, DECLARED)
    assert "\x1b" not in render_access(cells, "text")
    assert "<b>" not in render_access(cells, "html")
    markdown = render_access(cells, "markdown")
    assert "<b>" not in markdown and "\\|x" in markdown


def test_the_command_prints_this_repositorys_matrix() -> None:
    result = db_verify(ROOT, "access", "--base", "HEAD")
    assert result.code == 0, result.err
    assert "declared and probed agree" in result.out
    assert "venture_app" in result.out
    assert max(map(len, result.out.splitlines())) <= 80
