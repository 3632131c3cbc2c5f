"""A statement opens a connection from the database to somewhere else.

## Why

What runs there runs outside the migration's transaction, with rights and a password that stand in the
SQL, and is not there when the migration is tried. A connection back to the same server gets round the
rights that the migration has. IMPORT FOREIGN SCHEMA makes what the other side has on that day, which no file tells.

## How to fix

Fetch the data outside the database, and bring them as rows:

```sql
insert into app.note (id, title) values (1, 'first');
```

Of a server that is there, name the tables, with their columns: CREATE FOREIGN TABLE. On Supabase, whose webhooks are made with it, the extension pg_net is a note.

## Not reported

- A foreign table on a server that was there before.
- Functions of other names.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Change, Finding, Severity
from checker.rule import Hit, rule
from checker.rules._beside import fails_with
from checker.rules._scripts import every_statement
from checker.rules._tree import every_call

_EXTENSIONS = frozenset({"dblink", "postgres_fdw", "http", "pg_net"})
_KINDS = (
    ast.CreateExtensionStmt,
    ast.CreateForeignServerStmt,
    ast.CreateSubscriptionStmt,
    ast.ImportForeignSchemaStmt,
)


def _refused(finding: Finding) -> str:
    """How PostgreSQL says that the extension of a finding is not for everybody to make."""
    return f'create extension "{finding.object}"'


@rule(Severity.ERROR, explains=fails_with("42501", _refused))
def check(change: Change) -> Iterator[Hit]:
    """dblink's functions, its extension and its like, CREATE SERVER, CREATE SUBSCRIPTION, IMPORT FOREIGN SCHEMA."""
    for statement in every_statement(change, *_KINDS):
        match statement.node:
            case ast.CreateExtensionStmt(extname="pg_net") if change.config.platform == "supabase":
                yield Hit(
                    statement.location,
                    "with the extension pg_net, what a function or a trigger writes into a request leaves the database: see in each"
                    " of them what that is, and who can make it do so",
                    object="pg_net",
                    severity=Severity.NOTE,
                )
                continue
            case ast.CreateExtensionStmt(extname=name) if name in _EXTENSIONS:
                what = f"the extension {name} opens connections from the database"
            case ast.CreateForeignServerStmt(servername=name):
                what = f"the server {name} is a connection from the database to elsewhere"
            case ast.CreateSubscriptionStmt(subname=name):
                what = f"the subscription {name} is a connection from the database to elsewhere"
            case ast.ImportForeignSchemaStmt(server_name=name):
                yield Hit(
                    statement.location,
                    f"IMPORT FOREIGN SCHEMA asks the server {name} what there is, and makes what it says on that day: write CREATE"
                    " FOREIGN TABLE for each table",
                    object=name,
                )
                continue
            case _:
                continue
        yield Hit(
            statement.location,
            f"{what}, outside this transaction: fetch the data outside and bring them as rows",
            object=name,
        )
    for statement, (called, call) in every_call(change, "dblink"):
        if called[-1] == "dblink" or called[-1].startswith("dblink_"):
            yield Hit(
                statement.at(call),
                f"{called[-1]} opens a connection from the database, outside this transaction: fetch the data outside"
                " and bring them as rows",
                object=called[-1],
            )
