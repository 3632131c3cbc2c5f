"""What the policies of a table go by: the tables that they ask, and the words of all that they call."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct
from pglast import ast

from checker.model import Change
from checker.rules._tree import nodes
from checker.state import Function, Name, Policy, State, chain, words
from checker.state.query import reads

_WORD = re.compile(r"[\w$]+")


class Asked(Struct, frozen=True):
    """What a table's policies go by: the tables and words of their own text, and the words of the functions that they call."""

    tables: frozenset[Name]
    words: frozenset[str]
    bodies: frozenset[str]

    def asks(self, table: Name) -> bool:
        return table in self.tables or table.name in self.bodies


@lru_cache(maxsize=4)
def asked(change: Change) -> Mapping[Name, Asked]:
    """By table, what its policies ask at the end."""
    state = chain(change).end
    return {
        table.name: _of_policies(state, state.policies(table.name))
        for table in state.tables()
        if table.rls and table.policies
    }


def _of_policies(state: State, policies: tuple[Policy, ...]) -> Asked:
    tables: set[Name] = set()
    written: set[str] = set()
    functions: list[Function] = []
    for node in (one for policy in policies for one in (policy.using, policy.check) if one is not None):
        relations, calls = reads(state, node)
        tables |= relations
        written |= {
            word for one in nodes(node) if isinstance(one, ast.ColumnRef) for word in words(one.fields)
        }
        functions += [one for name in calls for one in state.functions_named(name)]
    return Asked(frozenset(tables), frozenset(written), frozenset(_bodies(state, functions)))


def _bodies(state: State, functions: list[Function]) -> set[str]:
    """The words of functions, and of those that they name, and so on."""
    named: dict[str, list[Function]] = {}
    for one in state.functions() if functions else ():
        named.setdefault(one.name.name, []).append(one)
    found: set[str] = set()
    waiting = [*functions]
    seen: set[str] = set()
    while waiting:
        function = waiting.pop()
        if function.signature in seen:
            continue
        seen.add(function.signature)
        new = {*_WORD.findall(function.body or "")}
        for statement in function.statements:
            new |= {
                str(one.relname) for one in nodes(statement) if isinstance(one, ast.RangeVar) and one.relname
            }
            new |= {
                word
                for one in nodes(statement)
                if isinstance(one, ast.ColumnRef | ast.FuncCall)
                for word in words(one.fields if isinstance(one, ast.ColumnRef) else one.funcname)
            }
        found |= new
        waiting += [one for word in new for one in named.get(word, ())]
    return found
