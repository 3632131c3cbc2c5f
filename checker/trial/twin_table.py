"""A table as a twin of one of its rows needs it: what must be fresh about it, and the INSERT that makes it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from checker.names import literal, quote, quote_qualified

if TYPE_CHECKING:
    from psycopg import Connection

WORDS = ("numbered", "marked")
_KEYS = 4  # ways to tell a twin from its original
_EACH = "pg_catalog.row_number() OVER ()"

_COLUMNS = """
SELECT a.attname, t.typname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attgenerated <> '', NOT a.attnotnull OR a.atthasdef OR a.attidentity <> '',
  EXISTS (
    SELECT FROM pg_catalog.pg_constraint AS k
    WHERE k.conrelid = a.attrelid AND k.contype = 'f' AND a.attnum = ANY (k.conkey)
  ),
  (
    SELECT ARRAY[n.nspname, r.relname, p.attname]::text[]
    FROM pg_catalog.pg_constraint AS k
    JOIN pg_catalog.pg_class AS r ON r.oid = k.confrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = r.relnamespace
    JOIN pg_catalog.pg_attribute AS p ON p.attrelid = r.oid AND p.attnum = k.confkey[1]
    WHERE k.conrelid = a.attrelid AND k.contype = 'f' AND k.conkey = ARRAY[a.attnum]
    ORDER BY k.conname LIMIT 1
  ),
  ARRAY(
    SELECT e.enumlabel::text FROM pg_catalog.pg_enum AS e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder
  ) || ARRAY(
    SELECT m[1] FROM pg_catalog.pg_constraint AS k,
      pg_catalog.regexp_matches(pg_catalog.pg_get_constraintdef(k.oid), $$'([^']+)'::$$, 'g') AS m
    WHERE k.conrelid = a.attrelid AND k.contype = 'c' AND k.conkey = ARRAY[a.attnum]
      AND pg_catalog.pg_get_constraintdef(k.oid) LIKE '%%= ANY (ARRAY[%%'
  )
