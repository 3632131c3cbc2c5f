"""The published views that a change makes again."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from msgspec import Struct

from checker.model import Change
from checker.rules._rewritten import first_script
from checker.rules._state import is_judged
from checker.state import State, View, chain


class Remade(Struct, frozen=True):
    """A published view as it was before the change and as it is after it, with the state that each is in."""

    was: View
    now: View
    base: State
    end: State


def remade(change: Change) -> Iterator[Remade]:
    """Each view of `published_views` that stood before the change, and whose definition is judged."""
    first = first_script(change)
    if change.everything or first is None:
        return
    states = chain(change)
    base, end = states.before(first), states.end
    for now in end.views():
        plain = f"{now.name.schema}.{now.name.name}"
        was = base.view(now.name)
        if (
            was is not None
            and is_judged(change, now.changed)
            and any(fnmatchcase(plain, one) for one in change.config.published_views)
        ):
            yield Remade(was, now, base, end)
