"""The type and the nullability of an SQL expression, as far as the text tells.

`None` means "not known" for both: what a reader of the file cannot prove is left to the database.
Rules of type resolution: PostgreSQL manual, chapter 10; result types of functions: chapter 9.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct
from pglast import ast, enums
from pglast.stream import RawStream

from checker.names import canonical_type

UNKNOWN = "unknown"  # the type of a quoted literal before its surroundings give it one


class Value(Struct, frozen=True):
    """What is known of an expression: its type (as `format_type` writes it) and whether it can be NULL."""

    type: str | None = None
    nullable: bool | None = None


Lookup = Callable[[tuple[str, ...]], Value]
Subquery = Callable[[Any], "tuple[Value, ...] | None"]

_NUMBERS = ("smallint", "integer", "bigint", "numeric", "real", "double precision")
_TIMES = ("date", "timestamp without time zone", "timestamp with time zone")
_STRINGS = ("bpchar", "character varying", "text")

_GIVES = {
    "bigint": "count row_number rank dense_rank",
    "integer": "length char_length character_length octet_length position strpos ascii array_length cardinality "
    "array_upper array_lower array_position jsonb_array_length json_array_length ntile num_nulls num_nonnulls",
    "text": "initcap btrim ltrim rtrim concat concat_ws replace left right lpad rpad repeat reverse split_part "
    "substring substr to_char format md5 translate string_agg array_to_string quote_ident quote_literal "
    "encode chr jsonb_pretty regexp_replace overlay jsonb_typeof json_typeof jsonb_extract_path_text lower upper",
    "jsonb": "to_jsonb jsonb_build_object jsonb_build_array jsonb_agg jsonb_object_agg jsonb_set jsonb_insert "
    "jsonb_strip_nulls jsonb_extract_path jsonb_path_query_first jsonb_object",
    "json": "to_json json_build_object json_build_array json_agg json_object_agg row_to_json array_to_json",
    "boolean": "bool_and bool_or every starts_with jsonb_path_exists jsonb_exists isfinite",
    "timestamp with time zone": "now transaction_timestamp statement_timestamp clock_timestamp to_timestamp "
    "make_timestamptz",
    "double precision": "percent_rank cume_dist random pi date_part",
    "numeric": "to_number extract",
    "date": "to_date make_date",
    "uuid": "gen_random_uuid uuidv4 uuidv7",
    "interval": "make_interval justify_days justify_hours age",
    "text[]": "string_to_array regexp_split_to_array regexp_match",
}
_FIXED = {name: result for result, names in _GIVES.items() for name in names.split()}
_OF_STRINGS = {"lower", "upper", "substring", "substr", "btrim", "ltrim", "rtrim", "overlay", "reverse"}
_NEVER_NULL = {
    "count", "row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile", "now",
    "transaction_timestamp", "statement_timestamp", "clock_timestamp", "gen_random_uuid", "uuidv4", "uuidv7",
    "random", "pi", "concat", "jsonb_build_object", "jsonb_build_array", "json_build_object",
    "json_build_array", "num_nulls", "num_nonnulls",
}  # fmt: skip
_STRICT = {
    "lower", "upper", "length", "char_length", "btrim", "ltrim", "rtrim", "replace", "abs", "round", "floor",
    "ceil", "ceiling", "trunc", "date_trunc", "md5", "left", "right", "reverse", "initcap", "to_char", "extract",
    "to_jsonb", "to_json", "jsonb_array_length", "json_array_length", "jsonb_typeof", "json_typeof", "cardinality",
    "split_part", "octet_length", "lpad", "rpad", "repeat", "ascii", "strpos", "position", "quote_ident",
    "quote_literal", "timezone",
}  # fmt: skip
# These give NULL for a NULL, and may do so for something else.
STRICT_FUNCTIONS = _STRICT | {
    "array_length", "array_upper", "array_lower", "substring", "substr", "to_date", "to_timestamp", "to_number",
    "jsonb_extract_path", "jsonb_extract_path_text", "date_part", "age", "string_to_array", "regexp_match",
    "regexp_replace", "translate", "overlay", "sqrt", "power", "sign",
}  # fmt: skip
_SAME_AS_FIRST = {"abs", "lag", "lead", "first_value", "last_value", "nth_value", "array_append", "array_remove", "array_replace", "any_value"}  # fmt: skip
_AGGREGATES = {
    "count", "sum", "avg", "min", "max", "array_agg", "string_agg", "jsonb_agg", "json_agg", "jsonb_object_agg",
    "json_object_agg", "bool_and", "bool_or", "every", "stddev", "variance", "mode", "percentile_cont",
    "percentile_disc",
}  # fmt: skip
_COMPARISONS = {"=", "<>", "!=", "<", ">", "<=", ">=", "~", "~*", "!~", "!~*", "~~", "!~~", "~~*", "!~~*"}
_TESTS = {"@>", "<@", "?", "?|", "?&", "&&", "@@", "@?"}
_SQL_VALUES = {
    "DATE": "date", "TIME": "time with time zone", "TIMESTAMP": "timestamp with time zone",
    "LOCALTIME": "time without time zone", "LOCALTIMESTAMP": "timestamp without time zone", "ROLE": "name",
    "USER": "name", "SESSION": "name", "CATALOG": "name", "SCHEMA": "name",
}  # fmt: skip


def type_name(node: Any) -> str:
    """A type as it is written, in PostgreSQL's own spelling."""
    return canonical_type(RawStream()(node))


