"""golang-migrate: `NUMBER_title.up.sql` and `NUMBER_title.down.sql`.

Its Postgres drivers send a file as one string and open no transaction, so the string itself is one, unless the file
begins its own; all files share a connection (golang-migrate's MIGRATIONS.md and database/postgres/README.md;
`x-multi-statement` is off by default).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.model import Migration
from checker.parse.layouts import WRAPPED, File, Layout, Manner, directly_in, in_order, misnamed, off
from checker.parse.layouts.paired import Named, pair

_NAME = re.compile(r"([0-9]+)_(.*)\.(down|up)\.sql")
_MANNER = Manner("golang-migrate", transaction="none")


class GolangMigrate(Layout):
    """See `Layout`."""

    name = "golang-migrate"
    rules_off = off(WRAPPED, "golang-migrate sends a file as one string, which is one implicit transaction")

    def read(self, folder: str, files: Sequence[File]) -> list[Migration]:
        """See `Layout`."""
        known: list[Named] = []
        others: list[Migration] = []
        for file in files:
            named = _NAME.fullmatch(file.name)
            if named and directly_in(folder, file):
                known.append(Named(file, *named.groups()))
            elif file.is_sql:
                wanted = "files are called NUMBER_title.up.sql and NUMBER_title.down.sql"
                others.append(misnamed(self.name, folder, _MANNER, file, wanted))
        return in_order([*pair(self.name, folder, _MANNER, known), *others])

    def together(self, paths: Sequence[str]) -> list[str]:
        """See `Layout`; the files of a number are read together."""
        return [_number(path) for path in paths]


def _number(path: str) -> str:
    named = _NAME.fullmatch(path.rpartition("/")[2])
    return str(int(named.group(1))) if named else path
