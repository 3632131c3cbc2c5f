"""Whether a function's body would still find everything with an empty search_path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pglast import ast, parser

from checker.rules._tree import nodes
from checker.state import Function, words
from checker.state.plpgsql import read_body

# What is surely in pg_catalog, of what functions commonly use. Anything else may be an extension's.
KNOWN = frozenset({
    "abs", "array_agg", "array_length", "array_position", "avg", "bool_and", "bool_or", "btrim", "ceil",
    "char_length", "clock_timestamp", "concat", "concat_ws", "count", "current_setting", "date_part", "date_trunc",
    "every", "extract", "floor", "format", "gen_random_uuid", "generate_series", "greatest", "jsonb_agg",
    "json_agg", "json_object_agg", "jsonb_array_elements", "jsonb_array_length", "jsonb_build_array", "jsonb_build_object", "jsonb_object_agg",
    "jsonb_set", "json_build_object", "least", "left", "length", "lower", "ltrim", "make_interval",
    "max", "md5", "min", "mod", "nextval", "now", "nullif", "num_nulls", "pg_notify", "position", "quote_ident",
    "quote_literal", "random", "rank", "regexp_replace", "repeat", "replace", "right", "round", "row_number",
    "row_to_json", "rpad", "rtrim", "set_config", "setval", "split_part", "statement_timestamp", "string_agg",
    "string_to_array", "substring", "substr", "sum", "to_char", "to_date", "to_json", "to_jsonb", "to_timestamp",
    "trim", "trunc", "unnest", "upper",
})  # fmt: skip
_TYPES = frozenset({
    "bool", "boolean", "bytea", "date", "inet", "int2", "int4", "int8", "integer", "bigint", "smallint", "json",
    "jsonb", "name", "numeric", "float4", "float8", "record", "regclass", "text", "time", "timestamp",
    "timestamptz", "timetz", "trigger", "uuid", "varchar", "bpchar", "void", "interval", "oid", "xml", "cidr",
    "macaddr", "refcursor", "unknown",
})  # fmt: skip
_OPERATORS = frozenset({
    "=", "<>", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "%", "^", "||", "->", "->>", "#>", "#>>", "@>",
    "<@", "?", "?|", "?&", "&&", "~", "~*", "!~", "!~*", "~~", "~~*", "!~~", "!~~*",
})  # fmt: skip


def finds_all(function: Function) -> bool:
    """Whether every name in the body is qualified or PostgreSQL's own, as far as that is sure."""
    try:
        if function.language == "sql" and function.body is not None:
            return not any(_is_bare(one.stmt) for one in parser.parse_sql(function.body))
        if function.language == "plpgsql" and function.text:
            return not any(map(_is_bare, _expressions(read_body(function.text))))
    except (parser.ParseError, ValueError, RecursionError):
        return False
    return False


def trees(function: Function) -> tuple[ast.Node, ...]:
    """All that a body asks of SQL; nothing where its text does not show all of it."""
    try:
        if function.language == "sql" and function.body is not None:
            return tuple(one.stmt for one in parser.parse_sql(function.body) if one.stmt is not None)
        if function.language == "plpgsql" and function.text:
            return tuple(one for one in _expressions(read_body(function.text)) if one is not None)
    except (parser.ParseError, ValueError, RecursionError):
        return ()
    return function.statements


def bare_relations(function: Function) -> frozenset[str]:
    """The relations that the body names without a schema, as far as its text shows them."""
    found: set[str] = set()
    for root in trees(function):
        below = nodes(root)
        local = {one.ctename for one in below if isinstance(one, ast.CommonTableExpr)}
        found |= {
            one.relname
            for one in below
            if isinstance(one, ast.RangeVar)
            and one.relname
            and one.schemaname is None
            and one.relname not in local
        }
    return frozenset(found)


def _expressions(tree: Any) -> Iterator[ast.Node | None]:
    """The trees of all that a plpgsql body asks of SQL, and its variables' types as casts."""
    if isinstance(tree, list):
        for below in tree:
            yield from _expressions(below)
    elif isinstance(tree, dict):
        if "PLpgSQL_stmt_dynexecute" in tree or "PLpgSQL_stmt_dynfors" in tree:
            raise ValueError("the text of an EXECUTE is not known")
        declared = tree.get("PLpgSQL_type", {}).get("typname")
        if declared and declared.upper() != "UNKNOWN":
            yield parser.parse_sql(f"SELECT NULL::{declared.split('%')[0]}")[0].stmt
        query = tree.get("PLpgSQL_expr", {}).get("query")
        if query:
            yield _parsed(query)
        for below in tree.values():
            yield from _expressions(below)


def _parsed(query: str) -> ast.Node | None:
    """A statement, an expression, or the right side of an assignment."""
    try:
        return parser.parse_sql(query)[0].stmt
    except parser.ParseError:
        return parser.parse_sql(f"SELECT {query.rpartition(':=')[2]}")[0].stmt


def _is_bare(root: ast.Node | None) -> bool:
    found = nodes(root) if root is not None else ()
    local = {one.ctename for one in found if isinstance(one, ast.CommonTableExpr)}
    for node in found:
        match node:
            case ast.RangeVar(schemaname=None, relname=name) if name not in local:
                return True
            case ast.FuncCall(funcname=names) if len(names or ()) == 1 and words(names)[0] not in KNOWN:
                return True
            case ast.TypeName(names=names) if len(names or ()) == 1 and words(names)[0] not in _TYPES:
                return True
            case ast.A_Expr(name=names) if words(names)[-1:] and words(names)[-1] not in _OPERATORS:
                return node.kind in (0, 1, 2)
    return False
