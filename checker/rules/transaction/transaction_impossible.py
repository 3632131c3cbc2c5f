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

from checker.model import Change, Migration, Script, Severity
from checker.rule import Hit, rule
from checker.rules._beside import fails_with
from checker.rules._transactions import directions, is_wrapped


@rule(Severity.ERROR, explains=fails_with("25001"))
def check(change: Change) -> Iterator[Hit]:
    """Each such statement inside BEGIN and COMMIT, or inside the tool's transaction."""
    for direction in directions(change):
        migration = direction.migration
        tool = is_wrapped(migration, direction.script)
        for step in direction.steps:
            what = refused(step.statement.node)
            if what and (tool or step.place == "inside"):
                yield Hit(
                    step.statement.location,
                    f"PostgreSQL refuses {what} inside a transaction: {_remedy(migration, direction.script)}",
                    object=direction.object,
                )


def _remedy(migration: Migration | None, script: Script) -> str:
    """What helps in the layout; where nobody opens the transaction, it is the other statements that make it one."""
    if migration is not None and migration.unit == "file" and migration.transaction_of(script) == "none":
        return _TOGETHER
    return _REMEDIES[migration.layout if migration else ""]


# Each tool's own word for a file without a transaction, as its documentation has it.
_ALONE = "put it into a migration of its own"
_TOGETHER = f"{_ALONE}; several statements in one file are one transaction"
_REMEDIES = {
    "": f'{_ALONE} that begins with -- db-verify: no-transaction reason="…"',
    "marker": f'{_ALONE} that begins with -- db-verify: no-transaction reason="…"',
    "dbmate": f"{_ALONE}, under -- migrate:up transaction:false (and -- migrate:down transaction:false)",
    "goose": f"{_ALONE} that begins with -- +goose NO TRANSACTION",
    "diesel": f"{_ALONE} beside a metadata.toml that says run_in_transaction = false",
    "sqlx": f"{_ALONE}, in a file that begins with -- no-transaction",
    "flyway": f"{_ALONE}; its .sql.conf may say executeInTransaction=false",
    "supabase": "the Supabase CLI has no way around it; leave CONCURRENTLY out, or run it by hand",
    "drizzle": "Drizzle has no way around it; leave CONCURRENTLY out, or run it by hand",
}


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
