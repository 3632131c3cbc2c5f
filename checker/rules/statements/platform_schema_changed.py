"""A migration changes what belongs to Supabase: the schemas `auth`, `storage` and `realtime`.

## Why

These schemas are the services' own. Since April 2025 `postgres`, who runs migrations there, can make and drop nothing in
them and alters none of their tables, so the statement ends in "permission denied for schema" or "must be owner of table", and the
migration with it. The trial's `postgres` can do more than that, since its policies on these tables need it: so this
is told from the file. Source: supabase.com/changelog/34270-restricting-access-on-auth-storage-and-realtime-schemas-on-april-21-2025

## How to fix

Leave out what is there already (row-level security is on for all of these tables), and keep what is yours in a schema of your own:

```sql
create policy avatars on storage.objects for select to authenticated using (bucket_id = 'avatars');
create table public.profile (id uuid primary key references auth.users (id) on delete cascade);
alter table public.profile enable row level security;
alter table public.profile force row level security;
```

## Not reported

- Policies and triggers on these tables, foreign keys that point at them, and rows of theirs.
- A platform other than `supabase`.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import AlterTableType, ObjectType

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._state import up_steps
from checker.state import Step, words

SERVED = frozenset({"auth", "storage", "realtime"})
_DROPPED = {
    ObjectType.OBJECT_TABLE, ObjectType.OBJECT_VIEW, ObjectType.OBJECT_MATVIEW, ObjectType.OBJECT_INDEX,
    ObjectType.OBJECT_SEQUENCE, ObjectType.OBJECT_FUNCTION, ObjectType.OBJECT_PROCEDURE, ObjectType.OBJECT_TYPE,
}  # fmt: skip


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each statement that makes, drops or alters something in one of these schemas."""
    if change.config.platform != "supabase":
        return
    for step in up_steps(change):
        for schema, name, what in _touched(step):
            if schema not in SERVED:
                continue
            said = (
                f"{schema}.{name} is the platform's own, and postgres may not alter it there: leave this out{what}"
                if isinstance(step.statement.node, ast.AlterTableStmt | ast.RenameStmt)
                else f"the schema {schema} is the platform's own, and postgres may make and drop nothing in it there: take a"
                " schema of your own"
            )
            yield Hit(step.statement.location, said, object=f"{schema}.{name}")


def _touched(step: Step) -> Iterator[tuple[str, str, str]]:
    """Schema and name of what a statement makes, drops or alters, and what is to be said of it."""
    match step.statement.node:
        case ast.AlterTableStmt(relation=ast.RangeVar() as relation, cmds=commands):
            on = any(command.subtype == AlterTableType.AT_EnableRowSecurity for command in commands or ())
            yield *_named(step, relation), " (row-level security is on there)" if on else ""
        case ast.RenameStmt(relation=ast.RangeVar() as relation):
            yield *_named(step, relation), ""
        case (
            ast.CreateStmt(relation=ast.RangeVar() as relation)
            | ast.IndexStmt(relation=ast.RangeVar() as relation)
            | ast.ViewStmt(view=ast.RangeVar() as relation)
            | ast.CreateTableAsStmt(into=ast.IntoClause(rel=ast.RangeVar() as relation))
            | ast.CreateSeqStmt(sequence=ast.RangeVar() as relation)
            | ast.CompositeTypeStmt(typevar=ast.RangeVar() as relation)
        ):
            yield *_named(step, relation), ""
        case (
            ast.CreateFunctionStmt(funcname=tuple() as names)
            | ast.CreateEnumStmt(typeName=tuple() as names)
            | ast.CreateDomainStmt(domainname=tuple() as names)
        ):
            yield from _qualified(words(names))
        case ast.DropStmt(removeType=kind, objects=objects) if kind in _DROPPED:
            for one in objects or ():
                dropped = one.objname if isinstance(one, ast.ObjectWithArgs) else one
                dropped = dropped.names if isinstance(dropped, ast.TypeName) else dropped
                yield from _qualified(words(dropped) if isinstance(dropped, tuple) else ())


def _named(step: Step, relation: ast.RangeVar) -> tuple[str, str]:
    name = step.before.resolve(relation)
    return name.schema, name.name


def _qualified(parts: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    if len(parts) > 1:
        yield parts[-2], parts[-1], ""
