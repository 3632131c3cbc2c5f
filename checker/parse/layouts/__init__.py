"""How each tool lays its migrations out: order, directions, transaction; one small adapter each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from checker.model import FileStatus, Migration, Problem, Source


@dataclass(frozen=True, slots=True)
class File:
    """A file below a migrations folder, read: what it says, what is wrong with it, and what the change did to it."""

    source: Source
    problems: tuple[Problem, ...] = ()
    status: FileStatus = "unchanged"

    @property
    def path(self) -> str:
        return self.source.path

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.source.path.rsplit("/", 1)[-1]


class Layout(Protocol):
    """One tool's grammar of files.

    `rules_off` are rules that make no sense there, each with the reason that the report gives.
    """

    name: str
    rules_off: Mapping[str, str]

    def read(self, folder: str, files: Sequence[File]) -> list[Migration]:
        """The migrations that a folder's files hold, in the tool's own order.

        Every file that looks like SQL becomes part of a migration, also where its name is wrong: a
        file that is passed over in silence would be a lie.
        """


def layout(name: str) -> Layout:
    """The adapter of a layout by its name in the config."""
    from checker.parse.layouts.marker import Marker

    known: dict[str, Layout] = {"marker": Marker()}
    return known[name]
