"""What is promised against what is: each difference, and whether it breaks who reads the view.

Breaking: a column gone, renamed, of another type, moved, or NULL where the promise says it is not; a
role, an option or the owner lost. Additive: a column appended, a new role. The words are about the view, for
its readers. What two versions of a contract promise of rows and of time is compared in `classify`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from checker.model import (
    Contract,
    ContractChange,
    ContractColumn,
    Effect,
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


def same_type(a: str, b: str) -> bool:
    """Whether two types are the same; one that is written without its schema may be of any."""
    return a == b or (("." not in a or "." not in b) and a.rsplit(".", 1)[-1] == b.rsplit(".", 1)[-1])


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
        kind = "option added" if was is None else "option lost" if now is None else "option changed"
        # A barrier keeps every row that was there; security_invoker takes rows from readers.
        effect: Effect = "additive" if was is None and name == "security_barrier" else "breaking"
        text = (
            f"the option {name}={was} is lost"
            if now is None
            else f"the option {name}={now} is new"
            if was is None
            else f"the option {name} is {now}, not {was}"
        )
        yield ContractChange(promised.view, effect, kind, text, None, was, now, found.location)


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
