"""A function gives rights, or takes protection away, whenever it is run.

## Why

What a function does to grants, policies, triggers or row-level security is not done in the trial, which calls nothing by itself,
and not in the migration that a reviewer reads: it is done later, by whoever calls the function or writes a row that fires its
trigger. No down takes it back.

## How to fix

Do it in the migration, where it is seen and tried:

```sql
grant select on app.note to analyst;
```

## Not reported

- ENABLE and FORCE ROW LEVEL SECURITY, ENABLE TRIGGER, REVOKE, and making tables.
- Objects whose names the function computes, as one that makes partitions does.
- DO blocks, which run in the migration.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast, enums

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._scripts import every_node
from checker.rules._tree import nodes
from checker.rules.functions._bodies import Body
from checker.state import words
from checker.state.expression import HOLE

_A, _O = enums.AlterTableType, enums.ObjectType
_TAKING = {
    _A.AT_DisableRowSecurity: "switches row-level security off",
    _A.AT_NoForceRowSecurity: "takes FORCE ROW LEVEL SECURITY away",
    _A.AT_DisableTrig: "switches a trigger off",
    _A.AT_DisableTrigAll: "switches triggers off",
    _A.AT_DisableTrigUser: "switches triggers off",
    _A.AT_ChangeOwner: "changes an owner",
}
_DROPS = {
    _O.OBJECT_POLICY: "drops a policy",
    _O.OBJECT_TRIGGER: "drops a trigger",
    _O.OBJECT_RULE: "drops a rule",
}


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each function of what is judged in whose body such a statement stands; the first of them is told."""
    for statement, node in every_node(change, ast.CreateFunctionStmt):
        told = next(
            (
                what
                for one in Body.read(statement).statements
                if (what := _done(one)) and not _is_computed(one)
            ),
            None,
        )
        if told:
            name = ".".join(words(node.funcname))
            yield Hit(
                statement.location,
                f"{name} {told} whenever it is run, past every pull request and every trial: do it in a migration",
                object=name,
            )


def _done(node: ast.Node) -> str | None:
    """What a statement does to rights or protection, in words."""
    match node:
        case ast.GrantStmt(is_grant=True):
            return "grants privileges"
        case ast.GrantRoleStmt(is_grant=True):
            return "grants membership"
        case ast.AlterDefaultPrivilegesStmt(action=ast.GrantStmt(is_grant=True)):
            return "grants default privileges"
        case ast.AlterTableStmt(cmds=commands):
            return next((_TAKING[one.subtype] for one in commands or () if one.subtype in _TAKING), None)
        case ast.CreatePolicyStmt() | ast.AlterPolicyStmt():
            return "writes a policy"
        case ast.AlterRoleStmt() | ast.CreateRoleStmt():
            return "makes or alters a role"
        case ast.DropStmt():
            return _DROPS.get(enums.ObjectType(node.removeType)) if node.removeType is not None else None
    return None


def _is_computed(node: ast.Node) -> bool:
    """Whether a name in a statement is not known from the text."""
    return any(HOLE in str(part) for one in nodes(node) for part in _names(one))


def _names(node: ast.Node) -> Iterator[object]:
    match node:
        case ast.RangeVar(schemaname=schema, relname=name):
            yield from (schema, name)
        case ast.RoleSpec(rolename=name):
            yield name
        case ast.String(sval=text):
            yield text
