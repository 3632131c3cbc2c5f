"""A migration's up fails when it is run.

## Why

The trial runs every migration in a throw-away Postgres, as the role that runs them in earnest, on tables that
hold rows. What fails there fails in production, after half of a deployment.

## How to fix

Read what the server said at the statement, and mend it. A constraint that existing rows break needs them to
be mended first:

```sql
update app.note set author = 'unknown' where author is null;
alter table app.note alter column author set not null;
```

Production also has what the policies and views of the base have made, and a view keeps its columns from being altered or
dropped. So the migrations are run upon that too. Drop what stands in the way where it is in the way; the scripts, which come
after the migrations, make it again (Flyway's where they are edited in the same change):

```sql
drop view if exists app.note_titles;
alter table app.note alter column title type varchar(300);
```

Tables that no seed fills hold rows that are made up as the table allows them, NULLs and equal values
included, and texts that are neither JSON nor numbers. Where production can't have such rows, give the table rows like production's under `seeds:`.
Where it fails since two of these rows are alike, the trial goes on with others, so that what comes after it is tried too.
The finding says whose the rows are that broke it, as far as the server named their table: made up, a seed's or the migrations' own.
A table that the change itself makes holds rows without NULLs, and without equal values: production has none of it yet.

What production has by other means than these migrations (a role, a schema, an extension) is made by a script under `bootstrap:`; what a
Supabase project has, by `platform: supabase`. What only a superuser may do (an event trigger, a publication FOR ALL TABLES) is the
bootstrap's.

The role that runs them is no superuser here. What it may do in production (CREATEROLE, CREATE on the database or on a
schema, an extension) is given to it by a script under `bootstrap:`, and `trial.owner` names it. One that makes roles, and that
owns the database, is made there by `CREATE ROLE migrator LOGIN CREATEROLE; ALTER DATABASE app OWNER TO migrator;`.

Where a migration of the base fails, the check can't be made (exit status 3). Nor can it where one needs CREATEROLE on a
PostgreSQL before 16: there that right lets a role run programs on the server, and the trial takes it away.

## Not reported

- Migrations after the one that failed: they were not run, and the report says so.
- A file that does not parse ([syntax-error](syntax-error.md)).
- What a static rule says of the statement as an error that counts, such as [transaction-impossible](transaction-impossible.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pglast import ast, enums

from checker.model import Change, ServerError, Severity, Step, Trial
from checker.names import enumerated, quote, split_qualified
from checker.rule import Hit, rule
from checker.rules._tree import nodes
from checker.rules.reversibility._failures import failure, sentence, wants_right
from checker.state.lacking import extension_of, in_earnest, reaches_out, to_pretend
from checker.state.platform import misses_supabase

# Made-up rows hold NULL and equal values wherever the table lets them.
_MADE_UP = (
    " The rows are made up as the tables allow them: mend such rows before this statement, or, where production"
    " can't have them, give the table rows in `seeds:`"
)
_OF_A_ROW = (
    " Where that is a value of a row that the trial made up, mend such rows before this statement, or, where production"
    " can't have them, give the table rows in `seeds:`"
)
_EXTENSION = (
    " Add it to `trial.extensions.need`, where production has it: it is then made with the bootstrap's rights"
)
_REACHES_OUT = " No trial has it, since it reaches out of the database; where production does, pretend it: `trial.extensions.stub`"
_SUPABASE = (
    " A Supabase project has it: where production is one, write `platform: supabase` in the config; elsewhere make it in"
    " the bootstrap"
)
_ELSEWHERE = " Where production has it by other means than these migrations, make it in the bootstrap"
_OWNED = ", and there the role that runs them, as its owner, and name that in `trial.owner`"
_ANOTHER_DATABASE = " Where another folder under `migrations:` has made it, and that is another database's, give that a config of its own"
_EDITED = ", where they are run again: edit that one too (a comment will do)"
# What Flyway fills in; a name may hold it in quotes.
_PLACEHOLDER = re.compile(r"\$\{[^}\n]+\}")
_NULLS = re.compile(r'column "(.+)" of relation "[^"]*" contains null values')
_IN_ARRAYS = (
    " PostgreSQL does not look for a domain's values in arrays and composite types: add the constraint NOT VALID, which new values are"
    " held to, and never validate it"
)
_THERE_ALREADY = ("42P06", "42P07", "42710", "42723", "42701")
_REFUSED = "42501"
_UNSUPPORTED = "0A000"
_NO_SCHEMA, _NO_OBJECT = "3F000", "42704"
# Class 23, integrity constraint violation, and class 22, data exception (PostgreSQL's manual, appendix A).
_ROWS_BREAK_IT, _VALUE_BREAKS_IT = "23", "22"


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each statement that failed in a migration's first up, or upon what the base's scripts have made."""
    for step in trial.steps:
        if step.run != "up" or step.migration is None:
            continue
        named = step.migration.id
        for error in step.alike:
            message = f"migration {named} fails here: {sentence(error)}{_MADE_UP} (the trial went on with rows that are not alike)"
            yield Hit(error.location, message, object=named)
        if failed := failure(step):
            message = f"migration {named} fails here: {failed[1]}{_remedy(step, trial.change)}"
            yield Hit(failed[0], message, object=named)
    for step in trial.before.steps:
        if step.migration is not None and (failed := failure(step)):
            yield Hit(
                failed[0],
                f"migration {step.migration.id} fails here where the base's policies and views stand, as they do in production:"
                f" {failed[1]} Drop what is in the way before this, by DROP … IF EXISTS: the scripts make it again afterwards"
                f"{_EDITED if any(not script.runs_again for script in trial.change.views) else ''}",
                object=step.migration.id,
            )


