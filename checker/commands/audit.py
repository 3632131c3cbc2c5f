"""`db-verify audit`: shows and checks what the audit folder says."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from checker.commands import Terminal, add_shared
from checker.errors import UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add = parser.add_argument
    add("--format", choices=("text", "json"), default="text", help="default: %(default)s")
    add_shared(parser, "--config", "--verbose")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show every entry; gives 1 where one is not as it should be."""
    import json

    from checker.commands.check import read_date
    from checker.ops.audit import tidy
    from checker.ops.entries import read
    from checker.ops.files import read_files
    from checker.report.escape import visible

    files = read_files(Path.cwd(), os.environ, read_date(None), arguments.config)
    for left in tidy(files.audit_folder):
        terminal.warn(
            f"removed {left.relative_to(files.found.root)}, which a run that was killed left behind"
        )
    entries = list(read(files.audit_folder))
    if not entries:
        folder = files.audit_folder.relative_to(files.found.root)
        raise UsageError(
            f"there is no audit entry in {folder}",
            remedy="`db-verify apply` and `status --checks` write them.",
        )
    wrong = [entry for entry in entries if entry.wrong]
    if arguments.format == "json":
        shown = [
            {
                "path": entry.path.relative_to(files.found.root).as_posix(),
                "line": entry.line,
                "wrong": entry.wrong or None,
                "entry": dict(entry.block),
            }
            for entry in entries
        ]
        terminal.say(json.dumps({"schema": "db-verify/audit/v1", "entries": shown}, indent=2, default=str))
        return 1 if wrong else 0
    for entry in entries:
        block, path = entry.block, entry.path.relative_to(files.found.root)
        said = (
            f"{block['started']}  {block['result']:<6}  {block['run']!s:<12}  by {block['by']} on {block['database']}"
            if not entry.wrong
            else f"{path}:{entry.line}: {entry.wrong}"
        )
        # What somebody wrote by hand begins no line of its own.
        terminal.tell(visible(said))
    terminal.tell(f"{len(entries)} entries, {len(wrong)} not as they should be")
    return 1 if wrong else 0
