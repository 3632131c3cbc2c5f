"""The fix of a down that is missing or empty: what undoes the up, in the house layout."""

from __future__ import annotations

from checker.model import Change, Edit, Fix, Migration
from checker.rules._transactions import Walked, begins, walk, wraps_itself
from checker.rules.reversibility._undo import undo_all


def _ends(step: Walked) -> bool:
    return step.commits or step.rolls_back


def write_down(change: Change, migration: Migration) -> Fix | None:
    """A down for the up; None where a statement of it can't be undone mechanically, or in other layouts."""
    if migration.layout != "marker":
        return None
    undone = undo_all(change, migration)
    if undone is None:
        return None
    source = migration.sources[0]
    newline = "\r\n" if "\r\n" in source.text else "\n"
    body = newline.join(f"{one};" for one in undone)
    if wraps_itself(migration):
        timeout = f"SET LOCAL lock_timeout = '5s';{newline}{newline}"
        body = f"{timeout}{body}"
    whole = (
        f"BEGIN;{newline}{newline}{body}{newline}{newline}COMMIT;{newline}"
        if wraps_itself(migration)
        else body
    )
    if migration.down is None:
        end = len(source.text)
        gap = "" if source.text.endswith(("\n", "\r")) else newline
        text = f"{gap}{newline}/* DOWN */{newline}{newline}{whole}"
        return Fix("write the down", (Edit(source.location(end, end), text),))
    if migration.down.statements and not begins(migration.down):
        return None
    if migration.down.statements:
        steps = list(walk(migration.down.statements))
        inside = [
            step.statement for step in steps if step.begins or (step.place == "inside" and not _ends(step))
        ]
        semicolon = source.text.find(";", inside[-1].end)
        if semicolon < 0:
            return None
        place = source.location(semicolon + 1, semicolon + 1)
        timed = any("lock_timeout" in one.text for one in migration.down.statements)
        inner = body if not timed else newline.join(f"{one};" for one in undone)
        return Fix("write the down", (Edit(place, f"{newline}{newline}{inner}"),))
    place = source.location(migration.down.start, migration.down.start)
    return Fix("write the down", (Edit(place, f"{newline}{newline}{whole.rstrip()}{newline}"),))
