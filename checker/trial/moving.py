"""Extensions that a platform gives another schema for its owner, which PostgreSQL lets nobody but a superuser do in most."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from pglast import ast, enums

from checker.model import Statement

# Stands among the extensions that are pretended for any extension that is there, also one, by `moves(name)`, of which
# CREATE and DROP are pretended; no extension is called so.
MOVES = "moves"

_NAME = r'(?:"[^"$]+"|[a-z_]\w*)'
# A statement of a block, or all of a literal that it executes.
_IN_A_BLOCK = re.compile(
    rf"(?P<literal>')?\balter\s+extension\s+(?P<name>{_NAME})\s+set\s+schema\s+(?P<target>{_NAME})",
    re.IGNORECASE,
)


def moves(name: str) -> str:
    """What stands among those that are pretended for an extension that is there and moves; see `MOVES`."""
    return f"{MOVES} {name}"


def moved_by(statement: Statement) -> Iterator[str]:
    """The extensions that a statement, or a DO block, gives another schema."""
    match statement.node:
        case ast.AlterObjectSchemaStmt(
            objectType=enums.ObjectType.OBJECT_EXTENSION, object=ast.String(sval=str(name))
        ):
            yield name
        case ast.DoStmt():
            yield from (_folded(found["name"]) for found in _IN_A_BLOCK.finditer(statement.text))


def sent_instead(statement: Statement, pretended: Collection[str]) -> str | None:
    """The text to send where a statement, or a DO block, does that; None where it is sent as it is."""
    if MOVES not in pretended or not any(_is_there(name, pretended) for name in moved_by(statement)):
        return None
    match statement.node:
        case ast.AlterObjectSchemaStmt(object=ast.String(sval=str(name)), newschema=str(target)):
            return f"SELECT {_call(name, target)}"

    def call(found: re.Match[str]) -> str:
        name, target = _folded(found["name"]), _folded(found["target"])
        if not _is_there(name, pretended):
            return found[0]
        return f"'SELECT {_call(name, target)}" if found["literal"] else f"PERFORM {_call(name, target)}"

    return _IN_A_BLOCK.sub(call, statement.text)


def _is_there(name: str, pretended: Collection[str]) -> bool:
    return name not in pretended or moves(name) in pretended


def _call(name: str, target: str) -> str:
    """The call that moves it, without a quotation mark, since it may stand in a literal."""
    called = ", ".join(f"$db_verify${one}$db_verify$" for one in (name, target))
    return f"pg_catalog.db_verify_move_extension({called})"


def _folded(name: str) -> str:
    return name[1:-1] if name.startswith('"') else name.lower()
