"""Which changes of a column's type leave the rows alone: the rule of files says what a real server does, pair by pair."""

from __future__ import annotations

from itertools import product

import pytest
from pglast import ast, parse_sql

from checker.rules.locks.column_type_changed import is_free
from checker.state import type_name
from checker.trial.cluster import MAINTENANCE
from checker.trial.server import throwaway
from checker.trial.sources import Postgres

FAMILIES = (
    ("timestamp", "timestamp(0)", "timestamp(3)", "timestamp(4)", "timestamp(6)"),
    ("timestamptz", "timestamptz(0)", "timestamptz(3)", "timestamptz(4)", "timestamptz(6)"),
    ("time", "time(0)", "time(3)", "time(4)", "time(6)"),
    ("timetz", "timetz(3)", "timetz(6)"),
    ("interval", "interval(0)", "interval(3)", "interval(6)", "interval day to second", "interval day to second(3)",
     "interval day to second(6)", "interval year", "interval month", "interval year to month",
     "interval hour to minute", "interval second(2)", "interval second"),
    ("numeric", "numeric(8)", "numeric(10)", "numeric(10,2)", "numeric(12,2)", "numeric(12,4)"),
    ("varbit", "varbit(5)", "varbit(8)", "bit(5)", "bit(8)"),
    ("varchar", "varchar(5)", "varchar(8)", "text", "char(5)", "char(8)"),
    ("varchar[]", "varchar(5)[]", "varchar(8)[]", "text[]", "timestamptz(3)[]",
     "timestamptz(6)[]", "timestamptz[]", "interval(3)[]", "interval(6)[]", "interval[]", "numeric(8,2)[]", "numeric[]"),
)  # fmt: skip
NEWER = (("numeric(8,-2)", "numeric(9,-2)", "numeric(9,-3)", "numeric(2,4)", "numeric(3,4)"),)
# The server may leave the rows alone where the session's zone is UTC, which the trial's is and production's may not be.
ACROSS = (("timestamp", "timestamptz"), ("timestamptz", "timestamp"), ("integer", "bigint"), ("cidr", "inet"))


def _pairs(major: int) -> list[tuple[str, str]]:
    families = (*FAMILIES, *(NEWER if major >= 15 else ()))
    return [*ACROSS, *(pair for family in families for pair in product(family, family))]


def _said(type: str) -> str:
    """How the rule reads a type."""
    node = parse_sql(f"ALTER TABLE t ALTER c TYPE {type}")[0].stmt
    assert isinstance(node, ast.AlterTableStmt)
    return type_name((node.cmds or ())[0].def_.typeName)


@pytest.fixture(scope="module")
def seen(postgres: Postgres) -> dict[tuple[str, str], bool]:
    """Whether the server leaves a table's file alone, by pair; one that it has no cast for is left out."""
    found = {}
    query = "SELECT pg_catalog.pg_relation_filenode('t'::regclass)"
    with throwaway(postgres) as server, server.connect(MAINTENANCE, search_path="public") as session:
        session.execute("SET TimeZone = 'Europe/Berlin'")
        for old, new in _pairs(postgres.major):
            session.execute(f"CREATE TABLE t (c {old})".encode())
            before = session.execute(query).fetchone()
            if not _alters(session, new):
                session.execute("DROP TABLE t")
                continue
            found[old, new] = session.execute(query).fetchone() == before
            session.execute("DROP TABLE t")
    return found


def _alters(session, new: str) -> bool:  # type: ignore[no-untyped-def]
    import psycopg

    try:
        session.execute(f"ALTER TABLE t ALTER c TYPE {new}".encode())
    except psycopg.errors.DatatypeMismatch:
        return False
    return True


def test_the_rule_says_what_the_server_does(seen: dict[tuple[str, str], bool]) -> None:
    assert len(seen) > 200 and set(seen.values()) == {True, False}
    said = {(old, new): is_free(_said(old), _said(new)) for old, new in seen}
    wrong = [f"{old} -> {new}: the server {'leaves' if seen[old, new] else 'writes'} them" for old, new in seen
             if said[old, new] != seen[old, new]]  # fmt: skip
    assert not wrong, "\n".join(wrong)
