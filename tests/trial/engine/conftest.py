"""Servers for the engine's tests: real ones, shared within a module where a test leaves them as they were."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from checker.trial import sources
from checker.trial.cluster import MAINTENANCE
from checker.trial.server import Server, throwaway
from checker.trial.sources import Postgres
from checker.trial.watch import Limits


@pytest.fixture(scope="session", params=["embedded", "system"])
def postgres(request: pytest.FixtureRequest) -> Postgres:
    return sources.find(request.param)


@pytest.fixture(scope="session")
def embedded() -> Postgres:
    return sources.find("embedded")


@pytest.fixture(scope="module")
def server(embedded: Postgres) -> Iterator[Server]:
    """A server with a role `owner` that has no special rights, who owns the database `app`."""
    with throwaway(embedded, limits=Limits(seconds=3600)) as running:
        with running.connect(MAINTENANCE) as connection:
            connection.execute("CREATE ROLE owner LOGIN")
        running.create_database("app", owner="owner")
        yield running
