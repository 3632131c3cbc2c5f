"""`db-verify contracts`: the published views against their contracts, what changed, and the pages for people."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from checker.commands import Terminal, add_shared
from checker.commands.check import read_date
from checker.config import Options
from checker.errors import CannotCheck, CheckerError, UsageError
from checker.report.words import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.model import Change, Contract, ContractVersion, Finding, Report, Stage, Trial


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The subcommands and their options."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    about = {
        "check": "hold every published view against its contract, from the files and in a throw-away Postgres",
        "diff": "say what changed between the base's contracts and these, in words, breaking first",
        "docs": "write a page for people beside each contract",
    }
    for name, text in about.items():
        action = actions.add_parser(name, description=text, help=text, allow_abbrev=False)
        add_shared(action, "--config", "--base", "--head", "--as-of", "--verbose")
        if name != "diff":
            add_shared(action, "--static", "--database", "--allow-remote-trial")
        if name == "docs":
            action.add_argument(
                "--check", action="store_true", help="write nothing; 1 where a page is not current"
            )


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Run one of the subcommands; gives the exit code."""
    options = Options(
        base=arguments.base,
        head=arguments.head,
        everything=arguments.action != "diff",
        static=getattr(arguments, "static", False),
        config=arguments.config,
        database=getattr(arguments, "database", "auto"),
        allow_remote_trial=getattr(arguments, "allow_remote_trial", False),
        as_of=read_date(arguments.as_of),
    )
    if arguments.action == "check":
        return _check(options, terminal)
    if arguments.action == "diff":
        return _diff(options, terminal)
    return _docs(options, terminal, write=not arguments.check)


def _check(options: Options, terminal: Terminal) -> int:
    from checker.report import render
    from checker.run import check

    _demand_contracts(options)
    report = check(Path.cwd(), options, os.environ, terminal.progress)
    terminal.progress("")
    report = _about_contracts(report)
    terminal.say(render(report, "text", color=terminal.color(off=False), width=terminal.width))
    return report.exit_code


def _about_contracts(report: Report) -> Report:
    """The report with the findings about contracts alone, unless something else kept the trial from its end."""
    from checker.rules import all_rules

    stopped = any(step.status == "failed" for migration in report.told for step in migration.steps)
    if report.verdict not in ("pass", "fail") or stopped:
        return report
    topics = {rule.id: rule.topic for rule in all_rules().values()}
    kept = tuple(finding for finding in report.findings if topics.get(finding.rule) == "contracts")
    counted = [finding for finding in kept if finding.suppressed is None]
    fails = any(finding.severity == "error" for finding in counted)
    stages = tuple(_of_contracts(stage, counted) for stage in report.stages)
    return replace(report, findings=kept, stages=stages, verdict="fail" if fails else "pass")


def _of_contracts(stage: Stage, findings: Sequence[Finding]) -> Stage:
    """A stage of rules with what it found of contracts, instead of all that it found."""
    if stage.name not in ("static", "live") or stage.status not in ("passed", "failed"):
        return stage
    mine = [finding for finding in findings if finding.stage == stage.name]
    rules = stage.detail.partition(",")[0]
    failed = any(finding.severity == "error" for finding in mine)
    detail = f"{rules}, {number(len(mine), 'finding')} about contracts"
    return replace(stage, status="failed" if failed else "passed", detail=detail)


def _diff(options: Options, terminal: Terminal) -> int:
    from checker.contracts.tell import tell_diff
    from checker.discover import OR_ALL

    try:
        change = _read(options)
    except CannotCheck as error:
        raise CannotCheck(
            error.message, place=error.place, remedy=error.remedy.replace(OR_ALL, "")
        ) from error
    if change.config.contracts is None:
        raise _no_contracts(options)
    terminal.tell(tell_diff(change))
    return 1 if change.contract_problems else 0


def _docs(options: Options, terminal: Terminal, *, write: bool) -> int:
    from checker.report.contracts import page

    change = _read(options)
    if change.config.contracts is None:
        raise _no_contracts(options)
    if change.contract_problems:
        problem = change.contract_problems[0]
        raise UsageError(f"a contract is not valid: {problem.message}", place=str(problem.location))
    trial = None if options.static else _try(change, options, terminal)
    views = {view.shape.view: view for view in (trial.views if trial and trial.views else ())}
    root, stale = _root(), []
    for contract in change.contracts:
        path = contract.page
        text = page(contract, views.get(contract.view), _versions(contract), change.consumers)
        place = root / path
        if place.is_symlink() or not place.resolve().is_relative_to(root.resolve()):
            raise CannotCheck(f"{path} is a link; a page is a file of its own", remedy="Remove the link.")
        try:
            there = place.read_bytes() if place.exists() else b""
            # Without a database nothing can be said of the rows on a page that was made with one.
            if there == text.encode() or (options.static and not write and _is_of(there, contract, change)):
                continue
            stale.append(path)
            if write:
                place.write_bytes(text.encode())
        except OSError as error:
            raise CannotCheck(f"{path} can't be read or written: {error.strerror}") from error
        terminal.tell(f"{'wrote' if write else 'out of date:'} {path}")
    terminal.say(
        f"{number(len(change.contracts), 'contract')}, {number(len(stale), 'page')} {'written' if write else 'out of date'}"
        + ("; rows were not looked at" if options.static and not write else "")
    )
    return 1 if stale and not write else 0


def _is_of(data: bytes, contract: Contract, change: Change) -> bool:
    """Whether a page was made of this contract and these consumers, and not edited."""
    from checker.shape.page import contract_digest, read_head

    head = read_head(data.decode("utf-8", "replace"))
    return (
        head is not None and head.contract == contract_digest(contract, change.consumers) and not head.edited
    )


def _read(options: Options) -> Change:
    from checker.discover import discover
    from checker.run import read
    from checker.settings import load_settings

    found = discover(Path.cwd(), options, os.environ)
    return read(found, load_settings(found, options), options)


def _try(change: Change, options: Options, terminal: Terminal) -> Trial:
    from checker.run import try_change

    trial = try_change(change, options, terminal.progress)
    terminal.progress("")
    if trial.end is None:
        raise CannotCheck(
            "the migrations do not apply, so there are no rows to show",
            remedy="`db-verify check --all` says why; --static writes pages without rows.",
        )
    return trial


def _versions(contract: Contract) -> list[ContractVersion]:
    """What git remembers of the contract; versions that were not valid are left out."""
    from checker.commits import history
    from checker.contracts import read
    from checker.model import ContractVersion
    from checker.parse.sql import read_text

    found = []
    for commit, day, data in history(Path.cwd(), contract.path):
        source, _ = read_text(contract.path, data)
        old, _ = read(source)
        if old is not None:
            found.append(ContractVersion(day, commit, old))
    # The day on which this version is committed is not known before, so it is never told.
    found = [version for version in found if version.contract.version != contract.version]
    return [*found, ContractVersion("this version", "", contract)]


def _root() -> Path:
    """The repository's root, above the folder that the command runs in."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)


def _demand_contracts(options: Options) -> None:
    """Raises UsageError where the config names no contracts; why it can't be read, the check says, with its report."""
    from checker.discover import discover
    from checker.settings import load_settings

    try:
        config = load_settings(discover(Path.cwd(), options, os.environ), options).config
    except CheckerError:
        return
    if config.contracts is None:
        raise _no_contracts(options)


def _no_contracts(options: Options) -> UsageError:
    return UsageError(
        "the config names no contracts",
        place=options.config,
        remedy="Say where they are: `contracts: {path: docs/data-contracts}`.",
    )
