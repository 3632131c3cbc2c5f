"""What is tried on a relation, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from checker.model import Probe
from checker.names import quote, quote_qualified
from checker.predicate import Answer, Caller, decide

UNGUARDED = "row-level security is not active"
_DONE = "DV000"
_REFUSED = "42501"
# A view that is no mere window on one table takes no writes (55000); a materialized one never (42809).
_NOT_WRITABLE = ("55000", "42809", "0A000", "42P10")
_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class Reached:
    """A relation that roles may reach. `columns` can be written; those that may be NULL come first.

    `rls` says that row-level security is enabled, `by_column` that somebody has a privilege on single columns;
    `query` is a view's.
    `total` rows are there past row-level security (None where that could not be counted, and `unseen` why),
    `samples` are some of them as JSON.
    """

    oid: int
    schema: str
    name: str
    kind: str
    columns: Sequence[str]
    rls: bool
    by_column: bool
    query: str | None
    total: int | None = None
    samples: tuple[str, ...] = ()
    unseen: str = ""

    @property
    def sql(self) -> str:
        return quote_qualified(self.schema, self.name)

    @property
    def plain(self) -> str:
        return f"{self.schema}.{self.name}"

    @property
    def is_table(self) -> bool:
        return self.kind in "rpf"

    def seen(self, total: int | None, samples: tuple[str, ...], unseen: str) -> Reached:
        return replace(self, total=total, samples=samples, unseen=unseen)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One statement that stands for an action; an action may have several, of which one that succeeds is enough."""

    relation: Reached
    action: str
    sql: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What one attempt proves: `allowed` None is nothing."""

    allowed: bool | None
    rows: int | None
    sqlstate: str | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a statement ended: rows, SQLSTATE, message, the server's context, whether row-level security was active."""

    rows: int | None
    state: str
    said: str
    context: str
    active: bool | None

    @property
    def in_function(self) -> bool:
        """Whether a function (a trigger's, most often) raised the error, which may be before any policy was asked."""
        first = self.context.lstrip().split("\n", 1)[0]
        return first.startswith(("PL/", "SQL function")) and "inline_code_block" not in first


def attempts(relation: Reached, may: Mapping[tuple[int, str], bool]) -> Iterator[Attempt]:
    """The statements to try on a relation; one for an action that the role has no privilege for."""
    last = None
    for attempt in _all_attempts(relation):
        if attempt.action == last and not may.get((relation.oid, attempt.action), True):
            continue
        last = attempt.action
        yield attempt


def _all_attempts(relation: Reached) -> Iterator[Attempt]:
    name = relation.sql
    yield Attempt(relation, "select", f"SELECT FROM {name}")
    if relation.kind == "m":
        return
    for sample in relation.samples:
        columns = ", ".join(quote(column) for column in relation.columns)
        text = sample.replace("'", "''")
        yield Attempt(
            relation,
            "insert",
            f"INSERT INTO {name} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns}"  # noqa: S608
            f" FROM pg_catalog.jsonb_populate_record(NULL::{name}, '{text}')",
        )
    yield Attempt(relation, "insert", f"INSERT INTO {name} DEFAULT VALUES")
    if relation.by_column:
        for column in relation.columns:
            yield Attempt(relation, "insert", f"INSERT INTO {name} ({quote(column)}) VALUES (DEFAULT)")  # noqa: S608
    for column in relation.columns if relation.by_column else relation.columns[:_COLUMNS]:
        for value in ("DEFAULT", quote(column)):
            yield Attempt(relation, "update", f"UPDATE {name} SET {quote(column)} = {value}")  # noqa: S608
    yield Attempt(relation, "delete", f"DELETE FROM {name}")  # noqa: S608
    if relation.is_table:
        yield Attempt(relation, "truncate", f"TRUNCATE {name}")


def judged(attempt: Attempt, ended: Ended, may: Mapping[tuple[int, str], bool]) -> Judged:
    """What an attempt that ended so proves; `may` are the role's privileges by relation and action."""
    relation, action, state, said = attempt.relation, attempt.action, ended.state, ended.said
    granted = may.get((relation.oid, action), True)
    if state == _DONE and ended.rows is not None:
        if ended.rows or action == "truncate":
            unguarded = relation.is_table and not ended.active
            return Judged(True, ended.rows, None, UNGUARDED if unguarded else "")
        if relation.total:
            return Judged(False, 0, None, f"none of {relation.total} rows")
        return Judged(None, 0, None, relation.unseen or "there is no row to see")
    if state == _REFUSED:
        if said.endswith(f" {relation.name}") or f'"{relation.name}"' in said or not granted:
            return Judged(False, None, state, said)
        if not relation.is_table and action != "select":
            return Judged(False, None, state, said)
        return Judged(None, None, state, said)
    if not granted:
        return Judged(False, None, state, f"no privilege; {said}")
    if not relation.is_table and state in _NOT_WRITABLE:
        return Judged(False, None, state, said)
    # Constraints are looked at once privileges and policies have let the row through (ExecInsert, ExecUpdate).
    if action == "truncate" or (state.startswith("23") and not ended.in_function):
        return Judged(True, None, state, f"then stopped by something else: {said}")
    return Judged(None, None, state, said)


def by_policy(
    result: Judged,
    checks: Sequence[tuple[bool, str | None]],
    relation: Reached,
    token: Mapping[str, Any] | None,
) -> Judged:
    """An INSERT that a trigger stopped before the policies were asked: what they would have said of it."""
    from pglast import parse_sql

    caller = Caller("", None if token is None else {key: str(value) for key, value in token.items()})
    answers = []
    for permissive, text in checks:
        if permissive and text is not None:
            node = parse_sql(f"SELECT {text}")[0].stmt.targetList[0].val  # type: ignore[union-attr]
            answers.append(decide(node, caller, relation=relation.name).answer)
    if all(answer is Answer.NONE for answer in answers):
        return Judged(False, None, result.sqlstate, f"no policy lets it through; {result.detail}")
    if Answer.EVERY in answers and all(permissive for permissive, _ in checks):
        return Judged(True, None, result.sqlstate, f"a policy lets it through; {result.detail}")
    return result


def concluded(
    role: str, claims: str, outcomes: Sequence[tuple[Attempt, Judged]], *, bypasses: bool
) -> list[Probe]:
    """One probe for each relation and action: allowed if any attempt was, refused if one proves it."""
    probes: list[Probe] = []
    for (relation, action), group in groupby(outcomes, key=lambda one: (one[0].relation, one[0].action)):
        found = [result for _, result in group]
        best = next((one for one in found if one.allowed), None)
        best = best or next((one for one in found if one.allowed is False), found[0])
        detail = "" if bypasses and best.detail == UNGUARDED else best.detail
        probes.append(
            Probe(role, claims, relation.plain, action, best.allowed, best.rows, best.sqlstate, detail)
        )
    return probes
