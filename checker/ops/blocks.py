"""A script cut into blocks: what is in one transaction, and what stands alone.

A block is the smallest thing that is applied whole or not at all, so the ledger counts in blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pglast import ast, enums

from checker.errors import UsageError
from checker.model import Migration, Script, Statement

# `file`: the script's own BEGIN … COMMIT. `ours`: a transaction that we put around it. `alone`: one statement
# between transactions. `setting`: a SET of the session, which each new session needs again.
BlockKind = Literal["file", "ours", "alone", "setting"]
_Kind = enums.TransactionStmtKind
_BEGINS = (_Kind.TRANS_STMT_BEGIN, _Kind.TRANS_STMT_START)
_WITHIN = (_Kind.TRANS_STMT_SAVEPOINT, _Kind.TRANS_STMT_RELEASE, _Kind.TRANS_STMT_ROLLBACK_TO)


@dataclass(frozen=True, slots=True)
class Block:
    """Statements that go together. `first` is the place of the first one in the script, from 0."""

    kind: BlockKind
    first: int
    statements: Sequence[Statement]

    @property
    def next(self) -> int:
        """The place of the statement after it."""
        return self.first + len(self.statements)


def cut(script: Script, migration: Migration | None = None) -> tuple[Block, ...]:
    """The script's blocks, in order; `migration` is the one that it is a direction of, None for a repeatable script.

    Raises UsageError where a transaction is not ended by a COMMIT, or by something that does not say how.
    """
    statements = script.statements
    has_own = any(isinstance(statement.node, ast.TransactionStmt) for statement in statements)
    if not has_own and statements and _is_wrapped(migration, len(statements)):
        return (Block("ours", 0, statements),)
    blocks: list[Block] = []
    begun: int | None = None
    for index, statement in enumerate(statements):
        node = statement.node if isinstance(statement.node, ast.TransactionStmt) else None
        kind = node.kind if node else None
        if kind in _WITHIN and begun is not None:
            continue
        if kind in _BEGINS and begun is None:
            begun = index
        elif kind == _Kind.TRANS_STMT_COMMIT and begun is not None and node and not node.chain:
            blocks.append(Block("file", begun, statements[begun : index + 1]))
            begun = None
        elif kind is not None:
            raise UsageError(
                f"{' '.join(statement.text.split())[:60]} stands where it can't be applied safely",
                place=str(statement.location),
                remedy="A script is made of BEGIN … COMMIT and of statements between them.",
            )
        elif begun is None:
            setting = isinstance(statement.node, ast.VariableSetStmt) and not statement.node.is_local
            blocks.append(Block("setting" if setting else "alone", index, (statement,)))
    if begun is not None:
        raise UsageError(
            "the transaction that begins here is never committed",
            place=str(statements[begun].location),
            remedy="End it with COMMIT.",
        )
    return tuple(blocks)


def _is_wrapped(migration: Migration | None, statements: int) -> bool:
    """Whether the layout's tool gives the script a transaction; a string of several statements is one by itself."""
    if migration is None or migration.transaction == "tool":
        return True
    return getattr(migration, "unit", "statement") == "file" and statements > 1
