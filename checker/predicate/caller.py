"""Who asks: what is known of a caller when a predicate is judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from msgspec import Struct, field

from checker.predicate.logic import ERROR, Own, Value


class Caller(Struct, frozen=True):
    """A caller. `claims` are those of its token by their dotted path, None where it sent no token.

    A claim or setting that is not named is some value of its own. A `stranger`'s values are in no row
    that it asks about, nor in a row of another table that leads there. `blank` settings are empty texts:
    what `SET LOCAL` leaves behind in a session once its transaction is over. Where the claims are `whole`, what they do not
    name is not there, and no other setting is set.
    """

    name: str
    claims: Mapping[str, str | None] | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    role: str = Own("the role")
    stranger: bool = True
    blank: bool = False
    whole: bool = False

    def claim(self, *path: str) -> Value:
        """The claim at a path; the whole token at the empty one."""
        if self.claims is None:
            return None
        dotted = ".".join(path)
        if dotted in self.claims:
            return self.claims[dotted]
        return None if self.whole and dotted else Own(f"the caller's {dotted or 'claims'}")

    def setting(self, name: str, *, missing_ok: bool) -> Value:
        """`current_setting(name, missing_ok)`: an unset one is NULL or an error (manual, section 9.28.1)."""
        name = name.lower()
        if name == "role":
            return self.role
        if name in self.settings:
            return self.settings[name]
        if self.claims is None or self.whole:
            return "" if self.blank else None if missing_ok else ERROR
        return Own(f"the caller's {name}")


class Brought(Protocol):
    """What a session says of its caller: the claims of its token, None for none at all, and the settings of the application.

    `own` names the settings that no other caller has; `blank` says that unset ones are empty.
    """

    @property
    def token(self) -> Mapping[str, Any] | None: ...
    @property
    def settings(self) -> Mapping[str, str]: ...
    @property
    def own(self) -> frozenset[str]: ...
    @property
    def blank(self) -> bool: ...


def bearer(role: str, brought: Brought, *, stranger: bool) -> Caller:
    """The caller that takes on `role` and brings just this.

    The token's role is a word as any other; whatever else it says is the caller's own.
    """
    claims: dict[str, str | None] | None = None
    if brought.token is not None:
        claims = {path: text if path == "role" else Own(text) for path, text in _flat(brought.token)}
    settings = {
        name: Own(value) if name in brought.own and value else value
        for name, value in brought.settings.items()
    }
    return Caller(role, claims, settings, role=Own(role), stranger=stranger, blank=brought.blank, whole=True)


def _flat(token: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in token.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        elif value is not None:
            yield f"{prefix}{name}", str(value).lower() if isinstance(value, bool) else str(value)


NO_CLAIMS = Caller("a caller without claims")
ANONYMOUS = Caller("an anonymous caller", {"role": "anon", "sub": None, "email": None})
BLANK = Caller("a caller without claims, after another's transaction", blank=True)
# Supabase gives every session the same audience as its role; whoever has signed up may add a second factor to it.
_SESSION = {"role": "authenticated", "aud": "authenticated", "aal": "aal2", "is_anonymous": "false"}
STRANGER = Caller("a caller of another tenant", _SESSION)
OWNER = Caller("the row's own caller", _SESSION, stranger=False)

UNCLAIMED = (NO_CLAIMS, ANONYMOUS, BLANK)