def bare(written: str | None) -> str | None:
    """The type without its modifiers: what a function gives that takes it."""
    if written is None or "(" not in written:
        return written
    before, _, rest = written.partition("(")
    # Without a length, `character` would mean one of 1.
    before = {"character": "bpchar", "bit": '"bit"'}.get(before, before)
    return f"{before}{rest.partition(')')[2]}"


def common(types: Sequence[str | None], literals: Sequence[bool] = ()) -> str | None:
    """The type that UNION, CASE and COALESCE give (manual, 10.5); modifiers stay only where all agree."""
    known = [t for t in types if t != UNKNOWN]
    if not known:
        return UNKNOWN
    if None in known:
        return None
    if len(set(known)) == 1:
        return known[0] if len(known) == len(types) and not any(literals) else bare(known[0])
    plain = {bare(t) for t in known}
    if len(plain) == 1:
        return plain.pop()
    if plain <= set(_NUMBERS):
        return max((t for t in plain if t), key=_NUMBERS.index)
    # Strings convert into each other both ways, so none is chosen over the first.
    return bare(known[0]) if plain <= set(_STRINGS) else None


def either(values: Sequence[bool | None]) -> bool | None:
    """Whether a strict operation over these can give NULL: yes where one can, no where none can."""
    if any(value is True for value in values):
        return True
    return False if all(value is False for value in values) else None


