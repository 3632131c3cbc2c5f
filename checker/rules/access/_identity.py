"""What sessions begin with: who says so in a script, and what to say where it is who the caller is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from msgspec import Struct
from pglast import ast

from checker.model import ObjectId, Script, Snapshot, Trial
from checker.names import quote
from checker.rules._roles import role_name
from checker.rules._ups import applied_ups
from checker.state.options import constant

KINDS = (ast.AlterRoleSetStmt, ast.AlterDatabaseSetStmt)
REQUEST = "request.jwt.claim"
# What PostgREST reads of its configuration in the database goes before its file (PostgREST's documentation, "Configuration").
API = {
    "pgrst.db_anon_role": "requests without a session run as it",
    "pgrst.jwt_secret": "whoever knows it can write a token of anybody",
    "pgrst.jwt_role_claim_key": "the API takes a caller's role from there",
}
_AS_EVER = {"pgrst.db_anon_role": ("anon",), "pgrst.jwt_role_claim_key": (".role", '."role"')}
_PROPERTIES = ("settings", "settings here")
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
        if not self.value or self.value in _AS_EVER.get(self.name, ()):
            return True
        return self.name == "role" and self.value.lower() in ("none", "default")

    def said(self, why: str) -> str:
        """The finding on it; `why` it is who the caller is, where that is not plain from its being the role."""
        whose = "the database" if self.of.kind == "database" else self.of.name
        whose = "every role" if self.of == ObjectId("role", "all") else whose
        if self.name == "role":
            return (
                f"each session of {whose} begins as the role {self.value}, with all its rights: leave it unset, and grant what is"
                " needed to those who need it"
            )
        if self.name in API:
            return f"the API is told another {self.name} for {whose}, and {why}: leave it to the configuration of the API itself"
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


class Added(NamedTuple):
    """A default that an up, or the repeatable scripts, have made: what was run, what was stored before of the same, and the catalog after."""

    ran: tuple[Script, ...]
    before: frozenset[str]
    after: Snapshot
    default: Default


def added(trial: Trial) -> Iterator[Added]:
    """Each default that sessions begin with after a first up, and did not before, by the catalog."""
    for up in applied_ups(trial):
        for key in dict.fromkeys(
            one.object for one in up.step.differences if one.object.kind in ("role", "database")
        ):
            before = _lines(up.before, key)
            for line in sorted(_lines(up.after, key) - before):
                name, _, value = line.partition("=")
                yield Added(up.ran, before, up.after, Default(key, name.lower(), value))


def _lines(catalog: Snapshot, key: ObjectId) -> frozenset[str]:
    """The settings that are stored for a role or the database, one a line."""
    properties = catalog.objects.get(key, {})
    return frozenset(line for name in _PROPERTIES for line in (properties.get(name) or "").split("\n"))
