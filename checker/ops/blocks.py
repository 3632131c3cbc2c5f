"""A script cut into blocks: what is in one transaction, and what stands alone.

A block is the smallest thing that is applied whole or not at all, so the ledger counts in blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from pglast import ast, enums

from checker.alone import refused
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
    if migration is not None and migration.transaction == "batches":
        return _batches(statements)
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
            blocks.append(Block("setting" if _sets(statement) else "alone", index, (statement,)))
    if begun is not None:
        raise UsageError(
            "the transaction that begins here is never committed",
            place=str(statements[begun].location),
            remedy="End it with COMMIT.",
        )
    return tuple(blocks)


def _sets(statement: Statement) -> bool:
    return isinstance(statement.node, ast.VariableSetStmt) and not statement.node.is_local


def _batches(statements: Sequence[Statement]) -> tuple[Block, ...]:
    """A transaction for what stands between statements that PostgreSQL refuses in one; the settings that it begins with are apart."""
    blocks: list[Block] = []
    for alone, batch in groupby(enumerate(statements), lambda one: refused(one[1].node) is not None):
        places = [*batch]
        while places and (alone or _sets(places[0][1])):
            index, statement = places.pop(0)
            blocks.append(Block("alone" if alone else "setting", index, (statement,)))
        if places:
            blocks.append(Block("ours", places[0][0], tuple(statement for _, statement in places)))
    return tuple(blocks)


def _is_wrapped(migration: Migration | None, statements: int) -> bool:
    """Whether the layout's tool gives the script a transaction; a string of several statements is one by itself."""
    if migration is None or migration.transaction == "tool":
        return True
    return migration.unit == "file" and statements > 1
