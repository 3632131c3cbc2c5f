"""The page of the config and its JSON Schema, made from the types in `checker.config`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from checker.config import SECTIONS, json_schema

PAGE = "docs/config.md"
SCHEMA = "checker/verify.v1.schema.json"

# The sections of which there may be several.
_LISTS = ("migrations", "access.allow", "access.approved")

_HEAD = """\
# The config: `db/verify.yml`

It says what this repository promises about its database, and `db-verify check` holds every change against it. The config that counts
is that of the base, so that a change can't excuse itself; what it says of things that the base does not have counts too.
Unknown keys are errors. An editor that knows JSON Schema completes it with the line

```yaml
# yaml-language-server: $schema=PATH/TO/verify.v1.schema.json
```

and the [schema](../checker/verify.v1.schema.json), which is in the package too. `db-verify init` writes a config from what it finds. This
repository's own is [db/verify.yml](../db/verify.yml).
"""


def made() -> dict[str, str]:
    """The page and the schema, by their paths from the repository's root."""
    schema = json_schema()
    return {PAGE: page(schema), SCHEMA: json.dumps(schema, indent=2, ensure_ascii=False) + "\n"}


def page(schema: Mapping[str, Any]) -> str:
    """Every key in a table for each section, in Markdown."""
    types = schema["$defs"]
    documented = {name for name in types if types[name].get("type") == "object"}
    placed = {section.__name__ for section in SECTIONS.values()}
    if documented != placed:
        raise ValueError(f"sections of the config without a place on its page: {documented ^ placed}")
    parts = [_HEAD.rstrip()]
    for path, section in SECTIONS.items():
        name = section.__name__
        if path:
            parts.append(f"## `{_heading(path)}`")
        parts += [str(types[name]["description"]), "\n".join(_table(_heading(path), types[name], types))]
    return "\n\n".join(parts) + "\n"


def _table(path: str, section: Mapping[str, Any], types: Mapping[str, Any]) -> Iterator[str]:
    yield "| key | is | default | means |"
    yield "| --- | --- | --- | --- |"
    required = section.get("required", ())
    for key, value in section["properties"].items():
        default = "required" if key in required else _default(value.get("default"))
        inside = f"{path}.{key}".lstrip(".")
        means = value.get("description") or f"See [`{_heading(inside)}`](#{_slug(inside)})."
        yield f"| `{key}` | {_kind(value, types)} | {default} | {means} |".replace("\n", " ")


def _heading(path: str) -> str:
    return f"{path}[]" if path in _LISTS else path


def _slug(path: str) -> str:
    """GitHub's anchor of a section's heading."""
    return path.replace(".", "")


def _default(value: object) -> str:
    if value in (None, [], {}) or isinstance(value, dict):
        return "none"
    return f"`{json.dumps(value) if not isinstance(value, list) else ', '.join(map(str, value))}`"


def _kind(value: Mapping[str, Any], types: Mapping[str, Any]) -> str:
    """A value's type in words."""
    if "$ref" in value:
        return _kind(types[value["$ref"].rpartition("/")[2]], types)
    if "anyOf" in value:
        kinds = list(dict.fromkeys(_kind(one, types) for one in value["anyOf"] if one.get("type") != "null"))
        first = kinds[0]
        return " or ".join("a list of them" if one == f"list of {first}" else one for one in kinds)
    if "enum" in value:
        return ", ".join(f"`{one}`" for one in value["enum"])
    match value.get("type"):
        case "array":
            return f"list of {_kind(value['items'], types)}"
        case "object" if "properties" in value:
            return "mapping"
        case "object":
            rest = value.get("additionalProperties")
            return f"mapping to {_kind(rest, types)}" if isinstance(rest, Mapping) and rest else "mapping"
        case "string":
            return "path" if str(value.get("description", "")).startswith("A path") else "text"
        case "integer":
            return "whole number"
        case "boolean":
            return "true or false"
        case other:
            return str(other or "anything")
