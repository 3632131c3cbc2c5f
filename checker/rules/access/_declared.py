"""The access that is declared for what a change touches."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from checker.access import Declared
from checker.model import Change
from checker.state import chain


def disallowed(change: Change, asked: Iterable[tuple[str, str, str, str]], remedy: str) -> str:
    """The end of a finding: that what is asked (role, relation, action, claims) is not allowed, and what to do about it.

    Of what was there before, the base's config counts, so that no change can excuse itself: where the change's own allows some
    of it, that is to be merged first.
    """
    proposed = change.proposed_access
    said = [proposed is not None and proposed.allows(*one) for one in asked]
    if not any(said):
        return f"`access:` does not allow that: {remedy}"
    path = change.head_config_source.path if change.head_config_source else "the config"
    first = f"what this change adds to {path} counts once it is merged, in a pull request of its own before this one"
    if all(said):
        return f"the base's `access:` does not allow that, and {first}"
    return f"the base's `access:` does not allow that: {remedy}; {first}"


@lru_cache(maxsize=4)
def declared(change: Change) -> Declared:
    """The base's access, and the head's for what a new file of the change makes, and not what it drops and makes again."""
    if change.proposed_access is None:
        return Declared(change.config.access)
    scripts = (*(migration.up for migration in change.changed), *change.repeatable)
    added = {script.path for script in scripts if script.status == "added"}
    states = chain(change)
    old = {name for name, _ in states.old.named()}
    new = frozenset(name for name, made in states.end.named() if made.path in added and name not in old)
    return Declared(change.config.access, change.proposed_access, new)
