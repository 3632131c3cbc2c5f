"""The database takes rows, or changes to rows, that it refused before.

## Why

A constraint (of a domain too), a NOT NULL, a GENERATED ALWAYS, and a trigger that raises or keeps a column as it was are promises that all code relies
on, most of it without a word. The migration that drops one is in order and its down puts it back, so that nothing else speaks of it:
this note shows its reviewers what is refused no longer, from the catalog before the migration and after all.

## How to fix

Where it is meant, nothing. Where the guard is to be another one, put that in its place in the same change:

```sql
alter table app.note drop constraint note_price_check, add constraint note_price_check check (price >= 0) not valid;
alter table app.note validate constraint note_price_check;
```

## Not reported

- What goes with its table, its column or the table that it refers to.
- A UNIQUE, PRIMARY KEY or EXCLUDE where the end state has a constraint or a unique index on the same columns, or on fewer of them, that is
  as strict with NULLs, has the same operators and tells no more rows apart, as `email` does in the place of `lower(email)`; nor a partial one
  of which no row is known that the new one is not for.
- A CHECK or a trigger in whose place the change puts a CHECK of another name on the same columns, or a trigger that raises, whatever
  that says; nor a CHECK of a column that gets another type.
- A CHECK of the same name of which no row is known that only the new one takes.
- A foreign key in whose place another one stands, on the same columns and to the same ones, unless it refused to delete what that one
  deletes or empties.
- NOT NULL and `CHECK (… IS NOT NULL)` for each other.
- A CHECK of what a table is partitioned by, once its partition is attached, and that of the default partition.
- A history that is opened: see [append-only-opened](append-only-opened.md).
- A trigger that is switched off where the file shows it: see [trigger-disabled](trigger-disabled.md).
- Triggers that raise nothing and keep no column as it was (`new.role := old.role`).
- A function that raises another message than before, or refuses one thing more (an `IF … THEN RAISE … END IF` more) and is the same else.
- A trigger that is written anew for the same events, or for more, and under no condition where it had none.
- A column of a domain that gets another domain, or another type and a CHECK of its own.

A CHECK that is true of every row is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from checker.model import Difference, Severity, Snapshot, Trial
from checker.names import quote
from checker.objects import own_name, table_of
from checker.predicate import row_in_words
from checker.rule import Hit, rule
from checker.rules._beside import said_by
from checker.rules._blame import blame, place_of
from checker.rules._causes import value
from checker.rules._rewritten import rewritten
from checker.rules._ups import judged_ups
from checker.rules.statements import append_only_opened, trigger_disabled
from checker.rules.statements._append_only import Trigger, body_of, triggers_on
from checker.rules.statements._guards import Guard, guard_of, guards_of, keys, may_be_null, taken_by

_RAISES = re.compile(r"\braise\s+(?!notice\b|warning\b|info\b|log\b|debug\b)[\w']", re.IGNORECASE)
_RAISED = re.compile(
    r"\braise\s+(?!notice\b|warning\b|info\b|log\b|debug\b)(?:'(?:[^']|'')*'|[^';])*;", re.IGNORECASE
)
_ADDED = re.compile(r"if .* then raise; .*end if;", re.IGNORECASE)
_LEAVES = re.compile(r"\breturn\b|\bexception\b|:=", re.IGNORECASE)
# `new.role := old.role`: what was asked for is undone, without a word.
_KEEPS = re.compile(r"\bnew\.(\w+)\s*:?=\s*old\.\1\s*;", re.IGNORECASE)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_WITH = re.compile(r" WITH ([^\w\s(),]+|OPERATOR\([^)]*\))")
_ON_DELETE = re.compile(r" ON DELETE (?:CASCADE|SET NULL|SET DEFAULT)")
_ALONE = ("unique", "primary key", "exclusion")
_KINDS = frozenset({"constraint", "domain constraint", "index", "column", "trigger", "function"})


@rule(Severity.NOTE)
def check(trial: Trial) -> Iterator[Hit]:
    """Each guard of before a judged up, or the scripts, that neither its end nor the end of all has, nor another one in its place."""
    found: list[Hit] = []
    for step, ran, old, new in judged_ups(trial):
        for one in step.differences if ran else ():
            if one.object.kind not in _KINDS or (step.migration is None and _was_dropped(trial, one)):
                continue
            what = _refused_no_more(one, old, trial.end or new)
            if what is not None:
                removed = one.property is None
                blamed = blame(ran, one, old, new, removed=removed)
                found.append(Hit(place_of(blamed, ran[-1]), what, object=one.object.name))
    before, bodies = rewritten(trial)
    for one, place in bodies.items():
        if trial.end is not None and (what := _refused_no_more(one, before, trial.end)):
            found.append(Hit(place, what, object=one.object.name))
    if found:
        said = [*said_by(append_only_opened.check, trial, trial.change)]
        said += said_by(trigger_disabled.check, trial.change, trial.change)
        places, objects = {hit.location for hit in said}, {hit.object for hit in said}
        yield from (hit for hit in found if hit.location not in places and hit.object not in objects)


def _was_dropped(trial: Trial, one: Difference) -> bool:
    """Whether the base's scripts make the same of what a migration of the base made."""
    base, start = trial.before.catalog, trial.start
    if base is None or start is None or one.object not in start.objects:
        return False
    now = trial.end.objects.get(one.object) if trial.end else None
    return base.objects.get(one.object) == now


