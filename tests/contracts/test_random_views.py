"""Views made at random are read as PostgreSQL makes them: no wrong name, no wrong type, no NULL where none was promised."""

from __future__ import annotations

import random
from collections.abc import Callable

import psycopg
import pytest
from pglast import parse_sql

from checker.shape.select import columns_of
from checker.trial.server import Server
from tests.contracts.test_select import make_tables

VIEWS = 300
ROWS = """
INSERT INTO public.d
SELECT gen_random_uuid(), 'k' || i, i, CASE WHEN i % 3 > 0 THEN i % 4 END, i, CASE WHEN i % 2 > 0 THEN 1.5 END,
  CASE WHEN i % 5 > 1 THEN 2 END, CASE WHEN i % 3 > 1 THEN 1 END, CASE WHEN i % 2 > 0 THEN 1 END,
  CASE WHEN i % 7 > 2 THEN 'v' || i END, CASE WHEN i % 3 < 2 THEN 'c' END, now(), CASE WHEN i % 5 > 2 THEN now() END,
  CASE WHEN i % 4 > 1 THEN current_date END, '{}', '{}', 'good', i % 2 = 0, CASE WHEN i % 3 = 0 THEN 'odd' END
FROM generate_series(1, 30) AS i;
INSERT INTO public.b SELECT n, id, v, 1 FROM public.d WHERE n < 12;
INSERT INTO public.b VALUES (100, gen_random_uuid(), NULL, 1), (101, gen_random_uuid(), 'x', 1);
"""
LEAVES = {
    "number": ["n", "maybe", "big", "small", "r", "f", "d.num", "b.num", "b.id", "1", "2.5", "-n", "length(v)"],
    "text": ["key", "v", "c", '"Odd Name"', "note", "'x'", "m::text", "j ->> 'a'", "''"],
    "time": ["t", "ts", "day", "now()", "current_date", "t::date", "day + 1", "ts + interval '1 h'", "day - interval '1 day'"],
    "truth": ["ok", "true", "maybe IS NULL", "n = 1", "NOT ok", "v IS NOT NULL", "key LIKE 'k%'", "EXISTS (SELECT FROM public.b)"],
    "other": ["d.id", "j", "tags", "m", "j -> 'a'", "ARRAY[n]", "ARRAY[v, key]", "to_jsonb(v)", "t - t", "day - day", "t - ts", "count(*) OVER ()"],
}  # fmt: skip
# What is made of two of a kind (a, b), of a number (#), a text ($) or a truth (?).
FORMS = {
    "number": "(a + b)|(a - b)|(a * b)|coalesce(a, b)|nullif(a, b)|greatest(a, b)|CASE WHEN ? THEN a ELSE b END|"
    "CASE WHEN ? THEN a END|CASE a WHEN b THEN a ELSE b END|abs(a)|round(a)|floor(a)|(a)::int|(a)::numeric(8,3)|"
    "(a)::real|sum(a) OVER ()|lag(a) OVER (ORDER BY n)|(SELECT max(x.num) FROM public.b AS x)|length($)",
    "text": "(a || b)|(a || #)|coalesce(a, b)|nullif(a, b)|least(a, b)|CASE WHEN ? THEN a ELSE b END|upper(a)|trim(a)|"
    "(a)::varchar(5)|(a)::char(4)|(#)::text|concat(a, b)|replace(a, 'k', b)|left(a, 2)|max(a) OVER ()|(j ->> a)",
    "time": "coalesce(a, b)|nullif(a, b)|greatest(a, b)|CASE WHEN ? THEN a ELSE b END|date_trunc('day', a)|(a)::timestamp(0)",
    "truth": "(a AND b)|(a OR b)|NOT (a)|(# > #)|($ = $)|# IN (#, 1)|$ IS NULL|(# BETWEEN # AND 3)|(a) IS TRUE|"
    "(# IS DISTINCT FROM #)|coalesce($, '') <> ''|$ IN (SELECT key FROM public.d)|length($) > 0",
    "other": "coalesce(a, a)|CASE WHEN ? THEN a ELSE a END|nullif(a, a)",
}  # fmt: skip
JOINS = (
    "public.d JOIN public.b ON b.d_id = d.id", "public.d LEFT JOIN public.b ON b.d_id = d.id",
    "public.d RIGHT JOIN public.b ON b.d_id = d.id", "public.d FULL JOIN public.b ON b.d_id = d.id",
    "public.d LEFT JOIN (SELECT * FROM public.b WHERE note IS NOT NULL) AS b ON note = v",
    "public.d CROSS JOIN LATERAL (SELECT * FROM public.b AS x WHERE x.d_id = d.id) AS b",
)  # fmt: skip


