"""What a direction really does, once everything that does nothing is left out."""

from __future__ import annotations

import re

from pglast import ast
from pglast.enums.parsenodes import AlterTableType

from checker.model import Migration, Script, Statement
from checker.rules._tree import nodes
from checker.state import words

# ALTER DOMAIN … VALIDATE CONSTRAINT (PostgreSQL's nodes/parsenodes.h, AlterDomainStmt).
_VALIDATES = "V"
NOT_GIVEN_BACK = "the down does not give it back"
_EMPTY_BLOCK = re.compile(r"\s*(?:declare\s*)?begin\s*(?:null\s*;\s*)*end\s*;?\s*", re.IGNORECASE)
# Nobody has a function of such a name that does something, whatever the search_path.
_HARMLESS = frozenset({
    "array_agg", "avg", "bool_and", "bool_or", "clock_timestamp", "concat", "count", "current_database",
    "current_schema", "date_trunc", "format", "json_agg", "jsonb_agg", "length", "lower", "max", "min", "now",
    "pg_sleep", "pg_typeof", "row_number", "statement_timestamp", "string_agg", "sum", "to_char",
    "to_regclass", "transaction_timestamp", "upper", "version",
})  # fmt: skip
_COMMENTS = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)


def does_nothing(statement: Statement) -> bool:
    """Whether a statement leaves nothing behind by its form alone: BEGIN, SET, a SELECT that only reads, an empty DO block."""
    match statement.node:
        case ast.TransactionStmt() | ast.VariableSetStmt() | ast.VariableShowStmt() | ast.CheckPointStmt():
            return True
        case ast.SelectStmt(intoClause=None) as select:
            return _only_reads(select)
        case ast.DoStmt(args=args):
            bodies = [item.arg.sval for item in args or () if item.defname == "as"]
            return all(_EMPTY_BLOCK.fullmatch(_COMMENTS.sub(" ", body)) for body in bodies)
    return False


def _only_reads(select: ast.SelectStmt) -> bool:
    """Whether a query calls nothing but functions of PostgreSQL's that change nothing, and locks and writes nothing."""
    for node in nodes(select):
        match node:
            case (
                ast.InsertStmt() | ast.UpdateStmt() | ast.DeleteStmt() | ast.MergeStmt() | ast.LockingClause()
            ):
                return False
            case ast.FuncCall(funcname=parts):
                *schema, name = words(parts)
                if schema not in ([], ["pg_catalog"]) or name not in _HARMLESS:
                    return False
    return True


def is_empty(script: Script) -> bool:
    """Whether no statement of a script does anything."""
    return all(does_nothing(statement) for statement in script.statements)


def leaves_nothing_to_undo(script: Script) -> bool:
    """Whether no statement of a script does what a down could take back.

    Statistics, storage, a materialized view's rows and whether a constraint is known to hold follow from what the tables have.
    """
    return all(does_nothing(one) or _follows_from_the_rest(one) for one in script.statements)


def _follows_from_the_rest(statement: Statement) -> bool:
    match statement.node:
        case ast.VacuumStmt() | ast.ReindexStmt() | ast.RefreshMatViewStmt() | ast.LockStmt():
            return True
        case ast.AlterTableStmt(cmds=commands):
            return all(command.subtype == AlterTableType.AT_ValidateConstraint for command in commands or ())
        case ast.AlterDomainStmt(subtype=subtype):
            return subtype == _VALIDATES
    return False


def wants_down(migration: Migration) -> bool:
    """Whether a migration must have a down: its layout has them, and it is not declared irreversible."""
    return not migration.one_way and migration.irreversible is None
