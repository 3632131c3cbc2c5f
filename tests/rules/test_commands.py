"""A command of an ALTER TABLE is placed where it stands, and not where the statement begins."""

from __future__ import annotations

import pytest

from checker.model import Source
from checker.parse.sql import parse_script
from checker.rules._commands import command_place

TEXTS = [
    "alter table t ⟦drop column a⟧, ⟦add b int⟧;",
    "select 1; alter table app . t *\n  ⟦drop column a⟧ /* , */ ,\n  ⟦alter b type numeric(10, 2) using (round(b, 2))⟧ -- , no\n;",
    'alter table if exists "a,b"."c" ⟦add constraint "x,y" check (a in (\'1,2\', \'3\'))⟧, ⟦add c int[] default array[1, 2]⟧, ⟦drop d⟧;',
    "-- é\nalter table t\n\t⟦add constraint c unique (a, b)⟧,\n\t⟦add foreign key (a, b) references u (x, y)⟧;",
    "alter index i ⟦set (fillfactor = 70, deduplicate_items = off)⟧;",
    "alter table only (app.t) ⟦detach partition p⟧;",
    "alter table t ⟦disable row level security⟧, ⟦no force row level security⟧;",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_command_is_placed_where_it_stands(text: str) -> None:
    script = parse_script(Source.of("m.sql", text.replace("⟦", "").replace("⟧", "")))
    assert not script.problems, script.problems
    statement = script.statements[-1]
    places, offset = [], 0
    for part in text.split("⟦"):
        body, end, rest = part.partition("⟧")
        if end:
            places.append(statement.source.location(offset, offset + len(body)))
        offset += len(body) + len(rest)
    assert [command_place(statement, command) for command in statement.node.cmds] == places
