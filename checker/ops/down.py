"""Migrations taken back, the latest first: what goes with them, told before it is done.

All of it is tried in a throw-away Postgres first. The objects of the repeatable scripts stand on what the
migrations made; they go first, and come back as they were at the older state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from checker.errors import CannotCheck, UsageError
from checker.model import Migration, Script, Snapshot
from checker.names import literal, quote
from checker.objects import table_of
from checker.ops import ledger
from checker.ops.blocks import cut
from checker.ops.chain import Chain
from checker.ops.files import Files
from checker.ops.job import Done, Settings, down_job, run_job, script_job
from checker.ops.ledger import Entry, Record
from checker.ops.plan import compare, demand_history
from checker.ops.target import Target, number_of
from checker.trial.scripts import taking_back
from checker.trial.turns import in_turns

_HOLDS_ROWS = ("table", "materialized view")
_WRITES = {"DeleteStmt": "DELETE", "UpdateStmt": "UPDATE", "TruncateStmt": "TRUNCATE"}


@dataclass(frozen=True, slots=True)
class Drop:
    """A statement that takes back what a repeatable script made, and the role that may run it."""

    statement: str
    role: str


@dataclass(frozen=True, slots=True)
class Loss:
    """A table, or a column of one, that goes with its data. `table` and `column` are as SQL writes them."""

    table: str
    column: str | None = None


@dataclass(frozen=True, slots=True)
class DownPlan:
    """What taking migrations back will do.

    `back` are the migrations, newest first; `to` is the id that is then the last, "" for none. `resumed`
    says whether an interrupted one goes on, in which the scripts' objects are gone already. `writes` are
    statements of the downs that change rows. `left_out` are scripts that make no sense in the older state,
    each with what the server said.
    """

    back: tuple[Migration, ...]
    to: str
    resumed: bool
    drops: tuple[Drop, ...]
    losses: tuple[Loss, ...]
    writes: tuple[str, ...]
    again: tuple[Script, ...]
    left_out: tuple[tuple[str, str], ...]


def choose(files: Files, entries: Sequence[Entry], count: int) -> tuple[tuple[Migration, ...], str, bool]:
    """The migrations to take back, newest first, the id that is then the last, and whether that goes on with an old plan.

    Raises UsageError where they can't be taken back.
    """
    state = compare(files.change, entries, files.continues)
    demand_history(state)
    if state.interrupted:
        raise UsageError(
            f"{state.interrupted[0]} was begun and not finished", remedy="Finish it first: db-verify apply."
        )
    resumed = state.going_down_to is not None
    if count < 1 or (not resumed and count > len(state.applied)):
        raise UsageError(f"--down {count}: {len(state.applied)} migrations are applied here")
    if not resumed and (state.scripts or state.gone_scripts):
        raise UsageError(
            f"the scripts that were run here are not those of the files: {', '.join((*state.scripts, *state.gone_scripts))}",
            remedy="`db-verify apply` brings them up to date; or check out the commit that was applied.",
        )
    if resumed and state.going_down_to not in ("", *state.applied):
        raise UsageError(
            f"taking migrations back to {state.going_down_to} was interrupted here, and that one is not applied",
            remedy="Somebody has written into public.eng_schema_migrations: mend its row of kind 'down', or take it out.",
        )
    last = state.going_down_to if state.going_down_to is not None else ("", *state.applied)[-1 - count]
    keep = state.applied.index(last) + 1 if last else 0
    by_id = {migration.id: migration for migration in files.change.migrations}
    back = tuple(by_id[id] for id in reversed(state.applied[keep:]))
    for migration in back:
        if migration.irreversible is not None or migration.down is None or not migration.down.statements:
            why = f": {migration.irreversible}" if migration.irreversible else ""
            raise UsageError(
                f"{migration.id} can't be taken back{why}",
                place=migration.path,
                remedy="A backup brings an older state back, or a new migration.",
            )
        if migration.problems or not migration.parsed:
            raise UsageError("it can't be read as SQL", place=migration.path)
        cut(migration.down, migration)
    return back, last, resumed


def rehearse(files: Files, chain: Chain, back: Sequence[Migration], to: str, *, resumed: bool) -> DownPlan:
    """Try it in a throw-away Postgres that has the chain up to the newest of `back`, and say what comes of it.

    Raises CannotCheck where a down fails there.
    """
    remaining = [m.id for m in files.change.migrations]
    remaining = remaining[: remaining.index(to) + 1] if to else []
    bare = chain.snapshot()
    for script in files.change.repeatable:
        chain.run(script)
    dressed = chain.snapshot()
    drops = tuple(_undress(chain, bare, dressed))
    before = chain.snapshot()
    for migration in back:
        assert migration.down is not None  # noqa: S101 - `choose` refuses those without
        chain.run(migration.down, migration)
    after = chain.snapshot()
    older = files.scripts_before(back[-1], remaining) if back else None
    again, left_out = [], []
    for script in older if older is not None else files.change.repeatable:
        said = chain.attempt(script)
        if said is None:
            again.append(script)
        else:
            left_out.append((script.path, said))
    return DownPlan(
        tuple(back), to, resumed, () if resumed else drops, tuple(_losses(before, after)),
        tuple(_writes(back)), tuple(again), tuple(left_out),
    )  # fmt: skip


def _undress(chain: Chain, bare: Snapshot, dressed: Snapshot) -> list[Drop]:
    """Take back what the scripts made; gives the statements in an order in which they can be run."""
    drops = []
    for statement, one in taking_back(bare, dressed).items():
        properties = dressed.objects.get(one.object, {})
        table = table_of(one.object, properties)
        owner = properties.get("owner") or next(
            (p["owner"] for key, p in dressed.objects.items() if key.name == table and p.get("owner")), None
        )
        drops.append(Drop(statement, owner or chain.owner))
    return in_turns(drops, lambda drop: chain.administer(drop.statement, drop.role))


def _losses(before: Snapshot, after: Snapshot) -> Iterator[Loss]:
    gone = sorted(key for key in before.objects if key not in after.objects)
    tables = {key.name for key in gone if key.kind in _HOLDS_ROWS}
    for key in gone:
        if key.kind in _HOLDS_ROWS:
            yield Loss(key.name)
        elif key.kind == "column":
            table = table_of(key, before.objects[key]) or ""
            if table not in tables and any((kind, table) in before.objects for kind in _HOLDS_ROWS):
                yield Loss(table, key.name[len(table) + 1 :])


def _writes(back: Sequence[Migration]) -> Iterator[str]:
    for migration in back:
        for statement in migration.down.statements if migration.down else ():
            if word := _WRITES.get(statement.kind):
                yield f"{statement.location}: {word}"


def weigh(target: Target, losses: Sequence[Loss], role: str) -> list[str]:
    """What each loss comes to in the real database, in words: the rows that the owner or `role` sees, and bytes."""
    import psycopg

    said = []
    with target.connect(autocommit=False, read_only=True) as connection, target.answering():
        for loss in losses:
            name = f"{loss.table}.{loss.column}" if loss.column else loss.table
            relation = f"pg_catalog.to_regclass({literal(loss.table)})"
            if not number_of(connection, f"select ({relation} is not null)::int"):
                said.append(f"{name}: gone already")
                continue
            rows: list[int] = []
            for actor in (None, role):
                connection.execute("savepoint one")
                try:
                    if actor:
                        target.act_as(connection, actor, local=True)
                    where = f" where {loss.column} is not null" if loss.column else ""
                    rows.append(number_of(connection, f"select count(*) from {loss.table}{where}"))  # noqa: S608
                except psycopg.Error as error:
                    if error.sqlstate is None:
                        raise
                connection.execute("rollback to savepoint one")
            size = number_of(connection, f"select pg_catalog.pg_total_relation_size({relation})")
            what = "values" if loss.column else "rows"
            seen = f"{max(rows)} {what} to be seen" if rows else f"its {what} can't be counted"
            said.append(
                f"{name}: {seen} (as {target.owner or 'this login'} or {role}), {size >> 10} KiB on disk"
            )
        connection.rollback()
    return said


def take_back(
    target: Target, plan: DownPlan, settings: Settings, say: Callable[[str], None]
) -> Iterator[Done]:
    """Do what the plan says, and give each file that is done; the caller holds `only_one`.

    Interrupted, it goes on when it is run again: the ledger has a row that says where it is going.
    """
    if not plan.resumed:
        say("dropping what policies and views made")
        _undress_for_real(target, plan, settings)
    for migration in plan.back:
        say(f"taking back {migration.id}")
        yield run_job(target, down_job(migration, settings))
    for script in plan.again:
        say(f"running {script.path}")
        yield run_job(target, script_job(script, settings))
    with target.connect() as connection, target.answering():
        ledger.remove(connection, "down")


def _undress_for_real(target: Target, plan: DownPlan, settings: Settings) -> None:
    import psycopg

    with target.connect(autocommit=False) as connection, target.answering():
        for drop in plan.drops:
            role = quote(target.owner) if drop.role == "" and target.owner else drop.role
            connection.execute(f"set local role {role}".encode())
            try:
                connection.execute(drop.statement.encode())
            except psycopg.Error as error:
                if error.sqlstate is None:
                    raise
                raise CannotCheck(
                    f"{' '.join(drop.statement.split()).rstrip(';')}: {error.diag.message_primary}",
                    remedy="Nothing was changed. `db-verify status` shows how the database differs from the files.",
                ) from None
        connection.execute(f"set local role {quote(target.owner) if target.owner else 'none'}".encode())
        ledger.remove(connection, "script")
        mark = Record("down", plan.to, plan.to or "the beginning", "0" * 64, 0, 0.0, True, settings.commit)
        ledger.write(connection, mark)
        connection.commit()
