"""Supabase's CLI: `supabase/migrations/TIMESTAMP_name.sql`, forward only.

It cuts a file into statements and sends them in one batch, which is one transaction; it sets the session back before
each file (Supabase's documentation, "Database migrations"; `supabase migration up`). What PostgreSQL refuses in a transaction
ends the batch, is sent by itself, and a new batch begins behind it (supabase/cli, pull requests 5671 and 6354). A file that
begins with `-- pg-delta: transaction=false` is sent without a transaction.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.alone import refused, says_alone
from checker.model import Migration
from checker.parse.layouts import (
    ONE_WAY,
    WRAPPED,
    File,
    Layout,
    Manner,
    Parts,
    build,
    directly_in,
    in_order,
    misnamed,
    off,
    script,
)

_NAME = re.compile(r"([0-9]+)_(.*)\.sql")
_MANNER = Manner("the Supabase CLI", unit="statement", session="fresh")


class Supabase(Layout):
    """See `Layout`."""

    name = "supabase"
    rules_off = off(WRAPPED, "the Supabase CLI sends a file as one transaction") | off(
        ONE_WAY, "Supabase's migrations go forward only"
    )

    def read(self, folder: str, files: Sequence[File]) -> list[Migration]:
        """See `Layout`."""
        return in_order(_read(folder, file) for file in files if file.is_sql)


def _read(folder: str, file: File) -> Migration:
    named = _NAME.fullmatch(file.name)
    if named is None or not directly_in(folder, file):
        return misnamed("supabase", folder, _MANNER, file, "files are called TIMESTAMP_name.sql")
    up = script(file, _MANNER)
    alone = says_alone(up.source.text)
    parts = Parts(
        id=named.group(1),
        name=named.group(2),
        version=named.group(1),
        up=up,
        down=None,
        files=(file,),
        transaction="none" if alone or any(refused(one.node) for one in up.statements) else "tool",
        one_way=True,
    )
    return build("supabase", folder, _MANNER, parts)
