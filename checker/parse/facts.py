"""Nouns as plain data, and back."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from checker.model import Directive, Location

Facts = tuple[Any, ...]


def of_place(place: Location) -> Facts:
    """A place as plain data."""
    return (place.path, place.line, place.column, place.end_line, place.end_column)


def of_directive(said: Directive) -> Facts:
    """A directive as plain data; see `directive`."""
    return (
        said.word,
        said.argument,
        dict(said.values),
        of_place(said.location),
        None if said.covers is None else of_place(said.covers),
        said.problem,
    )


def directive(
    word: str,
    argument: str,
    values: Mapping[str, str],
    place: Facts,
    covers: Facts | None,
    problem: str | None,
) -> Directive:
    """What `of_directive` made plain."""
    where = None if covers is None else Location(*covers)
    return Directive(word, argument, MappingProxyType(values), Location(*place), where, problem)
