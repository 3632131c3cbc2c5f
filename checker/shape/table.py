"""Which columns of a table can hold NULL, beyond what NOT NULL says: CHECK constraints and generated columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from checker.model import ViewColumn
from checker.shape.condition import Verdict, admits, references
from checker.shape.expression import Expression, Value


def settle(
    columns: Sequence[ViewColumn], checks: Sequence[Any], generated: Mapping[str, Any]
) -> tuple[ViewColumn, ...]:
    """The columns of a table, with `nullable` as the table's own conditions leave it.

    `checks` are the expressions of its validated CHECK constraints, `generated` those of generated columns.
    A column that a CHECK refuses NULL for is never NULL. One that it refuses NULL for in some rows only
    (`status <> 'done' OR commit IS NOT NULL`) is not known: a view may show just those rows.
    """
    found = {column.name: column for column in columns}
    said: dict[str, set[Verdict]] = {}
    for check in checks:
        for name in {names[-1] for names in references(check)}:
            if name in found and found[name].nullable:
                verdict = admits(check, lambda names, name=name: names[-1:] == (name,))  # type: ignore[misc]
                said.setdefault(name, set()).add(verdict)
    for name, verdicts in said.items():
        if "removed" in verdicts:
            found[name] = replace(found[name], nullable=False)
        elif "unsure" in verdicts:
            found[name] = replace(found[name], nullable=None)
    for name, node in generated.items():
        if name in found and found[name].nullable is True:
            found[name] = replace(found[name], nullable=_made_of(found, node))
    return tuple(found[column.name] for column in columns)


def _made_of(columns: Mapping[str, ViewColumn], node: Any) -> bool | None:
    """Whether a generated column's expression can be NULL."""

    def lookup(names: tuple[str, ...]) -> Value:
        column = columns.get(names[-1])
        return Value(column.type, column.nullable) if column else Value()

    return Expression(lookup, lambda _: None).value(node).nullable
