"""Reading PL/pgSQL. The parser knows no schemas but `public` and `pg_catalog`, so that types of others are named bare for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pglast import ast, parse_plpgsql, parser

# What the parser says of a type of another schema, and of an array of a type that it does not know.
_UNKNOWN = ("LookupExplicitNamespace", "pseudo-type _record")
_NAME = re.compile(r'"(?:[^"]|"")+"|[^\W\d][\w$]*')
_BODY = re.compile(r"(\$(?:[^\W\d]\w*)?\$)(.*)\1", re.DOTALL)
Token = tuple[int, str]


# Several rules look at one function after the other.
@lru_cache(maxsize=32)
def read_body(text: str) -> list[Any]:
    """What `parse_plpgsql` makes of a CREATE FUNCTION or a DO, also where it names types that are not known to it.

    It is the same for every caller, and not to be changed.
    Places in it are those of `text`; an array is a variable of its elements' type there. Raises pglast.parser.ParseError
    where it is not PL/pgSQL.
    """
    try:
        found: list[Any] = parse_plpgsql(text)
    except parser.ParseError as error:
        if not any(one in str(error) for one in _UNKNOWN):
            raise
        found = parse_plpgsql(_with_bare_types(text))
    return found


def read_block(node: Any) -> tuple[str, list[Any]]:
    """The body of a DO statement in PL/pgSQL, and what `read_body` makes of it; nothing of what is none, or can't be read."""
    body, language = do_body(node) if isinstance(node, ast.DoStmt) else ("", "")
    return (body, readable(as_do(body))) if language == "plpgsql" else ("", [])


def readable(text: str) -> list[Any]:
    """What `read_body` makes of a text; nothing where it can't be read."""
    try:
        return read_body(text)
    except (parser.ParseError, ValueError, RecursionError):
        return []


def do_body(node: ast.DoStmt) -> tuple[str, str]:
    """A DO statement's body and its language, in lower case."""
    body, language = "", "plpgsql"
    for item in node.args or ():
        if item.defname == "as":
            body = item.arg.sval
        elif item.defname == "language":
            language = item.arg.sval.lower()
    return body, language


def as_do(body: str) -> str:
    """A DO statement of a plpgsql body, quoted by a tag that the body does not hold."""
    number = 0
    while f"$body{number}$" in body:
        number += 1
    return f"DO $body{number}${body}$body{number}$"


def query_of(expression: Any) -> str:
    """The text of an expression, as a body has it; empty where there is none."""
    return str(((expression or {}).get("PLpgSQL_expr") or {}).get("query", ""))


def pairs(value: Any) -> Iterator[tuple[str, Any]]:
    """Every key of what a body holds, with what it names, those of what it holds after it."""
    # A stack of our own is quicker than a generator in a generator for each level.
    waiting: list[Any] = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, tuple):
            yield one
            one = one[1]
        if isinstance(one, dict):
            waiting += reversed(one.items())
        elif isinstance(one, list):
            waiting += reversed(one)


def _with_bare_types(text: str) -> str:
    """The text with blanks in the place of schemas and brackets of the types in its signature and its declarations."""
    blanked = list(text)
    signature = []
    for start, token in _tokens(text):
        body = _BODY.fullmatch(token)
        spans = _of_variables(_tokens(body[2]), start + body.start(2)) if body else ()
        if not body:
            signature.append((start, token))
        for one, end in spans:
            blanked[one:end] = " " * (end - one)
    for one, end in _of_arguments(signature):
        blanked[one:end] = " " * (end - one)
    return "".join(blanked)


def _of_arguments(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    for at, (start, token) in enumerate(tokens):
        if token.lower() == "variadic":
            yield start, start + len(token)
        # What is called is a function.
        if _is_qualified(tokens, at) and _at(tokens, at + 3) != "(":
            yield _schema(tokens, at)
        if at and tokens[at - 1][1].lower() != "array":
            yield from _brackets(tokens, at)


def _of_variables(tokens: list[Token], offset: int) -> Iterator[tuple[int, int]]:
    """After DECLARE, up to BEGIN: the type stands after the name of the variable."""
    declaring, begun = False, 0
    for at, (_, token) in enumerate(tokens):
        word = token.lower()
        if word == "declare" or (declaring and word == ";"):
            declaring, begun = True, at + 1
        elif word == "begin":
            declaring = False
        elif declaring and at - begun == 1 + (_at(tokens, begun + 1).lower() == "constant"):
            last = at
            spans = []
            if _is_qualified(tokens, at):
                last = at + 2
                spans.append(_schema(tokens, at))
            # Of what there is %TYPE and %ROWTYPE, the parser looks nothing up.
            if _at(tokens, last + 1) not in ("%", "."):
                spans += _brackets(tokens, last + 1)
                yield from ((one + offset, end + offset) for one, end in spans)


def _schema(tokens: list[Token], at: int) -> tuple[int, int]:
    """Where a schema stands, and the dot after it."""
    return tokens[at][0], tokens[at + 1][0] + 1


def _brackets(tokens: list[Token], at: int) -> Iterator[tuple[int, int]]:
    """Where the brackets of an array type stand, and the numbers in them."""
    while _at(tokens, at) == "[":
        end = at + 1 + (_at(tokens, at + 1) != "]")
        if _at(tokens, end) != "]":
            return
        yield tokens[at][0], tokens[end][0] + 1
        at = end + 1


def _is_qualified(tokens: list[Token], at: int) -> bool:
    """Whether a name, a dot and another name stand here, and no name and dot before."""
    return (
        _NAME.fullmatch(tokens[at][1]) is not None
        and _at(tokens, at + 1) == "."
        and _NAME.fullmatch(_at(tokens, at + 2)) is not None
        and (at == 0 or tokens[at - 1][1] != ".")
    )


def _at(tokens: list[Token], at: int) -> str:
    return tokens[at][1] if at < len(tokens) else ""


def _tokens(text: str) -> list[Token]:
    return [
        (one.start, text[one.start : one.end + 1])
        for one in parser.scan(text)
        if one.name not in ("SQL_COMMENT", "C_COMMENT")
    ]
