"""A session goes from one script to the next where nothing of the last is left in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from checker.trial.execute import run_statements
from checker.trial.server import Server
from checker.trial.sessions import Sessions, migration_leaves_nothing
from tests.trial.engine.texts import script

# What a script could leave behind, seen from the session.
_LEFT = """
SELECT current_user, current_setting('lock_timeout'), current_setting('search_path'),
  (SELECT count(*) FROM pg_class WHERE relpersistence = 't'), (SELECT count(*) FROM pg_prepared_statements)
"""


@pytest.fixture
def sessions(server: Server) -> Iterator[Sessions]:
    found = Sessions(lambda database: server.connect(database, "owner"), migration_leaves_nothing)
    yield found
    found.close()


@pytest.mark.parametrize(
    "text",
    [
        "CREATE TABLE kept (); DROP TABLE kept;",
        "BEGIN; SET LOCAL ROLE owner; RESET ROLE; COMMIT;",
        "BEGIN; SET LOCAL lock_timeout = '7s'; RESET lock_timeout; COMMIT;",
        # It fails inside its transaction.
        "BEGIN; SET LOCAL lock_timeout = '7s'; CREATE TEMP TABLE of_the_script (); DROP TABLE not_there; COMMIT;",
        # It leaves its transaction open.
        "BEGIN; SET LOCAL search_path = pg_catalog; CREATE TEMP TABLE of_the_script ();",
    ],
)
def test_it_goes_on_as_good_as_new(server: Server, sessions: Sessions, text: str) -> None:
    with server.connect("app", "owner") as fresh:
        expected = _look(fresh)
    first = _run(sessions, text)
    with sessions.session("app", script("CREATE TABLE next (); DROP TABLE next;")) as connection:
        assert connection.info.backend_pid == first
        assert connection.info.transaction_status.name == "IDLE"
        assert _look(connection) == expected


@pytest.mark.parametrize(
    "text",
    [
        "SELECT set_config('app.mine', 'yes', false);",
        "SET ROLE owner;",
        "RESET app.mine;",
        "BEGIN; SET LOCAL app.mine = 'yes'; SELECT no_such_function();",
        "DO $$ BEGIN RAISE 'stopped'; END $$;",
    ],
)
def test_it_ends_with_a_script_that_could_leave_something(sessions: Sessions, text: str) -> None:
    first = _run(sessions, text)
    assert _run(sessions, "CREATE TABLE next (); DROP TABLE next;") != first


def _run(sessions: Sessions, text: str) -> int:
    written = script(text)
    with sessions.session("app", written) as connection:
        run_statements(connection, written.statements)
        return connection.info.backend_pid


def _look(connection: psycopg.Connection[Any]) -> tuple[Any, ...]:
    found = connection.execute(_LEFT).fetchone()
    assert found is not None
    return tuple(found)
