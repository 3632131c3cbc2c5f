"""What a contract's page was made from: digests in its first line, by which rules tell that it is no longer current."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256

from msgspec import Struct

from checker.model import Consumer, Contract, PublishedView

NO_ROWS = "none"
_LINE = (
    "<!-- Made by `db-verify contracts docs` from {file}: contract {contract}, rows {rows}, text {text}. "
    "Edit the contract, not this page. -->\n"
)
_HEAD = re.compile(
    r"<!-- Made by `db-verify contracts docs` from \S+: contract ([0-9a-f]{16}), rows ([0-9a-f]{16}|none), "
    r"text ([0-9a-f]{16})\. Edit the contract, not this page\. -->\r?\n"
)
# What a seed may make anew each time: ids at random, and times.
_VOLATILE = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[+-]\d\d(?::?\d\d)?|Z)?)?"
)


class PageHead(Struct, frozen=True):
    """The digests of a page's first line; `edited` says that the text below it is not the one that was made."""

    contract: str
    rows: str
    edited: bool


def with_head(
    body: str, contract: Contract, view: PublishedView | None, consumers: Iterable[Consumer]
) -> str:
    """A page of its body and the line above it. `view` is None for a page without rows."""
    line = _LINE.format(
        file=contract.path.rsplit("/", 1)[-1],
        contract=contract_digest(contract, consumers),
        rows=NO_ROWS if view is None else seen_digest(view),
        text=_digest(body),
    )
    return line + body


def read_head(text: str) -> PageHead | None:
    """What the first line of a page says; None where the file was not made as a page."""
    found = _HEAD.match(text)
    if found is None:
        return None
    body = text[found.end() :].replace("\r\n", "\n")
    return PageHead(found[1], found[2], _digest(body) != found[3])


def contract_digest(contract: Contract, consumers: Iterable[Consumer]) -> str:
    """A digest of the contract's file and of what consumers say that they use of its view."""
    uses = sorted(
        (consumer.name, list(use.columns))
        for consumer in consumers
        for use in consumer.uses
        if use.view == contract.view
    )
    return _digest(f"{contract.sha256} {uses}")


def seen_digest(view: PublishedView) -> str:
    """A digest of what the database showed: columns, references and rows."""
    columns = [(column.name, column.type) for column in view.shape.columns]
    return _digest(f"{columns} {view.references} {view.rows_digest}")


def digest_of_rows(rows: Iterable[Sequence[str | None]]) -> str:
    """A digest of rows in any order, which ids at random and times leave alone."""
    masked = sorted(repr([_VOLATILE.sub("~", value) if value else value for value in row]) for row in rows)
    return _digest("\n".join(masked))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
