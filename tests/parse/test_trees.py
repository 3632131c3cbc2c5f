"""The trees are the parser's own, to the type of each field."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from pglast import ast, parser

import checker.parse.sql
from checker.model import Source
from checker.parse.sql import parse_script

ROOT = Path(__file__).parents[2]


def described(folder: Path) -> Iterator[str]:
    """Each field of each tree of the SQL files below a folder, with its type."""
    for file in sorted(folder.rglob("*.sql")):
        try:
            yield from _described(parser.parse_sql(file.read_bytes().decode("utf-8", "replace")))
        except parser.ParseError:
            continue


def _described(value: object) -> Iterator[str]:
    yield type(value).__name__
    if isinstance(value, ast.Node):
        for name in value:
            yield name
            yield from _described(getattr(value, name))
    elif isinstance(value, tuple):
        for one in value:
            yield from _described(one)
    else:
        yield repr(value)


def test_trees_without_pglasts_check_of_each_field_are_those_with_it() -> None:
    assert "__setattr__" not in vars(ast.Node), checker.parse.sql.__name__
    with_check = f"""
import sys, importlib.util
from pathlib import Path
import types
for name in ("checker.model", "checker.parse.sql"):
    sys.modules[name] = types.ModuleType(name)
sys.modules["checker.model"].Source = sys.modules["checker.parse.sql"].parse_script = None
spec = importlib.util.spec_from_file_location("trees", {str(Path(__file__))!r})
trees = importlib.util.module_from_spec(spec)
trees.__spec__.loader.exec_module(trees)
assert "__setattr__" in vars(trees.ast.Node)
print("\\n".join(trees.described(Path({str(ROOT / "tests")!r}))))
"""
    told = subprocess.run(
        [sys.executable, "-c", with_check], capture_output=True, text=True, check=True, cwd=ROOT
    )
    mine = list("\n".join(described(ROOT / "tests")).splitlines())
    assert len(mine) > 100_000
    assert told.stdout.splitlines() == mine


TRICKY = """\
-- é at the top; not a statement's end
select 'it''s -- none; /* none */', E'\\\\' -- one; 'two'
, $$ -- none; /* none $$, $a$ ; -- $$ ; $a$, "a -- b;" /* out /* in; */ out; */ as "ü";;
; /* between */ ; -- before
create function f() returns int language sql begin atomic select 1; -- inside
select 2; /* inside too */ end;
select 1 +-- after an operator
2 -- the last, with é
"""


def test_comments_are_those_of_the_whole_text() -> None:
    texts = [file.read_bytes().decode("utf-8", "replace") for file in sorted(ROOT.rglob("tests/**/*.sql"))]
    seen = 0
    for text in [TRICKY, *texts]:
        script = parse_script(Source.of("a.sql", text))
        if script.problems:
            continue
        tokens = [one for one in parser.scan(text) if one.name in ("SQL_COMMENT", "C_COMMENT")]
        assert [(one.start, one.end) for one in script.comments] == [(t.start, t.end + 1) for t in tokens]
        seen += len(tokens)
    assert seen > 500
