"""What is read from a SELECT is what PostgreSQL makes of it: names and types where we claim to know, and NULLs."""

from __future__ import annotations

import pytest
from pglast import parse_sql

from checker.model import ViewColumn
from checker.shape.select import columns_of, reads
from checker.trial.server import Server

TABLES = """
CREATE TYPE public.mood AS ENUM ('good', 'bad');
CREATE TABLE public.d (
  id uuid PRIMARY KEY, key text NOT NULL, n integer NOT NULL, maybe integer, big bigint NOT NULL, num numeric(5,2),
  small smallint, r real, f double precision, v varchar(10), c char(3), t timestamptz NOT NULL, ts timestamp, day date,
  j jsonb NOT NULL, tags text[] NOT NULL, m public.mood NOT NULL, ok boolean NOT NULL, "Odd Name" text
);
CREATE TABLE public.b (id bigint PRIMARY KEY, d_id uuid NOT NULL, note text, num numeric(5,2) NOT NULL);
"""

EXPRESSIONS = [
    "id", "d.key", '"Odd Name"', "num", "v", "c", "m", "j", "tags", "1", "9999999999", "1.5", "'x'", "NULL", "true",
    "n + 1", "n + big", "n * num", "small + n", "n / 2", "-n", "f + n", "r + n", "num - 1", "n % 2", "maybe + 1",
    "key || '/' || v", "key || n", "j || j", "tags || tags", "j -> 'a'", "j ->> 'a'", "j #>> '{a,b}'", "j @> '{}'",
    "t - t", "day - day", "day + 1", "t + interval '1 day'", "n = 1", "n IN (1, 2)", "maybe IN (1, 2)",
    "key LIKE 'a%'", "n BETWEEN 1 AND 2", "maybe IS NULL", "ok AND maybe = 1", "NOT ok", "maybe IS DISTINCT FROM 1",
    "n::bigint", "m::text", "num::numeric(10,3)", "v::varchar(20)", "'a'::text", "n::text", "t::date",
    "coalesce(maybe, 0)", "coalesce(v, 'x')", "coalesce(v, v)", "coalesce(num, 0)", "coalesce(num, num)",
    "coalesce(maybe, n)", "coalesce(maybe, big)", "coalesce(v, key)", "nullif(n, 1)", "greatest(n, maybe)", "least(num, 1)",
    "CASE WHEN ok THEN 1 ELSE 2 END", "CASE WHEN ok THEN 1 END", "CASE WHEN ok THEN 'a' ELSE 'b' END",
    "CASE WHEN ok THEN n ELSE num END", "CASE WHEN ok THEN num ELSE num END", "CASE WHEN ok THEN maybe ELSE n END",
    "CASE WHEN ok THEN v ELSE 'x' END", "lower(key)", "upper(v)", "length(key)", "abs(n)", "abs(num)", "round(num)",
    "round(num, 1)", "round(f)", "floor(num)", "ceil(n)", "now()", "current_date", "current_timestamp", "current_user",
    "localtimestamp", "date_trunc('day', t)", "date_trunc('day', ts)", "extract(year FROM t)", "to_char(t, 'YYYY')",
    "jsonb_build_object('a', n)", "to_jsonb(n)", "jsonb_array_length(j)", "gen_random_uuid()", "concat(key, v)",
    "ARRAY[1, 2]", "ARRAY['a', NULL]", "ARRAY[key, v]", "array_remove(tags, NULL)", "array_length(tags, 1)",
    "row_number() OVER (ORDER BY n)", "lag(num) OVER (ORDER BY n)", "sum(n) OVER ()", "max(v) OVER ()", "count(*) OVER ()",
    "(SELECT count(*) FROM public.b WHERE b.d_id = d.id)", "(SELECT max(b.num) FROM public.b)", "(SELECT b.note FROM public.b LIMIT 1)",
    "EXISTS (SELECT FROM public.b)", "ARRAY(SELECT b.note FROM public.b)", "n = ANY (ARRAY[1])", "n::smallint", "c || 'x'",
    "key COLLATE \"C\"", "position('a' in key)", "substring(key from 1 for 2)", "trim(key)", "extract(epoch FROM t - t)",
    "split_part(key, '-', 1)", "string_to_array(key, ',')", "md5(key)", "(j -> 'a')::text", "(20 * n)::smallint", "sqrt(num)",
    "nullif(num, 1)", "nullif(n, num)", "nullif(n, f)", "nullif(c, 'x')", "nullif(v, key)", "nullif(day, ts)", "nullif('x', c)",
    "coalesce(c, c)", "coalesce(c, v)", "greatest(key, c)", "CASE WHEN ok THEN v ELSE key END", "CASE WHEN ok THEN num END",
    "greatest('a', 'b')", "ARRAY[num, num]", "ARRAY[c]", "ARRAY[[1, 2], [3, 4]]", "c::bpchar", "key::char",
    "~n", "round(r) + n", "sqrt(r)", "lower(int4range(1, 2))", "upper(tsrange(ts, ts))", "t - ts", "day - interval '1 day'",
    "(t - t) * 2", "json_value(j, '$.a')", "json_exists(j, '$.a')", "json_object('a': n)", "json_array(n, key)", "n::bit(3)",
    "key || tags", "age(t)", "(tags)[1]", "j ->> key",
    "replace(key, 'a', 'b')", "t AT TIME ZONE 'UTC'", "to_date(key, 'YYYY')", "format('%s', n)", "(ARRAY[1,2])[1]",
]  # fmt: skip

