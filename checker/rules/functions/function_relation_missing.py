"""A function in PL/pgSQL names a table, a column or a function that is not there.

## Why

PostgreSQL looks for what such a body names when it comes to the statement, and never before: CREATE FUNCTION takes a table that nobody
has made, and DROP TABLE, DROP COLUMN and DROP FUNCTION go through while functions use it. Whoever calls the function gets the error, or writes to the
table whose trigger it is: `new.updated_at := now()` fails each UPDATE of a table that has no such column.

## How to fix

Make the function anew in the migration that drops, renames or moves the table, or name the table as it is called:

```sql
create or replace function app.archive(note_id bigint) returns void language plpgsql set search_path = '' as $$
begin
  update app.note set archived = true where id = note_id;
end $$;
```

Where production has the table by other means than these migrations, make it in the bootstrap.

## Not reported

- Bodies that make tables, run a text by EXECUTE, look into the catalog, or catch the error (`undefined_table`, `undefined_column`, OTHERS).
- Functions that a body names without a schema, or with other arguments than they have.
- Columns that it names without their table, but for those that INSERT and UPDATE write.
- Columns of NEW and OLD in a function that asks for the table (`tg_table_name`, `to_jsonb(new)`).
- A trigger function that no trigger calls.
- A table that was missing before the change, in a function that the change does not make anew.
- Names without a schema, unless the table was there before the change, and none of its name is after it.
- Tables and functions of a schema that no script makes, as an extension's; and in `public` where the config pretends an extension.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import starmap

from pglast import ast

from checker.model import Change, Difference, Location, Severity, Snapshot, Trial
from checker.names import quote, split_qualified
from checker.rule import Hit, rule
from checker.rules._blame import cause
from checker.rules._state import is_judged
from checker.rules.functions._bodies import called_by, read_by
from checker.rules.functions._columns import Columns
from checker.rules.functions.function_body_broken import renamed
from checker.state import Function, Name, chain

_KINDS = ("table", "view", "materialized view", "foreign table", "sequence")
_UNSURE = re.compile(
    r"\b(?:execute|create|to_regclass|regclass|information_schema|pg_class|pg_tables|undefined_table|undefined_column|invalid_schema_name|others)\b",
    re.IGNORECASE,
)

_WORD = re.compile(r"[\w$]+")


@rule(Severity.WARNING)
def check(trial: Trial) -> Iterator[Hit]:
    """Each relation, column and function that a PL/pgSQL body of the end names and that is not there, where the change took it away or wrote the body."""
    before, after = trial.before.catalog or trial.start, trial.end
    if before is None or after is None:
        return
    there = {name for kind in _KINDS for name in after.of_kind(kind)}
    bare = {split_qualified(name)[-1] for name in there}
    lost = {
        split_qualified(name)[-1] for kind in _KINDS for name in before.of_kind(kind) if name not in there
    }
    now, had, has = after.of_kind("column"), _routines(before), _routines(after)
    lost |= {split_qualified(name)[-1] for name in before.of_kind("column") if name not in now}
    lost |= {split_qualified(name)[-1] for name in had - has}
    columns = Columns(after)
    for function in chain(trial.change).end.functions():
        body = function.body or ""
        if not function.text or _UNSURE.search(body):
            continue
        fires = _fires(trial.change, after, function) if function.returns == "trigger" else {}
        if function.returns == "trigger" and not fires:
            continue
        written = any(is_judged(trial.change, one) for one in (function.changed, *fires.values()))
        if not written and lost.isdisjoint(_WORD.findall(body)):
            continue
        told = set[str]()
        for table, column in columns.missing(function, [*fires]):
            full = f"{table}.{quote(column)}"
            was = before.get("column", full) is not None
            place = _column_taken_at(trial, full) if was else _written_at(trial, function, fires.get(table))
            if place is not None and full not in told:
                told.add(full)
                yield _hit(function, place, f"the column {full}", gone=was)
        for called in map(str, starmap(Name, called_by(function.text))):
            was = called in had
            if called in has or called in told or not (was or _is_own(trial, after, function, called)):
                continue
            place = _function_taken_at(trial, called) if was else function.changed
            if place is not None:
                told.add(called)
                yield _hit(function, place, f"the function {called}", gone=was)
        for relation in read_by(function.text):
            name = _was(before, function, relation)
            gone = (
                name is not None and str(name) not in there and (relation.schemaname or name.name not in bare)
            )
            new = None if gone else _never_made(trial, function, relation, there)
            missing = str(name) if gone else new
            place = _taken_at(trial, missing) if gone and missing else function.changed if new else None
            if missing is None or place is None or missing in told:
                continue
            told.add(missing)
            yield _hit(function, place, missing, gone=bool(gone))


def _hit(function: Function, place: Location, missing: str, *, gone: bool) -> Hit:
    remedy = (
        "from here on: make it anew in the same migration"
        if gone
        else ": name what is there, or make that before"
    )
    return Hit(
        place,
        f"{function.signature} fails when it comes to {missing}, which is not there{' ' if gone else ''}{remedy}",
        object=function.signature,
    )


def _fires(change: Change, after: Snapshot, function: Function) -> dict[str, Location | None]:
    """The tables whose triggers call it, since nothing else may, with the place where the trigger is made."""
    called = re.compile(rf"\bEXECUTE FUNCTION {re.escape(str(function.name))}\(")
    found: dict[str, Location | None] = {}
    for one in after.of_kind("trigger").values():
        if one.get("table") and called.search(one.get("definition") or ""):
            table = chain(change).end.table(Name(*split_qualified(str(one["table"]))))
            made = (
                [each.made for each in table.triggers.values() if each.function == function.name]
                if table
                else []
            )
            found[str(one["table"])] = made[-1] if made else None
    return found


def _written_at(trial: Trial, function: Function, trigger: Location | None) -> Location | None:
    """Where the change makes the trigger that calls it, or its text."""
    places = (trigger, function.changed)
    return next((one for one in places if one is not None and is_judged(trial.change, one)), None)


def _routines(catalog: Snapshot) -> frozenset[str]:
    """All that may be written with arguments behind it, a type's name too."""
    kinds = ("function", "procedure", "aggregate", "type", "domain", "table", "view", "materialized view")
    return frozenset(name.partition("(")[0] for kind in kinds for name in catalog.of_kind(kind))


