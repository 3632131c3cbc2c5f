"""What is tried on a relation, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice

from msgspec import Struct
from msgspec.structs import replace

from checker.model import Probe
from checker.names import literal, quote, quote_qualified

UNGUARDED = "row-level security is not active"
_DONE = "DV000"
_REFUSED = "42501"
_NOT_POPULATED = "55000"
# `current_setting` of what was never set (guc.c, find_option).
_UNKNOWN = "42704"
# A view that is no mere window on one table takes no writes (55000); a materialized one never (42809).
_NOT_WRITABLE = ("55000", "42809", "0A000", "42P10")
# The same as the rewriter and the executor say it, of the view itself (rewriteHandler.c, execMain.c).
_NO_WRITES = (
    "cannot insert into view",
    "cannot update view",
    "cannot delete from view",
    "cannot change materialized view",
)
_COLUMNS = 2
_SAMPLES = 3
_ADDED = 5
_CHANGES = 8
# How the server speaks of a relation that it refuses (src/backend/catalog/aclchk.c, aclcheck_error).
_WORDS = {"r": "table", "p": "table", "v": "view", "m": "materialized view", "f": "foreign table"}


class Reached(Struct, frozen=True):
    """A relation that roles may reach. `columns` can be written; those that may be NULL come first.

    `rls` says that row-level security is enabled, `by_column` that somebody has a privilege on single columns;
    `query` is a view's, `owner` who owns it.
    `total` rows are there past row-level security (None where that could not be counted, and `unseen` why),
    `samples` are some of them as JSON, `places` where some stand, as `ctid`. Where rows were added for the policies' sake,
    by `since` (a transaction) and later ones, the others are `seeds` in number.
    """

    oid: int
    schema: str
    name: str
    kind: str
    columns: Sequence[str]
    rls: bool
    by_column: bool
    query: str | None
    owner: str
    total: int | None = None
    samples: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    unseen: str = ""
    since: int | None = None
    seeds: int | None = None

    @property
    def sql(self) -> str:
        return quote_qualified(self.schema, self.name)

    @property
    def plain(self) -> str:
        return f"{self.schema}.{self.name}"

    @property
    def seeded(self) -> str:
        """The condition on rows that were there before those for the policies' sake."""
        return f"xmin::text::bigint < {self.since}"

    @property
    def is_table(self) -> bool:
        return self.kind in "rpf"

    def seen(
        self,
        total: int | None,
        rows: Sequence[tuple[str | None, str]],
        added: Sequence[tuple[str | None, str]],
        unseen: str,
    ) -> Reached:
        """The same relation with what is in it: the number of rows, and place and JSON of some, and of some that were added."""
        samples = dict.fromkeys(text for _, text in (*rows[:_SAMPLES], *added[:_ADDED]))
        places = dict.fromkeys(place for place, _ in (*rows, *added) if place is not None)
        return replace(self, total=total, samples=(*samples,), places=(*places,), unseen=unseen)

    def is_named_by(self, said: str) -> bool:
        """Whether the server's refusal is of this relation, by privilege or by policy."""
        if said == f"permission denied for {_WORDS[self.kind]} {self.name}":
            return True
        return said.startswith("new row violates row-level security policy") and f'"{self.name}"' in said


class Attempt(Struct, frozen=True):
    """One statement that stands for an action; an action may have several, of which one that succeeds is enough.

    `changes` says that no row is as it was once it has succeeded: what it does not leave in a history is not recorded.
    `seeded` says that it leaves out the rows that were made for the policies' sake. A `whole` one reads all columns as well: that it
    ends in an error makes no refusal of the action, and readers get that error all the same.
    """

    relation: Reached
    action: str
    sql: str
    changes: bool = False
    seeded: bool = False
    whole: bool = False


class Judged(Struct, frozen=True):
    """What one attempt proves: `allowed` None is nothing. `raised` says that its statement ended in an error of its own,
    `unset` that it was over a setting that the caller does not have."""

    allowed: bool | None
    rows: int | None
    sqlstate: str | None
    detail: str = ""
    raised: bool = False
    unset: bool = False

    def is_open(self, action: str) -> bool:
        """Whether one row may have kept a statement from all of them: an error over it, or the check of what it became."""
        if self.allowed is None:
            return self.raised
        return action == "update" and self.sqlstate == _REFUSED and self.detail.startswith("new row violates")


class Ended(Struct, frozen=True):
    """How a statement ended: rows, SQLSTATE, message, the server's context, the domain that a value is not of,
    whether row-level security was active, and the histories, by OID, that it added rows to where it wrote any."""

    rows: int | None
    state: str
    said: str
    context: str
    domain: str
    active: bool | None
    recorded: Sequence[int] | None = None

    @property
    def in_function(self) -> bool:
        """Whether the error is a function's (a trigger's, most often), or of a statement in it, which may be before any policy was asked."""
        return any(
            line.startswith(("PL/", "SQL function")) and "inline_code_block" not in line
            for line in self.context.splitlines()
        )

    def denied_beside(self, relation: Reached) -> str:
        """What the server says where a right is missing that is none on the relation, else nothing."""
        return self.said if self.state == _REFUSED and not relation.is_named_by(self.said) else ""

    def is_before_rows(self, relation: Reached) -> bool:
        """Whether the statement ended before any row or policy was looked at, so that no claims make another end of it.

        Privileges are asked for when the executor starts, on all relations of the query (execMain.c, ExecCheckPermissions).
        """
        if self.in_function:
            return False
        if self.state == _REFUSED:
            return self.said == f"permission denied for {_WORDS[relation.kind]} {relation.name}"
        return not relation.is_table and self.said.startswith(_NO_WRITES)


