"""Whether a condition lets a row through in which something is NULL: three-valued logic (manual, 9.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal

from msgspec import Struct
from pglast import ast, enums

from checker.shape.expression import STRICT_FUNCTIONS

Verdict = Literal["kept", "removed", "unsure"]
IsNull = Callable[[tuple[str, ...]], bool]

# Not `||`: of an array and NULL it makes the array.
_STRICT_OPERATORS = {
    "=", "<>", "!=", "<", ">", "<=", ">=", "~", "~*", "!~", "!~*", "~~", "!~~", "~~*", "!~~*", "@>", "<@", "&&", "?",
    "?|", "?&", "@@", "@?", "+", "-", "*", "/", "%", "->", "->>", "#>", "#>>", "^",
}  # fmt: skip
_ANY = frozenset("TFN")


class _Outcome(Struct, frozen=True):
    """What a condition may come to: T(rue), F(alse), N(ULL); `sure` is False where the text does not tell which."""

    values: frozenset[str]
    sure: bool = True


def verdict(condition: Any, is_null: IsNull) -> Verdict:
    """What becomes of the rows in which each column that `is_null` names is NULL.

    `removed`: the condition is never true of them; `kept`: it may be; `unsure`: that hangs on something
    that is not known here, such as what a function makes of a NULL.
    """
    outcome = _Logic(is_null).of(condition)
    if "T" not in outcome.values:
        return "removed"
    return "kept" if outcome.sure else "unsure"


def admits(check: Any, is_null: IsNull) -> Verdict:
    """What a CHECK makes of such rows: one that comes to NULL lets them in; `unsure` where it hangs on other columns."""
    outcome = _Logic(is_null).of(check)
    if outcome.values == {"F"}:
        return "removed"
    return "kept" if outcome.sure and "F" not in outcome.values else "unsure"


def references(node: Any) -> Iterator[tuple[str, ...]]:
    """The names of all columns that an expression mentions, those in its subqueries included."""
    if isinstance(node, tuple | list):
        for item in node:
            yield from references(item)
    elif isinstance(node, ast.ColumnRef):
        fields = node.fields or ()
        names = tuple(str(part.sval) for part in fields if isinstance(part, ast.String))
        if len(names) == len(fields):
            yield names
    elif isinstance(node, ast.Node):
        for name in node:
            yield from references(getattr(node, name))


class _Logic:
    def __init__(self, is_null: IsNull) -> None:
        self._is_null = is_null

    def of(self, node: Any) -> _Outcome:
        """What a boolean expression may come to."""
        match type(node).__name__:
            case "BoolExpr":
                return self._boolean(node)
            case "A_Const" if node.isnull:
                return _Outcome(frozenset("N"))
            case "A_Const" if isinstance(node.val, ast.Boolean):
                return _Outcome(frozenset("T" if node.val.boolval else "F"))
            case "NullTest":
                null = self.null(node.arg)
                wanted = node.nulltesttype == enums.NullTestType.IS_NULL
                if null is None:
                    return _Outcome(frozenset("TF"), sure=False)
                if null == "free":
                    return _Outcome(frozenset("TF"))
                return _Outcome(frozenset("T" if (null == "null") == wanted else "F"))
            case "BooleanTest":
                return self._test(node)
            case "A_Expr":
                return self._comparison(node)
            case "SubLink" if node.subLinkType == enums.SubLinkType.ANY_SUBLINK:
                # `x IN (SELECT …)` is NULL or, over no rows, false.
                return self._strict([node.testexpr], frozenset("NF"), also=node.subselect)
        null = self.null(node)
        if null == "null":
            return _Outcome(frozenset("N"))
        return _Outcome(_ANY, sure=null == "free")

    def _boolean(self, node: Any) -> _Outcome:
        parts = [self.of(arg) for arg in node.args]
        sure = all(part.sure for part in parts)
        if node.boolop == enums.BoolExprType.NOT_EXPR:
            return _Outcome(frozenset({"T": "F", "F": "T", "N": "N"}[v] for v in parts[0].values), sure)
        # The first of these that any part has decides; the last one holds only where all parts have it.
        order = "FNT" if node.boolop == enums.BoolExprType.AND_EXPR else "TNF"
        possible = set(parts[0].values)
        for part in parts[1:]:
            possible = {min(a, b, key=order.index) for a in possible for b in part.values}
        if node.boolop == enums.BoolExprType.OR_EXPR:
            # One arm that may be true is enough, whatever is not known of the others.
            sure = sure or any(part.sure and "T" in part.values for part in parts)
        return _Outcome(frozenset(possible), sure)

    def _test(self, node: Any) -> _Outcome:
        kinds = enums.BoolTestType
        arg = self.of(node.arg)
        true = {
            kinds.IS_TRUE: "T", kinds.IS_NOT_TRUE: "FN", kinds.IS_FALSE: "F", kinds.IS_NOT_FALSE: "TN",
            kinds.IS_UNKNOWN: "N", kinds.IS_NOT_UNKNOWN: "TF",
        }[node.booltesttype]  # fmt: skip
        return _Outcome(frozenset("T" if value in true else "F" for value in arg.values), arg.sure)

    def _comparison(self, node: Any) -> _Outcome:
        kinds = enums.A_Expr_Kind
        match node.kind:
            case kinds.AEXPR_DISTINCT | kinds.AEXPR_NOT_DISTINCT:
                both = {self.null(node.lexpr), self.null(node.rexpr)}
                if None in both:
                    return _Outcome(frozenset("TF"), sure=False)
                if both not in ({"null"}, {"null", "never"}):
                    return _Outcome(frozenset("TF"))
                same = both == {"null"}
                return _Outcome(frozenset("T" if same == (node.kind == kinds.AEXPR_NOT_DISTINCT) else "F"))
            case (
                kinds.AEXPR_BETWEEN
                | kinds.AEXPR_NOT_BETWEEN
                | kinds.AEXPR_BETWEEN_SYM
                | kinds.AEXPR_NOT_BETWEEN_SYM
            ):
                return self._strict([node.lexpr], frozenset("N"), also=node.rexpr)
            case kinds.AEXPR_IN:
                return self._strict([node.lexpr], frozenset("N"), also=node.rexpr)
            case kinds.AEXPR_OP_ANY | kinds.AEXPR_OP_ALL:
                # Over an empty array, ANY is false and ALL is true.
                empty = "NF" if node.kind == kinds.AEXPR_OP_ANY else "NT"
                found = self._strict([node.rexpr], frozenset("N"))
                return (
                    found
                    if found.values == {"N"}
                    else self._strict([node.lexpr], frozenset(empty), also=node.rexpr)
                )
            case kinds.AEXPR_OP | kinds.AEXPR_LIKE | kinds.AEXPR_ILIKE | kinds.AEXPR_SIMILAR:
                if node.name[-1].sval in _STRICT_OPERATORS or node.kind != kinds.AEXPR_OP:
                    return self._strict([node.lexpr, node.rexpr], frozenset("N"))
        return _Outcome(_ANY, sure=not self._mentions(node))

    def _strict(self, operands: list[Any], null: frozenset[str], also: Any = None) -> _Outcome:
        """An operation that comes to `null` where an operand is NULL."""
        if any(self.null(operand) == "null" for operand in operands if operand is not None):
            # What hangs on whether there are any rows or elements is not sure.
            return _Outcome(null, sure=len(null) == 1)
        return _Outcome(_ANY, sure=not self._mentions([operands, also]))

    def _mentions(self, node: Any) -> bool:
        return any(self._is_null(names) for names in references(node))

    def null(self, node: Any) -> Literal["null", "never", "free"] | None:
        """Whether an expression is NULL, never is, or may be independently of the columns; None where unsure."""
        match type(node).__name__:
            case "ColumnRef":
                names = tuple(str(part.sval) for part in node.fields if isinstance(part, ast.String))
                return "null" if self._is_null(names) else "free"
            case "A_Const":
                return "null" if node.isnull else "never"
            case "TypeCast" | "CollateClause":
                return self.null(node.arg)
            case "FuncCall" if node.funcname[-1].sval in STRICT_FUNCTIONS and node.over is None:
                if any(self.null(arg) == "null" for arg in node.args or ()):
                    return "null"
            case "A_Expr" if (
                node.kind == enums.A_Expr_Kind.AEXPR_OP and node.name[-1].sval in _STRICT_OPERATORS
            ):
                if any(self.null(arg) == "null" for arg in (node.lexpr, node.rexpr) if arg is not None):
                    return "null"
            case "CoalesceExpr":
                states = [self.null(arg) for arg in node.args]
                if set(states) == {"null"}:
                    return "null"
                if "never" in states and None not in states[: states.index("never")]:
                    return "never"
        return None if self._mentions(node) else "free"
