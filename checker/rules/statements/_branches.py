"""What a PL/pgSQL block does only under a condition: the statements, each with what it hangs on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field
from pglast import ast

from checker.model import Change, Location, Statement
from checker.rules._state import up_nodes
from checker.rules._tree import nodes
from checker.state import words
from checker.state.expression import evaluate, parse_expression, parse_statements
from checker.state.plpgsql import do_body, query_of, read_block

_STATISTICS = frozenset({"reltuples", "relpages", "relallvisible", "n_live_tup", "n_dead_tup"})
_SIZES = re.compile(r"pg_(?:total_|table_|indexes_)?(?:relation_|database_)?size")
_CATALOGS = frozenset({"pg_catalog", "information_schema"})
_OPAQUE = ("pg_stat", "pg_statio")


# What a statement hangs on where that is no matter of rows: the catalog, who runs it, a parameter.
_PLAIN = ("depends on a condition", "is left under a condition before that", "is done in a loop")


class Hanging(Struct, frozen=True):
    """A statement that a block runs under a condition: its line in the body, its tree, and the condition in words."""

    line: int
    node: ast.Node
    on: str

    @property
    def on_rows(self) -> bool:
        """Whether rows decide, or an error that is caught, and not the catalog or the place alone."""
        return self.on not in _PLAIN


class _Reader(Struct):
    """Goes through a block. `told` are the variables that hold what rows say."""

    told: set[str] = field(default_factory=set)

    def body(self, statements: Any, on: str) -> Iterator[Hanging]:
        """The statements of a list, `on` being what it hangs on already."""
        for statement in statements or ():
            for kind, inside in statement.items() if isinstance(statement, dict) else ():
                yield from self._statement(kind.removeprefix("PLpgSQL_stmt_"), inside, on)
                if kind == "PLpgSQL_stmt_if" and _leaves(inside):
                    asks = self.asks_rows(_conditions(inside))
                    on = _weightier(
                        on, "is left under a condition on rows before that" if asks else _PLAIN[1]
                    )

    def _statement(self, kind: str, inside: Any, on: str) -> Iterator[Hanging]:
        line = inside.get("lineno", 1)
        match kind:
            case "if" | "case":
                texts = _conditions(inside)
                hangs = _weightier(
                    on, "depends on a condition on rows" if self.asks_rows(texts) else _PLAIN[0]
                )
                for branch in _branches(inside):
                    yield from self.body(branch, hangs)
            case "fors" | "dynfors" | "while" | "fori" | "forc" | "foreach_a" | "loop":
                asked = [query_of(inside.get(part)) for part in ("query", "cond", "expr", "lower", "upper")]
                hangs = _weightier(on, "is done in a loop over rows" if self.asks_rows(asked) else _PLAIN[2])
                yield from self.body(inside.get("body"), hangs)
            case "block":
                caught = inside.get("exceptions", {}).get("PLpgSQL_exception_block", {}).get("exc_list", ())
                hangs = _weightier(on, "is in a block whose errors are caught" if caught else "")
                yield from self.body(inside.get("body"), hangs)
                for one in caught:
                    yield from self.body(one.get("PLpgSQL_exception", {}).get("action"), hangs)
            case "execsql" | "perform" | "call":
                text = query_of(inside.get("sqlstmt") or inside.get("expr"))
                self._tell(inside.get("target"), text)
                yield from _hanging(line, text, on)
            case "dynexecute":
                self._tell(inside.get("target"), None)
                text = query_of(inside.get("query"))
                yield from _hanging(line, evaluate(text, {}, holes=True) or "", on)
                for one in _chosen(text):
                    asks = self.asks_rows([text])
                    yield from _hanging(line, one, "depends on a condition on rows" if asks else _PLAIN[0])
            case "assign":
                name, _, value = query_of(inside.get("expr")).partition(":=")
                if self.asks_rows([value]):
                    self.told.add(name.strip().lower())
            case "getdiag":
                self.told.add("found")

    def _tell(self, target: Any, query: str | None) -> None:
        """What a query gives to its target; a computed one may read anything."""
        if query is None or self.asks_rows([query]):
            row = (target or {}).get("PLpgSQL_row", {})
            record = (target or {}).get("PLpgSQL_rec", {}) or (target or {}).get("PLpgSQL_var", {})
            self.told |= {one["name"] for one in row.get("fields", ())} | {
                record.get("refname", "found"),
                "found",
            }

    def asks_rows(self, texts: list[str]) -> bool:
        """Whether expressions ask for rows of the change's own tables, for statistics of them, or for what they said."""
        for text in filter(None, texts):
            tree = parse_expression(text)
            if tree is not None and any(self._asks(node) for node in nodes(tree)):
                return True
        return False

    def _asks(self, node: ast.Node) -> bool:
        match node:
            case ast.RangeVar(schemaname=schema, relname=name):
                own = schema not in _CATALOGS if schema else not str(name).startswith("pg_")
                return own or str(name).startswith(_OPAQUE)
            case ast.ColumnRef(fields=fields):
                last = words(fields)[-1:]
                return bool({*last} & _STATISTICS) or (bool(last) and words(fields)[0] in self.told)
            case ast.FuncCall(funcname=called):
                *qualified, last_word = words(called)
                return bool(_SIZES.fullmatch(last_word)) or bool(qualified and qualified[0] not in _CATALOGS)
        return False


