"""What the bodies of functions hold, as far as their text tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from msgspec import Struct
from pglast import ast

from checker.model import Statement
from checker.rules._tree import nodes
from checker.state import words
from checker.state.expression import evaluate, parse_statements
from checker.state.plpgsql import pairs, query_of, readable

# Where PL/pgSQL has a statement.
_WRITTEN = {
    "PLpgSQL_stmt_execsql": "sqlstmt", "PLpgSQL_stmt_perform": "expr", "PLpgSQL_stmt_call": "expr",
}  # fmt: skip
# Where it takes a text for SQL: the statement, and the part of it.
_RUN = {
    "PLpgSQL_stmt_dynexecute": "query", "PLpgSQL_stmt_dynfors": "query",
    "PLpgSQL_stmt_return_query": "dynquery", "PLpgSQL_stmt_open": "dynquery",
}  # fmt: skip
# Functions that run a text as a query, each with the place of the text (PostgreSQL's manual, "XML Functions",
# "Gathering Document Statistics", "Query Rewriting" and "tablefunc").
RUNS_TEXT = {
    "query_to_xml": 0, "query_to_xmlschema": 0, "query_to_xml_and_xmlschema": 0, "ts_stat": 0, "ts_rewrite": 1, "crosstab": 0,
}  # fmt: skip
_ASSIGNMENT = re.compile(r'\s*"?([\w$]+)"?\s*:?=(.*)', re.DOTALL)


class Body(Struct, frozen=True):
    """A function's body.

    `statements` are those in it, those of EXECUTE too so far as their text is known (for the rest stands
    `checker.state.expression.HOLE`). `run` are the expressions that are taken for SQL, by EXECUTE or by a function. Of PL/pgSQL
    also: `assigned` is what variables are given, by name, `types` the variables' own, and `conditions` what IF, WHILE and CASE ask.
    """

    statements: tuple[ast.Node, ...] = ()
    run: tuple[ast.Node, ...] = ()
    assigned: tuple[tuple[str, ast.Node], ...] = ()
    types: tuple[tuple[str, str], ...] = ()
    conditions: tuple[ast.Node, ...] = ()

    @classmethod
    def read(cls, statement: Statement) -> Body:
        """The body of a CREATE FUNCTION; an empty one where it is of another language, or can't be read."""
        node = statement.node
        if not isinstance(node, ast.CreateFunctionStmt):
            return cls()
        options = {one.defname: one.arg for one in node.options or ()}
        language = str(getattr(options.get("language"), "sval", "sql")).lower()
        written = options.get("as")
        if language == "sql":
            text = str(written[0].sval) if isinstance(written, tuple) and written else ""
            statements = parse_statements(text)
            return cls(statements, tuple(run for one in (*statements, node) for run in _run_by_calls(one)))
        if language != "plpgsql":
            return cls()
        draft = _Draft([], [], [], [], [])
        draft.take(readable(statement.text))
        return cls(
            tuple(draft.statements),
            tuple(draft.run),
            tuple(draft.assigned),
            tuple(draft.types),
            tuple(draft.conditions),
        )


def written(statement: Statement) -> Iterator[ast.Node]:
    """Every statement and expression of a function's body: also what PL/pgSQL returns, asks or loops over."""
    node = statement.node
    yield from Body.read(statement).statements
    if isinstance(node, ast.CreateFunctionStmt) and node.sql_body is not None:
        yield from _inside(node.sql_body)
    elif isinstance(node, ast.CreateFunctionStmt):
        yield from queries_of(statement.text)


def _inside(body: Any) -> Iterator[ast.Node]:
    for one in body if isinstance(body, tuple) else (body,):
        yield from (one,) if isinstance(one, ast.Node) else _inside(one)


@lru_cache(maxsize=8)
def queries_of(text: str) -> tuple[ast.Node, ...]:
    """The statements and values of all expressions of a CREATE FUNCTION in PL/pgSQL."""
    return tuple(
        node
        for expression in _expressions(text)
        for node in parse_statements(expression) or _values(expression.rpartition(":=")[2])
    )


def read_by(text: str) -> Iterator[ast.RangeVar]:
    """The relations that the queries of a CREATE FUNCTION in PL/pgSQL name; what WITH calls so there is none."""
    for one in queries_of(text):
        within = [*nodes(one)]
        called = {each.ctename for each in within if isinstance(each, ast.CommonTableExpr)}
        for each in within:
            if isinstance(each, ast.RangeVar) and (each.schemaname or each.relname not in called):
                yield each


