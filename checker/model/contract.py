"""What a published view promises, as its contract says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from checker.model.text import Location


@dataclass(frozen=True, slots=True)
class ContractColumn:
    """A promised column: its name, its PostgreSQL type with modifiers, and what holds of its values."""

    name: str
    type: str
    required: bool
    location: Location
    unique: bool = False
    primary_key: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True)
class Contract:
    """The contract of one published view (Open Data Contract Standard 3.1), literals only.

    `view` is the qualified name. `columns` are in order. `roles` are those that may SELECT. `options`
    are the view's own, as `security_invoker`. `places` gives the location of other keys by their
    dotted path, for findings.
    """

    path: str
    view: str
    version: str
    status: str
    columns: tuple[ContractColumn, ...]
    location: Location
    roles: tuple[str, ...] = ()
    owner: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    base_relations: tuple[str, ...] = ()
    places: Mapping[str, Location] = field(default_factory=dict, repr=False)
