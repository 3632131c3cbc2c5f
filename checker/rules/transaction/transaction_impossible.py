"""A statement that cannot run inside a transaction stands inside one.

## Why

PostgreSQL refuses it (25001, active_sql_transaction), and the migration fails.

## How to fix

Give it a migration of its own without a transaction, which says so at its top:

```sql
-- db-verify: no-transaction reason="an index on a table that is in use"
create index concurrently note_title on app.note (title);
```

## Not reported

- Such a statement outside BEGIN and COMMIT, in a layout whose tool opens no transaction.
- CREATE INDEX, REINDEX TABLE, CLUSTER of one table and ANALYZE, which may run in a transaction.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import AlterTableType, DiscardMode, ObjectType, ReindexObjectType

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._transactions import judged_scripts, walk, without_transaction


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each such statement inside BEGIN and COMMIT, or inside the tool's transaction."""
    for migration, direction, script in judged_scripts(change):
        tool = (
            migration is not None and migration.transaction == "tool" and not without_transaction(migration)
        )
        for step in walk(script.statements):
            what = refused(step.statement.node)
            if what and (tool or step.place == "inside"):
                yield Hit(
                    step.statement.location,
                    f"PostgreSQL refuses {what} inside a transaction: put it into a migration of its own that begins"
                    ' with -- db-verify: no-transaction reason="…"',
                    object=f"{migration.id} {direction}" if migration else script.path,
                )


def refused(node: ast.Node) -> str | None:
    """What PostgreSQL refuses inside a transaction, in words; None for what it allows.

    These are the callers of PreventInTransactionBlock in PostgreSQL 18.
    """
    match node:
        case ast.IndexStmt(concurrent=True):
            return "CREATE INDEX CONCURRENTLY"
        case ast.DropStmt(concurrent=True):
            return "DROP INDEX CONCURRENTLY"
        case ast.ReindexStmt():
            return _reindex(node)
        case ast.VacuumStmt(is_vacuumcmd=True):
            return "VACUUM"
        case ast.ClusterStmt(relation=None):
            return "CLUSTER without a table"
        case ast.CreatedbStmt():
            return "CREATE DATABASE"
        case ast.DropdbStmt():
            return "DROP DATABASE"
        case ast.CreateTableSpaceStmt():
            return "CREATE TABLESPACE"
        case ast.DropTableSpaceStmt():
            return "DROP TABLESPACE"
        case ast.AlterSystemStmt():
            return "ALTER SYSTEM"
        case ast.CreateSubscriptionStmt() if not any(
            option.defname in ("connect", "create_slot") for option in node.options or ()
        ):
            return "CREATE SUBSCRIPTION with a new slot"
        case ast.DiscardStmt(target=DiscardMode.DISCARD_ALL):
            return "DISCARD ALL"
        case ast.AlterDatabaseStmt() if any(option.defname == "tablespace" for option in node.options or ()):
            return "ALTER DATABASE … SET TABLESPACE"
        case ast.AlterTableStmt(objtype=ObjectType.OBJECT_TABLE):
            for command in node.cmds or ():
                if command.subtype == AlterTableType.AT_DetachPartition and command.def_.concurrent:
                    return "DETACH PARTITION CONCURRENTLY"
    return None


def _reindex(node: ast.ReindexStmt) -> str | None:
    if any(option.defname == "concurrently" for option in node.params or ()):
        return "REINDEX CONCURRENTLY"
    whole = {
        ReindexObjectType.REINDEX_OBJECT_SCHEMA: "REINDEX SCHEMA",
        ReindexObjectType.REINDEX_OBJECT_SYSTEM: "REINDEX SYSTEM",
        ReindexObjectType.REINDEX_OBJECT_DATABASE: "REINDEX DATABASE",
    }
    return None if node.kind is None else whole.get(ReindexObjectType(node.kind))
