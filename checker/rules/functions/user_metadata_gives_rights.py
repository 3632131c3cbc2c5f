"""A function takes a role, a tenant or an admin's flag from what users say of themselves.

## Why

On Supabase, `raw_user_meta_data` of `auth.users` is what the client sends along with a sign-up, and may change later: whoever signs up
with `{"role": "admin"}` has what the trigger makes of it. The policies that ask your own table then believe it as if somebody had
given that role (Supabase's documentation, "User Management").

## How to fix

Write a value of your own, and let somebody with the right to do so change it; or take it from `raw_app_meta_data`, which only the server writes:

```sql
create or replace function app.welcome() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.profile (id, name, role)
  values (new.id, new.raw_user_meta_data ->> 'name', coalesce(new.raw_app_meta_data ->> 'role', 'member'));
  return new;
end $$;
```

## Not reported

- Keys that give no right, as `name` and `avatar_url`.
- `raw_app_meta_data`.
- What is compared, in a CASE or a condition, before it is written: it may be one of those that everybody may choose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pglast import ast

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._scripts import every_node
from checker.rules._tree import literal, nodes
from checker.rules.functions._bodies import Body
from checker.state import words

_METADATA = frozenset({"user_metadata", "raw_user_meta_data"})
_RIGHTS = frozenset({
    "role", "roles", "user_role", "app_role", "admin", "is_admin", "isadmin", "superuser", "is_superuser", "super_admin",
    "is_super_admin", "staff", "is_staff", "permission", "permissions", "scopes", "tenant", "tenant_id", "org_id",
    "organization_id", "organisation_id",
})  # fmt: skip
_ARROWS = frozenset({"->", "->>", "#>", "#>>"})


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each function that inserts such a key's value, or sets a column to it; the first of them is told."""
    for statement, node in every_node(change, ast.CreateFunctionStmt):
        text = statement.text.lower()
        if not any(name in text for name in _METADATA):
            continue
        body = Body.read(statement)
        compared = {word for condition in body.conditions for word in _compared(condition)}
        carried: dict[str, str] = {}
        for variable, value in body.assigned:
            if variable not in compared and (key := _key(value, carried)):
                carried[variable] = key
        written = (_key(value, carried) for one in body.statements for value in _written(one))
        told = next((key for key in written if key and key not in compared), None)
        if told:
            name = ".".join(words(node.funcname))
            yield Hit(
                statement.location,
                f"{name} writes user_metadata's {told}, which whoever signs up chooses: write a value of your own, or take it from"
                " raw_app_meta_data",
                object=name,
            )


def _compared(condition: ast.Node) -> Iterator[str]:
    """The variables, and the keys of the metadata, that a condition holds against something; whether they are NULL does not count."""
    for node in nodes(condition):
        if isinstance(node, ast.A_Expr) and words(node.name)[-1] not in _ARROWS:
            for one in nodes(node):
                if isinstance(one, ast.ColumnRef):
                    yield from words(one.fields)[-1:]
                elif key := _key(one, {}):
                    yield key


def _written(root: ast.Node) -> Iterator[Any]:
    """The values that a statement inserts, or sets columns to."""
    for node in nodes(root):
        match node:
            case ast.InsertStmt(selectStmt=ast.SelectStmt() as select):
                yield from (value for row in select.valuesLists or () for value in row)
                yield from (one.val for one in select.targetList or ())
            case ast.UpdateStmt(targetList=targets) | ast.OnConflictClause(targetList=targets):
                yield from (one.val for one in targets or ())


def _key(value: Any, carried: Mapping[str, str]) -> str | None:
    """The key of the metadata that a value is, or that is in it as it is; None where it is compared first."""
    match value:
        case ast.A_Expr(name=operator, lexpr=left, rexpr=right) if words(operator)[-1] in _ARROWS:
            asked = (literal(right) or "").strip("{}").split(",")[-1].strip()
            return asked if asked.lower() in _RIGHTS and _is_metadata(left) else None
        case ast.A_Expr(name=operator, lexpr=left, rexpr=right) if words(operator)[-1] == "||":
            return _key(left, carried) or _key(right, carried)
        case ast.TypeCast(arg=inner):
            return _key(inner, carried)
        case ast.CoalesceExpr(args=values) | ast.FuncCall(args=values):
            return next((key for one in values or () if (key := _key(one, carried))), None)
        case ast.ColumnRef(fields=fields):
            return carried.get((words(fields)[-1:] or ("",))[0]) if len(fields or ()) == 1 else None
    return None


def _is_metadata(node: Any) -> bool:
    return isinstance(node, ast.Node) and any(
        isinstance(one, ast.ColumnRef) and words(one.fields)[-1:] and words(one.fields)[-1] in _METADATA
        for one in nodes(node)
    )
