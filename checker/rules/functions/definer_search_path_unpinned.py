"""A SECURITY DEFINER function does not pin its search_path, or leaves its caller's temporary tables first on it.

## Why

It runs with its owner's rights and finds names along its caller's path: whoever may make a table or a
function in any schema of that path has their own run with the owner's rights. A path that does not name `pg_temp` begins with it
where tables are looked for: a temporary table `member` stands in for `app.member`, and every role may make one
([PostgreSQL's manual](https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY)).

## How to fix

Pin it, and qualify names; `db-verify fix` adds the clause, empty where the body qualifies all its names, and else the
path that they are found on now:

```sql
create function app.count_notes() returns bigint
  language sql stable security definer set search_path = ''
  as $$ select count(*) from app.note $$;
revoke execute on function app.count_notes() from public;
```

## Not reported

- Functions that run with their caller's rights.
- A search_path that ALTER FUNCTION pins later in the change.
- A body in SQL's own form (RETURN, BEGIN ATOMIC), whose names are bound when it is made.
- A path without `pg_temp` where the body qualifies its tables, names none that is known, or can't be read; and on Supabase, whose callers come
  by an API that makes no temporary tables. Else it is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Change, Edit, Fix, Location, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._state import is_judged, touched_functions, up_steps
from checker.rules.functions._bare import bare_relations, finds_all
from checker.state import Function, Name, Step, chain


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each function of the end state that a judged script made or changed so."""
    unpinned = {
        function.changed: function
        for function in touched_functions(change)
        if function.security_definer
        and "search_path" not in function.settings
        and not (function.body is None and function.language == "sql")
    }
    for step in up_steps(change):
        function = unpinned.pop(step.statement.location, None)
        if function is not None:
            yield _hit(step.statement.location, function, _pin(step, function))
    # What is left stands in a block.
    for place, function in unpinned.items():
        if is_judged(change, place):
            yield _hit(place, function, None)
    yield from _led_astray(change)


def _led_astray(change: Change) -> Iterator[Hit]:
    """Each function of the end state whose path looks for a table among temporary ones before it comes to the right one."""
    end = chain(change).end
    for function in touched_functions(change):
        path = function.settings.get("search_path")
        own_form = function.body is None and function.language == "sql"
        if (
            not function.security_definer
            or path is None
            or own_form
            or not is_judged(change, function.changed)
        ):
            continue
        schemas = [one.strip() for one in path.split(",")]
        known = {
            name
            for name in bare_relations(function)
            for schema in schemas
            if end.table(Name(schema, name)) or end.view(Name(schema, name))
        }
        explicit = "pg_temp" in schemas
        if not known or schemas[-1] == "pg_temp" or (not explicit and change.config.platform == "supabase"):
            continue
        yield Hit(
            function.changed,
            f"the function {function.signature} looks for {', '.join(map(quote, sorted(known)))} among its caller's temporary tables first:"
            " name pg_temp at the end of its search_path, or qualify the names in it",
            object=function.signature,
            severity=None if explicit else Severity.WARNING,
        )


def _hit(place: Location, function: Function, fix: Fix | None) -> Hit:
    return Hit(
        place,
        f"the function {function.signature} runs with its owner's rights and its caller's search_path: add"
        " SET search_path = '' and qualify the names in it",
        object=function.signature,
        fix=fix,
    )


def _pin(step: Step, function: Function) -> Fix | None:
    """The clause right behind SECURITY DEFINER, where it is written in one way only.

    Empty where the body names everything with its schema; else the path that its names are found on now, so that the
    function goes on as it did.
    """
    node, statement = step.statement.node, step.statement
    if not isinstance(node, ast.CreateFunctionStmt):
        return None
    path = "''" if finds_all(function) else ", ".join(map(quote, (*step.after.schemas_in_path(), "pg_temp")))
    for option in node.options or ():
        if option.defname == "security" and option.location is not None:
            start = option.location + statement.shift
            written = statement.source.text[start : start + len("security definer")]
            if written.lower() == "security definer":
                end = start + len(written)
                clause = f" {'set' if written.islower() else 'SET'} search_path = {path}"
                return Fix("pin the search_path", (Edit(statement.source.location(end, end), clause),))
    return None
