"""How a statement that PostgreSQL refuses in a transaction is run in each layout, in its tool's own words."""

from __future__ import annotations

from pglast import ast

from checker.model import Migration, Severity

TOGETHER = "a migration of its own; several statements in one file are one transaction"
_MARKER = 'a migration of its own that begins with -- db-verify: no-transaction reason="…"'
# Each tool's own word for a file without a transaction, as its documentation has it.
_PLACES = {
    "": _MARKER,
    "marker": _MARKER,
    "dbmate": "a migration of its own, under -- migrate:up transaction:false (and -- migrate:down transaction:false)",
    "goose": "a migration of its own that begins with -- +goose NO TRANSACTION",
    "golang-migrate": TOGETHER,
    "prisma": f"{TOGETHER} before Prisma 7.4",
    "diesel": "a migration of its own beside a metadata.toml that says run_in_transaction = false",
    "sqlx": "a migration of its own, in a file that begins with -- no-transaction",
    "flyway": "a migration of its own; its .sql.conf may say executeInTransaction=false",
    "supabase": "a migration of its own",
    "plain": TOGETHER,
}


def place_of(migration: Migration | None) -> str | None:
    """Where such a statement belongs, to stand after a preposition; None where the layout has no such place."""
    return _PLACES.get(migration.layout if migration else "")


def concurrently(
    migration: Migration | None, statement: str, guard: str | None
) -> tuple[str, Severity | None]:
    """The remedy that is a `statement` with CONCURRENTLY, and how severe it is that the statement is not.

    `guard` is the form of the old one that lets it be done before; None where it has that, and may well have been done.
    """
    if place := place_of(migration):
        return f"write {statement}, in {place}", None
    by_hand = f"Drizzle has no way to run {statement}, so run that by hand before the release, and"
    return (
        (f"{by_hand} write {guard} here", None) if guard else (f"{by_hand} this does nothing", Severity.NOTE)
    )


def by_hand_before(migration: Migration | None, node: object) -> bool:
    """Whether a statement makes an index that was made by hand before the release, as `concurrently` asks for."""
    return isinstance(node, ast.IndexStmt) and bool(node.if_not_exists) and place_of(migration) is None


def apart(migration: Migration | None) -> str:
    """How what follows a statement gets a transaction of its own."""
    if place_of(migration) is None:
        return "do what follows in a later release, since Drizzle runs all that is pending in one transaction"
    return "end the transaction in between"
