"""What to say of a session that begins as somebody."""

from __future__ import annotations

REQUEST = "request.jwt.claim"


def is_nobody(name: str, value: str) -> bool:
    """Whether a setting of this value says nothing of anybody."""
    return not value or (name == "role" and value.lower() in ("none", "default"))


def said(whose: str, name: str, value: str, why: str) -> str:
    """The finding on a default for `role`, or for a setting that says who the caller is, which is `why`."""
    if name == "role":
        return (
            f"each session of {whose} begins as the role {value}, with all its rights: leave it unset, and grant what is needed to"
            " those who need it"
        )
    return (
        f"each session of {whose} begins with {name} set, and {why}: one that does not say who its caller is gets"
        " that caller's rows. Leave it unset, and SET LOCAL it in each transaction"
    )
