"""What GRANT statements give, as they are written."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct
from pglast import ast
from pglast.enums.parsenodes import GrantTargetType, ObjectType

from checker.model import Change, Statement
from checker.names import quote
from checker.rules._roles import role_name
from checker.rules._state import up_steps
from checker.state import words

KINDS = {
    ObjectType.OBJECT_TABLE: "table",
    ObjectType.OBJECT_SEQUENCE: "sequence",
    ObjectType.OBJECT_FUNCTION: "function",
    ObjectType.OBJECT_PROCEDURE: "function",
    ObjectType.OBJECT_ROUTINE: "function",
    ObjectType.OBJECT_SCHEMA: "schema",
    ObjectType.OBJECT_DATABASE: "database",
    ObjectType.OBJECT_LARGEOBJECT: "large object",
}


class Given(Struct, frozen=True):
    """One GRANT: privileges in lower case (`all` for ALL), of which kind of thing, on what, to whom.

    `public` stands for PUBLIC. `default` says that it is an ALTER DEFAULT PRIVILEGES.
    """

    statement: Statement
    privileges: tuple[str, ...]
    kind: str
    names: tuple[str, ...]
    roles: tuple[str, ...]
    default: bool
    option: bool

    @property
    def on(self) -> str:
        return ", ".join(self.names)

    @property
    def to(self) -> str:
        return ", ".join("PUBLIC" if role == "public" else quote(role) for role in self.roles)


def migrator(change: Change) -> str | None:
    """The role that runs migrations, and owns what they make: the config's, or the platform's own; None where neither says."""
    platform = "postgres" if change.config.platform == "supabase" else None
    return change.config.trial.owner or platform


@lru_cache(maxsize=4)
def given(change: Change) -> tuple[Given, ...]:
    """Each GRANT of the judged ups and repeatable scripts, default privileges included."""
    return tuple(
        one
        for step in up_steps(change, ast.GrantStmt, ast.AlterDefaultPrivilegesStmt, ast.CreateSchemaStmt)
        for one in _given(step.statement)
    )


def _given(statement: Statement) -> Iterator[Given]:
    match statement.node:
        case ast.GrantStmt(is_grant=True) as node:
            yield _read(statement, node, default=False)
        case ast.CreateSchemaStmt(schemaname=str(schema), schemaElts=elements):
            for node in elements or ():
                if isinstance(node, ast.GrantStmt) and node.is_grant:
                    yield _read(statement, node, default=False, schema=schema)
        case ast.AlterDefaultPrivilegesStmt(action=ast.GrantStmt(is_grant=True) as node):
            yield _read(statement, node, default=True)


def _read(statement: Statement, node: ast.GrantStmt, *, default: bool, schema: str = "public") -> Given:
    privileges = tuple((one.priv_name or "all").lower() for one in node.privileges or ()) or ("all",)
    kind = KINDS.get(ObjectType(node.objtype), "other") if node.objtype is not None else "other"
    if node.targtype == GrantTargetType.ACL_TARGET_ALL_IN_SCHEMA:
        names = tuple(f"all {kind}s of {word}" for word in words(node.objects))
    elif default:
        names = (f"new {kind}s",)
    else:
        names = tuple(_named(one, schema) for one in node.objects or ())
    return Given(
        statement,
        privileges,
        kind,
        names,
        tuple(role_name(role) for role in node.grantees or ()),
        default,
        bool(node.grant_option),
    )


def _named(one: ast.Node, schema: str) -> str:
    match one:
        case ast.RangeVar(schemaname=named, relname=name):
            return f"{quote(named or schema)}.{quote(name or '')}"
        case ast.ObjectWithArgs(objname=parts):
            return ".".join(quote(part) for part in words(parts))
        case ast.String(sval=text):
            return quote(str(text))
        case ast.Integer(ival=number) | ast.Float(fval=number):
            return f"large object {number}"
    return ""
