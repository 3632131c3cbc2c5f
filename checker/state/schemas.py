"""Schemas, sequences and extensions."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace
from pglast import ast

from checker.state.builder import Builder
from checker.state.names import Name, words
from checker.state.nouns import (
    Extension,
    Schema,
    Sequence,
)
from checker.state.options import options


def create_schema(b: Builder, node: ast.CreateSchemaStmt) -> None:
    """CREATE SCHEMA, with the elements that may stand in it."""
    from checker.state.apply import apply_node

    owner = b.role(node.authrole) or None
    name = node.schemaname or owner or ""
    if b.state.schema(name) is None:
        b.put("schema", name, Schema(name, b.at, owner), "exists", adds=True)
        b.make("schema", name, None)
    path = b.state.get("session", "search_path")
    if node.schemaElts:
        b.write("session", "search_path", (name,))
        for element in node.schemaElts:
            apply_node(b, element)
        b.write("session", "search_path", path)


def create_sequence(b: Builder, node: Any) -> None:
    name = b.new_name(node.sequence)
    if node.if_not_exists and b.state.kind_of(name) is not None:
        return
    made = Sequence(name, b.at, _owned_by(b, node.options or ()), b.state.current_role)
    b.put("sequence", name, made, "exists", adds=True)
    b.make("sequence", name, name.schema)


def alter_sequence(b: Builder, node: Any) -> None:
    known = b.state.sequence(b.name(node.sequence))
    if known is not None and any(item.defname == "owned_by" for item in node.options or ()):
        b.put("sequence", known.name, replace(known, owned_by=_owned_by(b, node.options)), "definition")


def _owned_by(b: Builder, items: tuple[Any, ...]) -> tuple[Name, str] | None:
    for item in items:
        names = words(item.arg) if item.defname == "owned_by" else ()
        if len(names) > 1:
            return b.name(names[:-1]), names[-1]
    return None


def create_extension(b: Builder, node: ast.CreateExtensionStmt) -> None:
    name = str(node.extname)
    if b.state.extension(name) is None:
        schema = options(node.options).get("schema")
        b.put("extension", name, Extension(name, b.at, schema, bool(node.if_not_exists)), "exists", adds=True)
