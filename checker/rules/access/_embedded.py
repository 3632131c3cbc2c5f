"""The relations that application code names: by the parser where its SQL parses, by its look where it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pglast
from pglast import ast

from checker.names import split_qualified
from checker.rules._tree import nodes

_NAME = r'(?:"[^"\n]+"|[A-Za-z_][\w$]*)'
# What comes before a relation's name in SQL, also where it is broken over strings and lines.
_IN_SQL = re.compile(
    rf"\b(?:from|join|into|update|truncate(?:\s+table)?|table)\s+(?:only\s+)?((?:{_NAME}\s*\.\s*)?{_NAME})",
    re.IGNORECASE,
)
# supabase-js, postgrest clients, SQLAlchemy and knex: .from('x'), .table("x"), Table("x", …).
_IN_CALLS = re.compile(r"""(?:\.from_?|\.table|\.into|\bTable|\bknex)\s*\(\s*(['"`])([\w$."]+)\1""")
# A qualified name in a string or in SQL is a name wherever it stands.
_QUALIFIED = re.compile(rf"(?<![\w.$])({_NAME}\.{_NAME})(?![\w.$(])")
_COMMENTS = re.compile(r"^[ \t]*(?://|#|--)[^\n]*$|/\*.*?\*/|<!--.*?-->", re.MULTILINE | re.DOTALL)
# Strings of Python, JavaScript and their like; those of one line, and those that go over several.
_STRINGS = re.compile(
    r'"""(?P<a>.*?)"""|\'\'\'(?P<b>.*?)\'\'\'|`(?P<c>[^`]*)`|"(?P<d>(?:\\.|[^"\\\n])*)"|\'(?P<e>(?:\\.|[^\'\\\n])*)\'',
    re.DOTALL,
)
_BEGINS = re.compile(
    r"\s*(?:select|insert|update|delete|with|merge|truncate|copy|table|from|(?:left |right |inner |full |cross )?join|into)\b",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"\bselect\b.*\bfrom\b|\binsert\s+into\b|\bdelete\s+from\b|\bupdate\s+\S+\s+set\b",
    re.IGNORECASE | re.DOTALL,
)
# What stands for a value: %s, %(name)s, {name}, ${name}, :name, ?
_HOLES = re.compile(r"%\(\w+\)s|%s|\$?\{[^{}]*\}|(?<![:\w]):[A-Za-z_]\w*|\?")

Named = tuple[int, tuple[str, ...]]


def named_in(path: str, text: str) -> Iterator[Named]:
    """Offset and name (with its schema, where it has one) of each relation that a file seems to name, each place once."""
    code = _COMMENTS.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    found: dict[int, tuple[str, ...]] = {}
    parsed: list[tuple[int, int]] = []
    pieces = [(0, code)] if path.endswith(".sql") else list(_strings(code))
    for start, piece in pieces:
        if (names := _parse(piece)) is not None:
            parsed.append((start, start + len(piece)))
            found |= {start + offset: parts for offset, parts in names}
        elif path.endswith(".sql") or _BEGINS.match(piece) or _INSIDE.search(piece):
            found |= {start + match.start(1): split_qualified(match[1]) for match in _IN_SQL.finditer(piece)}
    for pattern, group in ((_IN_CALLS, 2), (_QUALIFIED, 1)):
        for match in pattern.finditer(code):
            if not any(start <= match.start(group) < end for start, end in parsed):
                found.setdefault(match.start(group), split_qualified(match[group]))
    yield from sorted((offset, parts) for offset, parts in found.items() if parts)


def _strings(code: str) -> Iterator[tuple[int, str]]:
    for match in _STRINGS.finditer(code):
        kind = match.lastgroup or "a"
        yield match.start(kind), match[kind]


def _parse(piece: str) -> list[Named] | None:
    """The relations of a text that is SQL, None where it is none that parses."""
    if not _BEGINS.match(piece):
        return None
    filled = _HOLES.sub(lambda hole: "1".ljust(len(hole[0])), piece)
    try:
        tree = pglast.parse_sql(filled)
    except pglast.parser.ParseError:
        return None
    found: list[Named] = []
    own: set[str | None] = set()  # the names that a WITH of its own gives
    for statement in tree:
        for node in nodes(statement):
            match node:
                case ast.RangeVar(relname=str(name), schemaname=schema, location=int(offset)):
                    found.append((offset, (schema, name) if schema else (name,)))
                case ast.CommonTableExpr(ctename=name):
                    own.add(name)
    return [(offset, parts) for offset, parts in found if len(parts) > 1 or parts[0] not in own]
