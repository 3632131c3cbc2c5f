"""A function in PL/pgSQL names a table that is not there.

## Why

PostgreSQL looks for what such a body names when it comes to the statement, and never before: CREATE FUNCTION takes a table that nobody
has made, and DROP TABLE goes through while functions read it. Whoever calls the function gets the error, or writes to the
table whose trigger it is.

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

- Bodies that make tables, run a text by EXECUTE, look into the catalog, or catch the error (`undefined_table`, OTHERS).
- Columns and functions that a body names.
- A trigger function that no trigger calls.
- A table that was missing before the change, in a function that the change does not make anew.
- Names without a schema, unless the table was there before the change, and none of its name is after it.
- Tables of a schema that no script makes, as an extension's; and in `public` where the config pretends an extension.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pglast import ast

from checker.model import Difference, Location, Severity, Snapshot, Trial
from checker.names import split_qualified
from checker.rule import Hit, rule
from checker.rules._blame import cause
from checker.rules._state import is_judged
from checker.rules.functions._bodies import read_by
from checker.rules.functions.function_body_broken import renamed
from checker.state import Function, Name, chain

_KINDS = ("table", "view", "materialized view", "foreign table", "sequence")
_UNSURE = re.compile(
    r"\b(?:execute|create|to_regclass|regclass|information_schema|pg_class|pg_tables|undefined_table|invalid_schema_name|others)\b",
    re.IGNORECASE,
)

_WORD = re.compile(r"[\w$]+")


@rule(Severity.WARNING)
def check(trial: Trial) -> Iterator[Hit]:
    """Each relation that a PL/pgSQL body of the end names and that is not there, where the change took it away or wrote the body."""
    before, after = trial.before.catalog or trial.start, trial.end
    if before is None or after is None:
        return
    there = {name for kind in _KINDS for name in after.of_kind(kind)}
    bare = {split_qualified(name)[-1] for name in there}
    lost = {
        split_qualified(name)[-1] for kind in _KINDS for name in before.of_kind(kind) if name not in there
    }
    for function in chain(trial.change).end.functions():
        body = function.body or ""
        if not function.text or _UNSURE.search(body):
            continue
        if function.returns == "trigger" and not _fires(after, function):
            continue
        if not is_judged(trial.change, function.changed) and lost.isdisjoint(_WORD.findall(body)):
            continue
        told = set[str]()
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
            yield Hit(
                place,
                f"{function.signature} fails when it comes to {missing}, which is not there"
                f"{' from here on: make it anew in the same migration' if gone else ': name what is there, or make that before'}",
                object=function.signature,
            )


def _fires(after: Snapshot, function: Function) -> bool:
    """Whether a trigger calls it: nothing else may."""
    called = re.compile(rf"\bEXECUTE FUNCTION {re.escape(str(function.name))}\(")
    return any(called.search(one.get("definition") or "") for one in after.of_kind("trigger").values())


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
