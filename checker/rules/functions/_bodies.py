"""The statements that the bodies of functions hold, as far as the text tells them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pglast import ast, parser

from checker.model import Statement
from checker.state.expression import evaluate
from checker.state.plpgsql import read_body

# Where PL/pgSQL has a statement, and where the text of one.
_WRITTEN = {"PLpgSQL_stmt_execsql": "sqlstmt"}
_RUN = {"PLpgSQL_stmt_dynexecute": "query"}


def statements_of(statement: Statement) -> Iterator[ast.Node]:
    """The statements in the body of a CREATE FUNCTION, in SQL or PL/pgSQL; of EXECUTE those whose text is known.

    In a text that is partly known, the word `checker.state.expression.HOLE` stands for the rest. A body that can't be read has none.
    """
    node = statement.node
    if not isinstance(node, ast.CreateFunctionStmt):
        return
    options = {one.defname: one.arg for one in node.options or ()}
    language = str(getattr(options.get("language"), "sval", "sql")).lower()
    body = options.get("as")
    if language == "sql" and isinstance(body, tuple) and body:
        yield from _parsed(str(body[0].sval))
    elif language == "plpgsql":
        try:
            parsed = read_body(statement.text)
        except (parser.ParseError, ValueError, RecursionError):
            return
        yield from _within(parsed)


def _within(parsed: Any) -> Iterator[ast.Node]:
    waiting = [parsed]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting += reversed(item)
        for kind, inside in item.items() if isinstance(item, dict) else ():
            waiting.append(inside)
            if kind in _WRITTEN:
                yield from _parsed(_text(inside.get(_WRITTEN[kind])))
            elif kind in _RUN:
                yield from _parsed(evaluate(_text(inside.get(_RUN[kind])), {}, holes=True) or "")


def _text(expression: Any) -> str:
    return str(((expression or {}).get("PLpgSQL_expr") or {}).get("query", ""))


def _parsed(text: str) -> Iterator[ast.Node]:
    try:
        parsed = parser.parse_sql(text)
    except (parser.ParseError, RecursionError):
        return
    yield from (raw.stmt for raw in parsed if raw.stmt is not None)
