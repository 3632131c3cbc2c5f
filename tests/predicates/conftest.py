"""A Postgres to hold the evaluator against."""

import pytest

from checker.trial import sources
from checker.trial.cluster import MAINTENANCE
from checker.trial.server import throwaway
from checker.trial.watch import Limits

# One server for all cases, however slow the machine is.
PATIENT = Limits(seconds=1800.0)


@pytest.fixture(scope="session")
def connection():
    with (
        throwaway(sources.find("embedded"), limits=PATIENT) as server,
        server.connect(MAINTENANCE, search_path="public") as session,
    ):
        yield session
