"""Views that come to light by another schema."""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import ObjectType

from checker.model import Change, Location
from checker.rules._state import up_steps
from checker.state import Name


def brought_out(change: Change) -> Iterator[tuple[Name, Location]]:
    """The views that a judged statement moves from a schema that is not exposed to one that is, by their new names."""
    exposed = change.config.exposed_schemas
    for step in up_steps(change, ast.AlterObjectSchemaStmt, ast.RenameStmt):
        match step.statement.node:
            case ast.AlterObjectSchemaStmt(relation=ast.RangeVar() as relation, newschema=new):
                old = step.before.resolve(relation).schema
            case ast.RenameStmt(renameType=ObjectType.OBJECT_SCHEMA, subname=old, newname=new):
                pass
            case _:
                continue
        if new not in exposed or old in exposed:
            continue
        for view in step.after.differing(step.before, "view"):
            if view.name.schema == new and step.before.view(view.name) is None:
                yield view.name, step.statement.location
