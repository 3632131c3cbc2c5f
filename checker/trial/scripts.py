"""Repeatable scripts: applied, applied again, and taken back so that a down finds the migrations alone."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from checker.model import Difference, Pass, Script, Snapshot, Step
from checker.objects import table_of
from checker.trial.catalog import difference
from checker.trial.ground import Ground
from checker.trial.turns import in_turns
from checker.undo import undo

# What comes and goes by itself with the table, view or type that it belongs to.
PARTS = frozenset({"column", "constraint", "index", "trigger", "rule", "policy", "domain constraint"})


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

    def administer(statement: str) -> bool:
        try:
            ground.administer(statement)
        except Error:
            return False
        return True

    in_turns(taking_back(before, after), administer)
    return ground.snapshot()


def taking_back(before: Snapshot, after: Snapshot) -> dict[str, Difference]:
    """The statements that undo what scripts made between two snapshots, each with what it takes back.

    What falls with the table, view or type that it is a part of needs none.
    """
    differences = difference(before, after)
    new = {one.object for one in differences if one.property is None and one.before is None}
    whole = {key.name for key in new if key.kind not in PARTS}
    found: dict[str, Difference] = {}
    # Later kinds of things stand on earlier ones: policies and views on functions and types.
    for one in reversed(differences):
        table = table_of(one.object, after.objects.get(one.object, {}))
        falls = one.object in new and one.object.kind in PARTS and table in whole
        if not falls and (statement := undo(one, before, after)):
            found.setdefault(statement, one)
    return found
