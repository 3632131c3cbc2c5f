"""Calls that policies depend on and that a new function of the same name takes over.

A policy that is there keeps the function that it was bound to when it was made. What is bound anew is a policy that a repeatable script
makes again, and the text of a function, which is read when it is called. Of a literal PostgreSQL prefers to think as of a text
(manual, 10.3, Functions): a function that takes one is called from then on, where the other takes a uuid or a number.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from pglast import ast

from checker.model import Change, Location
from checker.rules._state import functions_only_in, up_steps
from checker.rules._tree import nodes
from checker.rules.access._gone_by import asked
from checker.rules.functions._bodies import queries_of
from checker.state import Function, State, Table, chain, words
from checker.state.expression import parse_statements

_STRINGS = frozenset({"text", "character varying", "character", "name"})


class TakenOver(Struct, frozen=True):
    """A call by a policy, or by a function that policies of a table ask, that means another function from a place on."""

    place: Location
    new: Function
    old: Function
    table: Table
    by: str


def taken_over(change: Change) -> Iterator[TakenOver]:
    """The calls with a literal that a function which the judged scripts make takes over from one of before, the first of each."""
    end = chain(change).end
    for step in up_steps(change, ast.CreateFunctionStmt):
        for new in functions_only_in(step.after, step.before):
            olds = [
                one
                for one in step.before.functions_named(new.name)
                if len(one.arguments) == len(new.arguments) and end.function(one.name, one.arguments)
            ]
            at = _preferred(new, olds) if end.function(new.name, new.arguments) else ()
            for table in end.tables() if at else ():
                by = next(_callers(change, end, table, new, at), None)
                if by is not None:
                    yield TakenOver(step.statement.location, new, olds[0], table, by)
                    break


def _preferred(new: Function, olds: list[Function]) -> tuple[int, ...]:
    """Where the new one takes a text and each other one something else, all else being the same."""
    given = [one.arguments for one in olds]
    differing = {
        place
        for one in given
        for place, (was, now) in enumerate(zip(one, new.arguments, strict=True))
        if was != now
    }
    fits = given and all(
        new.arguments[place] in _STRINGS and not any(one[place] in _STRINGS for one in given)
        for place in differing
    )
    return tuple(sorted(differing)) if fits else ()


def _callers(change: Change, end: State, table: Table, new: Function, at: tuple[int, ...]) -> Iterator[str]:
    """What policies of a table depend on and calls it so, in words."""
    again = {one.path for one in change.repeatable if one.runs_again}
    policies = end.policies(table.name) if table.rls else ()
    called = set[str]()
    for policy in policies:
        for node in (one for one in (policy.using, policy.check) if one is not None):
            if policy.changed.path in again and _calls(end, node, new, at):
                yield f"the policy {policy.name}, which is made again"
            called |= {words(one.funcname)[-1] for one in nodes(node) if isinstance(one, ast.FuncCall)}
    asking = called | (asked(change)[table.name].bodies if table.name in asked(change) else frozenset())
    for function in end.functions():
        asked_for = function.name.name in asking and function.body is not None and function != new
        if asked_for and any(_calls(end, node, new, at) for node in _queries(function)):
            yield function.signature


def _queries(function: Function) -> Iterator[ast.Node]:
    if function.language == "plpgsql":
        yield from queries_of(function.text)
    elif function.language == "sql":
        yield from parse_statements(function.body or "")


def _calls(end: State, root: ast.Node, new: Function, at: tuple[int, ...]) -> bool:
    """Whether it calls the function by its name with literals of no type in these places."""
    for one in nodes(root):
        if isinstance(one, ast.FuncCall) and len(one.args or ()) == len(new.arguments):
            given = [(one.args or ())[place] for place in at]
            literal = all(
                isinstance(each, ast.A_Const) and isinstance(each.val, ast.String) for each in given
            )
            if literal and end.resolve_function(words(one.funcname)) == new.name:
                return True
    return False
