"""Each role tries what it can do, on the seeded rows, and everything is taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from checker.access import CLAIMS, Access, claims_in_words
from checker.errors import CannotCheck
from checker.model import Probe
from checker.names import enumerated
from checker.trial.access_attempts import (
    Attempt,
    Reached,
    attempts,
    attempts_by_row,
    best_of,
    by_action,
    judged_again,
    probe,
)
from checker.trial.access_catalog import (
    NOBODY_ROLE,
    ProbedRole,
    callable_functions,
    guarded,
    known_columns,
    probed_roles,
    relations,
    stored_policies,
    with_privileges,
)
from checker.trial.access_new import new_relations
from checker.trial.access_rows import fill_empty_tables, refresh, say, with_rows
from checker.trial.access_tries import Caller, Sessions, Tried, act, outcomes_of, run
from checker.trial.access_witness import Witness, add_rows, witnesses
from checker.trial.roles import PROBER, SEEDER, probing_as

if TYPE_CHECKING:
    from psycopg import Connection

    from checker.config import Config
    from checker.trial.host import Server

_ASKED = ("references", "trigger")


class Inconclusive(CannotCheck):
    """Attempts that prove nothing; `probes` are the others."""

    def __init__(self, message: str, probes: tuple[Probe, ...], *, remedy: str) -> None:
        super().__init__(message, remedy=remedy)
        self.probes = probes


def probe_access(
    server: Server, database: str, owner: str, config: Config, proposed: Access | None = None
) -> tuple[Probe, ...]:
    """Try, for each role that `access:` names and for `nobody`, with each set of claims, each action on each relation.

    What a missing privilege refuses with some claims is not tried with others: privileges know nothing of claims.

    The database holds the seeds' rows and is nobody else's: tables that are empty get a row, and each table those that
    its policies call for (see `access_witness`). `owner` is the role that makes tables: a table that it would make
    now is looked at too, as `SCHEMA.<new table>`. In the result `allowed` says that rows were read or could be
    written; that they could not is proven by SQLSTATE 42501 that names the relation, by a missing
    privilege, or by no row where there are rows to see.
    `proposed` is another declaration whose roles are tried as well.
    Raises CannotCheck where a role does not exist, and Inconclusive where an attempt proves nothing.
    """
    access = config.access
    if not access.declared:
        return ()
    names = dict.fromkeys((*access.everybody, *(proposed.everybody if proposed else ())))
    with server.connect(database, search_path="") as catalog:
        roles = probed_roles(catalog, [*names], server.postgres.major)
        taken = {real for role in roles for real in (role.real, *role.becomes)} - {NOBODY_ROLE}
        with probing_as(server, sorted(taken), NOBODY_ROLE):
            probes = [*_probe(server, catalog, database, config, roles)]
            probes += new_relations(server, database, owner, config, roles)
    vacuous = [one for one in probes if one.allowed is None and not _is_no_matter(one, access, proposed)]
    if vacuous:
        shown = "".join(f"\n  {line}" for line in [*_in_words(vacuous)][:10])
        raise Inconclusive(
            f"who may do what is inconclusive: {len(vacuous)} of {len(probes)} attempts prove nothing{shown}",
            # An attempt that failed although it is promised to work stays: a rule tells of it.
            tuple(one for one in probes if one.allowed is not None or _is_no_matter(one, access, proposed)),
            remedy="Rows in seeds: make the attempts mean something; each table and published view needs one, and a view"
            " that shows a caller its own rows needs one of access.claims.own or access.settings.own.",
        )
    return tuple(probes)


def _in_words(probes: Iterable[Probe]) -> Iterator[str]:
    """`reader, SELECT and UPDATE of app.note without claims: why`, one line for what has one cause."""
    groups: dict[tuple[str, str, str], list[Probe]] = {}
    for one in probes:
        groups.setdefault((one.role, one.relation, one.detail), []).append(one)
    for (role, relation, why), group in groups.items():
        actions = enumerated(dict.fromkeys(one.action.upper() for one in group))
        claims = claims_in_words(dict.fromkeys(one.claims for one in group))
        yield f"{role}, {actions} of {f'{relation} {claims}'.rstrip()}: {why}"


def _is_no_matter(one: Probe, access: Access, proposed: Access | None) -> bool:
    """Whether an attempt may prove nothing: its role may do that, so that there is no refusal to prove.

    Where it is promised to succeed and ends in an error, the promise is not kept, and a rule says so.
    """
    what = (one.role, one.relation, one.action, one.claims)
    declared = [each for each in (access, proposed) if each and each.allows(*what)]
    return bool(declared) and (one.sqlstate is not None or not any(each.promises(*what) for each in declared))


def _probe(
    server: Server, catalog: Connection[Any], database: str, config: Config, roles: Sequence[ProbedRole]
) -> Iterator[Probe]:
    limits: dict[str, str | int] = {**server.limits.session()}
    access = config.access
    reached = relations(catalog, config, roles)
    roles = with_privileges(catalog, roles, reached)
    yield from callable_functions(catalog, config, roles)
    policies, columns, histories = stored_policies(catalog, roles), known_columns(catalog), guarded(catalog)
    with server.connect(database, SEEDER, autocommit=True, search_path="", **limits) as rows:
        # What a default or a trigger makes of them is the caller's that has rows.
        say(rows, access.brought("", "own")[0].settings)
        fill_empty_tables(rows)
        wanted = {
            table.oid: witnesses(access, roles, table, policies[table.oid], columns)
            for table in reached
            if table.oid in policies and table.kind in "rp"
        }
        reached, unmade = _with_witnesses(rows, catalog, reached, wanted)
        refresh(server, database, reached)
        callers = [access.brought(role.name, "own")[0] for role in roles]
        reached = [with_rows(rows, relation, callers) for relation in reached]
    open_ = partial(server.connect, database, PROBER, autocommit=False, **limits)
    with open_() as session:
        sessions = Sessions(open_, session)
        tried = [
            one
            for role in roles
            for claims in CLAIMS
            for brought in access.brought(role.name, claims)
            for one in act(
                sessions,
                Caller(role, claims, brought),
                _every(reached, role, change=claims == "own" and bool(histories)),
                histories if claims == "own" else {},
            )
        ]
        _look_again(sessions, catalog, access, tried)
    for one in _most_telling(tried):
        role = one.caller.role
        only = role.only.get((one.relation.oid, one.action), ())
        yield probe(
            role.name,
            one.caller.claims,
            one.relation,
            one.action,
            one.outcome,
            only,
            one.recorded,
            one.seeded,
            unmade.get((one.relation.oid, role.name, one.action, one.caller.claims)),
            one.unread,
        )
    for role in roles:
        for relation in reached:
            for action in _ASKED if relation.is_table else ():
                allowed = role.may[relation.oid, action]
                yield Probe(role.name, "none", relation.plain, action, allowed)


def _with_witnesses(
    rows: Connection[Any],
    catalog: Connection[Any],
    reached: Sequence[Reached],
    wanted: Mapping[int, Sequence[Witness]],
) -> tuple[list[Reached], Mapping[tuple[int, str, str, str], str]]:
    """The same relations once they hold these rows as well, by OID, which remain told from those that were there.

    What is refused for a row that another table lacks is made once that has its own. Beside them, by relation, role, action and
    claims, a row in words of which none could be made.
    """
    had = {oid for oid, listed in wanted.items() if any(one.row for one in listed)}
    since = next(iter(rows.execute("SELECT pg_catalog.txid_current()").fetchone() or ()), None)
    unmade: dict[tuple[int, str, str, str], str] = {}
    for _ in range(2):
        made = {one.oid: add_rows(rows, catalog, one, wanted.get(one.oid, ())) for one in reached}
        wanted = {oid: refused for oid, (refused, _) in made.items()}
        left = [(oid, one) for oid, (_, partial) in made.items() for one in partial]
        unmade |= {(oid, *caller): one.told for oid, one in left for caller in one.callers}
    unmade |= {
        (oid, *caller): one.told for oid, some in wanted.items() for one in some for caller in one.callers
    }
    return [replace(one, since=since) if one.oid in had else one for one in reached], unmade


def _most_telling(tried: Iterable[Tried]) -> Iterator[Tried]:
    """Of the sessions that say the same of a caller, the one in which something worked; else one that left it open."""
    groups: dict[tuple[str, str, int, str], list[Tried]] = {}
    for one in tried:
        key = (one.caller.role.name, one.caller.claims, one.relation.oid, one.action)
        groups.setdefault(key, []).append(one)
    for group in groups.values():
        yield min(group, key=lambda one: (True, None, False).index(one.outcome.allowed))


def _every(reached: Iterable[Reached], role: ProbedRole, *, change: bool) -> list[Attempt]:
    return [one for relation in reached for one in attempts(relation, role.may, change=change)]


def _look_again(sessions: Sessions, catalog: Connection[Any], access: Access, tried: Iterable[Tried]) -> None:
    """Where the first attempts left it open what a role can do to a table: without its triggers, and row by row."""
    open_: dict[int, list[Tried]] = {}
    for one in tried:
        if one.relation.kind in "rp" and (one.outcome.is_open(one.action) or _may_be_its_own(access, one)):
            open_.setdefault(id(one.caller), []).append(one)
    for table in sorted({one.relation.sql for group in open_.values() for one in group}):
        catalog.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
    for group in open_.values():
        caller = group[0].caller
        _without_triggers(sessions, group)
        group = [one for one in group if one.outcome.is_open(one.action) or _may_be_its_own(access, one)]
        listed = [attempt for one in group for attempt in attempts_by_row(one.relation, one.action)]
        ended = run(sessions, caller, caller.role.real, listed)
        outcomes = outcomes_of(caller, listed, ended)
        again = {(relation.oid, action): found for relation, action, found in by_action(outcomes)}
        for one in group:
            found = again.get((one.relation.oid, one.action), [])
            if not one.outcome.allowed:
                one.outcome = judged_again(one.outcome, found, one.relation, one.action)
            elif found and best_of(found).allowed is False:
                one.outcome = best_of(found)


def _without_triggers(sessions: Sessions, group: Sequence[Tried]) -> None:
    """Try what was left open once more as it was, now that no trigger speaks before the policies do."""
    caller = group[0].caller
    wanted = {(one.relation.oid, one.action): one for one in group if not one.outcome.allowed}
    listed = [
        attempt
        for one in wanted.values()
        for attempt in attempts(one.relation, caller.role.may)
        if attempt.action == one.action
    ]
    for again in act(sessions, caller, listed) if listed else ():
        one = wanted[again.relation.oid, again.action]
        if again.outcome.allowed is not None:
            stopped = f"then stopped by something else: {one.outcome.detail}"
            one.outcome = replace(again.outcome, detail=stopped) if again.outcome.allowed else again.outcome


def _may_be_its_own(access: Access, one: Tried) -> bool:
    """Whether a row that was let in is perhaps the caller's own by a default or a trigger, which is what it may do.

    Somebody else's rows, written as they are, tell.
    """
    what = (one.caller.role.name, one.relation.plain, one.action)
    return (
        one.action == "insert"
        and bool(one.outcome.allowed and one.relation.samples)
        and access.allows(*what, "own")
        and not access.allows(*what, one.caller.claims)
    )
