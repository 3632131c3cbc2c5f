"""What sessions begin with: who says so in a script, and what to say where it is who the caller is."""

from __future__ import annotations

from msgspec import Struct
from pglast import ast

from checker.model import ObjectId
from checker.names import quote
from checker.rules._roles import role_name
from checker.state.options import constant

KINDS = (ast.AlterRoleSetStmt, ast.AlterDatabaseSetStmt)
REQUEST = "request.jwt.claim"
_DATABASE = ObjectId("database", "current_database()")


class Default(Struct, frozen=True):
    """A setting, its name in lower case, that each new session of a role or the database begins with.

    `of` is whose it is as the catalog names them: a role, `all` for every role, or the database.
    """

    of: ObjectId
    name: str
    value: str

    @property
    def is_nobody(self) -> bool:
        """Whether it says nothing of anybody."""
        return not self.value or (self.name == "role" and self.value.lower() in ("none", "default"))

    def said(self, why: str) -> str:
        """The finding on it; `why` it is who the caller is, where that is not plain from its being the role."""
        whose = "the database" if self.of.kind == "database" else self.of.name
        whose = "every role" if self.of == ObjectId("role", "all") else whose
        if self.name == "role":
            return (
                f"each session of {whose} begins as the role {self.value}, with all its rights: leave it unset, and grant what is"
                " needed to those who need it"
            )
        return (
            f"each session of {whose} begins with {self.name} set, and {why}: one that does not say who its caller is gets"
            " that caller's rows. Leave it unset, and SET LOCAL it in each transaction"
        )


def openly(node: ast.Node) -> Default | None:
    """What a statement makes sessions begin with; None where it is no such statement, or shows no value."""
    if not isinstance(node, KINDS) or node.setstmt is None or len(node.setstmt.args or ()) != 1:
        return None
    of = _DATABASE
    if isinstance(node, ast.AlterRoleSetStmt):
        of = ObjectId("role", quote(role_name(node.role)) if node.role else "all")
    return Default(of, (node.setstmt.name or "").lower(), constant((node.setstmt.args or ())[0]))