SELECTS = [
    "SELECT * FROM public.d",
    "SELECT d.*, b.note FROM public.d JOIN public.b ON b.d_id = d.id",
    "SELECT * FROM public.d LEFT JOIN public.b AS x (bid, did) ON did = d.id",
    "SELECT * FROM public.b JOIN public.b AS other USING (id)",
    "SELECT * FROM public.b NATURAL JOIN (SELECT id, 1 AS one FROM public.b) AS o",
    "SELECT id, note FROM public.b UNION ALL SELECT 1, 'x'",
    "SELECT num FROM public.b UNION SELECT num FROM public.d",
    "SELECT id FROM public.b UNION SELECT 1.5",
    "WITH a AS (SELECT id, note AS n FROM public.b), c (x) AS (SELECT count(*) FROM a) SELECT a.*, c.x FROM a, c",
    "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT * FROM r",
    "SELECT m, count(*), sum(n), sum(big), sum(num), avg(n), avg(f), min(v), max(t), array_agg(n), string_agg(key, ','),"
    " jsonb_agg(j), bool_and(ok) FROM public.d GROUP BY m",
    "SELECT d.id, l.total, l.note FROM public.d LEFT JOIN LATERAL (SELECT count(*) AS total, max(b.note) AS note"
    " FROM public.b WHERE b.d_id = d.id) AS l ON true",
    "VALUES (1, 'a', NULL), (2, 'b', 1.5)",
    "SELECT s.key AS k FROM (SELECT key FROM public.d) AS s",
    "SELECT * FROM (public.d JOIN public.b ON b.d_id = d.id) AS j (a, b)",
    "SELECT e.value FROM public.d, jsonb_array_elements(j) AS e",
    "SELECT d FROM public.d",
    "SELECT ok, m, count(*) FROM public.d GROUP BY ROLLUP (ok, m)",
    "SELECT q.* FROM (SELECT key AS x, n AS y FROM public.d) AS q",
    "SELECT note FROM public.b INTERSECT SELECT key FROM public.d",
    "SELECT num FROM public.d EXCEPT SELECT num FROM public.b",
    "SELECT x, y FROM (VALUES (1, 'a'), (2, NULL)) AS v (x, y)",
]

ALL = [f"SELECT {expression} FROM public.d" for expression in EXPRESSIONS] + SELECTS


def make_tables(server: Server, database: str) -> dict[str, tuple[ViewColumn, ...]]:
    """A new database with the tables; gives their columns as the catalog has them."""
    server.create_database(database)
    with server.connect(database, search_path="public") as connection:
        connection.execute(TABLES)
        return {
            f"public.{name}": tuple(
                ViewColumn(column, type_, not not_null)
                for column, type_, not_null in connection.execute(
                    "SELECT attname, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute "
                    "WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attnum",
                    (f"public.{name}",),
                )
            )
            for name in ("d", "b")
        }


@pytest.fixture(scope="module")
def relations(server: Server) -> dict[str, tuple[ViewColumn, ...]]:
    return make_tables(server, "selects")


