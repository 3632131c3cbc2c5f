"""A statement of a migration changed or copied no row, because row-level security hides the rows from the table's owner.

## Why

Row-level security that is forced binds the role that runs the migrations too. A backfill then changes nothing, without
an error, and the next statement builds on rows that were never filled. What is copied from such a table is empty, a sequence
that is set behind its largest value begins at 1 again, and a materialized view holds nothing, after each REFRESH.

## How to fix

Become a role that the policies admit, for this transaction and on purpose:

```sql
begin;
set local role service_role;
set local request.jwt.claims = '{"role": "service_role"}';
update public.eng_note set author = 'unknown' where author is null;
commit;
```

Where the policies admit nobody to all rows, as those of tenants, lift the force for the one transaction, which holds the table
for itself meanwhile:

```sql
begin;
alter table app.project no force row level security;
update app.project set note = '' where note is null;
alter table app.project force row level security;
commit;
```

## Not reported

- A table that held no row in the trial.
- A statement with a WHERE, where a policy may show rows to the role that runs it: the statement's own condition may be why.
  A MERGE has one, its ON; and what stands in a WITH counts as if it had one, since nobody counts its rows.
- A statement with a WHERE after SET ROLE or after the request's settings were set: what is shown then is not known.
- A table whose row-level security is not forced, which its owner sees whole.
- What a statement reads, where a policy may show rows to the role that runs it.
- A SELECT that writes nothing: it has no `setval` and fills no table.
- CREATE TABLE AS … WITH NO DATA, which reads nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import ObjectType

from checker.model import Outcome, Severity, Snapshot, Statement, Step, Trial
from checker.names import split_qualified
from checker.predicate import NO_CLAIMS, Answer, decide
from checker.rule import Hit, rule
from checker.rules._tree import nodes
from checker.rules.access._meaning import columns_of
from checker.rules.statements._settings import settings
from checker.state import Name, State, chain, words
from checker.state.expression import parse_value

Write = ast.UpdateStmt | ast.DeleteStmt | ast.MergeStmt
_COMMANDS = {ast.UpdateStmt: "update", ast.DeleteStmt: "delete", ast.MergeStmt: "select"}


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each statement of a first up or a down that changes rows, or makes something of rows, and saw none of a table's."""
    for step in trial.steps:
        catalog, migration = step.after or step.before, step.migration
        script = migration and (migration.up if step.run == "up" else migration.down)
        if (
            step.run not in ("up", "down")
            or step.status not in ("applied", "failed")
            or not (script and catalog)
        ):
            continue
        closed = {
            table for table, there in step.rows_before.items() if there.rows and _is_closed(catalog, table)
        }
        if not closed:
            continue
        states = {id(one.statement): one.before for one in chain(trial.change).steps(script)}
        somebody_else = False
        for outcome in step.outcomes:
            if outcome.status != "applied":
                continue
            somebody_else = somebody_else or _speaks_for_another(outcome.statement)
            hidden = closed.copy()
            if state := states.get(id(outcome.statement)):
                hidden = {table for table in closed if _binds(state, table)}
            changed = {
                table
                for write in _writes(outcome.statement)
                if (table := _target(write, step)) in hidden
                and _saw_none(trial, catalog, outcome, write, table, somebody_else)
            }
            read = (
                set()
                if somebody_else or not state
                else hidden & {*map(str, _sources(state, outcome.statement.node))}
            )
            for table in sorted(
                changed | {one for one in read if not _may_see(trial, catalog, one, "select")}
            ):
                yield Hit(
                    outcome.statement.location,
                    f"this saw 0 of {step.rows_before[table].rows} rows of {table}: its row-level security is forced and admits nobody"
                    f" here; {_remedy(outcome.statement.node)}",
                    object=table,
                )


def _is_closed(catalog: Snapshot, table: str) -> bool:
    properties = catalog.get("table", table) or {}
    return bool(properties.get("row security") and properties.get("force row security"))


def _binds(state: State, table: str) -> bool:
    """Whether row-level security governs the owner too when a statement is run: the up may switch it off before, or on only afterwards."""
    known = state.table(Name(*split_qualified(table)))
    return known is None or (known.rls and known.force)


