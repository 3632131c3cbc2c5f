"""A Postgres to hold the evaluator against."""

import pytest

from checker.trial import sources
from checker.trial.cluster import MAINTENANCE
from checker.trial.server import throwaway
from tests.support import PATIENT


@pytest.fixture(scope="session")
def connection():
    with (
        throwaway(sources.find("embedded"), limits=PATIENT) as server,
        server.connect(MAINTENANCE, search_path="public") as session,
    ):
        yield session
