"""Outcomes of statements: errors on their place, notices, rows, and what happens to the rest."""

from __future__ import annotations

import threading

import pytest

from checker.errors import CannotCheck
from checker.trial.cluster import MAINTENANCE
from checker.trial.execute import run_statements
from checker.trial.server import Server, throwaway
from checker.trial.sources import Postgres
from tests.trial.engine.texts import statements


def test_the_first_error_stops_the_rest(server: Server) -> None:
    text = "select 1;\nselect\n  'ä',\n  nope;\nselect 2"
    with server.connect("app", "owner") as connection:
        outcomes = run_statements(connection, statements(text))
    assert [outcome.status for outcome in outcomes] == ["applied", "failed", "not-run"]
    error = outcomes[1].error
    assert error is not None
    assert (error.sqlstate, error.location.line, error.location.column) == ("42703", 4, 3)
    assert error.location.end_column == 7


def test_an_error_without_a_position_is_at_its_statement(server: Server) -> None:
    with server.connect("app", "owner") as connection:
        (outcome,) = run_statements(connection, statements("\n  select 1/0"))
    assert outcome.error is not None
    assert outcome.error.sqlstate == "22012"
    assert outcome.error.location == outcome.statement.location


def test_rows_notices_hint_detail_and_context(server: Server) -> None:
    text = """
        create temp table t (id int primary key);
        insert into t select generate_series(1, 5);
        do $$ begin raise notice 'hello'; end $$;
        do $$ begin
          raise exception 'no' using detail = 'the detail', hint = 'the hint';
        end $$
    """
    with server.connect("app", "owner") as connection:
        outcomes = run_statements(connection, statements(text))
    assert outcomes[1].rows == 5
    assert outcomes[2].notices == ("NOTICE: hello",)
    error = outcomes[3].error
    assert error is not None
    assert (error.sqlstate, error.detail, error.hint) == ("P0001", "the detail", "the hint")
    assert "line 2 at RAISE" in (error.context or "")


def test_percent_signs_and_many_rows(server: Server) -> None:
    text = "select '%s %% %(x)s', repeat('x', 1000) from generate_series(1, 20000); select 'after'"
    with server.connect("app", "owner") as connection:
        outcomes = run_statements(connection, statements(text))
    assert [outcome.rows for outcome in outcomes] == [20000, 1]


def test_copy(server: Server) -> None:
    text = (
        "create temp table c as select generate_series(1, 3) x; copy c to stdout; copy c from stdin; select 1"
    )
    with server.connect("app", "owner") as connection:
        outcomes = run_statements(connection, statements(text))
    assert [outcome.status for outcome in outcomes] == ["applied", "applied", "failed", "not-run"]
    assert outcomes[1].rows == 3


def test_text_that_cannot_be_sent(server: Server) -> None:
    found = statements("select 1; select 'xx'")
    source = type(found[0].source).of("db/m.sql", "select 1; select '\udcff'")
    bad = type(found[1])(found[1].node, source, found[1].start, found[1].end)
    with server.connect("app", "owner") as connection:
        (outcome,) = run_statements(connection, [bad])
    assert outcome.error is not None
    assert (outcome.error.sqlstate, outcome.error.location.column) == ("22021", 19)


def test_a_session_that_ends_itself_is_an_error_of_the_statement(server: Server) -> None:
    with server.connect("app", "owner") as connection:
        outcomes = run_statements(
            connection, statements("select pg_terminate_backend(pg_backend_pid()); select 1")
        )
    assert [outcome.status for outcome in outcomes] == ["failed", "not-run"]
    assert outcomes[0].error is not None
    assert outcomes[0].error.sqlstate == "57P01"


def test_a_server_that_is_killed_is_no_verdict(embedded: Postgres) -> None:
    with throwaway(embedded) as server:
        connection = server.connect(MAINTENANCE)
        killer = threading.Timer(0.3, server.process.kill)
        killer.start()
        with pytest.raises(CannotCheck) as caught:
            run_statements(connection, statements("select 1;\nselect pg_sleep(20)"))
        killer.join()
        connection.close()
    assert caught.value.place == "db/m.sql:2:1"


def test_a_server_that_is_shut_down_is_no_verdict(embedded: Postgres) -> None:
    with throwaway(embedded) as server:
        connection = server.connect(MAINTENANCE)
        killer = threading.Timer(0.3, server.process.send_signal, [2])
        killer.start()
        with pytest.raises(CannotCheck):
            run_statements(connection, statements("select pg_sleep(20)"))
        killer.join()
        connection.close()
