"""`db-verify status`: what a database has had, what it lacks, how it differs from the files."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from checker.commands import Terminal, add_shared
from checker.errors import UsageError

if TYPE_CHECKING:
    from checker.ops.status import Status

# What the audit entry has of a section's findings; the terminal shows them all.
_MOST = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add = parser.add_argument
    add("--format", choices=("text", "json"), default="text", help="default: %(default)s")
    add(
        "--checks",
        action="store_true",
        help="ask for access, contracts and data as well, and write the audit entry",
    )
    add(
        "--verdict",
        metavar="FILE",
        help="with --checks: the JSON report of a check of the files, to be part of the one verdict;"
        " without a database it is the whole of it",
    )
    add(
        "--no-drift",
        action="store_true",
        help="the ledger only; nothing is built to compare the catalog with",
    )
    add_shared(parser, "--config", "--verbose")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Look and show; gives 1 where something was found, 3 where something could not be looked at."""
    from checker.commands.check import read_date
    from checker.ops.audit import recorded
    from checker.ops.files import read_files
    from checker.ops.status import Status, look, of_files
    from checker.ops.target import Target
    from checker.ops.verdicts import STATUS, read_verdict

    if arguments.checks and arguments.no_drift:
        raise UsageError("--checks and --no-drift exclude each other")
    if arguments.verdict and not arguments.checks:
        raise UsageError("--verdict goes with --checks")
    files = read_files(Path.cwd(), os.environ, read_date(None), arguments.config)
    said = read_verdict(Path(arguments.verdict), STATUS) if arguments.verdict else None
    target = None if said and not Target.is_named(os.environ) else Target.read(os.environ, owner=files.owner)

    def ask() -> Status:
        if target is None:
            return Status("no database", files.commit, None, ())
        return look(
            target,
            files,
            with_drift=not arguments.no_drift,
            with_checks=arguments.checks,
            progress=lambda what: terminal.progress(f"{what} …"),
        )

    if not arguments.checks:
        return _show(ask(), arguments, terminal)
    with recorded(
        files.audit_folder,
        "checks",
        database=target.name if target else "none",
        commit=files.commit,
        mask=target.without_secrets if target else str,
    ) as recording:
        if said:
            recording.facts["verdict"] = said.sha256
        status = ask()
        if said:
            status = replace(status, sections=(of_files(said, files), *status.sections))
        recording.result = {0: "passed", 1: "failed"}.get(status.exit_code, "error")
        recording.facts["sections"] = {section.name: section.status for section in status.sections}
        for section in status.sections:
            recording.tell(f"- {section.name}: {section.status}; {section.detail}")
            for one in section.found[:_MOST]:
                recording.tell(f"  - {one}")
            if len(section.found) > _MOST:
                recording.tell(f"  - and {len(section.found) - _MOST} more")
    return _show(status, arguments, terminal)


def _show(status: Status, arguments: argparse.Namespace, terminal: Terminal) -> int:
    from checker.ops.status import render

    terminal.progress("")
    (terminal.tell if arguments.format == "text" else terminal.say)(render(status, arguments.format))
    return status.exit_code
