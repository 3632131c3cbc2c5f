"""The value of an expression of plpgsql, where the file tells it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pglast import ast, parser

from checker.names import literal, quote
from checker.state.names import words

HOLE = "db_verify_computed"
_FORMAT = re.compile(r"%(?:(%)|(?:(\d+)\$)?-?\d*([sIL]))")
_TEXT_TYPES = ("text", "varchar", "name", "regclass", "bpchar")


def parse_expression(expression: str) -> ast.Node | None:
    """The tree of an expression, or of the one thing that a query selects."""
    text = expression.strip()
    if not re.match(r"(?:select|values|with)\b", text, re.IGNORECASE):
        text = f"select {text}"
    try:
        raw = parser.parse_sql(text)
    except (parser.ParseError, RecursionError):
        return None
    return raw[0].stmt if len(raw) == 1 else None


def parse_value(text: str) -> ast.Node:
    """The tree of an expression as the catalog prints one. Raises pglast.parser.ParseError where it is none."""
    value: ast.Node = parser.parse_sql(f"SELECT ({text})")[0].stmt.targetList[0].val  # type: ignore[union-attr]
    return value


def parse_statements(text: str) -> tuple[ast.Node, ...]:
    """The trees of a text of SQL; none where it can't be read."""
    try:
        return tuple(raw.stmt for raw in parser.parse_sql(text) if raw.stmt is not None)
    except (parser.ParseError, RecursionError):
        return ()


def evaluate(expression: str, env: Mapping[str, str | None], *, holes: bool = False) -> str | None:
    """The text that an expression gives, or None.

    With `holes`, a part that is unknown stands in the text as the word HOLE, quoted as SQL needs it, as
    long as some of the text is known.
    """
    select = parse_expression(expression)
    if not isinstance(select, ast.SelectStmt) or not select.targetList or len(select.targetList) != 1:
        return None
    try:
        value = _value(select.targetList[0].val, env, holes)
    except RecursionError:
        return None
    return None if value is None or value.strip() == HOLE else value


def _value(node: Any, env: Mapping[str, str | None], holes: bool) -> str | None:
    known = _known(node, env, holes)
    return HOLE if known is None and holes else known


def _known(node: Any, env: Mapping[str, str | None], holes: bool) -> str | None:
    match node:
        case ast.A_Const():
            return _constant(node)
        case ast.ColumnRef():
            fields = words(node.fields)
            return env.get(fields[-1]) if len(fields) == 1 else None
        case ast.TypeCast(typeName=ast.TypeName(names=names)) if words(names)[-1] in _TEXT_TYPES:
            return _known(node.arg, env, holes)
        case ast.A_Expr() if words(node.name) == ("||",):
            left, right = _value(node.lexpr, env, holes), _value(node.rexpr, env, holes)
            return None if left is None or right is None else left + right
        case ast.FuncCall():
            return _function(node, env, holes)
    return None


def _constant(node: ast.A_Const) -> str | None:
    match node.val:
        case ast.String():
            return str(node.val.sval)
        case ast.Integer():
            return str(node.val.ival)
        case ast.Float():
            return str(node.val.fval)
    return None


def _function(node: ast.FuncCall, env: Mapping[str, str | None], holes: bool) -> str | None:
    name, given = words(node.funcname)[-1], node.args or ()
    if node.func_variadic:
        return None
    values = [_value(one, env, holes) for one in given]
    if name == "format" and values and values[0] is not None:
        return _format(values[0], values[1:])
    if any(value is None for value in values):
        return None
    texts = [value for value in values if value is not None]
    match name, len(texts):
        case "quote_ident", 1:
            return quote(texts[0])
        case "quote_literal" | "quote_nullable", 1:
            return literal(texts[0])
        case "concat", _:
            return "".join(texts)
        case "lower", 1:
            return texts[0].lower()
    return None


def _format(pattern: str, values: list[str | None]) -> str | None:
    """What PostgreSQL's format() gives (manual, 9.4.1); widths are left out, since they only add blanks."""
    used = -1
    pieces: list[str] = []
    last = 0
    for match in _FORMAT.finditer(pattern):
        pieces.append(pattern[last : match.start()])
        last = match.end()
        if match.group(1):
            pieces.append("%")
            continue
        used = int(match.group(2)) - 1 if match.group(2) else used + 1
        if not 0 <= used < len(values):
            return None
        value = values[used]
        if value is None:
            return None
        kind = match.group(3)
        pieces.append(quote(value) if kind == "I" else literal(value) if kind == "L" else value)
    return "".join([*pieces, pattern[last:]])


def values_of(query: str, env: Mapping[str, str | None]) -> list[str] | None:
    """The values that a loop goes through: a literal array, `unnest` of one, or VALUES; else None."""
    match parse_expression(query):
        case ast.SelectStmt(valuesLists=tuple() as rows):
            return _column(rows, env)
        case ast.SelectStmt(
            targetList=(ast.ResTarget(),),
            whereClause=None,
            fromClause=(ast.RangeSubselect(subquery=ast.SelectStmt(valuesLists=tuple() as rows)),),
        ):
            return _column(rows, env)
        case ast.SelectStmt(
            targetList=(ast.ResTarget(),),
            whereClause=None,
            fromClause=(ast.RangeFunction(functions=((ast.Node() as node, *_), *_)),),
        ):
            return _array(node, env)
        case ast.SelectStmt(
            targetList=(ast.ResTarget(val=ast.Node() as node),), whereClause=None, fromClause=None
        ):
            return _array(node, env)
    return None


def _column(rows: tuple[Any, ...], env: Mapping[str, str | None]) -> list[str] | None:
    return _all([row[0] for row in rows if len(row) == 1], env, len(rows))


def _array(node: Any, env: Mapping[str, str | None]) -> list[str] | None:
    """The elements of a literal array, behind `unnest` and casts."""
    match node:
        case ast.FuncCall(funcname=tuple() as names, args=(inner,)) if words(names)[-1] == "unnest":
            return _array(inner, env)
        case ast.TypeCast(arg=inner):
            return _array(inner, env)
        case ast.A_ArrayExpr(elements=tuple() as elements):
            return _all(list(elements), env, len(elements))
        case ast.A_Const(val=ast.String(sval=str() as text)) if re.fullmatch(r"\{[\w, ]*\}", text):
            return [one.strip() for one in text[1:-1].split(",") if one.strip()]
    return None


def _all(nodes: list[ast.Node], env: Mapping[str, str | None], count: int) -> list[str] | None:
    values = [_known(node, env, False) for node in nodes]
    known = [value for value in values if value is not None]
    return known if len(known) == count else None
