"""Something is given to another owner, or a role becomes a member of the one that owns tables.

## Why

An owner may do everything with what it owns: grant it, switch its row-level security off, drop it. Policies
do not hold for it unless they are forced. Whoever is a member of it may do the same. One of the config's `view_owners` owns no table
at all, so that a view of it shows what a policy lets it see.

## How to fix

Leave it with the role that runs the migrations, and grant what is needed:

```sql
grant select on app.note to reporting;
```

## Not reported

- Views, functions and schemas that are given to one of the config's `view_owners`.
- What is given to a superuser, who may do everything anyway.
- What is given to the role that runs migrations: the config's `trial.owner`, or the platform's own.
- Downs, which give it back.
- Membership for a role that logs in and inherits nothing, or for the role that runs migrations; and in roles that no policy
  binds, of which [bypassrls-granted](bypassrls-granted.md) tells.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import AlterTableType

from checker.model import Change, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._roles import role_name
from checker.rules._state import gained, joining, up_steps
from checker.rules.privileges._grants import migrator
from checker.state import Step, words

_MAKES_TABLES = (ast.CreateStmt, ast.CreateTableAsStmt, ast.SelectStmt, ast.DoStmt)
_CURRENT = {"current_user", "current_role", "session_user"}


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each OWNER TO and REASSIGN OWNED, each table that an owner of views makes, and each membership in a role that owns tables, which is a warning."""
    for step in up_steps(change, ast.AlterTableStmt, ast.AlterOwnerStmt, ast.ReassignOwnedStmt):
        for what, owner, is_table in _given(step):
            fine = {migrator(change), *_CURRENT, *(() if is_table else change.config.view_owners)}
            known = step.before.role(owner)
            if owner not in fine and not (known and known.superuser):
                yield Hit(
                    step.statement.location,
                    f"{what} is given to {quote(owner)}, who may then do everything with it: leave it with the role that"
                    " migrates, and grant what is needed",
                    object=what,
                )
    yield from _tables(change)
    yield from _members(change)


def _tables(change: Change) -> Iterator[Hit]:
    """The tables that an owner of views makes, who is to own none."""
    for step in up_steps(change, *_MAKES_TABLES):
        for table in step.after.differing(step.before, "table"):
            made = step.before.table(table.name) is None and not table.temporary
            if made and table.owner in {*change.config.view_owners} - {migrator(change)}:
                yield Hit(
                    step.statement.location,
                    f"{quote(table.owner)} makes {table.name}, and may do everything with it, though it is one of view_owners: make it as the"
                    " role that migrates, and grant what is needed",
                    object=str(table.name),
                )


def _members(change: Change) -> Iterator[Hit]:
    for step, member, old in joining(change):
        if member.superuser or member.bypassrls or member.name == change.config.trial.owner:
            continue
        for name in sorted(gained(member, old)):
            role = step.after.role(name)
            owned = [str(table.name) for table in step.after.tables() if table.owner == name]
            if not owned or (role is not None and (role.superuser or role.bypassrls)):
                continue
            more = f" and {len(owned) - 1} more" if len(owned) > 1 else ""
            yield Hit(
                step.statement.location,
                f"{quote(member.name)} becomes a member of {quote(name)}, which owns {min(owned)}{more}, and may do everything with"
                " that: grant it what it needs instead",
                object=quote(member.name),
                severity=Severity.WARNING,
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
