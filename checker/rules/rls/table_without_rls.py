"""A table is left without row-level security.

## Why

Without row-level security, whoever has a privilege on the table, by a grant today or by a default privilege
tomorrow, sees and changes every row of it.

## How to fix

Enable and force it in the migration that makes the table, before anything is granted:

```sql
create table app.note (id bigint primary key);
alter table app.note enable row level security;
alter table app.note force row level security;
```

## Not reported

- Tables that a later statement, migration or policy script of the same change protects.
- Temporary tables.
- Foreign tables: those are [foreign-table-exposed](foreign-table-exposed.md).
- Tables of a schema that is not exposed, as long as nobody but the owner is given anything on them.
- Partitions and children: those are [partition-without-rls](partition-without-rls.md).
- Tables that were there before the change.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._state import can_have_rls, is_exposed, is_judged, opened_at, touched_tables
from checker.state import COMPUTED_TABLE, State, chain


@rule(Severity.ERROR, twin="table-open-after-up")
def check(change: Change) -> Iterator[Hit]:
    """Each table of the end state that is open and that the judged scripts made or exposed.

    CREATE TABLE, CREATE TABLE AS, SELECT INTO, LIKE, and what a DO block plainly does: the state knows them all.
    """
    end = chain(change).end
    for table in touched_tables(change):
        if table.rls or table.parent or table.inherits or not can_have_rls(table):
            continue
        place = opened_at(change, table) if is_exposed(change, end, table) else None
        if place is not None:
            yield Hit(
                place,
                f"the table {table.name} has no row-level security: add ALTER TABLE {table.name} ENABLE ROW LEVEL"
                " SECURITY, FORCE ROW LEVEL SECURITY; before it is granted to anybody",
                object=str(table.name),
                undecided=end.undecided("rls", table.name),
            )
    yield from _computed(change, end)


def _computed(change: Change, end: State) -> Iterator[Hit]:
    """Each table with a computed name, where the same script runs nothing that may enable its row-level security."""
    marks = [mark for mark in end.all_undecided() if is_judged(change, mark.location)]
    protected = {mark.location.path for mark in marks if mark.aspects & {"rls"} and mark.name is None}
    for mark in marks:
        if mark.name != COMPUTED_TABLE or mark.location.path in protected:
            continue
        if mark.schema is None or mark.schema in change.config.exposed_schemas:
            yield Hit(
                mark.location,
                "a table whose name is computed here has no row-level security: enable and force it right beside,"
                " by EXECUTE",
                undecided=mark.why,
            )