class Author:
    """Writes SELECTs without much thought, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)  # noqa: S311

    def expression(self, kind: str, depth: int) -> str:
        if depth == 0:
            return self._dice.choice(LEAVES[kind])
        if kind == "other":
            a = self._dice.choice(LEAVES["other"])
            return self._dice.choice(FORMS["other"].split("|")).replace("a,", f"{a},").replace(" a", f" {a}")
        parts: dict[str, Callable[[], str]] = {
            "a": lambda: self.expression(kind, depth - 1), "b": lambda: self.expression(kind, depth - 1),
            "#": lambda: self.expression("number", depth - 1), "$": lambda: self.expression("text", depth - 1),
            "?": lambda: self.expression("truth", depth - 1),
        }  # fmt: skip
        words = self._dice.choice(FORMS[kind].split("|"))
        pieces = []
        for index, char in enumerate(words):
            around = words[max(index - 1, 0) : index] + words[index + 1 : index + 2]
            alone = not any(other.isalnum() or other in "_'." for other in around)
            pieces.append(parts[char]() if char in "#$?" or (char in "ab" and alone) else char)
        return "".join(pieces)

    def select(self) -> str:
        kinds = self._dice.choices(list(LEAVES), k=self._dice.randint(1, 4))
        columns = [f"{self.expression(k, self._dice.randint(0, 2))} AS c{i}" for i, k in enumerate(kinds)]
        where = (
            f" WHERE {self.expression('truth', self._dice.randint(0, 2))}"
            if self._dice.random() < 0.7
            else ""
        )
        select = f"SELECT {', '.join(columns)} FROM {self._dice.choice(JOINS)}{where}"
        match self._dice.randrange(8):
            case 0:
                return f"WITH q AS ({select}) SELECT * FROM q"
            case 1:
                other = self._dice.choice(("UNION ALL", "UNION", "EXCEPT", "INTERSECT"))
                again = [self.expression(kind, 1) for kind in kinds]
                return f"{select} {other} SELECT {', '.join(again)} FROM {self._dice.choice(JOINS)}"
        return select


@pytest.mark.parametrize("seed", [1, 2])
def test_random_views(server: Server, seed: int) -> None:
    author, tried, closed = Author(seed), 0, 0
    database = f"random_views_{seed}"
    relations = make_tables(server, database)
    with server.connect(database, autocommit=True, search_path="public") as connection:
        connection.execute(ROWS)
        while tried < VIEWS:
            select = author.select()
            connection.execute("BEGIN")
            try:
                connection.execute(f"CREATE TEMP VIEW random_view AS {select}")
                truth = connection.execute(
                    "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute "
                    "WHERE attrelid = 'random_view'::regclass AND attnum > 0 ORDER BY attnum"
                ).fetchall()
                rows = connection.execute("SELECT * FROM random_view").fetchall()
            except psycopg.Error:
                continue  # an author who does not look at types writes much that is no SQL
            finally:
                connection.execute("ROLLBACK")
            tried += 1
            found = columns_of(parse_sql(select)[0].stmt, relations)
            assert found is not None, select
            assert [column.name for column in found] == [name for name, _ in truth], select
            for number, (column, (_, type_)) in enumerate(zip(found, truth, strict=True)):
                closed += column.type is not None
                assert column.type in (type_, None), (select, column.name)
                if column.nullable is False:
                    assert all(row[number] is not None for row in rows), (select, column.name)
    assert closed > tried
