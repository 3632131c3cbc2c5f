"""The job's summary, read back with a Markdown parser."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from checker.model import (
    AccessChange,
    Location,
    LockReport,
    LockTaken,
    MigrationReport,
    Severity,
    StepReport,
    Suppression,
)
from checker.report import render
from checker.report.escape import visible
from checker.report.markdown import LIMIT, block, code, prose
from tests.report.make import HOSTILE, PATH, broken, finding, passing, report

OURS = {"h2", "h3", "p", "strong", "code", "pre", "ul", "li", "details", "summary", "blockquote"}
OURS |= {"table", "thead", "tbody", "tr", "th", "td"}


class Page(HTMLParser):
    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.counted: Counter[str] = Counter()
        self.texts: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(MarkdownIt("gfm-like", {"linkify": False}).render(markdown))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.counted[tag] += 1
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)


def test_of_many_findings_the_rules_come_first_and_errors_before_all() -> None:
    some = (*[finding(rule="rls-not-forced", severity=Severity.WARNING)] * 8, *[finding()] * 3)
    text = render(report(findings=some), "markdown")
    counts = "- `table-without-rls` 3 errors\n- `rls-not-forced` 8 warnings\n"
    assert text.index(counts) < text.index("\n### ")
    assert "` 8 warnings" not in render(report(findings=some[:10]), "markdown")


def test_the_verdict_the_findings_and_the_account_are_there() -> None:
    page = Page(render(report(), "markdown"))
    assert page.tags <= OURS
    assert "DB Verify: fail: 1 error, 1 warning, 1 suppressed" in page.text
    assert "public.eng_note is left without row-level security" in page.text
    assert "create table public.eng_note" in page.text
    assert "up, down, up applied; proven reversible" in page.text
    assert "3\n7\nACCESS EXCLUSIVE\npublic.eng_backlog\nreads and writes\nwrites it anew\n" in page.text
    assert "nothing to undo" in page.text


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_relation_stays_in_its_cell(name: str) -> None:
    def with_lock(relation: str) -> Page:
        step = StepReport("up", "applied", locks=(LockReport(1, 1, LockTaken(relation, "ShareLock")),))
        told = MigrationReport("202601010900", "db/x.sql", "0" * 64, True, "proven", (step,))
        return Page(render(report(migrations=(told,)), "markdown"))

    page, tame = with_lock(name), with_lock("x")
    assert page.tags == tame.tags
    assert page.attributes == tame.attributes
    assert page.counted == tame.counted


def test_names_can_be_searched_for_in_the_raw_text() -> None:
    raw = render(report(), "markdown")
    assert PATH in raw and "public.eng_note is left" in raw


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("begin", ["", "- ", "1. ", "# ", "> ", "---", "===", "```", "    ", "| a | b |"])
def test_hostile_text_is_only_text(name: str, begin: str) -> None:
    name = begin + name
    hostile = report(
        findings=(
            finding(location=Location(name, 1, 1, 1, 2), message=name, help=name),
            finding(suppressed=Suppression(name, name)),
        ),
        lines={(name, 1): name},
        notes=(name,),
        directives=(name,),
        not_proven=(name,),
    )
    tame = report(
        findings=(
            finding(location=Location("x", 1, 1, 1, 2), message="x", help="x"),
            finding(suppressed=Suppression("x", "x")),
        ),
        lines={("x", 1): "x"},
        notes=("x",),
        directives=("x",),
        not_proven=("x",),
    )
    page, expected = Page(render(hostile, "markdown")), Page(render(tame, "markdown"))
    assert page.tags == expected.tags
    assert page.attributes == expected.attributes
    assert visible(name).strip() in page.text.replace("\u200b", "")


@pytest.mark.parametrize(
    "text", ["@admin", "#12", "a@b.example", "https://x.invalid", "www.x.invalid", ":tada:", "$x$", "~~x~~"]
)
def test_what_github_would_turn_into_something_is_broken_up(text: str) -> None:
    rendered = prose(text)
    assert text not in rendered
    assert Page(rendered).text.replace("\u200b", "").strip() == text


@pytest.mark.parametrize("text", ["`", "``", "a`b``c```d", " a ", "", "`x`", "  "])
def test_code_holds_any_backticks(text: str) -> None:
    page = Page(f"x {code(text)} y")
    assert page.tags == {"p", "code"}
    assert page.text.strip() == f"x {text if text.strip() else text + '  '} y" or not text.strip()
    assert Page(block([text, "```` fence"])).tags == {"pre", "code"}


def test_a_summary_keeps_to_githubs_limit_and_counts_what_it_leaves_out() -> None:
    many = tuple(
        finding(location=Location(f"db/{line % 7}ü.sql", line, 1, line, 2), message="ünï " * 300)
        for line in range(1, 3001)
    )
    muted = tuple(finding(suppressed=Suppression("because " * 100, "x:1")) for _ in range(3000))
    locks = tuple(LockReport(1, 1, LockTaken("\u202e" * 60, "AccessExclusiveLock")) for _ in range(50))
    steps = (StepReport("up", "applied", locks=locks),)
    made = report(
        findings=(*many, *muted),
        directives=("d" * 5000,) * 3000,
        notes=("n" * 5000,) * 3000,
        not_proven=("the data of production", *("p" * 5000,) * 3000),
        views=("v" * 3000,) * 500,
        migrations=(MigrationReport("1" * 500, "db/x.sql", "0" * 64, True, "proven", steps),) * 600,
        access=(AccessChange("r" * 500, "SELECT", "t" * 500, "refused", "allowed"),) * 600,
    )
    text = render(made, "markdown", verbose=True)
    assert LIMIT * 0.9 < len(text.encode()) <= LIMIT
    told = text.count("**error** `table-without-rls`")
    assert f"**{3000 - told} more findings**" in text
    assert "fail: 3000 errors, 3000 suppressed" in text
    assert "Not proven" in text and "the data of production" in text


def test_a_pass_is_one() -> None:
    text = render(passing(findings=(finding(severity=Severity.NOTE),)), "markdown")
    assert text.startswith("## ✅ DB Verify: pass: 1 note\n")


def test_why_a_check_could_not_be_made_is_told_and_what_it_found_stays() -> None:
    text = render(broken(), "markdown", quiet=True)
    assert text.startswith("## ⚠️ DB Verify: error: ")
    page = Page(text)
    assert "the throw-away Postgres ended\nRun it again.\n" in page.text
    assert "public.eng_note is left without row-level security" in page.text
    assert "Not proven" not in page.text
