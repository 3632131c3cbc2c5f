"""A statement with IF NOT EXISTS found something of that name, and changed nothing.

## Why

`CREATE TABLE IF NOT EXISTS` looks at the name alone. Where something of that name is there already, it is
left as it is, whatever columns, keys and constraints it has or lacks, and the migration looks as if it had
worked. Its down then removes what it never made.

## How to fix

Say what must be there, and fail where it can't be made; change what is there with ALTER:

```sql
create table app.note (id bigint generated always as identity primary key, body text not null);
alter table app.note add column author text;
```

## Not reported

- `CREATE EXTENSION IF NOT EXISTS` and `CREATE SCHEMA IF NOT EXISTS`, which have no shape to differ in.
- `DROP … IF EXISTS`, and IF NOT EXISTS that made something.
- Repeatable scripts, which must be able to run twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pglast import ast

from checker.model import Severity, Trial
from checker.rule import Hit, rule

_SKIPPED = re.compile(
    r'NOTICE: *(?:column |relation |type )?"(.*?)"(?: of relation "(.*?)")? already exists, skipping'
)


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each statement of a migration's first up of which the server said that it skipped it."""
    for step in trial.steps:
        if step.run != "up" or step.migration is None:
            continue
        for outcome in step.outcomes:
            if isinstance(
                outcome.statement.node, (ast.CreateExtensionStmt, ast.CreateSchemaStmt, ast.DoStmt)
            ):
                continue
            for notice in outcome.notices:
                if match := _SKIPPED.match(notice):
                    name = f"{match[2]}.{match[1]}" if match[2] else match[1]
                    yield Hit(
                        outcome.statement.location,
                        f"{name} exists already, and IF NOT EXISTS leaves it as it is: this statement did nothing;"
                        " take IF NOT EXISTS out, or change what is there with ALTER",
                        object=name,
                    )
