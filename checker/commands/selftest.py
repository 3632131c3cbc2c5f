"""`db-verify selftest`: every rule fires on its bad examples and is silent on its good ones, through the whole program."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import TYPE_CHECKING

from checker.commands import Terminal
from checker.errors import CannotCheck

if TYPE_CHECKING:
    from pathlib import Path

    from checker.selftest.cases import Case

# What a repository of every example takes, and more.
_ROOM = 64 << 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("rules", nargs="*", metavar="ID", help="test these rules only")
    parser.add_argument("--verbose", action="store_true", help="name each example")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Check every example as a pull request of a scratch repository; gives 0, or 1 where one came out wrong."""
    from checker.commands.rules import demand_rule
    from checker.report.words import number
    from checker.rules import all_rules
    from checker.selftest.cases import read_cases
    from checker.selftest.repository import make_repository
    from checker.trial.scratch import make

    rules = all_rules()
    for rule in arguments.rules:
        demand_rule(rule)
    wanted = set(arguments.rules) or set(rules)
    live = {rule.id for rule in rules.values() if rule.stage == "live"}
    cases = [case for case in read_cases(_folder()) if case.rule in wanted]
    untested = [rule for rule in sorted(wanted) if not _is_tested(rule, cases)]
    wrong: list[str] = [f"{rule} has no bad or no good example" for rule in untested]
    # Such a folder goes also where this program is killed.
    scratch = make(_ROOM)
    try:
        folder = scratch.path / "repository"
        folder.mkdir()
        make_repository(folder, cases)
        for place, case in enumerate(cases):
            terminal.progress(f"{place + 1} of {len(cases)}: {case.name}")
            wrong += _judge(folder, place, case, static=case.rule not in live)
            if arguments.verbose:
                terminal.say(case.name)
    finally:
        scratch.remove()
    terminal.progress("")
    for line in wrong:
        terminal.say(line)
    bad = sum(1 for case in cases if case.fires)
    terminal.say(
        f"{number(len(wanted), 'rule')}, {number(bad, 'bad example')} and {number(len(cases) - bad, 'good example')}:"
        f" {len(wrong) or 'none'} came out wrong"
    )
    return 1 if wrong else 0


def _folder() -> Path:
    """Where the examples are: in the package, or in the source tree beside it."""
    from pathlib import Path

    import checker

    package = Path(checker.__file__).parent
    for folder in (package / "selftest" / "examples", package.parent / "tests" / "rules"):
        if folder.is_dir():
            return folder
    raise CannotCheck("the rules' examples are not installed", remedy="Install db-verify again.")


def _is_tested(rule: str, cases: list[Case]) -> bool:
    mine = [case.fires for case in cases if case.rule == rule]
    return True in mine and False in mine


def _judge(folder: Path, number: int, case: Case, *, static: bool) -> list[str]:
    """What is wrong with the outcome of one example, in words; `static` leaves the trial out."""
    from checker.config import Options
    from checker.run import check
    from checker.selftest.cases import compared
    from checker.selftest.memory import AS_OF
    from checker.selftest.repository import environment_of

    options = Options(base=f"case-{number}/base", head=f"case-{number}/head", static=static, as_of=AS_OF)
    environ = environment_of(folder / ".git", case)
    report = check(folder, options, environ, lambda _what: None)
    if report.error:
        return [f"{case.name}: {report.error}"]
    found, expected = compared(case, report.counted), Counter(case.marks)
    missed = [f"{case.name}: not found: {one}" for one in (expected - found).elements()]
    return missed + [f"{case.name}: found, and not expected: {one}" for one in (found - expected).elements()]
