"""Prisma Migrate: a folder `TIMESTAMP_name` with a `migration.sql`, forward only.

The folders' whole names are in order, as text. No transaction is opened; all files share a connection (Prisma's schema engine,
ARCHITECTURE.md, and its documentation, "Customizing migrations"). Before 7.4 a file is sent as one string, in which several
statements are one transaction; since then each statement of a file that Prisma's own parser takes is sent by itself
(prisma-engines, pull requests 5767 and 5847), as the trial does not. A `down.sql` beside it, as "Generating down migrations" makes it, is run by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from checker.model import Migration, Problem
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

_MANNER = Manner("Prisma Migrate", transaction="none")
_UP, _DOWN = "migration.sql", "down.sql"


class Prisma(Layout):
    """See `Layout`."""

    name = "prisma"
    rules_off = off(
        WRAPPED,
        "Prisma opens no transaction: before 7.4 a file is one string, and so one; since then each statement is by itself,"
        " and what fails half-way stays half done",
    ) | off(ONE_WAY, "Prisma's migrations go forward only")

    def read(self, folder: str, files: Sequence[File]) -> list[Migration]:
        """See `Layout`."""
        root = folder.rstrip("/") + "/"
        folders: dict[str, dict[str, File]] = {}
        made: list[Migration] = []
        for file in files:
            inside, _, name = file.path.removeprefix(root).rpartition("/")
            if inside and "/" not in inside and name in (_UP, _DOWN):
                folders.setdefault(inside, {})[name] = file
            elif file.is_sql:
                made.append(
                    misnamed(
                        self.name, folder, _MANNER, file, f"each has a folder TIMESTAMP_name with a {_UP}"
                    )
                )
        return in_order([*made, *(_one(folder, name, found) for name, found in folders.items())])

    def together(self, paths: Sequence[str]) -> list[str]:
        """See `Layout`; the files of a folder are read together."""
        return [path.rpartition("/")[0] for path in paths]


def _one(folder: str, name: str, found: Mapping[str, File]) -> Migration:
    up, down = found.get(_UP), found.get(_DOWN)
    files = tuple(file for file in (up, down) if file is not None)
    problems = () if up else (Problem(files[0].source.line_location(1), f"{name} has no {_UP}", "name"),)
    parts = Parts(
        id=name,
        name=name.partition("_")[2],
        version=name,
        up=script(up, _MANNER) if up else empty(files[0]),
        down=script(down, _MANNER) if down else None,
        files=files,
        problems=problems,
        one_way=down is None,
    )
    return build("prisma", folder, _MANNER, parts)
