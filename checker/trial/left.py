"""What a way back leaves, with that told apart which may have been there before all the same, or which nobody takes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace
from pglast import ast
from pglast.enums.parsenodes import AlterTableType

from checker.model import Difference, Migration
from checker.names import quote

_CONSTRAINTS = ("constraint", "domain constraint")
_SAYS_SO = ("definition", "validated")
_NOT_VALID = " NOT VALID"


def left(differences: tuple[Difference, ...], migrations: Iterable[Migration]) -> tuple[Difference, ...]:
    """Differences, with two kinds told apart, by what one of the migrations does.

    An extension that is there now, and that one makes IF NOT EXISTS; a constraint that is valid now, and that one validates.
    """
    extensions = {
        one.object.name for one in differences if one.object.kind == "extension" and one.before is None
    }
    constraints = {one.object.name for one in differences if _is_valid_now(one)}
    if not extensions and not constraints:
        return differences
    migrations = [*migrations]
    kept, validated = {*_made_sure_of(migrations)}, {*_validated(migrations)}

    def told(one: Difference) -> Difference:
        kind, name = one.object
        if kind == "extension" and name in extensions & kept:
            return replace(one, kind="extension that was made sure of")
        if name in constraints and one.property in _SAYS_SO and name.rpartition(" ")[2] in validated:
            return replace(one, kind="constraint that is validated now")
        return one

    return tuple(map(told, differences))


def _is_valid_now(one: Difference) -> bool:
    """Whether a constraint was NOT VALID before and is known to hold now, and is the same otherwise."""
    before, after = one.before or "", one.after or ""
    return one.object.kind in _CONSTRAINTS and before != after and before.removesuffix(_NOT_VALID) == after


def _made_sure_of(migrations: Iterable[Migration]) -> Iterator[str]:
    for migration in migrations:
        for statement in migration.up.statements:
            if isinstance(statement.node, ast.CreateExtensionStmt) and statement.node.if_not_exists:
                yield quote(str(statement.node.extname))


def _validated(migrations: Iterable[Migration]) -> Iterator[str]:
    for migration in migrations:
        for statement in migration.up.statements:
            match statement.node:
                case ast.AlterTableStmt(cmds=commands):
                    yield from (
                        quote(str(command.name))
                        for command in commands or ()
                        if command.subtype == AlterTableType.AT_ValidateConstraint
                    )
                case ast.AlterDomainStmt(subtype="V", name=str(name)):
                    yield quote(name)
