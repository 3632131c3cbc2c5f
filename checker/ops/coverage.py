"""How many directives have an owner and a decision on record, by status and age."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from checker.errors import CannotCheck
from checker.ops.target import Target

# The age of a directive, in days, at the end of each band; the last band has no end.
_BANDS = ((30, "up to 30 days"), (90, "31 to 90 days"), (None, "over 90 days"))

_QUERY = """
select status::text, (%s::date - (created_at at time zone 'UTC')::date) as days,
  owner is not null, decision_log_ref is not null
from public.strategic_directives_v2
"""


@dataclass(frozen=True, slots=True)
class Share:
    """A group of directives: how many there are, and how many of them have what governance asks for."""

    status: str
    age: str
    directives: int
    with_owner: int
    with_decision: int
    with_both: int

    @property
    def percent(self) -> float:
        """The share of those with both, in percent, to one decimal place; 100 is all of them, and nothing less."""
        if not self.directives:
            return 0.0
        rounded = round(100.0 * self.with_both / self.directives, 1)
        return rounded if self.with_both == self.directives else min(rounded, 99.9)

    def reaches(self, threshold: float) -> bool:
        """Whether the share, not rounded, is at least so many percent."""
        return 100.0 * self.with_both >= threshold * self.directives


def measure(target: Target, as_of: date, role: str) -> tuple[Share, ...]:
    """The shares by status and age on a day, and last the total; read as `role`, the governance service.

    Directives that were made after that day are left out; what the others have is what they have today. Raises CannotCheck where
    no directive is to be seen: a share of nothing says nothing.
    """
    with target.connect(autocommit=False, read_only=True) as connection, target.answering():
        target.act_as(connection, role, local=True)
        rows = connection.execute(_QUERY, (as_of,)).fetchall()
    if not rows:
        raise CannotCheck(
            f"{role} sees no directive on {target.name}: the table is empty, or row-level security hides it",
            remedy="A coverage of nothing is no coverage; look at the policies on public.strategic_directives_v2.",
        )
    rows = [row for row in rows if row[1] >= 0]
    if not rows:
        raise CannotCheck(
            f"every directive on {target.name} was made after {as_of}", remedy="Name a later day."
        )
    groups: dict[tuple[str, str], list[tuple[bool, bool]]] = {}
    for status, days, owner, decision in rows:
        groups.setdefault((status, _band(days)), []).append((owner, decision))
    everything = [pair for pairs in groups.values() for pair in pairs]
    return (
        *(_share(*key, pairs) for key, pairs in sorted(groups.items())),
        _share("all", "any age", everything),
    )


def _band(days: int) -> str:
    return next(name for end, name in _BANDS if end is None or days <= end)


def _share(status: str, age: str, pairs: Sequence[tuple[bool, bool]]) -> Share:
    owners = sum(1 for owner, _ in pairs if owner)
    decisions = sum(1 for _, decision in pairs if decision)
    both = sum(1 for owner, decision in pairs if owner and decision)
    return Share(status, age, len(pairs), owners, decisions, both)


def render(shares: Sequence[Share], format: str, threshold: float | None) -> str:
    """The shares as `text`, `markdown` or `json`; the threshold, in percent, is of the total."""
    if format == "json":
        body: dict[str, Any] = {
            "schema": "db-verify/coverage/v1",
            "threshold": threshold,
            "shares": [{**asdict(share), "percent": share.percent} for share in shares],
        }
        return json.dumps(body, indent=2) + "\n"
    head = ("status", "age", "directives", "owner", "decision", "both", "share")
    rows = [
        (
            s.status,
            s.age,
            str(s.directives),
            str(s.with_owner),
            str(s.with_decision),
            str(s.with_both),
            f"{s.percent} %",
        )
        for s in shares
    ]
    if format == "markdown":
        lines = [head, ("---", "---", *["---:"] * 5), *rows]
        return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
    widths = [max(len(cells[index]) for cells in (head, *rows)) for index in range(len(head))]
    return "".join(
        "  ".join(
            cell.ljust(width) if index < 2 else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ).rstrip()
        + "\n"
        for cells in (head, *rows)
    )
