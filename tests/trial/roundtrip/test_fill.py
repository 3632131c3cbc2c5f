"""Rows made up for tables of every kind, on the real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from checker.trial import fill as fill_module
from checker.trial.catalog import CatalogReader
from checker.trial.fill import fill
from checker.trial.rows import RowReader, row_tables
from checker.trial.server import throwaway
from tests.support import PATIENT, WITH_WHEEL
from tests.trial.roundtrip import versions

TABLES = (Path(__file__).parent / "tables.sql").read_text("utf-8")
NEWER = """
CREATE EXTENSION vector;
CREATE TABLE vec (id int primary key, v vector(3) not null, h halfvec(4) not null, s sparsevec(5) not null);
CREATE TABLE scaled (id int primary key, y numeric(3,-1) not null, z numeric(2,3) not null);
CREATE TABLE whole (id int4range not null, valid daterange not null, PRIMARY KEY (id, valid WITHOUT OVERLAPS));
"""
WITH_XML = "CREATE TABLE documents (id int primary key, body xml not null);"


@pytest.fixture(scope="module", params=versions.NAMES)
def connection(request: pytest.FixtureRequest) -> Iterator[Connection[Any]]:
    with throwaway(versions.find(request.param), limits=PATIENT) as server:
        server.create_database("app")
        with server.connect("app", search_path="public") as connection:
            connection.execute(TABLES.encode())
            # The wheel has pgvector and no XML; PostgreSQL 18 has temporal keys.
            on_wheel, on_machine = request.param == "embedded" and WITH_WHEEL, request.param in versions.HERE
            connection.execute((NEWER if on_wheel else WITH_XML if on_machine else "").encode())
            yield connection


def test_every_table_that_can_hold_rows_gets_some(connection: Connection[Any]) -> None:
    with connection.transaction(force_rollback=True):
        snapshot = CatalogReader(connection).read()
        connection.execute("RESET search_path")
    refused = fill(connection, snapshot, row_tables(snapshot))
    # They need each other, and neither foreign key waits: nobody can put a row into them.
    assert set(refused) == {"public.hopeless_e", "public.hopeless_f"}
    assert all(refused.values())
    counts = {
        name: connection.execute(f"SELECT count(*) FROM ONLY {name}".encode()).fetchall()[0][0]
        for name in row_tables(snapshot)
    }
    assert {name for name, count in counts.items() if count < 2} == set(refused)
    # Made-up keys keep clear of those that migrations and sequences use.
    for table in ("gen", "onlyid", "chk1"):
        assert connection.execute(f"SELECT min(id) > 1000000 FROM {table}".encode()).fetchall() == [(True,)]


def test_rows_are_the_same_whether_they_are_sent_together_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    with throwaway(versions.find("embedded")) as server:
        found = []
        for together in (64, 1):
            name = f"together_{together}"
            server.create_database(name)
            with server.connect(name, search_path="public") as connection:
                connection.execute(TABLES.encode())
                with connection.transaction(force_rollback=True):
                    snapshot = CatalogReader(connection).read()
                connection.execute("RESET search_path")
                monkeypatch.setattr(fill_module, "_TOGETHER", together)
                refused = fill(connection, snapshot, row_tables(snapshot))
                prints, unread = RowReader(connection).read(snapshot, {})
                rows = {
                    table: (
                        one.rows,
                        {name: said for name, said in one.columns.items() if name not in one.recent},
                    )
                    for table, one in prints.items()
                }
                found.append((set(refused), unread, rows))
        assert found[0] == found[1]


def test_a_table_that_a_trigger_has_filled_is_not_called_empty() -> None:
    with throwaway(versions.find("embedded")) as server:
        server.create_database("app")
        with server.connect("app", search_path="public") as connection:
            connection.execute(
                b"""
                CREATE TABLE account (id uuid PRIMARY KEY);
                CREATE TABLE profile (id uuid PRIMARY KEY REFERENCES account);
                CREATE FUNCTION made() RETURNS trigger LANGUAGE plpgsql AS
                  $$ BEGIN INSERT INTO profile VALUES (new.id); RETURN new; END $$;
                CREATE TRIGGER made AFTER INSERT ON account FOR EACH ROW EXECUTE FUNCTION made();
                """
            )
            snapshot = CatalogReader(connection).read()
            connection.execute("RESET search_path")
            assert fill(connection, snapshot, row_tables(snapshot)) == {}
            assert connection.execute("SELECT count(*) FROM profile").fetchall() == [(3,)]


NULLABLE = """
CREATE TABLE job (id int primary key, state text not null, ended date, body jsonb, level int not null CHECK (level < 4),
  CHECK (state = 'done' AND ended IS NOT NULL OR ended IS NULL));
CREATE TABLE part (id int not null, day date, body jsonb) PARTITION BY RANGE (day);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
"""


@pytest.mark.parametrize("table", ["job", "part_1"])
def test_a_row_is_null_where_it_may_be_also_where_a_check_names_such_a_column(table: str) -> None:
    with throwaway(versions.find("embedded")) as server:
        server.create_database("nullable")
        with server.connect("nullable", search_path="public") as connection:
            connection.execute(NULLABLE.encode())
            with connection.transaction(force_rollback=True):
                snapshot = CatalogReader(connection).read()
            connection.execute("RESET search_path")
            fill(connection, snapshot, row_tables(snapshot))
            query = f"SELECT count(*), count(*) FILTER (WHERE body IS NULL) FROM public.{table}"
            assert connection.execute(query.encode()).fetchall() == [(3, 1)]


def test_a_generated_column_is_not_written_to() -> None:
    with throwaway(versions.find("embedded")) as server:
        server.create_database("generated")
        with server.connect("generated", search_path="public") as connection:
            connection.execute(
                b"CREATE TABLE doc (body jsonb not null, kind text not null GENERATED ALWAYS AS (body ->> 'kind') STORED)"
            )
            with connection.transaction(force_rollback=True):
                snapshot = CatalogReader(connection).read()
            connection.execute("RESET search_path")
            (reason,) = fill(connection, snapshot, row_tables(snapshot)).values()
            assert reason.startswith('null value in column "kind"')
