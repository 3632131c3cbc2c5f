"""`db-verify apply`: pending migrations to a real database, or applied ones taken back."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.commands import Terminal, add_shared
from checker.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import psycopg

    from checker.ops.audit import Recording
    from checker.ops.down import DownPlan
    from checker.ops.files import Files
    from checker.ops.job import Done, Settings
    from checker.ops.plan import Plan
    from checker.ops.target import Target


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add = parser.add_argument
    add(
        "--dry-run",
        action=argparse.BooleanOptionalAction,
        help="show the SQL and change nothing; the default on a terminal, but for --down, which asks",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--to", metavar="ID", help="stop after this migration")
    what.add_argument(
        "--down", type=int, metavar="N", help="take the last N migrations back, after a question"
    )
    what.add_argument(
        "--bootstrap", action="store_true", help="run the bootstrap, as a superuser, and nothing else"
    )
    what.add_argument(
        "--seeds", action="store_true", help="run the seeds, as the governance service, and nothing else"
    )
    add("--yes", action="store_true", help="with --down: the answer, where nobody can be asked")
    verdict = parser.add_mutually_exclusive_group()
    verdict.add_argument(
        "--verdict", metavar="FILE", help="the JSON report of a check that passed on just these files"
    )
    verdict.add_argument(
        "--without-verdict",
        metavar="REASON",
        help="apply unchecked; the reason goes into the ledger and the audit",
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
    add_shared(parser, "--config", "--verbose")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Apply what is pending, or show it; gives the exit code."""
    from checker.commands.check import read_date
    from checker.ops.files import read_files
    from checker.ops.target import Target

    if arguments.without_verdict is not None and not arguments.without_verdict.strip():
        raise UsageError("--without-verdict needs a reason")
    if arguments.tries < 1:
        raise UsageError(f"--tries {arguments.tries}: it takes one at least")
    files = read_files(Path.cwd(), os.environ, read_date(None), arguments.config)
    target = Target.read(
        os.environ, owner=None if arguments.bootstrap else files.owner, lock_timeout=arguments.lock_timeout
    )
    dry_run = terminal.out.isatty() if arguments.dry_run is None else arguments.dry_run
    if arguments.bootstrap or arguments.seeds:
        return _scripts(arguments, terminal, files, target, dry_run=dry_run)
    if arguments.down is not None:
        # It asks, so that it need not begin by only showing.
        return _down(arguments, terminal, files, target, dry_run=bool(arguments.dry_run))
    return _up(arguments, terminal, files, target, dry_run=dry_run)


def _up(
    arguments: argparse.Namespace, terminal: Terminal, files: Files, target: Target, *, dry_run: bool
) -> int:
    from checker.ops import ledger
    from checker.ops.apply import apply, only_one
    from checker.ops.audit import recorded
    from checker.ops.plan import make_plan
    from checker.ops.verdicts import demand_verdict

    if dry_run:
        with target.connect(read_only=True) as connection, target.answering():
            _heed_others(connection, files, terminal)
            plan = make_plan(files.change, ledger.read(connection), files.continues, to=arguments.to)
        terminal.tell(_shown(plan, target))
        return 0
    with recorded(
        files.audit_folder, "apply", database=target.name, commit=files.commit, mask=target.without_secrets
    ) as recording:
        recording.facts["without_verdict"] = arguments.without_verdict
        with only_one(target, terminal.warn) as connection:
            _heed_others(connection, files, terminal)
            plan = make_plan(files.change, ledger.read(connection), files.continues, to=arguments.to)
            if arguments.without_verdict is None and not plan.empty:
                report = Path(arguments.verdict) if arguments.verdict else None
                recording.facts["verdict"] = demand_verdict(plan, report, files).sha256
            if not plan.empty:
                ledger.create(connection)
            settings = _settings(arguments, files, target)
            steps = apply(target, plan, settings, lambda what: terminal.progress(f"{what} …"))
            done = _follow(steps, "applied", recording, terminal)
        if plan.empty:
            recording.tell("Nothing to apply.")
    said = "nothing to apply" if plan.empty else f"{done} files applied"
    terminal.tell(f"{target.name}: {said}; written down in {_place(recording, files)}")
    return 0


def _heed_others(connection: psycopg.Connection[Any], files: Files, terminal: Terminal) -> None:
    from checker.ops.ledger import demand_no_other

    if (said := demand_no_other(connection, files.layouts)) is not None:
        terminal.warn(f"warning: {said}")


