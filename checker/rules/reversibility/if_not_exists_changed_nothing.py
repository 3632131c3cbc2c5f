"""A statement with IF NOT EXISTS found something of that name, and changed nothing; or one with IF EXISTS missed it by a capital.

## Why

`CREATE TABLE IF NOT EXISTS` looks at the name alone. Where something of that name is there already, it is
left as it is, whatever columns, keys and constraints it has or lacks, and the migration looks as if it had
worked. Its down then removes what it never made. `DROP POLICY IF EXISTS Readers` drops nothing where the policy is called `"Readers"`: what
should be gone stays, and nobody is told.

## How to fix

Say what must be there, and fail where it can't be made; change what is there with ALTER:

```sql
create table app.note (id bigint generated always as identity primary key, body text not null);
alter table app.note add column author text;
```

## Not reported

- `CREATE EXTENSION IF NOT EXISTS` and `CREATE SCHEMA IF NOT EXISTS`, which have no shape to differ in.
- IF NOT EXISTS that made something, and `DROP … IF EXISTS` that dropped something, or of which nothing there has the name but for capitals, blanks
  and signs: it may be of another database.
- What the same script drops too, or makes.
- Repeatable scripts, which must be able to run twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pglast import ast

from checker.model import ObjectId, Severity, Snapshot, Step, Trial
from checker.names import quote
from checker.objects import own_name, table_of
from checker.rule import Hit, rule
from checker.rules.access._asked import last_name

_SKIPPED = re.compile(
    r'NOTICE: *(?:column |relation |type )?"(.*?)"(?: of relation "(.*?)")? already exists, skipping'
)


_MISSED = re.compile(
    r'NOTICE: *(policy|trigger|constraint|column|table|view|materialized view|index|schema|type|rule) "(.*?)"'
    r'(?: (?:for|of) relation "(.*?)")? does not exist, skipping'
)
_SIGNS = re.compile(r"[\W_]+")


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
                if (missed := _MISSED.match(notice)) and (near := _nearly(step, *missed.groups())):
                    kind, name, table = missed.groups()
                    of = f" of {table}" if table else ""
                    yield Hit(
                        outcome.statement.location,
                        f"IF EXISTS drops nothing here: there is no {kind} {quote(name)}{of}, but there is {near}. Write the name as it"
                        " is, or leave the statement out",
                        object=name,
                        severity=Severity.WARNING,
                    )
                if match := _SKIPPED.match(notice):
                    name = f"{match[2]}.{match[1]}" if match[2] else match[1]
                    yield Hit(
                        outcome.statement.location,
                        f"{name} exists already, and IF NOT EXISTS leaves it as it is: this statement did nothing;"
                        " take IF NOT EXISTS out, or change what is there with ALTER",
                        object=name,
                    )


def _nearly(step: Step, kind: str, name: str, table: str | None) -> str | None:
    """What is called so but for capitals, blanks and signs, is of that kind and table, was there before the up and is there after it."""
    if step.before is None or step.after is None:
        return None
    plain, made = _SIGNS.sub("", name).casefold(), _named(step.after, kind, table)
    if name in {one.strip('"') for one in made.values()}:
        return None
    return next(
        (
            shown
            for key, shown in _named(step.before, kind, table).items()
            if key in made and _SIGNS.sub("", shown).casefold() == plain
        ),
        None,
    )


def _named(catalog: Snapshot, kind: str, table: str | None) -> dict[str, str]:
    """The things of a kind, on a table where one is named, each with its last name as SQL writes it."""
    found: dict[str, str] = {}
    for key, properties in catalog.of_kind(kind).items():
        of = table_of(ObjectId(kind, key), properties) or ""
        if table is None or last_name(of) == last_name(table):
            own = own_name(ObjectId(kind, key), properties)
            found[key] = own if table is not None else own.rpartition(".")[2]
    return found
