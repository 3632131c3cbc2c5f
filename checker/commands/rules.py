"""`db-verify rules`: every rule in a table; with an id, its page."""

from __future__ import annotations

import argparse

from checker.commands import Terminal
from checker.errors import UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("id", nargs="?", metavar="ID", help="show this rule's page")
    parser.add_argument("--verbose", action="store_true", help="tracebacks of defects")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Print the table or the page; gives 0."""
    from checker.docs import page, topic_title
    from checker.rules import all_rules

    rules = all_rules()
    if arguments.id is None:
        width = max(map(len, rules))
        for topic in sorted({rule.topic for rule in rules.values()}, key=topic_title):
            terminal.say(f"{topic_title(topic)}\n")
            for rule in rules.values():
                if rule.topic == topic:
                    terminal.say(
                        f"  {rule.id:<{width}}  {rule.severity.value:<7}  {rule.stage:<6}  {rule.summary}"
                    )
            terminal.say("")
        terminal.say(f"{len(rules)} rules; `db-verify rules ID` shows a rule's page")
        return 0
    demand_rule(arguments.id)
    terminal.say(page(rules[arguments.id], rules))
    return 0


def demand_rule(id: str) -> None:
    """Raises UsageError where there is no rule of that id."""
    from difflib import get_close_matches

    from checker.rules import all_rules

    if id not in all_rules():
        close = get_close_matches(id, all_rules(), n=1)
        remedy = f"Did you mean {close[0]}?" if close else "`db-verify rules` lists them."
        raise UsageError(f"there is no rule {id!r}", remedy=remedy)
