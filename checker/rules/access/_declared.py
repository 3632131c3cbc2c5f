"""The access that is declared for what a change touches."""

from __future__ import annotations

from functools import lru_cache

from checker.access import Declared
from checker.model import Change
from checker.state import chain


@lru_cache(maxsize=4)
def declared(change: Change) -> Declared:
    """The base's access, and the head's for what a new file of the change makes."""
    if change.proposed_access is None:
        return Declared(change.config.access)
    scripts = (*(migration.up for migration in change.changed), *change.policies, *change.views)
    added = {script.path for script in scripts if script.status == "added"}
    state = chain(change).end
    made = [(one.name, one.made) for one in state.tables()]
    made += [(one.name, one.made) for one in state.views()]
    made += [(one.name, one.made) for one in state.functions()]
    new = frozenset(f"{name.schema}.{name.name}" for name, place in made if place.path in added)
    return Declared(change.config.access, change.proposed_access, new)