class Expression:
    """Tells of expressions in one SELECT: `lookup` knows its columns, `subquery` reads a nested SELECT."""

    def __init__(self, lookup: Lookup, subquery: Subquery) -> None:
        self._lookup = lookup
        self._subquery = subquery

    def value(self, node: Any) -> Value:
        """Type and nullability of one expression."""
        match type(node).__name__:
            case "ColumnRef":
                names = tuple(str(field.sval) for field in node.fields if isinstance(field, ast.String))
                return self._lookup(names) if len(names) == len(node.fields) else Value()
            case "A_Const":
                return _constant(node)
            case "TypeCast":
                return Value(type_name(node.typeName), self.value(node.arg).nullable)
            case "FuncCall":
                return self._function(node)
            case "CoalesceExpr":
                values = [self.value(arg) for arg in node.args]
                nullable = [value.nullable for value in values]
                proven = False if False in nullable else True if all(nullable) else None
                return Value(settled(common([value.type for value in values])), proven)
            case "CaseExpr":
                return self._case(node)
            case "A_Expr":
                return self._operator(node)
            case "BoolExpr":
                values = [self.value(arg) for arg in node.args]
                return Value("boolean", False if all(v.nullable is False for v in values) else None)
            case "NullTest" | "BooleanTest":
                return Value("boolean", False)
            case "SubLink":
                return self._sublink(node)
            case "SQLValueFunction":
                word = enums.SQLValueFunctionOp(node.op).name.removeprefix("SVFOP_").removeprefix("CURRENT_")
                return Value(_SQL_VALUES.get(word.removesuffix("_N").split("_")[0]), False)
            case "MinMaxExpr":
                values = [self.value(arg) for arg in node.args]
                proven = False if any(value.nullable is False for value in values) else None
                return Value(settled(common([value.type for value in values])), proven)
            case "A_ArrayExpr":
                inner = common([self.value(element).type for element in node.elements or ()])
                # An array of arrays has the type of an array of their elements.
                return Value(None if inner is None else f"{str(settled(inner)).removesuffix('[]')}[]", False)
            case "CollateClause":
                return self.value(node.arg)
        return Value()

    def _case(self, node: Any) -> Value:
        # ELSE is the first candidate for the type, wherever it stands (parse_expr.c, transformCaseExpr).
        values = [Value(UNKNOWN, True) if node.defresult is None else self.value(node.defresult)]
        values += [self.value(when.result) for when in node.args or ()]
        certain = node.defresult is not None and all(value.nullable is False for value in values)
        return Value(settled(common([value.type for value in values])), False if certain else None)

    def _sublink(self, node: Any) -> Value:
        match node.subLinkType:
            case enums.SubLinkType.EXISTS_SUBLINK:
                return Value("boolean", False)
            case enums.SubLinkType.EXPR_SUBLINK:
                inner = self._subquery(node.subselect)
                if not inner or len(inner) != 1:
                    return Value()
                return Value(inner[0].type, inner[0].nullable if gives_one_row(node.subselect) else None)
            case enums.SubLinkType.ARRAY_SUBLINK:
                inner = self._subquery(node.subselect)
                if not inner or inner[0].type is None:
                    return Value(None, False)
                return Value(f"{bare(settled(inner[0].type))}[]", False)
        return Value("boolean", None)

    def _operator(self, node: Any) -> Value:
        left = self.value(node.lexpr) if node.lexpr is not None else None
        kinds = enums.A_Expr_Kind
        match node.kind:
            case kinds.AEXPR_DISTINCT | kinds.AEXPR_NOT_DISTINCT:
                return Value("boolean", False)
            case kinds.AEXPR_NULLIF:
                other = self.value(node.rexpr).type
                return Value(_nullif_type(left.type if left else None, other), None)
            case kinds.AEXPR_OP:
                right = self.value(node.rexpr)
                name = node.name[-1].sval
                if left is None:
                    known = name in ("+", "-") and bare(right.type) in (*_NUMBERS, "interval")
                    return Value(bare(right.type) if known else None, right.nullable)
                nullable = _operator_null(name, [left.nullable, right.nullable])
                plain = {bare(left.type), bare(right.type)}
                if name == "||" and nullable and plain.isdisjoint((*_STRINGS, "jsonb")):
                    nullable = None  # an array stays what it is beside NULL
                return Value(_operator_type(name, left.type, right.type), nullable)
            case kinds.AEXPR_IN:
                items = [self.value(item).nullable for item in node.rexpr]
                return Value("boolean", either([left.nullable if left else None, *items]))
        return Value("boolean", None)

    def _function(self, node: Any) -> Value:
        names = [part.sval for part in node.funcname]
        if len(names) > 1 and names[0] != "pg_catalog":
            return Value()
        name = names[-1]
        values = [self.value(arg) for arg in node.args or ()]
        first = settled(values[0].type) if values else None
        nullable: bool | None = None
        if name in _NEVER_NULL:
            nullable = False
        elif name in _STRICT:
            nullable = either([value.nullable for value in values])
        return Value(_function_type(name, first, [settled(v.type) for v in values]), nullable)


def _function_type(name: str, first: str | None, types: list[str | None]) -> str | None:
    plain = bare(first)
    if name in _FIXED:
        # Of bytea and of ranges, functions of these names give something else.
        other = _FIXED[name] == "text" and types and plain not in _STRINGS and name in _OF_STRINGS
        return None if other else _FIXED[name]
    if name in ("min", "max"):
        return "text" if plain == "character varying" else plain
    if name == "sum":
        return {"smallint": "bigint", "integer": "bigint", "bigint": "numeric"}.get(plain or "", plain)
    if name == "avg":
        return {
            "real": "double precision",
            "smallint": "numeric",
            "integer": "numeric",
            "bigint": "numeric",
        }.get(plain or "", plain)
    if name == "array_agg":
        return None if plain is None or plain.endswith("[]") else f"{plain}[]"
    if name == "unnest":
        return plain.removesuffix("[]") if plain and plain.endswith("[]") else None
    if name in ("round", "floor", "ceil", "ceiling", "trunc", "sign", "sqrt", "exp", "ln", "power"):
        return "numeric" if plain == "numeric" else "double precision" if plain in _NUMBERS else None
    if name == "date_trunc":
        second = bare(types[1]) if len(types) > 1 else None
        return {"date": "timestamp with time zone"}.get(second or "", second)
    if name == "timezone" and len(types) > 1:
        zones = ["timestamp with time zone", "timestamp without time zone"]
        return zones[1 - zones.index(types[1])] if types[1] in zones else None
    return plain if name in _SAME_AS_FIRST else None


