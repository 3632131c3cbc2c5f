"""`db-verify apply`: pending migrations to a real database."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from checker.commands import Terminal
from checker.errors import CheckerError, UsageError

if TYPE_CHECKING:
    from checker.ops.apply import Done
    from checker.ops.files import Files
    from checker.ops.plan import Plan
    from checker.ops.target import Target


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add = parser.add_argument
    add(
        "--dry-run",
        action=argparse.BooleanOptionalAction,
        help="show the SQL and change nothing; the default on a terminal",
    )
    add("--to", metavar="ID", help="stop after this migration")
    add("--verdict", metavar="FILE", help="the JSON report of a check that passed on just these files")
    add(
        "--without-verdict",
        metavar="REASON",
        help="apply unchecked; the reason goes into the ledger and the audit",
    )
    add(
        "--bootstrap", action="store_true", help="run the bootstrap scripts, as a superuser, and nothing else"
    )
    add(
        "--lock-timeout",
        metavar="TIME",
        default="5s",
        help="how long a statement waits for a lock (default: %(default)s)",
    )
    add(
        "--tries",
        type=int,
        default=5,
        metavar="N",
        help="tries of a file that a lock was in the way of (default: %(default)s)",
    )
    add("--config", metavar="FILE", default="db/verify.yml", help="default: %(default)s")
    add("--verbose", action="store_true", help="tracebacks of defects")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Apply what is pending, or show it; gives the exit code."""
    from dataclasses import replace
    from pathlib import Path

    from checker.commands.check import read_date
    from checker.ops import ledger
    from checker.ops.apply import only_one
    from checker.ops.audit import demand_writable
    from checker.ops.files import read_files
    from checker.ops.plan import demand_verdict, make_plan
    from checker.ops.target import Target

    if arguments.verdict and arguments.without_verdict is not None:
        raise UsageError("--verdict and --without-verdict exclude each other")
    if arguments.without_verdict is not None and not arguments.without_verdict.strip():
        raise UsageError("--without-verdict needs a reason")
    dry_run = terminal.out.isatty() if arguments.dry_run is None else arguments.dry_run
    files = read_files(Path.cwd(), os.environ, read_date(None), arguments.config)
    target = replace(Target.read(os.environ, owner=files.owner), lock_timeout=arguments.lock_timeout)
    if arguments.bootstrap:
        return _bootstrap(files, target, terminal, dry_run=dry_run)
    if dry_run:
        with target.connect(read_only=True) as connection:
            plan = make_plan(files.change, ledger.read(connection), to=arguments.to)
        terminal.say(_shown(plan, target))
        return 0
    demand_writable(files.audit_folder)
    with only_one(target, terminal.warn) as connection:
        plan = make_plan(files.change, ledger.read(connection), to=arguments.to)
        if plan.empty:
            terminal.say(f"{target.name}: nothing to apply")
            return 0
        if arguments.without_verdict is None:
            demand_verdict(plan, Path(arguments.verdict) if arguments.verdict else None)
        ledger.create(connection)
        return _apply(arguments, terminal, files, target, plan)


def _apply(
    arguments: argparse.Namespace, terminal: Terminal, files: Files, target: Target, plan: Plan
) -> int:
    """Run the plan and write its audit entry, whatever comes of it."""
    from datetime import UTC, datetime

    from checker import __version__
    from checker.ops.apply import Settings, apply
    from checker.ops.audit import AuditEntry, append

    settings = Settings(arguments.tries, commit=files.commit, without_verdict=arguments.without_verdict)
    started, done, failure = datetime.now(UTC), list[Done](), None
    try:
        for one in apply(target, plan, settings, lambda what: terminal.progress(f"{what} …")):
            done.append(one)
            terminal.progress("")
            terminal.say(f"applied {one.id} in {one.seconds:.2f} s")
    except (CheckerError, KeyboardInterrupt) as error:
        failure = error
    entry = AuditEntry(
        run="apply",
        result="passed" if failure is None else "failed",
        started=started,
        finished=datetime.now(UTC),
        by=os.environ.get("GITHUB_ACTOR") or os.environ.get("USER") or "unknown",
        commit=files.commit,
        database=target.name,
        facts={
            "migrations": [{"id": one.id, "sha256": one.sha256} for one in done if one.kind == "migration"],
            "scripts": [{"path": one.path, "sha256": one.sha256} for one in done if one.kind == "script"],
            "without_verdict": arguments.without_verdict,
            "error": target.without_secrets(str(failure)) if failure else None,
        },
        body="".join(f"- {one.path}: applied in {one.seconds:.2f} s\n" for one in done),
    )
    path = append(files.audit_folder, entry, f"db-verify {__version__}")
    if failure is not None:
        raise failure
    terminal.say(
        f"{target.name}: {len(done)} files applied; written down in {path.relative_to(files.found.root)}"
    )
    return 0


def _bootstrap(files: Files, target: Target, terminal: Terminal, *, dry_run: bool) -> int:
    from dataclasses import replace

    from checker.ops.apply import run_bootstrap

    if dry_run:
        terminal.say("\n".join(f"would run {script.path}" for script in files.change.bootstrap))
        return 0
    for path in run_bootstrap(replace(target, owner=None), files.change.bootstrap):
        terminal.say(f"ran {path}")
    return 0


def _shown(plan: Plan, target: Target) -> str:
    """The plan with its SQL, for people."""
    if plan.empty:
        return f"{target.name}: nothing to apply"
    parts = [f"-- {target.name}: this would be applied; --no-dry-run does it"]
    for migration in plan.pending:
        text = migration.up.source.text[migration.up.start : migration.up.end].strip()
        parts.append(f"-- migration {migration.id}, {migration.path}\n{text}")
    parts += [f"-- script {script.path}\n{script.source.text.strip()}" for script in plan.scripts]
    return "\n\n".join(parts)
