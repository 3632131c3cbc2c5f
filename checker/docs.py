"""The rules' pages and their index, made from the rules' docstrings: `python -m checker.docs` writes them,
and the config's page and schema.

They are committed, so that they can be read where the code is, and a test holds them to be current.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from checker.reference import made
from checker.rule import Rule, docstring
from checker.rules import all_rules

INDEX = "docs/rules/README.md"


def pages() -> dict[str, str]:
    """Every generated page by its path from the repository's root."""
    rules = all_rules()
    found = {rule.page: page(rule, rules) for rule in rules.values()}
    return {**found, INDEX: index(rules)}


def page(rule: Rule, rules: Mapping[str, Rule]) -> str:
    """One rule's page in Markdown: its docstring under its id, and what the engine knows of it."""
    facts = [f"**{rule.severity.value}**", f"topic: {topic_title(rule.topic)}", _judges(rule)]
    if rule.twin:
        facts.append(f"settled by its live twin {_link(rule.twin)}")
    twins = [_link(other.id) for other in rules.values() if other.twin == rule.id]
    if twins:
        facts.append(f"settles {', '.join(twins)}")
    return f"# {rule.id}\n\n{' · '.join(facts)}\n\n{rule.doc.strip()}\n"


def index(rules: Mapping[str, Rule]) -> str:
    """All rules in a table for each topic, in Markdown."""
    topics = sorted({rule.topic for rule in rules.values()}, key=topic_title)
    parts = [
        "# Rules",
        "Each page says why the rule is there, how to mend what it finds, and what it does not report. A rule's"
        " severity is set in the config: `rules: {id: error | warning | note | off}`.",
    ]
    for topic in topics:
        rows = [
            f"| {_link(rule.id)} | {rule.severity.value} | {'live' if rule.stage == 'live' else 'static'} | {rule.summary} |"
            for rule in rules.values()
            if rule.topic == topic
        ]
        head = "| rule | severity | reads | finds |\n| --- | --- | --- | --- |"
        parts += [f"## {topic_title(topic)}", "\n".join([head, *rows])]
    return "\n\n".join(parts) + "\n"


def topic_title(topic: str) -> str:
    """What a topic is called: the first line of its package's docstring, without the full stop."""
    package = import_module(f"checker.rules.{topic}")
    return (docstring(package) or topic).strip().split("\n")[0].rstrip(".")


def _judges(rule: Rule) -> str:
    return "judges the database after the trial" if rule.stage == "live" else "judges the files"


def _link(rule_id: str) -> str:
    return f"[{rule_id}]({rule_id}.md)"


def write(root: Path) -> list[str]:
    """Write every page below `root`, and remove pages of rules that are gone; gives the paths that changed."""
    changed = []
    wanted = {**pages(), **made()}
    for old in sorted((root / "docs/rules").glob("*.md")):
        if f"docs/rules/{old.name}" not in wanted:
            old.unlink()
            changed.append(f"docs/rules/{old.name}")
    for path, text in wanted.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists() or place.read_bytes() != text.encode():
            place.write_bytes(text.encode())
            changed.append(path)
    return changed


if __name__ == "__main__":
    for name in write(Path(__file__).resolve().parent.parent):
        sys.stdout.write(f"{name}\n")
