"""DROP of anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace
from pglast import ast
from pglast.enums import DropBehavior, ObjectType

from checker.state.builder import Builder
from checker.state.functions import find_functions, replace_function
from checker.state.kinds import FUNCTIONS, RELATIONS, TYPES
from checker.state.names import Name, words
from checker.state.nouns import (
    View,
)


def drop(b: Builder, node: ast.DropStmt) -> None:
    """DROP of anything, CASCADE with what hangs on it."""
    cascade = node.behavior == DropBehavior.DROP_CASCADE
    kind = node.removeType
    for item in node.objects or ():
        if kind in RELATIONS:
            b.drop_relation(b.name(words(item)), cascade=cascade)
        elif kind in (ObjectType.OBJECT_POLICY, ObjectType.OBJECT_TRIGGER):
            _drop_in_table(b, kind, b.name(words(item)[:-1]), words(item)[-1])
        elif kind in FUNCTIONS:
            for one in find_functions(b, item):
                replace_function(b, one, None)
        elif kind in TYPES:
            b.remove("type", b.state.resolve_type(words(item.names)))
        elif kind == ObjectType.OBJECT_SCHEMA:
            _drop_schema(b, item.sval, cascade=cascade)
        elif kind == ObjectType.OBJECT_EXTENSION:
            b.remove("extension", item.sval)
        elif kind == ObjectType.OBJECT_EVENT_TRIGGER:
            b.remove("event trigger", item.sval)


def _drop_in_table(b: Builder, kind: ObjectType, name: Name, thing: str) -> None:
    def without(things: Mapping[str, Any]) -> dict[str, Any]:
        return {key: one for key, one in things.items() if key != thing}

    view = b.state.view(name)
    if kind == ObjectType.OBJECT_POLICY:
        b.change_table(name, "policies", lambda table: replace(table, policies=without(table.policies)))
    elif isinstance(view, View):
        b.put("view", name, replace(view, triggers=without(view.triggers)), "triggers")
    else:
        b.change_table(name, "triggers", lambda table: replace(table, triggers=without(table.triggers)))


def _drop_schema(b: Builder, schema: str, *, cascade: bool) -> None:
    b.remove("schema", schema)
    if not cascade or b.doubt is not None:
        return
    for kind in ("view", "table", "sequence", "index"):
        for name, _ in list(b.state.items(kind)):
            if name.schema == schema:
                b.drop_relation(name, cascade=True)
    for kind in ("function", "type"):
        for name, _ in list(b.state.items(kind)):
            if name.schema == schema:
                b.remove(kind, name)
