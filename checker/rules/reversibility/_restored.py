"""What a direction left different, as hits on the statement that is to blame."""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Difference, Location, Script, Snapshot, Step
from checker.rule import Hit
from checker.rules._blame import blame
from checker.rules._causes import causes, describe, value
from checker.undo import short, undo

# The catalogs before an up, after it, and after the down.
Expected = tuple[Snapshot, Snapshot, Snapshot]


# Properties of many items, of which only those that differ are told.
_LISTS = frozenset({"grants", "options", "toast options", "settings", "settings here", "tables", "mappings"})
_WORDS = {
    "not null": "NOT NULL",
    "validated": "validation",
    "valid": "validity",
    "generated": "generation expression",
    "inherited": "inheritance",
    "enabled": "firing",
    "settings here": "settings in this database",
    "check": "WITH CHECK",
    "using": "USING",
}


def hits(step: Step, expected: Expected, up: Script, down: Script) -> Iterator[Hit]:
    """A hit for each cause of a down's differences.

    `expected` are the catalogs before the up, after it, and after the down.
    """
    before, _, after = expected
    for one in causes(step.differences, before, after):
        yield Hit(
            place_of(one, expected, up, down),
            sentence(one, expected),
            object=one.object.name,
        )


def place_of(one: Difference, expected: Expected, up: Script, down: Script) -> Location:
    """The CREATE, DROP or ALTER in the up where the down lacks its counterpart, else what the down itself did."""
    before, between, after = expected
    was, then, now = (_value(one, each) for each in expected)
    removed = one.property is None and one.before is not None
    in_down = blame([down], one, before, after, removed=removed)
    if was == then:
        return (in_down or down).location
    in_up = blame([up], one, before, between, removed=removed)
    if in_up is None:
        return (in_down or down).location
    # The down that deals with the same thing meant to restore it and missed.
    missed = one.property is not None or then != now
    if in_down and missed and in_down.score >= in_up.score:
        return in_down.location
    return in_up.location


def sentence(one: Difference, expected: Expected) -> str:
    """What was, what is, and the SQL that the down lacks."""
    before, _, after = expected
    lacks = short(undo(one, before, after))
    remedy = f"; the down lacks: {lacks}" if lacks else "; the down must restore it"
    if one.property in _LISTS and one.before and one.after:
        return f"the {_WORDS.get(one.property, one.property)} of {describe(one)} are not what they were: {_items(one)}{remedy}"
    if one.property is not None:
        return (
            f"the {_WORDS.get(one.property, one.property)} of {describe(one)} was {value(one.before)} before the up and is"
            f" {value(one.after)} after the down{remedy}"
        )
    if one.before is None:
        return f"the down leaves {describe(one)} behind{remedy}"
    return f"{describe(one)} ({value(one.before)}) was there before the up and is gone after the down{remedy}"


def _value(one: Difference, snapshot: Snapshot) -> object:
    properties = snapshot.objects.get(one.object)
    if properties is None:
        return None
    return (
        tuple(sorted(properties.items(), key=str))
        if one.property is None
        else (properties.get(one.property),)
    )


def _items(one: Difference) -> str:
    """The items of a list that went and came."""
    was, now = (text.split("\n") for text in (one.before or "", one.after or ""))
    gone, new = [each for each in was if each not in now], [each for each in now if each not in was]
    said = []
    if gone:
        said.append(f"{', '.join(gone)} was there before the up and is gone after the down")
    if new:
        said.append(f"{', '.join(new)} is there after the down and was not before the up")
    return "; ".join(said)
