"""`db-verify fix`: apply the mechanical fixes, or show them."""

from __future__ import annotations

import argparse

from checker.commands import Terminal, add_shared

_ROUNDS = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add = parser.add_argument
    add("paths", nargs="*", metavar="PATH", help="mend these files or folders only, changed or not")
    add(
        "--diff",
        action="store_true",
        help="show what would change, change nothing; exit 1 where something would",
    )
    add("--rule", action="append", default=[], metavar="ID", help="the fixes of this rule only; repeatable")
    add("--all", action="store_true", dest="everything", help="mend every migration, not only the change")
    add_shared(parser, "--base", "--config", "--as-of", "--verbose")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Mend, or show the differences; gives 0, and with --diff 1 where something would change."""
    from pathlib import Path

    from checker.commands.check import read_date, read_paths
    from checker.commands.rules import demand_rule
    from checker.config import Options
    from checker.mend.edits import shown
    from checker.mend.files import write
    from checker.mend.fix import find_fixes

    for rule in arguments.rule:
        demand_rule(rule)
    options = Options(
        paths=read_paths(arguments.paths),
        base=arguments.base,
        everything=arguments.everything,
        static=True,
        config=arguments.config,
        as_of=read_date(arguments.as_of),
    )
    root, mended, rest = find_fixes(Path.cwd(), options, frozenset(arguments.rule))
    if arguments.diff:
        for one in mended:
            terminal.say(shown(one))
        if not mended:
            # Beside the difference, which is empty.
            terminal.warn(f"nothing to mend{_left(len(rest))}")
        return 1 if mended else 0
    count = 0
    # A fix that overlaps another one, or is only possible after it, has its turn in the next round.
    for _ in range(_ROUNDS):
        for one in mended:
            write(root, one)
            for finding in one.findings:
                said = finding.fix.description if finding.fix else ""
                places = [edit.location for edit in finding.fix.edits] if finding.fix else []
                place = next((at for at in places if at.path == one.path), finding.location)
                terminal.tell(f"{one.path}:{place.line}: {finding.rule}: {said}")
        count += sum(len(one.findings) for one in mended)
        if not mended:
            break
        root, mended, rest = find_fixes(Path.cwd(), options, frozenset(arguments.rule))
    terminal.say(f"{count} mended{_left(len(rest))}")
    return 0


def _left(count: int) -> str:
    return f", {count} left that need a person: see `db-verify check --static`" if count else ""
