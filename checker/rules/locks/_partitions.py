"""What spares a new partition the reading of a table: a valid CHECK that is there before it.

On the default partition the constraint leaves out the new one's rows, on a table that is attached it admits no others
(PostgreSQL's manual, 5.12.2.2, Partition Maintenance).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from pglast import ast, parser
from pglast.enums.parsenodes import AlterTableType
from pglast.stream import RawStream

from checker.model import Snapshot, Step
from checker.names import quote, split_qualified

_OF = re.compile(r"(?P<parent>.+?) (?P<bound>DEFAULT|FOR VALUES .+)", re.DOTALL)
_KEY = re.compile(r"(?:RANGE|LIST) \((.+)\)", re.DOTALL)

# Of more partitions, a message names no condition.
_MAX_NAMED = 3


class _Partition(Struct, frozen=True):
    name: str
    parent: str
    bound: str


def remedy(step: Step, node: ast.Node, read: str) -> str | None:
    """What to do before a statement that reads all of a table for the sake of a new partition; None where it does not."""
    if step.before is None or step.after is None:
        return None
    partitions = list(_partitions(step.after))
    named = _named(node)
    new = [one for one in partitions if _partition(step.before, one.name) != one]
    made = [one for one in new if not named or split_qualified(one.name)[-1] in named]
    own = next((one for one in made if one.name == read), None)
    if own is not None and own.bound != "DEFAULT":
        return _in_words(step.after, own, [own])
    for default in _defaults(step.after, read):
        others = partitions if own else made
        beside = [one for one in others if one.parent == default.parent and one.bound != "DEFAULT"]
        if beside:
            return _in_words(step.after, default, beside)
    return None


def _in_words(after: Snapshot, read: _Partition, others: list[_Partition]) -> str:
    """The constraint that spares the reading of a partition, for the sake of others, or of itself where it is them."""
    table, itself = read.name, others == [read]
    key = (after.get("table", read.parent) or {}).get("partitioned by") or ""
    found = [_condition(key, one.bound, inside=itself) for one in others]
    conditions = [one for one in found if one is not None]
    if len(conditions) < len(others) or len(others) > _MAX_NAMED:
        of = "its own rows only" if itself else f"no rows of {', '.join(one.name for one in others)}"
        check = f"a CHECK on {table} that admits {of}, NOT VALID; then VALIDATE CONSTRAINT"
    else:
        one = len(others) == 1
        condition = conditions[0] if one else " AND ".join(f"({each})" for each in conditions)
        name = f"{'only' if itself else 'not'}_{split_qualified(others[0].name)[-1]}" if one else "only_rest"
        check = (
            f"ALTER TABLE {table} ADD CONSTRAINT {quote(name)} CHECK ({condition}) NOT VALID;"
            f" then VALIDATE CONSTRAINT {quote(name)}"
        )
    return f"to spare that, put two migrations before this one: {check}, each in one of its own"


def _named(node: ast.Node) -> set[str]:
    """The partitions that a statement names; none of a block, which may make any."""
    match node:
        case ast.CreateStmt(relation=ast.RangeVar() as made):
            return {str(made.relname)}
        case ast.AlterTableStmt(cmds=commands):
            # Any other ALTER TABLE reads for a reason of its own, and then no partition has this name.
            return {
                str(one.def_.name.relname)
                for one in commands or ()
                if one.subtype == AlterTableType.AT_AttachPartition
            } or {""}
        case ast.DoStmt() | ast.CallStmt() | ast.SelectStmt():
            return set()
    return {""}


def _partitions(snapshot: Snapshot) -> Iterator[_Partition]:
    for name in snapshot.of_kind("table"):
        if one := _partition(snapshot, name):
            yield one


def _partition(snapshot: Snapshot, name: str) -> _Partition | None:
    found = _OF.fullmatch((snapshot.get("table", name) or {}).get("partition of") or "")
    return _Partition(name, *found.groups()) if found else None


def _defaults(snapshot: Snapshot, name: str) -> Iterator[_Partition]:
    """The default partitions that a table is, or lies below."""
    one = _partition(snapshot, name)
    while one is not None:
        if one.bound == "DEFAULT":
            yield one
        one = _partition(snapshot, one.parent)


def _condition(key: str, bound: str, *, inside: bool) -> str | None:
    """What is true of the rows within the bounds, or of all others; None where the key is more than one expression."""
    found = _KEY.fullmatch(key)
    if found is None:
        return None
    try:
        asked = parser.parse_sql(f"SELECT {found.group(1)}")[0].stmt
        made = parser.parse_sql(f"ALTER TABLE a ATTACH PARTITION b {bound}")[0].stmt
    except parser.ParseError:
        return None
    if not isinstance(asked, ast.SelectStmt) or not isinstance(made, ast.AlterTableStmt):
        return None
    of, spec = found.group(1), (made.cmds or ())[0].def_.bound
    # A second word, as SELECT has it before an alias, is an operator class.
    if len(asked.targetList or ()) != 1 or (asked.targetList or ())[0].name:
        return None
    return _of_range(of, spec, inside) if spec.lowerdatums else _of_list(of, spec, inside)


def _of_range(of: str, spec: ast.PartitionBoundSpec, inside: bool) -> str:
    low, high = (_value(datums[0]) if datums else "" for datums in (spec.lowerdatums, spec.upperdatums))
    if inside:
        parts = [f"{of} IS NOT NULL", low and f"{of} >= {low}", high and f"{of} < {high}"]
        return " AND ".join(filter(None, parts))
    return " OR ".join(filter(None, (low and f"{of} < {low}", high and f"{of} >= {high}"))) or f"{of} IS NULL"


def _of_list(of: str, spec: ast.PartitionBoundSpec, inside: bool) -> str:
    datums = spec.listdatums or ()
    values = ", ".join(filter(None, map(_value, datums)))
    null = any(_value(one) == "" for one in datums)
    if inside:
        among = values and f"{of} IN ({values})"
        return (
            " OR ".join(filter(None, (f"{of} IS NULL", among))) if null else f"{of} IS NOT NULL AND {among}"
        )
    parts = [f"{of} IS NOT NULL" if null else "", values and f"{of} NOT IN ({values})"]
    return " AND ".join(filter(None, parts))


def _value(datum: ast.Node) -> str:
    """A bound as it is written; empty for NULL, MINVALUE and MAXVALUE."""
    if isinstance(datum, ast.ColumnRef) or (isinstance(datum, ast.A_Const) and datum.isnull):
        return ""
    return str(RawStream()(datum))
