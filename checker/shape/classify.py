"""Two versions of a contract: what the newer one changes for those who rely on the older, breaking first."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from checker.model import (
    Contract,
    ContractChange,
    Effect,
    Location,
    Quality,
    ViewColumn,
    ViewShape,
)
from checker.shape.compare import compare


def classify(base: Contract, head: Contract) -> tuple[ContractChange, ...]:
    """What a new version of a contract changes for those who rely on the old one, breaking first."""
    now = (replace(one, location=_place(one, head)) for one in compare(base, shape_of(head)))
    changes = [*now, *_meaning(base, head), *_rows(base, head), *_time(base, head)]
    rank = {"breaking": 0, "additive": 1, "none": 2}
    return tuple(sorted(changes, key=lambda change: rank[change.effect]))


def _place(change: ContractChange, head: Contract) -> Location | None:
    """Where the newer contract says what a difference of the view as a whole speaks of."""
    if change.column is not None:
        return change.location
    kind = change.kind.rsplit(" ", 1)[0]
    if kind == "role":
        return head.at(f"roles.{change.after}" if f"roles.{change.after}" in head.places else "roles")
    keys = {
        "option": "viewOptions",
        "owner": "viewOwner",
        "base relation": "baseRelations",
        "dependant": "dependants",
    }
    return head.at(keys[kind]) if kind in keys else change.location


def shape_of(contract: Contract) -> ViewShape:
    """The view as its contract describes it."""
    return ViewShape(
        contract.view,
        tuple(ViewColumn(c.name, c.type, not c.required, c.location) for c in contract.columns),
        contract.options,
        contract.owner,
        contract.roles,
        location=contract.location,
        base_relations=contract.base_relations or None,
        dependants=contract.dependants,
    )


def _meaning(base: Contract, head: Contract) -> Iterator[ContractChange]:
    """What tells rows apart, and words."""
    for column in base.columns:
        other = head.column(column.name)
        if other is None:
            continue
        place = other.location
        if column.unique and not (other.unique or head.primary_key == (column.name,)):
            text = f"{column.name} is no longer promised to be unique"
            yield ContractChange(
                base.view, "breaking", "unique lost", text, column.name, "unique", None, place
            )
        if not column.required and other.required:
            text = f"{column.name} is now promised never to be NULL"
            yield ContractChange(
                base.view, "additive", "required", text, column.name, None, "not null", place
            )
        if not column.unique and other.unique:
            text = f"{column.name} is now promised to be unique"
            yield ContractChange(base.view, "additive", "unique", text, column.name, None, "unique", place)
        if column.json_schema is not None and column.json_schema != other.json_schema:
            text = f"the JSON Schema of {column.name} has changed, and readers parse by the old one"
            place = other.at("customProperties")
            yield ContractChange(
                base.view, "breaking", "schema changed", text, column.name, None, None, place
            )
        elif column.json_schema is None and other.json_schema is not None:
            text = f"{column.name} has a JSON Schema now"
            place = other.at("customProperties")
            yield ContractChange(base.view, "additive", "schema added", text, column.name, None, None, place)
        if column.description != other.description:
            text = f"the description of {column.name} has changed"
            yield ContractChange(
                base.view, "none", "description", text, column.name, location=other.at("description")
            )
    if base.primary_key and base.primary_key != head.primary_key:
        text = (
            f"the primary key was ({', '.join(base.primary_key)}) and is "
            f"({', '.join(head.primary_key) or 'none'}): rows are told apart by other columns"
        )
        yield ContractChange(base.view, "breaking", "key changed", text, None, location=head.location)
    elif not base.primary_key and head.primary_key:
        text = f"the primary key ({', '.join(head.primary_key)}) is new"
        yield ContractChange(base.view, "additive", "key added", text, None, location=head.location)
    if base.description != head.description:
        text = "the description of the view has changed"
        yield ContractChange(base.view, "none", "description", text, location=head.at("description"))


def _rows(base: Contract, head: Contract) -> Iterator[ContractChange]:
    """Promises about rows: one that is dropped, loosened or made stricter is another promise; a new one is more."""
    before = {(quality.column, quality.name): quality for quality in base.all_quality()}
    after = {(quality.column, quality.name): quality for quality in head.all_quality()}
    for key, quality in before.items():
        other = after.get(key)
        column, name = key
        if other is None:
            if column is not None and head.column(column) is None:
                continue
            text = f"the promise about rows {name!r} is gone"
            yield ContractChange(
                base.view, "breaking", "quality lost", text, column, name, None, head.at("schema")
            )
        elif _sense(quality) != _sense(other):
            text = f"the promise about rows {name!r} says something else"
            yield ContractChange(
                base.view,
                "breaking",
                "quality changed",
                text,
                column,
                _bound(quality),
                _bound(other),
                other.location,
            )
    for key, quality in after.items():
        if key not in before:
            text = f"the promise about rows {key[1]!r} is new"
            yield ContractChange(
                base.view, "additive", "quality added", text, key[0], None, key[1], quality.location
            )


def _sense(quality: Quality) -> tuple[object, ...]:
    query = " ".join(quality.query.split())
    return (
        quality.type, quality.metric, query, quality.operator, quality.bounds, quality.valid, quality.missing,
        quality.pattern, quality.columns, quality.percent,
    )  # fmt: skip


def _bound(quality: Quality) -> str:
    return f"{quality.operator} {', '.join(map(str, quality.bounds))}"


def _time(base: Contract, head: Contract) -> Iterator[ContractChange]:
    """Status, last day and notice."""
    rank = {"proposed": 0, "draft": 0, "active": 1, "deprecated": 2, "retired": 3}
    was, now = rank.get(base.status, 1), rank.get(head.status, 1)
    place: Location = head.at("status")
    if was == 1 and now == 2:
        text = f"the view is deprecated, and stays until {head.end}"
        yield ContractChange(base.view, "additive", "deprecated", text, None, base.status, head.status, place)
    elif was and now < was:
        effect: Effect = "breaking" if now == 0 else "additive"
        text = f"the status goes back from {base.status} to {head.status}"
        yield ContractChange(base.view, effect, "status", text, None, base.status, head.status, place)
    elif was != now and now < 3:
        text = f"the status is {head.status}, and was {base.status}"
        yield ContractChange(base.view, "additive", "status", text, None, base.status, head.status, place)
    if base.end is not None and head.status != "active" and (head.end is None or head.end < base.end):
        text = f"the last day moves from {base.end} to {head.end or 'nothing'}"
        yield ContractChange(
            base.view,
            "breaking",
            "notice shortened",
            text,
            None,
            str(base.end),
            str(head.end),
            head.at("endOfLife"),
        )
    if base.notice is not None and (head.notice is None or head.notice < base.notice):
        text = f"the notice was {base.notice} days and is {head.notice or 0}"
        yield ContractChange(
            base.view,
            "breaking",
            "notice shortened",
            text,
            None,
            str(base.notice),
            str(head.notice),
            head.at("noticePeriod"),
        )
