"""What the trial writes down of published views: shape from the catalog, promises from the seeded rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from checker.contracts import read
from checker.model import Contract, PublishedView, Source, ViewColumn
from checker.trial.server import Server
from checker.trial.views import describe

SCHEMA = """
CREATE TABLE public.directive (id uuid PRIMARY KEY, key text NOT NULL UNIQUE CHECK (key ~ '^SD-[0-9]{3}$'), title text);
CREATE TABLE public.item (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, directive uuid NOT NULL REFERENCES public.directive,
  score numeric(5,2), criteria jsonb NOT NULL DEFAULT '[]'
);
INSERT INTO public.directive VALUES ('6b0d6bfa-6a5e-4b7c-8d6c-0a4f3b1f6a10', 'SD-001', 'One'),
  ('6b0d6bfa-6a5e-4b7c-8d6c-0a4f3b1f6a11', 'SD-002', NULL);
INSERT INTO public.item (directive, score, criteria)
  VALUES ('6b0d6bfa-6a5e-4b7c-8d6c-0a4f3b1f6a10', 12.5, '[{"text": "a"}]');
SET ROLE eng_views;
RESET ROLE;
GRANT SELECT ON public.directive, public.item TO eng_views;
"""
VIEW = """
CREATE VIEW public.v_trace WITH (security_barrier) AS
  SELECT d.id AS sd_id, d.key, d.title, i.id AS item_id, i.score, i.criteria
  FROM public.directive AS d LEFT JOIN public.item AS i ON i.directive = d.id;
GRANT SELECT ON public.v_trace TO analyst;
ALTER VIEW public.v_trace OWNER TO eng_views;
"""
CONTRACT = """
version: 1.0.0
apiVersion: v3.1.0
kind: DataContract
id: trace
status: active
schema:
  - name: v_trace
    physicalName: public.v_trace
    properties:
      - {name: sd_id, physicalType: uuid, KEY: true}
      - {name: key, physicalType: text}
      - {name: title, physicalType: text}
      - {name: item_id, physicalType: bigint}
      - name: score
        physicalType: numeric(5,2)
        quality:
          - {type: sql, name: in range, query: "select count(*) from ${table} where ${column} not between 0 and 100", mustBe: 0}
          - {metric: nullValues, mustBe: 0, unit: percent}
          - {metric: invalidValues, name: valid, arguments: {validValues: [1.5, 12.50]}, mustBe: 0}
      - name: criteria
        physicalType: jsonb
        customProperties: [{property: jsonSchema, value: {type: array}}]
    quality:
      - {metric: rowCount, mustBeGreaterThan: 0}
      - {metric: duplicateValues, name: pairs, arguments: {properties: [sd_id, item_id]}, mustBe: 0}
      - {type: sql, name: broken, query: "select nothing", mustBe: 0}
      - {type: sql, name: writes, query: "delete from public.item returning 1", mustBe: 0}
      - {type: sql, name: two, query: "select 1; commit; delete from public.item", mustBe: 0}
      - {type: sql, name: like, query: "select count(*) from v_trace where key like 'SD%'", mustBe: 2}
