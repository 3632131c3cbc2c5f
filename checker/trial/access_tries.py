"""What one caller tries: all of it in one round trip, each statement in a block of its own that an exception undoes.

The roles are taken on by a session that logged in without any right (`roles.PROBER`); a function of the
change that gives its role back finds nothing there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from checker.access import Brought
from checker.errors import CannotCheck
from checker.trial.access_attempts import Attempt, Ended, Judged, Reached, best_of, by_action, judged
from checker.trial.access_catalog import ProbedRole
from checker.trial.access_rows import parameters, refused

if TYPE_CHECKING:
    from psycopg import Connection

# Whatever an attempt sets (a role, a claim) is undone with it. The counters of the transaction's statistics say what triggers
# wrote, whoever may read it; what is undone stays counted there, so that each attempt has its own before and after. Of several
# attempts at one action, and of the updates that change rows, one that reaches rows is enough: those after it are not made.
_BLOCK = """
DECLARE
  tried record;
  counted bigint;
  state text;
  said text;
  context text;
  domain text;
  active boolean;
  histories oid[] := {histories}::oid[];
  had bigint[];
  recorded bigint[];
  reached text;
  results text[] := '{{}}';
BEGIN
  PERFORM pg_catalog.set_config(s.key, s.value, true) FROM pg_catalog.jsonb_each_text({settings}::jsonb) AS s;
  PERFORM pg_catalog.set_config('role', {role}, true);
  FOR tried IN SELECT * FROM pg_catalog.jsonb_to_recordset({attempts}::jsonb) AS t(id int, oid oid, sql text, watch boolean, spare text) ORDER BY id LOOP
    counted := NULL;
    active := NULL;
    recorded := NULL;
    IF tried.spare = reached THEN
      results := results || pg_catalog.jsonb_build_array(tried.id, NULL, '', '', '', '', NULL, NULL)::text;
      CONTINUE;
    END IF;
    IF tried.watch THEN
      had := ARRAY(SELECT pg_catalog.pg_stat_get_xact_tuples_inserted(h) FROM pg_catalog.unnest(histories) AS h);
    END IF;
    BEGIN
      EXECUTE tried.sql;
      GET DIAGNOSTICS counted = ROW_COUNT;
      IF counted > 0 THEN
        reached := tried.spare;
      END IF;
      IF tried.watch AND counted > 0 THEN
        recorded := ARRAY(SELECT h.oid::bigint FROM ROWS FROM (pg_catalog.unnest(histories), pg_catalog.unnest(had)) AS h(oid, had)
          WHERE pg_catalog.pg_stat_get_xact_tuples_inserted(h.oid) > h.had);
      END IF;
      RAISE EXCEPTION USING ERRCODE = 'DV000', MESSAGE = 'taken back';
    EXCEPTION WHEN OTHERS OR ASSERT_FAILURE THEN
      GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, said = MESSAGE_TEXT, context = PG_EXCEPTION_CONTEXT,
        domain = PG_DATATYPE_NAME;
    END;
    IF state <> '42501' THEN
      active := pg_catalog.row_security_active(tried.oid);
    END IF;
    results := results || pg_catalog.jsonb_build_array(tried.id, counted, state, said, context, domain, active, recorded)::text;
  END LOOP;
  PERFORM pg_catalog.set_config('db_verify.probes', pg_catalog.array_to_json(results)::text, false);
