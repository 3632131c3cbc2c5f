"""A role is made superuser, or exempt from row-level security, itself or by membership.

## Why

SUPERUSER and BYPASSRLS see every row of every table, whatever the policies say; CREATEROLE can give
itself most of what other roles have; REPLICATION copies every row out, past all of it. Who is a member of such a role has its rights, or takes them by SET ROLE.
A role that is renamed to `service_role`, or to a view owner, is a warning: what goes by the name takes it for that one.

## How to fix

Give the role what it needs by GRANT and by a policy that names it:

```sql
grant select on app.note to analyst;
create policy note_analyst on app.note for select to analyst using (published);
```

## Not reported

- NOSUPERUSER, NOBYPASSRLS, NOCREATEROLE, NOREPLICATION.
- Membership for a role that logs in and inherits nothing, as a gateway's does, unless it is given WITH INHERIT TRUE; or for the role that runs
  migrations.
- The bootstrap, which makes roles before the first migration.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pglast import ast
from pglast.enums import ObjectType

from checker.model import Change, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._roles import role_name
from checker.rules._scripts import every_statement
from checker.rules._state import gained, joining, trusted, up_nodes
from checker.rules.access._meaning import SERVICE

_ATTRIBUTES = {
    "superuser": "SUPERUSER",
    "bypassrls": "BYPASSRLS",
    "createrole": "CREATEROLE",
    "isreplication": "REPLICATION",
}
PREDEFINED = {
    "pg_read_all_data",
    "pg_write_all_data",
    "pg_execute_server_program",
    "pg_write_server_files",
    "pg_read_server_files",
    "pg_maintain",
}


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each CREATE or ALTER ROLE with such an attribute, and each grant of a predefined role that is as strong."""
    for statement in every_statement(change, ast.CreateRoleStmt, ast.AlterRoleStmt, ast.GrantRoleStmt):
        for group, to in _predefined(statement.node):
            yield Hit(
                statement.location,
                f"{group} reaches past every table's privileges: grant {to} what it needs on each table",
                object=to,
            )
        match statement.node:
            case ast.CreateRoleStmt(role=name, options=options):
                role = name or ""
            case ast.AlterRoleStmt(role=spec, options=options):
                role = (spec.rolename if spec else None) or "the current role"
            case _:
                continue
        for option in options or ():
            if option.defname in _ATTRIBUTES and option.arg is not None and option.arg.boolval:
                yield Hit(
                    statement.at(option),
                    f"{_ATTRIBUTES[option.defname]} puts {role} above every policy and privilege: grant it what it"
                    " needs instead",
                    object=quote(role),
                )
    yield from _members(change)
    yield from _renamed(change)


def _predefined(node: Any) -> Iterator[tuple[str, str]]:
    """Each predefined role that a statement makes another a member of, and whom."""
    groups: list[str] = []
    members: list[str] = []
    options = {option.defname: option.arg for option in getattr(node, "options", None) or ()}
    match node:
        case ast.GrantRoleStmt(is_grant=True, granted_roles=granted, grantee_roles=grantees):
            groups = [str(one.priv_name) for one in granted or ()]
            members = [role_name(one) for one in grantees or ()]
        case ast.CreateRoleStmt(role=str(name)):
            groups, members = [role_name(one) for one in options.get("addroleto", ())], [name]
        case ast.AlterRoleStmt(role=ast.RoleSpec() as group, action=1):
            groups, members = [role_name(group)], [role_name(one) for one in options.get("rolemembers", ())]
    yield from ((group, quote(member)) for group in groups if group in PREDEFINED for member in members)


def _members(change: Change) -> Iterator[Hit]:
    """Each membership that an up gives in a role that policies do not bind, and each whose rights are inherited from then on."""
    for step, member, old in joining(change):
        if member.superuser or member.bypassrls or member.name == change.config.trial.owner:
            continue
        had = old.member_of if old else frozenset()
        inherited = member.inherits - (old.inherits if old else frozenset())
        for name in sorted(gained(member, old) | (inherited & had)):
            role = step.after.role(name)
            if role is None or not (role.superuser or role.bypassrls):
                continue
            said = (
                f"{member.name} inherits what {name} may, whom no policy binds: leave out WITH INHERIT TRUE"
                if name in had
                else f"{member.name} becomes a member of {name}, whom no policy binds: grant it what it needs instead"
            )
            yield Hit(step.statement.location, said, object=quote(member.name))


def _renamed(change: Change) -> Iterator[Hit]:
    """Each role that takes the name of one that may have every row: what asks for the name, as `current_user`, takes it for that one."""
    config = change.config
    names = {*(config.access.writers() or SERVICE), *config.view_owners, config.trial.owner}
    for step, node in up_nodes(change, ast.RenameStmt):
        if node.renameType != ObjectType.OBJECT_ROLE:
            continue
        old, new = str(node.subname), str(node.newname)
        if new in names and old not in names and not trusted(change, step.before, old):
            yield Hit(
                step.statement.location,
                f"{quote(old)} is {quote(new)} from now on, and may have what goes by that name: grant it what it needs under its own",
                object=quote(old),
                severity=Severity.WARNING,
            )
