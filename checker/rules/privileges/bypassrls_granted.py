"""A role is made superuser, or exempt from row-level security, itself or by membership.

## Why

SUPERUSER and BYPASSRLS see every row of every table, whatever the policies say; CREATEROLE can give
itself most of what other roles have; REPLICATION copies every row out, past all of it. Who is a member of such a role has its rights, or takes them by SET ROLE.

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

from pglast import ast

from checker.model import Change, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._scripts import every_statement
from checker.rules._state import up_steps

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
        match statement.node:
            case ast.CreateRoleStmt(role=name, options=options):
                role = name or ""
            case ast.AlterRoleStmt(role=spec, options=options):
                role = (spec.rolename if spec else None) or "the current role"
            case ast.GrantRoleStmt(is_grant=True, granted_roles=granted, grantee_roles=grantees):
                names = [one.priv_name for one in granted or () if one.priv_name in PREDEFINED]
                to = ", ".join(one.rolename or "PUBLIC" for one in grantees or ())
                for one in names:
                    yield Hit(
                        statement.location,
                        f"{one} reaches past every table's privileges: grant {to} what it needs on each table",
                        object=to,
                    )
                continue
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


def _members(change: Change) -> Iterator[Hit]:
    """Each membership that an up gives in a role that policies do not bind."""
    for step in up_steps(change, ast.GrantRoleStmt, ast.CreateRoleStmt, ast.DoStmt):
        for member in step.after.differing(step.before, "role"):
            old = step.before.role(member.name)
            gained = member.member_of - (old.member_of if old else frozenset())
            gateway = member.login and not member.inherit and not _inherits(step.statement.node)
            if gateway or member.superuser or member.bypassrls or member.name == change.config.trial.owner:
                continue
            for name in sorted(gained):
                role = step.after.role(name)
                if role is not None and (role.superuser or role.bypassrls):
                    yield Hit(
                        step.statement.location,
                        f"{member.name} becomes a member of {name}, whom no policy binds: grant it what it needs instead",
                        object=quote(member.name),
                    )
    for step in up_steps(change, ast.GrantRoleStmt):
        node = step.statement.node
        if not isinstance(node, ast.GrantRoleStmt) or not _inherits(node):
            continue
        for name in (one.rolename or "" for one in node.grantee_roles or ()):
            known = step.before.role(name)
            for given in (str(one.priv_name) for one in node.granted_roles or ()):
                role = step.after.role(given)
                # A membership that it had without that.
                if known and given in known.member_of and role and (role.superuser or role.bypassrls):
                    yield Hit(
                        step.statement.location,
                        f"{name} inherits what {given} may, whom no policy binds: leave out WITH INHERIT TRUE",
                        object=quote(name),
                    )


def _inherits(node: ast.Node | None) -> bool:
    """Whether a GRANT of a role says that its rights are inherited."""
    options = node.opt or () if isinstance(node, ast.GrantRoleStmt) else ()
    return any(one.defname == "inherit" and bool(getattr(one.arg, "boolval", False)) for one in options)
