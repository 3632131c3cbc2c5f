"""`db-verify rules`: every rule in a table; with an id, its page."""

from __future__ import annotations

import argparse
import re

from checker.commands import Terminal, add_shared
from checker.errors import UsageError

# Columns that a summary needs beside its rule.
_NARROW = 80


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("id", nargs="?", metavar="ID", help="show this rule's page")
    add_shared(parser, "--verbose")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Print the table or the page; gives 0."""
    from checker.docs import page, topic_title
    from checker.report.escape import wrap
    from checker.rules import all_rules

    rules = all_rules()
    if arguments.id is None:
        width = max(map(len, rules))
        # For a program a rule is one line; a person's terminal may have no room for it.
        room = terminal.width - width - 20 if terminal.out.isatty() else 0
        for topic in sorted({rule.topic for rule in rules.values()}, key=topic_title):
            terminal.say(f"{topic_title(topic)}\n")
            for rule in rules.values():
                if rule.topic == topic:
                    head = f"  {rule.id:<{width}}  {rule.severity.value:<7}  {rule.stage:<6}"
                    if 0 < room < _NARROW:
                        terminal.say("\n      ".join([head, *wrap(rule.summary, terminal.width - 6)]))
                    else:
                        terminal.say(f"{head}  {rule.summary}")
            terminal.say("")
        terminal.say(f"{len(rules)} rules; `db-verify rules ID` shows a rule's page")
        return 0
    demand_rule(arguments.id)
    text = page(rules[arguments.id], rules)
    terminal.say(_fitted(text, terminal.width) if terminal.out.isatty() else text)
    return 0


def _fitted(text: str, width: int) -> str:
    """A page whose paragraphs and list items fill so many columns; code and tables stay as they are.

    Another rule's page is no link there, but a name that this command takes.
    """
    from checker.report.escape import wrap

    text = re.sub(r"\[([a-z-]+)\]\(\1\.md\)", r"\1", text)
    paragraphs: list[tuple[str, bool]] = []
    fenced = opened = False
    for line in text.splitlines():
        fenced ^= line.startswith("```")
        plain = bool(line) and not fenced and not line.startswith(("```", "#", "|"))
        if plain and opened and not line.startswith("- "):
            paragraphs[-1] = (f"{paragraphs[-1][0]} {line.strip()}", True)
        else:
            paragraphs.append((line, plain))
        opened = plain
    fitted: list[str] = []
    for line, plain in paragraphs:
        first, *rest = wrap(line, width - 2) if plain else [line]
        fitted += [first, *(f"{'  ' if line.startswith('- ') else ''}{more}" for more in rest)]
    return "\n".join(fitted) + "\n"


def demand_rule(id: str) -> None:
    """Raises UsageError where there is no rule of that id."""
    from difflib import get_close_matches

    from checker.rules import all_rules

    if id not in all_rules():
        close = get_close_matches(id, all_rules(), n=1)
        remedy = f"Did you mean {close[0]}?" if close else "`db-verify rules` lists them."
        raise UsageError(f"there is no rule {id!r}", remedy=remedy)