def attempts(
    relation: Reached, may: Mapping[tuple[int, str], bool], *, change: bool = False
) -> Iterator[Attempt]:
    """The statements to try on a relation; one for an action that the role has no privilege for.

    `change` asks for an UPDATE that gives rows another value too: most of those that ask for rights alone change none.
    """
    last = None
    for attempt in _all_attempts(relation, change=change):
        if attempt.action == last and not may.get((relation.oid, attempt.action), True):
            continue
        last = attempt.action
        yield attempt


def attempts_by_row(relation: Reached, action: str) -> Iterator[Attempt]:
    """One statement for each row of which the place is known, so that an error over one of them hides no other."""
    written = quote(relation.columns[0]) if relation.columns else ""
    start = {
        "select": f"SELECT FROM {relation.sql}",
        "update": f"UPDATE {relation.sql} SET {written} = {written}",  # noqa: S608
        "delete": f"DELETE FROM {relation.sql}",  # noqa: S608
    }
    if action in start:
        for place in relation.places:
            yield Attempt(relation, action, f"{start[action]} WHERE ctid = '{place}'")
    else:
        every = [one for one in _all_attempts(relation) if one.action == action]
        yield from every[: len(relation.samples)] or every


def _all_attempts(relation: Reached, *, change: bool = False) -> Iterator[Attempt]:
    name = relation.sql
    yield Attempt(relation, "select", f"SELECT FROM {name}")
    if relation.since is not None:
        yield Attempt(relation, "select", f"SELECT FROM {name} WHERE {relation.seeded}", seeded=True)
    if relation.kind == "v":
        yield Attempt(relation, "select", f"SELECT * FROM {name}", whole=True)  # noqa: S608
    if relation.kind == "m":
        return
    for sample in relation.samples:
        columns = ", ".join(quote(column) for column in relation.columns)
        system = " OVERRIDING SYSTEM VALUE" if relation.is_table else ""
        yield Attempt(
            relation,
            "insert",
            f"INSERT INTO {name} ({columns}){system} SELECT {columns}"  # noqa: S608
            f" FROM pg_catalog.jsonb_populate_record(NULL::{name}, {literal(sample)})",
            changes=True,
        )
    yield Attempt(relation, "insert", f"INSERT INTO {name} DEFAULT VALUES", changes=True)
    if relation.by_column:
        for column in relation.columns:
            yield Attempt(relation, "insert", f"INSERT INTO {name} ({quote(column)}) VALUES (DEFAULT)")  # noqa: S608
    for column in relation.columns if relation.by_column else relation.columns[:_COLUMNS]:
        for value in ("DEFAULT", quote(column)):
            yield Attempt(relation, "update", f"UPDATE {name} SET {quote(column)} = {value}")  # noqa: S608
    if change and relation.is_table:
        yield from islice(_changes(relation), _CHANGES)
    yield Attempt(relation, "delete", f"DELETE FROM {name}", changes=True)  # noqa: S608
    if relation.is_table:
        yield Attempt(relation, "truncate", f"TRUNCATE {name}")


def _changes(relation: Reached) -> Iterator[Attempt]:
    """Updates that give each row the value of one of them, for columns in which two rows differ."""
    rows = [json.loads(sample) for sample in relation.samples]
    for column in relation.columns:
        values = [row.get(column) for row in rows]
        plain = [value for value in values if isinstance(value, str | int | float)]
        if plain and any(value != plain[0] for value in values):
            text = plain[0] if isinstance(plain[0], str) else json.dumps(plain[0])
            sql = f"UPDATE {relation.sql} SET {quote(column)} = {literal(text)}"  # noqa: S608
            yield Attempt(relation, "update", sql, changes=True)


