"""Who uses what: `consumers/*.yml`, in which readers of published views declare what they rely on.

consumer: venture-app
contact: team-venture@example.org
uses:
  - view: public.v_eng_trace
    columns: {sd_id: uuid, commit_sha: text}     # or a list of names, where the type does not matter
"""

from __future__ import annotations

import re
from typing import Any

from checker.errors import UsageError
from checker.model import Consumer, Location, Problem, Source, Use
from checker.names import canonical_type, quote_qualified, split_qualified
from checker.schema import flaws
from checker.yamlfile import Key, YamlFile, read_yaml

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["consumer", "uses"],
    "additionalProperties": False,
    "properties": {
        "consumer": {"type": "string", "minLength": 1},
        "contact": {"type": "string"},
        "description": {"type": "string"},
        "uses": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["view", "columns"],
                "additionalProperties": False,
                "properties": {
                    "view": {"type": "string"},
                    "columns": {
                        "anyOf": [
                            {"type": "array", "minItems": 1, "items": {"type": "string"}},
                            {"type": "object", "additionalProperties": {"type": ["string", "null"]}},
                        ]
                    },
                },
            },
        },
    },
}


def read_consumer(source: Source) -> tuple[Consumer | None, tuple[Problem, ...]]:
    """Read one consumer's file: the consumer, or None with all that is wrong with the file."""
    try:
        file = read_yaml(source)
    except UsageError as error:
        found = re.search(r":(\d+):(\d+)$", error.place)
        line, column = (int(found[1]), int(found[2])) if found else (1, 1)
        return None, (Problem(Location(source.path, line, column, line, column), error.message),)
    wrong = flaws(SCHEMA, file.data)
    if wrong:
        return None, tuple(
            Problem(
                file.place((*flaw.path, flaw.key) if flaw.key else flaw.path), _words(flaw.path, flaw.message)
            )
            for flaw in wrong
        )
    problems: list[Problem] = []
    uses = tuple(_use(file, index, item, problems) for index, item in enumerate(file.data["uses"]))
    if problems:
        return None, tuple(problems)
    return (
        Consumer(file.data["consumer"], source.path, uses, file.place(("consumer",))),
        (),
    )


def _use(file: YamlFile, index: int, item: dict[str, Any], problems: list[Problem]) -> Use:
    parts = split_qualified(item["view"])
    if len(parts) != 2:
        place = file.values[("uses", index, "view")]
        problems.append(Problem(place, f"the view's name {item['view']!r} is not schema.name"))
        parts = ("", item["view"])
    columns = item["columns"]
    named = columns if isinstance(columns, dict) else dict.fromkeys(columns)
    return Use(
        quote_qualified(parts[0], parts[1]),
        {name: canonical_type(type_) if type_ else None for name, type_ in named.items()},
        file.place(("uses", index)),
    )


def _words(path: Key, message: str) -> str:
    where = ".".join(str(part) for part in path)
    return f"{where}: {message}" if where else message
