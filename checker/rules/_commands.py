"""Where the commands of an ALTER TABLE stand: its tree has no places for them, and its text has them in the tree's order."""

from __future__ import annotations

from functools import lru_cache

from pglast import ast, parser

from checker.model import Location, Statement

_OPEN, _CLOSE, _COMMA, _DOT, _STAR = (
    ("ASCII_40", "ASCII_91"),
    ("ASCII_41", "ASCII_93"),
    "ASCII_44",
    "ASCII_46",
    "ASCII_42",
)


def command_place(statement: Statement, command: ast.AlterTableCmd) -> Location:
    """The place of one of the commands of `statement`; that of all of it where the text does not tell."""
    node = statement.node
    commands = (node.cmds or ()) if isinstance(node, ast.AlterTableStmt) else ()
    index = next((place for place, one in enumerate(commands) if one is command), None)
    places = _places(statement)
    if index is None or len(places) != len(commands):
        return statement.location
    start, end = places[index]
    return statement.source.location(statement.start + start, statement.start + end)


def _places(statement: Statement) -> tuple[tuple[int, int], ...]:
    """The commands' beginnings and ends in the statement's text."""
    node = statement.node
    if not isinstance(node, ast.AlterTableStmt) or node.relation is None or node.relation.location is None:
        return ()
    return _cut(statement.text, node.relation.location + statement.shift - statement.start)


@lru_cache(maxsize=64)
def _cut(text: str, name: int) -> tuple[tuple[int, int], ...]:
    """What stands behind a relation's `name`, cut at the outer commas."""
    comments = ("SQL_COMMENT", "C_COMMENT")
    tokens = [one for one in parser.scan(text) if one.name not in comments and one.start >= name]
    first = 1
    while first + 1 < len(tokens) and tokens[first].name == _DOT:
        first += 2
    # `ONLY (name)`, and `name *`.
    if first < len(tokens) and tokens[first].name in (*_CLOSE, _STAR):
        first += 1
    found: list[tuple[int, int]] = []
    begin, end, depth = None, 0, 0
    for token in tokens[first:]:
        if depth == 0 and token.name == _COMMA and begin is not None:
            found.append((begin, end))
            begin = None
            continue
        depth += (token.name in _OPEN) - (token.name in _CLOSE)
        begin = token.start if begin is None else begin
        end = token.end + 1
    return (*found, (begin, end)) if begin is not None else tuple(found)
