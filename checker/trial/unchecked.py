"""Made-up rows for which a NOT VALID constraint does not hold: gone before it is validated, as production's are mended."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from checker.model import Snapshot, TablePrint
from checker.trial.candidates import check_of

if TYPE_CHECKING:
    from psycopg import Connection


def unchecked_constraints(catalog: Snapshot, tables: Collection[str]) -> set[str]:
    """The constraints of these tables that are NOT VALID: they bind new rows only."""
    return {
        name
        for name, properties in catalog.of_kind("constraint").items()
        if properties.get("validated") == "no" and properties.get("table") in tables
    }


def conditions_against(catalog: Snapshot, constraints: Collection[str]) -> dict[str, str] | None:
    """By table, what is true of the rows for which one of these constraints does not hold; None where it is no check."""
    found: dict[str, list[str]] = {}
    for name in sorted(constraints):
        properties = catalog.get("constraint", name) or {}
        if properties.get("kind") != "check":
            return None
        found.setdefault(str(properties.get("table")), []).append(
            f"({check_of(properties.get('definition'))}) IS FALSE"
        )
    return {table: " OR ".join(each) for table, each in found.items()}


def remove_rows(connection: Connection[Any], conditions: Mapping[str, str], ours: Collection[str]) -> bool:
    """Delete the rows of which a condition is true, in tables of `ours` only; whether none is left in any of them.

    `connection` is in autocommit mode, as a role that is no superuser and is not governed by row-level security.
    """
    from psycopg import Error

    try:
        for table, condition in conditions.items():
            if table in ours:
                connection.execute(f"DELETE FROM ONLY {table} WHERE {condition}".encode())  # noqa: S608
            left = connection.execute(f"SELECT FROM ONLY {table} WHERE {condition} LIMIT 1".encode())
            if left.fetchone() is not None:
                return False
    except Error as error:
        if error.sqlstate is None:
            raise
        return False
    return True


def same_rows(before: TablePrint | None, after: TablePrint | None) -> bool:
    """Whether a table holds the rows that it held, whatever else of them has changed than their keys."""
    if before is None or after is None or after.rows != before.rows or after.key != before.key:
        return False
    return all(before.columns.get(one) == after.columns.get(one) for one in before.key or before.columns)