def judged(
    attempt: Attempt, ended: Ended, may: Mapping[tuple[int, str], bool], *, unclaimed: bool = False
) -> Judged:
    """What an attempt that ended so proves; `may` are the role's privileges by relation and action.

    `unclaimed` says that the session said nothing of its caller: its settings are empty, which is no number and no uuid.
    """
    relation, action, state, said = attempt.relation, attempt.action, ended.state, ended.said
    granted = may.get((relation.oid, action), True)
    # Nothing but the privilege stands before a materialized view, whether it holds rows today or not.
    bare = relation.kind == "m" and action == "select" and granted
    if state == _DONE and ended.rows is not None:
        if ended.rows or action == "truncate":
            unguarded = relation.is_table and not ended.active
            # Of TRUNCATE the server counts no rows.
            rows = None if action == "truncate" else ended.rows
            return Judged(True, rows, None, UNGUARDED if unguarded else "")
        if relation.total:
            return Judged(bare, 0, None, f"none of {relation.total} rows")
        return Judged(None, 0, None, relation.unseen or "there is no row to see")
    if state == _REFUSED:
        if relation.is_named_by(said) or not granted:
            return Judged(False, None, state, said)
        if not relation.is_table and action != "select":
            return Judged(False, None, state, said)
        if action == "truncate" and ended.in_function:
            return Judged(True, None, state, f"then stopped by a trigger: {said}")
        # A trigger may refuse in the server's own words for rights, and it is none of the role's that are missing.
        return Judged(
            None,
            None,
            state,
            said,
            raised=ended.in_function or said.startswith("permission denied for function"),
        )
    if not granted:
        return Judged(False, None, state, f"no privilege; {said}")
    if bare and state == _NOT_POPULATED:
        return Judged(True, 0, state, said)
    if not relation.is_table and action != "select" and state in _NOT_WRITABLE:
        return Judged(False, None, state, said)
    # A table's constraints are looked at once privileges and policies have let the row through (ExecInsert, ExecUpdate);
    # a domain's as soon as there is a value, and which partition a row belongs to before that (ExecPrepareTupleRouting).
    homeless = said.startswith("no partition of relation")
    constraint = state.startswith("23") and not (ended.domain or ended.in_function or homeless)
    if action == "truncate" or constraint:
        return Judged(True, None, state, f"then stopped by something else: {said}")
    if relation.kind == "v" and action != "select" and ended.in_function:
        return Judged(True, None, state, f"then stopped by a trigger: {said}")
    # Of a view no single row can be tried; and the error of a setting that is not there is that of any row.
    unset = state == _UNKNOWN and said.startswith("unrecognized configuration parameter")
    unset = unset or (unclaimed and state.startswith("22") and said.endswith((': ""', "for type json")))
    if unset and relation.kind == "v":
        return Judged(False, None, state, said)
    return Judged(None, None, state, said, raised=True, unset=unset)


def judged_again(first: Judged, outcomes: Sequence[Judged], relation: Reached, action: str) -> Judged:
    """What becomes of an action that an error had left open, once triggers are off and each row is tried by itself.

    That each row is refused, is not seen, or ends in an error of a policy's own proves as much as that none is seen.
    """
    best = next((one for one in outcomes if one.allowed), None)
    if best is not None and first.allowed is False:
        return replace(best, detail=best.detail or f"one row, though not all: {first.detail}")
    if best is not None:
        return Judged(True, None, first.sqlstate, f"then stopped by something else: {first.detail}")
    if first.allowed is False:
        return first
    # To name a row by its place takes the privilege to read it, which is not what was asked.
    asked = not any(one.detail.startswith("permission denied for table") for one in outcomes)
    every = action == "insert" or (relation.total is not None and relation.total <= len(relation.places))
    every = every or (first.unset and all(one.unset or one.allowed is False for one in outcomes))
    if asked and every and outcomes and all(one.raised or one.allowed is False for one in outcomes):
        return Judged(False, 0, first.sqlstate, f"each row ends in an error: {first.detail}")
    return first


def best_of(found: Sequence[Judged]) -> Judged:
    """The outcome that decides: one that was allowed, else one that proves a refusal, else one that proves nothing."""
    best = next((one for one in found if one.allowed), None)
    return best or next((one for one in found if one.allowed is False), found[0])


def by_action(
    outcomes: Sequence[tuple[Attempt, Judged]],
) -> Iterator[tuple[Reached, str, list[Judged]]]:
    """The outcomes of each relation and action, in the order in which they were tried."""
    for (relation, action), group in groupby(outcomes, key=lambda one: (one[0].relation, one[0].action)):
        yield relation, action, [result for _, result in group]


def probe(
    role: str,
    claims: str,
    relation: Reached,
    action: str,
    best: Judged,
    columns: Sequence[str] = (),
    recorded: Mapping[str, tuple[str, ...]] | None = None,
    seeded: int | None = None,
    unmade: str | None = None,
    unread: str = "",
) -> Probe:
    """What to note down; `columns` are the only ones that the role has the privilege for, `seeded` how many rows of the seeds it reached.

    `unmade` is a row that it might reach and that is not there, `unread` what refuses it all columns of what it reached.
    """
    detail = best.detail
    if best.allowed and columns:
        detail = detail or f"only the column{'s' if len(columns) > 1 else ''} {', '.join(columns)}"
    return Probe(
        role, claims, relation.plain, action, best.allowed, best.rows, best.sqlstate, detail, relation.total, recorded or {},
        *((best.rows, relation.total) if relation.since is None else (seeded, relation.seeds)),
        unmade=unmade if _is_unseen(best, action) else None, unread=unread if best.allowed else "",
    )  # fmt: skip


def _is_unseen(best: Judged, action: str) -> bool:
    """Whether there was no such row among those that were tried, and nothing else refused it."""
    return best.allowed is False and (best.sqlstate is None or action == "insert")
