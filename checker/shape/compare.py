"""What is promised against what is: each difference, and whether it breaks who reads the view.

Breaking: a column gone, renamed, of another type, moved, or NULL where the promise says it is not; a
role, an option or the owner lost; rows promised to be more strictly or more loosely … told apart in
`classify`. Additive: a column appended, a new role. The words are about the view, for its readers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from checker.model import (
    Contract,
    ContractChange,
    ContractColumn,
    Effect,
    Location,
    Quality,
    ViewColumn,
    ViewShape,
)

_TRUE = ("true", "on", "yes", "1", "")
_FALSE = ("false", "off", "no", "0")


def compare(promised: Contract, found: ViewShape) -> tuple[ContractChange, ...]:
    """Each way in which a view is not what its contract says, in the view's order of columns.

    What `found` does not know (None) is not compared.
    """
    return (
        *_columns(promised, found),
        *_options(promised, found),
        *_owner(promised, found),
        *_readers(promised, found),
        *_neighbours(promised, found),
    )


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


def same_type(a: str, b: str) -> bool:
    """Whether two types are the same; one that is written without its schema may be of any."""
    if a == b:
        return True
    return "." in a + b and ("." not in a or "." not in b) and a.rsplit(".", 1)[-1] == b.rsplit(".", 1)[-1]


def _columns(promised: Contract, found: ViewShape) -> Iterator[ContractChange]:
    view = promised.view
    now = {column.name: column for column in found.columns}
    known = {column.name for column in promised.columns}
    renamed = _renames(promised.columns, found.columns)
    for index, column in enumerate(promised.columns):
        other = now.get(column.name)
        if other is None:
            new = renamed.get(column.name)
            if new is not None:
                text = f"the column {column.name} is renamed to {new.name}"
                yield ContractChange(
                    view, "breaking", "column renamed", text, column.name, column.name, new.name, new.location
                )
            else:
                place = found.columns[min(index, len(found.columns) - 1)].location if found.columns else None
                text = f"the column {column.name} ({column.type}) is gone"
                yield ContractChange(
                    view,
                    "breaking",
                    "column removed",
                    text,
                    column.name,
                    column.type,
                    None,
                    found.location or place,
                )
            continue
        if other.type is not None and not same_type(column.type, other.type):
            text = f"the type of {column.name} is {other.type}, not {column.type}"
            yield ContractChange(
                view, "breaking", "type changed", text, column.name, column.type, other.type, other.location
            )
        if column.required and other.nullable:
            text = f"{column.name} can be NULL, and must not be"
            yield ContractChange(
                view, "breaking", "nullable", text, column.name, "not null", "nullable", other.location
            )
    taken = {column.name for column in renamed.values()}
    last = max((index for index, c in enumerate(found.columns) if c.name in known), default=-1)
    for index, new in enumerate(found.columns):
        if new.name in known or new.name in taken:
            continue
        if index < last:
            text = f"the column {new.name} is new and stands before others; append it"
            yield ContractChange(
                view, "breaking", "column inserted", text, new.name, None, new.type, new.location
            )
        else:
            text = f"the column {new.name} is new"
            yield ContractChange(
                view, "additive", "column appended", text, new.name, None, new.type, new.location
            )
    yield from _moved(promised, found, known & now.keys())


def _renames(before: Sequence[ContractColumn], after: Sequence[ViewColumn]) -> dict[str, ViewColumn]:
    """A promised column that is gone, and in its place (between the same neighbours) a new one of its type."""
    old = {column.name for column in before}
    new = {column.name for column in after}
    found: dict[str, ViewColumn] = {}
    if len(before) > len(after):
        return found
    for index, column in enumerate(before):
        other = after[index]
        if (
            column.name not in new
            and other.name not in old
            and (other.type is None or same_type(column.type, other.type))
        ):
            found[column.name] = other
    return found


def _moved(promised: Contract, found: ViewShape, common: set[str]) -> Iterator[ContractChange]:
    """The fewest columns that have left their order: those outside the longest run that kept it."""
    places = {column.name: index for index, column in enumerate(promised.columns)}
    order = [column for column in found.columns if column.name in common]
    kept = _longest_rising([places[column.name] for column in order])
    for index, column in enumerate(order):
        if index not in kept:
            was = places[column.name] + 1
            now = found.columns.index(column) + 1
            text = f"the column {column.name} is column {now}, not {was}"
            yield ContractChange(
                promised.view,
                "breaking",
                "column moved",
                text,
                column.name,
                str(was),
                str(now),
                column.location,
            )


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The indexes of a longest rising subsequence."""
    best: list[tuple[int, int | None]] = []
    for index, number in enumerate(numbers):
        before = [(best[i][0], i) for i in range(index) if numbers[i] < number]
        length, link = max(before, default=(0, -1))
        best.append((length + 1, link if length else None))
    if not best:
        return set()
    at: int | None = max(range(len(best)), key=lambda index: (best[index][0], -index))
    kept = set()
    while at is not None:
        kept.add(at)
        at = best[at][1]
    return kept


