"""The fix of a down that is missing or empty: what undoes the up, where its layout keeps it."""

from __future__ import annotations

from checker.model import Change, Edit, Fix, Migration, Script, Source
from checker.rules._transactions import Walked, begins, walk, wraps_itself
from checker.rules.reversibility._undo import Undone, undo_all

# What begins the down in layouts that keep both directions in one file.
_MARKERS = {"marker": "/* DOWN */", "dbmate": "-- migrate:down", "goose": "-- +goose Down"}
_TIMEOUT = "SET LOCAL lock_timeout = '5s';"
_LONGEST = 60


def write_down(change: Change, migration: Migration) -> Fix | None:
    """A down for the up; None where no statement of it can be undone mechanically.

    What a person must write is a statement that fails and says so, so that a half down is never taken for a whole one.
    """
    undone = undo_all(change, migration)
    if not any(one.sql for one in undone):
        return None
    by_hand = sum(one.sql is None for one in undone)
    done = (
        "write the down"
        if not by_hand
        else f"write the down, but for what undoes {by_hand} of its statements"
    )
    newline = migration.up.source.newline
    body = newline.join(_lines(undone))
    down = migration.down
    if down is None:
        edit = _new(migration, _wrapped(migration, body, newline), newline)
    elif down.statements:
        edit = _inside(down, body, newline, wrapped=begins(down))
    else:
        edit = _below(migration, down, _wrapped(migration, body, newline), newline)
    return Fix(done, (edit,)) if edit else None


def _lines(undone: list[Undone]) -> list[str]:
    found = []
    for one in undone:
        if one.sql is None:
            line = one.statement.location.line
            said = " ".join(one.statement.text.replace("$", " ").split())[:_LONGEST]
            what = f"not written yet: what undoes line {line}, {said}".replace("'", "''").replace("%", "%%")
            found.append(f"DO $$ BEGIN RAISE EXCEPTION '{what}'; END $$;")
        else:
            found += [f"{sql};" for sql in one.sql]
    return found


def _wrapped(migration: Migration, body: str, newline: str) -> str:
    if not wraps_itself(migration):
        return body
    return newline.join(("BEGIN;", "", _TIMEOUT, "", body, "", "COMMIT;"))


def _new(migration: Migration, whole: str, newline: str) -> Edit | None:
    """The down at the end of the file, or in the file that belongs beside the up's."""
    source = migration.up.source
    marker = _MARKERS.get(migration.layout)
    if marker is not None:
        gap = "" if source.text.endswith(("\n", "\r")) else newline
        end = source.location(len(source.text), len(source.text))
        return Edit(end, f"{gap}{newline}{marker}{newline}{newline}{whole}{newline}")
    folder, slash, name = source.path.rpartition("/")
    beside = "down.sql" if name == "up.sql" else name.removesuffix(".up.sql") + ".down.sql"
    if name != "up.sql" and not name.endswith(".up.sql"):
        return None
    return Edit(Source.of(f"{folder}{slash}{beside}", "").location(0, 0), f"{whole}{newline}")


def _inside(down: Script, body: str, newline: str, *, wrapped: bool) -> Edit | None:
    """After the last statement of the down's transaction, or after its last statement."""
    source = down.source
    inside = [
        step.statement
        for step in walk(down.statements)
        if not wrapped or step.begins or (step.place == "inside" and not _ends(step))
    ]
    semicolon = source.text.find(";", inside[-1].end, down.end)
    if semicolon < 0:
        return None
    timed = not wrapped or any("lock_timeout" in one.text for one in down.statements)
    timeout = "" if timed else f"{_TIMEOUT}{newline}{newline}"
    place = source.location(semicolon + 1, semicolon + 1)
    return Edit(place, f"{newline}{newline}{timeout}{body}")


def _below(migration: Migration, down: Script, whole: str, newline: str) -> Edit:
    """Below the marker, or at the beginning of the down's own file."""
    source = down.source
    start = down.start
    if migration.layout in ("dbmate", "goose"):
        line = source.text.find("\n", start, down.end)
        gap = "" if line >= 0 else newline
        start = down.end if line < 0 else line + 1
        return Edit(source.location(start, start), f"{gap}{whole}{newline}")
    if migration.layout != "marker":
        return Edit(source.location(start, start), f"{whole}{newline}")
    return Edit(source.location(start, start), f"{newline}{newline}{whole}{newline}")


def _ends(step: Walked) -> bool:
    return step.commits or step.rolls_back
