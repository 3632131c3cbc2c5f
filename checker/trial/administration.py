"""Which generated statements a superuser may run, beside what the change has made: those that neither call it nor own it.

A constraint that is added is looked at by its expression, in the session that adds it; a function or view that is
made belongs to whoever makes it, with that one's rights. Both are the change's to write.
"""

from __future__ import annotations

from pglast import ast, enums
from pglast.parser import ParseError, parse_sql

_A = enums.AlterTableType
# They change the catalog alone: no row is read, no expression is evaluated, nothing new has an owner.
_COMMANDS = frozenset(
    {
        _A.AT_DropColumn, _A.AT_DropConstraint, _A.AT_DropNotNull, _A.AT_DropIdentity, _A.AT_ColumnDefault,
        _A.AT_EnableRowSecurity, _A.AT_DisableRowSecurity, _A.AT_ForceRowSecurity, _A.AT_NoForceRowSecurity,
        _A.AT_EnableTrig, _A.AT_DisableTrig, _A.AT_EnableAlwaysTrig, _A.AT_EnableReplicaTrig,
        _A.AT_EnableRule, _A.AT_DisableRule, _A.AT_EnableAlwaysRule, _A.AT_EnableReplicaRule,
        _A.AT_SetRelOptions, _A.AT_ResetRelOptions, _A.AT_SetStatistics, _A.AT_SetStorage, _A.AT_SetCompression,
        _A.AT_ReplicaIdentity, _A.AT_ClusterOn, _A.AT_DropCluster, _A.AT_DetachPartition, _A.AT_DropInherit,
    }
)  # fmt: skip
_STATEMENTS = (
    ast.AlterDefaultPrivilegesStmt,
    ast.AlterPolicyStmt,
    ast.CommentStmt,
    ast.CreatePolicyStmt,
    ast.DropStmt,
    ast.GrantStmt,
)


def is_safe_as_superuser(statements: str) -> bool:
    """Whether none of these statements can run anything of the change's, or make something with a superuser's rights."""
    try:
        nodes = [raw.stmt for raw in parse_sql(statements)]
    except ParseError:
        return False
    return all(node is not None and _is_safe(node) for node in nodes)


def _is_safe(node: ast.Node) -> bool:
    match node:
        case ast.AlterTableStmt(cmds=commands):
            return all(command.subtype in _COMMANDS for command in commands or ())
        case _:
            return isinstance(node, _STATEMENTS)
