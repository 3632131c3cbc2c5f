"""`db-verify backfill FILE`: owner and decision log of directives."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from checker.commands import Terminal, add_shared

if TYPE_CHECKING:
    from rich.progress import TaskID


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add = parser.add_argument
    add("file", metavar="FILE", help="CSV with the header sd_key,owner,decision_log_ref")
    add("--execute", action="store_true", help="write; without it everything is tried and taken back")
    add_shared(parser, "--config", "--verbose")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Backfill, and write the audit entry of a run that was meant; gives the exit code."""
    from contextlib import nullcontext
    from pathlib import Path

    from checker.commands.check import read_date
    from checker.ops.audit import Recording, recorded
    from checker.ops.backfill import backfill
    from checker.ops.files import SERVICE, read_files
    from checker.ops.target import Target

    files = read_files(Path.cwd(), os.environ, read_date(None), arguments.config)
    target = Target.read(os.environ, owner=files.owner)
    path = Path(arguments.file)
    recording = (
        recorded(
            files.audit_folder,
            "backfill",
            database=target.name,
            commit=files.commit,
            mask=target.without_secrets,
        )
        if arguments.execute
        else nullcontext(Recording())
    )
    with recording as record, _bar(terminal) as progress:
        record.facts["file"] = arguments.file
        result = backfill(
            target,
            path,
            write=arguments.execute,
            role=SERVICE,
            progress=progress,
            waiting=lambda: terminal.warn(f"another backfill is at work on {target.name}; waiting for it"),
        )
        record.facts |= {"sha256": result.sha256, "rows": result.rows, "changed": result.changed}
        record.tell(f"{result.rows} rows read, {result.changed} directives changed.")
    what = "changed" if result.written else "would change; --execute does it"
    terminal.say(f"{target.name}: {result.rows} rows, {result.changed} directives {what}")
    return 0


@contextmanager
def _bar(terminal: Terminal) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar of bytes, on a terminal only."""
    if not terminal.err.isatty():
        yield lambda _what, _done, _of: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(file=terminal.err), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def show(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=of)
            bar.update(tasks[what], completed=done)

        yield show
