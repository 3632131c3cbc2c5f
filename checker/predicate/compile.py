"""A predicate's tree → a function of one row."""

# pglast types every field of a node as optional; which ones are there, the grammar says.
# mypy: disable-error-code="union-attr, index, arg-type, misc, no-any-return, operator, assignment"

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, Literal

from msgspec import Struct, field
from pglast import ast
from pglast.enums import A_Expr_Kind as Kind
from pglast.enums import BoolExprType, BoolTestType, NullTestType, SQLValueFunctionOp, SubLinkType
from pglast.stream import RawStream

from checker.predicate.caller import Caller
from checker.predicate.claims import claim_path, constant, is_builtin, literal
from checker.predicate.known import (
    ALIKE,
    ALWAYS,
    LOSSY_CASTS,
    NEVER_BELOW_0,
    NOW,
    OF_THE_CALLER,
    PURE,
    TEXT_CASTS,
)
from checker.predicate.logic import (
    ERROR,
    Own,
    Undecided,
    Value,
    all_of,
    any_of,
    boolean,
    day,
    negate,
    same,
)
from checker.predicate.operators import finds_own, is_bounded
from checker.predicate.subquery import member, subquery
from checker.predicate.variables import Env, Group, Run, Scope, Term, Var

_ORDER = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_ANYTHING = ("", "^", "$", ".*", "^.*", ".*$", "^.*$")  # regular expressions that every text matches
_PATTERNS = {Kind.AEXPR_LIKE, Kind.AEXPR_ILIKE, Kind.AEXPR_SIMILAR}