def normal_options(options: Mapping[str, str]) -> dict[str, str]:
    """View options that are in force: a boolean that is false is as good as absent."""
    found = {}
    for name, value in options.items():
        word = value.strip().lower()
        if word in _FALSE:
            continue
        found[name] = "true" if word in _TRUE else word
    return found


def _options(promised: Contract, found: ViewShape) -> Iterator[ContractChange]:
    if found.options is None:
        return
    before, after = normal_options(promised.options), normal_options(found.options)
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name), after.get(name)
        if was == now:
            continue
        kind, effect = ("option lost", "breaking") if now is None else ("option changed", "breaking")
        if was is None:
            # A barrier keeps every row that was there; security_invoker takes rows from readers.
            kind, effect = "option added", "additive" if name == "security_barrier" else "breaking"
        text = (
            f"the option {name}={was} is lost"
            if now is None
            else f"the option {name}={now} is new"
            if was is None
            else f"the option {name} is {now}, not {was}"
        )
        yield ContractChange(promised.view, _effect(effect), kind, text, None, was, now, found.location)


def _effect(word: str) -> Effect:
    return "breaking" if word == "breaking" else "additive" if word == "additive" else "none"


def _owner(promised: Contract, found: ViewShape) -> Iterator[ContractChange]:
    if promised.owner is None or found.owner is None or promised.owner == found.owner:
        return
    text = f"the owner is {found.owner}, not {promised.owner}, and a view shows what its owner may see"
    yield ContractChange(
        promised.view, "breaking", "owner changed", text, None, promised.owner, found.owner, found.location
    )


def _readers(promised: Contract, found: ViewShape) -> Iterator[ContractChange]:
    if found.readers is None:
        return
    for role in promised.roles:
        if role not in found.readers:
            text = f"the role {role} may not read it"
            yield ContractChange(
                promised.view, "breaking", "role lost", text, None, role, None, found.location
            )
    for role in found.readers:
        if role not in promised.roles:
            text = f"the role {role} may read it"
            yield ContractChange(
                promised.view, "additive", "role added", text, None, None, role, found.location
            )
    for grant in found.other_grants:
        text = f"it grants {grant}, and a published view is for reading"
        yield ContractChange(
            promised.view, "additive", "grant added", text, None, None, grant, found.location
        )


def _neighbours(promised: Contract, found: ViewShape) -> Iterator[ContractChange]:
    """What the view reads and what reads it; neither changes what its readers get."""
    view, place = promised.view, found.location
    if promised.base_relations and found.base_relations is not None:
        named = set(promised.base_relations)
        for name in sorted(named.difference(found.base_relations, found.between)):
            text = f"it does not read {name}, which is among its base relations"
            yield ContractChange(view, "none", "base relation lost", text, None, name, None, place)
        # Whoever names a view in between has named what lies under it.
        for name in () if named & set(found.between) else sorted(set(found.base_relations) - named):
            text = f"it reads {name}, which is not among its base relations"
            yield ContractChange(view, "none", "base relation added", text, None, None, name, place)
    if promised.dependants is not None and found.dependants is not None:
        for name in sorted(set(promised.dependants) - set(found.dependants)):
            text = f"{name} does not read it, and is among its dependants"
            yield ContractChange(view, "none", "dependant lost", text, None, name, None, place)
        for name in sorted(set(found.dependants) - set(promised.dependants)):
            text = f"{name} reads it, and is not among its dependants"
            yield ContractChange(view, "none", "dependant added", text, None, None, name, place)


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
