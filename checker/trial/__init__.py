"""The throw-away Postgres, and what happened in it. The only door to psycopg."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checker.model import Change, Trial
    from checker.trial.sources import Postgres


def try_migrations(
    change: Change, postgres: Postgres, progress: Callable[[str], None] = lambda _: None
) -> Trial:
    """Run the change's migrations up, down and up, and everything that belongs to them, and record it.

    `postgres` are the binaries to use (`sources.find`); `progress` is told what is going on. What the
    change's own SQL does wrong is in the record. Raises CannotCheck where the trial can't be made: no
    server, a bootstrap or a base chain that does not apply, no time left.
    """
    from checker.trial.roundtrip import try_migrations as run

    return run(change, postgres, progress)


def make_cluster(change: Change, postgres: Postgres) -> None:
    """Have the fresh data directory that the change's trial begins with, made by these binaries, in the cache.

    Raises CannotCheck or OSError where it can't be made or kept.
    """
    from checker.trial.cluster import keep
    from checker.trial.platforms import platform

    keep(postgres, platform(change.config.platform).superuser)
