"""Repeatable scripts: applied, applied again, and taken back so that a down finds the migrations alone."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from checker.model import Difference, Pass, Script, Snapshot, Step
from checker.trial.catalog import difference
from checker.trial.ground import Ground
from checker.undo import undo

# What goes by itself with the table, type or function that it belongs to.
_PARTS = frozenset({"column", "constraint", "index", "trigger", "rule", "policy", "domain constraint"})


def apply_scripts(
    ground: Ground, scripts: Sequence[Script], run: Pass, before: Snapshot
) -> tuple[list[Step], Snapshot]:
    """Run scripts in order, and stop at the first that fails; the last step carries the difference from `before`.

    Gives the steps and the catalog afterwards.
    """
    steps: list[Step] = []
    for script in scripts:
        if steps and steps[-1].status != "applied":
            steps.append(Step(script.path, "up", run, "not-run", detail="a script before it failed"))
            continue
        if script.problems:
            steps.append(Step(script.path, "up", run, "not-run", detail="it is not SQL"))
            continue
        steps.append(ground.run(script).step(script.path, "up", run))
    after = ground.snapshot()
    if steps:
        steps[-1] = replace(steps[-1], before=before, after=after, differences=difference(before, after))
    return steps, after


def take_back(ground: Ground, before: Snapshot, after: Snapshot) -> Snapshot:
    """Undo what scripts made between two snapshots; gives the catalog afterwards.

    What nobody needs goes first, found by trying: a drop that something else needs waits for the next
    round. What the migrations made on top of it stays, and then so does what it needs.
    """
    from psycopg import Error

    waiting = _statements(difference(before, after), before, after)
    while waiting:
        left = []
        for statement in waiting:
            try:
                ground.administer(statement)
            except Error:
                left.append(statement)
        if len(left) == len(waiting):
            break
        waiting = left
    return ground.snapshot()


def _statements(differences: tuple[Difference, ...], before: Snapshot, after: Snapshot) -> list[str]:
    new = {one.object for one in differences if one.property is None and one.before is None}
    owners = {key.name for key in new if key.kind not in _PARTS}
    found = []
    for one in differences:
        table = after.objects.get(one.object, {}).get("table") or one.object.name.rpartition(".")[0]
        if one.object in new and one.object.kind in _PARTS and table in owners:
            continue
        statement = undo(one, before, after)
        if statement:
            found.append(statement)
    # Later kinds of things stand on earlier ones: policies and views on functions and types.
    return list(dict.fromkeys(reversed(found)))