"""


def contract(text: str = CONTRACT, key: str = "unique") -> Contract:
    found, problems = read(Source.of("c/trace.odcs.yaml", text.replace("KEY", key)))
    assert found, problems
    return found


Look = Callable[..., tuple[tuple[PublishedView, ...], tuple[str, ...]]]


@pytest.fixture
def look(server: Server, database: str) -> Look:
    def run(
        sql: str, *contracts: Contract, published: tuple[str, ...] = ("public.v_*",)
    ) -> tuple[tuple[PublishedView, ...], tuple[str, ...]]:
        with server.connect(database, "owner") as connection:
            connection.execute(sql)
        with server.connect(database, search_path="") as catalog, server.connect(database, "seeder") as rows:
            return describe(catalog, rows, contracts, published)

    return run


def test_the_shape_is_the_catalogs(look: Look) -> None:
    (view,), _ = look(SCHEMA + VIEW)
    assert view.shape.view == "public.v_trace"
    assert view.shape.columns == (
        ViewColumn("sd_id", "uuid", False),
        ViewColumn("key", "text", False),
        ViewColumn("title", "text", True),
        ViewColumn("item_id", "bigint", True),
        ViewColumn("score", "numeric(5,2)", True),
        ViewColumn("criteria", "jsonb", True),
    )
    assert view.shape.options == {"security_barrier": "true"}
    assert (view.shape.owner, view.shape.readers, view.shape.other_grants) == ("eng_views", ("analyst",), ())
    assert view.shape.base_relations == ("public.directive", "public.item")


def test_grants_are_told_exactly(look: Look) -> None:
    more = "GRANT INSERT ON public.v_trace TO analyst; GRANT SELECT ON public.v_trace TO PUBLIC; GRANT SELECT (key), UPDATE (key) ON public.v_trace TO venture_app;"
    (view,), _ = look(SCHEMA + VIEW.replace("ALTER VIEW", more + "ALTER VIEW"))
    assert view.shape.readers == ("analyst", "PUBLIC")
    assert view.shape.other_grants == (
        "INSERT to analyst",
        "SELECT (key) to venture_app",
        "UPDATE (key) to venture_app",
    )


def test_promises_are_measured_on_the_seeds(look: Look) -> None:
    (view,), _ = look(SCHEMA + VIEW, contract())
    assert (view.rows, view.nulls) == (2, {"title": 1, "item_id": 1, "score": 1, "criteria": 1})
    assert view.json == {"criteria": ('[{"text": "a"}]',)}
    results = {result.quality.name: (result.value, result.error) for result in view.results}
    assert results["in range"] == (0, None)
    assert results["nullValues"] == (50, None)
    assert results["valid"] == (0, None)
    assert results["rowCount"] == (2, None)
    assert results["pairs"] == (0, None)
    assert results["like"] == (2, None)
    assert results["broken"] == (None, 'column "nothing" does not exist')
    assert results["two"] == (None, "cannot insert multiple commands into a prepared statement")
    assert results["writes"] == (None, "cannot execute DELETE in a read-only transaction")


def test_rows_that_try_to_break_a_key_do(look: Look) -> None:
    """One item a directive in the seeds, so the rows look apart; the database allows a second item."""
    (view,), not_proven = look(SCHEMA + VIEW, contract())
    assert view.twins == ("public.directive", "public.item")
    assert view.duplicates == {"sd_id": "(6b0d6bfa-6a5e-4b7c-8d6c-0a4f3b1f6a10) stands there 2 times"}
    assert not_proven == ()


def test_a_key_that_the_database_keeps_is_not_broken(look: Look) -> None:
    kept = SCHEMA.replace("REFERENCES public.directive,", "UNIQUE REFERENCES public.directive,")
    (view,), not_proven = look(kept + VIEW, contract())
    assert view.duplicates == {}
    assert view.twins == ("public.directive", "public.item")
    assert not_proven == ()


def test_nothing_is_left_behind(look: Look, server: Server, database: str) -> None:
    look(SCHEMA + VIEW, contract())
    with server.connect(database, search_path="public") as connection:
        assert connection.execute("SELECT count(*) FROM public.item").fetchone() == (1,)


def test_a_view_without_rows_proves_nothing_and_says_so(look: Look) -> None:
    (view,), not_proven = look(SCHEMA + VIEW.replace("d.id;", "d.id WHERE false;"), contract())
    assert (view.rows, view.results) == (0, ())
    assert not_proven == ("what the contract of public.v_trace says of rows: no seeded row is in it",)


def test_a_view_that_can_not_be_read_says_so(look: Look) -> None:
    broken = VIEW.replace("i.score,", "(i.score / (i.score - 12.5))::numeric(5,2) AS score,")
    (view,), not_proven = look(SCHEMA + broken, contract())
    assert view.unread == "division by zero"
    assert not_proven == (
        "what the contract of public.v_trace says of rows: reading it failed (division by zero)",
    )


def test_views_over_views_and_odd_names(look: Look) -> None:
    sql = """
    CREATE SCHEMA "Odd. Schema" AUTHORIZATION owner;
    CREATE TABLE "Odd. Schema"."T" ("Käse 'x" integer NOT NULL, b text);
    CREATE VIEW "Odd. Schema".inner_one AS SELECT "Käse 'x" AS a, b FROM "Odd. Schema"."T";
    CREATE VIEW public."v_%s {column}" AS SELECT a, b FROM "Odd. Schema".inner_one;
    """
    (view,), _ = look(sql)
    assert view.shape.view == 'public."v_%s {column}"'
    assert [(c.name, c.nullable) for c in view.shape.columns] == [("a", False), ("b", True)]
    assert view.shape.base_relations == ('"Odd. Schema"."T"',)


def test_a_promise_of_a_table_and_a_materialized_view(look: Look) -> None:
    sql = (
        SCHEMA
        + "CREATE MATERIALIZED VIEW public.v_m AS SELECT id FROM public.directive; CREATE TABLE public.v_t (id int);"
    )
    views, _ = look(sql, contract(CONTRACT.replace("public.v_trace", "public.v_t")))
    assert [(view.shape.view, view.kind) for view in views] == [
        ("public.v_m", "materialized view"), ("public.v_t", "table"),
    ]  # fmt: skip
