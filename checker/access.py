"""The declared access: who may do what to which table, view or function. What is not declared is denied.

`access:` of the config, as a frozen value:

    access:
      allow:
        - {role: service_role, object: "public.eng_*", may: [select, insert, update]}
        - {role: [analyst, venture_app], object: "public.v_eng_*", may: select}
      settings: {own: {app.tenant_id: "1"}, another: {app.tenant_id: "2"}}
      approved:
        - {role: analyst, object: public.eng_note, decision_log_ref: DL-2026-021}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from itertools import product
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

Action = Literal["select", "insert", "update", "delete", "truncate", "references", "trigger", "execute"]
Claims = Literal["none", "another", "own", "forged"]

# A role without a single grant: what it can do, everybody can.
NOBODY = "nobody"
CLAIMS: tuple[Claims, ...] = ("none", "another", "own", "forged")

_IN_WORDS: Mapping[str, str] = {
    "none": "without claims",
    "another": "with another's claims",
    "own": "with its own claims",
    "forged": "with forged claims",
}
# Users of whom no seed knows, unless the config says who they are.
_ME = "5e1f0000-0000-4000-8000-000000000001"
_ANOTHER = "5e1f0000-0000-4000-8000-000000000002"
_SERVICE = "service_role"

Role = Annotated[str, Meta(min_length=1)]
# What PostgreSQL takes for the name of a setting that it does not know itself (guc.c, valid_custom_variable_name).
SETTING_NAME = r"^[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*(\.[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)+$"
Values = Annotated[dict[str, str], Meta(extra_json_schema={"propertyNames": {"pattern": SETTING_NAME}})]
Pattern = Annotated[str, Meta(min_length=1, description="schema.name, where * stands for any text.")]


class _Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of `access:`; unknown keys are errors."""


class Allow(_Section, frozen=True):
    """Roles that may do something to what the patterns name, whatever their `claims` or with these only."""

    role: Annotated[Role | tuple[Role, ...], Meta(description="A role, or several.")]
    object: Annotated[
        Pattern | tuple[Pattern, ...],
        Meta(description="Tables, views or functions: `schema.name`, `*` for any text."),
    ]
    may: Annotated[Action | tuple[Action, ...], Meta(description="What, or several.")]
    claims: Annotated[
        Claims | tuple[Claims, ...],
        Meta(
            description="With which claims, or settings, of the caller's; all of them where none are named."
        ),
    ] = CLAIMS

    def each(self) -> Iterator[Allow]:
        """What it says, one role, object, action and caller at a time."""
        for role, on, action, claims in product(*map(_many, (self.role, self.object, self.may, self.claims))):
            yield Allow(role, on, action, claims)

    def covers(self, role: str, relation: str, action: str, claims: str) -> bool:
        return (
            role in _many(self.role)
            and action in _many(self.may)
            and claims in _many(self.claims)
            and any(_matches(pattern, relation) for pattern in _many(self.object))
        )


class Approval(_Section, frozen=True):
    """A role that may SELECT from a base table directly: decided, recorded, and governed by the row predicates."""

    role: Annotated[Role, Meta(description="The role.")]
    object: Annotated[Pattern, Meta(description="The table: `schema.name`, `*` for any text.")]
    decision_log_ref: Annotated[str, Meta(min_length=1, description="Where the decision is written down.")]

    def each(self) -> Iterator[Approval]:
        """It is of one role and object."""
        yield self

    def covers(self, role: str, relation: str) -> bool:
        return role == self.role and _matches(self.object, relation)


class OwnClaims(_Section, frozen=True):
    """What a caller's token says beside its role: with its own rows in the seeds, and with none of them."""

    own: Annotated[dict[str, Any], Meta(description="Of a caller who has rows in the seeds.")] = (
        msgspec.field(default_factory=dict)
    )
    another: Annotated[dict[str, Any], Meta(description="Of a caller who has none.")] = msgspec.field(
        default_factory=dict
    )


class OwnSettings(_Section, frozen=True):
    """What an application that logs in for all its users sets to say who the caller is (`SET LOCAL app.tenant_id = '…'`), by name."""

    own: Annotated[
        Values,
        Meta(
            description="Of a caller who has rows in the seeds. Each name has a dot, and each value is text."
        ),
    ] = msgspec.field(default_factory=dict)
    another: Annotated[
        Values,
        Meta(
            description="Of a caller who has none, as another tenant: the same names. With forged claims these are set too, since it is"
            " taken for granted that the application alone sets them, and never to what a user sent. Without claims they are tried"
            " both unset and empty, as PostgreSQL leaves them after the transaction that has set them."
        ),
    ] = msgspec.field(default_factory=dict)


class Brought(Struct, frozen=True):
    """What a session says of its caller: the claims of a `token`, None where none was sent, and `settings` by their names in lower case.

    `own` are the settings that tell this caller from another; the others are words that several share. The session may be
    `fresh`: nothing was ever set in it. A `blank` one has had callers before, and says nothing of this one.
    """

    token: Mapping[str, Any] | None
    settings: Mapping[str, str] = {}
    own: frozenset[str] = frozenset()
    fresh: bool = False
    blank: bool = False


