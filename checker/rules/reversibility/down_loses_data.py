"""Rows or values that were there before the up are not there after the down.

## Why

The catalog looks as it did, and what was in it is gone or changed. The trial fills every table with rows, runs up
and down, and compares them, column by column.

## How to fix

Keep what the up takes away until nobody wants it back, and let the down bring it back from there:

```sql
create table app.note_title_before as select id, title from app.note;
update app.note set title = upper(title);
```

Where the data may go, leave the down out and say so at the migration's top: `-- db-verify: irreversible reason="…"`.

## Not reported

- What the text of the up shows: that is [data-lost](data-lost.md).
- A down that does nothing: [down-empty](down-empty.md) says what it does not bring back.
- A column whose catalog entry differs too ([down-leaves-trace](down-leaves-trace.md)).
- A column that holds the moment of the run, as a trigger's `updated_at` does.
- Rows of a table that could not be given any; the report names them under what is not proven.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Difference, ObjectId, Severity, Step, TablePrint, Trial
from checker.names import quote, split_last, unquoted
from checker.rule import Hit, rule
from checker.rules._blame import blame
from checker.rules.reversibility._lost import losses

Said = frozenset[tuple[str, str]]


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each table that lost rows, and each column whose values are others, between before the up and after the down."""
    # What the text of an up shows is the static rule's.
    said = frozenset((statement.source.path, name) for statement, _, name in losses(trial.change))
    for step, key, what in lost_by_downs(trial):
        yield from _hit(said, step, trial.of(step.migration)["up"], key, what) if step.migration else ()


def lost_by_downs(trial: Trial) -> Iterator[tuple[Step, ObjectId, str]]:
    """Each table or column whose rows are not after a down what they were before the up, with what has become of them.

    A table or column that the catalog shows to be another one is left out.
    """
    for step in trial.steps:
        if step.run != "down" or step.status != "applied" or step.migration is None:
            continue
        up = trial.of(step.migration)["up"]
        traced = {one.object.name for one in step.lasting}
        for table, before in up.rows_before.items():
            after = step.rows_after.get(table)
            if after is not None and table not in traced:
                for key, what in _lost(table, before, after):
                    if key.name not in traced:
                        yield step, key, what


def _lost(table: str, before: TablePrint, after: TablePrint) -> Iterator[tuple[ObjectId, str]]:
    if after.rows < before.rows:
        yield (
            ObjectId("table", table),
            f"{before.rows - after.rows} of {before.rows} rows of {table} are gone",
        )
    if after.rows != before.rows or any(column not in after.columns for column in before.key):
        return
    # Where the key itself is another one, every column stands beside another one.
    moved = [column for column in before.key if before.columns.get(column) != after.columns[column]]
    for column, digest in before.columns.items():
        now = after.columns.get(column)
        if (moved and column not in moved) or now in (None, digest) or column in after.recent:
            continue
        changed = before.changed(after, column)
        count = f"{changed} of {before.rows} values" if changed else "the values"
        name = f"{table}.{quote(column)}"
        yield ObjectId("column", name), f"{count} of {name} are not what they were"


def _hit(said: Said, step: Step, up: Step, key: ObjectId, what: str) -> Iterator[Hit]:
    migration = step.migration
    if migration is None or migration.down is None or up.before is None or up.after is None:
        return
    one = Difference(key, None, "", None)
    # Values that went with their column were lost where that was dropped, whatever was made of them before.
    dropped = key.kind == "column" and key in up.before.objects and key not in up.after.objects
    statement_places = [blame([migration.up], one, up.before, up.after, removed=True, values=not dropped)]
    statement_places.append(blame([migration.down], one, up.before, up.after, removed=True, values=True))
    if _untouched(up, key):
        statement_places.reverse()
    blamed = next((each for each in statement_places if each), None)
    place = (blamed or migration.down).location
    if (migration.up.path, key.name) in said:
        return
    yield Hit(
        place,
        f"after the down {what}: keep the data where the down can bring it back from, or leave the down out and declare the"
        " migration irreversible",
        object=key.name,
    )


def _untouched(up: Step, key: ObjectId) -> bool:
    """Whether the up left these rows as they were, so that the down has changed them."""
    if key.kind == "table":
        before, after = up.rows_before.get(key.name), up.rows_after.get(key.name)
        return before is not None and after is not None and _keeps_rows(before, after)
    table, column = split_last(key.name)
    before, after = up.rows_before.get(table), up.rows_after.get(table)
    plain = unquoted(column)
    return before is not None and after is not None and before.columns.get(plain) == after.columns.get(plain)


def _keeps_rows(before: TablePrint, after: TablePrint) -> bool:
    """Whether no row seems to be gone: as many as were deleted may have been added, which the keys show."""
    if after.rows != before.rows:
        return after.rows > before.rows
    return all(before.columns.get(column) == after.columns.get(column) for column in before.key)