END
"""


class Caller(Struct, frozen=True):
    """A role, one of the `CLAIMS` by its name, and what a session with them says of who it is."""

    role: ProbedRole
    claims: str
    brought: Brought


class Sessions:
    """Sessions that logged in without any right: one that goes on from caller to caller, and a new one for each that must be `fresh`.

    A setting that was set in a session, be it in a transaction that was rolled back, is never unset in it again. `settled` is
    how statements of a role ended that end so whatever it claims, by the role and the statement.
    """

    def __init__(self, open: Callable[[], Connection[Any]], kept: Connection[Any]) -> None:
        self._open = open
        self._kept = kept
        self.settled: dict[tuple[str, str], Ended] = {}

    @contextmanager
    def of(self, caller: Caller) -> Iterator[Connection[Any]]:
        """A session for this caller."""
        if not caller.brought.fresh:
            yield self._kept
            return
        with self._open() as session:
            yield session


class Tried(Struct):
    """What one caller tried to do with one relation, and what came of it."""

    caller: Caller
    relation: Reached
    action: str
    outcome: Judged
    recorded: Mapping[str, tuple[str, ...]]
    seeded: int | None
    unread: str = ""


def act(
    sessions: Sessions,
    caller: Caller,
    tried: Sequence[Attempt],
    histories: Mapping[int, str] | None = None,
) -> list[Tried]:
    """What came of these attempts, by relation and action: as the role, and as each that it may take on.

    `histories` are the tables of which it is noted that an attempt added rows to them.
    """
    found: dict[tuple[int, str], Tried] = {}
    known_as = histories or {}
    role = caller.role
    for real in (role.real, *role.becomes):
        ended = _ended(sessions, caller, real, tried, known_as)
        seeded = {
            (attempt.relation.oid, attempt.action): end.rows
            for attempt, end in zip(tried, ended, strict=True)
            if attempt.seeded and end.rows is not None
        }
        recorded: dict[tuple[int, str], dict[str, tuple[str, ...]]] = {}
        for attempt, end in zip(tried, ended, strict=True) if known_as and real == role.real else ():
            if end.recorded is not None:
                each = recorded.setdefault((attempt.relation.oid, attempt.action), {})
                each[attempt.sql] = tuple(sorted(known_as[oid] for oid in end.recorded))
        unread = {
            (attempt.relation.oid, attempt.action): end.denied_beside(attempt.relation)
            for attempt, end in zip(tried, ended, strict=True)
            if attempt.whole
        }
        outcomes = [one for one in outcomes_of(caller, tried, ended) if not one[0].whole]
        for relation, action, group in by_action(outcomes):
            best = best_of(group)
            if real != role.real and best.allowed:
                best = replace(best, detail=f"once it has taken on {real}")
            known = found.get((relation.oid, action))
            if known is None or (best.allowed and not known.outcome.allowed):
                key = relation.oid, action
                noted, seen = recorded.get(key, {}), seeded.get(key)
                found[key] = Tried(caller, relation, action, best, noted, seen, unread.get(key, ""))
    return [*found.values()]


def outcomes_of(
    caller: Caller, tried: Sequence[Attempt], ended: Sequence[Ended]
) -> list[tuple[Attempt, Judged]]:
    """What each attempt proves, by how it ended."""
    unclaimed = caller.brought.token is None
    return [
        (attempt, judged(attempt, end, caller.role.may, unclaimed=unclaimed))
        for attempt, end in zip(tried, ended, strict=True)
    ]


def _watched(attempt: Attempt, role: ProbedRole) -> bool:
    return attempt.changes and role.may.get((attempt.relation.oid, attempt.action), True)


def _spare(attempt: Attempt, *, watched: bool) -> str | None:
    """What an attempt stands for, so that one is enough that reaches rows; None where each one tells something else."""
    change = attempt.changes and attempt.action == "update"
    if attempt.seeded or attempt.whole or (watched and not change):
        return None
    return f"{attempt.relation.oid} {'change' if change else attempt.action}"


def _ended(
    sessions: Sessions, caller: Caller, real: str, tried: Sequence[Attempt], histories: Iterable[int]
) -> list[Ended]:
    """How each attempt ended: those that the role has made with other claims already, where these can make no difference, as then."""
    settled = sessions.settled
    left = [one for one in tried if (real, one.sql) not in settled]
    made = iter(run(sessions, caller, real, left, histories) if left else ())
    ended = [settled.get((real, one.sql)) or next(made) for one in tried]
    for one, end in zip(tried, ended, strict=True):
        if end.is_before_rows(one.relation):
            settled[real, one.sql] = end
    return ended


def run(
    sessions: Sessions,
    caller: Caller,
    real: str,
    tried: Sequence[Attempt],
    histories: Iterable[int] = (),
) -> list[Ended]:
    """How each attempt ended, as `real` and with the caller's claims; all in one round trip, and all of it undone."""
    import psycopg
    from psycopg import sql

    role, claims, watched = caller.role, caller.claims, [*histories]
    listed = [
        {"id": i, "oid": one.relation.oid, "sql": one.sql, "watch": watch, "spare": _spare(one, watched=watch)}
        for i, one in enumerate(tried)
        for watch in [bool(watched) and _watched(one, role)]
    ]  # fmt: skip
    body = sql.SQL(_BLOCK).format(
        attempts=sql.Literal(json.dumps(listed)),
        histories=sql.Literal(watched),
        role=sql.Literal(real),
        settings=sql.Literal(json.dumps({} if caller.brought.fresh else parameters(caller.brought))),
    )
    with sessions.of(caller) as session:
        try:
            session.execute(sql.SQL("DO {}").format(sql.Literal(body.as_string(session))))
            said = session.execute("SELECT pg_catalog.current_setting('db_verify.probes')").fetchone()
        except psycopg.Error as error:
            for name in caller.brought.settings:
                if f'"{name}"' in (error.diag.message_primary or ""):
                    raise refused(name, error) from error
            raise CannotCheck(
                f"trying what {role.name} may do with {claims} claims fails: {error.diag.message_primary or error}",
                remedy="Something that the change made stops the attempts (a trigger, a policy's function, a limit of time).",
            ) from error
        finally:
            session.rollback()
    found = [json.loads(text) for text in json.loads(said[0] if said else "[]")]
    if [number for number, *_ in found] != [*range(len(tried))]:
        raise CannotCheck(
            f"trying what {role.name} may do with {claims} claims came to {len(found)} outcomes of {len(tried)}",
            remedy="Something that the change made interferes with the attempts (a trigger, a policy's function).",
        )
    return [Ended(*rest) for _, *rest in found]