def _saw_none(
    trial: Trial, catalog: Snapshot, outcome: Outcome, write: Write, table: str, somebody_else: bool
) -> bool:
    """Whether what is written to a table that is hidden from its owner found no row there, for that reason."""
    # The command's tag counts the rows of the statement itself, and of nothing that stands in its WITH.
    counted = write is outcome.statement.node
    if counted and outcome.rows != 0:
        return False
    asks = not counted or isinstance(write, ast.MergeStmt) or write.whereClause is not None
    return not (asks and (somebody_else or _may_see(trial, catalog, table, _COMMANDS[type(write)])))


def _remedy(node: ast.Node) -> str:
    if isinstance(node, ast.CreateTableAsStmt) and node.objtype == ObjectType.OBJECT_MATVIEW:
        return (
            "its owner's rights fill it, at each REFRESH too: make it as a role of `view_owners` that a policy admits, with SET"
            " LOCAL ROLE"
        )
    return (
        "become a role that a policy admits, with SET LOCAL ROLE, or take FORCE off before it and put it on again after it, in one"
        " transaction"
    )


def _sources(state: State, node: ast.Node) -> frozenset[Name]:
    """The relations that a statement reads to make something of them: rows, a table, or where a sequence stands."""
    match node:
        case ast.SelectStmt() if not node.intoClause and "setval" not in _called(node):
            return frozenset()
        case ast.CreateTableAsStmt(into=ast.IntoClause(skipData=True)):
            return frozenset()
        case (
            ast.SelectStmt()
            | ast.CreateTableAsStmt()
            | ast.InsertStmt()
            | ast.UpdateStmt()
            | ast.DeleteStmt()
            | ast.MergeStmt()
        ):
            pass
        case _:
            return frozenset()
    below = nodes(node)
    # What is written to, and the names of WITH, are read from no table.
    made = {id(one.relation) for one in below if isinstance(one, Write | ast.InsertStmt)}
    made |= {id(one.rel) for one in below if isinstance(one, ast.IntoClause)}
    inside = {one.ctename for one in below if isinstance(one, ast.CommonTableExpr)}
    return frozenset(
        state.resolve(one)
        for one in below
        if isinstance(one, ast.RangeVar)
        and id(one) not in made
        and (one.schemaname or one.relname not in inside)
    )


def _called(node: ast.Node) -> set[str]:
    return {words(one.funcname)[-1] for one in nodes(node) if isinstance(one, ast.FuncCall)}


def _writes(statement: Statement) -> Iterator[Write]:
    """What changes rows that are there: the statement itself, and what stands in its WITH."""
    if isinstance(statement.node, ast.SelectStmt | ast.InsertStmt | Write):
        yield from (node for node in nodes(statement.node) if isinstance(node, Write))


def _target(write: Write, step: Step) -> str | None:
    """The table that a statement changes, as the record of rows names it."""
    if write.relation is None:
        return None
    wanted = write.relation.schemaname, write.relation.relname
    for name in step.rows_before:
        parts = split_qualified(name)
        if len(parts) == 2 and parts[1] == wanted[1] and wanted[0] in (None, parts[0]):
            return name
    return None


def _speaks_for_another(statement: Statement) -> bool:
    """Whether what follows is said by another role, or with claims, so that other policies count."""
    return any(
        # One with a dot is a name of one's own, which policies read by current_setting().
        name in ("role", "session_authorization") or "." in name
        for name, _, _ in settings(statement)
    )


def _may_see(trial: Trial, catalog: Snapshot, table: str, command: str) -> bool:
    """Whether a statement that has a WHERE may see rows: some policy for its command, and one for reading, may show some.

    A MERGE sees what reading shows, and fails where it may not change that (PostgreSQL manual, CREATE POLICY, "Policies
    Applied by Command Type").
    """
    owner = str((catalog.get("table", table) or {}).get("owner"))
    shown = [
        policy.get("command")
        for policy in catalog.of_kind("policy").values()
        if policy.get("table") == table
        and policy.get("kind") == "permissive"
        and {"public", owner} & set((policy.get("roles") or "").split("\n"))
        and _may_show(trial, table, policy.get("using"))
    ]
    return "all" in shown or {command, "select"} <= set(shown)


def _may_show(trial: Trial, table: str, using: str | None) -> bool:
    """Whether an expression may be TRUE for a caller without claims, as a migration is one."""
    if using is None:
        return False
    relation = split_qualified(table)[-1]
    answer = decide(parse_value(using), NO_CLAIMS, relation=relation, columns=columns_of(trial.change)).answer
    return answer is not Answer.NONE
