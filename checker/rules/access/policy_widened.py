"""The policies of a table let rows through that they did not let through before.

## Why

`or owner = 'Legal'` in a policy that was right changes no grant, no role and no row that the tests have: it shows when there is
such a row. Which rows a policy lets through beyond the old one can be told from their texts, and the finding names one. A
restrictive policy that is dropped, or is for another role now, lets through what it kept back, of the caller's own rows too; and
a role that becomes a member of another one has that one's policies beside its own.

## How to fix

Where it is not meant, narrow the policy again:

```sql
alter policy note_read on app.note using (owner = (select auth.uid()));
```

Where it is meant, the pull request says so, for whoever answers for the rows: allow this with a reason, in the comment that
[directive-invalid](directive-invalid.md) describes.

## Not reported

- A table, or a command, for which the role had no policy before: see [access-not-declared](access-not-declared.md).
- What `access:` does not allow the role at all: see [access-not-declared](access-not-declared.md).
- A new policy beside others: see [policies-widen-each-other](policies-widen-each-other.md); unless a restrictive one goes with it.
- Rows of the caller's own that a permissive policy lets through, and roles that every row is open to.
- A policy that asks what can't be known from the file, as a function of one's own, unless it is a restrictive one that is dropped.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct
from msgspec.structs import replace
from pglast import ast, enums

from checker.model import Change, Location, Severity
from checker.names import quote
from checker.predicate import (
    ANONYMOUS,
    STRANGER,
    Answer,
    Caller,
    Own,
    Verdict,
    bearer,
    conjunction,
    decide,
    fences,
    governing,
    row_in_words,
)
from checker.rule import Hit, rule
from checker.rules._beside import said_by
from checker.rules._rewritten import first_script
from checker.rules._state import JOINS, is_judged, touched_tables, trusted, up_steps
from checker.rules.access._declared import declared
from checker.rules.access._meaning import SERVICE, columns_of, shown
from checker.rules.rls import policies_widen_each_other
from checker.state import Policy, State, Table, chain

_ACTIONS = ("select", "insert", "update", "delete")


class Widened(Struct, frozen=True):
    """A role and a table: rows, in words, with what it may do to such a one and might not before, and the statement that lets it.

    `unfenced` says that a restrictive policy is gone that kept rows back.
    """

    role: str
    table: Table
    rows: Mapping[str, Sequence[str]]
    place: Location
    unfenced: bool = False


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each role and table with a row that the new policies let through and the old ones did not."""
    found = list(widened(change))
    beside = (
        {hit.location for hit in said_by(policies_widen_each_other.check, change, change)} if found else set()
    )
    for one in found:
        if one.place in beside and not one.unfenced:
            continue
        who = "every role" if one.role == "public" else one.role
        rows = " and ".join(f"{', '.join(actions).upper()} a row {row}" for row, actions in one.rows.items())
        yield Hit(
            one.place,
            f"the policies of {one.table.name} let {who} {rows}, and did not before: narrow them again, or allow this with a reason",
            object=f"{one.table.name} {one.role}",
        )


def widened(change: Change) -> Iterator[Widened]:
    """What the change widens, told from the texts of the policies before it and after it."""
    for base, old, table, role in _compared(change):
        yield from _of_role(change, base, old, table, role)


def unknown_widening(change: Change) -> Iterator[tuple[Table, str]]:
    """Tables of whose policies no text tells whether they let more through than before, each with that in words."""
    for base, old, table, role in _compared(change):
        before, after = for_role(base, old, role), for_role(chain(change).end, table, role)
        for action in () if _only_narrower(before, after) else _ACTIONS:
            was, now = governing(before, action), governing(after, action)
            if was is None or now is None or shown(was) == shown(now):
                continue
            verdict = _verdict_beyond(change, table, caller_of(change, role), now, was)
            if verdict.answer is Answer.UNKNOWN:
                who = "every role" if role == "public" else role
                yield (
                    table,
                    f"whether the policies of {table.name} let {who} have more rows than before: their texts do not tell",
                )
                break


def _compared(change: Change) -> Iterator[tuple[State, Table, Table, str]]:
    """Each table whose policies the change can have made wider, as it was and as it is, with a role that they name."""
    first = first_script(change)
    if change.everything or first is None:
        return
    states = chain(change)
    base, end = states.before(first), states.end
    joined = {
        one.name for one in end.differing(base, "role") if end.acts_as(one.name) - base.acts_as(one.name)
    }
    for table in end.tables() if joined else touched_tables(change):
        old = base.table(table.name)
        if old is None or not old.rls or not table.rls or (not joined and _same(old, table)):
            continue
        for role in dict.fromkeys(role for one in table.policies.values() for role in one.roles):
            if role not in _writers(change) and not trusted(change, end, role):
                yield base, old, table, role


