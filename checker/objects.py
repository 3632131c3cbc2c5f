"""What an object of the catalog is called, and what it is a part of."""

from __future__ import annotations

from collections.abc import Mapping

from checker.model import ObjectId
from checker.names import split_last

Properties = Mapping[str, str | None]


def table_of(key: ObjectId, properties: Properties) -> str | None:
    """The table (or view, or type) that an object is a part of; None where it stands for itself."""
    if key.kind == "column":
        return split_last(key.name)[0] or None
    if key.kind == "domain constraint":
        return properties.get("type")
    return properties.get("table")


def own_name(key: ObjectId, properties: Properties) -> str:
    """A column's, constraint's, policy's … name without its table's."""
    table = table_of(key, properties)
    if table is None or not key.name.startswith(table) or key.kind == "index":
        return key.name
    return key.name[len(table) + 1 :]
