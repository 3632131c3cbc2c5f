"""One contract file (Open Data Contract Standard 3.1, YAML) → a frozen `Contract`.

Facts of the standard: https://bitol-io.github.io/open-data-contract-standard/v3.1.0/. What it has no
words for stands in `customProperties`: of the schema object `viewOwner`, `viewOptions` (a list of
"name=value"), `baseRelations` (a list of names), `dependants` (those views that may read it),
`lineage` (what its rows trace, a list of mappings with `step` and `column`), `successor` (the view that takes over); of a property
`jsonSchema` (a JSON Schema, as a mapping or as JSON text). The last day of a deprecated view is the
`slaProperties` entry `endOfLife` (an ISO date), the days of notice `noticePeriod`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any

from checker.contracts.quality import read_quality
from checker.contracts.standard import standard_flaws
from checker.errors import UsageError
from checker.model import Contract, ContractColumn, Location, Problem, ServiceLevel, Source
from checker.names import canonical_type, did_you_mean, quote_qualified, split_qualified
from checker.schema import Flaw, keywords
from checker.yamlfile import Key, YamlFile, read_yaml

SUFFIXES = (".odcs.yaml", ".odcs.yml")
STATUSES = ("proposed", "draft", "active", "deprecated", "retired")
VIEW_PROPERTIES = ("viewOwner", "viewOptions", "baseRelations", "dependants", "lineage", "successor")
COLUMN_PROPERTIES = ("jsonSchema",)
VIEW_OPTIONS = ("security_invoker", "security_barrier", "check_option")
SEMVER = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")


def read(source: Source) -> tuple[Contract | None, tuple[Problem, ...]]:
    """Read one contract: the contract, or None with all that is wrong with the file, each at its place.

    The rules of the standard's schema are asked first, then what a contract of a view needs beyond it.
    """
    try:
        file = read_yaml(source)
    except UsageError as error:
        return None, (Problem(_place_of(error, source), error.message),)
    if not isinstance(file.data, dict):
        return None, (Problem(source.line_location(1), "this contract is empty; it must be a mapping"),)
    flaws = standard_flaws(file.data)
    old = {flaw.path for flaw in flaws if _is_old_word(flaw)}
    problems = [
        Problem(_flaw_place(file, flaw), _flaw_words(flaw))
        for flaw in flaws
        if flaw.path not in old or _is_old_word(flaw)
    ]
    if problems:
        return None, tuple(problems)
    reader = _Reader(file)
    contract = reader.contract()
    return (None, tuple(reader.problems)) if reader.problems else (contract, ())


def _place_of(error: UsageError, source: Source) -> Location:
    """The place that the reader of YAML gave, as `path:line:column`."""
    found = re.search(r":(\d+):(\d+)$", error.place)
    if not found:
        return source.line_location(1)
    line, column = int(found[1]), int(found[2])
    return Location(source.path, line, column, line, column)


def _flaw_place(file: YamlFile, flaw: Flaw) -> Location:
    if flaw.key is not None:
        return file.place((*flaw.path, flaw.key))
    if flaw.message.startswith("the key ") or not flaw.path:
        return file.place(flaw.path)
    return file.values.get(flaw.path) or file.place(flaw.path)


def _is_old_word(flaw: Flaw) -> bool:
    """`rule` under `quality`, for which the standard has `metric` since 3.1."""
    return flaw.key == "rule" and "quality" in flaw.path


def _flaw_words(flaw: Flaw) -> str:
    where = _dotted(flaw.path)
    if _is_old_word(flaw):
        return f"{where}: 'rule' is the word of earlier versions of the standard; write 'metric'"
    return f"{where}: {flaw.message}" if where else flaw.message


def _dotted(path: Key) -> str:
    """`schema[0].properties[2].physicalType`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


