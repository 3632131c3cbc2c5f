"""A statement writes an existing table anew.

## Why

VACUUM FULL, CLUSTER, SET LOGGED, SET TABLESPACE and SET ACCESS METHOD copy the table, and REFRESH
MATERIALIZED VIEW and REINDEX build theirs anew, while everybody who uses it waits.

## How to fix

Take the form that lets others go on, where there is one: REFRESH … CONCURRENTLY, which asks for a unique index on the
materialized view, REINDEX … CONCURRENTLY, or VACUUM without FULL.

```sql
refresh materialized view concurrently app.note_counts;
```

```sql
-- db-verify: no-transaction reason="an index of a table that is in use"
reindex index concurrently app.note_title;
```

## Not reported

- What the same migration makes.
- CONCURRENTLY, and VACUUM without FULL.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import AlterTableType, ReindexObjectType

from checker.model import Change, Location, Migration, Severity
from checker.rule import Hit, rule
from checker.rules._apart import place_of
from checker.rules._commands import command_place
from checker.rules._state import existed, migration_steps
from checker.rules.locks._alter import commands
from checker.state import Name, Step, made_by

_COPIES = {
    AlterTableType.AT_SetLogged: "SET LOGGED",
    AlterTableType.AT_SetUnLogged: "SET UNLOGGED",
    AlterTableType.AT_SetTableSpace: "SET TABLESPACE",
    AlterTableType.AT_SetAccessMethod: "SET ACCESS METHOD",
}

# What lets others go on meanwhile (PostgreSQL's manual, the statements' own pages).
_FORMS = {
    "VACUUM FULL": "write VACUUM without FULL",
    "REFRESH MATERIALIZED VIEW": "write REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index",
}


@rule(Severity.WARNING, seen="rewritten")
def check(change: Change) -> Iterator[Hit]:
    """Each such statement on a relation that was there before."""
    for step, name, command in commands(change):
        if command.subtype in _COPIES:
            place = command_place(step.statement, command)
            yield _hit(None, step, _COPIES[AlterTableType(command.subtype)], name, place)
    for migration, step in migration_steps(
        change, ast.VacuumStmt, ast.ClusterStmt, ast.RefreshMatViewStmt, ast.ReindexStmt
    ):
        for what, relation in _rewritten(step.statement.node):
            name = step.before.resolve(relation)
            thing = step.before.view(name) or step.before.index(name)
            if existed(step, name) and not (thing and made_by(step.script, thing.made)):
                yield _hit(migration, step, what, name)


def _rewritten(node: ast.Node) -> Iterator[tuple[str, ast.RangeVar]]:
    match node:
        case ast.VacuumStmt(is_vacuumcmd=True, options=options, rels=relations):
            if any(option.defname == "full" for option in options or ()):
                for one in relations or ():
                    if one.relation is not None:
                        yield "VACUUM FULL", one.relation
        case ast.ClusterStmt(relation=ast.RangeVar() as relation):
            yield "CLUSTER", relation
        case ast.RefreshMatViewStmt(relation=ast.RangeVar() as relation, concurrent=False, skipData=False):
            yield "REFRESH MATERIALIZED VIEW", relation
        case ast.ReindexStmt(relation=ast.RangeVar() as relation, params=options, kind=kind):
            if not any(option.defname == "concurrently" for option in options or ()):
                yield (
                    f"REINDEX {'INDEX' if kind == ReindexObjectType.REINDEX_OBJECT_INDEX else 'TABLE'}",
                    relation,
                )


def _hit(
    migration: Migration | None, step: Step, what: str, name: Name, place: Location | None = None
) -> Hit:
    remedy = _FORMS.get(what, "do it outside the release")
    if what.startswith("REINDEX") and place_of(migration):
        remedy = f"write REINDEX (CONCURRENTLY), in {place_of(migration)}"
    return Hit(
        place or step.statement.location,
        f"{what} writes {name} anew while everybody who uses it waits: {remedy}",
        object=str(name),
    )
