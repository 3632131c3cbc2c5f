"""What golang-migrate and sqlx share: `NUMBER_name.up.sql` beside `NUMBER_name.down.sql`."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from checker.model import Migration, Problem
from checker.parse.layouts import File, Manner, Parts, build, empty, script


class Named(Struct, frozen=True):
    """A file of a pair: its number as it is written, the name, and the direction (empty: a simple one)."""

    file: File
    number: str
    name: str
    direction: str


def pair(layout: str, folder: str, manner: Manner, files: Iterable[Named]) -> list[Migration]:
    """The migrations that files make, each number's up and down together.

    Two ups of one number stay two migrations: the second is the duplicate that a rule names.
    """
    ups: dict[int, list[Named]] = {}
    downs: dict[int, list[Named]] = {}
    for one in files:
        side = downs if one.direction == "down" else ups
        side.setdefault(int(one.number), []).append(one)
    made: list[Migration] = []
    for number, mine in ups.items():
        others = downs.pop(number, [])
        for place, up in enumerate(mine):
            matching = [down for down in others if down.name == up.name]
            down = (
                matching[0] if matching else others[0] if place == 0 and len(mine) == 1 and others else None
            )
            if down is not None:
                others = [one for one in others if one is not down]
            made.append(_one(layout, folder, manner, up, down))
        made += [_alone(layout, folder, manner, down) for down in others]
    made += [_alone(layout, folder, manner, down) for left in downs.values() for down in left]
    return made


def _one(layout: str, folder: str, manner: Manner, up: Named, down: Named | None) -> Migration:
    parts = Parts(
        id=up.number,
        name=up.name,
        version=int(up.number),
        up=script(up.file, manner),
        down=script(down.file, manner) if down else None,
        files=(up.file, down.file) if down else (up.file,),
        one_way=up.direction == "",
    )
    return build(layout, folder, manner, parts)


def _alone(layout: str, folder: str, manner: Manner, down: Named) -> Migration:
    problem = Problem(
        down.file.source.line_location(1),
        f"there is no up to this down: {down.number}_{down.name}.up.sql is missing, or has another name",
        "name",
    )
    parts = Parts(
        id=down.number,
        name=down.name,
        version=int(down.number),
        up=empty(down.file),
        down=script(down.file, manner),
        files=(down.file,),
        problems=(problem,),
    )
    made = build(layout, folder, manner, parts)
    return replace(made, up=replace(made.up, start=0, end=0))
