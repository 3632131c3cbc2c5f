"""A constraint is added to an existing table and looked at row by row at once.

## Why

PostgreSQL reads the whole table while nobody can write to it (a foreign key: to neither table). Without
looking at the old rows, the constraint holds for new ones from a moment on.

## How to fix

Add it NOT VALID, and validate it in the next migration, which lets readers and writers go on. Where a migration does
nothing else, `db-verify fix` writes both, in two transactions.

```sql
alter table app.note add constraint note_title_check check (title <> '') not valid;
```

```sql
alter table app.note validate constraint note_title_check;
```

A domain that an array or a composite type is made of can't be validated: PostgreSQL refuses with 0A000, and NOT VALID holds for new values alone.

## Not reported

- Tables and domains that the same migration makes.
- Tables that another new migration of the change makes, and nothing fills before: they are deployed together, so nobody uses them yet.
- NOT VALID.
- A foreign key of a new column that no row has a value in: there is nothing to look up.
- UNIQUE, PRIMARY KEY and EXCLUDE: those are [constraint-builds-index](constraint-builds-index.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pglast import ast
from pglast.enums.parsenodes import AlterTableType, ConstrType

from checker.model import Change, Edit, Fix, Severity, Statement
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._state import migration_steps
from checker.rules._transactions import begins, control, wraps_itself
from checker.rules.locks._alter import commands_on_rows
from checker.rules.locks.access_exclusive_held import HELD_BEFORE
from checker.state import Name, Step, chain, made_by, words

_WORDS = {ConstrType.CONSTR_CHECK: "check", ConstrType.CONSTR_FOREIGN: "foreign key"}


@rule(Severity.WARNING, seen="scanned", explains=HELD_BEFORE)
def check(change: Change) -> Iterator[Hit]:
    """Each CHECK and FOREIGN KEY that is valid from the start, also where ADD COLUMN brings it."""
    for step, name, command in commands_on_rows(change):
        for constraint in _constraints(command):
            if constraint.contype in _WORDS and not constraint.skip_validation:
                alone = command.subtype == AlterTableType.AT_AddConstraint
                remedy = (
                    "add NOT VALID, and VALIDATE CONSTRAINT in the next migration"
                    if alone
                    else "add the column without it, then the constraint NOT VALID"
                )
                yield Hit(
                    step.statement.at(constraint),
                    f"all of {name} is read for this {_WORDS[ConstrType(constraint.contype)]} while nobody can write to"
                    f" it: {remedy}",
                    object=str(name),
                    fix=_not_valid(change, step) if alone else None,
                )

    for migration, step in migration_steps(change, ast.AlterDomainStmt):
        node = step.statement.node
        if not isinstance(node, ast.AlterDomainStmt) or not isinstance(node.def_, ast.Constraint):
            continue
        domain = step.before.resolve_type(words(node.typeName))
        known = step.before.type(domain)
        if node.def_.skip_validation or (known is not None and made_by(migration, known.made)):
            continue
        arrays = _of_arrays(step, domain)
        yield Hit(
            step.statement.location,
            f"PostgreSQL looks for no {domain} in arrays, as {arrays} holds them, and refuses this: add NOT VALID, which new values are held"
            " to, and leave it so"
            if arrays
            else f"every table with a column of {domain} is read for this check while nobody can write to it: add NOT VALID,"
            " and VALIDATE CONSTRAINT in the next migration",
            object=str(domain),
        )


def _of_arrays(step: Step, domain: Name) -> str | None:
    """A column of arrays of a domain, which nothing of the server looks through (get_rels_with_domain)."""
    types = (f"{domain}[]", f"{quote(domain.name)}[]")
    return next(
        (
            f"{table.name}.{quote(column.name)}"
            for table in step.before.tables()
            for column in table.columns.values()
            if column.type in types
        ),
        None,
    )


def _constraints(command: ast.AlterTableCmd) -> tuple[Any, ...]:
    if command.subtype == AlterTableType.AT_AddConstraint:
        return (command.def_,)
    if command.subtype == AlterTableType.AT_AddColumn and isinstance(command.def_, ast.ColumnDef):
        return tuple(one for one in command.def_.constraints or () if not _is_of_nulls(command.def_, one))
    return ()


_FILLED = (ConstrType.CONSTR_DEFAULT, ConstrType.CONSTR_GENERATED, ConstrType.CONSTR_IDENTITY)


def _is_of_nulls(column: ast.ColumnDef, constraint: ast.Constraint) -> bool:
    """Whether it is a foreign key of a new column without a value: there is nothing to look up, and the server looks at nothing."""
    filled = any(one.contype in _FILLED for one in column.constraints or ())
    return constraint.contype == ConstrType.CONSTR_FOREIGN and not filled


def _not_valid(change: Change, step: Step) -> Fix | None:
    """NOT VALID, and VALIDATE CONSTRAINT in a second transaction where the migration does nothing but add constraints."""
    migration = next((one for one in change.judged if one.up is step.script), None)
    if migration is None or not _adds_one(step.statement):
        return None
    steps = [one for one in chain(change).steps(step.script) if control(one.statement) is None]
    steps = [one for one in steps if not isinstance(one.statement.node, ast.VariableSetStmt)]
    last = migration.up.statements[-1]
    names = [_validated(one) for one in steps]
    if not wraps_itself(migration) or not begins(migration.up) or control(last) is None or not all(names):
        return Fix("look at the old rows later", (_later(step.statement),))
    source = last.source
    newline = source.newline
    begin, commit, timeout = "BEGIN;", "COMMIT;", "SET LOCAL lock_timeout = '5s';"
    if step.statement.text.islower():
        begin, commit, timeout = begin.lower(), commit.lower(), timeout.lower()
    lines = ["", "", begin, timeout, *map(str, names), commit]
    end = source.text.index(";", last.end) + 1
    reason = "old rows are looked at without the lock that adding a constraint takes"
    return Fix(
        "add it NOT VALID, and validate it in a transaction of its own",
        (
            Edit(source.location(0, 0), f'-- db-verify: no-transaction reason="{reason}"{newline}{newline}'),
            *(_later(one.statement) for one in steps),
            Edit(source.location(end, end), newline.join(lines)),
        ),
    )


def _adds_one(statement: Statement) -> bool:
    node = statement.node
    return isinstance(node, ast.AlterTableStmt) and len(node.cmds or ()) == 1


def _later(statement: Statement) -> Edit:
    text = " not valid" if statement.text.islower() else " NOT VALID"
    return Edit(statement.source.location(statement.end, statement.end), text)


def _validated(step: Step) -> str | None:
    """The statement that validates what a step adds; None where it does not add one CHECK or FOREIGN KEY."""
    node = step.statement.node
    if not isinstance(node, ast.AlterTableStmt) or node.relation is None or not _adds_one(step.statement):
        return None
    added = (node.cmds or ())[0]
    if added.subtype != AlterTableType.AT_AddConstraint or added.def_.contype not in _WORDS:
        return None
    name = step.name(node.relation)
    before, after = step.before.table(name), step.after.table(name)
    new = (
        [one for one in after.constraints if before is None or one not in before.constraints] if after else []
    )
    if len(new) != 1 or added.def_.skip_validation:
        return None
    table, constraint = str(name), quote(new[0])
    if step.statement.text.islower():
        return f"alter table {table} validate constraint {constraint};"
    return f"ALTER TABLE {table} VALIDATE CONSTRAINT {constraint};"
