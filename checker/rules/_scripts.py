"""The statements that a rule looks at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import itemgetter
from typing import Any, Generic, TypeVar

from pglast import ast

from checker.model import Change, Migration, Script, Statement
from checker.rules._inside import with_inside

Item = TypeVar("Item")
Node = TypeVar("Node", bound=ast.Node)
Kind = type[ast.Node]


class ByKind(Generic[Item]):
    """Items in their order, each under the class of its statement's tree, so that a rule meets those alone that it asks for."""

    def __init__(self, items: Iterable[tuple[Statement, Item]]) -> None:
        self._of: dict[type[Any], list[tuple[int, Item]]] = {}
        for place, (statement, item) in enumerate(items):
            self._of.setdefault(type(statement.node), []).append((place, item))

    def of(self, kinds: Iterable[Kind]) -> Iterator[Item]:
        """The items of these kinds, in order; of every kind where none is named."""
        found = [one for kind in dict.fromkeys(kinds or self._of) for one in self._of.get(kind, ())]
        found.sort(key=itemgetter(0))
        return (item for _, item in found)


def judged_scripts(change: Change) -> Iterator[tuple[Migration | None, str, Script]]:
    """Each script that is judged: a migration's `up` and `down`, and each repeatable `script` (without a migration)."""
    for migration in change.judged:
        yield migration, "up", migration.up
        if migration.down is not None:
            yield migration, "down", migration.down
    for script in change.scripts:
        yield None, "script", script


def every_statement(change: Change, *kinds: Kind) -> Iterator[Statement]:
    """Each statement of these kinds (of every kind where none is named) in what is judged: ups, downs and repeatable scripts.

    Those that stand in a DO block are among them.
    """
    return _statements(change).of(kinds)


def every_node(change: Change, kind: type[Node]) -> Iterator[tuple[Statement, Node]]:
    """Each of those statements of one kind, with its tree."""
    for statement in every_statement(change, kind):
        if isinstance(statement.node, kind):
            yield statement, statement.node


@lru_cache(maxsize=4)
def _statements(change: Change) -> ByKind[Statement]:
    return ByKind(
        (one, one)
        for _, _, script in judged_scripts(change)
        for statement in script.statements
        for one in with_inside(statement)
    )
