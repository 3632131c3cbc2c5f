"""What the rules about contracts share: which promises count, and how differences become hits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from checker.errors import CannotCheck
from checker.model import Change, Contract, ContractChange, Location, PublishedView, Trial
from checker.names import quote
from checker.rule import Hit


def binding(contract: Contract, change: Change) -> bool:
    """Whether a promise of the base binds: it was published (no draft), and its last day has not passed."""
    if contract.status in ("draft", "proposed", "retired"):
        return False
    return not (contract.status == "deprecated" and contract.end is not None and contract.end < change.as_of)


def by_view(contracts: Iterable[Contract]) -> dict[str, Contract]:
    """Contracts by the view that they speak of; the first, where two speak of one."""
    found: dict[str, Contract] = {}
    for contract in contracts:
        found.setdefault(contract.view, contract)
    return found


def name_of(change: ContractChange) -> str:
    """The object that a difference speaks of, `public.v.column` or the view."""
    return change.view if change.column is None else f"{change.view}.{quote(change.column)}"


def together(changes: Iterable[ContractChange]) -> Iterator[tuple[str, list[ContractChange]]]:
    """The differences by what they speak of, in order: one finding for one column."""
    found: dict[str, list[ContractChange]] = {}
    for change in changes:
        found.setdefault(name_of(change), []).append(change)
    yield from found.items()


def words(changes: Iterable[ContractChange]) -> str:
    """The differences as one part of a sentence."""
    return "; ".join(change.message for change in changes)


def place_in(contract: Contract, changes: Iterable[ContractChange]) -> Location:
    """The line of the contract that a difference of the view contradicts."""
    for change in changes:
        column = contract.column(change.column) if change.column else None
        if column is not None:
            key = {"type changed": "physicalType", "nullable": "required"}.get(change.kind, "name")
            return column.at(key)
        if change.kind.startswith("option"):
            return contract.at("viewOptions")
        if change.kind.startswith("base relation"):
            return contract.at("baseRelations")
        if change.kind.startswith("dependant"):
            return contract.at("dependants")
        if change.kind == "owner changed":
            return contract.at("viewOwner")
        if change.kind == "role lost" and change.before:
            return contract.at(f"roles.{change.before}")
        if change.kind in ("role added", "grant added"):
            return contract.at("roles")
    return contract.location


def views_of(trial: Trial) -> Mapping[str, PublishedView]:
    """The published views that the trial saw; empty where it did not get to its end.

    Raises CannotCheck where it did, and yet looked at none: then nothing was proven.
    """
    if trial.end is None:
        return {}
    if trial.views is None:
        raise CannotCheck("the trial came to its end and did not look at the published views")
    return {view.shape.view: view for view in trial.views}


def affected(change: Change, changes: Iterable[ContractChange]) -> str:
    """Who breaks, by what consumers declare; empty where none declares anything of the view."""
    changes = [one for one in changes if one.effect == "breaking"]
    views = {one.view for one in changes}
    about = [consumer for consumer in change.consumers if any(use.view in views for use in consumer.uses)]
    if not changes or not about:
        return ""
    broken = sorted({consumer.name for consumer in about for one in changes if consumer.breaks(one)})
    return f"; it breaks {', '.join(broken)}" if broken else "; no declared consumer uses it"


def affected_by_removal(change: Change, view: str) -> str:
    """Who uses a view at all, by what consumers declare."""
    users = sorted(
        {consumer.name for consumer in change.consumers for use in consumer.uses if use.view == view}
    )
    return f"; it breaks {', '.join(users)}" if users else ""


def hit(location: Location, changes: list[ContractChange], tail: str, name: str) -> Hit:
    """One finding of several differences of one thing."""
    return Hit(location, f"{changes[0].view}: {words(changes)}{tail}", name)
