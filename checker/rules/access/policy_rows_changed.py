"""A migration changes rows that policies of another table go by.

## Why

A policy that asks a table of members, of approvals or of roles lets through whom that table names: a row there is a
right. The trial asks with the seeded rows, and can't tell whom production's rows let in.

## How to fix

Where the right is meant, leave it: this is a note, for whoever answers for the rows. Where your application gives such
rights, with a record of who gave it, let it give this one too:

```sql
insert into app.member (team_id, user_id, role) values (1, 7, 'admin');
```

## Not reported

- Rows of a table that the same migration makes.
- An UPDATE of columns that the policies, and the functions that they call, do not name.
- Policies of the table itself.
- What a function or a DO block writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from msgspec import Struct
from pglast import ast

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._state import existed, up_steps
from checker.rules._tree import nodes, words
from checker.state import Function, Name, Policy, State, Step, chain
from checker.state.query import reads

_WORD = re.compile(r"[\w$]+")


class _Asked(Struct, frozen=True):
    """What a table's policies go by: the tables and words of their own text, and the words of the functions that they call."""

    tables: frozenset[Name]
    words: frozenset[str]
    bodies: frozenset[str]

    def asks(self, table: Name) -> bool:
        return table in self.tables or table.name in self.bodies


@rule(Severity.NOTE)
def check(change: Change) -> Iterator[Hit]:
    """Each statement that writes rows of a table that was there, and that policies of another one ask."""
    kinds = (ast.InsertStmt, ast.UpdateStmt, ast.DeleteStmt, ast.MergeStmt, ast.CopyStmt, ast.TruncateStmt)
    for step in up_steps(change, *kinds):
        for table, columns in _written(step):
            if not existed(step, table):
                continue
            of = sorted(
                str(other)
                for other, asked in _asked(change).items()
                if other != table
                and asked.asks(table)
                and (columns is None or columns & (asked.words | asked.bodies))
            )
            if of:
                more = f" and {len(of) - 1} more" if len(of) > 1 else ""
                yield Hit(
                    step.statement.location,
                    f"policies of {of[0]}{more} ask {table} whom they let through, and this changes its rows: see that whom it lets in"
                    " is meant",
                    object=str(table),
                )


def _written(step: Step) -> Iterator[tuple[Name, frozenset[str] | None]]:
    """The tables whose rows a statement writes, with the columns where it changes only those."""
    columns = None
    match step.statement.node:
        case ast.TruncateStmt(relations=relations):
            pass
        case ast.CopyStmt(is_from=True, relation=relation):
            relations = (relation,)
        case ast.UpdateStmt(relation=relation, targetList=targets):
            relations = (relation,)
            columns = frozenset(str(target.name) for target in targets or ())
        case (
            ast.InsertStmt(relation=relation)
            | ast.DeleteStmt(relation=relation)
            | ast.MergeStmt(relation=relation)
        ):
            relations = (relation,)
        case _:
            return
    yield from ((step.name(relation), columns) for relation in relations or () if relation is not None)


@lru_cache(maxsize=4)
def _asked(change: Change) -> Mapping[Name, _Asked]:
    """By table, what its policies ask at the end."""
    state = chain(change).end
    return {
        table.name: _of_policies(state, state.policies(table.name))
        for table in state.tables()
        if table.rls and table.policies
    }


def _of_policies(state: State, policies: tuple[Policy, ...]) -> _Asked:
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
    return _Asked(frozenset(tables), frozenset(written), frozenset(_bodies(state, functions)))


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
