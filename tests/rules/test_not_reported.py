"""Each sentence under *Not reported* has its case, and the case says which: `-- not reported: its first words`.

The cases are exact (`test_cases.py`), so a line that makes a claim and carries no mark of the rule proves it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checker.rule import Rule
from checker.rules import all_rules
from checker.selftest.cases import read_cases

FOLDER = Path(__file__).parent
RULES = list(all_rules().values())
_CLAIM = re.compile(r"-- not reported: (.*?)(?= -- |$)")
_MARK = re.compile(r"-- expect: ([a-z-]+)")
# These say what is no excuse: their cases fire.
_FIRES = re.compile(r"\b(?:counts?|do nothing|is reported here|More than a note)\b")


def _sentences(rule: Rule) -> list[str]:
    text = rule.doc.partition("## Not reported")[2]
    return [" ".join(one.split()) for one in re.split(r"^- ", text, flags=re.MULTILINE)[1:]]


def _claims(rule: Rule) -> dict[str, str]:
    """The words of each claim in the rule's cases, with the rule whose mark is on the line."""
    found = {}
    for path in sorted((FOLDER / rule.id).glob("*.sql")):
        for line in path.read_text(encoding="utf-8").splitlines():
            mark = _MARK.search(line)
            found |= dict.fromkeys(_CLAIM.findall(line), mark[1] if mark else "")
    return found


def _is_another_rules(rule: Rule, sentence: str) -> bool:
    """Whether the sentence hands over to a rule that fires in a case where this one does not."""
    others = set(re.findall(r"\]\(([a-z-]+)\.md\)", sentence))
    return any(
        case.rule in others and case.fires and rule.id not in {mark.rule for mark in case.marks}
        for case in read_cases(FOLDER)
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_sentence_has_its_case(rule: Rule) -> None:
    claims = _claims(rule)
    for sentence in _sentences(rule):
        said = [words for words in claims if sentence.startswith(words)]
        assert said or _is_another_rules(rule, sentence), f"no case of {rule.id} claims: {sentence}"
        for words in said:
            assert claims[words] != rule.id or _FIRES.search(sentence), (
                f"{rule.id} fires where it is silent: {words}"
            )


@pytest.mark.parametrize("rule", all_rules().values(), ids=lambda rule: rule.id)
def test_each_claim_is_of_one_sentence(rule: Rule) -> None:
    sentences = _sentences(rule)
    for words in _claims(rule):
        assert len([one for one in sentences if one.startswith(words)]) == 1, f"{rule.id}: {words}"
