"""sqlx: `NUMBER_name.sql` (simple), or `NUMBER_name.up.sql` beside `NUMBER_name.down.sql` (reversible).

sqlx sends a file as one string in a transaction of its own, unless the file begins with `-- no-transaction`; simple and
reversible ones can't be mixed (sqlx-cli's README; docs.rs, sqlx::migrate::MigrationSource).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from msgspec.structs import replace

from checker.model import Migration, Problem, Script
from checker.parse.layouts import WRAPPED, File, Layout, Manner, directly_in, in_order, misnamed, off
from checker.parse.layouts.paired import Named, pair

_NAME = re.compile(r"([0-9]+)_(.*?)(?:\.(up|down))?\.sql")
_NO_TRANSACTION = "-- no-transaction"
_MANNER = Manner("sqlx")


class Sqlx(Layout):
    """See `Layout`."""

    name = "sqlx"
    rules_off = off(WRAPPED, "sqlx opens the transaction itself")

    def read(self, folder: str, files: Sequence[File]) -> list[Migration]:
        """See `Layout`."""
        known: list[Named] = []
        others: list[Migration] = []
        for file in files:
            named = _NAME.fullmatch(file.name)
            if named and directly_in(folder, file) and 0 < int(named.group(1)) < 2**63:
                known.append(Named(file, named.group(1), named.group(2), named.group(3) or ""))
            elif file.is_sql:
                wanted = "files are called NUMBER_name.sql, or NUMBER_name.up.sql and NUMBER_name.down.sql"
                others.append(misnamed(self.name, folder, _MANNER, file, wanted))
        made = [_no_transaction(one) for one in pair(self.name, folder, _MANNER, known)]
        if any(one.direction for one in known):
            made = [_mixed(one) if one.one_way else one for one in made]
        return in_order([*made, *others])

    def together(self, paths: Sequence[str]) -> list[str]:
        """See `Layout`; the files of a number are read together, and one reversible migration is felt by all."""
        named = [_NAME.fullmatch(path.rpartition("/")[2]) for path in paths]
        mixed = any(one.group(3) for one in named if one)
        return [
            f"{int(one.group(1))} {mixed}" if one else path for path, one in zip(paths, named, strict=True)
        ]


def _no_transaction(migration: Migration) -> Migration:
    """With what each file says of its own transaction."""
    return replace(
        migration,
        transaction=_transaction(migration.up),
        down_transaction=_transaction(migration.down) if migration.down else None,
    )


def _transaction(script: Script) -> Literal["tool", "none"]:
    """Who opens a script's transaction: sqlx looks at how the file begins."""
    return "none" if script.source.text.startswith(_NO_TRANSACTION) else "tool"


def _mixed(migration: Migration) -> Migration:
    problem = Problem(
        migration.location,
        "sqlx does not mix simple and reversible migrations: call this one"
        f" {migration.id}_{migration.name}.up.sql and write its down",
        "name",
    )
    return replace(migration, problems=(*migration.problems, problem))
