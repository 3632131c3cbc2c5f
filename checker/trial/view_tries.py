"""Rows that are added to the tables under published views, to try what their contracts promise of rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from checker.model import Contract, PublishedView
from checker.names import quote
from checker.trial.twin_table import read_tables
from checker.trial.twins import add_bare_rows, add_twins
from checker.trial.view_rows import duplicates, keys_of, look, query

if TYPE_CHECKING:
    from psycopg import Connection

Bases = Mapping[str, Sequence[tuple[int, str]]]


class _Doubts(Struct, frozen=True):
    """In words what could not be tried, each with the views of which that is so."""

    apart: dict[str, list[str]] = field(default_factory=dict)
    never_null: dict[str, list[str]] = field(default_factory=dict)

    def sentences(self) -> tuple[str, ...]:
        return (
            *(
                f"that rows of {', '.join(names)} stay apart when {what}"
                for what, names in self.apart.items()
            ),
            *(
                f"that {', '.join(names)} can't be NULL when {what}"
                for what, names in self.never_null.items()
            ),
        )


def try_rows(
    rows: Connection[Any],
    catalog: Connection[Any],
    views: Sequence[PublishedView],
    contracts: Mapping[str, Contract],
    under: Bases,
) -> tuple[tuple[PublishedView, ...], tuple[str, ...]]:
    """The views with what rows that were added to their tables break, and in words what that could not try.

    `under` gives the tables under each view that has a contract. The rows are added once for all views,
    in one transaction that is taken back.
    """
    tried = {
        view.shape.view: contracts[view.shape.view]
        for view in views
        if view.shape.view in contracts and view.rows and not view.duplicates and not view.unread
        if _keys(view, contracts[view.shape.view]) or _open(view, contracts[view.shape.view])
    }
    tables = sorted({table for name in tried for table in under[name]}, key=lambda table: table[1])
    if not tables:
        return tuple(views), ()
    doubts = _Doubts()
    made = read_tables(catalog, tables)
    with look(rows, next(iter(tried)), read_only=False):
        # What is checked at the end of a transaction would never be: this one is taken back.
        rows.execute("SET CONSTRAINTS ALL IMMEDIATE")
        keyed = any(_keys(view, tried[view.shape.view]) for view in views if view.shape.view in tried)
        done, refused = add_twins(rows, made) if keyed else ((), {})
        found = []
        for view in views:
            name = view.shape.view
            if name in tried:
                bases = [base for _, base in under[name]]
                twins = tuple(base for base in bases if base in done)
                view = _doubled(rows, replace(view, twins=twins), tried[name], doubts)
                if _keys(view, tried[name]):
                    for base in bases:
                        if base in refused:
                            doubts.apart.setdefault(f"{base} has {refused[base]}", []).append(name)
            found.append(view)
        if any(_open(view, tried[view.shape.view]) for view in found if view.shape.view in tried):
            bare, against = add_bare_rows(rows, made)
            found = [
                _nulled(
                    rows,
                    view,
                    tried[view.shape.view],
                    [base for _, base in under[view.shape.view]],
                    bare,
                    against,
                    doubts,
                )
                if view.shape.view in tried
                else view
                for view in found
            ]
    return tuple(found), doubts.sentences()


def _doubled(
    rows: Connection[Any], view: PublishedView, contract: Contract, doubts: _Doubts
) -> PublishedView:
    """The view with what now stands in it twice."""
    name = view.shape.view
    keys = _keys(view, contract)
    if not keys:
        return view
    with _reading(rows) as failed:
        shown = query(rows, f"SELECT count(*) FROM {name}")[0][0]  # noqa: S608
        view = replace(view, duplicates=duplicates(rows, name, keys))
        if view.twins and shown <= (view.rows or 0):
            doubts.apart.setdefault("rows are added that it shows: none of those tried was", []).append(name)
    if failed:
        doubts.apart.setdefault(f"rows were added: reading it failed ({failed[0]})", []).append(name)
    return view


def _keys(view: PublishedView, contract: Contract) -> list[tuple[str, ...]]:
    return keys_of(contract, {column.name for column in view.shape.columns})


@contextmanager
def _reading(rows: Connection[Any]) -> Iterator[list[str]]:
    """What is read inside may fail, on rows that were added; then the list that this gives holds the reason."""
    import psycopg

    failed: list[str] = []
    rows.execute("SAVEPOINT reading")
    try:
        yield failed
    except psycopg.Error as error:
        if error.sqlstate is None:
            raise
        rows.execute("ROLLBACK TO SAVEPOINT reading")
        failed.append((error.diag.message_primary or "").strip())


def _open(view: PublishedView, contract: Contract) -> list[str]:
    """Columns that are promised never to be NULL, of which the view's text does not tell and no row says otherwise."""
    return [
        column.name
        for column in view.shape.columns
        if column.nullable is None
        and column.name not in view.nulls
        and (promised := contract.column(column.name)) is not None
        and promised.required
    ]


def _nulled(
    rows: Connection[Any],
    view: PublishedView,
    contract: Contract,
    bases: Sequence[str],
    bare: Sequence[str],
    refused: Mapping[str, str],
    doubts: _Doubts,
) -> PublishedView:
    """The view with what is NULL in it now."""
    name, columns = view.shape.view, _open(view, contract)
    if not columns:
        return view
    counts = ", ".join(f"count(*) FILTER (WHERE v.{quote(column)} IS NULL)" for column in columns)
    with _reading(rows) as failed:
        found = query(rows, f"SELECT {counts} FROM {name} AS v")[0]  # noqa: S608
        nulled = tuple(column for column, count in zip(columns, found, strict=True) if count)
        view = replace(view, nulled=nulled, bare=tuple(base for base in bases if base in bare))
    about = [f"{name}.{quote(column)}" for column in columns]
    if failed:
        doubts.never_null.setdefault(f"rows were added: reading it failed ({failed[0]})", []).extend(about)
    for base in bases:
        if base in refused:
            doubts.never_null.setdefault(f"{base} has {refused[base]}", []).extend(about)
    return view
