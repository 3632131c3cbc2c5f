"""Who asks: what is known of a caller when a predicate is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from checker.predicate.logic import ERROR, Own, Value


@dataclass(frozen=True)
class Caller:
    """A caller. `claims` are those of its token by their dotted path, None where it sent no token.

    A claim or setting that is not named is some value of its own. A `stranger`'s values are in no row
    that it asks about, nor in a row of another table that leads there. `blank` settings are empty texts:
    what `SET LOCAL` leaves behind in a session once its transaction is over.
    """

    name: str
    claims: Mapping[str, str | None] | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    role: str = Own("the role")
    stranger: bool = True
    blank: bool = False

    def claim(self, *path: str) -> Value:
        """The claim at a path; the whole token at the empty one."""
        if self.claims is None:
            return None
        dotted = ".".join(path)
        return self.claims[dotted] if dotted in self.claims else Own(f"the caller's {dotted or 'claims'}")

    def setting(self, name: str, *, missing_ok: bool) -> Value:
        """`current_setting(name, missing_ok)`: an unset one is NULL or an error (manual, section 9.28.1)."""
        if name == "role":
            return self.role
        if name in self.settings:
            return self.settings[name]
        if self.claims is None:
            return "" if self.blank else None if missing_ok else ERROR
        return Own(f"the caller's {name}")


NO_CLAIMS = Caller("a caller without claims")
ANONYMOUS = Caller("an anonymous caller", {"role": "anon", "sub": None, "email": None})
BLANK = Caller("a caller without claims, after another's transaction", blank=True)
STRANGER = Caller("a caller of another tenant", {"role": "authenticated"})
OWNER = Caller("the row's own caller", {"role": "authenticated"}, stranger=False)

UNCLAIMED = (NO_CLAIMS, ANONYMOUS, BLANK)