class Compiler(Struct):
    """Compiles one predicate for one caller. `columns` are those of the relations that are known.

    `nulls` False leaves NULL out of the rows; `naive` reads `NULL <> x` as many a writer does: as TRUE. `apart` leaves it open what
    of other tables the caller sees, as their own policies have it. `given` are values of what all rows see alike (`tableoid`,
    `now()`), where they are known.
    """

    caller: Caller
    relation: str = ""
    columns: Mapping[str, Iterable[str]] = field(default_factory=dict)
    nulls: bool = True
    naive: bool = False
    apart: bool = False
    given: Mapping[str, Value] = field(default_factory=dict)
    scopes: list[Scope] = field(default_factory=list)
    variables: dict[str, Var] = field(default_factory=dict)
    read_tables: list[set[str]] = field(default_factory=list)
    depth: int = 0

    def __post_init__(self) -> None:
        self.scopes = [Scope({self.relation: (self.relation, set())})]

    def truth(self, node: ast.Node) -> Run:
        """The function of a boolean expression."""
        term = self.value(node)
        for atom in term.atoms:
            if isinstance(atom, Var):
                atom.boolean = True
        return lambda env: boolean(term.run(env))

    def value(self, node: Any) -> Term:
        self.depth += 1
        if self.depth > 150:
            raise Undecided("an expression this deep")
        try:
            path = claim_path(node, self.caller)
            return self._constant(self.caller.claim(*path)) if path is not None else self._value(node)
        finally:
            self.depth -= 1

    def _value(self, node: Any) -> Term:
        match node:
            case ast.A_Const():
                return self._constant(literal(node))
            case ast.ColumnRef():
                return self._column(node)
            case ast.BoolExpr(boolop=op):
                parts = [self.truth(arg) for arg in node.args]
                if op == BoolExprType.NOT_EXPR:
                    return Term(lambda env: negate(parts[0](env)))
                join = all_of if op == BoolExprType.AND_EXPR else any_of
                return Term(lambda env: join(part(env) for part in parts))
            case ast.A_Expr():
                return self._operator(node)
            case ast.NullTest():
                term, wanted = self.value(node.arg), node.nulltesttype == NullTestType.IS_NULL
                return Term(lambda env: ERROR if (v := term.run(env)) is ERROR else (v is None) == wanted)
            case ast.BooleanTest():
                part, test = self.truth(node.arg), node.booltesttype
                is_not = test in (
                    BoolTestType.IS_NOT_TRUE,
                    BoolTestType.IS_NOT_FALSE,
                    BoolTestType.IS_NOT_UNKNOWN,
                )
                goal = {"TRUE": True, "FALSE": False}.get(test.name.rsplit("_", 1)[-1])
                return Term(lambda env: ERROR if (v := part(env)) is ERROR else (v is goal) != is_not)
            case ast.CoalesceExpr():
                terms = [self.value(arg) for arg in node.args]
                return _either(
                    terms, lambda env: next((v for t in terms if (v := t.run(env)) is not None), None)
                )
            case ast.CaseExpr():
                return self._case(node)
            case ast.TypeCast():
                return self._cast(node)
            case ast.CollateClause():
                return self.value(node.arg)
            case ast.SubLink():
                return subquery(self, node)
            case ast.SQLValueFunction(op=op) if op.name.startswith(
                ("SVFOP_CURRENT_D", "SVFOP_CURRENT_T", "SVFOP_LOCALT")
            ):
                said = "now()" if "STAMP" in op.name else op.name.removeprefix("SVFOP_").lower()
                return self._alike(said)
            case ast.SQLValueFunction(op=SQLValueFunctionOp.SVFOP_CURRENT_CATALOG):
                return self._alike("current_database()")
            case ast.SQLValueFunction(op=SQLValueFunctionOp.SVFOP_CURRENT_SCHEMA):
                return self._alike("current_schema()", null=True)
            case ast.SQLValueFunction():
                return self._constant(self.caller.role)
            case ast.FuncCall():
                return self._call(node)
            case ast.ParamRef(number=number) if f"${number}" in self.given:
                return self._constant(self.given[f"${number}"])
        return self.unknown(node, [])

    def _constant(self, value: Value) -> Term:
        return Term(lambda _: value, () if value is None or value is ERROR else (value,))

    def _alike(self, said: str, *, null: bool = False) -> Term:
        if said in self.given:
            return self._constant(self.given[said])
        return self.read(self.variable(said, "env", null=null))

    def read(self, var: Var) -> Term:
        return Term(lambda env: env[var], (var,))

    def variable(
        self, key: str, kind: Literal["row", "env", "free"], scope: Scope | None = None, **more: Any
    ) -> Var:
        if key not in self.variables:
            self.variables[key] = Var(key, kind, **more)
            (scope or self.scopes[0]).vars.append(self.variables[key])
        return self.variables[key]

    def _column(self, node: ast.ColumnRef) -> Term:
        if not all(isinstance(part, ast.String) for part in node.fields):
            raise Undecided("a whole row as a value")
        *qualifier, name = (part.sval for part in node.fields)
        own = name == "tableoid" and qualifier == [self.relation]
        if name in self.given and (own or (not qualifier and len(self.scopes) == 1)):
            return self._constant(self.given[name])
        for scope in reversed(self.scopes):
            for alias, (relation, seen) in scope.tables.items():
                known = self.columns.get(relation)
                found = alias == qualifier[-1] if qualifier else name in (seen if known is None else known)
                if found or (not qualifier and known is None and len(scope.tables) == 1):
                    prefix = "" if scope is self.scopes[0] else f"{id(scope)}.{alias}."
                    return self.read(self.variable(prefix + name, "row", scope, null=self.nulls))
        # Of a row that is of no one relation, columns of the same name are told apart by their tables' names.
        whole = name if self.relation else ".".join((*qualifier[-1:], name))
        return self.read(self.variable(whole, "row", null=self.nulls))

    def relate(self, left: Term, right: Term, *, ordered: bool = False) -> Group | None:
        atoms = (*left.atoms, *right.atoms)
        variables = [atom for atom in atoms if isinstance(atom, Var)]
        if not variables:
            return None
        group = variables[0].group
        for var in variables:
            if var.group is not group:
                other = var.group
                group.members += other.members
                group.constants |= other.constants
                group.ordered |= other.ordered
                for member in other.members:
                    member.group = group
        group.constants |= {atom: None for atom in atoms if not isinstance(atom, Var)}
        group.ordered |= ordered
        return group

    def equal(self, left: Term, right: Term) -> Run:
        self.relate(left, right)
        if self.naive:
            return lambda env: False if None in (a := left.run(env), b := right.run(env)) else same(a, b)
        return lambda env: same(left.run(env), right.run(env))

    def _compare(self, op: str, left: Term, right: Term) -> Run:
        if op in ("=", "<>", "!="):
            equal = self.equal(left, right)
            return equal if op == "=" else lambda env: negate(equal(env))
        if is_bounded(op, left, right) or is_bounded(_TURNED[op], right, left):
            return lambda env: _strict([left, right], env, True)
        self.relate(left, right, ordered=True)
        anchor = next((atom for atom in (*left.atoms, *right.atoms) if isinstance(atom, Var)), None)

        def run(env: Env) -> Value:
            a, b = left.run(env), right.run(env)
            if ERROR in (a, b):
                return ERROR
            if a is None or b is None:
                return None
            ranks: Mapping[Value, Any] = anchor.group.ranks if anchor else {}
            x, y = (ranks.get(v, v if isinstance(v, Fraction) else None) for v in (a, b))
            if x is None or y is None:
                x, y = day(a), day(b)
                if x is None or y is None or x == y:
                    raise Undecided(f"whether {a} {op} {b}")
            return _ORDER[op](x, y)

        return run

    def _operator(self, node: ast.A_Expr) -> Term:
        kind, op = node.kind, node.name[-1].sval
        if not is_builtin(node.name):
            return self.unknown(node, [])
        comparing = op in _ORDER or op in ("=", "<>", "!=")
        if kind in (Kind.AEXPR_OP_ANY, Kind.AEXPR_OP_ALL) and comparing:
            return Term(self._array(node, op))
        if kind == Kind.AEXPR_IN:
            runs = [self._rows("=", node.lexpr, item) for item in node.rexpr]
            return Term(_not_if(op == "<>", lambda env: any_of(run(env) for run in runs)))
        if "BETWEEN" in kind.name:
            value, (low, high) = self.value(node.lexpr), (self.value(bound) for bound in node.rexpr)
            pairs = [(low, high)] if "SYM" not in kind.name else [(low, high), (high, low)]
            spans = [(self._compare(">=", value, a), self._compare("<=", value, b)) for a, b in pairs]
            within: Run = lambda env: any_of([all_of([a(env), b(env)]) for a, b in spans])  # noqa: E731
            return Term(_not_if("NOT" in kind.name, within))
        if kind in (Kind.AEXPR_DISTINCT, Kind.AEXPR_NOT_DISTINCT):
            a, b = self.value(node.lexpr), self.value(node.rexpr)
            self.relate(a, b)
            return Term(
                _not_if(kind == Kind.AEXPR_DISTINCT, lambda env: _not_distinct(a.run(env), b.run(env)))
            )
        if kind == Kind.AEXPR_NULLIF:
            term, equal = self.value(node.lexpr), self._rows("=", node.lexpr, node.rexpr)
            return Term(lambda env: None if equal(env) is True else term.run(env), term.atoms)
        if kind == Kind.AEXPR_OP and comparing and node.lexpr is not None:
            return Term(self._rows(op, node.lexpr, node.rexpr))
        return self._derived(node, op)

    def _derived(self, node: ast.A_Expr, op: str) -> Term:
        """An operator of which only this is known: NULL in, NULL out, and what its results range over."""
        args = [self.value(arg) for arg in (node.lexpr, node.rexpr) if arg is not None]
        pattern = node.kind in _PATTERNS or op.lstrip("!") in ("~~", "~~*")
        if pattern and constant(node.rexpr):
            text = str(literal(constant(node.rexpr)))
            negated = op.startswith("!")
            if text and not text.strip("%"):
                return Term(lambda env: None if args[0].run(env) is None else not negated)
            if op.lstrip("!") == "~~" and node.kind != Kind.AEXPR_SIMILAR and not set(text) & set("%_\\"):
                return Term(self._rows("<>" if negated else "=", node.lexpr, node.rexpr))
        regular = constant(node.rexpr) if op.lstrip("!") in ("~", "~*") else None
        if regular and literal(regular) in _ANYTHING:
            return Term(lambda env: None if args[0].run(env) is None else not op.startswith("!"))
        if op == "||" and (parts := [constant(arg) for arg in (node.lexpr, node.rexpr)]) and all(parts):
            texts = [literal(part) for part in parts]
            if all(isinstance(text, str) for text in texts):
                return self._constant("".join(map(str, texts)))
        onto = op in ("->", "->>", "#>", "#>>") or (op in "+-" and len({*args[0].atoms, *args[-1].atoms}) < 3)
        predicate = pattern or op.lstrip("!") in ("~", "~*", "@>", "<@", "&&", "?", "?|", "?&")
        if predicate and self.caller.stranger and finds_own(node, op.lstrip("!"), pattern, *args):
            return Term(lambda env: _strict(args, env, op.startswith("!")))
        return self.unknown(
            node, args, onto=onto or predicate, null=op[0] in "-#" and ">" in op, boolean=predicate
        )

    def unknown(
        self, node: Any, args: list[Term], *, onto: bool = False, null: bool = False, boolean: bool = False
    ) -> Term:
        """A value that depends on `args` in an unknown way; `onto` where it may be anything all the same."""
        bases = tuple(atom for arg in args for atom in arg.atoms if isinstance(atom, Var))
        kind: Literal["row", "env", "free"] = "row" if onto else "free"
        if args and all(base.kind == "env" for base in bases):
            if not bases and any(isinstance(atom, Own) for arg in args for atom in arg.atoms):
                return Term(lambda env: _strict(args, env, Own(RawStream()(node))), (Own(RawStream()(node)),))
            kind = "env" if bases else "free"
        scope = next(
            (s for s in reversed(self.scopes) if any(base in s.vars for base in bases)), self.scopes[0]
        )
        key = RawStream()(node) if args else f"{RawStream()(node)} #{len(self.variables)}"
        where = "" if scope is self.scopes[0] else f"{id(scope)}."
        var = self.variable(where + key, kind, scope, null=null or not args, bases=bases, boolean=boolean)
        scope.uncertain |= kind == "free"
        return Term(lambda env: _strict(args, env, env[var]), (var,))

    def _rows(self, op: str, left: Any, right: Any) -> Run:
        """A comparison of values, or of rows of them: `(a, b) = (1, 2)`."""
        if isinstance(left, ast.RowExpr) and isinstance(right, ast.RowExpr) and op in ("=", "<>", "!="):
            runs = [self._rows("=", a, b) for a, b in zip(left.args, right.args, strict=True)]
            return _not_if(op != "=", lambda env: all_of(run(env) for run in runs))
        return self._compare(op, self.value(left), self.value(right))

    def _array(self, node: ast.A_Expr, op: str) -> Run:
        join = any_of if node.kind == Kind.AEXPR_OP_ANY else all_of
        array = node.rexpr
        while isinstance(array, ast.TypeCast):
            array = array.arg
        known = (op, join) in (("=", any_of), ("<>", all_of))
        if known and isinstance(array, ast.SubLink) and array.subLinkType == SubLinkType.ARRAY_SUBLINK:
            return _not_if(join is all_of, member(self, node.lexpr, array.subselect))
        left = self.value(node.lexpr)
        listed = self._listed(array)
        if listed is not None:
            items = listed
        elif isinstance(array, ast.A_ArrayExpr):
            items = [self.value(item) for item in array.elements or ()]
        elif isinstance(array, ast.A_Const) and isinstance(text := literal(array), str):
            if set(text) & set('"\\'):
                raise Undecided("an array's quoted text")
            items = [
                self._constant(None if x.lower() == "null" else x) for x in text.strip("{}").split(",") if x
            ]
        else:
            whole = self.value(array)
            if not any(isinstance(atom, Var) for atom in whole.atoms):
                items = [whole]  # an array that the caller brings holds what is its own
            else:
                return self._column_array(left, whole, node, join)
        runs = [self._compare(op, left, item) for item in items]
        return lambda env: join(run(env) for run in runs)

    def _listed(self, array: Any) -> list[Term] | None:
        """The items of `string_to_array` where its text is the caller's or a constant: an empty text has none; else None."""
        match array:
            case ast.FuncCall(funcname=(*_, ast.String(sval="string_to_array")), args=(text, separator)) if (
                constant(separator)
            ):
                term, by = self.value(text), literal(constant(separator))
                if any(isinstance(atom, Var) for atom in term.atoms) or not (by and isinstance(by, str)):
                    return None
                found = term.run({})
                if not isinstance(found, str):
                    return [self._constant(found)]
                kind = Own if isinstance(found, Own) else str
                return [self._constant(kind(part)) for part in (found.split(by) if found else ())]
        return None

    def _column_array(self, left: Term, array: Term, node: ast.A_Expr, join: Any) -> Run:
        """`x = ANY (a column)`: a stranger's value is in nobody else's array."""
        var = self.variable(
            RawStream()(node), "row", null=True, bases=tuple(a for a in array.atoms if isinstance(a, Var))
        )
        var.outcomes = (True, False, None)
        if node.name[-1].sval != "=" or join is not any_of:
            return lambda env: env[var]
        stranger = self.caller.stranger

        def run(env: Env) -> Value:
            x, held = left.run(env), array.run(env)
            if x is None or held is None:
                return None if env[var] is not False or held is None else False
            return env[var] if not (stranger and isinstance(x, Own)) or env[var] is not True else False

        return run

    def _case(self, node: ast.CaseExpr) -> Term:
        if node.arg is None:
            tests = [self.truth(when.expr) for when in node.args]
        else:
            tests = [self._rows("=", node.arg, when.expr) for when in node.args]
        results = [self.value(when.result) for when in node.args]
        default = self.value(node.defresult) if node.defresult is not None else self._constant(None)

        def run(env: Env) -> Value:
            for test, result in zip(tests, results, strict=True):
                if (passed := test(env)) is True or passed is ERROR:
                    return ERROR if passed is ERROR else result.run(env)
            return default.run(env)

        return _either([*results, default], run)

    def _cast(self, node: ast.TypeCast) -> Term:
        target = node.typeName.names[-1].sval
        if target == "bool":
            return Term(self.truth(node.arg))
        term = self.value(node.arg)
        if target in LOSSY_CASTS and any(isinstance(atom, Var) for atom in term.atoms):
            return self.unknown(node, [term], onto=True)
        if target in TEXT_CASTS:
            return term
        return Term(lambda env: ERROR if (v := term.run(env)) == "" else v, term.atoms)

    def _call(self, node: ast.FuncCall) -> Term:
        name, args = node.funcname[-1].sval, node.args or ()
        if not is_builtin(node.funcname):
            return self.unknown(node, [])
        if name == "current_setting" and constant(args[0]):
            said = str(literal(constant(args[0]))).lower()
            if said in ALWAYS:
                return self._constant(ALWAYS[said])
            if "." not in said and said not in OF_THE_CALLER and said not in self.caller.settings:
                return self.read(self.variable(f"current_setting('{said}')", "env"))
            missing_ok = len(args) > 1 and constant(args[1]) and literal(constant(args[1])) is True
            return self._constant(
                self.caller.setting(str(literal(constant(args[0]))), missing_ok=bool(missing_ok))
            )
        if name in NOW and not args:
            return self._alike("now()")
        if name in ALIKE and not args:
            return self._alike(f"{name}()", null=name.startswith(("inet", "current_s")))
        if name == "to_regclass" and args and constant(args[0]):
            return self.value(args[0])
        if name in PURE or name in NEVER_BELOW_0:
            term = self.unknown(node, [self.value(arg) for arg in args])
            return Term(term.run, term.atoms, 0 if name in NEVER_BELOW_0 else None)
        return self.unknown(node, [])


def _not_distinct(a: Value, b: Value) -> Value:
    if ERROR in (a, b):
        return ERROR
    return (a is None) == (b is None) and (a is None or same(a, b))


def _not_if(negated: bool, run: Run) -> Run:
    return (lambda env: negate(run(env))) if negated else run


def _either(terms: list[Term], run: Run) -> Term:
    return Term(run, tuple(atom for term in terms for atom in term.atoms))


def _strict(args: list[Term], env: Env, value: Value) -> Value:
    found = [arg.run(env) for arg in args]
    return ERROR if ERROR in found else None if None in found else value
