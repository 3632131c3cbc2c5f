"""What happened in the throw-away Postgres: the record that live rules judge."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec import Struct, field

from checker.model.change import Direction, Migration, Statement
from checker.model.contract import Quality, ViewShape
from checker.model.text import Location

if TYPE_CHECKING:
    from checker.model.change import Change

StepStatus = Literal["applied", "failed", "not-run", "skipped"]
Pass = Literal["up", "down", "up again", "chain down", "chain up"]
DifferenceClass = Literal[
    "differs",
    "column order only",
    "generated name only",
    "white space in a body only",
    "extension that was made sure of",
    "constraint that is validated now",
]


class ObjectId(NamedTuple):
    """An object of the database: its kind (`table`, `column`, `policy`, `role` …) and its name.

    The name is qualified and quoted as SQL needs it, and is the same in two databases that hold the
    same thing: `public.eng_note`, `public.eng_note.owner`, `public.eng_note reader` (a policy of a
    table), `function public.f(integer)`'s name is `public.f(integer)`.
    """

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Objects(Mapping[ObjectId, Mapping[str, str | None]]):
    """The objects of a snapshot, which finds those of a kind without a look at all."""

    @abstractmethod
    def names(self, kind: str) -> Sequence[str]:
        """The names of the objects of a kind, sorted."""


class Snapshot(Struct, frozen=True):
    """The catalog at one moment: each object with its properties, as text, and no OID in either.

    `objects[id][property]` is None where the property is unset. A property that is a list is its
    items, one a line, sorted unless their order means something.
    """

    objects: Mapping[ObjectId, Mapping[str, str | None]] = field(default_factory=dict)

    def get(self, kind: str, name: str) -> Mapping[str, str | None] | None:
        """The properties of one object, or None where it does not exist."""
        return self.objects.get(ObjectId(kind, name))

    def of_kind(self, kind: str) -> dict[str, Mapping[str, str | None]]:
        """All objects of a kind, by name, in order."""
        if isinstance(self.objects, Objects):
            names: Iterable[str] = self.objects.names(kind)
        else:
            names = sorted(key.name for key in self.objects if key.kind == kind)
        return {name: self.objects[ObjectId(kind, name)] for name in names}


class Difference(Struct, frozen=True, order=True):
    """One property (or, with `property` None, a whole object) that two snapshots do not share.

    For a whole object, `before` is None when it is new and `after` is None when it is gone.
    """

    object: ObjectId
    property: str | None
    before: str | None
    after: str | None
    kind: DifferenceClass = "differs"


class ServerError(Struct, frozen=True):
    """What the server said of a statement that failed, the exact place where it gave one, and the table whose rows it is about."""

    sqlstate: str
    message: str
    location: Location
    detail: str | None = None
    hint: str | None = None
    context: str | None = None
    table: str | None = None


Blocked = Literal["reads and writes", "writes", "schema changes", "nothing"]
_BLOCKED: Mapping[str, Blocked] = {
    "AccessExclusiveLock": "reads and writes",
    "ExclusiveLock": "writes",
    "ShareRowExclusiveLock": "writes",
    "ShareLock": "writes",
    "ShareUpdateExclusiveLock": "schema changes",
}


class LockTaken(Struct, frozen=True):
    """A lock that a statement added on a relation that existed before it, and what it did with it.

    `mode` is as `pg_locks` names it, as `AccessExclusiveLock`. Where it is not `added`, an earlier statement took it, and this
    one rewrote or read through the relation under it.
    """

    relation: str
    mode: str
    rewritten: bool = False
    scanned: bool = False
    added: bool = True

    @property
    def sql(self) -> str:
        """The mode as LOCK TABLE and the manual name it: `ACCESS EXCLUSIVE`."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", self.mode.removesuffix("Lock")).upper()

    @property
    def blocks(self) -> Blocked:
        """What of other sessions waits for it (PostgreSQL's manual, table 13.2, Conflicting Lock Modes)."""
        return _BLOCKED.get(self.mode, "nothing")


class Outcome(Struct, frozen=True):
    """What became of one statement: seconds, rows that its command tag counts, error, locks.

    `observed` says that its locks were looked at: without it, none in `locks` means nothing.
    """

    statement: Statement
    status: StepStatus
    seconds: float = 0.0
    rows: int | None = None
    error: ServerError | None = None
    locks: tuple[LockTaken, ...] = ()
    notices: tuple[str, ...] = ()
    observed: bool = False


class TablePrint(Struct, frozen=True):
    """The fingerprint of a table's rows: their number and, by column, a digest that ignores their order.

    `recent` are the columns that hold a moment of the trial itself, as `now()` writes one; `key` are those
    that each digest has beside the value, so that values that change places are seen.
    """

    rows: int
    columns: Mapping[str, str] = field(default_factory=dict)
    recent: frozenset[str] = frozenset()
    key: tuple[str, ...] = ()
    cells: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def changed(self, other: TablePrint, column: str) -> int:
        """How many values of a column are here that are not in another print of the table."""
        return (Counter(self.cells.get(column, ())) - Counter(other.cells.get(column, ()))).total()


