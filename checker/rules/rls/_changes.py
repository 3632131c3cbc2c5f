"""What a statement takes away from tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from pglast import ast

from checker.state import Step, Table

_DYNAMIC = (ast.DoStmt, ast.SelectStmt, ast.CallStmt)
LOSING = (ast.AlterTableStmt, *_DYNAMIC)
_SPEAKS_OF_IT = re.compile(r"row\s+level\s+security|select|call|execute", re.IGNORECASE)


def lost(step: Step, what: Literal["rls", "force"]) -> Iterator[Table]:
    """The tables that had it before the statement and do not have it after, as they were."""
    node = step.statement.node
    if isinstance(node, ast.AlterTableStmt) and node.relation is not None:
        before = step.before.table(step.name(node.relation))
        tables = iter((before,) if before else ())
    elif isinstance(node, _DYNAMIC) and _SPEAKS_OF_IT.search(step.statement.text):
        tables = step.before.differing(step.after, "table")
    else:
        return
    for table in tables:
        after = step.after.table(table.name)
        if getattr(table, what) and after is not None and not getattr(after, what):
            yield table