def _refused_no_more(one: Difference, before: Snapshot, end: Snapshot) -> str | None:
    """What a difference lets in, in words; None where it lets nothing in, or where something else keeps it out."""
    kind = one.object.kind
    was = before.objects.get(one.object) or {}
    table = str(table_of(one.object, was) or "")
    if kind == "function":
        return _body_refuses_no_more(one, before, end)
    if kind == "domain constraint":
        return _domain_takes(one, was, before, end)
    if was.get("inherited") or (end.get("table", table) or end.get("foreign table", table)) is None:
        return None
    if kind == "trigger":
        return _fires_no_more(one, table, before, end)
    if kind == "column":
        return _column_takes(one, was, table, before, end)
    guard = guard_of(before, one.object)
    if guard is not None and guard.kind == "foreign key" and one.property in (None, "definition"):
        # A table that is renamed alters the text of what refers to it as well.
        kept = one.property is not None and not _ON_DELETE.search(one.after or "")
        taken = None if kept else _deletes(guard, table, end)
        if taken is not None:
            return taken
    if guard is not None and guard.kind in _ALONE and one.property == "definition":
        now = end.objects.get(one.object, {}).get("definition") or ""
        if " DEFERRABLE" in now and " DEFERRABLE" not in guard.definition:
            return (
                f"{own_name(one.object, was)} of {table} is DEFERRABLE now, so that ON CONFLICT can't go by it, and what it refuses may be"
                " there until the transaction ends: leave it as it was where code relies on that"
            )
    if guard is not None and guard.kind == "check" and one.property == "definition":
        now = end.objects.get(one.object, {}).get("definition") or ""
        if heirs := _left_alone(guard.definition, now, table, end):
            return (
                f"{heirs} takes rows that {own_name(one.object, was)} of {table} refused, {value(guard.definition)}: leave out NO"
                " INHERIT where code relies on that"
            )
        row = row_in_words(taken_by(end, table, now, guard.definition))
        return (
            f"{table} takes a row whose {row}, which {own_name(one.object, was)} refused before, {value(guard.definition)}: leave it"
            " where code relies on that"
            if row
            else None
        )
    # Of columns that tell rows apart, the text says what it lets in.
    gone = one.property is None and one.object not in end.objects
    narrowed = one.property == "definition" and guard is not None and guard.kind in (*_ALONE, "foreign key")
    if guard is None or not (gone or narrowed) or _is_kept(guard, table, before, end):
        return None
    return (
        f"{table} takes rows that {own_name(one.object, was)} refused, {value(guard.definition)}: leave it where code relies on"
        " that, or put another one in its place in the same change"
    )


