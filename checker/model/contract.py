"""What a published view promises, as its contract says it, and what a view is found to be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from msgspec import Struct, field

from checker.model.change import FileStatus
from checker.model.text import Location

Effect = Literal["breaking", "additive", "none"]


class Quality(Struct, frozen=True):
    """A promise about the rows: an SQL query or a metric of the standard, and what its number must be.

    `column` is None for a promise about the whole view. `operator` is the standard's word (`mustBe`,
    `mustBeBetween` …) and `bounds` its one or two values. `valid` are the values that the metric
    `invalidValues` takes for good, `pattern` what they must match; `columns` those that
    `duplicateValues` looks at together. `percent` is True where the number is per hundred rows.
    """

    name: str
    type: Literal["sql", "library", "text", "custom"]
    location: Location
    column: str | None = None
    metric: str = ""
    query: str = ""
    operator: str = ""
    bounds: tuple[Any, ...] = ()
    valid: tuple[Any, ...] = ()
    missing: tuple[Any, ...] = (None, "")
    pattern: str = ""
    columns: tuple[str, ...] = ()
    percent: bool = False
    description: str = ""


class ContractColumn(Struct, frozen=True):
    """A promised column: its name, its PostgreSQL type with modifiers, and what holds of its values.

    `type` is as `format_type` writes it (`integer`, `character varying(20)`). `key_position` counts
    from 1 in a primary key of several columns.
    """

    name: str
    type: str
    required: bool
    location: Location
    unique: bool = False
    primary_key: bool = False
    description: str = ""
    key_position: int = 0
    examples: tuple[Any, ...] = ()
    json_schema: Mapping[str, Any] | bool | None = None
    quality: tuple[Quality, ...] = ()
    places: Mapping[str, Location] = field(default_factory=dict)

    def at(self, key: str) -> Location:
        """The place of one of the property's keys (`physicalType`, `required` …), or of its name."""
        return self.places.get(key, self.location)


class ServiceLevel(Struct, frozen=True):
    """A line of `slaProperties`: what, how much, in which unit."""

    property: str
    value: str
    unit: str
    description: str
    location: Location


class Contract(Struct, frozen=True):
    """The contract of one published view (Open Data Contract Standard 3.1), literals only.

    `view` is the qualified name, quoted where SQL needs it. `columns` are in order. `roles` are those
    that may SELECT. `options` are the view's own, as `security_invoker`. `base_relations` are the tables that it reads
    (none: not said), `dependants` the views that read it (None: not said), `lineage` what its rows trace, step by
    step: a name and the column that shows it. `end` is the day
    (`slaProperties: endOfLife`) up to which a deprecated view stays; `notice` the days of notice that
    the contract itself promises (`noticePeriod`), where it does. `file_status` says what the change
    does to the file. `places` gives the location of other keys by their dotted path, for findings.
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
    dependants: tuple[str, ...] | None = None
    lineage: tuple[tuple[str, str], ...] = ()
    places: Mapping[str, Location] = field(default_factory=dict)
    id: str = ""
    name: str = ""
    description: str = ""
    quality: tuple[Quality, ...] = ()
    service_levels: tuple[ServiceLevel, ...] = ()
    team: str = ""
    team_members: tuple[tuple[str, str], ...] = ()
    end: date | None = None
    notice: int | None = None
    successor: str | None = None
    role_descriptions: Mapping[str, str] = field(default_factory=dict)
    file_status: FileStatus = "unchanged"
    sha256: str = ""

    @property
    def page(self) -> str:
        """Where the page for people is kept: beside the contract, `v_eng_trace.md` beside `v_eng_trace.odcs.yaml`."""
        return f"{self.path.rsplit('.odcs.', 1)[0]}.md"

    @property
    def primary_key(self) -> tuple[str, ...]:
        """The names of the key's columns, in the key's order."""
        found = [column for column in self.columns if column.primary_key]
        return tuple(c.name for c in sorted(found, key=lambda column: column.key_position))

    def column(self, name: str) -> ContractColumn | None:
        """The promised column of that name."""
        return next((column for column in self.columns if column.name == name), None)

    def at(self, key: str) -> Location:
        """The place of a key (`version`, `status`, `roles`, `viewOptions` …), or of the contract."""
        return self.places.get(key, self.location)

    def all_quality(self) -> tuple[Quality, ...]:
        """The promises about rows, the view's and its columns'."""
        return (*self.quality, *(quality for column in self.columns for quality in column.quality))


class ViewColumn(Struct, frozen=True):
    """A column that a view is found to have: in the database, or by reading its SELECT.

    `type` is as `format_type` writes it, and None where the file does not tell. `nullable` is False
    where it is proven that no row can hold NULL there, True where one can (a nullable base column,
    the far side of an outer join), None where neither is known.
    """

    name: str
    type: str | None
    nullable: bool | None = None
    location: Location | None = None


class ViewShape(Struct, frozen=True):
    """What a view is, from the file or from the catalog; None where that is not known.

    `view` is the qualified name, quoted where SQL needs it. `readers` are the roles that hold SELECT,
    `other_grants` what else is granted, as `INSERT to analyst`. `base_relations` are the tables that it reads, `between` the views
    through which it does, `dependants` the views that read it. `location` is where the view is made.
    """

    view: str
    columns: tuple[ViewColumn, ...]
    options: Mapping[str, str] | None = None
    owner: str | None = None
    readers: tuple[str, ...] | None = None
    other_grants: tuple[str, ...] = ()
    location: Location | None = None
    base_relations: tuple[str, ...] | None = None
    between: tuple[str, ...] = ()
    dependants: tuple[str, ...] | None = None


class ContractChange(Struct, frozen=True):
    """One difference between what was promised and what is, with what it does to consumers.

    `kind` is a short word (`column removed`, `type changed` …), `column` the column it speaks of,
    `before` and `after` what was and is, `message` the whole in words. `location` points at the
    newer side where that has a place.
    """

    view: str
    effect: Effect
    kind: str
    message: str
    column: str | None = None
    before: str | None = None
    after: str | None = None
    location: Location | None = None


class ContractVersion(Struct, frozen=True):
    """A version of a contract that git remembers: when it came (ISO date), by which commit, and what it said."""

    date: str
    commit: str
    contract: Contract


class Use(Struct, frozen=True):
    """What a consumer says that it uses of one view: columns and, where it relies on one, their type."""

    view: str
    columns: Mapping[str, str | None]
    location: Location


class Consumer(Struct, frozen=True):
    """Somebody who reads published views, as their own file declares it."""

    name: str
    path: str
    uses: tuple[Use, ...]
    location: Location

    def breaks(self, change: ContractChange) -> bool:
        """Whether a breaking change touches what this consumer declared.

        A change of the view as a whole (a lost role, an option) touches all who use the view.
        """
        return change.effect == "breaking" and any(
            use.view == change.view and (change.column is None or change.column in use.columns)
            for use in self.uses
        )
