"""Enums, domains, composites and ranges."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace
from pglast import ast

from checker.state.builder import Builder
from checker.state.names import words
from checker.state.nouns import (
    Type,
)


def create_enum(b: Builder, node: ast.CreateEnumStmt) -> None:
    name = b.new_object(words(node.typeName))
    _put_type(b, Type(name, b.at, "enum", words(node.vals), owner=b.state.current_role))


def _put_type(b: Builder, made: Type) -> None:
    b.put("type", made.name, made, "exists", adds=True)
    b.make("type", made.name, made.name.schema)


def alter_enum(b: Builder, node: ast.AlterEnumStmt) -> None:
    known = b.state.type(b.state.resolve_type(words(node.typeName)))
    if known is None:
        return
    labels, new = list(known.labels), str(node.newVal)
    if node.oldVal is not None:
        changed = replace(known, labels=tuple(new if one == node.oldVal else one for one in labels))
    elif new in labels:
        return
    else:
        neighbour = node.newValNeighbor
        place = (
            labels.index(neighbour) + int(bool(node.newValIsAfter)) if neighbour in labels else len(labels)
        )
        labels.insert(place, new)
        changed = replace(known, labels=tuple(labels), added={**known.added, new: b.at})
    b.put("type", known.name, changed, "definition", adds=node.oldVal is None)


def create_domain(b: Builder, node: ast.CreateDomainStmt) -> None:
    _put_type(b, Type(b.new_object(words(node.domainname)), b.at, "domain", owner=b.state.current_role))


def create_composite(b: Builder, node: Any) -> None:
    _put_type(b, Type(b.new_name(node.typevar), b.at, "composite", owner=b.state.current_role))


def create_range(b: Builder, node: ast.CreateRangeStmt) -> None:
    _put_type(b, Type(b.new_object(words(node.typeName)), b.at, "range", owner=b.state.current_role))
