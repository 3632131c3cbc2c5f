"""A statement reads or writes files of the database server.

## Why

The server's files are its data, its keys and its configuration, and what PostgreSQL may read is not
what the migration's author may. A file that is on one server is also not on the next.

## How to fix

Bring the data as rows, or load them from the client:

```sql
insert into app.note (id, title) values (1, 'first');
```

## Not reported

- COPY FROM STDIN and TO STDOUT.
- Large objects that are made of bytes that the statement carries, as `lo_from_bytea`.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._scripts import every_statement
from checker.rules._tree import every_call

_FUNCTIONS = frozenset(
    {
        "pg_read_file", "pg_read_binary_file", "pg_ls_dir", "pg_stat_file", "pg_ls_logdir", "pg_ls_waldir",
        "pg_ls_tmpdir", "pg_ls_archive_statusdir", "lo_import", "lo_export", "pg_file_write", "pg_file_rename",
        "pg_file_unlink", "pg_file_sync",
    }
)  # fmt: skip
_WRAPPERS = frozenset({"file_fdw"})


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each COPY with a file, each function that opens one, and file_fdw."""
    for statement in every_statement(change, ast.CopyStmt, ast.CreateExtensionStmt):
        node = statement.node
        if isinstance(node, ast.CopyStmt) and node.filename and not node.is_program:
            direction = "reads from" if node.is_from else "writes to"
            yield Hit(
                statement.location,
                f"COPY {direction} a file of the database server, {node.filename!r}: bring the data as rows",
                object=node.filename,
            )
        if isinstance(node, ast.CreateExtensionStmt) and node.extname in _WRAPPERS:
            yield Hit(
                statement.location,
                f"the extension {node.extname} reads files of the database server: bring the data as rows",
                object=node.extname,
            )
    for statement, (called, call) in every_call(change, *_FUNCTIONS):
        if len(called) == 1 and called[0] in _FUNCTIONS:
            yield Hit(
                statement.at(call),
                f"{called[0]} opens files of the database server: bring the data as rows",
                object=called[0],
            )
