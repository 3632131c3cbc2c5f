"""The name that an output column gets where the SELECT gives it none."""

from __future__ import annotations

from typing import Any

from pglast import ast, enums


def column_name(node: Any) -> str:
    """The name that PostgreSQL gives an output column without AS (parse_target.c, FigureColname)."""
    return _figure(node)[0] or "?column?"


def _figure(node: Any) -> tuple[str | None, int]:
    """The name and how strong it is: 2 a real name, 1 a type's or a CASE's, 0 none."""
    match type(node).__name__:
        case "ColumnRef":
            names = [field.sval for field in node.fields if isinstance(field, ast.String)]
            return (names[-1], 2) if names else (None, 0)
        case "A_Indirection":
            names = [step.sval for step in node.indirection if isinstance(step, ast.String)]
            return (names[-1], 2) if names else _figure(node.arg)
        case "FuncCall":
            return node.funcname[-1].sval, 2
        case "A_Expr" if node.kind == enums.A_Expr_Kind.AEXPR_NULLIF:
            return "nullif", 2
        case "TypeCast":
            name, strength = _figure(node.arg)
            written = node.typeName.names
            return (written[-1].sval, 1) if strength <= 1 and written else (name, strength)
        case "CollateClause":
            return _figure(node.arg)
        case "SubLink":
            return _figure_sublink(node)
        case "CaseExpr":
            name, strength = _figure(node.defresult)
            return (name, strength) if strength == 2 else ("case", 1)
        case "MinMaxExpr":
            return ("greatest" if node.op == enums.MinMaxOp.IS_GREATEST else "least"), 2
        case "SQLValueFunction":
            return enums.SQLValueFunctionOp(node.op).name.removeprefix("SVFOP_").removesuffix("_N").lower(), 2
        case "XmlExpr":
            name = enums.XmlExprOp(node.op).name.removeprefix("IS_").lower()
            return (name, 2) if name.startswith("xml") and name != "xmlserialize" else (None, 0)
        case "JsonFuncExpr":
            return enums.JsonExprOp(node.op).name.removesuffix("_OP").lower(), 2
    fixed = _NAMED_AFTER_THEMSELVES.get(type(node).__name__)
    return (fixed, 2) if fixed else (None, 0)


_NAMED_AFTER_THEMSELVES = {
    "A_ArrayExpr": "array", "RowExpr": "row", "CoalesceExpr": "coalesce", "GroupingFunc": "grouping",
    "XmlSerialize": "xmlserialize", "JsonParseExpr": "json", "JsonScalarExpr": "json_scalar",
    "JsonSerializeExpr": "json_serialize", "JsonObjectConstructor": "json_object",
    "JsonArrayConstructor": "json_array", "JsonArrayQueryConstructor": "json_array",
    "JsonObjectAgg": "json_objectagg", "JsonArrayAgg": "json_arrayagg",
}  # fmt: skip


def _figure_sublink(node: Any) -> tuple[str | None, int]:
    match node.subLinkType:
        case enums.SubLinkType.EXISTS_SUBLINK:
            return "exists", 2
        case enums.SubLinkType.ARRAY_SUBLINK:
            return "array", 2
        case enums.SubLinkType.EXPR_SUBLINK if getattr(node.subselect, "targetList", None):
            target = node.subselect.targetList[0]
            return (target.name, 2) if target.name else _figure(target.val)
    return None, 0
