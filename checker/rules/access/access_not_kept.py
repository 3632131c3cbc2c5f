"""The files keep a role from what `access:` promises it.

## Why

Dropping every policy, a policy for the wrong role or a REVOKE too many is safe, and stops the governance service or
empties a published view. The config says who must be able to do what, so the file can be held against it before
anything runs.

## How to fix

Grant what is declared, and let a policy show the rows:

```sql
grant select, insert, update on public.eng_note to service_role;
create policy eng_note_service on public.eng_note for select to service_role
  using ((select auth.role()) = 'service_role');
```

Where the policies ask for a setting that the application makes, as `app.tenant_id`, say in the config what it is set to for a
caller with rows in the seeds and for one with none:

```yaml
access:
  settings: {own: {app.tenant_id: a}, another: {app.tenant_id: b}}
```

## Not reported

- What was so before the change.
- Relations of which the file hides the grants or the policies (a DO block): the trial tries them.
- Policies that ask what can't be known from the file.
- An action that `access:` does not name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pglast import ast

from checker.model import Change, Location, Severity
from checker.names import enumerated
from checker.predicate import Answer, bearer, decide, governing
from checker.rule import Hit, rule
from checker.rules._state import is_judged, up_nodes, up_scripts, up_steps
from checker.rules.access._blame import relation_name
from checker.rules.access._declared import declared
from checker.rules.access._meaning import columns_of
from checker.rules.access._opened import given
from checker.rules.access._settings import remedy, settings_in, unsaid
from checker.state import State, Table, View, chain

_GRANT, _POLICY, _NO_ROW = "there is no grant", "no policy is for that", "no row passes its policies"
_TAKEN = "leave it as it was, or, where that is meant, take it out of `access:` first, in a change of its own that is merged before"
_ACTIONS = ("select", "insert", "update", "delete")


@rule(Severity.ERROR, twin="access-too-closed")
def check(change: Change) -> Iterator[Hit]:
    """Each role and relation with something that is promised, and that the end state of the change refuses."""
    judged = up_scripts(change)
    if not change.config.access.declared or not judged:
        return
    access, before, state = declared(change), chain(change).before(judged[0]), chain(change).end
    revoked = _revoked(change)
    nouns: list[Table | View] = [*state.tables(), *state.views()]
    for noun in nouns:
        place = _place(change, noun, revoked)
        if place is None or (isinstance(noun, Table) and noun.temporary):
            continue
        if state.undecided("grants", noun.name) or state.undecided("policies", noun.name):
            continue
        plain = f"{noun.name.schema}.{noun.name.name}"
        for role in change.config.access.everybody:
            wanted = [action for action in _ACTIONS if access.promises(role, plain, action, "own")]
            why = {action: said for action in wanted if (said := _refused(change, state, noun, role, action))}
            old = before.table(noun.name) or before.view(noun.name)
            if old is not None:
                why = {
                    action: said
                    for action, said in why.items()
                    if not _refused(change, before, old, role, action)
                }
            if why:
                names = unsaid(change.config.access, _asked_for(state, noun, role, why))
                text = (
                    f"{role} can't {', '.join(why).upper()} {relation_name(plain)}, which `access:` promises it"
                    f" ({'; '.join(dict.fromkeys(why.values()))}): "
                )
                closed = _closed_at(change, noun, role, [*why])
                text += remedy(names) if names else _TAKEN if closed else _missing(why.values(), noun)
                at = closed or _last_said(change, state, noun, role) or place
                yield Hit(at, text, f"{relation_name(plain)} {role}")


def _missing(why: Iterable[str], noun: Table | View) -> str:
    """What to do about the reasons: a grant where none is, and policies where they are what is missing, or may be."""
    reasons = {*why}
    steps = ["grant it"] if _GRANT in reasons else []
    if reasons != {_GRANT} or (isinstance(noun, Table) and noun.rls):
        steps.append("let a policy show the rows")
    return ", and ".join(steps)


def _closed_at(change: Change, noun: Table | View, role: str, actions: list[str]) -> Location | None:
    """The last statement before which the role could still do one of these."""
    found = None
    for step in up_steps(change):
        was = step.before.table(noun.name) or step.before.view(noun.name)
        now = step.after.table(noun.name) or step.after.view(noun.name)
        if was is None or now is None:
            continue
        if any(
            not _refused(change, step.before, was, role, action)
            and _refused(change, step.after, now, role, action)
            for action in actions
        ):
            found = step.statement.location
    return found


def _last_said(change: Change, state: State, noun: Table | View, role: str) -> Location | None:
    """Where the change last says something of the role's access to it: by a policy or a GRANT."""
    acting = state.acts_as(role)
    policies = state.policies(noun.name) if isinstance(noun, Table) else ()
    places = [one.changed for one in policies if set(one.roles) & acting]
    places += [one.made for one in state.grants("table", noun.name) if one.role in acting]
    return max((place for place in places if is_judged(change, place)), default=None)


def _refused(change: Change, state: State, noun: Table | View, role: str, action: str) -> str:
    """Why a role can't do that; empty where it can, or may."""
    acting = state.acts_as(role)
    if action not in given(state, noun.name, acting):
        return _GRANT if action == "select" or isinstance(noun, Table) else ""
    known = state.role(role)
    if isinstance(noun, View) or not noun.rls or (known is not None and known.bypassrls):
        return ""
    node = governing([one for one in state.policies(noun.name) if set(one.roles) & acting], action)
    if node is None:
        return _POLICY
    caller = bearer(role, change.config.access.brought(role, "own")[0], stranger=False)
    answer = decide(node, caller, relation=noun.name.name, columns=columns_of(change)).answer
    if answer is not Answer.NONE:
        return ""
    names = unsaid(change.config.access, settings_in(node))
    asked = f", which ask for {enumerated(names)}, that no caller has" if names else ""
    return f"{_NO_ROW}{asked}"


def _asked_for(state: State, noun: Table | View, role: str, actions: Iterable[str]) -> Iterator[str]:
    """The settings that the policies ask for which decide on these actions."""
    acting = state.acts_as(role)
    for action in actions if isinstance(noun, Table) else ():
        node = governing([one for one in state.policies(noun.name) if set(one.roles) & acting], action)
        yield from settings_in(node) if node is not None else ()


def _place(change: Change, noun: Table | View, revoked: _Revoked) -> Location | None:
    """What the change did to it last, None where it did nothing: a revoke, else what made it what it is."""
    places = [
        place for schema, place in revoked.get(noun.name.name, ()) if schema in (None, noun.name.schema)
    ]
    made = [place for place in (noun.changed, noun.made) if is_judged(change, place)]
    return max([*places, *made[:1]], default=None)


_Revoked = dict[str, list[tuple[str | None, Location]]]


def _revoked(change: Change) -> _Revoked:
    """By their names without a schema, the relations that the change revokes something on: the schema as written, and where."""
    found: _Revoked = {}
    for step, node in up_nodes(change, ast.GrantStmt):
        if not node.is_grant:
            for one in node.objects or ():
                if isinstance(one, ast.RangeVar):
                    place = one.schemaname, step.statement.location
                    found.setdefault(one.relname or "", []).append(place)
    return found
