"""Supabase's CLI: `supabase/migrations/TIMESTAMP_name.sql`, forward only.

It cuts a file into statements and sends them in one batch, which is one transaction; it sets the session back before
each file (Supabase's documentation, "Database migrations"; `supabase migration up`). What PostgreSQL refuses in a transaction
ends the batch, is sent by itself, and a new batch begins behind it (supabase/cli, pull requests 5671 and 6354). A file that
begins with `-- pg-delta: transaction=false` is sent without a transaction, and so is one with such statements that has a BEGIN or
COMMIT of its own (pull request 6102).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pglast import ast

from checker.alone import refused, says_alone
from checker.model import Migration, Script, Transaction
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
    parts = Parts(
        id=named.group(1),
        name=named.group(2),
        version=named.group(1),
        up=up,
        down=None,
        files=(file,),
        transaction=_transaction(up),
        one_way=True,
    )
    return build("supabase", folder, _MANNER, parts)


def _transaction(up: Script) -> Transaction:
    if says_alone(up.source.text):
        return "none"
    if not any(refused(one.node) for one in up.statements):
        return "tool"
    return "none" if any(isinstance(one.node, ast.TransactionStmt) for one in up.statements) else "batches"
