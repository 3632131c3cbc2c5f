"""Drizzle: `TAG.sql`, in the order in which `meta/_journal.json` names them, or, since version 1, a folder `TIMESTAMP_name` with a
`migration.sql` and no journal, in the order of their names; forward only.

All that is pending is run in one transaction. What is pending is told by time alone where there is a journal: an entry is passed
over where its `when` is not after that of the last one that the database has had (drizzle-orm 0.45, migrator.js and
pg-core/dialect.js); and by name where there is none (drizzle-orm 1.0, migrator.js).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from checker.model import Location, Migration, Problem
from checker.parse.layouts import (
    ONE_WAY,
    WRAPPED,
    File,
    Layout,
    Manner,
    Parts,
    build,
    empty,
    in_order,
    misnamed,
    off,
    script,
)

JOURNAL = "meta/_journal.json"
_UP = "migration.sql"
_IN_A_FOLDER = re.compile(rf"[^/]+/{re.escape(_UP)}")
_MANNER = Manner("Drizzle", unit="statement")


class Drizzle(Layout):
    """See `Layout`."""

    name = "drizzle"
    rules_off = off(WRAPPED, "Drizzle runs all that is pending in one transaction") | off(
        ONE_WAY, "Drizzle's migrations go forward only"
    )

    def read(self, folder: str, files: Sequence[File]) -> list[Migration]:
        """See `Layout`."""
        root = folder.rstrip("/") + "/"
        by_name = {file.path.removeprefix(root): file for file in files}
        journal = by_name.get(JOURNAL)
        if journal is None and (folders := [name for name in by_name if _IN_A_FOLDER.fullmatch(name)]):
            named = [_named(folder, by_name.pop(name)) for name in folders]
            wanted = f"each has a folder TIMESTAMP_name with a {_UP}"
            others = [
                misnamed(self.name, folder, _MANNER, one, wanted) for one in by_name.values() if one.is_sql
            ]
            return in_order([*named, *others])
        entries, made = _entries(folder, journal) if journal else ([], [])
        before: _Entry | None = None
        for place, entry in enumerate(entries):
            if file := by_name.pop(f"{entry.tag}.sql", None):
                made.append(_one(folder, place, entry, file, before))
            else:
                twice = any(one.tag == entry.tag for one in entries[:place])
                why = (
                    f"{JOURNAL} names {entry.tag} twice: take one of the entries out"
                    if twice
                    else f"there is no {entry.tag}.sql, and Drizzle stops at that: add it, or take the entry out"
                )
                made.append(_nothing(folder, entry.tag, entry.journal, entry.place, why))
            before = max((before or entry, entry), key=lambda one: one.when)
        made += [
            misnamed(self.name, folder, _MANNER, file, f"{JOURNAL} does not name it")
            for file in by_name.values()
            if file.is_sql
        ]
        return in_order(made)

    def together(self, paths: Sequence[str]) -> list[str]:
        """See `Layout`; the journal says what every file is, and the snapshots beside it are none of the tool's business."""
        return [
            "" if path.lower().endswith(".sql") or path.endswith(f"/{JOURNAL}") else path for path in paths
        ]


class _Entry(Struct, frozen=True):
    """What the journal says of one migration; `when` are milliseconds since 1970."""

    tag: str
    when: int
    journal: File

    @property
    def place(self) -> Location:
        """Where the journal names it."""
        source = self.journal.source
        start = source.text.find(json.dumps(self.tag))
        return (
            source.location(start, start + len(json.dumps(self.tag)))
            if start >= 0
            else source.line_location(1)
        )


def _named(folder: str, file: File) -> Migration:
    """A migration that its folder names."""
    name = file.path.split("/")[-2]
    parts = Parts(name, name.partition("_")[2], name, script(file, _MANNER), None, (file,), one_way=True)
    return build("drizzle", folder, _MANNER, parts)


def _entries(folder: str, journal: File) -> tuple[list[_Entry], list[Migration]]:
    """The journal's entries; where it is none, no entries and what stands for it."""
    try:
        said: Any = json.loads(journal.source.text)["entries"]
        return [_Entry(str(one["tag"]), int(one["when"]), journal) for one in said], []
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        why = f"this is not a journal of Drizzle's, which then runs nothing: {type(error).__name__}: {error}"
        return [], [_nothing(folder, "_journal", journal, journal.source.line_location(1), why)]


def _nothing(folder: str, tag: str, journal: File, place: Location, why: str) -> Migration:
    """What the journal has in the place of a migration that can be run."""
    problem = Problem(place, why, "name")
    parts = Parts(tag, tag, "", empty(journal), None, (journal,), problems=(problem,), one_way=True)
    return replace(build("drizzle", folder, _MANNER, parts), order=("", tag), passed_over=True)


def _one(folder: str, place: int, entry: _Entry, file: File, before: _Entry | None) -> Migration:
    problems = []
    if before is not None and entry.when <= before.when:
        why = (
            f"a database that has had {before.tag} passes over {entry.tag}: its `when` in {JOURNAL} is {entry.when}, which is"
            f" not after {before.when}; generate it anew"
        )
        problems.append(Problem(file.source.line_location(1), why, "name"))
    parts = Parts(
        id=entry.tag,
        name=entry.tag.partition("_")[2],
        version=place,
        up=script(file, _MANNER),
        down=None,
        files=(file,),
        problems=tuple(problems),
        one_way=True,
    )
    return build("drizzle", folder, _MANNER, parts)
