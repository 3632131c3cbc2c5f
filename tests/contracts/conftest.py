"""A real server, and a way to have a schema of one's own in it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from checker.trial import sources
from checker.trial.cluster import MAINTENANCE
from checker.trial.server import Server, throwaway
from tests.support import PATIENT

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server with an owner of tables, an owner of views, readers, and a role that may read and write all rows."""
    with throwaway(sources.find("embedded"), limits=PATIENT) as running:
        with running.connect(MAINTENANCE) as connection:
            connection.execute("CREATE ROLE owner LOGIN; CREATE ROLE eng_views; CREATE ROLE analyst")
            connection.execute(
                "CREATE ROLE venture_app; CREATE ROLE service_role; CREATE ROLE seeder LOGIN BYPASSRLS"
            )
            connection.execute(
                "GRANT pg_read_all_data, pg_write_all_data TO seeder; GRANT eng_views TO owner"
            )
        yield running


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    """The name of a fresh database that belongs to `owner`."""
    name = f"db{next(_NUMBERS)}"
    server.create_database(name, owner="owner")
    with server.connect(name, search_path="public") as connection:
        connection.execute(
            "GRANT CREATE, USAGE ON SCHEMA public TO owner, eng_views; GRANT USAGE ON SCHEMA public TO analyst"
        )
    yield name
    server.drop_database(name)
