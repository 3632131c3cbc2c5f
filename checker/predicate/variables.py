"""The unknowns of a predicate, and the values that are worth trying for each.

Two variables (or a variable and a constant) that are compared share a `Group`; the constants of a group, and
one value more than it has members on either side of each, are all that the comparisons can tell apart,
so trying those tries every row there is.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Literal

from msgspec import Struct, field

from checker.predicate.caller import Caller
from checker.predicate.logic import Fresh, Own, Placed, Undecided, Value, number

Env = dict[Any, Any]
Run = Callable[[Env], Any]


class Group(Struct, eq=False):
    """Variables and constants that are compared with each other; `ordered` where by more than equality."""

    members: list[Var] = field(default_factory=list)
    constants: dict[Value, None] = field(default_factory=dict)
    ordered: bool = False
    ranks: dict[Value, Fraction] = field(default_factory=dict)
    unsure: set[Value] = field(default_factory=set)
    edges: set[Value] = field(default_factory=set)

    def values(self, var: Var) -> list[Value]:
        """The values to try for a member, without NULL."""
        if not self.ordered:
            # Rows alone are tried up to the names of their values; beside what all rows see, or what is not known, any
            # member may be any of them.
            alone = all(member.kind == "row" for member in self.members)
            count = self.members.index(var) + 1 if alone else len(self.members)
            return [*self.constants, *(Fresh(f"other {n}") for n in range(count))]
        if not self.ranks:
            self._rank()
        return [value for value in self.ranks if var.kind != "env" or value not in self.edges]

    def _rank(self) -> None:
        known = [c for c in self.constants if not isinstance(c, Own)]
        numbers = [number(c) if isinstance(c, str) else c for c in known]
        numeric = all(isinstance(n, Fraction) for n in numbers)
        if numeric:
            self.ranks = {c: n for c, n in zip(known, numbers, strict=True) if isinstance(n, Fraction)}
        elif len(known) == 1 or (len({len(str(c)) for c in known}) == 1 and str(known[0])[:4].isdigit()):
            self.ranks = {c: Fraction(i) for i, c in enumerate(sorted(known, key=str))}  # dates, in ISO 8601
        else:
            raise Undecided(f"the order of {', '.join(map(str, known))}")
        integers = bool(numbers) and all(rank.denominator == 1 for rank in self.ranks.values())
        # What all rows see alike lies at odd places, so that rows have room on both its sides.
        alike = any(member.kind == "env" for member in self.members)
        count = len(self.members) * 2 + 1 if alike else len(self.members)
        marks = sorted(set(self.ranks.values())) or [Fraction(0)]
        for low, high in zip([marks[0] - count - 1, *marks], [*marks, marks[-1] + count + 1], strict=True):
            for step in range(1, count + 1):
                rank = low + (high - low) * Fraction(step, count + 1)
                if high - low > count:
                    rank = Fraction(int(low) + step)
                point: Value = rank if numbers and numeric else Placed(f"other {rank}")
                if integers and rank.denominator > 1:
                    self.unsure.add(point)  # an integer column has nothing between 1 and 2
                if step % 2:
                    self.edges.add(point)
                self.ranks[point] = rank


class Var(Struct, eq=False):
    """An unknown: a column of the row (`row`), a value that all rows see (`env`), or the result of something
    that this module does not understand (`free`). `bases` are the variables that it is computed from."""

    key: str
    kind: Literal["row", "env", "free"]
    null: bool = True
    boolean: bool = False
    outcomes: tuple[Value, ...] | None = None
    bases: tuple[Var, ...] = ()
    group: Group = field(default_factory=Group)

    def __post_init__(self) -> None:
        self.group.members.append(self)

    def domain(self, caller: Caller, *, row: bool) -> list[Value]:
        """What to try. The row of a stranger holds nothing of the caller's own, which of a blank one is the empty text."""
        if self.outcomes is not None:
            return list(self.outcomes)
        values: list[Value] = [True, False]
        if not self.boolean and not any(isinstance(c, bool) for c in self.group.constants):
            values = [
                v
                for v in self.group.values(self)
                if not (row and caller.stranger and (isinstance(v, Own) or (caller.blank and v == "")))
            ]
        return [*values, None] if self.null else values


class Term(Struct, frozen=True):
    """A compiled expression, the variables and constants that its value may be, and what no value of it is below."""

    run: Run
    atoms: tuple[Any, ...] = (True, False)
    least: int | None = None


class Scope(Struct, eq=False):
    """A query's tables (alias → relation, and the columns that it is seen to have) and their variables."""

    tables: dict[str, tuple[str, set[str]]]
    vars: list[Var] = field(default_factory=list)
    uncertain: bool = False
