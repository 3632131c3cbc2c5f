"""A down leaves behind what the up made, or does not give back what it took.

## Why

After such a down the database is in a state that no migration describes. The next up fails on what is there
already, or goes on without what is missing.

## How to fix

For each thing that the up makes there is one in the down that takes it away, the last first:

```sql
begin;
create type app.mood as enum ('good', 'bad');
create table app.note (id bigint primary key, mood app.mood);
commit;

/* DOWN */

begin;
drop table app.note;
drop type app.mood;
commit;
```

Where there is no down yet, `db-verify fix` writes the mechanical part.

## Not reported

- What falls with something else that the down drops: a table's indexes, constraints, policies and triggers.
- Migrations that are declared irreversible, and empty downs: those are [down-empty](down-empty.md).
- A definition that the down writes again, in whatever words, and comments: the trial compares those.
- Where a DO block or a computed EXECUTE hides what is done; the trial then decides.
- What a repeatable script had made and the up drops: the script makes it again.
- Rows.
- An extension that the up makes IF NOT EXISTS: others may need it, and the next up finds it. The trial tells it as a note, see
  [down-restores-inexactly](down-restores-inexactly.md).
- What the up destroys where [data-lost](data-lost.md) says so as an error that counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TypeVar

from checker.model import Change, Location, Migration, Script, Severity
from checker.names import enumerated, quote, split_qualified
from checker.rule import Hit, rule
from checker.rules._causes import OF_TABLE
from checker.rules.reversibility._changed import Left, left_changed
from checker.rules.reversibility._words import NOT_GIVEN_BACK, is_empty, wants_down
from checker.state import Name, Sequence, State, Table, chain

Thing = TypeVar("Thing")


@rule(Severity.ERROR, twin="down-leaves-trace")
def check(change: Change) -> Iterator[Hit]:
    """Each thing that differs between the state before the up and the state after the down."""
    scripted = {script.path for script in (*change.base_scripts, *change.repeatable)}
    for migration in change.judged:
        if migration.down is None or not wants_down(migration) or is_empty(migration.down):
            continue
        states = chain(change)
        before, between, after = (
            states.before(migration.up),
            states.after(migration.up),
            states.after(migration.down),
        )
        if after.count_undecided() > before.count_undecided():
            continue
        had, has = _things(before, after), _things(after, before)
        had = {thing: made for thing, made in had.items() if thing in has or made.path not in scripted}
        made, gone = has.keys() - had.keys(), had.keys() - has.keys()
        there = _things(between, before) if made else {}
        for kind, name in sorted(one for one in made if not _falls_with(one, made)):
            if (kind, name) not in there:
                continue
            yield Hit(
                has[kind, name],
                f"the down leaves the {_said(kind, name)} behind: drop it there",
                object=name,
            )
        for kind, name in sorted(one for one in gone if not _falls_with(one, gone)):
            _, by_down = _changed_at(change, migration, partial(_is_there, (kind, name), after))
            yield Hit(
                by_down or _made_again(change, migration, kind, name) or migration.down.location,
                f"the down takes the {_said(kind, name)} away, which the up left alone: leave it there"
                if by_down
                else f"the up takes the {_said(kind, name)} away, and {NOT_GIVEN_BACK}: make it again there",
                object=name,
            )
        together: dict[tuple[str, str, str, tuple[Location | None, Location | None]], list[Left]] = {}
        for left in left_changed(before, between, after):
            alike = (left.name, left.of or left.what, left.after)
            together.setdefault((*alike, _changed_at(change, migration, left.read)), []).append(left)
        for (*_, (by_up, by_down)), lefts in together.items():
            yield _left(migration.down, lefts, by_up, by_down)


def _left(down: Script, lefts: list[Left], by_up: Location | None, by_down: Location | None) -> Hit:
    """What one statement left changed of one thing."""
    first = lefts[0]
    what = enumerated([left.what for left in lefts]) + first.of
    changed = f": {first.before} before, {first.after} after" if first.before else ""
    return Hit(
        by_up or by_down or down.location,
        f"the down changes {what}, which the up left alone{changed}; leave it as it was"
        if by_down
        else f"the down leaves {what} as the up changed it{changed}; {first.remedy}",
        object=first.name,
    )


def _changed_at(
    change: Change, migration: Migration, read: Callable[[State], object]
) -> tuple[Location | None, Location | None]:
    """The last statement of the up that changed what is read of a state; where none did, that of the down."""
    places: list[Location | None] = []
    for script in (migration.up, migration.down):
        steps = chain(change).steps(script) if script is not None and not any(places) else ()
        changing = [step for step in steps if read(step.before) != read(step.after)]
        places.append(changing[-1].statement.location if changing else None)
    return places[0], places[1]


def _made_again(change: Change, migration: Migration, kind: str, name: str) -> Location | None:
    """Where the down makes the table of a lost thing again, or a column that the thing is about."""
    if migration.down is None:
        return None
    state = chain(change).before(migration.up)
    if kind == "index":
        index = state.index(Name(*split_qualified(name)))
        table, columns = (str(index.table), index.columns) if index else ("", ())
    else:
        match = OF_TABLE.fullmatch(name)
        table = match["table"] if match else name.rpartition(".")[0]
        columns = ()
    had = state.table(Name(*split_qualified(table))) if len(split_qualified(table)) == 2 else None
    if had is None:
        return None
    if kind == "constraint":
        columns = next(
            (one.columns for one in had.constraints.values() if name == f"{table} {quote(one.name)}"), ()
        )
    for step in chain(change).steps(migration.down):
        was, now = step.before.table(had.name), step.after.table(had.name)
        if now and (was is None or any(one in now.columns.keys() - was.columns.keys() for one in columns)):
            return step.statement.location
    return None


def _is_there(thing: tuple[str, str], other: State, state: State) -> bool:
    """Whether a state has a thing that another one lacks."""
    return thing in _things(state, other)


def _things(state: State, other: State) -> dict[tuple[str, str], Location]:
    """What has a name and may be other than in `other`, by kind and name, with the place that made it.

    Some of it may be the same in both, but never what is in one of them only.
    """
    found: dict[tuple[str, str], Location] = {}
    for kind, thing in state.all_differing(other):
        match kind:
            case "table" if not thing.temporary and (there := other.table(thing.name)) is not thing:
                found.update(_of_table(state, other, thing, there))
            case "view" if other.view(thing.name) is not thing:
                found["materialized view" if thing.materialized else "view", str(thing.name)] = thing.made
            case "function":
                for function in thing:
                    if other.function(function.name, function.arguments) is not function:
                        called = "procedure" if function.kind == "procedure" else "function"
                        found[called, function.signature] = function.made
            case "type":
                found[kind, str(thing.name)] = thing.made
            case "sequence" if not _is_owned(thing) and not _is_owned(other.sequence(thing.name)):
                found[kind, str(thing.name)] = thing.made
            case "extension" if thing.perhaps:
                continue
            case "schema" | "role" | "extension" if thing.made is not None:
                found[kind, quote(thing.name)] = thing.made
    return found


def _is_owned(sequence: Sequence | None) -> bool:
    """Whether it falls with its column; what changes its owner takes nothing away."""
    return sequence is not None and sequence.owned_by is not None


def _of_table(
    state: State, other: State, table: Table, there: Table | None
) -> Iterator[tuple[tuple[str, str], Location]]:
    name = str(table.name)
    yield ("table", name), table.made
    for column in _other(table.columns, there.columns if there else {}):
        yield ("column", f"{name}.{quote(column.name)}"), column.made
    for policy in _other(table.policies, there.policies if there else {}):
        yield ("policy", f"{name} {quote(policy.name)}"), policy.made
    for trigger in _other(table.triggers, there.triggers if there else {}):
        yield ("trigger", f"{name} {quote(trigger.name)}"), trigger.made
    for constraint in _other(table.constraints, there.constraints if there else {}):
        # It comes and goes with its columns.
        falls = there is not None and not there.columns.keys() >= {*constraint.columns}
        if constraint.kind != "not null" and not falls:
            yield ("constraint", f"{name} {quote(constraint.name)}"), constraint.made
    for index in state.indexes(table.name):
        if not index.constraint and other.index(index.name) is not index:
            yield ("index", str(index.name)), index.made


def _other(things: Mapping[str, Thing], there: Mapping[str, Thing]) -> Iterator[Thing]:
    """What of a table is not the very same in the table of the other state."""
    return (
        iter(()) if things is there else (one for name, one in things.items() if there.get(name) is not one)
    )


def _falls_with(thing: tuple[str, str], others: set[tuple[str, str]]) -> bool:
    """Whether a thing of a table needs no word of its own, since the whole table is named."""
    kind, name = thing
    if kind == "column":
        return ("table", name.rpartition(".")[0]) in others
    if kind in ("policy", "trigger", "constraint"):
        return (match := OF_TABLE.fullmatch(name)) is not None and ("table", match["table"]) in others
    return False


def _said(kind: str, name: str) -> str:
    """`constraint note_check of public.note`, `index public.note_title`."""
    match = OF_TABLE.fullmatch(name) if kind in ("policy", "trigger", "constraint") else None
    return f"{kind} {match['own']} of {match['table']}" if match else f"{kind} {name}"