@pytest.fixture(scope="module")
def truth(server: Server, relations: object) -> dict[str, list[tuple[str, str]]]:
    """What PostgreSQL says of each SELECT: the same as for a view of it, but that names may stand twice."""
    found = {}
    with server.connect("selects", search_path="public") as connection:
        for select in ALL:
            result = connection.execute(select).pgresult
            assert result
            found[select] = [
                connection.execute(
                    "SELECT %s, format_type(%s::oid, %s)",
                    ((result.fname(i) or b"").decode(), result.ftype(i), result.fmod(i)),
                ).fetchone()
                for i in range(result.nfields)
            ]
    return found


# Expressions whose type or list of columns is left to the database on purpose.
OPEN = {
    "(ARRAY[1,2])[1]", "(tags)[1]", "t AT TIME ZONE 'UTC'", "max(v) OVER ()", "~n", "round(r) + n",
    "lower(int4range(1, 2))", "upper(tsrange(ts, ts))", "json_value(j, '$.a')", "json_exists(j, '$.a')",
    "json_object('a': n)", "json_array(n, key)", "key || tags", "nullif('x', c)",
}  # fmt: skip


@pytest.mark.wheel
@pytest.mark.parametrize("select", ALL)
def test_names_and_types_are_postgresqls(
    select: str, relations: dict[str, tuple[ViewColumn, ...]], truth: dict[str, list[tuple[str, str]]]
) -> None:
    found = columns_of(parse_sql(select)[0].stmt, relations)
    assert found is not None or "jsonb_array_elements" in select or "AS j (a, b)" in select
    if found is None:
        return
    assert [column.name for column in found] == [name for name, _ in truth[select]]
    for column, (_, type_) in zip(found, truth[select], strict=True):
        assert column.type in (type_, None)


@pytest.mark.wheel
def test_little_is_left_open(
    relations: dict[str, tuple[ViewColumn, ...]], truth: dict[str, list[tuple[str, str]]]
) -> None:
    unknown = []
    for expression in EXPRESSIONS:
        found = columns_of(parse_sql(f"SELECT {expression} FROM public.d")[0].stmt, relations)
        assert found
        if found[0].type is None:
            unknown.append(expression)
    assert set(unknown) <= OPEN


