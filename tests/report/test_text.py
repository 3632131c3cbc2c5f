"""The text report, and what all formats for people share."""

from __future__ import annotations

import re
import unicodedata

import pytest
from msgspec.structs import replace

from checker.model import Fix, Location, MigrationReport, Severity, StageStatus, Suppression
from checker.report import render
from checker.report.escape import cells, snippet, visible, wrap
from tests.report.make import HOSTILE, LINE, PATH, broken, finding, passing, report, stages


def test_a_finding_shows_place_severity_rule_line_caret_message_and_page() -> None:
    lines = render(report(findings=(finding(),)), "text", width=80).splitlines()
    assert lines[0] == f"{PATH}:7:14 error table-without-rls"
    assert lines[1] == f"    7 | {LINE}"
    assert lines[2] == "      | " + " " * 13 + "^" * 15
    assert lines[3].startswith("  public.eng_note is left without")
    assert "  help: db-verify rules table-without-rls" in lines


def test_the_summary_names_what_was_done() -> None:
    text = render(passing(), "text", verbose=True)
    assert "3 migrations known, 1 changed, 2 applied, 1 proven reversible" in text
    assert re.search(r"202511230900 +up, down, up applied; proven reversible", text)
    assert re.search(r"202511220900 +up applied; declared irreversible", text)
    assert "2 rules run" in text and "rls-not-forced, table-without-rls" in text
    assert "1 published view checked" in text and "public.v_eng_trace" in text
    assert re.search(r"trial +done +about trial", text)
    assert "18.6 (embedded)" in text
    assert text.splitlines()[-1] == "pass: no findings"


@pytest.mark.parametrize("status", ["errored", "not-run"])
def test_migrations_that_were_not_read_are_not_counted(status: StageStatus) -> None:
    unread = report(verdict="error", complete=False, findings=(), migrations=(), stages=stages(parse=status))
    text = render(unread, "text")
    assert re.search(r"migrations +none was read\n", text)
    assert "known" not in text


def test_more_findings_than_fit_on_a_screen_are_counted_by_rule() -> None:
    fixable = finding(rule="rls-not-forced", severity=Severity.WARNING)
    fix = Fix("force it", ())
    some = (*[finding()] * 3, *[replace(fixable, fix=fix)] * 2, *[fixable] * 6)
    text = render(report(findings=some), "text", width=80)
    assert (
        "findings (11)\n  table-without-rls  3 errors\n  rls-not-forced     8 warnings, 2 with a fix\n"
        in text
    )
    assert "findings (" not in render(report(findings=some[:10]), "text")
    assert "findings (" not in render(report(findings=some), "text", quiet=True)


def test_a_pass_without_a_trial_says_so_in_the_verdict() -> None:
    text = render(passing(stages=stages(trial="not-run", live="not-run")), "text")
    assert text.splitlines()[-1] == "pass (not run: trial, live): no findings"


def test_suppressed_findings_are_counted_and_listed() -> None:
    muted = finding(suppressed=Suppression("agreed in review", "db/a.sql:3"))
    text = render(passing(findings=(muted, muted)), "text", width=120)
    assert "suppressed (2)" in text
    assert "agreed in review (db/a.sql:3)" in text
    assert text.splitlines()[-1] == "pass: no findings, 2 suppressed"


def test_what_is_not_proven_notes_and_directives_are_listed() -> None:
    text = render(passing(), "text")
    for title in ("not proven\n  the data of production", "notes\n  the whole tree", "directives (1)\n  db/"):
        assert title in text


def test_an_error_says_why_and_keeps_the_findings() -> None:
    text = render(broken(), "text")
    assert "error: the check could not be made; so far 1 error" in text
    assert "  the throw-away Postgres ended\n  Run it again." in text
    assert f"{PATH}:7:14 error" in text


def test_quiet_leaves_the_findings_and_the_verdict() -> None:
    assert render(passing(), "text", quiet=True) == "pass: no findings\n"
    assert f"{PATH}:7:14 error" in render(report(), "text", quiet=True)


def test_many_migrations_are_counted_and_named_only_when_asked_for() -> None:
    many = tuple(MigrationReport(f"{n:03}", f"db/{n}.sql", "a" * 64, True, "not-tried") for n in range(50))
    assert "... and 30 more (--verbose names them)" in render(passing(migrations=many), "text")
    assert "049" in render(passing(migrations=many), "text", verbose=True)


