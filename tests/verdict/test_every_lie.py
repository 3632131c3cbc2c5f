"""Each of the forty ways to lie has a test here that is named by its number, and an honest twin that passes."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest


def _named() -> tuple[set[int], set[int]]:
    """The numbers that the tests' names carry: of the lies, and of their twins."""
    lies: set[int] = set()
    twins: set[int] = set()
    for path in Path(__file__).parent.glob("test_*.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_l"):
                numbers = {int(number) for number in re.findall(r"(?<=_)l(\d+)(?=_)", node.name)}
                (twins if "twin" in node.name.split("_") else lies).update(numbers)
    return lies, twins


LIES, TWINS = _named()


@pytest.mark.parametrize("number", range(1, 41), ids="L{}".format)
def test_a_lie_has_a_test_and_a_twin(number: int) -> None:
    assert number in LIES, f"no test is named test_l{number}_…"
    assert number in TWINS, f"no test is named test_l{number}_twin_…"
