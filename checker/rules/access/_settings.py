"""The settings of an application's own that policies ask for, and what there is to say where no caller of the trial has them."""

from __future__ import annotations

from collections.abc import Container, Iterable

from pglast import ast

from checker.access import Access
from checker.names import enumerated
from checker.predicate.claims import constant, literal
from checker.rules._tree import nodes

_OF_THE_TOKEN = ("request.jwt.claims", "request.jwt.claim")


def settings_in(node: ast.Node, also: Container[str] = ()) -> dict[str, None]:
    """The names, in lower case, of the settings with a dot that an expression asks for; those of the request are among them.

    Of those without a dot, which are the server's, it gives those that are asked for `also`.
    """
    found: dict[str, None] = {}
    for each in nodes(node):
        match each:
            case ast.FuncCall(funcname=(*_, ast.String(sval="current_setting")), args=(name, *_)) if (
                said := constant(name)
            ):
                text = str(literal(said)).lower()
                if "." in text or text in also:
                    found[text] = None
    return found


def unsaid(access: Access, names: Iterable[str]) -> list[str]:
    """Those that no caller of the trial has: `access.settings` does not name them, and no token holds them."""
    return [
        name
        for name in dict.fromkeys(names)
        if name not in access.settings_known and not name.startswith(_OF_THE_TOKEN)
    ]


def remedy(names: Iterable[str]) -> str:
    """What to do about settings that are not said: the keys, and what belongs there."""
    listed = enumerated(names)
    return f"under access.settings, give own and another the {listed} that the application sets for them"
