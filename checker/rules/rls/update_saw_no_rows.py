"""An UPDATE, DELETE or MERGE of a migration touched no row, because row-level security hides them from the table's owner.

## Why

Row-level security that is forced binds the role that runs the migrations too. A backfill then changes nothing, without
an error, and the next statement builds on rows that were never filled.

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
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast, parse_sql

from checker.model import Migration, Severity, Snapshot, Statement, Step, Trial
from checker.names import split_qualified
from checker.predicate import NO_CLAIMS, Answer, decide
from checker.rule import Hit, rule
from checker.rules._tree import nodes
from checker.rules.access._meaning import columns_of
from checker.rules.statements._settings import settings
from checker.state import chain

Write = ast.UpdateStmt | ast.DeleteStmt | ast.MergeStmt
_COMMANDS = {ast.UpdateStmt: "update", ast.DeleteStmt: "delete", ast.MergeStmt: "select"}


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each UPDATE, DELETE and MERGE of a first up that saw none of a table's rows."""
    for step in trial.steps:
        if step.run != "up" or step.status != "applied" or step.migration is None or step.after is None:
            continue
        somebody_else = False
        for outcome in step.outcomes:
            somebody_else = somebody_else or _speaks_for_another(outcome.statement)
            for write in _writes(outcome.statement):
                table = _target(write, step)
                # The command's tag counts the rows of the statement itself, and of nothing that stands in its WITH.
                counted = write is outcome.statement.node
                if table is None or (counted and outcome.rows != 0):
                    continue
                properties = step.after.get("table", table) or {}
                there = step.rows_before[table].rows
                if (
                    not there
                    or not properties.get("row security")
                    or not properties.get("force row security")
                ):
                    continue
                if not _is_forced(trial, step.migration, outcome.statement, write):
                    continue
                asks = not counted or isinstance(write, ast.MergeStmt) or write.whereClause is not None
                if asks and (somebody_else or _may_see(trial, step.after, table, write)):
                    continue
                yield Hit(
                    outcome.statement.location,
                    f"this saw 0 of {there} rows of {table}: its row-level security is forced and admits nobody here;"
                    " become a role that a policy admits, with SET LOCAL ROLE, or take FORCE off before it and put it on again"
                    " after it, in one transaction",
                    object=table,
                )


def _writes(statement: Statement) -> Iterator[Write]:
    """What changes rows that are there: the statement itself, and what stands in its WITH."""
    if isinstance(statement.node, ast.SelectStmt | ast.InsertStmt | Write):
        yield from (node for node in nodes(statement.node) if isinstance(node, Write))


def _is_forced(trial: Trial, migration: Migration, statement: Statement, write: Write) -> bool:
    """Whether row-level security governs the owner too when a statement is run: the up may switch it off before, or on only afterwards."""
    for step in chain(trial.change).steps(migration.up):
        if step.statement is statement and write.relation:
            table = step.before.table(step.before.resolve(write.relation))
            return table is None or (table.rls and table.force)
    return True


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


def _may_see(trial: Trial, catalog: Snapshot, table: str, write: Write) -> bool:
    """Whether a statement that has a WHERE may see rows: some policy for its command, and one for reading, may show some.

    A MERGE sees what reading shows, and fails where it may not change that (PostgreSQL manual, CREATE POLICY, "Policies
    Applied by Command Type").
    """
    command = _COMMANDS[type(write)]
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
    node: ast.Node = parse_sql(f"SELECT ({using})")[0].stmt.targetList[0].val  # type: ignore[union-attr]
    relation = split_qualified(table)[-1]
    answer = decide(node, NO_CLAIMS, relation=relation, columns=columns_of(trial.change)).answer
    return answer is not Answer.NONE
