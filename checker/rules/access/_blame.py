"""Which statement opened (or closed) a relation to a role, as far as the files tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from pglast import ast

from checker.access import CLAIMS, Action
from checker.model import Change, Difference, Location, Script, Trial
from checker.names import quote, quote_qualified
from checker.predicate import ANONYMOUS, NO_CLAIMS, STRANGER, Answer, decide
from checker.rules._blame import cause
from checker.rules._state import up_steps
from checker.rules.access._asked import last_name, named_on_the_way
from checker.state import Grant, Name, Policy, State, chain
from checker.yamlfile import read_yaml

_READS_OR_WRITES = {"select", "insert", "update", "delete"}
_EVERYTHING = [(action, claims) for action in get_args(Action) for claims in CLAIMS]
# What of a table or view decides on who has which rows.
_DECIDING = ("row security", "force row security", "owner", "grants", "definition", "options")


def relation_name(plain: str) -> str:
    """A probe's relation as SQL writes it: `public.My` → `public."My"`; a function keeps its arguments."""
    schema, _, name = plain.partition(".")
    if "(" in name or "<" in name:
        return plain
    return quote_qualified(schema, name)


def blame(
    change: Change,
    plain: str,
    role: str,
    actions: frozenset[str],
    *,
    unguarded: bool = False,
    trial: Trial | None = None,
) -> Location:
    """The place to point at: in what the change makes where there is such a place, the most telling one first.

    `unguarded` says that row-level security did not govern the relation, so that no policy is to blame. What the `trial`
    recorded tells of statements that name the relation nowhere: a function that its policies ask, a membership. Where no
    statement can be told, it is what the config says of access.
    """
    places = _places(change, plain, role, actions, unguarded=unguarded, trial=trial)
    return next(places, None) or _said(change, plain, role)


def _places(
    change: Change,
    plain: str,
    role: str,
    actions: frozenset[str],
    *,
    unguarded: bool,
    trial: Trial | None,
) -> Iterator[Location]:
    ours = {script.path for script in _judged(change)}
    found = [*_candidates(change, plain, role, actions, unguarded=unguarded)]
    made = [*_made(change, plain)]
    yield from (place for place in found if place.path in ours)
    if trial is not None and (caused := _caused(trial, plain, role)) is not None:
        yield caused
    yield from found
    yield from (place for place in made if place.path in ours)
    yield from made


def _caused(trial: Trial, plain: str, role: str) -> Location | None:
    """The statement of the change that most likely decided on the rows or the rights, by what it changed in the catalog."""
    if trial.start is None or trial.end is None:
        return None
    state = chain(trial.change).end
    roles = frozenset(map(quote, ("public", role, *state.acts_as(role))))
    relation = relation_name(plain)
    named = named_on_the_way(trial.start, relation) | named_on_the_way(trial.end, relation)

    def concerns(one: Difference, properties: Mapping[str, str | None]) -> bool:
        kind, name = one.object
        if kind in ("role", "membership"):
            return name.partition(" in ")[0] in roles
        if kind == "schema":
            return one.property == "grants" and name == relation.partition(".")[0]
        if kind == "policy":
            return last_name(properties.get("table") or "") in named
        if kind == "function":
            return one.property is not None and last_name(name) in named
        return (
            kind in ("table", "view", "materialized view")
            and one.property in _DECIDING
            and last_name(name) in named
        )

    return cause(trial, concerns)


def _said(change: Change, plain: str, role: str) -> Location:
    """Where the config speaks of it, be it by a pattern; else where it speaks of access."""
    source = change.config_source
    if source is None:
        return Location("db/verify.yml")
    entries = enumerate(change.config.access.allow)
    number = next(
        (n for n, one in entries if any(one.covers(role, plain, *what) for what in _EVERYTHING)), None
    )
    return read_yaml(source).place(("access",) if number is None else ("access", "allow", number))


def _judged(change: Change) -> list[Script]:
    return [*(migration.up for migration in change.judged), *change.scripts]


def _candidates(
    change: Change, plain: str, role: str, actions: frozenset[str], *, unguarded: bool
) -> Iterator[Location]:
    """Places that bear on it, the most telling first; of two of a kind the later one."""
    state = chain(change).end
    schema, _, relation = plain.partition(".")
    roles = {role, "public", *state.acts_as(role)}
    if "<" in relation:
        yield from _defaults(state, schema, roles)
        return
    if "(" in relation:
        yield from _function(state, Name(schema, relation.partition("(")[0]), roles)
        return
    name = Name(schema, relation)
    table = state.table(name)
    if table is not None and not unguarded and actions & _READS_OR_WRITES:
        applying = [policy for policy in state.policies(name) if _applies(policy, roles, actions)]
        yield from _latest(policy.changed for policy in applying if _lets_through(policy))
        yield from _latest(policy.changed for policy in applying)
        yield from _latest(_unfenced(change, name))
    if unguarded:
        yield from _latest(_unprotected(change, name))
    grants = state.grants("table", name)
    if any(grant.by_default and grant.role in roles and _covers(grant, actions) for grant in grants):
        yield from _defaults(state, schema, roles)
    yield from _latest(grant.made for grant in grants if grant.role in roles and _covers(grant, actions))


def _unfenced(change: Change, name: Name) -> Iterator[Location]:
    """Where the change drops or alters a restrictive policy."""
    for step in up_steps(change, ast.DropStmt, ast.AlterPolicyStmt):
        was, now = (
            [one for one in state.policies(name) if not one.permissive] for state in (step.before, step.after)
        )
        if any(one not in now for one in was):
            yield step.statement.location


def _unprotected(change: Change, name: Name) -> Iterator[Location]:
    """Where the change takes row-level security away."""
    for step in up_steps(change, ast.AlterTableStmt):
        was, now = step.before.table(name), step.after.table(name)
        if was is not None and now is not None and was.rls and not now.rls:
            yield step.statement.location


def _made(change: Change, plain: str) -> Iterator[Location]:
    """What made the relation, or changed it last in any way."""
    schema, _, relation = plain.partition(".")
    state, name = chain(change).end, Name(schema, relation)
    noun = state.table(name) or state.view(name)
    if noun is not None:
        yield noun.changed
        yield noun.made


def _applies(policy: Policy, roles: set[str], actions: frozenset[str]) -> bool:
    return (
        policy.permissive
        and bool(set(policy.roles) & roles)
        and (policy.command == "all" or policy.command in actions)
    )


def _lets_through(policy: Policy) -> bool:
    """Whether it shows a row to somebody whose row it is not."""
    expressions = [one for one in (policy.using, policy.check) if one is not None]
    callers = (NO_CLAIMS, ANONYMOUS, STRANGER)
    return any(decide(one, caller).answer is not Answer.NONE for one in expressions for caller in callers)


def _covers(grant: Grant, actions: frozenset[str]) -> bool:
    return grant.privilege.lower() in actions or grant.privilege.lower() == "all"


def _defaults(state: State, schema: str, roles: set[str]) -> Iterator[Location]:
    yield from _latest(
        default.made
        for default in state.default_privileges()
        if default.role in roles and default.schema in (schema, None) and default.made is not None
    )


def _function(state: State, name: Name, roles: set[str]) -> Iterator[Location]:
    for function in state.functions_named(name):
        grants = state.grants("function", function.signature)
        yield from _latest(grant.made for grant in grants if grant.role in roles and not grant.by_default)
        yield function.changed


def _latest(places: Iterable[Location]) -> Iterator[Location]:
    yield from sorted(places, reverse=True)
