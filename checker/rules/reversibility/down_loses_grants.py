"""A down makes something again without the grants or options that it had.

## Why

DROP takes a view's or function's grants and options with it, and CREATE does not bring them back: after the
down the readers are refused, or the view reads with other rights than before.

## How to fix

Repeat them after the CREATE:

```sql
create view app.v_note with (security_invoker = true) as select id from app.note;
grant select on app.v_note to analyst;
```

## Not reported

- What the down leaves alone, or makes again with everything that it had.
- Views of repeatable scripts, which are applied again after the down.
- What did not exist before the up.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from checker.model import Change, Location, Script, Severity
from checker.rule import Hit, rule
from checker.rules.reversibility._words import wants_down
from checker.state import Function, Grant, Name, State, Table, View, chain
from checker.state.nouns import ObjectKind


@rule(Severity.ERROR, twin="down-leaves-trace")
def check(change: Change) -> Iterator[Hit]:
    """Each view, table and function of before the up that the down makes again with less."""
    scripted = {script.path for script in (*change.base_scripts, *change.repeatable)}
    for migration in change.judged:
        if migration.down is None or not wants_down(migration):
            continue
        before, after = chain(change).before(migration.up), chain(change).after(migration.down)
        for thing in _things(before, after):
            was, now = thing.of(before), thing.of(after)
            if was is None or now is None or now is was or was.made.path in scripted:
                continue
            lost = _lost(before, after, thing)
            place = _made_at(change, migration.down, thing) if lost else None
            if place is not None:
                yield Hit(
                    place,
                    f"{thing} had {', '.join(lost)} before the up and is made again without: repeat it below",
                    object=str(thing),
                )


class _Thing(Struct, frozen=True):
    """A relation, or a function by its arguments."""

    kind: ObjectKind
    name: Name
    arguments: tuple[str, ...] | None = None

    def __str__(self) -> str:
        return str(self.name) if self.arguments is None else f"{self.name}({', '.join(self.arguments)})"

    @property
    def key(self) -> Name | str:
        return self.name if self.arguments is None else str(self)

    def of(self, state: State) -> Table | View | Function | None:
        if self.arguments is not None:
            return state.function(self.name, self.arguments)
        return state.view(self.name) or state.table(self.name)


def _things(state: State, other: State) -> Iterator[_Thing]:
    yield from (_Thing("table", view.name) for view in state.differing(other, "view"))
    yield from (_Thing("table", table.name) for table in state.differing(other, "table"))
    functions = (one for found in state.differing(other, "function") for one in found)
    yield from (_Thing("function", one.name, one.arguments) for one in functions)


def _lost(before: State, after: State, thing: _Thing) -> list[str]:
    """The grants and options of before that are not there after, in words."""
    had, has = before.grants(thing.kind, thing.key), after.grants(thing.kind, thing.key)
    lost = [] if had is has else sorted(set(map(_said, had)) - set(map(_said, has)))
    was, now = thing.of(before), thing.of(after)
    if isinstance(was, View) and isinstance(now, View):
        lost += sorted(
            f"{name} = {value}" for name, value in was.options.items() if now.options.get(name) != value
        )
    return lost


def _said(grant: Grant) -> str:
    columns = f" ({', '.join(grant.columns)})" if grant.columns else ""
    return f"{grant.privilege.upper()}{columns} for {'PUBLIC' if grant.role == 'public' else grant.role}"


def _made_at(change: Change, down: Script, thing: _Thing) -> Location | None:
    """The down's statement that makes it, in place of an older one too."""
    for step in chain(change).steps(down):
        old, new = thing.of(step.before), thing.of(step.after)
        if new is not None and (old is None or (isinstance(new, View | Function) and new is not old)):
            return step.statement.location
    return None