class _Reader:
    """Reads a file whose form is right; collects what is wrong with its content."""

    def __init__(self, file: YamlFile) -> None:
        self.file = file
        self.data: Mapping[str, Any] = file.data
        self.problems: list[Problem] = []

    def wrong(self, path: Key, message: str) -> None:
        place = self.file.values.get(path) or self.file.place(path)
        self.problems.append(Problem(place, message))

    def contract(self) -> Contract | None:
        self._top()
        objects = self.data.get("schema") or []
        if len(objects) != 1:
            self.wrong(
                ("schema",) if objects else (),
                f"a contract describes one view, and this one has {len(objects)}: one file a view",
            )
            return None
        thing = objects[0]
        view = self._view(thing)
        custom = self._custom(("schema", 0), thing, VIEW_PROPERTIES)
        columns = tuple(self._columns(thing))
        levels = tuple(self._levels())
        team, members = self._team()
        roles = self._roles()
        return Contract(
            path=self.file.source.path,
            view=view,
            version=str(self.data["version"]),
            status=str(self.data["status"]),
            columns=columns,
            location=self.file.place(("schema", 0, "physicalName")),
            roles=tuple(roles),
            owner=self._text(custom.get("viewOwner")),
            options=self._options(custom.get("viewOptions")),
            base_relations=self._relations(custom.get("baseRelations")),
            dependants=self._relations(custom["dependants"]) if "dependants" in custom else None,
            lineage=self._lineage(custom.get("lineage"), [column.name for column in columns]),
            places=self._places(custom),
            id=str(self.data["id"]),
            name=str(self.data.get("name") or thing["name"]),
            description=_description(self.data.get("description")) or str(thing.get("description", "")),
            quality=tuple(
                self._quality(("schema", 0, "quality"), thing.get("quality"), None, [c.name for c in columns])
            ),
            service_levels=levels,
            team=team,
            team_members=members,
            end=self._end(),
            notice=self._notice(),
            successor=self._successor(custom.get("successor")),
            role_descriptions=roles,
            sha256=self.file.source.sha256,
        )

    def _top(self) -> None:
        version = self.data["version"]
        if not SEMVER.fullmatch(str(version)):
            self.wrong(("version",), f"the version {version!r} is not MAJOR.MINOR.PATCH (semver.org)")
        status = self.data["status"]
        if status not in STATUSES:
            self.wrong(("status",), f"there is no status {status!r}{_hint(str(status), STATUSES)}")
        elif status == "deprecated" and self._level("endOfLife") is None:
            self.wrong(
                ("status",),
                "a deprecated view has a last day: add slaProperties `- property: endOfLife` with a date as its value",
            )

    def _view(self, thing: Mapping[str, Any]) -> str:
        written = thing.get("physicalName")
        if written is None:
            self.wrong(("schema", 0), "the key 'physicalName' is missing: the view's name with its schema")
            return ""
        parts = split_qualified(str(written))
        schemas = {str(one["schema"]) for one in self.data.get("servers") or [] if one.get("schema")}
        if len(parts) == 1 and len(schemas) == 1:
            # The standard's other reading: the server says in which schema its objects are.
            return quote_qualified(schemas.pop(), parts[0])
        if len(parts) != 2:
            self.wrong(
                ("schema", 0, "physicalName"),
                f"the view's name {written!r} is not schema.name; write it as public.{parts[-1] if parts else 'name'}",
            )
            return str(written)
        return quote_qualified(*parts)

    def _custom(
        self, path: Key, thing: Mapping[str, Any], known: tuple[str, ...]
    ) -> dict[str, tuple[Key, Any]]:
        """Custom properties by name, each with its path. A name close to one of ours is taken for a slip."""
        found: dict[str, tuple[Key, Any]] = {}
        for index, item in enumerate(thing.get("customProperties") or []):
            name = str(item["property"])
            here = (*path, "customProperties", index)
            if name in found:
                self.wrong((*here, "property"), f"the custom property {name!r} stands here twice")
            elif name not in known and get_close_matches(name, known, n=1, cutoff=0.8):
                self.wrong((*here, "property"), f"unknown custom property {name!r}{_hint(name, known)}")
            found[name] = (here, item["value"])
        return found

    def _columns(self, thing: Mapping[str, Any]) -> Iterator[ContractColumn]:
        properties = thing.get("properties") or []
        if not properties:
            self.wrong(
                ("schema", 0), "the contract promises no columns: list them under 'properties', in order"
            )
        seen: set[str] = set()
        for index, item in enumerate(properties):
            path: Key = ("schema", 0, "properties", index)
            name = str(item.get("physicalName") or item["name"])
            if name in seen:
                self.wrong((*path, "name"), f"the column {name!r} stands here twice")
            seen.add(name)
            if "physicalType" not in item:
                self.wrong(path, f"the key 'physicalType' is missing: the PostgreSQL type of {name}")
            custom = self._custom(path, item, COLUMN_PROPERTIES)
            key = "physicalName" if "physicalName" in item else "name"
            yield ContractColumn(
                name=name,
                type=canonical_type(str(item.get("physicalType", ""))),
                required=bool(item.get("required", False)) or bool(item.get("primaryKey", False)),
                location=self.file.values[(*path, key)],
                unique=bool(item.get("unique", False)),
                primary_key=bool(item.get("primaryKey", False)),
                description=str(item.get("description", "")),
                key_position=int(item.get("primaryKeyPosition", -1)),
                examples=tuple(item.get("examples") or ()),
                json_schema=self._json_schema(custom.get("jsonSchema")),
                quality=tuple(self._quality((*path, "quality"), item.get("quality"), name, [])),
                places={str(k): self.file.values[(*path, k)] for k in item if (*path, k) in self.file.values},
            )

    def _quality(self, path: Key, items: Any, column: str | None, names: list[str]) -> Iterator[Any]:
        for index, item in enumerate(items or []):
            here = (*path, index)
            quality, said = read_quality(item, self.file.place(here), column, names)
            for key, message in said:
                self.wrong((*here, key) if key else here, message)
            if quality:
                yield quality

    def _json_schema(self, found: tuple[Key, Any] | None) -> Mapping[str, Any] | bool | None:
        if found is None:
            return None
        path, value = found
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except ValueError as error:
                self.wrong((*path, "value"), f"jsonSchema is not JSON: {error}")
                return None
        if not isinstance(value, dict | bool):
            self.wrong((*path, "value"), "jsonSchema must be a JSON Schema: a mapping, or its JSON as text")
            return None
        for word in keywords(value):
            if word.startswith("$ref "):
                self.wrong((*path, "value"), f"jsonSchema refers to something outside itself: {word[5:]}")
            elif word.startswith(("the pattern ", "the type ")):
                self.wrong((*path, "value"), f"jsonSchema can't be used: {word}")
        return value

    def _levels(self) -> Iterator[ServiceLevel]:
        for index, item in enumerate(self.data.get("slaProperties") or []):
            yield ServiceLevel(
                str(item["property"]),
                "" if item["value"] is None else str(item["value"]),
                str(item.get("unit", "")),
                str(item.get("description", "")),
                self.file.place(("slaProperties", index)),
            )

    def _level(self, name: str) -> tuple[Key, Any] | None:
        for index, item in enumerate(self.data.get("slaProperties") or []):
            if item["property"] == name:
                return ("slaProperties", index, "value"), item
        return None

    def _end(self) -> date | None:
        found = self._level("endOfLife")
        if found is None:
            return None
        path, item = found
        try:
            return date.fromisoformat(str(item["value"])[:10])
        except ValueError:
            self.wrong(path, f"endOfLife {item['value']!r} is not a date like 2026-03-31")
            return None

    def _notice(self) -> int | None:
        found = self._level("noticePeriod")
        if found is None:
            return None
        path, item = found
        days = {"d": 1, "day": 1, "days": 1, "y": 365, "yr": 365, "years": 365}.get(
            str(item.get("unit", "d"))
        )
        value = item["value"]
        if days is None or isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self.wrong(path, "noticePeriod must be a whole number with the unit d (days)")
            return None
        return value * days

    def _team(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        team = self.data.get("team")
        if not team:
            return "", ()
        members = team if isinstance(team, list) else team.get("members") or []
        name = "" if isinstance(team, list) else str(team.get("name", ""))
        return name, tuple(
            (str(member.get("name") or member["username"]), str(member.get("role", ""))) for member in members
        )

    def _roles(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for index, item in enumerate(self.data.get("roles") or []):
            name = str(item["role"])
            access = str(item.get("access", "read")).lower()
            if name in found:
                self.wrong(("roles", index, "role"), f"the role {name!r} stands here twice")
            if access not in ("read", "select", "r"):
                self.wrong(
                    ("roles", index, "access"),
                    f"a published view is for reading: access must be read, not {access!r}",
                )
            found[name] = str(item.get("description", ""))
        return found

    def _options(self, found: tuple[Key, Any] | None) -> dict[str, str]:
        if found is None:
            return {}
        path, value = found
        options: dict[str, str] = {}
        items = value if isinstance(value, list) else [value]
        for index, item in enumerate(items):
            name, separator, setting = str(item).partition("=")
            name, here = name.strip(), (*path, "value", index)
            if name not in VIEW_OPTIONS:
                self.wrong(here, f"there is no view option {name!r}{_hint(name, VIEW_OPTIONS)}")
            options[name] = setting.strip().lower() if separator else "true"
        return options

    def _relations(self, found: tuple[Key, Any] | None) -> tuple[str, ...]:
        if found is None:
            return ()
        path, value = found
        names = []
        for index, item in enumerate(value if isinstance(value, list) else [value]):
            parts = split_qualified(str(item))
            if len(parts) != 2:
                self.wrong((*path, "value", index), f"the relation {str(item)!r} is not schema.name")
            else:
                names.append(quote_qualified(*parts))
        return tuple(names)

    def _lineage(self, found: tuple[Key, Any] | None, names: list[str]) -> tuple[tuple[str, str], ...]:
        if found is None:
            return ()
        path, value = found
        steps = []
        for index, item in enumerate(value if isinstance(value, list) else [value]):
            here = (*path, "value", index)
            if not isinstance(item, dict) or set(item) != {"step", "column"}:
                self.wrong(here, "a step of the lineage is a mapping of `step` (its name) and `column`")
            elif item["column"] not in names:
                name = str(item["column"])
                self.wrong(
                    (*here, "column"), f"the contract has no column {name!r}{_hint(name, tuple(names))}"
                )
            else:
                steps.append((str(item["step"]), str(item["column"])))
        return tuple(steps)

    def _successor(self, found: tuple[Key, Any] | None) -> str | None:
        if found is None:
            return None
        path, value = found
        parts = split_qualified(str(value))
        if len(parts) != 2:
            self.wrong((*path, "value"), f"the successor {str(value)!r} is not schema.name")
            return None
        return quote_qualified(*parts)

    def _text(self, found: tuple[Key, Any] | None) -> str | None:
        return None if found is None else str(found[1])

    def _places(self, custom: Mapping[str, tuple[Key, Any]]) -> dict[str, Location]:
        places = {key: self.file.place((key,)) for key in self.data}
        places |= {name: self.file.place(path) for name, (path, _) in custom.items()}
        for name in ("endOfLife", "noticePeriod"):
            found = self._level(name)
            if found:
                places[name] = self.file.values.get(found[0]) or self.file.place(found[0])
        for index, item in enumerate(self.data.get("roles") or []):
            places[f"roles.{item['role']}"] = self.file.place(("roles", index, "role"))
        places["physicalName"] = self.file.place(("schema", 0, "physicalName"))
        return places


def _description(value: Any) -> str:
    """The standard's `description` is a mapping (purpose, limitations, usage) at the top."""
    if isinstance(value, Mapping):
        return str(value.get("purpose", "")).strip()
    return str(value or "").strip()


def _hint(word: str, known: tuple[str, ...]) -> str:
    return did_you_mean(word, known, f": use {', '.join(known)}")
