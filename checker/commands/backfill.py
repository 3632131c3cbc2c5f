"""`db-verify backfill FILE`: owner and decision log of directives."""

from __future__ import annotations

import argparse
import os

from checker.commands import Terminal
from checker.errors import CheckerError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add = parser.add_argument
    add("file", metavar="FILE", help="CSV with the header sd_key,owner,decision_log_ref")
    add("--execute", action="store_true", help="write; without it everything is tried and taken back")
    add("--config", metavar="FILE", default="db/verify.yml", help="default: %(default)s")
    add("--verbose", action="store_true", help="tracebacks of defects")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Backfill, and write the audit entry of a run that was meant; gives the exit code."""
    from datetime import UTC, datetime
    from hashlib import file_digest
    from pathlib import Path

    from checker import __version__
    from checker.commands.check import read_date
    from checker.ops.audit import AuditEntry, append, demand_writable
    from checker.ops.backfill import Backfilled, backfill
    from checker.ops.files import SERVICE, read_files
    from checker.ops.target import Target

    files = read_files(Path.cwd(), os.environ, read_date(None), arguments.config)
    target = Target.read(os.environ, owner=files.owner)
    path = Path(arguments.file)
    if arguments.execute:
        demand_writable(files.audit_folder)
    started, result, failure = datetime.now(UTC), Backfilled(0, 0, 0, written=False), None
    try:
        result = backfill(
            target,
            path,
            write=arguments.execute,
            role=SERVICE,
            progress=lambda n: terminal.progress(f"{n} rows read …"),
        )
    except CheckerError as error:
        failure = error
    terminal.progress("")
    if arguments.execute:
        digest = None
        if path.is_file():
            with path.open("rb") as file:
                digest = file_digest(file, "sha256").hexdigest()
        entry = AuditEntry(
            run="backfill",
            result="passed" if failure is None else "failed",
            started=started,
            finished=datetime.now(UTC),
            by=os.environ.get("GITHUB_ACTOR") or os.environ.get("USER") or "unknown",
            commit=files.commit,
            database=target.name,
            facts={
                "file": arguments.file,
                "sha256": digest,
                "rows": result.rows,
                "changed": result.changed,
                "error": target.without_secrets(str(failure)) if failure else None,
            },
            body=f"{result.rows} rows read, {result.changed} directives changed.",
        )
        append(files.audit_folder, entry, f"db-verify {__version__}")
    if failure is not None:
        raise failure
    what = "changed" if result.written else "would change; --execute does it"
    terminal.say(f"{target.name}: {result.rows} rows, {result.changed} directives {what}")
    return 0
