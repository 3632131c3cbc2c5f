"""The trees are the parser's own, to the type of each field."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from pglast import ast, parser

import checker.parse.sql

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
sys.modules["checker.parse.sql"] = type(sys)("none")
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
