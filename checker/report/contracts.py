"""A published view's page for people: what it means, who may read it, what it promises, where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from checker.model import Consumer, Contract, ContractVersion, PublishedView, Quality
from checker.names import split_qualified
from checker.report.escape import visible
from checker.shape.classify import classify
from checker.shape.page import with_head

if TYPE_CHECKING:
    from jinja2 import Template

_LONGEST = 60


def page(
    contract: Contract,
    view: PublishedView | None = None,
    versions: Sequence[ContractVersion] = (),
    consumers: Sequence[Consumer] = (),
) -> str:
    """The page as Markdown. `view` is what the trial saw (for example rows), `versions` are oldest first.

    Everything that the repository's files say is escaped: a description can't become a heading or HTML.
    """
    body = (
        _template()
        .render(
            contract=contract,
            options=", ".join(f"{key}={value}" for key, value in sorted(contract.options.items())),
            types={column.name: view_type(contract, column.name, view) for column in contract.columns},
            promises=[(quality.column, quality.name, promise(quality)) for quality in contract.all_quality()],
            readers=contract.roles,
            columns=[column.name for column in view.shape.columns] if view else [],
            examples=view.examples if view else (),
            users=[
                (consumer, use)
                for consumer in consumers
                for use in consumer.uses
                if use.view == contract.view
            ],
            history=_history(versions),
            tables=_tables(contract),
            references=_references(contract, view),
            steps=[(f"s{number}", *step) for number, step in enumerate(contract.lineage, 1)],
        )
        .rstrip()
        + "\n"
    )
    return with_head(body, contract, view, consumers)


def view_type(contract: Contract, name: str, view: PublishedView | None) -> str:
    """A column's type: the database's where it was seen, else the contract's."""
    found = (
        next((column.type for column in view.shape.columns if column.name == name), None) if view else None
    )
    column = contract.column(name)
    return found or (column.type if column else "")


def promise(quality: Quality) -> str:
    """A promise about rows in words."""
    if quality.description:
        return " ".join(quality.description.split())
    what = {
        "rowCount": "the number of rows",
        "nullValues": "the number of NULLs",
        "missingValues": "the number of missing values",
        "invalidValues": "the number of invalid values",
        "duplicateValues": "the number of duplicates",
    }.get(quality.metric, "the query's number")
    spaced = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in quality.operator)
    unit = " %" if quality.percent else ""
    return f"{what} {spaced} {' and '.join(map(str, quality.bounds))}{unit}"


def _history(versions: Sequence[ContractVersion]) -> list[tuple[str, str, str]]:
    """Version, date and what it changed, newest first; a commit that leaves the version alone is no row of its own."""
    found: list[tuple[str, str, str]] = []
    before: Contract | None = None
    for version in versions:
        contract = version.contract
        if before is not None and before.version == contract.version:
            before = contract
            continue
        if before is None:
            what = "first published"
        else:
            changes = classify(before, contract)
            told = [f"{change.effect}: {change.message}" for change in changes if change.effect != "none"]
            what = "; ".join(told) or "words"
        found.append((contract.version, version.date, what))
        before = contract
    return found[::-1]


def _tables(contract: Contract) -> list[tuple[str, str]]:
    """Tables in the picture: an id that Mermaid takes, and the label."""
    return [
        (f"t{number}", split_qualified(name)[-1]) for number, name in enumerate(contract.base_relations, 1)
    ]


def _references(contract: Contract, view: PublishedView | None) -> list[tuple[str, str, str]]:
    """Foreign keys between the tables in the picture: from which, by which columns, to which."""
    ids = {name: f"t{number}" for number, name in enumerate(contract.base_relations, 1)}
    return [
        (ids[table], columns, ids[other])
        for table, columns, other in (view.references if view else ())
        if table in ids and other in ids
    ]


def _cell(value: object) -> str:
    """A text in a table's cell: no pipe, no line end, no Markdown or HTML of its own, not too long."""
    if value is None:
        return "*NULL*"
    text = visible(" ".join(str(value).split()))
    text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return _plain(text)


def _plain(text: object) -> str:
    """A text of the repository as Markdown shows it: as itself."""
    found = visible(" ".join(str(text).split()))
    for char in "\\`*_{}[]<>#|!~$":
        found = found.replace(char, "\\" + char) if char not in "<>" else found
    return found.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _code(text: object) -> str:
    """A text as code: it can't end the code before it ends."""
    found = visible(" ".join(str(text).split())).replace("|", "\\|")
    fence = "``" if "`" in found else "`"
    return f"{fence} {found} {fence}" if "`" in found else f"{fence}{found}{fence}"


def _mermaid(text: object) -> str:
    """A label in a Mermaid picture: quotes are its only special character inside quotes."""
    return (
        visible(str(text))
        .replace("&", "#amp;")
        .replace('"', "#quot;")
        .replace("<", "#lt;")
        .replace(">", "#gt;")
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    # The page is Markdown: escaping for HTML would be wrong in code, so each value has its own filter.
    environment = Environment(
        autoescape=False,  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(cell=_cell, plain=_plain, code=_code, mermaid=_mermaid)
    return environment.from_string((files("checker.report") / "contract.md.j2").read_text("utf-8"))
