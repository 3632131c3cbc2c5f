"""The fix that gives a view an option that it lacks."""

from __future__ import annotations

from collections.abc import Mapping

from pglast import ast, parser

from checker.model import Edit, Fix, Statement


def with_options(statement: Statement, wanted: Mapping[str, str], why: str) -> Fix | None:
    """The options in the view's WITH clause, or in one of its own before AS; None where one of them is there already."""
    node = statement.node
    if not isinstance(node, ast.ViewStmt) or {one.defname for one in node.options or ()} & wanted.keys():
        return None
    text = ", ".join(f"{name} = {value}" for name, value in wanted.items())
    depth, start, clause = 0, None, False
    for token in parser.scan(statement.text):
        if token.name == "ASCII_41":
            depth -= 1
            if clause and depth == 0:
                start = token.start
                break
        elif token.name == "ASCII_40":
            depth += 1
        elif depth == 0 and token.name in ("WITH", "WITH_LA"):
            clause = True
        elif depth == 0 and token.name == "AS":
            start = token.start
            break
    if start is None:
        return None
    if clause:
        new = f", {text}"
    elif statement.text[start].islower():
        new = f"with ({text}) "
    else:
        new = f"WITH ({text}) "
    place = statement.source.location(statement.start + start, statement.start + start)
    return Fix(why, (Edit(place, new),))
