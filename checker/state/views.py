"""Views."""

from __future__ import annotations

from typing import Any

from pglast.enums import ViewCheckOption

from checker.state.builder import Builder
from checker.state.names import words
from checker.state.nouns import (
    View,
)
from checker.state.options import options
from checker.state.query import column_names, reads


def create_view(b: Builder, node: Any) -> None:
    name = b.new_name(node.view)
    old = b.state.view(name)
    relations, functions = reads(b.state, node.query)
    given = options(node.options)
    if node.withCheckOption != ViewCheckOption.NO_CHECK_OPTION:
        local = node.withCheckOption == ViewCheckOption.LOCAL_CHECK_OPTION
        given["check_option"] = "local" if local else "cascaded"
    view = View(
        name,
        old.made if old else b.at,
        b.at,
        node.query,
        False,
        words(node.aliases) or column_names(b.state, node.query),
        relations,
        functions,
        given,
        old.owner if old else b.state.current_role,
        old.triggers if old else {},
    )
    b.put("view", name, view, "definition")
    if old is None:
        b.make("table", name, name.schema)
