"""What is done to a catalog that a long history has left large."""

from __future__ import annotations

from checker.trial.catalog import CatalogReader
from checker.trial.server import Server
from checker.trial.tidy import tidy

_HISTORY = """
DO $$ BEGIN FOR i IN 1..%d LOOP
  EXECUTE 'CREATE TABLE public.t (a int, b text, c int, d int, e int, f int, g int, h int)';
  EXECUTE 'DROP TABLE public.t';
END LOOP; END $$;
"""
_SIZE = "SELECT pg_catalog.pg_relation_size('pg_catalog.pg_attribute')"
_MINE = (
    "SELECT relfilenode, reltuples, relpages FROM pg_catalog.pg_class WHERE relname IN ('kept', 'kept_pkey')"
)


def test_what_was_dropped_is_taken_out_of_a_large_catalog_and_nothing_else_is_touched(server: Server) -> None:
    server.create_database("tidied")
    with server.connect("tidied") as connection:
        connection.execute("CREATE TABLE public.kept (id int PRIMARY KEY, a text)")
        connection.execute("INSERT INTO public.kept SELECT generate_series(1, 50)")
        reader = CatalogReader(connection)
        fresh = connection.execute(_SIZE).fetchone()
        tidy(connection)
        assert connection.execute(_SIZE).fetchone() == fresh
        connection.execute(_HISTORY % 600)
        (large,) = connection.execute(_SIZE).fetchone() or (0,)
        before, mine = reader.read(), connection.execute(_MINE).fetchall()
        tidy(connection)
        (small,) = connection.execute(_SIZE).fetchone() or (0,)
        assert small < large * 0.7
        assert reader.read() == before
        assert connection.execute(_MINE).fetchall() == mine
        counted = "SELECT 1 FROM pg_catalog.pg_statistic WHERE starelid = 'pg_catalog.pg_attribute'::regclass"
        assert connection.execute(counted).fetchone() == (1,)
