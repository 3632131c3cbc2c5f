"""Something is given to another owner.

## Why

An owner may do everything with what it owns: grant it, switch its row-level security off, drop it. Policies
do not hold for it unless they are forced.

## How to fix

Leave it with the role that runs the migrations, and grant what is needed:

```sql
grant select on app.note to reporting;
```

## Not reported

- Views, functions and schemas that are given to one of the config's `view_owners`.
- What is given to a superuser, who may do everything anyway.
- What is given to the config's `trial.owner`.
- Downs, which give it back.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import AlterTableType

from checker.model import Change, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._roles import role_name
from checker.rules._state import up_steps
from checker.rules._tree import words
from checker.state import Step

_CURRENT = {"current_user", "current_role", "session_user"}


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each OWNER TO, and REASSIGN OWNED."""
    for step in up_steps(change, ast.AlterTableStmt, ast.AlterOwnerStmt, ast.ReassignOwnedStmt):
        for what, owner, is_table in _given(step):
            fine = {change.config.trial.owner, *_CURRENT, *(() if is_table else change.config.view_owners)}
            known = step.before.role(owner)
            if owner not in fine and not (known and (known.superuser or known.bypassrls)):
                yield Hit(
                    step.statement.location,
                    f"{what} is given to {quote(owner)}, who may then do everything with it: leave it with the role that"
                    " migrates, and grant what is needed",
                    object=what,
                )


def _given(step: Step) -> Iterator[tuple[str, str, bool]]:
    """What, its new owner, and whether it is a table."""
    match step.statement.node:
        case ast.AlterTableStmt(relation=ast.RangeVar() as relation, cmds=commands):
            for command in commands or ():
                if command.subtype == AlterTableType.AT_ChangeOwner and command.newowner is not None:
                    name = step.name(relation)
                    yield str(name), role_name(command.newowner), step.after.view(name) is None
        case ast.AlterOwnerStmt(object=thing, newowner=ast.RoleSpec() as owner):
            parts = words(thing.objname) if isinstance(thing, ast.ObjectWithArgs) else ()
            parts = parts or (words(thing) if isinstance(thing, tuple) else ())
            if isinstance(thing, ast.String):
                parts = (str(thing.sval),)
            yield ".".join(quote(part) for part in parts), role_name(owner), False
        case ast.ReassignOwnedStmt(roles=roles, newrole=ast.RoleSpec() as owner):
            named = ", ".join(quote(role_name(role)) for role in roles or ())
            yield f"all that {named} owns", role_name(owner), True
