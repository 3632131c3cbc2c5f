"""The page, read back with an HTML parser."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from checker.model import Location, Report, Suppression
from checker.report import render
from checker.report.escape import visible
from tests.report.make import HOSTILE, broken, finding, passing, report


class Page(HTMLParser):
    def __init__(self, made: Report) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(render(made, "html", verbose=True))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_says_what_the_report_says() -> None:
    text = Page(report()).text
    for told in (
        "DB Verify: fail: 1 error, 1 warning, 1 suppressed",
        "public.eng_note is left without row-level security",
        "create table public.eng_note",
        "up, down, up applied; proven reversible",
        "Fix: add FORCE",
        "nothing to undo",
        "the data of production",
        "public.v_eng_trace",
        "rls-not-forced, table-without-rls",
        "18.6 (embedded)",
    ):
        assert told in text


def test_an_error_says_why() -> None:
    assert "the throw-away Postgres ended" in Page(broken()).text


def test_the_page_loads_nothing() -> None:
    page = Page(report())
    assert not {"script", "img", "link", "iframe", "a"} & set(page.tags)
    assert not [
        name for name, _ in page.attributes if name in ("src", "href", "style") or name.startswith("on")
    ]
    assert "url(" not in render(report(), "html")
    assert "width=device-width" in render(passing(), "html")
    assert "prefers-color-scheme: dark" in render(passing(), "html")


@pytest.mark.parametrize("name", [*HOSTILE, "{{ 1 + 1 }}", "</pre></style><script>x</script>"])
def test_hostile_text_is_only_text(name: str) -> None:
    def made(text: str) -> Report:
        muted = finding(suppressed=Suppression(text, text))
        return report(
            findings=(finding(location=Location(text), message=text, help=text), muted),
            lines={(text, 1): text},
            notes=(text,),
            directives=(text,),
            not_proven=(text,),
        )

    page, expected = Page(made(name)), Page(made("x"))
    assert page.tags == expected.tags
    assert page.attributes == expected.attributes
    assert visible(name) in page.text