class Step(Struct, frozen=True):
    """One direction of one migration (or of a repeatable script, where `migration` is None), as it was run.

    `made_up` are the tables whose rows before it are the trial's own, and no seed's or migration's. `alike` are the errors
    that it ended in while two of these rows were alike.
    """

    path: str
    direction: Direction
    run: Pass
    status: StepStatus
    migration: Migration | None = None
    seconds: float = 0.0
    outcomes: tuple[Outcome, ...] = ()
    before: Snapshot | None = None
    after: Snapshot | None = None
    differences: tuple[Difference, ...] = ()
    rows_before: Mapping[str, TablePrint] = field(default_factory=dict)
    rows_after: Mapping[str, TablePrint] = field(default_factory=dict)
    detail: str = ""
    made_up: frozenset[str] = frozenset()
    alike: tuple[ServerError, ...] = ()

    @property
    def error(self) -> ServerError | None:
        """Why the step failed, where a statement did."""
        return next((outcome.error for outcome in self.outcomes if outcome.error), None)

    @property
    def lasting(self) -> tuple[Difference, ...]:
        """What it left different that counts: a generated name, the columns' order and the like do not."""
        return tuple(one for one in self.differences if one.kind == "differs")


class QualityResult(Struct, frozen=True):
    """What a contract's promise about rows came to on the seeded rows.

    `value` is the number (or text) that its query gave, None where it gave none; `error` is the
    server's message where it could not be run.
    """

    quality: Quality
    value: int | float | str | None = None
    error: str | None = None


class PublishedView(Struct, frozen=True):
    """A published view as the trial's end state has it: its shape, and what the seeded rows came to.

    `kind` is `view`, `materialized view`, `table` …. `rows` is their number, None where they could not
    be read (`unread` then says why, and `sqlstate` in the server's code); `asks_session` says that its query, or
    one under it, asks for a parameter of the session. `nulls` counts NULLs by column. `duplicates` gives, by the
    columns (joined with `, `) that should tell rows apart, an example that stands there twice;
    `twins` says for which of the tables it reads rows were doubled, as far as their own constraints
    allow it, to try for one. `nulled` are columns that a row with no more than it must have, in one of the tables
    `bare`, left NULL. `json` holds distinct values, as text, of the columns that have a JSON
    Schema, `examples` a few rows as text, `rows_digest` a digest of all of them. `references` are the foreign
    keys between the tables that it reads: table, columns, table. `results` are the promises' outcomes.
    """

    shape: ViewShape
    kind: str = "view"
    rows: int | None = None
    unread: str = ""
    sqlstate: str = ""
    asks_session: bool = False
    nulls: Mapping[str, int] = field(default_factory=dict)
    duplicates: Mapping[str, str] = field(default_factory=dict)
    twins: tuple[str, ...] = ()
    nulled: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()
    json: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    examples: tuple[tuple[str | None, ...], ...] = ()
    rows_digest: str = ""
    references: tuple[tuple[str, str, str], ...] = ()
    results: tuple[QualityResult, ...] = ()


class Probe(Struct, frozen=True):
    """One attempt of a role to do something, and what came of it.

    `claims` is the name of the claims set; `rows` were read or written, `of` so many. `allowed` is None where the probe was inconclusive, and
    `detail` then says why. `recorded` gives, by statement that wrote rows, the tables guarded by triggers against UPDATE
    and DELETE that it added rows to. `seeded` of `seeds` rows were reached when those are left out that the trial itself made
    for the policies' sake. `unmade` is a row in words that the policies, as they are stored, let the role have, and that the trial
    could not make: that it got none proves nothing then. `unread` is what refused the role all columns of a view whose rows it
    reached: a function that the view calls.
    """

    role: str
    claims: str
    relation: str
    action: str
    allowed: bool | None
    rows: int | None = None
    sqlstate: str | None = None
    detail: str = ""
    of: int | None = None
    recorded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    seeded: int | None = None
    seeds: int | None = None
    unmade: str | None = None
    unread: str = ""


class Before(Struct, frozen=True):
    """What each role could do on the base: `probes`, None where that was not tried, with the reason in `why` if it was meant to be.

    `made` are the relations that the change makes, where it says nothing of access to any other. `catalog` is the base's with its
    repeatable scripts in place, None where it has none, or one does not apply; `steps` are the change's ups and scripts, run upon
    that as production runs them, up to the first that fails. The last has the differences from the trial's end.
    """

    probes: tuple[Probe, ...] | None = None
    made: frozenset[str] | None = None
    why: str = ""
    catalog: Snapshot | None = None
    steps: tuple[Step, ...] = ()


class Trial(Struct, frozen=True):
    """The whole record. A live rule is a pure function over it.

    `start` is the catalog before the first migration that was tried, `end` after everything is up
    for the last time, repeatable scripts included; both are None where the trial did not get there.
    `not_proven` says, in words, what the trial could not look at. `views` are the published views (and
    those that a contract speaks of) at the end, None where the trial did not get to look at them. `broken` is what the
    server says of SQL functions, by signature, whose text it would not take at the end and took, or said something else
    of, at the start. `problem` is what the trial could not find out although it came to its end: then nothing may pass.
    """

    change: Change
    postgres: str
    source: str
    steps: tuple[Step, ...] = ()
    start: Snapshot | None = None
    end: Snapshot | None = None
    probes: tuple[Probe, ...] = ()
    before: Before = Before()
    not_proven: tuple[str, ...] = ()
    views: tuple[PublishedView, ...] | None = None
    problem: str = ""
    broken: Mapping[str, str] = field(default_factory=dict)

    def of(self, migration: Migration) -> dict[Pass, Step]:
        """The steps of one migration, by what they were for."""
        return {step.run: step for step in self.steps if step.migration is migration}
