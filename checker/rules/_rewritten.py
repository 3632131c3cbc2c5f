"""What repeatable scripts make of functions: the trial runs them once each, so that no catalog has their texts on the base."""

from __future__ import annotations

from collections.abc import Mapping

from checker.model import Change, Difference, Location, ObjectId, Script, Snapshot, Trial
from checker.rules._state import touched_functions
from checker.state import chain


def first_script(change: Change) -> Script | None:
    """The first script of the change that the base does not run before it."""
    migration = next(iter(change.changed), None)
    return migration.up if migration else next(iter((*change.policies, *change.views)), None)


def rewritten(trial: Trial) -> tuple[Snapshot, Mapping[Difference, Location]]:
    """The catalog of the end with what the base's scripts had for bodies of functions, and each body that the change's rewrite, with its place."""
    change, first = trial.change, first_script(trial.change)
    scripts = {script.path for script in (*change.policies, *change.views) if script.changed}
    if trial.end is None or first is None or not scripts:
        return trial.end or Snapshot(), {}
    base = chain(change).before(first)
    bodies: dict[ObjectId, Mapping[str, str | None]] = {}
    found: dict[Difference, Location] = {}
    for function in touched_functions(change):
        key = ObjectId("function", function.signature)
        old, now = base.function(function.name, function.arguments), trial.end.objects.get(key)
        if function.changed.path not in scripts or old is None or old.body is None or now is None:
            continue
        body = now.get("body") or ""
        if old.body.split() != body.split():
            bodies[key] = {**now, "body": old.body}
            found[Difference(key, "body", old.body, body)] = function.changed
    return (Snapshot({**trial.end.objects, **bodies}) if bodies else trial.end), found
