"""The published views in a trial database: what they are, and what the seeded rows come to in them.

Catalog queries go through one connection, rows through another: what the change's SQL made (views'
functions, triggers of tables) must never run with a superuser's rights.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from fnmatch import fnmatchcase
from math import isfinite
from typing import TYPE_CHECKING, Any

from checker.model import Contract, PublishedView, Quality, QualityResult, ViewColumn, ViewShape
from checker.names import quote, quote_qualified, split_qualified
from checker.shape.page import digest_of_rows
from checker.shape.select import columns_of
from checker.shape.table import settle
from checker.trial.twins import add_twins

if TYPE_CHECKING:
    from psycopg import Connection

_KINDS = {"v": "view", "m": "materialized view", "r": "table", "p": "table", "f": "foreign table"}
_JSON_VALUES = 1000
_EXAMPLES = 3
_DIGESTED = 1000
_TIMEOUT = "10s"

_RELATIONS = """
SELECT c.oid, n.nspname, c.relname, c.relkind::text, pg_catalog.pg_get_userbyid(c.relowner), c.reloptions,
  CASE WHEN c.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(c.oid) END,
  ARRAY(
    SELECT pg_catalog.json_build_array(
      a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
      a.attnotnull AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_constraint AS k
        WHERE k.conrelid = c.oid AND k.contype = 'n' AND NOT k.convalidated AND k.conkey = ARRAY[a.attnum]
      ) OR t.typtype = 'd' AND EXISTS (
        WITH RECURSIVE under AS (
          SELECT t.oid, t.typbasetype, t.typnotnull
          UNION ALL
          SELECT b.oid, b.typbasetype, b.typnotnull FROM under
          JOIN pg_catalog.pg_type AS b ON b.oid = under.typbasetype AND b.typtype = 'd'
        )
        SELECT FROM under
        WHERE under.typnotnull OR EXISTS (
          SELECT FROM pg_catalog.pg_constraint AS k WHERE k.contypid = under.oid AND k.convalidated
            AND pg_catalog.pg_get_constraintdef(k.oid) = 'CHECK ((VALUE IS NOT NULL))'
        )
      ),
      CASE WHEN a.attgenerated <> '' THEN (
        SELECT pg_catalog.pg_get_expr(e.adbin, e.adrelid) FROM pg_catalog.pg_attrdef AS e
        WHERE e.adrelid = c.oid AND e.adnum = a.attnum
      ) END
    )
    FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
  ),
  ARRAY(
    SELECT pg_catalog.pg_get_expr(k.conbin, k.conrelid) FROM pg_catalog.pg_constraint AS k
    WHERE k.conrelid = c.oid AND k.contype = 'c' AND k.convalidated ORDER BY k.conname
  ),
  ARRAY(
    SELECT DISTINCT d.refobjid FROM pg_catalog.pg_rewrite AS r
    JOIN pg_catalog.pg_depend AS d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
    WHERE r.ev_class = c.oid AND r.ev_type = '1' AND d.refobjid <> c.oid
      AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
  )
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('v', 'm', 'r', 'p', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
ORDER BY 2, 3
"""

_REFERENCES = """
SELECT n.nspname, c.relname,
  ARRAY(
    SELECT a.attname::text FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY AS u(number, position)
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = u.number ORDER BY u.position
  ), fn.nspname, f.relname
FROM pg_catalog.pg_constraint AS k
JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_class AS f ON f.oid = k.confrelid JOIN pg_catalog.pg_namespace AS fn ON fn.oid = f.relnamespace
WHERE k.contype = 'f' AND k.conparentid = 0
ORDER BY 1, 2, 3, 4, 5
"""

_GRANTS = """
SELECT c.oid, a.grantee::bigint = 0, pg_catalog.pg_get_userbyid(a.grantee), a.privilege_type, NULL, a.is_grantable
FROM pg_catalog.pg_class AS c, pg_catalog.aclexplode(c.relacl) AS a
WHERE c.oid = ANY (%s::oid[]) AND a.grantee <> c.relowner
UNION ALL
SELECT c.oid, a.grantee::bigint = 0, pg_catalog.pg_get_userbyid(a.grantee), a.privilege_type, t.attname, a.is_grantable
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_attribute AS t ON t.attrelid = c.oid AND t.attacl IS NOT NULL, pg_catalog.aclexplode(t.attacl) AS a
WHERE c.oid = ANY (%s::oid[]) AND a.grantee <> c.relowner
ORDER BY 1, 3, 4, 5
"""


@dataclass(frozen=True, slots=True)
class _Relation:
    """A relation as the catalog has it. `reads` are the OIDs of those that a view reads.

    `checks` are the expressions of its CHECK constraints, `generated` those of generated columns.
    """

    oid: int
    name: str
    plain: str
    kind: str
    owner: str
    options: Mapping[str, str]
    definition: str | None
    columns: tuple[ViewColumn, ...]
    generated: Mapping[str, str]
    checks: tuple[str, ...]
    reads: tuple[int, ...]


def describe(
    catalog: Connection[Any], rows: Connection[Any], contracts: Sequence[Contract], published: Sequence[str]
) -> tuple[tuple[PublishedView, ...], tuple[str, ...]]:
    """The views that a contract speaks of or that a `published` pattern (as `public.v_*`) matches, by name.

    `catalog` is a connection for the catalog alone (a superuser's will do). `rows` is one of a role that is
    no superuser, reads and writes all tables and is not governed by row-level security; what it
    writes is rolled back. Both are in autocommit mode, outside a transaction. The database should hold
    the seeds' rows and no made-up ones, which nobody promised anything about. The second value says in
    words what could not be tried.
    """
    # A superuser looks: an operator of the change's own must not be found in its search_path.
    catalog.execute("SELECT pg_catalog.set_config('search_path', '', false)")
    relations = _relations(catalog)
    wanted = {contract.view: contract for contract in contracts}
    chosen = [
        relation
        for relation in relations.values()
        if relation.name in wanted
        or (
            relation.kind in ("v", "m") and any(fnmatchcase(relation.plain, pattern) for pattern in published)
        )
    ]
    references = _references(catalog) if chosen else ()
    grants = _grants(catalog, [relation.oid for relation in chosen])
    known: dict[int, tuple[ViewColumn, ...]] = {}
    found: list[PublishedView] = []
    not_proven: list[str] = []
    under: dict[str, list[_Relation]] = {}
    for relation in chosen:
        readers, others = grants.get(relation.oid, ((), ()))
        under_it = _under(relation, relations)
        bases = [one for one in under_it if one.definition is None]
        shape = ViewShape(
            view=relation.name,
            columns=_proven(relation, relations, known),
            options=relation.options,
            owner=relation.owner,
            readers=readers,
            other_grants=others,
            base_relations=tuple(sorted(base.name for base in bases)),
            between=tuple(sorted(view.name for view in under_it if view.definition is not None)),
            dependants=tuple(sorted(r.name for r in relations.values() if relation.oid in r.reads)),
        )
        among = tuple(one for one in references if {one[0], one[2]} <= {base.name for base in bases})
        view = PublishedView(shape, _KINDS[relation.kind], references=among)
        contract = wanted.get(relation.name)
        if contract is not None:
            view = _read_rows(rows, view, contract, not_proven)
            under[relation.name] = bases
        found.append(view)
    apart, doubts = _add_rows(rows, catalog, found, wanted, under)
    return apart, (*not_proven, *doubts)


def _relations(catalog: Connection[Any]) -> dict[int, _Relation]:
    with catalog.cursor() as cursor:
        cursor.execute(_RELATIONS)
        return {
            oid: _Relation(
                oid, quote_qualified(schema, name), f"{schema}.{name}", kind, owner,
                {key: value for key, _, value in (option.partition("=") for option in options or ())}, definition,
                tuple(ViewColumn(column, type_, not not_null) for column, type_, not_null, _ in columns),
                {column: made for column, _, _, made in columns if made}, tuple(checks), tuple(reads),
            )
            for oid, schema, name, kind, owner, options, definition, columns, checks, reads in cursor
        }  # fmt: skip


def _references(catalog: Connection[Any]) -> tuple[tuple[str, str, str], ...]:
    """All foreign keys: the table, its columns, and the table that they name."""
    return tuple(
        (quote_qualified(schema, table), ", ".join(columns), quote_qualified(other_schema, other))
        for schema, table, columns, other_schema, other in catalog.execute(_REFERENCES)
    )


def _grants(catalog: Connection[Any], oids: list[int]) -> dict[int, tuple[tuple[str, ...], tuple[str, ...]]]:
    """By OID: who holds SELECT, and every other grant in words."""
    readers: dict[int, list[str]] = {}
    others: dict[int, list[str]] = {}
    with catalog.cursor() as cursor:
        cursor.execute(_GRANTS, (oids, oids))
        for oid, public, role, privilege, column, grantable in cursor:
            who = "PUBLIC" if public else role
            if privilege == "SELECT" and column is None:
                readers.setdefault(oid, []).append(who)
            if privilege != "SELECT" or column is not None or grantable:
                what = privilege if column is None else f"{privilege} ({quote(column)})"
                more = " with grant option" if grantable else ""
                others.setdefault(oid, []).append(f"{what} to {who}{more}")
    return {oid: (tuple(readers.get(oid, ())), tuple(others.get(oid, ()))) for oid in oids}


def _proven(
    relation: _Relation, relations: Mapping[int, _Relation], known: dict[int, tuple[ViewColumn, ...]]
) -> tuple[ViewColumn, ...]:
    """The columns, with the nullability that can be read from the view's definition and its tables.

    The catalog says nothing of a view's NULLs: `attnotnull` is false for each of its columns.
    """
    from pglast import parse_sql
    from pglast.parser import ParseError

    if relation.oid in known:
        return known[relation.oid]
    if relation.definition is None:
        try:
            checks = [_expression(check) for check in relation.checks]
            made = {name: _expression(text) for name, text in relation.generated.items()}
            known[relation.oid] = settle(relation.columns, checks, made)
        except ParseError:
            known[relation.oid] = tuple(
                replace(column, nullable=None) if column.nullable else column for column in relation.columns
            )
        return known[relation.oid]
    known[relation.oid] = unproven = tuple(replace(column, nullable=None) for column in relation.columns)
    under = {
        relations[oid].name: _proven(relations[oid], relations, known)
        for oid in relation.reads
        if oid in relations
    }
    try:
        statement = parse_sql(relation.definition)[0].stmt
    except ParseError:
        return unproven
    read = columns_of(statement, under)
    if read is None or len(read) != len(relation.columns):
        return unproven
    known[relation.oid] = tuple(
        replace(column, nullable=other.nullable) for column, other in zip(relation.columns, read, strict=True)
    )
    return known[relation.oid]


def _expression(text: str) -> Any:
    """The tree of an expression that the catalog printed."""
    from pglast import parse_sql

    select: Any = parse_sql(f"SELECT {text}")[0].stmt
    return select.targetList[0].val


def _under(relation: _Relation, relations: Mapping[int, _Relation]) -> list[_Relation]:
    """The tables under a view, and the views that lie between."""
    found: dict[int, _Relation] = {}
    waiting, seen = list(relation.reads), {relation.oid}
    while waiting:
        oid = waiting.pop()
        other = relations.get(oid)
        if other is None or oid in seen:
            continue
        seen.add(oid)
        found[oid] = other
        waiting += other.reads
    return sorted(found.values(), key=lambda base: base.name)


def _read_rows(
    rows: Connection[Any], view: PublishedView, contract: Contract, not_proven: list[str]
) -> PublishedView:
    """The view with what its seeded rows say; what they can't say goes to `not_proven`."""
    import psycopg

    there = {column.name for column in view.shape.columns}
    name = view.shape.view
    try:
        with _look(rows, name, read_only=True):
            view = _count(rows, view)
            if not view.rows:
                not_proven.append(f"what the contract of {name} says of rows: no seeded row is in it")
                return view
            return replace(
                view,
                duplicates=_duplicates(rows, name, _keys(contract, there)),
                json=_json(rows, contract, there),
                examples=_examples(rows, view),
                rows_digest=_rows_digest(rows, view),
                results=tuple(
                    quality_result(rows, contract, quality, there, view.rows)
                    for quality in contract.all_quality()
                ),
            )
    except psycopg.Error as error:
        if error.sqlstate is None:
            raise
        said = (error.diag.message_primary or "").strip()
        not_proven.append(f"what the contract of {name} says of rows: reading it failed ({said})")
        return replace(view, unread=said)


def _add_rows(
    rows: Connection[Any],
    catalog: Connection[Any],
    views: Sequence[PublishedView],
    contracts: Mapping[str, Contract],
    under: Mapping[str, Sequence[_Relation]],
) -> tuple[tuple[PublishedView, ...], tuple[str, ...]]:
    """The views with what rows that were added to their tables break, and in words what that could not try.

    The rows are added once for all views: one transaction, which is taken back.
    """
    tried = [
        view
        for view in views
        if view.rows
        and not view.duplicates
        and not view.unread
        and _keys(contracts[view.shape.view], {column.name for column in view.shape.columns})
    ]
    tables = {base.oid: base.name for view in tried for base in under[view.shape.view]}
    if not tables:
        return tuple(views), ()
    found: list[PublishedView] = []
    doubts: dict[str, list[str]] = {}
    with _look(rows, tried[0].shape.view, read_only=False):
        done, refused = add_twins(rows, catalog, sorted(tables.items(), key=lambda item: item[1]))
        for view in views:
            if view in tried:
                bases = [base.name for base in under[view.shape.view]]
                twins = tuple(base for base in bases if base in done)
                view = _after_twins(rows, replace(view, twins=twins), contracts[view.shape.view], doubts)
                for base in bases:
                    if base in refused:
                        doubts.setdefault(f"{base} has {refused[base]}", []).append(view.shape.view)
            found.append(view)
    return tuple(found), tuple(
        f"that rows of {', '.join(names)} stay apart when {what}" for what, names in doubts.items()
    )


def _after_twins(
    rows: Connection[Any], view: PublishedView, contract: Contract, doubts: dict[str, list[str]]
) -> PublishedView:
    """The view with what now stands in it twice."""
    import psycopg

    name = view.shape.view
    keys = _keys(contract, {column.name for column in view.shape.columns})
    rows.execute("SAVEPOINT after_twins")
    try:
        shown = _query(rows, f"SELECT count(*) FROM {name}")[0][0]  # noqa: S608
        view = replace(view, duplicates=_duplicates(rows, name, keys))
        if view.twins and shown <= view.rows:
            doubts.setdefault("rows are added that it shows: none of those tried was", []).append(name)
    except psycopg.Error as error:
        if error.sqlstate is None:
            raise
        rows.execute("ROLLBACK TO SAVEPOINT after_twins")
        said = (error.diag.message_primary or "").strip()
        doubts.setdefault(f"rows were added: reading it failed ({said})", []).append(name)
    return view


@contextmanager
def _look(rows: Connection[Any], name: str, *, read_only: bool) -> Iterator[None]:
    """A transaction that leaves nothing behind; unqualified names in a promise's query are the view's neighbours."""
    schema = quote(split_qualified(name)[0])
    rows.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if read_only else "BEGIN")
    try:
        rows.execute("SELECT pg_catalog.set_config('statement_timeout', %s, true)", (_TIMEOUT,))
        rows.execute("SELECT pg_catalog.set_config('search_path', %s, true)", (schema,))
        yield
    finally:
        rows.execute("ROLLBACK")


def _query(rows: Connection[Any], text: str) -> list[tuple[Any, ...]]:
    """Run a query made of quoted names; without parameters, since a name may hold a `%`."""
    return rows.execute(text).fetchall()


def _keys(contract: Contract, there: set[str]) -> list[tuple[str, ...]]:
    """The columns that the contract says tell rows apart, as far as they are `there`."""
    found: list[tuple[str, ...]] = [(column.name,) for column in contract.columns if column.unique]
    if contract.primary_key:
        found.insert(0, contract.primary_key)
    return [key for key in dict.fromkeys(found) if set(key) <= there]


def _count(rows: Connection[Any], view: PublishedView) -> PublishedView:
    columns = view.shape.columns
    parts = ["count(*)", *(f"count(*) FILTER (WHERE v.{quote(c.name)} IS NULL)" for c in columns)]
    counts = _query(rows, f"SELECT {', '.join(parts)} FROM {view.shape.view} AS v")[0]  # noqa: S608
    nulls = {column.name: count for column, count in zip(columns, counts[1:], strict=True) if count}
    return replace(view, rows=counts[0], nulls=nulls)


def _duplicates(rows: Connection[Any], name: str, keys: Sequence[tuple[str, ...]]) -> dict[str, str]:
    found = {}
    for key in keys:
        columns = ", ".join(f"v.{quote(column)}" for column in key)
        there = " AND ".join(f"v.{quote(column)} IS NOT NULL" for column in key)
        texts = ", ".join(f"v.{quote(column)}::text" for column in key)
        hits = _query(
            rows,
            f"SELECT {texts}, count(*) FROM {name} AS v WHERE {there} "  # noqa: S608
            f"GROUP BY {columns} HAVING count(*) > 1 ORDER BY {texts} LIMIT 1",
        )
        if hits:
            *values, count = hits[0]
            found[", ".join(key)] = f"({', '.join(values)}) stands there {count} times"
    return found


def _examples(rows: Connection[Any], view: PublishedView) -> tuple[tuple[str | None, ...], ...]:
    """The first rows in the order of all columns' texts, so that every run shows the same ones."""
    texts = [f"v.{quote(column.name)}::text" for column in view.shape.columns]
    numbers = ", ".join(str(number) for number in range(1, len(texts) + 1))
    select = f"SELECT {', '.join(texts)} FROM {view.shape.view} AS v ORDER BY {numbers} LIMIT {_EXAMPLES}"  # noqa: S608
    return tuple(tuple(row) for row in _query(rows, select))


def _rows_digest(rows: Connection[Any], view: PublishedView) -> str:
    """A digest of the rows, in no order; empty where they are many."""
    if view.rows is None or view.rows > _DIGESTED:
        return ""
    texts = ", ".join(f"v.{quote(column.name)}::text" for column in view.shape.columns)
    return digest_of_rows(_query(rows, f"SELECT {texts} FROM {view.shape.view} AS v"))  # noqa: S608


def _json(rows: Connection[Any], contract: Contract, there: set[str]) -> dict[str, tuple[str, ...]]:
    found = {}
    for column in contract.columns:
        if column.json_schema is not None and column.name in there:
            name = f"v.{quote(column.name)}"
            values = _query(
                rows,
                f"SELECT DISTINCT {name}::text FROM {contract.view} AS v "  # noqa: S608
                f"WHERE {name} IS NOT NULL ORDER BY 1 LIMIT {_JSON_VALUES}",
            )
            found[column.name] = tuple(value for (value,) in values)
    return found


def quality_result(
    rows: Connection[Any], contract: Contract, quality: Quality, there: set[str], count: int
) -> QualityResult:
    """What a promise comes to in a transaction of `rows`: `there` are the view's columns, `count` its rows."""
    import psycopg

    if quality.type in ("text", "custom") or (quality.column is not None and quality.column not in there):
        return QualityResult(quality, error="")
    rows.execute("SAVEPOINT promise")
    try:
        # In the protocol that gives binary results the server takes one statement only: a promise's second one
        # could end the transaction.
        hits = rows.execute(_question(contract, quality), binary=True).fetchall()
    except psycopg.Error as error:
        if error.sqlstate is None:
            raise
        rows.execute("ROLLBACK TO SAVEPOINT promise")
        return QualityResult(quality, error=(error.diag.message_primary or "").strip())
    value = hits[0][0] if hits else None
    if quality.percent and isinstance(value, int | float | Decimal):
        value = 100 * value / count
    return QualityResult(quality, _plain(value))


def _plain(value: Any) -> int | float | str | None:
    if isinstance(value, int | float | Decimal):
        return int(value) if isfinite(value) and value == int(value) else float(value)
    if value is None:
        return None
    return str(value)


def _question(contract: Contract, quality: Quality) -> str:
    """The query whose one value a promise speaks of (metrics: ODCS 3.1, Data quality)."""
    view, column = contract.view, f"v.{quote(quality.column or '')}"
    if quality.type == "sql":
        return fill(quality.query, view, quality.column)
    select = f"SELECT count(*) FROM {view} AS v"  # noqa: S608
    match quality.metric:
        case "rowCount":
            return select
        case "nullValues":
            return f"{select} WHERE {column} IS NULL"
        case "missingValues":
            texts = [_literal(value) for value in quality.missing if value is not None]
            empty = f"{column}::text IN ({', '.join(texts)})" if texts else "false"
            return (
                f"{select} WHERE {column} IS NULL OR {empty}"
                if None in quality.missing
                else f"{select} WHERE {empty}"
            )
        case "invalidValues":
            tests = []
            if quality.valid:
                numbers = all(
                    isinstance(value, int | float) and not isinstance(value, bool) for value in quality.valid
                )
                type_, valid = (
                    ("numeric", map(repr, quality.valid))
                    if numbers
                    else ("text", map(_literal, quality.valid))
                )
                tests.append(f"{column}::{type_} NOT IN ({', '.join(valid)})")
            if quality.pattern:
                tests.append(f"{column}::text !~ {_literal(quality.pattern)}")
            return f"{select} WHERE {column} IS NOT NULL AND ({' OR '.join(tests)})"
    names = [f"v.{quote(name)}" for name in quality.columns] or [column]
    there = " AND ".join(f"{name} IS NOT NULL" for name in names)
    return (
        f"SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM {view} AS v WHERE {there} "  # noqa: S608
        f"GROUP BY {', '.join(names)}) AS g"
    )


def fill(query: str, view: str, column: str | None) -> str:
    """A promise's SQL with its placeholders filled in: `${table}`, `${column}` and their other names."""
    values = dict.fromkeys(("table", "object", "model"), view)
    if column is not None:
        values |= dict.fromkeys(("column", "property", "field"), quote(column))
    for name, value in values.items():
        query = query.replace("${" + name + "}", value).replace("{" + name + "}", value)
    return query


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        value = "true" if value else "false"
    return (
        "'" + str(value).replace("'", "''") + "'"
        if "\\" not in str(value)
        else "E'" + str(value).replace("\\", "\\\\").replace("'", "''") + "'"
    )
