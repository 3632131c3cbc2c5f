"""What a direction really does, once everything that does nothing is left out."""

from __future__ import annotations

import re

from pglast import ast

from checker.model import Migration, Script, Statement

_EMPTY_BLOCK = re.compile(r"\s*(?:declare\s*)?begin\s*(?:null\s*;\s*)*end\s*;?\s*", re.IGNORECASE)
_COMMENTS = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)


def does_nothing(statement: Statement) -> bool:
    """Whether a statement leaves nothing behind by its form alone: BEGIN, SET, SELECT 1, an empty DO block."""
    match statement.node:
        case ast.TransactionStmt() | ast.VariableSetStmt() | ast.VariableShowStmt() | ast.CheckPointStmt():
            return True
        case (
            ast.SelectStmt(
                fromClause=None, intoClause=None, withClause=None, valuesLists=None, op=0
            ) as select
        ):
            return all(isinstance(target.val, ast.A_Const) for target in select.targetList or ())
        case ast.DoStmt(args=args):
            bodies = [item.arg.sval for item in args or () if item.defname == "as"]
            return all(_EMPTY_BLOCK.fullmatch(_COMMENTS.sub(" ", body)) for body in bodies)
    return False


def is_empty(script: Script) -> bool:
    """Whether no statement of a script does anything."""
    return all(does_nothing(statement) for statement in script.statements)


def wants_down(migration: Migration) -> bool:
    """Whether a migration must have a down: its layout has them, and it is not declared irreversible."""
    return not migration.one_way and migration.irreversible is None
