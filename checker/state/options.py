"""What stands in `WITH (…)` and behind SET."""

from __future__ import annotations

from typing import Any

from pglast import ast

from checker.state.names import type_name


def options(items: tuple[Any, ...] | None) -> dict[str, str]:
    """`WITH (…)` as names and values; an option without a value is `true`."""
    found = {}
    for item in items or ():
        if isinstance(item, ast.DefElem) and item.defname:
            found[item.defname.lower()] = option_value(item.arg)
    return found


def option_value(value: object) -> str:
    """The text of an option's value, as the catalog has it; of one without a value `true`."""
    match value:
        case None:
            return "true"
        case ast.String():
            return str(value.sval)
        case ast.Integer():
            return str(value.ival)
        case ast.Float():
            return str(value.fval)
        case ast.Boolean():
            return "true" if value.boolval else "false"
        case ast.TypeName():
            return type_name(value)
    return ""


def constant(node: Any) -> str:
    """The text of a constant, as SET takes it."""
    if isinstance(node, ast.A_Const):
        return "" if node.isnull else option_value(node.val)
    if isinstance(node, ast.TypeCast):
        return constant(node.arg)
    return ""
