"""What a DO block does depends on where it is run: on the database, the server, a parameter or the role.

## Why

`IF current_database() = 'app' THEN …` is skipped in the trial, in CI and on each developer's machine, and is run for the first
time in production. Nothing that has been proven is true of it, in whichever direction the condition goes.

## How to fix

Write what is to be done as statements of their own, so that it is done everywhere, or leave it out of the migration:

```sql
alter table app.note add column archived_at timestamptz;
```

To refuse to run in the wrong place is another matter:

```sql
do $$ begin if current_database() <> 'app' then raise exception 'not here'; end if; end $$;
```

## Not reported

- A condition on the server's version, or on what the catalog holds, of the role that runs it too: the trial asks its own, as
  production does.
- A branch that only raises, returns or does nothing.
- A block that can't be read: see [syntax-error](syntax-error.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pglast import ast
from pglast.enums import SQLValueFunctionOp

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._scripts import every_node
from checker.rules._tree import nodes
from checker.rules.statements._branches import place_in
from checker.state.expression import parse_expression
from checker.state.plpgsql import do_body, pairs, query_of, read_block

_WHERE = re.compile(
    r"\b(current_database|current_catalog|inet_(?:server|client)_(?:addr|port)|pg_is_in_recovery|now|clock_timestamp"
    r"|current_date|current_timestamp|current_setting|txid_current|pg_current_xact_id|pg_postmaster_start_time|pg_conf_load_time"
    r"|pg_current_wal_(?:insert_|flush_)?lsn|pg_backend_pid|pg_control_system|random)\b\s*(\(\s*'([^']*)')?",
    re.IGNORECASE,
)
_ROLES = {
    SQLValueFunctionOp.SVFOP_CURRENT_USER: "current_user",
    SQLValueFunctionOp.SVFOP_USER: "current_user",
    SQLValueFunctionOp.SVFOP_CURRENT_ROLE: "current_user",
    SQLValueFunctionOp.SVFOP_SESSION_USER: "session_user",
}
_ROLE = re.compile(r"\b(?:current_user|session_user|current_role|user)\b", re.IGNORECASE)
_QUIET = {"PLpgSQL_stmt_raise", "PLpgSQL_stmt_return", "PLpgSQL_stmt_assert", "PLpgSQL_stmt_exit"}


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each IF in a DO block that asks where it is run, and does something in a branch."""
    for statement, node in every_node(change, ast.DoStmt):
        body, _ = do_body(node)
        # The body's text alone says that most blocks ask nothing of the kind.
        if not (_WHERE.search(body) or _ROLE.search(body)):
            continue
        _, parsed = read_block(node)
        for line, conditions, branches in _conditions(parsed):
            asked = _asked(" ".join(conditions)) or next(filter(None, map(_role_named, conditions)), "")
            if asked and any(_does_something(branch) for branch in branches):
                yield Hit(
                    place_in(statement, body, line),
                    f"what is done here depends on {asked}, so that the trial has run it one way and production may run it"
                    " another: write it without the condition, or leave it out",
                )


def _conditions(parsed: Any) -> Iterator[tuple[int, list[str], list[Any]]]:
    """Each IF's line in the body, its conditions, and its branches."""
    for kind, found in pairs(parsed):
        if kind == "PLpgSQL_stmt_if":
            others = [one.get("PLpgSQL_if_elsif", {}) for one in found.get("elsif_list", ())]
            conditions = [found.get("cond"), *(one.get("cond") for one in others)]
            branches = [
                found.get("then_body"),
                found.get("else_body"),
                *(one.get("stmts") for one in others),
            ]
            yield found.get("lineno", 1), [*map(query_of, conditions)], branches


def _asked(condition: str) -> str:
    """What of the place a condition asks for; empty where it asks for nothing of the kind."""
    for match in _WHERE.finditer(re.sub(r"--[^\n]*|/\*.*?\*/", " ", condition, flags=re.DOTALL)):
        word, _, parameter = match.groups()
        if word.lower() != "current_setting":
            return str(word).lower()
        if not (parameter or "").lower().startswith("server_version"):
            return f"current_setting('{parameter}')" if parameter else "current_setting"
    return ""


def _role_named(condition: str) -> str:
    """What a condition compares with a role's name that it writes out; empty where it does nothing of the kind."""
    tree = parse_expression(condition) if _ROLE.search(condition) else None
    for node in nodes(tree) if tree is not None else ():
        if isinstance(node, ast.A_Expr):
            sides = [_bare(node.lexpr), _bare(node.rexpr)]
            asked = [
                _ROLES[one.op] for one in sides if isinstance(one, ast.SQLValueFunction) and one.op in _ROLES
            ]
            if asked and any(isinstance(one, ast.A_Const | tuple) for one in sides):
                return asked[0]
    return ""


def _bare(side: Any) -> Any:
    while isinstance(side, ast.TypeCast):
        side = side.arg
    return side


def _does_something(branch: Any) -> bool:
    return any(kind not in _QUIET for statement in branch or () for kind in statement)