class Access(_Section, frozen=True):
    """Who may do what. `roles` are tried beside those that `allow` and `approved` name; `nobody` always is."""

    roles: Annotated[
        tuple[Role, ...],
        Meta(description="Roles that are tried beside those that `allow` and `approved` name."),
    ] = ()
    claims: OwnClaims = OwnClaims()
    settings: OwnSettings = OwnSettings()
    allow: tuple[Allow, ...] = ()
    approved: tuple[Approval, ...] = ()

    @property
    def declared(self) -> bool:
        """Whether anything is declared at all, so that there is something to hold the database against."""
        return bool(self.roles or self.allow or self.approved)

    @property
    def everybody(self) -> tuple[str, ...]:
        """The roles to try, each once, without `nobody`."""
        named = [*self.roles, *(role for one in self.allow for role in _many(one.role))]
        named += [one.role for one in self.approved]
        return tuple(dict.fromkeys(role for role in named if role != NOBODY))

    @property
    def settings_known(self) -> frozenset[str]:
        """The names of the settings that callers have, in lower case."""
        return frozenset(map(str.lower, self.settings.own))

    @property
    def told_by(self) -> Literal["claims", "settings"]:
        """What tells callers apart, as messages call it."""
        return "settings" if self.settings.own and not self.claims.own else "claims"

    def allows(self, role: str, relation: str, action: str, claims: str) -> bool:
        """Whether this is declared. `relation` is `schema.name` without quotes, a function's with its argument types."""
        return any(one.covers(role, relation, action, claims) for one in self.allow) or (
            action == "select" and self.approval(role, relation) is not None
        )

    def approval(self, role: str, relation: str) -> Approval | None:
        """The recorded approval of direct reading, where `allow` does not cover it."""
        return next((one for one in self.approved if one.covers(role, relation)), None)

    def token(self, role: str, claims: str) -> Mapping[str, Any] | None:
        """What a caller sends that takes on `role` with one of the `CLAIMS`: None, or the claims of its token.

        A forger is somebody else, who says to be the governance service.
        """
        match claims:
            case "none":
                return None
            case "own":
                return {"role": role, "sub": _ME, **self.claims.own}
            case "forged":
                return {"sub": _ANOTHER, **self.claims.another, "role": _SERVICE}
        return {"role": role, "sub": _ANOTHER, **self.claims.another}

    def brought(self, role: str, claims: str) -> tuple[Brought, ...]:
        """What the sessions of a caller that takes on `role` say of it, with one of the `CLAIMS`: any of them may open something.

        There are two without claims where there are settings: one in which they were never set, and one in which they are empty,
        as PostgreSQL leaves them after a transaction that has set them.
        """
        token = self.token(role, claims)
        own, another = (_lowered(one) for one in (self.settings.own, self.settings.another))
        if token is None and own:
            return Brought(None, fresh=True), Brought(None, dict.fromkeys(own, ""), blank=True)
        settings = {} if token is None else own if claims == "own" else another
        return (Brought(token, settings, frozenset(name for name in own if own[name] != another.get(name))),)

    def promises(self, role: str, relation: str, action: str, claims: str) -> bool:
        """Whether the role must succeed: as itself, or with the only claims that open it."""
        if claims == "own" and action == "select" and self.approval(role, relation):
            return True
        return any(
            one.covers(role, relation, action, claims) and (claims == "own" or "own" not in _many(one.claims))
            for one in self.allow
        )

    def writers(self) -> frozenset[str]:
        """The roles that may write something whoever the caller is: policies may be open TO these and no others."""
        writing = {"insert", "update", "delete"}
        return frozenset(
            role
            for one in self.allow
            if writing & set(_many(one.may)) and set(CLAIMS) <= set(_many(one.claims))
            for role in _many(one.role)
        )


class Declared(Struct, frozen=True):
    """The access that counts: the base's, and for the relations that are `new` what the head `proposed` says as well."""

    base: Access
    proposed: Access | None = None
    new: frozenset[str] = frozenset()

    def allows(self, role: str, relation: str, action: str, claims: str) -> bool:
        """See `Access.allows`."""
        return any(access.allows(role, relation, action, claims) for access in self._of(relation))

    def approval(self, role: str, relation: str) -> Approval | None:
        """See `Access.approval`."""
        return next(
            (found for access in self._of(relation) if (found := access.approval(role, relation))), None
        )

    def promises(self, role: str, relation: str, action: str, claims: str) -> bool:
        """See `Access.promises`."""
        return any(access.promises(role, relation, action, claims) for access in self._of(relation))

    def _of(self, relation: str) -> tuple[Access, ...]:
        if self.proposed is not None and relation in self.new:
            return (self.base, self.proposed)
        return (self.base,)


def claims_in_words(claims: Iterable[str], told_by: str = "claims") -> str:
    """`without claims or with forged claims`; empty where any will do. `told_by` is what tells callers apart.

    Who forges claims where settings tell has another's settings, which is told once.
    """
    listed = tuple(claims)
    if set(listed) == {*_IN_WORDS} - {"none"}:
        return f"with any {told_by}"
    if len(listed) == len(_IN_WORDS):
        return ""
    if told_by == "settings" and "another" in listed:
        listed = tuple(one for one in listed if one != "forged")
    return " or ".join(_IN_WORDS[one].replace("claims", told_by) for one in listed)


def _lowered(settings: Mapping[str, str]) -> Mapping[str, str]:
    """PostgreSQL knows settings by their names in any case."""
    return {name.lower(): value for name, value in settings.items()}


def _many(value: str | tuple[Any, ...]) -> tuple[Any, ...]:
    return (value,) if isinstance(value, str) else value


def _matches(pattern: str, relation: str) -> bool:
    """A pattern against a name; a function may be named without its arguments."""
    return fnmatchcase(relation, pattern) or (
        "(" in relation and fnmatchcase(relation.split("(")[0], pattern)
    )