def test_color_only_where_asked_for_and_never_else_a_control_character() -> None:
    assert "\x1b" not in render(report(), "text")
    colored = render(report(), "text", color=True)
    assert "\x1b[1;31merror\x1b[0m" in colored
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == render(report(), "text")


@pytest.mark.parametrize("width", [80, 100, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    line = "\t" + "東京 select " * 60
    location = Location(PATH, 7, 300, 7, 320)
    wide = report(findings=(finding(location=location, message="word " * 80),), lines={(PATH, 7): line})
    for shown in render(wide, "text", width=width).splitlines():
        assert cells(shown) <= width


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_and_messages_make_no_line_and_no_command(name: str) -> None:
    there = Location(name, 1, 1, 1, 2)
    hostile = broken(
        findings=(finding(location=there, message=name, object=name, help=name),),
        lines={(name, 1): name},
        directives=(name,),
        notes=(name,),
        not_proven=(name,),
    )
    tame = broken(
        findings=(finding(location=Location("x", 1, 1, 1, 2), message="x", object="x", help="x"),),
        lines={("x", 1): "x"},
        directives=("x",),
        notes=("x",),
        not_proven=("x",),
    )
    text = render(hostile, "text", width=1000)
    assert len(text.splitlines()) == len(render(tame, "text", width=1000).splitlines())
    for line in text.splitlines():
        assert not line.strip().startswith("::")
        assert "##[" not in line
        assert line.isprintable()
    text.encode("utf-8")


@pytest.mark.parametrize(
    ("line", "start", "end", "shown", "carets"),
    [
        ("select 1", 8, 9, "select 1", "       ^"),
        ("\tselect 1", 2, 8, "    select 1", "    ^^^^^^"),
        ("a\tb", 3, 4, "a   b", "    ^"),
        ("東京 x", 4, 5, "東京 x", "     ^"),
        ("東京 x", 1, 3, "東京 x", "^^^^"),
        ("e\u0301x", 3, 4, "e\u0301x", " ^"),
        ("\x1b[31m x", 7, 8, "\\x1b[31m x", "         ^"),
        ("\ufeffx", 2, 3, "\\ufeffx", "      ^"),
        ("abc", 4, 4, "abc", "   ^"),
        ("abc", 9, 12, "abc", "   ^"),
        ("abc", 2, 2, "abc", " ^"),
        ("", 1, 1, "", "^"),
    ],
)
def test_carets_stand_under_the_characters(line: str, start: int, end: int, shown: str, carets: str) -> None:
    assert snippet(line, start, end, 80) == (shown, carets)


@pytest.mark.parametrize("at", [1, 40, 150, 299])
def test_a_long_line_is_cut_around_the_place(at: int) -> None:
    line = "".join(chr(ord("a") + n % 26) for n in range(300))
    shown, carets = snippet(line, at, at + 1, 60)
    assert cells(shown) <= 60 and cells(carets) <= 60
    assert shown[carets.index("^")] == line[at - 1]


def test_wrap_breaks_at_spaces_by_width() -> None:
    assert wrap("東京 東京 ab", 5) == ["東京", "東京", "ab"]
    assert wrap("unbreakable", 4) == ["unbreakable"]


def test_visible_keeps_what_prints_and_nothing_else() -> None:
    assert visible("grün 東京 🎉") == "grün 東京 🎉"
    every = "".join(chr(n) for n in range(0x3000) if unicodedata.category(chr(n))[0] in "CZ" and n != 32)
    assert visible(every).isascii() and visible(every).isprintable()


def test_a_warning_is_shown_as_one() -> None:
    text = render(passing(findings=(finding(severity=Severity.WARNING),)), "text")
    assert f"{PATH}:7:14 warning table-without-rls" in text
    assert text.splitlines()[-1] == "pass: 1 warning"


def test_of_very_many_directives_the_first_are_told() -> None:
    many = tuple(f"db/{n:03}.sql:1: irreversible" for n in range(130))
    text = render(passing(directives=many), "text")
    assert "directives (130)\n  db/000.sql:1" in text
    assert "  ... and 30 more (--verbose names them)" in text and "db/100.sql" not in text
    assert "db/129.sql" in render(passing(directives=many), "text", verbose=True)