def _is_kept(guard: Guard, table: str, before: Snapshot, end: Snapshot) -> bool:
    """Whether what a guard kept out can't come in: its column or what it refers to is gone, or another one stands there."""
    gone = [one for one in guard.columns if not end.get("column", f"{table}.{quote(one)}")]
    target = guard.definition.partition(" REFERENCES ")[2].partition("(")[0]
    if gone or (target and not end.get("table", target)):
        return True
    if guard.kind == "check" and guard.definition.endswith(" IS NOT NULL))") and len(guard.columns) == 1:
        return not any(may_be_null(end, table, f"{table}.{quote(one)}") for one in guard.columns)
    others = [*guards_of(end, table)]
    if guard.kind in _ALONE:
        return any(
            other.kind in _ALONE
            and (guard.partial or not other.partial)
            # What is equal is refused by UNIQUE only, what overlaps by EXCLUDE.
            and (
                other.columns < guard.columns
                or (other.columns == guard.columns and guard.kind in (other.kind, "unique", "primary key"))
            )
            and _says_as_much(guard, other)
            and not _is_for_fewer(guard, other, table, end)
            for other in others
        )
    if guard.kind == "foreign key":
        return any(
            other.kind == guard.kind and other.columns == guard.columns and _says_as_much(guard, other)
            for other in others
        )
    return (
        _is_in_bound(guard, table, before, end)
        or any(
            other.kind == "check" and other.key not in before.objects and other.columns & guard.columns
            for other in others
        )
        or any(_type(before, table, one) != _type(end, table, one) for one in guard.columns)
        or _refuses_anew(table, before, end)
    )


def _is_in_bound(guard: Guard, table: str, before: Snapshot, end: Snapshot) -> bool:
    """Whether a CHECK of a partition's key made way for its bound: it has become one, or a default one that gave some of it away."""
    parent, _, bound = ((end.get("table", table) or {}).get("partition of") or "").partition(" ")
    key = (end.get("table", parent) or {}).get("partitioned by") or ""
    if not bound or not all(re.search(rf"\b{re.escape(quote(one))}\b", key) for one in guard.columns):
        return False
    changed = [table]
    if bound == "DEFAULT":
        changed = [
            name
            for name, one in end.of_kind("table").items()
            if (one.get("partition of") or "").startswith(f"{parent} ")
        ]
    return any(not (before.get("table", name) or {}).get("partition of") for name in changed)


def _says_as_much(guard: Guard, other: Guard) -> bool:
    """Whether another guard of the same columns refuses what one does that is about NULLs, other operators or another table."""
    if guard.kind == "foreign key":
        whole = (
            "MATCH FULL" not in guard.definition
            or "MATCH FULL" in other.definition
            or len(guard.columns) == 1
        )
        return whole and _target(guard) == _target(other)
    if guard.kind == other.kind == "exclusion":
        return _WITH.findall(guard.definition) == _WITH.findall(other.definition)
    return (
        "NULLS NOT DISTINCT" not in guard.definition
        or "NULLS NOT DISTINCT" in other.definition
        or other.kind in ("primary key", "exclusion")
    ) and _tells_as_many_apart(guard, other)


def _tells_as_many_apart(guard: Guard, other: Guard) -> bool:
    """Whether rows that are alike to one are alike to the other: each of its keys is one of the first's, or made of columns that are."""
    alike, also = keys(guard.definition), keys(other.definition)
    if alike is None or also is None:
        return True
    said = {text for text, _ in alike}
    return all(text in said or columns <= said for text, columns in also)


def _is_for_fewer(guard: Guard, other: Guard, table: str, end: Snapshot) -> bool:
    """Whether a row is known that one partial index was for and another is not."""
    was, now = (one.definition.partition(" WHERE ")[2] for one in (guard, other))
    return bool(was and now) and taken_by(end, table, f"CHECK ({was})", f"CHECK ({now})") is not None


def _target(reference: Guard) -> str:
    return reference.definition.partition(" REFERENCES ")[2].partition(")")[0]


def _left_alone(was: str, now: str, table: str, end: Snapshot) -> str:
    """The children of a table that a CHECK is no more for, which it is NO INHERIT now."""
    if was.endswith(" NO INHERIT") or not now.endswith(" NO INHERIT"):
        return ""
    heirs = (
        name for name, one in end.of_kind("table").items() if table in (one.get("inherits") or "").split("\n")
    )
    return ", ".join(heirs)


