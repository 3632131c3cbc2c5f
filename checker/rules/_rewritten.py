"""What repeatable scripts make otherwise than the base's did: the trial's own steps begin without what those have made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from checker.model import Change, Difference, Location, ObjectId, Script, Snapshot, Trial
from checker.rules._blame import blame, hidden, mentioned, names_of

_PROPERTIES = ("enabled", "definition")


def first_script(change: Change) -> Script | None:
    """The first script of the change that the base does not run before it."""
    migration = next(iter(change.changed), None)
    return migration.up if migration else next(iter(change.repeatable), None)


def rewritten(
    trial: Trial, of_functions: Sequence[str] = ("body",)
) -> tuple[Snapshot, Mapping[Difference, Location]]:
    """The catalog of the end with the functions and triggers that the base's scripts had, and what has become of each, with its place.

    That is another body of a function, or others of its properties, and a trigger that is gone, switched off or defined otherwise.
    """
    base, end = trial.before.catalog, trial.end
    if base is None or end is None:
        return end or Snapshot(), {}
    remade = {
        one.object
        for step in trial.steps
        if step.migration is None and step.run == "up" and step.direction == "up"
        for one in step.differences
    }
    old: dict[ObjectId, Mapping[str, str | None]] = {}
    found: dict[Difference, Location] = {}
    for kind in ("function", "trigger"):
        for name, was in base.of_kind(kind).items():
            key = ObjectId(kind, name)
            now = end.objects.get(key)
            if now == was:
                continue
            some = [
                *(
                    _of_function(key, was, now, remade, of_functions)
                    if kind == "function"
                    else _of_trigger(key, was, now, trial)
                )
            ]
            if some or now is None:
                old[key] = was
            for one in some:
                if place := _place(trial, one, base, end):
                    found[one] = place
    return (Snapshot({**end.objects, **old}) if old else end), found


def _of_function(
    key: ObjectId,
    was: Mapping[str, str | None],
    now: Mapping[str, str | None] | None,
    remade: set[ObjectId],
    properties: Sequence[str],
) -> Iterator[Difference]:
    for name in properties if now is not None and key in remade else ():
        old, new = was.get(name), (now or {}).get(name)
        if (old or "").split() != (new or "").split():
            yield Difference(key, name, old, new)


def _of_trigger(
    key: ObjectId, was: Mapping[str, str | None], now: Mapping[str, str | None] | None, trial: Trial
) -> Iterator[Difference]:
    """A trigger that migrations made is told where they, or the scripts on top of them, take it away."""
    if trial.start is not None and key in trial.start.objects:
        return
    if now is None:
        yield Difference(key, None, was.get("definition"), None)
        return
    for name in _PROPERTIES:
        if was.get(name) != now.get(name):
            yield Difference(key, name, was.get(name), now.get(name))


def _place(trial: Trial, one: Difference, base: Snapshot, end: Snapshot) -> Location | None:
    """The statement of the change that names it, or hides what it does; else the script that made it, if there still is one."""
    change = trial.change
    scripts = [one for one in change.repeatable if one.changed]
    if one.object.kind == "trigger":
        scripts = [*(migration.up for migration in change.changed), *scripts]
    own, _ = names_of(one.object, base.objects[one.object])
    naming = [script for script in scripts if any(own <= mentioned(each) for each in script.statements)]
    gone = one.property is None
    if found := blame(naming, one, base, end, removed=gone) or hidden(scripts, own):
        return found.location
    return script_of_base(change, one.object, base)


def script_of_base(change: Change, key: ObjectId, base: Snapshot) -> Location | None:
    """Where the script that made an object on the base begins, among those that the change edits or deletes; as the change has it, where it does."""
    own, _ = names_of(key, base.objects[key])
    there = {script.path: script for script in change.repeatable}
    touched = [one for one in change.base_scripts if (now := there.get(one.path)) is None or now.changed]
    naming = [one for one in touched if any(own <= mentioned(each) for each in one.statements)]
    found = next(iter(naming or touched), None)
    return there.get(found.path, found).location if found else None