def _remedy(step: Step, change: Change) -> str:
    """What helps where the trial's rows, rights or roles are not production's; empty where nothing is known to."""
    error = step.error
    if error is None:
        return ""
    extension = extension_of(error.message)
    if extension and extension in change.config.trial.extensions.stub:
        return f" {in_earnest(extension)}"
    if error.sqlstate.startswith(_ROWS_BREAK_IT):
        if column := _new_and_empty(error, change):
            return (
                f" The change adds {quote(column)}, so each row that is there already has NULL: fill it by an UPDATE before this"
                " statement, or add it with a DEFAULT"
            )
        if error.table is None or error.table in step.made_up:
            return _MADE_UP
        return _OF_A_ROW if _copies_made_up(step) else _not_made_up(error.table, change)
    if error.sqlstate.startswith(_VALUE_BREAKS_IT):
        return _OF_A_ROW if step.made_up else ""
    if error.sqlstate == _REFUSED and error.message.startswith("permission denied to create extension"):
        return _REACHES_OUT if reaches_out(error.message.partition('"')[2].rstrip('"')) else _EXTENSION
    if error.sqlstate == _UNSUPPORTED and _is_of_a_domain(step):
        return _IN_ARRAYS
    if right := wants_right(error):
        return right
    if placeholder := _PLACEHOLDER.search(error.message):
        return (
            f" {placeholder[0]} is filled in by another tool, and here it stands as it is: write the name itself, or make one that is"
            " called just so in the bootstrap"
        )
    if error.sqlstate.startswith(_THERE_ALREADY) and len(change.config.migrations) > 1:
        return _ANOTHER_DATABASE
    if misses_supabase(error.message, change.config.platform):
        return _SUPABASE
    if how := to_pretend(extension, change.config.platform):
        return f" {how}"
    if extension:
        return (
            f" That is of the extension {extension}: CREATE EXTENSION it before, or, where production has it by other means than"
            " these migrations, in the bootstrap"
        )
    if error.sqlstate == _NO_SCHEMA or (error.sqlstate == _NO_OBJECT and error.message.startswith("role ")):
        return (
            f"{_ELSEWHERE}{_OWNED if error.sqlstate == _NO_SCHEMA and not change.config.trial.owner else ''}"
        )
    return ""


def _is_of_a_domain(step: Step) -> bool:
    """Whether what failed adds a constraint to a domain, or validates one."""
    failed = (one.statement.node for one in step.outcomes if one.error is not None)
    return any(isinstance(node, ast.AlterDomainStmt) and node.subtype in ("C", "V") for node in failed)


def _new_and_empty(error: ServerError, change: Change) -> str | None:
    """The column that has NULLs because the change itself has added it to a table of before; None where it is another matter."""
    found = _NULLS.match(error.message)
    if found is None or error.table is None:
        return None
    table, column = split_qualified(error.table)[-1], found[1]
    adds = any(
        isinstance(node, ast.AlterTableStmt)
        and node.relation is not None
        and node.relation.relname == table
        and any(
            one.subtype == enums.AlterTableType.AT_AddColumn and one.def_.colname == column
            for one in node.cmds or ()
        )
        for migration in change.judged
        for node in (statement.node for statement in migration.up.statements)
    )
    return column if adds else None


def _copies_made_up(step: Step) -> bool:
    """Whether the statement that failed puts in what it reads of a table whose rows the trial made up."""
    made_up = {split_qualified(table)[-1] for table in step.made_up}
    return any(
        isinstance(source, ast.RangeVar) and source.relname in made_up
        for outcome in step.outcomes
        if outcome.error and isinstance(outcome.statement.node, ast.InsertStmt)
        for source in nodes(outcome.statement.node)
        if source is not outcome.statement.node.relation
    )


def _not_made_up(table: str, change: Change) -> str:
    """Whose the rows are that the trial has not made up: the seeds' that write to the table, else the migrations'."""
    name = split_qualified(table)[-1]
    paths = dict.fromkeys(
        script.path
        for script in change.seeds
        for statement in script.statements
        for node in nodes(statement.node)
        if isinstance(node, ast.InsertStmt | ast.CopyStmt | ast.UpdateStmt)
        and node.relation is not None
        and node.relation.relname == name
    )
    if not paths:
        who = "seeds or migrations" if change.seeds else "migrations"
        return f" The rows of {table} are those that {who} have put there, and none is made up: mend them before this statement"
    return (
        f" The rows of {table} are those of {enumerated(paths)}, and none is made up: mend such rows before this statement, or,"
        " where production can't have them, the seed"
    )
