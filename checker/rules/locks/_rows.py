"""Which statements are about rows, and which about what holds them."""

from __future__ import annotations

from pglast import ast

_ROWS = (ast.InsertStmt, ast.UpdateStmt, ast.DeleteStmt, ast.MergeStmt, ast.CopyStmt, ast.SelectStmt)
_BUILDS = (ast.CreateTableAsStmt, ast.RefreshMatViewStmt, ast.ReindexStmt, ast.ClusterStmt)


def moves_rows(node: ast.Node) -> bool:
    """Whether a statement reads or writes rows by its nature."""
    return isinstance(node, _ROWS)


def takes_as_long_as_there_are_rows(node: ast.Node) -> bool:
    """Whether a statement's time grows with the rows, as far as the statement itself tells."""
    if isinstance(node, ast.InsertStmt):
        # A list of VALUES is as long as it is written.
        return isinstance(node.selectStmt, ast.SelectStmt) and node.selectStmt.valuesLists is None
    if isinstance(node, ast.SelectStmt):
        return bool(node.fromClause)
    if (isinstance(node, ast.CreateTableAsStmt) and node.into and node.into.skipData) or (
        isinstance(node, ast.RefreshMatViewStmt) and node.skipData
    ):
        return False
    return isinstance(node, (*_ROWS, *_BUILDS))