def _of_role(change: Change, base: State, old: Table, table: Table, role: str) -> Iterator[Widened]:
    end = chain(change).end
    before, after = for_role(base, old, role), for_role(end, table, role)
    gone = [one for one in before if not one.permissive and text_of(one) not in _texts(after)]
    # What is for everybody is told once, of everybody.
    own = [one for one in after if role in one.roles or not set(one.roles) & base.acts_as(role)]
    if role != "public" and not gone and _texts(own) <= _texts(before):
        return
    caller, access = caller_of(change, role), declared(change)
    plain = f"{table.name.schema}.{table.name.name}"
    rows: dict[str, list[str]] = {}
    for action in _ACTIONS:
        was, now = governing(before, action), governing(after, action)
        if was is None or now is None or shown(was) == shown(now):
            continue
        if (
            change.config.access.declared
            and role != "public"
            and not access.allows(role, plain, action, "another")
        ):
            continue
        row = row_beyond(change, table, caller, now, was)
        if row is None and (kept := fences(gone, action)):
            # These kept rows from those whose own they are, too.
            row = row_beyond(change, table, replace(caller, stranger=False), now, conjunction(kept), gone)
        if row is not None:
            rows.setdefault(row, []).append(action)
    actions = {action for actions in rows.values() for action in actions}
    place = _place(change, role, table, before, after, actions) if rows else None
    if place is not None:
        yield Widened(role, table, rows, place, bool(gone))


def for_role(state: State, table: Table, role: str) -> list[Policy]:
    """The policies of a table that hold for a role."""
    acting = state.acts_as(role) if role != "public" else frozenset({"public"})
    return [one for one in table.policies.values() if set(one.roles) & acting]


def row_beyond(
    change: Change, table: Table, caller: Caller, now: ast.Node, was: ast.Node, gone: Sequence[Policy] = ()
) -> str | None:
    """A row in words that `now` lets through and `was` does not; None where there is none, or none is known.

    What `gone` policies asked, and nothing can tell, they asked all the same, where the table has none of their names.
    """
    beyond = ast.BooleanTest(arg=was, booltesttype=enums.BoolTestType.IS_NOT_TRUE)
    verdict = decide(conjunction([now, beyond]), caller, relation=table.name.name, columns=columns_of(change))
    if verdict.answer is Answer.UNKNOWN:
        names = [quote(one.name) for one in gone if one.name not in table.policies]
        return f"that {names[0]} kept back" if names else None
    row = row_in_words(verdict.witness) if verdict.answer in (Answer.SOME, Answer.EVERY) else None
    return f"whose {row}" if row else None


def _verdict_beyond(change: Change, table: Table, caller: Caller, now: ast.Node, was: ast.Node) -> Verdict:
    beyond = ast.BooleanTest(arg=was, booltesttype=enums.BoolTestType.IS_NOT_TRUE)
    return decide(conjunction([now, beyond]), caller, relation=table.name.name, columns=columns_of(change))


def _place(
    change: Change,
    role: str,
    table: Table,
    before: list[Policy],
    after: list[Policy],
    actions: Collection[str],
) -> Location | None:
    """The judged statement that made one of these policies other than it was, took one away, or made the role a member of another."""
    known = _texts(before)
    for one in after:
        if one.command in ("all", *actions) and text_of(one) not in known and is_judged(change, one.changed):
            return one.changed
    for one in before:
        there = table.policies.get(one.name)
        if not one.permissive and there is not None and is_judged(change, there.changed):
            return there.changed
    return _dropped_at(change, table, {one.name for one in before}) or _joined_at(change, role)


def _joined_at(change: Change, role: str) -> Location | None:
    """The judged statement that made a role a member of others."""
    for step in up_steps(change, *JOINS):
        if step.after.acts_as(role) - step.before.acts_as(role):
            return step.statement.location
    return None


def _dropped_at(change: Change, table: Table, policies: AbstractSet[str]) -> Location | None:
    """The judged statement after which a table has one of these restrictive policies no more."""
    for step in up_steps(change):
        was, now = step.before.table(table.name), step.after.table(table.name)
        if was is None or now is None:
            continue
        if any(
            not was.policies[name].permissive for name in policies & was.policies.keys() - now.policies.keys()
        ):
            return step.statement.location
    return None


def caller_of(change: Change, role: str) -> Caller:
    """A caller with this role, of whom the rows know nothing."""
    access = change.config.access
    if role in access.everybody:
        return bearer(role, access.brought(role, "another")[0], stranger=True)
    if role in ("public", "authenticated"):
        return STRANGER
    return ANONYMOUS if role == "anon" else Caller(role, {"role": role}, role=Own(role))


def _writers(change: Change) -> frozenset[str]:
    return change.config.access.writers() or SERVICE


def _same(old: Table, table: Table) -> bool:
    return _texts(old.policies.values()) == _texts(table.policies.values())


def _texts(policies: Iterable[Policy]) -> set[str]:
    return {text_of(one) for one in policies}


def _only_narrower(before: Sequence[Policy], after: Sequence[Policy]) -> bool:
    """Whether no permissive policy is new and no restrictive one is gone, so that no row can pass that did not."""
    opened = _texts(one for one in after if one.permissive) - _texts(before)
    return not opened and _texts(one for one in before if not one.permissive) <= _texts(after)


def text_of(policy: Policy) -> str:
    """What a policy says, without where it says so."""
    parts = (policy.command, policy.permissive, sorted(policy.roles), policy.using, policy.check)
    return f"{quote(policy.name)} {shown(parts)}"
