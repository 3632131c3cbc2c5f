"""What PostgreSQL refuses inside a transaction, so that its tool has to run it by itself."""

from __future__ import annotations

import re

from pglast import ast
from pglast.enums.parsenodes import AlterTableType, DiscardMode, ObjectType, ReindexObjectType

# The first line, and only that, of a file that the Supabase CLI runs without a transaction (supabase/cli, pull request 6102).
_SUPABASE = re.compile(r"-- pg-delta: transaction=false\r?(?:\n|\Z)")


def says_alone(text: str) -> bool:
    """Whether a file tells the Supabase CLI to send its statements one by one, in no transaction."""
    return _SUPABASE.match(text) is not None


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
