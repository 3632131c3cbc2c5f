"""Each rule has its page, the page is what its docstring says, and the SQL on it parses."""

from __future__ import annotations

import re

import pytest
from pglast import parser

from checker.docs import pages, topic_title
from checker.rule import Rule
from checker.rules import all_rules, rule_ids
from tests.support import ROOT, db_verify

RULES = list(all_rules().values())


def test_the_pages_are_current() -> None:
    there = {
        f"docs/rules/{path.name}": path.read_bytes().decode() for path in (ROOT / "docs/rules").glob("*.md")
    }
    assert there == pages(), "run `make docs`"


def test_python_without_docstrings_shows_the_same_pages() -> None:
    """PYTHONOPTIMIZE=2 strips the docstrings of what it compiles."""
    for arguments in (("rules",), ("rules", "data-lost"), ("rules", "server-file-access")):
        assert db_verify(ROOT, *arguments, PYTHONOPTIMIZE="2") == db_verify(ROOT, *arguments)
    assert topic_title("access") in db_verify(ROOT, "rules").out


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_page_says_why_how_and_what_not(rule: Rule) -> None:
    words = re.sub(r"```.*?```", "", rule.doc, flags=re.DOTALL)
    assert re.findall(r"^## (.*)$", words, re.MULTILINE) == ["Why", "How to fix", "Not reported"]
    assert rule.summary.endswith(".")
    assert len(rule.summary) <= 140


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_sql_on_a_page_parses(rule: Rule) -> None:
    for block in re.findall(r"```sql\n(.*?)```", rule.doc, re.DOTALL):
        parser.parse_sql(block)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_live_twin_exists_and_is_live(rule: Rule) -> None:
    assert rule.twin is None or all_rules()[rule.twin].stage == "live"


def test_the_ids_are_known_without_importing_the_rules() -> None:
    assert rule_ids() == frozenset(all_rules())
