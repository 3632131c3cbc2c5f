"""Contracts in words: what changed between base and head, breaking first, and who breaks."""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Consumer, Contract, ContractChange
from checker.shape.classify import classify


def tell_diff(change: Change) -> str:
    """What the change does to the contracts, view by view, as lines for a person."""
    if change.base is None:
        return "There is no base to compare with: every contract is new.\n"
    lines: list[str] = []
    totals = {"breaking": 0, "additive": 0, "none": 0}
    base = {contract.view: contract for contract in change.base_contracts}
    head = {contract.view: contract for contract in change.contracts}
    for view in sorted(base.keys() | head.keys()):
        changes, heading = _view(view, base.get(view), head.get(view))
        if heading is None:
            continue
        lines.append(heading)
        for one in changes:
            totals[one.effect] += 1
            lines += _lines(one, change.consumers)
    for problem in change.contract_problems:
        lines.append(f"{problem.location}: not valid, and not compared: {problem.message}")
    if not lines:
        return f"No contract has changed ({_count(len(head), 'contract')}).\n"
    lines.append(
        f"{totals['breaking']} breaking, {totals['additive']} additive, {totals['none']} without effect on readers"
    )
    return "\n".join(lines) + "\n"


def _view(
    view: str, old: Contract | None, new: Contract | None
) -> tuple[tuple[ContractChange, ...], str | None]:
    """The changes of one view's contract, and the line above them; None where there is nothing to tell."""
    if old is None and new is not None:
        return (), f"{view}  new, {new.version} ({new.status}), {_count(len(new.columns), 'column')}"
    if new is None and old is not None:
        text = "the contract is gone"
        effect = "none" if old.status in ("draft", "proposed", "retired") else "breaking"
        gone = ContractChange(view, "breaking" if effect == "breaking" else "none", "contract removed", text)
        return (gone,), f"{view}  {old.version} → gone"
    if old is None or new is None:
        return (), None
    changes = classify(old, new)
    if not changes and old.version == new.version:
        return (), None
    return (
        changes,
        f"{view}  {old.version} → {new.version}" if old.version != new.version else f"{view}  {new.version}",
    )


def _lines(change: ContractChange, consumers: tuple[Consumer, ...]) -> Iterator[str]:
    word = {"breaking": "breaking", "additive": "additive", "none": "words"}[change.effect]
    place = f"  ({change.location.path}:{change.location.line})" if change.location else ""
    yield f"  {word:<8}  {change.message}{place}"
    if change.effect != "breaking":
        return
    about = [consumer for consumer in consumers if any(use.view == change.view for use in consumer.uses)]
    broken = sorted(consumer.name for consumer in about if consumer.breaks(change))
    if broken:
        yield f"            breaks {', '.join(broken)}"
    elif about:
        yield "            touches no column that a consumer declares"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
