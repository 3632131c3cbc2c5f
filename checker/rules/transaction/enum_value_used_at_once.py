"""A new enum value is used in the transaction that adds it.

## Why

PostgreSQL refuses it (55P04, unsafe use of new value), and the migration fails.

## How to fix

Add the value in one migration, and use it in the next:

```sql
alter type app.mood add value 'great';
```

Drizzle runs all that is pending in one transaction, the migrations of a change among them: use it in a later release.

## Not reported

- Enum types that the same transaction makes.
- The same text where it is no value of the enum.
- Bodies of functions, which are run later.
- A value that is added outside a transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pglast import ast

from checker.model import Change, Migration, Script, Severity
from checker.rule import Hit, rule
from checker.rules._beside import fails_with
from checker.rules._state import migrations_with
from checker.rules._transactions import ends_before, walk, without_transaction
from checker.rules._tree import literal, nodes
from checker.state import Name, State, Step, chain, made_by, words


@rule(Severity.ERROR, explains=fails_with("55P04"))
def check(change: Change) -> Iterator[Hit]:
    """Each later statement of the transaction that has the value as a value of the enum."""
    adding = {id(migration) for migration in migrations_with(change, ast.AlterEnumStmt)}
    # Drizzle runs all that is pending in one transaction, which is what a change brings.
    pending = [one.up for one in change.judged if _is_pending(one)]
    carried: dict[str, dict[str, Name]] = {}
    for migration in change.judged:
        if _is_pending(migration):
            together, added = pending, carried.setdefault(migration.folder, {})
        else:
            together, added = [migration.up], {}
        if added or id(migration) in adding:
            yield from _used(change, migration, together, added)


def _is_pending(migration: Migration) -> bool:
    return migration.layout == "drizzle" and migration.changed


def _used(
    change: Change, migration: Migration, together: Sequence[Script], added: dict[str, Name]
) -> Iterator[Hit]:
    """The uses of what is `added` by now, and of what the migration adds; `together` are the scripts of its transaction."""
    inside = _inside(migration)
    remedy = (
        "and Drizzle runs all that is pending in one: add it in an earlier release"
        if migration.layout == "drizzle"
        else "so add it in a migration of its own"
    )
    for step in chain(change).steps(migration.up):
        node = step.statement.node
        if isinstance(node, ast.TransactionStmt) or ends_before(migration, step.statement):
            added.clear()
        elif isinstance(node, ast.AlterEnumStmt) and node.newVal and node.oldVal is None:
            name = step.before.resolve_type(words(node.typeName))
            known = step.before.type(name)
            own = known is not None and any(made_by(script, known.made) for script in together)
            if id(step.statement) in inside and not own:
                added[node.newVal] = name
        elif added and not isinstance(node, ast.CreateFunctionStmt | ast.DoStmt | ast.CommentStmt):
            for value, name in added.items():
                if _uses(step, value, name):
                    yield Hit(
                        step.statement.location,
                        f"{value!r} is new in {name}, and PostgreSQL refuses to use it before the transaction that adds it has"
                        f" ended, {remedy}",
                        object=str(name),
                    )


def _inside(migration: Migration) -> set[int]:
    """The statements of the up that run in a transaction with others."""
    tool = migration.transaction in ("tool", "batches") and not without_transaction(migration)
    return {id(step.statement) for step in walk(migration.up.statements) if tool or step.place == "inside"}


def _uses(step: Step, value: str, name: Name) -> bool:
    """Whether a statement has the constant, cast to the enum or beside a column of it."""
    found = nodes(step.statement.node)
    if not any(literal(node) == value for node in found if isinstance(node, ast.A_Const)):
        return False
    for node in found:
        if isinstance(node, ast.TypeCast) and literal(node.arg) == value and node.typeName is not None:
            if step.before.resolve_type(words(node.typeName.names)) == name:
                return True
        elif isinstance(node, ast.RangeVar) and _has_column(step.after, step.name(node), name):
            return True
    return False


def _has_column(state: State, relation: Name, enum: Name) -> bool:
    table = state.table(relation)
    wanted = {str(enum), enum.name, f'"{enum.name}"'}
    return table is not None and any(
        column.type.removesuffix("[]") in wanted for column in table.columns.values()
    )
