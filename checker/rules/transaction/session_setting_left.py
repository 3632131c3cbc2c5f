"""A SET without LOCAL is still there when the next migration begins.

## Why

Most tools run all pending files in one session. What a file sets in it, the next file begins with: another
search_path makes its tables in another schema, another role owns them, and the tool's own bookkeeping may not be found. Where
each file has a session of its own, as in the trial and on a database that was brought up to date before, nothing of it is seen.

## How to fix

```sql
set local search_path = app;
```

or, where the file has no transaction, take it back at its end:

```sql
reset search_path;
```

## Not reported

- Tools that give the session back, or make a new one: Flyway, the Supabase CLI, and `db-verify apply` with files of the house layout.
- What is taken back in the same file, by a ROLLBACK too, or set to what the server begins with (`public`).
- Other settings than `search_path`, `role`, `session_authorization` and `row_security`: they change no meaning.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pglast import ast
from pglast.enums.parsenodes import DiscardMode, VariableSetKind
from pglast.enums.parsenodes import TransactionStmtKind as Kind

from checker.model import Change, Script, Severity, Statement
from checker.rule import Hit, rule
from checker.rules._transactions import BEGIN, control, is_wrapped
from checker.rules.statements._settings import is_local, settings
from checker.state.options import constant

# Each with the values that stand for what a session begins with.
_LASTING = {
    "search_path": ("public", "$user, public", '"$user", public'),
    "role": ("none",),
    "session_authorization": ("default",),
    "row_security": ("on", "true", "1", "yes"),
}


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each setting that the session has at the end of an up, where the tool goes on in it."""
    for migration in change.judged:
        if migration.session != "shared":
            continue
        for name, statement in _left(migration.up, wrapped=is_wrapped(migration, migration.up)).items():
            yield Hit(
                statement.location,
                f"{name} stays set for the files that run after this one in the same session: write SET LOCAL in a transaction, or"
                f" RESET {name} at the end",
                object=name,
            )


def _left(script: Script, *, wrapped: bool) -> dict[str, Statement]:
    found: dict[str, Statement] = {}
    # What a ROLLBACK goes back to: what was set when the transaction began, and at each savepoint in it, by its name.
    points: list[tuple[str | None, dict[str, Statement]]] = [(None, {})] if wrapped else []
    for statement in script.statements:
        node = statement.node
        if isinstance(node, ast.TransactionStmt):
            kind = control(statement)
            if kind is Kind.TRANS_STMT_SAVEPOINT or (not points and kind in BEGIN):
                points.append((node.savepoint_name, dict(found)))
            elif kind is Kind.TRANS_STMT_ROLLBACK_TO:
                while points and points[-1][0] != node.savepoint_name:
                    points.pop()
                found = dict(points[-1][1]) if points else found
            elif kind in (Kind.TRANS_STMT_COMMIT, Kind.TRANS_STMT_ROLLBACK):
                if points and kind is Kind.TRANS_STMT_ROLLBACK:
                    found = dict(points[0][1])
                points = [(None, dict(found))] if wrapped or node.chain else []
        if isinstance(node, ast.DiscardStmt) and node.target == DiscardMode.DISCARD_ALL:
            found.clear()
        if isinstance(node, ast.VariableSetStmt) and node.kind == VariableSetKind.VAR_RESET_ALL:
            # RESET ALL leaves the role and the session's user.
            found = {name: one for name, one in found.items() if name in ("role", "session_authorization")}
        for name, _, place in settings(statement):
            if (
                name in _LASTING
                and isinstance(node, ast.VariableSetStmt | ast.SelectStmt)
                and not is_local(place)
            ):
                found.pop(name, None)
                if _sets(place) and _value(place) not in _LASTING[name]:
                    found[name] = statement
    return found


def _sets(node: ast.Node) -> bool:
    """Whether a value is given: none, as of RESET and SET … TO DEFAULT, takes the setting back."""
    return not isinstance(node, ast.VariableSetStmt) or node.kind == VariableSetKind.VAR_SET_VALUE


def _value(node: ast.Node) -> str:
    """The value that is given, in lower case; empty where it is computed."""
    given: Any = getattr(node, "args", None) or ()
    return ", ".join(map(constant, given[1:2] if isinstance(node, ast.FuncCall) else given)).lower()
