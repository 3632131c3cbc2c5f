"""Each rule has its page, the page is what its docstring says, and the SQL on it parses."""

from __future__ import annotations

import re

import pytest
from pglast import parser

from checker.docs import pages, topic_title
from checker.rule import Rule
from checker.rules import all_rules, rule_ids
from checker.selftest.cases import read_case
from checker.selftest.memory import findings
from tests.support import ROOT, db_verify

RULES = list(all_rules().values())

# What the pages' examples speak of.
TABLES = "\n".join(
    f"create table {name} ({columns}); alter table {name} enable row level security, force row level security;"
    for name, columns in {
        "app.note": "id bigint primary key, title text, body text, author text, owner uuid, owner_id uuid, tenant_id uuid",
        "public.note": "id bigint primary key, title text, owner uuid, tenant text, archived boolean, team_id bigint",
        "public.eng_note": "id bigint primary key, body text, author text, status text",
        "public.members": "user_id uuid, team_id bigint",
    }.items()
)
CONFIG = "-- === config\nview_owners: [eng_views]\n"
# Rules of what an example is a part of: the file around it, in its tool's way, and the config.
OF_THE_FILE = {"down-marker-ambiguous", "ownership-given-away", "transaction-split", "up-empty"}


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
def test_the_sql_on_a_page_is_not_found_itself(rule: Rule) -> None:
    """Who takes an example over has no error by it, neither of the page's rule nor of another one."""
    before = [f"create schema app;\n{TABLES}\n"]
    for block in re.findall(r"```sql\n(.*?)```", rule.doc, re.DOTALL):
        up = block if block.startswith("--") else f"set lock_timeout = '5s';\n{block}"
        case = read_case(rule.id, rule.id, f"-- === base\n{''.join(before)}-- === up\n{up}\n{CONFIG}")
        found = {
            one.rule
            for one in findings(case)
            if one.severity == "error" or (one.rule == rule.id and one.severity == "warning")
        }
        assert found <= OF_THE_FILE, block
        before.append(block)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_live_twin_exists_and_is_live(rule: Rule) -> None:
    assert rule.twin is None or all_rules()[rule.twin].stage == "live"


def test_the_ids_are_known_without_importing_the_rules() -> None:
    assert rule_ids() == frozenset(all_rules())