def _down(
    arguments: argparse.Namespace, terminal: Terminal, files: Files, target: Target, *, dry_run: bool
) -> int:
    from checker.ops import ledger
    from checker.ops.apply import only_one
    from checker.ops.audit import recorded
    from checker.ops.chain import built
    from checker.ops.down import choose, rehearse, take_back, weigh
    from checker.ops.drift import bootstrap_superuser
    from checker.ops.files import SERVICE

    with only_one(target, terminal.warn) as connection:
        back, to, resumed = choose(files, ledger.read(connection), arguments.down)
        applied = files.up_to(back[0].id if back else to)
        terminal.progress("trying it in a throw-away Postgres …")
        major, superuser = connection.info.server_version // 10000, bootstrap_superuser(connection)
        with built(files.change, applied, major, superuser) as chain:
            plan = rehearse(files, chain, back, to, resumed=resumed)
        terminal.progress("")
        terminal.tell(_shown_down(plan, weigh(target, plan.losses, SERVICE), target))
        if dry_run:
            terminal.tell("-- nothing was changed; without --dry-run it asks, and does it")
            return 0
        if not arguments.yes and not _asked(to, terminal):
            terminal.tell("nothing was changed")
            return 0
        with recorded(
            files.audit_folder,
            "apply --down",
            database=target.name,
            commit=files.commit,
            mask=target.without_secrets,
        ) as recording:
            recording.facts["to"] = to
            recording.facts["scripts_left_out"] = [path for path, _ in plan.left_out]
            settings = _settings(arguments, files, target)
            steps = take_back(target, plan, settings, lambda what: terminal.progress(f"{what} …"))
            done = _follow(steps, "done", recording, terminal)
    terminal.tell(f"{target.name}: {done} files run; written down in {_place(recording, files)}")
    return 0


def _asked(to: str, terminal: Terminal) -> bool:
    if not sys.stdin.isatty():
        raise UsageError(
            "going down needs a yes, and there is nobody to ask",
            remedy="Look at the plan above, then say --yes.",
        )
    terminal.tell(f"Type {to or 'everything'!r} to take it back:")
    return sys.stdin.readline().strip() == (to or "everything")


def _scripts(
    arguments: argparse.Namespace, terminal: Terminal, files: Files, target: Target, *, dry_run: bool
) -> int:
    from checker.ops.apply import run_bootstrap, run_seeds
    from checker.ops.audit import recorded
    from checker.ops.files import SERVICE

    scripts = files.change.bootstrap if arguments.bootstrap else files.change.seeds
    if not scripts:
        raise UsageError("the config names no such scripts", place=arguments.config)
    for script in scripts:
        if script.problems:
            raise UsageError(script.problems[0].message, place=str(script.problems[0].location))
    if dry_run:
        terminal.tell("\n".join(f"would run {script.path}" for script in scripts))
        return 0
    name = "bootstrap" if arguments.bootstrap else "seeds"
    with recorded(
        files.audit_folder, name, database=target.name, commit=files.commit, mask=target.without_secrets
    ) as recording:
        recording.facts["scripts"] = []
        digests = {script.path: script.source.sha256 for script in scripts}
        steps = run_bootstrap(target, scripts) if arguments.bootstrap else run_seeds(target, scripts, SERVICE)
        for path in steps:
            recording.facts["scripts"].append({"path": path, "sha256": digests[path]})
            terminal.mention(f"ran {path}")
    return 0


def _follow(steps: Iterable[Done], word: str, recording: Recording, terminal: Terminal) -> int:
    """Take the steps, telling and recording each; gives how many there were."""
    migrations = recording.facts.setdefault("migrations", [])
    scripts = recording.facts.setdefault("scripts", [])
    for one in steps:
        known = {"id": one.id} if one.kind == "migration" else {"path": one.path}
        (migrations if one.kind == "migration" else scripts).append({**known, "sha256": one.sha256})
        said = f"{word} {one.path} in {one.seconds:.2f} s"
        recording.tell(f"- {said}")
        terminal.progress("")
        terminal.mention(said)
    return len(migrations) + len(scripts)


def _settings(arguments: argparse.Namespace, files: Files, target: Target) -> Settings:
    from checker.ops.job import Settings

    reason = arguments.without_verdict
    said = target.without_secrets(reason) if reason is not None else None
    return Settings(arguments.tries, commit=files.commit, without_verdict=said)


def _place(recording: Recording, files: Files) -> str:
    return str(recording.path.relative_to(files.found.root)) if recording.path else "the audit"


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


def _shown_down(plan: DownPlan, losses: list[str], target: Target) -> str:
    """What going down does and what data goes with it, for people."""
    goes_on = "goes on with what was interrupted" if plan.resumed else "would be done"
    parts = [f"-- {target.name}: this {goes_on}; then {plan.to or 'nothing'} is the last migration"]
    if losses:
        parts.append("\n".join(["-- DATA THAT GOES:", *(f"--   {loss}" for loss in losses)]))
    else:
        parts.append("-- no table and no column goes")
    if plan.writes:
        parts.append("\n".join(["-- rows are changed as well:", *(f"--   {write}" for write in plan.writes)]))
    parts += [drop.statement for drop in plan.drops]
    for migration in plan.back:
        down = migration.down
        text = down.source.text[down.start : down.end].strip() if down else ""
        parts.append(f"-- down of {migration.id}, {migration.path}\n{text}")
    parts += [f"-- then {script.path} again" for script in plan.again]
    parts += [f"-- not {path}, which the older state has no place for: {why}" for path, why in plan.left_out]
    return "\n\n".join(parts)