def hanging(parsed: Any) -> list[Hanging]:
    """The statements of a block, as `read_body` gives it, that are run only under some condition."""
    reader = _Reader()
    found: list[Hanging] = []
    for one in parsed:
        found += reader.body([one.get("PLpgSQL_function", {}).get("action", {})], "")
    return found


def _weightier(one: str, other: str) -> str:
    """Which of two conditions, one inside the other, decides what is said; the outer one, unless only the inner one is on rows."""
    return other if other and (not one or (one in _PLAIN and other not in _PLAIN)) else one


def made_of_rows(change: Change) -> Iterator[str]:
    """Judged DO blocks that run SQL which they make out of a query's rows, in words: production may have others than the trial."""
    for step, node in up_nodes(change, ast.DoStmt):
        if "execute" not in do_body(node)[0].lower():
            continue
        _, parsed = read_block(node)
        if _executes_rows(parsed, in_loop=False):
            yield (
                f"what the DO block at {step.statement.location.path}:{step.statement.location.line} does to what only production"
                " has: the SQL that it runs is made out of the rows of a query"
            )


def _executes_rows(value: Any, *, in_loop: bool) -> bool:
    """Whether an EXECUTE of a text that is not plain stands in a loop over a query's rows, or asks a relation for its text itself."""
    if isinstance(value, list):
        return any(_executes_rows(one, in_loop=in_loop) for one in value)
    if not isinstance(value, dict):
        return False
    for kind, inside in value.items():
        if kind == "PLpgSQL_stmt_dynexecute":
            text = query_of(inside.get("query"))
            tree = parse_expression(text)
            reads = tree is not None and any(isinstance(node, ast.RangeVar) for node in nodes(tree))
            if (in_loop and evaluate(text, {}) is None) or reads:
                return True
        over_rows = kind in ("PLpgSQL_stmt_fors", "PLpgSQL_stmt_dynfors", "PLpgSQL_stmt_forc")
        if _executes_rows(inside, in_loop=in_loop or over_rows):
            return True
    return False


def place_in(statement: Statement, body: str, line: int) -> Location:
    """A 1-based line of a DO statement's body, where that stands in the file as it is; else the statement."""
    offset = statement.text.find(body)
    if offset < 0:
        return statement.location
    first = statement.source.position(statement.start + offset)[0]
    return statement.source.line_location(first + line - 1)


def _hanging(line: int, text: str, on: str) -> Iterator[Hanging]:
    if on and text:
        yield from (Hanging(line, node, on) for node in parse_statements(text))


def _chosen(text: str) -> Iterator[str]:
    """The texts between which a CASE chooses that is all of an expression."""
    tree = parse_expression(text)
    chooses = tree.targetList[0].val if isinstance(tree, ast.SelectStmt) and tree.targetList else None
    if isinstance(chooses, ast.CaseExpr):
        for one in (*(each.result for each in chooses.args or ()), chooses.defresult):
            if isinstance(one, ast.A_Const) and isinstance(one.val, ast.String):
                yield str(one.val.sval)


def _conditions(inside: Any) -> list[str]:
    """The conditions of an IF or a CASE."""
    parts = [inside.get("cond"), inside.get("t_expr")]
    parts += [one.get("PLpgSQL_if_elsif", {}).get("cond") for one in inside.get("elsif_list", ())]
    parts += [one.get("PLpgSQL_case_when", {}).get("expr") for one in inside.get("case_when_list", ())]
    return [query_of(one) for one in parts]


def _branches(inside: Any) -> list[Any]:
    found = [inside.get(part) for part in ("then_body", "else_body", "else_stmts")]
    found += [one.get("PLpgSQL_if_elsif", {}).get("stmts") for one in inside.get("elsif_list", ())]
    return found + [one.get("PLpgSQL_case_when", {}).get("stmts") for one in inside.get("case_when_list", ())]


def _leaves(inside: Any) -> bool:
    """Whether a branch of an IF ends the block or a loop's turn."""
    ends = ("PLpgSQL_stmt_return", "PLpgSQL_stmt_exit")
    return any(kind in ends for branch in _branches(inside) for one in branch or () for kind in one)
