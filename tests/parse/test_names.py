"""Names in SQL and in sentences."""

from __future__ import annotations

import pytest

from checker.names import enumerated


@pytest.mark.parametrize(
    ("names", "sentence"),
    [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c")],
)
def test_names_in_a_sentence(names: tuple[str, ...], sentence: str) -> None:
    assert enumerated(iter(names)) == sentence
