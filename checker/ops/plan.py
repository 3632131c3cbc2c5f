"""What an apply would do, worked out from files and ledger before anything is touched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from checker.errors import UsageError
from checker.model import Change, Migration, Script
from checker.ops.blocks import cut
from checker.ops.ledger import Entry


@dataclass(frozen=True, slots=True)
class Plan:
    """The migrations to apply, in order, and the repeatable scripts to run after them."""

    pending: tuple[Migration, ...]
    scripts: tuple[Script, ...]

    @property
    def empty(self) -> bool:
        return not self.pending and not self.scripts


@dataclass(frozen=True, slots=True)
class State:
    """How files and ledger compare, by id.

    `edited` are migrations that are not what was applied here; of `interrupted` ones it has those alone that can't go on
    (`begun_otherwise`). `scripts` are the paths of repeatable scripts that are new or have changed since they were last
    run, `half_scripts` those whose last run was interrupted, `gone_scripts` those that were run here and are no more. `going_down_to` is where a `--down` that was
    interrupted was going: an id, "" for the very beginning.
    """

    applied: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    interrupted: tuple[str, ...] = ()
    begun_otherwise: tuple[str, ...] = ()
    out_of_order: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    half_scripts: tuple[str, ...] = ()
    gone_scripts: tuple[str, ...] = ()
    going_down_to: str | None = None


def digest(migration: Migration) -> str:
    """The sha256 that stands for a migration: that of its first file, as the JSON report has it."""
    return migration.sources[0].sha256


def compare(change: Change, entries: Sequence[Entry], continues: Callable[[Entry, Migration], bool]) -> State:
    """Hold the files against the ledger; ids in the layout's order.

    `continues` says of an interrupted migration that was edited whether its file still begins with what is done.
    """
    had = {entry.id: entry for entry in entries if entry.kind == "migration"}
    known = {migration.id for migration in change.migrations}
    applied = [m.id for m in change.migrations if m.id in had and had[m.id].finished_at]
    pending = [m.id for m in change.migrations if m.id not in had or not had[m.id].finished_at]
    order = {migration.id: index for index, migration in enumerate(change.migrations)}
    last = max((order[id] for id in applied), default=-1)
    scripts = change.repeatable
    latest = max((e.finished_at for e in had.values() if e.finished_at), default=None)
    # What ran before the latest migration may have lost to it what it made.
    ran = {
        entry.id: entry.sha256 if latest is None or entry.finished_at >= latest else ""
        for entry in entries
        if entry.kind == "script" and entry.finished_at
    }
    edited = [m for m in change.migrations if m.id in had and had[m.id].sha256 != digest(m)]
    otherwise = [m.id for m in edited if not had[m.id].finished_at and not continues(had[m.id], m)]
    return State(
        applied=tuple(applied),
        pending=tuple(pending),
        edited=tuple(m.id for m in edited if had[m.id].finished_at or m.id in otherwise),
        begun_otherwise=tuple(otherwise),
        unknown=tuple(sorted(set(had) - known)),
        interrupted=tuple(id for id in pending if id in had),
        out_of_order=tuple(id for id in pending if order[id] < last and id not in had),
        scripts=tuple(s.path for s in scripts if ran.get(s.path) != s.source.sha256),
        half_scripts=tuple(e.id for e in entries if e.kind == "script" and not e.finished_at),
        gone_scripts=tuple(sorted(set(ran) - {script.path for script in scripts})),
        going_down_to=next((entry.id for entry in entries if entry.kind == "down"), None),
    )


def make_plan(
    change: Change,
    entries: Sequence[Entry],
    continues: Callable[[Entry, Migration], bool],
    *,
    to: str | None = None,
) -> Plan:
    """What is to be done, up to the migration `to` where one is named.

    Scripts are run where their text has changed since they were last run, and all of them where a
    migration was applied since: it may have dropped what they made. Raises UsageError where the files and the
    ledger contradict each other, so that nothing is done at all.
    """
    state = compare(change, entries, continues)
    demand_history(state)
    if state.going_down_to is not None:
        raise UsageError(
            f"taking migrations back to {state.going_down_to or 'the beginning'} was interrupted here",
            remedy="Finish it first: db-verify apply --down 1 goes on where it stopped, and takes back no more.",
        )
    if state.out_of_order:
        raise UsageError(
            f"{', '.join(state.out_of_order)} would come before {state.applied[-1]}, which is applied already",
            remedy="Give it a later id: the database has never been in the state that it was written for.",
        )
    by_id = {migration.id: migration for migration in change.migrations}
    if to is not None and to not in by_id:
        raise UsageError(f"--to {to}: there is no such migration", remedy="`db-verify status` lists them.")
    wanted = list(state.pending)
    if to is not None:
        wanted = [] if to in state.applied else wanted[: wanted.index(to) + 1]
    pending = tuple(by_id[id] for id in wanted)
    for migration in pending:
        if migration.problems or not migration.parsed:
            said = migration.problems[0].message if migration.problems else "it can't be read as SQL"
            raise UsageError(said, place=migration.path, remedy="`db-verify check` says more.")
        cut(migration.up, migration)
    complete = len(pending) == len(state.pending)
    scripts = [
        script for script in change.repeatable if complete and (pending or script.path in state.scripts)
    ]
    for script in scripts:
        if script.problems:
            raise UsageError(f"{script.path} can't be read as SQL", remedy="`db-verify check` says where.")
        cut(script)
    return Plan(pending, tuple(scripts))


def demand_history(state: State) -> None:
    """Raises UsageError where the database has had what the files do not have, or had it otherwise."""
    if state.unknown:
        raise UsageError(
            f"the database has had migrations that are not here: {', '.join(state.unknown)}",
            remedy="Check out the commit that has them, or a later one.",
        )
    if state.begun_otherwise:
        raise UsageError(
            f"{state.begun_otherwise[0]} was begun here and not finished, and its file is another one now",
            remedy="What is done of it must stand there as it did, in a version that git has: then it goes on with the rest.",
        )
    if state.edited:
        raise UsageError(
            f"migrations were edited after they were applied: {', '.join(state.edited)}",
            remedy="Restore them as they were, and put the difference into a new migration.",
        )
