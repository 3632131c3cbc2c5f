"""Triggers of relations, and event triggers."""

from __future__ import annotations

from typing import Any, Literal

from msgspec.structs import replace
from pglast import ast

from checker.state.builder import Builder
from checker.state.names import words
from checker.state.nouns import (
    Trigger,
)

_EVENTS = {4: "insert", 8: "delete", 16: "update", 32: "truncate"}


def create_trigger(b: Builder, node: Any) -> None:
    name = b.name(node.relation)
    timing = int(node.timing or 0)
    when: dict[int, Literal["before", "after", "instead of"]] = {2: "before", 64: "instead of"}
    trigger = Trigger(
        str(node.trigname),
        name,
        b.state.resolve_function(words(node.funcname)),
        b.at,
        frozenset(word for bit, word in _EVENTS.items() if int(node.events or 0) & bit),
        when.get(timing, "after"),
        bool(node.isconstraint),
    )
    view = b.state.view(name)
    if view is not None:
        b.put(
            "view",
            name,
            replace(view, triggers={**view.triggers, trigger.name: trigger}),
            "triggers",
            adds=True,
        )
    else:
        b.change_table(
            name,
            "triggers",
            lambda one: replace(one, triggers={**one.triggers, trigger.name: trigger}),
            adds=True,
        )


def create_event_trigger(b: Builder, node: ast.CreateEventTrigStmt) -> None:
    b.write("event trigger", str(node.trigname), str(node.trigname))
