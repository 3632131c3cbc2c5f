"""What a way back leaves, with that told apart which may have been there before all the same."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace
from pglast import ast

from checker.model import Difference, Migration
from checker.names import quote


def left(differences: tuple[Difference, ...], migrations: Iterable[Migration]) -> tuple[Difference, ...]:
    """Differences, with an extension told apart that is there now, and that one of the migrations makes IF NOT EXISTS."""
    new = {one.object.name for one in differences if one.object.kind == "extension" and one.before is None}
    if not new:
        return differences
    kept = {
        quote(str(statement.node.extname))
        for migration in migrations
        for statement in migration.up.statements
        if isinstance(statement.node, ast.CreateExtensionStmt) and statement.node.if_not_exists
    }
    return tuple(
        replace(one, kind="extension that was made sure of")
        if one.object.kind == "extension" and one.object.name in new & kept
        else one
        for one in differences
    )
