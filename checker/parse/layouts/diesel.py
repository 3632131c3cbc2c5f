"""diesel: a folder `VERSION_name` with `up.sql`, `down.sql` and, where wanted, `metadata.toml`.

The version is what stands before the first underscore, without its hyphens. Each file is sent as one string in a
transaction, unless metadata.toml says `run_in_transaction = false` (docs.rs, diesel_migrations).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from checker.model import Migration, Problem
from checker.parse.layouts import (
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

_MANNER = Manner("diesel")


class Diesel(Layout):
    """See `Layout`."""

    name = "diesel"
    rules_off = off(WRAPPED, "diesel opens the transaction itself")

    def read(self, folder: str, files: Sequence[File]) -> list[Migration]:
        """See `Layout`."""
        root = folder.rstrip("/") + "/"
        folders: dict[str, dict[str, File]] = {}
        made: list[Migration] = []
        for file in files:
            inside, _, name = file.path.removeprefix(root).rpartition("/")
            if inside and "/" not in inside and name in ("up.sql", "down.sql", "metadata.toml"):
                folders.setdefault(inside, {})[name] = file
            elif file.is_sql:
                wanted = "each has a folder VERSION_name with up.sql and down.sql"
                made.append(misnamed(self.name, folder, _MANNER, file, wanted))
        made += [
            _one(folder, name, found)
            for name, found in folders.items()
            if "up.sql" in found or "down.sql" in found
        ]
        return in_order(made)

    def together(self, paths: Sequence[str]) -> list[str]:
        """See `Layout`; the files of a folder are read together."""
        return [path.rpartition("/")[0] for path in paths]


def _one(folder: str, name: str, found: Mapping[str, File]) -> Migration:
    up, down, metadata = found.get("up.sql"), found.get("down.sql"), found.get("metadata.toml")
    first = next(file for file in (up, down) if file is not None)
    version, _, title = name.partition("_")
    problems: list[Problem] = []
    if up is None:
        problems.append(Problem(first.source.line_location(1), f"{name} has no up.sql", "name"))
    transaction: Literal["tool", "none"] = "tool"
    if metadata is not None:
        wraps, wrong = _metadata(metadata)
        transaction = "tool" if wraps else "none"
        problems += wrong
    parts = Parts(
        id=version.replace("-", ""),
        name=title,
        version=version.replace("-", ""),
        up=script(up, _MANNER) if up else empty(first),
        down=script(down, _MANNER) if down else None,
        files=tuple(file for file in (up, down, metadata) if file is not None),
        problems=tuple(problems),
        transaction=transaction,
    )
    return build("diesel", folder, _MANNER, parts)


def _metadata(file: File) -> tuple[bool, list[Problem]]:
    """Whether diesel wraps the migration, and what is wrong with the file that says so."""
    import tomllib

    try:
        data = tomllib.loads(file.source.text)
    except tomllib.TOMLDecodeError as error:
        return True, [Problem(file.source.line_location(1), f"this is not TOML: {error}", "marker")]
    wraps = data.get("run_in_transaction", True)
    if not isinstance(wraps, bool):
        return True, [Problem(file.source.line_location(1), "run_in_transaction is true or false", "marker")]
    return wraps, []
