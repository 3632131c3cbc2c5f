"""How long a snapshot of the catalog takes, on a throw-away server with a generated history applied."""

from __future__ import annotations

import time

from bench.generate import BOOTSTRAP, FOLDER, generate
from checker.trial import sources
from checker.trial.catalog import CatalogReader
from checker.trial.server import throwaway


def snapshots(objects: int, times: int, *, seed: int) -> tuple[int, tuple[float, ...]]:
    """Seconds of `times` snapshots of at least so many objects, and how many there were.

    Migrations are applied, of a history with this seed, until there are enough.
    """
    history = generate(objects, seed=seed)
    with throwaway(sources.find()) as server:
        server.create_database("app")
        with server.connect("app") as connection:
            connection.execute(BOOTSTRAP.encode())
        with server.connect("app", "app_owner") as owner, server.connect("app") as connection:
            reader = CatalogReader(connection)
            for path in sorted(path for path in history.files if path.startswith(FOLDER)):
                owner.execute(history.files[path].split("/* DOWN */", maxsplit=1)[0].encode())
                if (count := len(reader.read().objects)) >= objects:
                    break
            taken = []
            for _ in range(times):
                begun = time.perf_counter()
                reader.read()
                taken.append(time.perf_counter() - begun)
    return count, tuple(taken)