@pytest.mark.parametrize(
    ("select", "nullable"),
    [
        ("SELECT b.id, b.note FROM public.b", [False, True]),
        ("SELECT d.id, b.id FROM public.d LEFT JOIN public.b ON b.d_id = d.id", [False, True]),
        ("SELECT d.id, b.id FROM public.d RIGHT JOIN public.b ON b.d_id = d.id", [True, False]),
        ("SELECT d.id, b.id FROM public.d FULL JOIN public.b ON b.d_id = d.id", [True, True]),
        ("SELECT d.id, b.id FROM public.d, public.b WHERE b.d_id = d.id", [False, False]),
        ("SELECT b.id, b.note FROM public.d LEFT JOIN public.b ON true WHERE b.d_id = d.id", [False, True]),
        ("SELECT b.note FROM public.b WHERE note IS NOT NULL", [False]),
        ("SELECT b.note FROM public.b WHERE note = 'x' AND true", [False]),
        ("SELECT b.note FROM public.b WHERE note = 'x' OR id = 1", [True]),
        ("SELECT coalesce(b.note, 'x') FROM public.b", [False]),
        ("SELECT CASE WHEN note IS NOT NULL THEN note ELSE 'x' END FROM public.b", [None]),
        ("SELECT count(*), max(id) FROM public.b", [False, None]),
        ("SELECT d.id, x.n FROM public.d LEFT JOIN LATERAL (SELECT count(*) AS n FROM public.b) AS x ON true", [False, False]),
        ("SELECT a.id FROM public.d LEFT JOIN (public.b AS a JOIN public.b AS c ON a.id = c.id) ON a.d_id = d.id", [True]),
        ("SELECT b.note FROM public.d LEFT JOIN public.b ON b.note = d.key WHERE b.id IS NOT NULL", [False]),
        ("SELECT id FROM public.b LEFT JOIN (SELECT id, 1 AS one FROM public.b) AS o USING (id)", [False]),
        ("SELECT id, o.one FROM public.b LEFT JOIN (SELECT id, 1 AS one FROM public.b) AS o USING (id)", [False, True]),
        ("SELECT note FROM public.b UNION ALL SELECT 'x'", [True]),
        ("SELECT id FROM public.b UNION ALL SELECT 1", [False]),
        ("SELECT id + 1, note || 'x', upper(note), id IS NULL FROM public.b", [False, True, True, False]),
        ("SELECT (SELECT b.id FROM public.b LIMIT 1), (SELECT count(*) FROM public.b)", [None, False]),
        ("SELECT id::text, note::text, NULL FROM public.b", [False, True, True]),
        ("SELECT b.note FROM public.b WHERE note = 'x' OR note = 'y'", [False]),
        ("SELECT b.note FROM public.b WHERE note = 'x' OR length(note) > 3", [False]),
        ("SELECT b.note FROM public.b WHERE NOT (note IS NULL)", [False]),
        ("SELECT b.note FROM public.b WHERE NOT (note IS NOT NULL)", [True]),
        ("SELECT b.note FROM public.b WHERE (note = 'x') IS TRUE", [False]),
        ("SELECT b.note FROM public.b WHERE (note = 'x') IS NOT TRUE", [True]),
        ("SELECT b.note FROM public.b WHERE note IN (SELECT key FROM public.d)", [False]),
        ("SELECT b.note FROM public.b WHERE note NOT IN (SELECT key FROM public.d)", [None]),
        ("SELECT b.note FROM public.b WHERE note = ANY (ARRAY['x'])", [False]),
        ("SELECT b.note FROM public.b WHERE note IS NOT DISTINCT FROM 'x'", [False]),
        ("SELECT b.note FROM public.b WHERE note IS DISTINCT FROM 'x'", [True]),
        ("SELECT b.note FROM public.b WHERE coalesce(note, '') <> ''", [None]),
        ("SELECT b.note FROM public.b WHERE public.fine(note)", [None]),
        ("SELECT b.note FROM public.b WHERE EXISTS (SELECT FROM public.d WHERE d.key = note)", [None]),
        ("SELECT b.note FROM public.b WHERE num BETWEEN 1 AND 2", [True]),
        ("SELECT b.note FROM public.b WHERE NOT (note = 'x' AND num = 1)", [True]),
        ("SELECT b.id FROM public.d LEFT JOIN public.b ON b.d_id = d.id WHERE b.note = 'x' OR b.num = 1", [False]),
        ("SELECT b.id FROM public.d LEFT JOIN public.b ON b.d_id = d.id WHERE coalesce(b.num, 0) > 0", [None]),
        ("SELECT b.id FROM public.d LEFT JOIN public.b ON b.d_id = d.id WHERE b.note IS NULL", [True]),
        ("SELECT b.id FROM public.d LEFT JOIN public.b ON b.d_id = d.id AND b.note = 'x'", [True]),
        ("SELECT key FROM public.d INTERSECT SELECT note FROM public.b", [False]),
        ("SELECT note FROM public.b INTERSECT SELECT v FROM public.d", [True]),
        ("SELECT key FROM public.d EXCEPT SELECT note FROM public.b", [False]),
        ("SELECT ok, count(*) FROM public.d GROUP BY CUBE (ok)", [None, None]),
        ("SELECT jsonb_array_length(j), cardinality(tags) FROM public.d", [False, False]),
        ("SELECT x.tags || b.d_id, note || 'x', x.tags || x.tags FROM public.b LEFT JOIN public.d AS x ON x.v = note", [None, True, None]),
        ("SELECT x.n FROM public.b LEFT JOIN public.d AS x ON x.v = note WHERE (x.tags || '{a}') = '{a}'", [None]),
        ("SELECT x.id FROM elsewhere.x", [None]),
    ],
)  # fmt: skip
def test_what_can_be_null(
    select: str, nullable: list[bool | None], relations: dict[str, tuple[ViewColumn, ...]]
) -> None:
    found = columns_of(parse_sql(select)[0].stmt, relations)
    assert found
    assert [column.nullable for column in found] == nullable


def test_a_star_of_an_unknown_table_is_not_guessed(relations: dict[str, tuple[ViewColumn, ...]]) -> None:
    assert columns_of(parse_sql("SELECT * FROM elsewhere.x")[0].stmt, relations) is None


def test_what_a_select_reads() -> None:
    text = (
        'WITH a AS (SELECT 1 FROM s.t) SELECT (SELECT 1 FROM "U") FROM a JOIN d ON EXISTS (SELECT FROM s.a)'
    )
    assert reads(parse_sql(text)[0].stmt) == ('public."U"', "public.d", "s.a", "s.t")
