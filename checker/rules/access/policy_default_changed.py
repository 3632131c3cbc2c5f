"""A column that policies go by gets another default, or none.

## Why

Whoever inserts a row without naming the column leaves to the default whose it is, or who may see it: `owner_id default auth.uid()`, `visibility
default 'private'`. With another default the policies let others through, or nobody, and say the same as before. Rows that are there do
not change, so that the trial, which asks with those, sees no difference.

## How to fix

Where it is meant, nothing: this is a note, for whoever answers for the rows. Where it is not, leave the default, and name the value
in the statement that wants another one:

```sql
insert into app.page (title, visibility) values ('Welcome', 'public');
```

## Not reported

- Tables and columns that the same migration makes.
- Columns that neither the policies of the table itself, nor those of another one that ask it, name.
- The default that the column had, also where it is put back.
- NOT NULL columns that have no default any more: see [drop-breaks-readers](drop-breaks-readers.md).
- A default that a column with GENERATED or an identity gets.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import AlterTableType
from pglast.stream import RawStream

from checker.model import Change, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._commands import command_place
from checker.rules._tree import nodes
from checker.rules.access._gone_by import asked
from checker.rules.locks._alter import commands
from checker.state import Name, chain, words


@rule(Severity.NOTE)
def check(change: Change) -> Iterator[Hit]:
    """Each SET DEFAULT and DROP DEFAULT of a column of before that policies name, to another expression."""
    for step, name, command in commands(change):
        if command.subtype != AlterTableType.AT_ColumnDefault or command.name is None:
            continue
        states = chain(change)
        column, left = (
            table.columns.get(command.name) if table else None
            for table in (states.before(step.script).table(name), states.after(step.script).table(name))
        )
        if column is None or left is None or column.generated is not None or column.identity:
            continue
        was, now = _words(column.default), _words(left.default)
        if left.not_null and left.default is None:
            continue
        of = _going_by(change, name, command.name)
        if of and was != now:
            more = f" and {len(of) - 1} more" if len(of) > 1 else ""
            yield Hit(
                command_place(step.statement, command),
                f"policies of {of[0]}{more} go by {name}.{quote(command.name)}, and a row that is inserted without it gets {now} from here on"
                f" instead of {was}: check who sees such a row",
                object=f"{name}.{quote(command.name)}",
            )


def _words(default: ast.Node | None) -> str:
    return "NULL" if default is None else str(RawStream()(default))


def _going_by(change: Change, table: Name, column: str) -> list[str]:
    """The tables whose policies go by a column: its own first, then those that ask it."""
    end = chain(change).end
    own = end.table(table)
    named = {
        tuple(words(one.fields))
        for policy in end.policies(table)
        for expression in (policy.using, policy.check)
        if expression is not None
        for one in nodes(expression)
        if isinstance(one, ast.ColumnRef)
    }
    mine = own is not None and own.rls and bool(named & {(column,), (table.name, column)})
    others = (
        str(other)
        for other, theirs in asked(change).items()
        if other != table and theirs.asks(table) and column in theirs.words | theirs.bodies
    )
    return [*([str(table)] if mine else []), *sorted(others)]
