"""What lies below a place of a tree."""

import pytest

from checker.model import Entries, under

PATHS = (
    "a",
    "a b",
    "a-b/x",
    "a.sql",
    "a/",
    "a/b/c",
    "a/b.sql",
    "a0",
    "a0/x",
    "b/a/x",
    "nested/",
    "\udcff/x",
    "ä/x",
)


@pytest.mark.parametrize(
    "place", ["", ".", "a", "a/", "a/b", "a/b/", "b", "nested", "nested/", "x", "ä", "\udcff", "a//"]
)
def test_what_is_under_a_place_is_found_as_by_looking_at_every_path(place: str) -> None:
    assert Entries(dict.fromkeys(PATHS, "file")).under(place) == under(PATHS, place)
