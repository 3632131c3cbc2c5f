"""Something that is in use gets another name.

## Why

While a release goes out, the old application and the new one run side by side: one of them does not find
the table or column. Views follow a rename, applications and functions' bodies do not.

## How to fix

Add the new name beside the old one, let readers change over, and drop the old one in a later release. A
table keeps its old name as a view, on which the old readers need their privileges again:

```sql
alter table app.note rename to article;
create view app.note with (security_invoker = true) as select id, title from app.article;
grant select, insert, update on app.note to app_user;
```

## Not reported

- Tables and views that the same migration makes.
- Columns that the same migration adds, and names that it gave itself, as on the way of a swap.
- A table whose old name the same migration gives to a view or to another table with its columns, a column whose old name it
  gives to another one of its type.
- A view that is made again after a swap of tables, so that it reads the new one; views follow the old one.
- Constraints, indexes, sequences, types and policies; a trigger's function.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import ObjectType

from checker.model import Change, Migration, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._state import functions_only_in, migration_steps
from checker.rules.locks._readers import what_readers_meet
from checker.rules.locks._strong import strongly_locked
from checker.state import Name, State, Step, chain, made_by, words

_RELATIONS = {
    ObjectType.OBJECT_TABLE,
    ObjectType.OBJECT_VIEW,
    ObjectType.OBJECT_MATVIEW,
    ObjectType.OBJECT_FOREIGN_TABLE,
}

_ROUTINES = {ObjectType.OBJECT_FUNCTION, ObjectType.OBJECT_PROCEDURE, ObjectType.OBJECT_ROUTINE}


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each RENAME of a relation or a column, and each SET SCHEMA, of what was there before."""
    for migration, step in migration_steps(
        change, ast.RenameStmt, ast.AlterObjectSchemaStmt, ast.AlterEnumStmt
    ):
        yield from _other_names(change, migration, step)
        column: object
        match step.statement.node:
            case ast.RenameStmt(renameType=kind, newname=new) if kind in _RELATIONS:
                column = None
            case ast.RenameStmt(renameType=ObjectType.OBJECT_COLUMN, subname=column, newname=new):
                pass
            case ast.AlterObjectSchemaStmt(objectType=kind, newschema=new) if kind in _RELATIONS:
                column = None
            case _:
                continue
        begin = chain(change).before(step.script)
        for name in strongly_locked(step):
            if _is_passing(begin, step, name, column):
                continue
            table = step.before.table(name)
            known = table.columns.get(str(column)) if table and column else None
            if known and made_by(migration, known.made):
                continue
            old = f"{name}.{quote(str(column))}" if column else str(name)
            if not column:
                yield from _left_behind(change, step, name)
            met = what_readers_meet(change, step, name, str(column) if column else None)
            if met != "":
                moved = isinstance(step.statement.node, ast.AlterObjectSchemaStmt)
                called = str(Name(new or "", name.name)) if moved else quote(new or "")
                met = met or f"does not find it any more once it is {called}"
                yield Hit(
                    step.statement.location,
                    f"whoever reads {old} {met}: add the new name beside the old one, and drop that in a later release",
                    object=old,
                )


def _is_passing(begin: State, step: Step, name: Name, column: object) -> bool:
    """Whether the migration itself gave a relation or a column the name that it takes away here, so that nobody reads it."""
    if not column:
        there = step.before.table(name) or step.before.view(name)
        return bool(there) and not (begin.table(name) or begin.view(name))
    was, now = begin.table(name), step.before.table(name)
    return bool(was and now and was.columns_known and str(column) in now.columns.keys() - was.columns.keys())


def _left_behind(change: Change, step: Step, name: Name) -> Iterator[Hit]:
    """The views that follow a table to its other name, though another table has its own once the migration has run."""
    after = chain(change).after(step.script)
    old, new = step.before.table(name), after.table(name)
    moved = [one for one in step.after.differing(step.before, "table") if step.before.table(one.name) is None]
    if old is None or new is None or new.made == old.made:
        return
    for table in moved:
        for view in after.readers(table.name):
            if not made_by(step.script, view.changed):
                yield Hit(
                    step.statement.location,
                    f"{view.name} reads {table.name} from here on, and not the new {name}: make the view again once that has its name",
                    object=str(view.name),
                )


def _other_names(change: Change, migration: Migration, step: Step) -> Iterator[Hit]:
    """Values of an enum and functions, which readers name in their queries."""
    match step.statement.node:
        case ast.AlterEnumStmt(typeName=names, oldVal=str(old), newVal=str(new)):
            enum = step.before.resolve_type(words(names))
            known, begin = step.before.type(enum), chain(change).before(step.script).type(enum)
            passing = known is not None and begin is not None and old in {*known.labels} - {*begin.labels}
            if known is None or not (made_by(migration, known.made) or passing):
                yield Hit(
                    step.statement.location,
                    f"whoever names {old!r} of {enum} in a query fails once it is {new!r}: add the new value beside the"
                    " old one, and change readers over",
                    object=f"{enum}.{old}",
                )
        case ast.RenameStmt(renameType=kind) if kind in _ROUTINES:
            for function in functions_only_in(step.before, step.after):
                if function.returns == "trigger" or made_by(migration, function.made):
                    continue
                yield Hit(
                    step.statement.location,
                    f"whoever calls {function.signature} does not find it any more: make one of the new name beside it, and"
                    " drop it in a later release",
                    object=function.signature,
                )