def _is_own(trial: Trial, after: Snapshot, function: Function, called: str) -> bool:
    """Whether a body that the change has written calls something of a schema in which the repository alone makes functions."""
    schema = split_qualified(called)[0]
    made = chain(trial.change).end.schema(schema)
    return (
        is_judged(trial.change, function.changed)
        and made is not None
        and made.made is not None
        and bool(made.made.path)
        and not trial.change.config.trial.extensions.stub
        and not any(
            split_qualified(one.get("schema") or "")[-1:] == (schema,)
            for one in after.of_kind("extension").values()
        )
    )


def _function_taken_at(trial: Trial, name: str) -> Location | None:
    """The statement of the change that dropped, renamed or moved a function."""

    def taken(one: Difference, _: object) -> bool:
        return (
            one.object.kind in ("function", "procedure", "aggregate")
            and one.object.name.partition("(")[0] == name
            and one.property is None
            and one.after is None
        )

    return renamed(trial, split_qualified(name)[-1:]) or cause(trial, taken)


def _column_taken_at(trial: Trial, name: str) -> Location | None:
    """The statement of the change that dropped or renamed a column."""

    def taken(one: Difference, _: object) -> bool:
        return (
            one.object.kind == "column"
            and one.object.name == name
            and one.property is None
            and one.after is None
        )

    return renamed(trial, split_qualified(name)[-1:]) or cause(trial, taken)


def _was(before: Snapshot, function: Function, relation: ast.RangeVar) -> Name | None:
    """The relation of before the change that a name in a body meant, as far as the function's path tells."""
    path = function.settings.get("search_path", "public").replace('"', "").split(",")
    schemas = [relation.schemaname] if relation.schemaname else [one.strip() for one in path]
    names = (Name(schema, str(relation.relname)) for schema in schemas if schema)
    return next((one for one in names if any(before.get(kind, str(one)) for kind in _KINDS)), None)


def _never_made(trial: Trial, function: Function, relation: ast.RangeVar, there: set[str]) -> str | None:
    """What a body that the change has written names in a schema of the repository's own, and nothing makes."""
    change = trial.change
    if not relation.schemaname or not is_judged(change, function.changed):
        return None
    schema = chain(change).end.schema(relation.schemaname)
    own = schema is not None and schema.made is not None and bool(schema.made.path)
    if not own and (relation.schemaname != "public" or change.config.trial.extensions.stub):
        return None
    name = str(Name(relation.schemaname, str(relation.relname)))
    return None if name in there else name


def _taken_at(trial: Trial, name: str) -> Location | None:
    """The statement of the change that dropped, renamed or moved it."""

    def taken(one: Difference, _: object) -> bool:
        return (
            one.object.kind in _KINDS
            and one.object.name == name
            and one.property is None
            and one.after is None
        )

    return renamed(trial, split_qualified(name)) or cause(trial, taken)