def called_by(text: str) -> Iterator[tuple[str, str]]:
    """Schema and name of the functions that the queries of a CREATE FUNCTION in PL/pgSQL call with their schema."""
    for root in queries_of(text):
        for one in nodes(root):
            if isinstance(one, ast.FuncCall) and len(name := words(one.funcname)) == 2:
                yield name[0], name[1]


def variables(text: str) -> set[str]:
    """The names of all that a CREATE FUNCTION in PL/pgSQL declares."""
    return {str(name) for key, name in pairs(readable(text)) if key == "refname"}


def records_of(text: str, names: Sequence[str]) -> set[str]:
    """The fields that a CREATE FUNCTION in PL/pgSQL names of records that are called so."""
    found = set[str]()
    for datums in (held for key, held in pairs(readable(text)) if key == "datums"):
        for field in (each["PLpgSQL_recfield"] for each in datums if "PLpgSQL_recfield" in each):
            record = datums[field.get("recparentno", 0)].get("PLpgSQL_rec", {})
            if record.get("refname") in names:
                found.add(str(field["fieldname"]))
    return found


def _expressions(text: str) -> Iterator[str]:
    """The texts of all expressions of a PL/pgSQL body; none where it is of another language, or can't be read."""
    return (str(found.get("query", "")) for kind, found in pairs(readable(text)) if kind == "PLpgSQL_expr")


class _Draft(Struct):
    statements: list[ast.Node]
    run: list[ast.Node]
    assigned: list[tuple[str, ast.Node]]
    types: list[tuple[str, str]]
    conditions: list[ast.Node]

    def take(self, parsed: Any) -> None:
        """Go through what the parser gives."""
        for kind, inside in pairs(parsed):
            if isinstance(inside, dict):
                self._one(kind, inside)

    def _one(self, kind: str, inside: dict[str, Any]) -> None:
        for part in ("cond", "t_expr"):
            if part in inside:
                self.conditions += _values(query_of(inside[part]))
        if kind in _WRITTEN:
            text = query_of(inside.get(_WRITTEN[kind]))
            self.statements += parse_statements(text)
            if inside.get("into"):
                fields = inside.get("target", {}).get("PLpgSQL_row", {}).get("fields", ())
                self.assigned += [
                    (one["name"], value) for one, value in zip(fields, _values(text), strict=False)
                ]
        elif kind in _RUN:
            text = query_of(inside.get(_RUN[kind]))
            self.run += _values(text)[:1]
            self.statements += parse_statements(evaluate(text, {}, holes=True) or "")
        elif kind == "PLpgSQL_expr":
            text = str(inside.get("query", ""))
            if any(name in text.lower() for name in RUNS_TEXT):
                written = parse_statements(text) or _values(text.rpartition(":=")[2])
                self.run += [run for one in written for run in _run_by_calls(one)]
        elif kind == "PLpgSQL_stmt_assign":
            named = _ASSIGNMENT.fullmatch(query_of(inside.get("expr")))
            if named is not None:
                self.assigned += [(named[1].lower(), value) for value in _values(named[2])]
        elif kind == "PLpgSQL_var":
            self.types.append(
                (inside["refname"], inside.get("datatype", {}).get("PLpgSQL_type", {}).get("typname", ""))
            )
            self.assigned += [
                (inside["refname"], value) for value in _values(query_of(inside.get("default_val")))[:1]
            ]


def _run_by_calls(root: ast.Node) -> Iterator[ast.Node]:
    """The texts that functions are given to run."""
    for one in nodes(root):
        if isinstance(one, ast.FuncCall):
            name, given = words(one.funcname)[-1], one.args or ()
            place = RUNS_TEXT.get(name)
            # With three arguments it rewrites without a query.
            if place is not None and len(given) > place and not (name == "ts_rewrite" and len(given) > 2):
                yield given[place]


def _values(text: str) -> list[ast.Node]:
    """The values of an expression, or of what a SELECT selects."""
    if not text.strip():
        return []
    selected = text if text.lower().lstrip().startswith("select") else f"select {text}"
    (select,) = parse_statements(selected)[:1] or (None,)
    if not isinstance(select, ast.SelectStmt):
        return []
    return [one.val for one in select.targetList or () if one.val is not None]
