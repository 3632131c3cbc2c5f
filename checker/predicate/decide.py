"""Try every row that a predicate can tell apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import product
from math import prod
from typing import Any

from msgspec import Struct, field
from pglast import ast

from checker.predicate.caller import Caller
from checker.predicate.compile import Compiler
from checker.predicate.logic import Fresh, Undecided, Value
from checker.predicate.variables import Env, Run, Var

_BUDGET = 60_000  # rows to try, at some microseconds each


class Answer(StrEnum):
    """For how many rows a predicate is TRUE."""

    EVERY = "every row"
    SOME = "some row"
    NONE = "no row"
    UNKNOWN = "unknown"


class Verdict(Struct, frozen=True):
    """An answer; a row for which the predicate is TRUE and one for which it is not, where there are such;
    and, where the answer is unknown, what it hangs on.

    `now_and_then` are the answers where what is the same for all rows decides: the time, the database, the server.
    """

    answer: Answer
    witness: Mapping[str, Value] | None = None
    counter: Mapping[str, Value] | None = None
    why: str = ""
    now_and_then: frozenset[Answer] = frozenset()


class _Found(Struct):
    """What was met among the rows: for sure, and perhaps."""

    sure: dict[bool, Env] = field(default_factory=dict)
    perhaps: dict[bool, Env] = field(default_factory=dict)

    @property
    def answer(self) -> Answer:
        if len(self.sure) == 2:
            return Answer.SOME
        if len(self.perhaps) == 1:
            return Answer.EVERY if True in self.perhaps else Answer.NONE
        return Answer.UNKNOWN


def decide(
    predicate: ast.Node,
    caller: Caller,
    *,
    relation: str = "",
    columns: Mapping[str, Iterable[str]] | None = None,
    nulls: bool = True,
    naive: bool = False,
    apart: bool = False,
    given: Mapping[str, Value] | None = None,
) -> Verdict:
    """For which rows is `predicate` (an expression's tree) TRUE, for `caller`, whatever the row holds?

    `relation` is the name of the policy's table, `columns` those of the tables that are known, by name.
    `nulls` False asks about rows without NULLs only. `naive` takes `NULL <> x` for TRUE: where the answer
    then differs, only NULL kept the caller out. `apart` leaves it open what the caller sees of other tables. `given` are values of what all rows see alike (`tableoid`, `now()`),
    where they are known. Columns are taken to be free of each other; the rows of other
    tables may be any.
    """
    known = {} if columns is None else columns
    compiler = Compiler(caller, relation, known, nulls, naive, apart, given or {})
    try:
        run = compiler.truth(predicate)
        found = list(_try_all(compiler, run))
    except Undecided as reason:
        return Verdict(Answer.UNKNOWN, why=str(reason.args[0]))
    except RecursionError:
        return Verdict(Answer.UNKNOWN, why="an expression this deep")
    answers = {each.answer for each in found}
    first = found[0]
    if len(answers) > 1 or Answer.UNKNOWN in answers:
        return Verdict(Answer.UNKNOWN, why=_doubtful(compiler), now_and_then=frozenset(answers))
    best = first.perhaps | first.sure
    return Verdict(answers.pop(), _row(best.get(True)), _row(best.get(False)))


def _try_all(compiler: Compiler, run: Run) -> Iterator[_Found]:
    """One result for each state of what all rows see alike."""
    every = compiler.scopes[0].vars
    uses = Counter(base for var in compiler.variables.values() for base in var.bases)
    free: list[Var] = []
    row: list[Var] = []
    env: list[Var] = []
    for var in every:
        entangled = any(
            uses[base] > 1 or base.group.constants or len(base.group.members) > 1 for base in var.bases
        )
        (env if var.kind == "env" else free if var.kind == "free" or entangled else row).append(var)
    domains = {var: var.domain(compiler.caller, row=_is_of_row(var)) for var in every}
    if prod(len(domain) for domain in domains.values()) > _BUDGET:
        raise Undecided(f"{len(every)} values at once")
    for outside in _assignments(env, domains):
        found = _Found()
        for inside in _assignments(row, domains):
            base = {
                **outside,
                **inside,
                "mine": frozenset(),
                "theirs": frozenset(v for v in inside.values() if isinstance(v, Fresh)),
            }
            results = {run({**base, **rest}) is True for rest in _assignments(free, domains)}
            for result in results:
                found.perhaps.setdefault(result, inside)
            if len(results) == 1 and not any(value in var.group.unsure for var, value in inside.items()):
                found.sure.setdefault(results.pop(), inside)
            if len(found.sure) == 2:
                break
        yield found


def _is_of_row(var: Var) -> bool:
    """Whether a value is the row's own, or computed from nothing else."""
    return var.kind == "row" and all(map(_is_of_row, var.bases))


def _assignments(variables: list[Var], domains: Mapping[Var, list[Value]]) -> Iterator[dict[Any, Value]]:
    for values in product(*(domains[var] for var in variables)):
        yield dict(zip(variables, values, strict=True))


def _row(assignment: Mapping[Any, Value] | None) -> Mapping[str, Value] | None:
    return (
        None
        if assignment is None
        else {var.key: value for var, value in assignment.items() if var.outcomes is None}
    )


def _doubtful(compiler: Compiler) -> str:
    every = compiler.scopes[0].vars
    within = {id(base) for var in every for base in var.bases}
    names = [var.key.rsplit(" #", 1)[0] for var in every if var.kind != "row" and id(var) not in within]
    return ", ".join(dict.fromkeys(names)) or "values that hang together"