def _operator_type(name: str, left: str | None, right: str | None) -> str | None:
    if name in _COMPARISONS or name in _TESTS:
        return "boolean"
    if name in ("->>", "#>>"):
        return "text"
    a, b = bare(left), bare(right)
    if name in ("->", "#>"):
        return a if a in ("json", "jsonb") else None
    if name == "||":
        if a == b and a not in (None, UNKNOWN):
            return "text" if a in _STRINGS else a
        plain = {
            t for t in (a, b) if t and not t.endswith("[]") and t not in ("json", "jsonb", "bytea", "bit")
        }
        return "text" if len(plain) == len({a, b}) and plain & {*_STRINGS} | plain & {UNKNOWN} else None
    if name in ("+", "-", "*", "/", "%"):
        if a == UNKNOWN or b == UNKNOWN:
            a = b = b if a == UNKNOWN else a
        if a in _NUMBERS and b in _NUMBERS:
            wide = common([a, b])
            return "double precision" if "real" in (a, b) and a != b else wide
        dates = {
            ("date", "-", "date"): "integer", ("date", "+", "integer"): "date", ("date", "-", "integer"): "date",
            ("interval", "+", "interval"): "interval", ("interval", "-", "interval"): "interval",
        }  # fmt: skip
        if a in _TIMES and b == "interval" and name in ("+", "-"):
            return "timestamp without time zone" if a == "date" else a
        if name == "-" and a in _TIMES and b in _TIMES and (a, b) != ("date", "date"):
            return "interval"
        if a == "interval" and b in _NUMBERS and name in ("*", "/"):
            return "interval"
        return dates.get((a or "", name, b or ""))
    return None


def _nullif_type(left: str | None, right: str | None) -> str | None:
    """The left operand's type, as the `=` takes it; its modifiers stay where it is compared as it is."""
    a, b = bare(left), bare(right)
    if a is None or b is None:
        return None
    if a == UNKNOWN:
        return "text" if b in ("text", "character varying", UNKNOWN) else b
    if a in ("text", "character varying") and b in (*_STRINGS, UNKNOWN):
        return "bpchar" if (a, b) == ("character varying", "bpchar") else "text"
    if a == "bpchar" and b in (*_STRINGS, UNKNOWN):
        return "text" if b == "text" else left
    floats = ("real", "double precision")
    if a in _NUMBERS and b in _NUMBERS and a not in floats:
        whole = a != "numeric" and b == "numeric"
        return "double precision" if b in floats else "numeric" if whole else left
    alike = b in (a, UNKNOWN) or (a in floats and b in _NUMBERS) or (a in _TIMES and b in _TIMES)
    return left if alike else None


def _operator_null(name: str, operands: list[bool | None]) -> bool | None:
    """Operators are strict; a subscript of JSON can be NULL whatever stands around it."""
    return None if name in ("->", "->>", "#>", "#>>") else either(operands)


def settled(written: str | None) -> str | None:
    """A literal that nothing gave a type is text (manual, 10.6)."""
    return "text" if written == UNKNOWN else written


def _constant(node: Any) -> Value:
    if node.isnull:
        return Value(UNKNOWN, True)
    match type(node.val).__name__:
        case "Integer":
            return Value("integer", False)
        case "Float":
            written = node.val.fval
            return Value("bigint" if written.isdigit() and int(written) < 2**63 else "numeric", False)
        case "Boolean":
            return Value("boolean", False)
        case "String":
            return Value(UNKNOWN, False)
    return Value()


def gives_one_row(select: Any) -> bool:
    """Whether a subquery gives one row whatever there is: an aggregate without GROUP BY, HAVING or LIMIT."""
    return bool(
        isinstance(select, ast.SelectStmt)
        and not select.groupClause
        and select.havingClause is None
        and select.limitCount is None
        and select.limitOffset is None
        and any(_has_aggregate(target.val) for target in select.targetList or ())
    )


def _has_aggregate(node: Any) -> bool:
    match type(node).__name__:
        case "FuncCall":
            return node.over is None and (
                node.funcname[-1].sval in _AGGREGATES or any(_has_aggregate(arg) for arg in node.args or ())
            )
        case "CoalesceExpr":
            return any(_has_aggregate(arg) for arg in node.args)
        case "TypeCast":
            return _has_aggregate(node.arg)
    return False