FROM pg_catalog.pg_attribute AS a
JOIN pg_catalog.pg_type AS y ON y.oid = a.atttypid
JOIN pg_catalog.pg_type AS t ON t.oid = CASE WHEN y.typtype = 'd' THEN y.typbasetype ELSE y.oid END
WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum
"""
_KEYS_OF = """
SELECT ARRAY(
  SELECT a.attname::text FROM pg_catalog.pg_attribute AS a
  WHERE a.attrelid = i.indrelid AND CASE
    WHEN i.indexprs IS NULL THEN a.attnum = ANY ((i.indkey::int2[])[0 : i.indnkeyatts - 1])
    ELSE EXISTS (
      SELECT FROM pg_catalog.pg_depend AS d
      WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = i.indexrelid
        AND d.refobjid = i.indrelid AND d.refobjsubid = a.attnum
    )
  END
  ORDER BY a.attnum
)
FROM pg_catalog.pg_index AS i WHERE i.indrelid = %s AND i.indisunique ORDER BY i.indexrelid
"""
_TEXTS = ("text", "varchar", "bpchar", "citext")
_NUMBERS = ("int2", "int4", "int8", "numeric", "float4", "float8")
_TIMES = ("date", "timestamp", "timestamptz")


class Column(Struct, frozen=True):
    """A column of it, with its type's name and as it is written.

    `optional` says that NULL or a default will do, `foreign` that a foreign key has it; `parent` is the relation
    and the column that a foreign key of this column alone names. `labels` are the values of its enum, or of a
    CHECK that lists them.
    """

    name: str
    type: str
    written: str
    generated: bool
    optional: bool
    foreign: bool
    parent: tuple[str, str] | None
    labels: tuple[str, ...]

    @property
    def can_be_fresh(self) -> bool:
        """Whether a value that no other row has can be made up."""
        known = self.type in ("uuid", "bool", *_TEXTS, *_NUMBERS, *_TIMES) or bool(self.labels)
        return self.parent is not None if self.foreign else known


class Table(Struct, frozen=True):
    """A table, and the ways in which a twin may differ from its original: sets of columns, the smallest ones."""

    name: str
    columns: tuple[Column, ...]
    keys: tuple[frozenset[str], ...]

    @property
    def states(self) -> tuple[Column, ...]:
        """The columns in which a row may have a life: those with a list of values."""
        return tuple(column for column in self.columns if column.labels and not column.generated)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def read_tables(catalog: Connection[Any], tables: Sequence[tuple[int, str]]) -> list[Table]:
    """Tables by OID and qualified name, each after those that it refers to: a row of its own can refer to a twin."""
    waiting = [read_table(catalog, oid, name) for oid, name in tables]
    found: list[Table] = []
    while waiting:
        names = {table.name for table in waiting}
        free = [
            table
            for table in waiting
            if not any(c.parent and c.parent[0] in names - {table.name} for c in table.columns)
        ]
        found += free or waiting[:1]
        waiting = [table for table in waiting if table not in found]
    return found


def read_table(catalog: Connection[Any], oid: int, name: str) -> Table:
    """The table with that OID and qualified name, from the catalog."""
    columns = tuple(
        Column(
            column, type_, written, generated, optional, foreign,
            (quote_qualified(*parent[:2]), quote(parent[2])) if parent else None, tuple(labels),
        )
        for column, type_, written, generated, optional, foreign, parent, labels in catalog.execute(_COLUMNS, (oid,))
    )  # fmt: skip
    found = [frozenset(names) for (names,) in catalog.execute(_KEYS_OF, (oid,)).fetchall() if names]
    # What tells rows apart by fewer columns does so by more of them as well.
    unique = [one for one in dict.fromkeys(found) if not any(other < one for other in found)]
    table = Table(name, columns, ())
    ways = (frozenset(way) for way in product(*(_candidates(table, one) for one in unique)))
    keys = sorted(dict.fromkeys(ways), key=lambda way: (len(way), sorted(way)))[:_KEYS]
    return Table(name, columns, tuple(keys))


def _candidates(table: Table, unique: frozenset[str]) -> list[str]:
    """The columns of a unique index that may differ: its own before those that refer to another table."""
    columns = [table.column(name) for name in sorted(unique)]
    usable = [column for column in columns if column.can_be_fresh and not column.generated]
    own = [column.name for column in usable if not column.foreign]
    return own or [column.name for column in usable] or [columns[0].name]


def insert(
    table: Table, key: frozenset[str], words: str, source: str, *, number: str = _EACH, whole: bool = True
) -> str:
    """An INSERT of the rows of `source` (a FROM item `t`) again, fresh in the columns of `key`.

    Whole, or with no more than a row must have. `words` is how texts are made fresh (see `WORDS`), `number`
    an expression that tells the new rows apart.
    """
    chosen = [
        column
        for column in table.columns
        if not column.generated and (whole or not column.optional or column.name in key)
    ]
    values = [
        _fresh(table.name, column, words, number) if column.name in key else f"t.{quote(column.name)}"
        for column in chosen
    ]
    return (
        f"INSERT INTO {table.name} ({', '.join(quote(column.name) for column in chosen)}) OVERRIDING SYSTEM VALUE "  # noqa: S608
        f"SELECT {', '.join(values)} FROM {source} ON CONFLICT DO NOTHING"
    )


def _fresh(table: str, column: Column, words: str, number: str) -> str:
    """An expression for a value that the column does not have yet; as it is, where none can be made up."""
    name = quote(column.name)
    if column.foreign and column.parent is not None:
        parent, key = column.parent
        return (
            f"(ARRAY(SELECT p.{key} FROM {parent} AS p WHERE NOT EXISTS "  # noqa: S608
            f"(SELECT FROM {table} AS m WHERE m.{name} = p.{key}) ORDER BY 1))[{number}]"
        )
    if column.labels:
        labels = f"ARRAY[{', '.join(map(literal, column.labels))}]"
        after = f"1 + pg_catalog.array_position({labels}, t.{name}::text) % {len(column.labels)}"
        return f"({labels})[{after}]::{column.written}"
    match column.type:
        case "uuid":
            return "pg_catalog.gen_random_uuid()"
        case "bool":
            return f"NOT t.{name}"
        case _ if column.type in _NUMBERS:
            return f"(SELECT max(m.{name}) FROM {table} AS m) + {number}"  # noqa: S608
        case _ if column.type in _TIMES:
            return (
                f"(SELECT max(m.{name}) FROM {table} AS m) + pg_catalog.make_interval(days => {number}::int)"  # noqa: S608
            )
        case _ if column.type in _TEXTS and words == "numbered":
            # Keys are often a word and a number, and a CHECK knows it: ABC-012 becomes ABC-912.
            return (
                f"CASE WHEN t.{name} ~ '[0-9]$' THEN pg_catalog.regexp_replace(t.{name}, '[0-9]+$', '') || "
                f"pg_catalog.lpad((900 + {number})::text, greatest(3, length(substring(t.{name} from '[0-9]+$'))), '9') "
                f"ELSE t.{name} || {number}::text END"
            )
        case _ if column.type in _TEXTS:
            return f"t.{name} || '~' || {number}::text"
    return f"t.{name}"
