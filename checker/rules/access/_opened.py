"""What the files open to a role beyond what is declared, as far as the state they leave tells: with which claims, which row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from checker.access import CLAIMS, NOBODY, Access
from checker.model import Change
from checker.predicate import Answer, Verdict, bearer, decide, governing, row_in_words
from checker.rules._state import scripts_by_path
from checker.rules.access._declared import declared
from checker.rules.access._meaning import columns_of
from checker.state import Name, State, Table, chain

_BY_POLICY = ("select", "insert", "update", "delete")
# What Supabase grants is what it granted (supabase.com/changelog/45329): old tables keep it, and new ones have none of it.
_BY_PLATFORM = (
    "no file grants that, and Supabase itself has granted it only on tables from before 30 October 2026"
)
_BESIDE = ("truncate", "references", "trigger")


class Opened(Struct, frozen=True):
    """One thing that a role may do, by the files. `relation` is as the trial names it, without quotes.

    `row` is one that the policies let it have (None: any). `guarded` says that policies decided, `unguarded`
    that they would have, had row-level security been on. `undecided`
    is what the files hide of it.
    """

    role: str
    relation: str
    action: str
    claims: str
    row: str | None = None
    guarded: bool = False
    unguarded: bool = False
    undecided: str | None = None


def opened(change: Change) -> list[Opened]:
    """What the end state opens to the roles that `access:` names, and to `nobody`, and that `access:` does not allow.

    Of relations that the change does something to: the others are not its doing.
    """
    access, proposed = change.config.access, change.proposed_access
    roles = dict.fromkeys((*access.everybody, *(proposed.everybody if proposed else ()), NOBODY))
    state = chain(change).end
    touched = [table for table in state.tables() if not table.temporary and _is_touched(change, state, table)]
    found: list[Opened] = []
    for role in roles:
        acting = state.acts_as(role) if role != NOBODY else frozenset({"public"})
        for table in touched:
            if _reachable(change, state, table.name.schema, acting):
                found += _of_table(change, access, state, table, role, acting)
        found += _of_views(change, state, role, acting)
        found += _of_functions(change, state, role, acting)
    may = declared(change)
    return [one for one in found if not may.allows(one.role, one.relation, one.action, one.claims)]


def _is_touched(change: Change, state: State, table: Table) -> bool:
    """Whether a judged file has to do with a table, its policies or its grants."""
    judged = scripts_by_path(change)
    places = [table.made, table.changed, *(policy.changed for policy in state.policies(table.name))]
    places += [grant.made for grant in state.grants("table", table.name)]
    return any(place.path in judged for place in places)


def _of_table(
    change: Change, access: Access, state: State, table: Table, role: str, acting: frozenset[str]
) -> Iterator[Opened]:
    plain = f"{table.name.schema}.{table.name.name}"
    may = declared(change)
    granted = given(state, table.name, acting)
    for action in (*_BY_POLICY, *_BESIDE):
        if action not in granted:
            continue
        unsure = _unsure(state, table.name, acting, action)
        if not table.rls or action in _BESIDE:
            why = unsure or state.undecided("rls", table.name)
            for claims in CLAIMS if action in _BY_POLICY else ("none",):
                yield Opened(role, plain, action, claims, unguarded=action in _BY_POLICY, undecided=why)
            continue
        policies = [one for one in state.policies(table.name) if set(one.roles) & acting]
        node = governing(policies, action)
        why = unsure or state.undecided("policies", table.name)
        if node is None:
            continue
        for claims in CLAIMS:
            if may.allows(role, plain, action, claims):
                continue
            relation, columns = table.name.name, columns_of(change)
            for brought in access.brought(role, claims):
                caller = bearer(role, brought, stranger=claims != "own")
                verdict = decide(node, caller, relation=relation, columns=columns)
                if _needs_null(table, verdict):
                    verdict = decide(node, caller, relation=relation, columns=columns, nulls=False)
                if verdict.answer in (Answer.EVERY, Answer.SOME):
                    shown = row_in_words(verdict.witness) if verdict.answer is Answer.SOME else None
                    yield Opened(role, plain, action, claims, shown, guarded=True, undecided=why)
                    break


def _of_views(change: Change, state: State, role: str, acting: frozenset[str]) -> Iterator[Opened]:
    """Views that run with their owner's rights. What one with its reader's rights shows, its tables' policies say."""
    for view in state.views():
        if view.security_invoker or not _reachable(change, state, view.name.schema, acting):
            continue
        if "select" in given(state, view.name, acting):
            plain = f"{view.name.schema}.{view.name.name}"
            why = _unsure(state, view.name, acting, "select")
            for claims in CLAIMS:
                yield Opened(role, plain, "select", claims, undecided=why)


def _of_functions(change: Change, state: State, role: str, acting: frozenset[str]) -> Iterator[Opened]:
    for function in state.functions():
        if not function.security_definer or function.returns in ("trigger", "event_trigger"):
            continue
        grants = state.grants("function", function.signature)
        named = any(grant.role in acting and grant.privilege in ("execute", "all") for grant in grants)
        if named and _reachable(change, state, function.name.schema, acting):
            plain = f"{function.name.schema}.{function.name.name}({', '.join(function.arguments)})"
            yield Opened(
                role, plain, "execute", "none", undecided=state.undecided("grants", function.signature)
            )


def _unsure(state: State, name: Name, acting: frozenset[str], action: str) -> str | None:
    """Why it is not sure that a privilege on a table or view is there; None where it is."""
    found = [
        one for one in state.grants("table", name) if one.role in acting and one.privilege in (action, "all")
    ]
    if found and all(one.of_platform for one in found):
        return _BY_PLATFORM
    return state.undecided("grants", name)


def given(state: State, name: Name, acting: frozenset[str]) -> frozenset[str]:
    """The privileges on a table or view that roles have who are `acting`, be it on one column only."""
    return frozenset(
        privilege
        for grant in state.grants("table", name)
        if grant.role in acting
        for privilege in ((*_BY_POLICY, *_BESIDE) if grant.privilege == "all" else (grant.privilege,))
    )


def _reachable(change: Change, state: State, schema: str, acting: frozenset[str]) -> bool:
    """Whether a role may use a schema, as far as the files say: an exposed one it may."""
    return schema in change.config.exposed_schemas or any(
        grant.role in acting and grant.privilege in ("usage", "all")
        for grant in state.grants("schema", schema)
    )


def _needs_null(table: Table, verdict: Verdict) -> bool:
    """Whether the row that shows it has a NULL where the table takes none."""
    row: Mapping[str, object] = verdict.witness or {}
    key = table.primary_key.columns if table.primary_key else ()
    return any(
        value is None
        and (name in key or ((column := table.columns.get(name)) is not None and column.not_null))
        for name, value in row.items()
    )
