"""Which statement opened (or closed) a relation to a role, as far as the files tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.model import Change, Location, Script
from checker.names import quote_qualified
from checker.predicate import ANONYMOUS, NO_CLAIMS, STRANGER, Answer, decide
from checker.state import Grant, Name, Policy, State, chain

_READS_OR_WRITES = {"select", "insert", "update", "delete"}


def relation_name(plain: str) -> str:
    """A probe's relation as SQL writes it: `public.My` → `public."My"`; a function keeps its arguments."""
    schema, _, name = plain.partition(".")
    if "(" in name or "<" in name:
        return plain
    return quote_qualified(schema, name)


def blame(
    change: Change, plain: str, role: str, actions: frozenset[str], *, unguarded: bool = False
) -> Location:
    """The place to point at: in what the change makes where there is such a place, the most telling one first.

    `unguarded` says that row-level security did not govern the relation, so that no policy is to blame.
    """
    ours = {script.path for script in _judged(change)}
    found = list(_candidates(change, plain, role, actions, unguarded=unguarded))
    for wanted in (ours, None):
        places = [place for place in found if wanted is None or place.path in wanted]
        if places:
            return places[0]
    scripts = [script for script in _judged(change) if script.statements]
    return scripts[-1].location if scripts else Location("db/verify.yml")


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
    if table is not None and unguarded and table.changed != table.made:
        yield table.changed
    grants = state.grants("table", name)
    if any(grant.by_default and grant.role in roles and _covers(grant, actions) for grant in grants):
        yield from _defaults(state, schema, roles)
    yield from _latest(grant.made for grant in grants if grant.role in roles and _covers(grant, actions))
    noun = table or state.view(name)
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
