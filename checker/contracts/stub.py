"""A contract to begin with, written from what a view is."""

from __future__ import annotations

import json
from collections.abc import Iterable

from checker.model import ViewShape
from checker.names import split_qualified

_LOGICAL = {
    "smallint": "integer", "integer": "integer", "bigint": "integer", "numeric": "number", "real": "number",
    "double precision": "number", "boolean": "boolean", "date": "date", "json": "object", "jsonb": "object",
}  # fmt: skip


def stub(shape: ViewShape, version: str = "1.0.0", status: str = "draft") -> str:
    """The text of a contract file for a view: a draft, with its columns in order and descriptions to be written.

    A column is `required` where it is proven that it can't be NULL.
    """
    name = split_qualified(shape.view)[-1]
    lines = [
        f"version: {version}",
        "apiVersion: v3.1.0",
        "kind: DataContract",
        f"id: {_scalar(name)}",
        f"status: {status}",
        "schema:",
        f"  - name: {_scalar(name)}",
        f"    physicalName: {_scalar(shape.view)}",
        "    physicalType: view",
        "    logicalType: object",
    ]
    custom = []
    if shape.owner:
        custom.append(("viewOwner", _scalar(shape.owner)))
    if shape.options:
        custom.append(
            ("viewOptions", _list(f"{key}={value}" for key, value in sorted(shape.options.items())))
        )
    if shape.base_relations:
        custom.append(("baseRelations", _list(shape.base_relations)))
    if custom:
        lines.append("    customProperties:")
        for key, value in custom:
            lines += [f"      - property: {key}", f"        value: {value}"]
    lines.append("    properties:")
    for column in shape.columns:
        lines += [
            f"      - name: {_scalar(column.name)}",
            f"        logicalType: {_logical(column.type or 'text')}",
            f"        physicalType: {_scalar(column.type or 'unknown')}",
        ]
        if column.nullable is False:
            lines.append("        required: true")
    if shape.readers:
        lines.append("roles:")
        for role in shape.readers:
            lines += [f"  - role: {_scalar(role)}", "    access: read"]
    return "\n".join(lines) + "\n"


def _logical(type_: str) -> str:
    """The standard's word for a PostgreSQL type."""
    if type_.endswith("[]"):
        return "array"
    if type_.startswith("timestamp"):
        return "timestamp"
    if type_.startswith("time"):
        return "time"
    return _LOGICAL.get(type_.split("(")[0], "string")


def _scalar(text: str) -> str:
    """A YAML scalar; JSON's strings are YAML's double-quoted ones."""
    plain = text.replace("_", "a").replace(".", "a").isalnum() and text.isascii() and not text[:1].isdigit()
    return (
        text
        if plain and text not in ("true", "false", "null", "yes", "no")
        else json.dumps(text, ensure_ascii=False)
    )


def _list(items: Iterable[str]) -> str:
    return "[" + ", ".join(json.dumps(item, ensure_ascii=False) for item in items) + "]"
