"""Statements made of a text, as `parse` makes them."""

from __future__ import annotations

from pglast import parse_sql

from checker.model import Script, Source, Statement


def script(text: str, path: str = "db/m.sql") -> Script:
    source = Source.of(path, text)
    found = []
    for raw in parse_sql(text):
        start = raw.stmt_location
        length = raw.stmt_len or len(text.rstrip().rstrip(";")) - start
        found.append(Statement(raw.stmt, source, start, start + length))
    return Script(source, 0, len(text), tuple(found))


def statements(text: str, path: str = "db/m.sql") -> tuple[Statement, ...]:
    return script(text, path).statements