def _column_takes(
    one: Difference, was: Mapping[str, str | None], table: str, before: Snapshot, end: Snapshot
) -> str | None:
    """What a column takes that it refused: NULL, what its domain kept out, or a value where PostgreSQL alone gave it one."""
    name = one.object.name
    if one.property == "type" and (kept := _kept_by_domain(one, was, table, before, end)):
        return f"{name} takes what its type {was.get('type')} refused, {kept}: leave it where code relies on that, or put a CHECK in its place"
    if one.property == "not null" and was.get("not null") and may_be_null(end, table, name):
        return f"{name} can be NULL from now on: leave it NOT NULL where code relies on that"
    if (one.property == "identity" and one.before == "always") or (
        one.property == "generated" and one.before and not one.after
    ):
        return f"{name} takes any value from now on, which PostgreSQL alone gave it before: leave it GENERATED ALWAYS where code relies on that"
    return None


def _kept_by_domain(
    one: Difference, was: Mapping[str, str | None], table: str, before: Snapshot, end: Snapshot
) -> str:
    """What the domain says that a column is no longer of, where its type is no domain now and no CHECK takes its place; empty for nothing."""
    domain = was.get("type") or ""
    said = [
        value(each.get("definition") or "")
        for each in before.of_kind("domain constraint").values()
        if each.get("type") == domain
    ]
    now = (end.objects.get(one.object) or {}).get("type")
    column = own_name(one.object, was).strip('"')
    anew = any(
        other.kind == "check" and other.key not in before.objects and column in other.columns
        for other in guards_of(end, table)
    )
    return " and ".join(said) if now and end.get("domain", now) is None and not anew else ""


def _domain_takes(
    one: Difference, was: Mapping[str, str | None], before: Snapshot, end: Snapshot
) -> str | None:
    """What a constraint of a domain that goes, and has no new one in its place, refused."""
    domain = was.get("type") or ""
    anew = any(
        each.get("type") == domain and name not in before.of_kind(one.object.kind)
        for name, each in end.of_kind(one.object.kind).items()
    )
    if one.property == "definition" and (now := end.objects.get(one.object)):
        row = row_in_words(taken_by(end, domain, now.get("definition") or "", was.get("definition") or ""))
        return (
            f"the domain {domain} takes {row.removeprefix('value is ')}, which {one.object.name.removeprefix(domain).strip()} refused before,"
            f" {value(was.get('definition') or '')}: leave it where code relies on that"
            if row
            else None
        )
    if one.property is not None or one.object in end.objects or anew or end.get("domain", domain) is None:
        return None
    return (
        f"the domain {domain} takes values that {one.object.name.removeprefix(domain).strip()} refused,"
        f" {value(was.get('definition') or '')}: leave it where code relies on that"
    )


def _deletes(guard: Guard, table: str, end: Snapshot) -> str | None:
    """What of a foreign key's own rows goes with the row that they refer to, and kept it from being deleted before."""
    others = [one for one in guards_of(end, table) if one.kind == guard.kind and one.columns == guard.columns]
    now = [match for one in others if (match := _ON_DELETE.search(one.definition))]
    if _ON_DELETE.search(guard.definition) or not others or len(now) < len(others):
        return None
    target = guard.definition.partition(" REFERENCES ")[2].partition("(")[0]
    return (
        f"a row of {target} that {table} refers to could not be deleted, and from now on can be,{now[0][0]}: leave it refused where"
        f" rows of {table} must stay as they are"
    )


def _type(catalog: Snapshot, table: str, column: str) -> str | None:
    return (catalog.get("column", f"{table}.{quote(column)}") or {}).get("type")


def _refuses_anew(table: str, before: Snapshot, end: Snapshot) -> bool:
    """Whether a trigger of a table raises that was not there before, or ran another function."""
    had = {name: trigger.function for name, trigger in triggers_on(before).items()}
    return any(
        trigger.table == table and had.get(name) != trigger.function and _refuses(end, trigger.function)
        for name, trigger in triggers_on(end).items()
    )


