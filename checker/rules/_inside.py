"""The statements and expressions that stand in a DO block, as far as its text shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from checker.model import Statement
from checker.state.expression import evaluate, parse_statements
from checker.state.plpgsql import read_block

_ASSIGNS = re.compile(r"[\w$.\"\[\]]+\s*:?=\s*")
_IS_QUERY = re.compile(r"\s*(?:select|values|with|table)\b", re.IGNORECASE)
# A shift with which no node has a place of its own.
_NOWHERE = -(1 << 40)


def with_inside(statement: Statement) -> Iterator[Statement]:
    """A statement, and what stands in it where it is a DO block: at its own place where the file has its text as it is."""
    yield statement
    body, parsed = read_block(statement.node)
    begin = max(statement.text.find(body), 0) + statement.start
    after: dict[str, int] = {}
    for text, prefix in _texts(parsed):
        found = parse_statements(prefix + text)
        if not found:
            continue
        place = statement.source.text.find(text, after.get(text, begin), statement.end)
        start, end, shift = statement.start, statement.end, _NOWHERE
        if place >= 0:
            after[text] = place + len(text)
            start, end, shift = place, place + len(text), place - len(prefix)
        for one in found:
            yield Statement(one, statement.source, start, end, shift)


def _texts(tree: Any, kind: str = "") -> Iterator[tuple[str, str]]:
    """Each text of SQL in a parsed body, with what it lacks to be a statement before it."""
    if isinstance(tree, list):
        for one in tree:
            yield from _texts(one, kind)
    elif isinstance(tree, dict):
        for name, inside in tree.items():
            if name == "PLpgSQL_expr" and isinstance(inside, dict):
                yield from _of_expression(str(inside.get("query", "")), kind)
            else:
                yield from _texts(inside, name if name.startswith("PLpgSQL_stmt_") else kind)


def _of_expression(query: str, kind: str) -> Iterator[tuple[str, str]]:
    if kind == "PLpgSQL_stmt_execsql":
        yield query, ""
        return
    if kind == "PLpgSQL_stmt_dynexecute" and (text := evaluate(query, {})) is not None:
        yield text, ""
    if kind == "PLpgSQL_stmt_perform" and query[:7].lower() == "select ":
        # The parser writes SELECT in the place of PERFORM.
        yield query[7:], "select "
        return
    if kind == "PLpgSQL_stmt_assign" and (match := _ASSIGNS.match(query)):
        query = query[match.end() :]
    yield query, "" if _IS_QUERY.match(query) else "select "
