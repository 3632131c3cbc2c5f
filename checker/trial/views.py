"""The published views in a trial database: what they are, and what the seeded rows come to in them.

Catalog queries go through one connection, rows through another: what the change's SQL made (views'
functions, triggers of tables) must never run with a superuser's rights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from checker.model import Contract, PublishedView, ViewColumn, ViewShape
from checker.names import quote, quote_qualified
from checker.shape.select import columns_of
from checker.shape.table import settle
from checker.state.expression import parse_value
from checker.trial.view_rows import read_any, read_rows
from checker.trial.view_tries import try_rows

if TYPE_CHECKING:
    from psycopg import Connection

_KINDS = {"v": "view", "m": "materialized view", "r": "table", "p": "table", "f": "foreign table"}

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


class _Relation(Struct, frozen=True):
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
    views = [relation.plain for relation in relations.values() if relation.kind in ("v", "m")]
    not_proven = [
        f"what {pattern} in published_views stands for: no view has such a name"
        for pattern in published
        if not any(fnmatchcase(view, pattern) for view in views)
    ]
    under: dict[str, list[tuple[int, str]]] = {}
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
        asks = any("current_setting(" in (one.definition or "") for one in (relation, *under_it))
        view = PublishedView(shape, _KINDS[relation.kind], references=among, asks_session=asks)
        contract = wanted.get(relation.name)
        if contract is None:
            view = read_any(rows, view)
        else:
            view = read_rows(rows, view, contract, not_proven)
            under[relation.name] = [(base.oid, base.name) for base in bases]
        found.append(view)
    tried, doubts = try_rows(rows, catalog, found, wanted, under)
    return tried, (*not_proven, *doubts)


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
            checks = [parse_value(check) for check in relation.checks]
            made = {name: parse_value(text) for name, text in relation.generated.items()}
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