def _refuses(catalog: Snapshot, function: str) -> bool:
    """Whether a trigger's function refuses something, by an error or by keeping the old value."""
    body = _COMMENT.sub(" ", body_of(catalog, f"{function}()"))
    return any(pattern.search(body) for pattern in (_RAISES, _KEEPS))


def _fires_no_more(one: Difference, table: str, before: Snapshot, end: Snapshot) -> str | None:
    """What a trigger that goes, or fires more rarely, refused."""
    had, has = triggers_on(before), triggers_on(end)
    trigger, now = had.get(one.object.name), has.get(one.object.name)
    name = own_name(one.object, before.objects[one.object])
    if (
        trigger is None
        or one.property not in (None, "enabled", "definition")
        or not _refuses(before, trigger.function)
    ):
        return None
    enabled = [(catalog.objects.get(one.object) or {}).get("enabled") for catalog in (before, end)]
    if one.property == "enabled" and enabled == ["always", None]:
        return (
            f"the trigger {name} of {table} does not fire any more where session_replication_role is replica: leave it at ENABLE"
            " ALWAYS where what is replicated must be refused too"
        )
    if now is not None:
        lost = _lost(trigger, had, has, end)
        return (
            f"the trigger {name} of {table} refuses less than before, {lost}: leave it where code relies on that"
            if lost
            else None
        )
    checks = any(guard.kind == "check" and guard.key not in before.objects for guard in guards_of(end, table))
    if checks or _refuses_anew(table, before, end):
        return None
    return f"the trigger {name} of {table} refuses nothing any more: leave it where code relies on that, or put another one in its place"


def _lost(trigger: Trigger, had: dict[str, Trigger], has: dict[str, Trigger], end: Snapshot) -> str:
    """What of a trigger's events no trigger refuses any more that has its function or is new, in words."""
    others = [
        one
        for name, one in has.items()
        if one.table == trigger.table
        and (one.function == trigger.function or name not in had)
        and _refuses(end, one.function)
        and (one.always or not trigger.always)
    ]
    kept = {event for one in others for event in one.events}
    # UPDATE is for each column that UPDATE OF names.
    events = sorted(event for event in trigger.events if not {event, event.partition(" OF ")[0]} & kept)
    some = any(one.function == trigger.function and not one.always and trigger.always for one in has.values())
    if not events:
        return ""
    return f"{', '.join(events)} under a condition only" if some else f"{', '.join(events)} no more"


def _body_refuses_no_more(one: Difference, before: Snapshot, end: Snapshot) -> str | None:
    """What a function that raised, and does not, or under other conditions, refused."""
    function = one.object.name.removesuffix("()")
    if (
        one.property != "body"
        or one.kind != "differs"
        or not _refuses(before, function)
        or one.object not in end.objects
    ):
        return None
    still = _refuses(end, function)
    if still and _refuses_as_much(*(body_of(catalog, one.object.name) for catalog in (before, end))):
        return None
    now = triggers_on(end)
    asked = sorted(
        {
            trigger.table
            for name, trigger in triggers_on(before).items()
            if trigger.function == function and name in now
        }
    )
    if not asked:
        return None
    if still:
        return (
            f"{one.object.name}, with which triggers of {', '.join(asked)} refuse, does so otherwise than before: see that what code relies"
            " on is still refused"
        )
    return (
        f"{one.object.name} refuses nothing any more, so that what the triggers of {', '.join(asked)} refused with it gets in: leave it where code"
        " relies on that, or put another guard in its place"
    )


def _refuses_as_much(was: str, now: str) -> bool:
    """Whether one body is the other but for messages, or for an IF more that does nothing but raise."""
    old, new = (_RAISED.sub(" raise; ", _COMMENT.sub(" ", body)).split() for body in (was, now))
    more = len(new) - len(old)
    for start in range(len(old) + 1) if more else ():
        if new[:start] == old[:start] and new[start + more :] == old[start:] and more > 0:
            added = " ".join(new[start : start + more])
            if _ADDED.fullmatch(added) and not _LEAVES.search(added):
                return True
    return old == new
