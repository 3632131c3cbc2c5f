"""Judge data by a JSON Schema, and say where and what in words.

A reader of the part of JSON Schema (2019-09 and 2020-12) that real schemas use: it starts in no time,
where importing the library `jsonschema` takes 0.1 s, and it tells of the cause (an unknown key, with
"did you mean") instead of quoting the schema. It refuses a schema that says more than it understands
(`UnknownKeyword`), so that it can never call data valid because it could not read the rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from msgspec import Struct, field

from checker.names import did_you_mean

Path = tuple[str | int, ...]

# Keywords that say nothing about whether data are valid: annotations, and `format`, which both
# drafts make an annotation unless its vocabulary is asked for (JSON Schema Validation 2020-12, section 7).
_ANNOTATIONS = {
    "$schema", "$id", "$comment", "$defs", "definitions", "title", "description", "default", "examples",
    "deprecated", "readOnly", "writeOnly", "format",
}  # fmt: skip
_JSON_TYPES: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "integer": lambda value: (
        (isinstance(value, int) and not isinstance(value, bool))
        or (isinstance(value, float) and value.is_integer())
    ),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "array": lambda value: isinstance(value, list | tuple),
    "object": lambda value: isinstance(value, Mapping),
}
_ARTICLE = {"array": "a list", "object": "a mapping", "null": "null", "integer": "a whole number"}


class UnknownKeyword(ValueError):
    """The schema uses a keyword (or a remote reference) that this reader does not understand."""


class Flaw(Struct, frozen=True):
    """One thing that is wrong: the path to it, and what, in words.

    `key` is set where a key of the mapping at `path` is what is wrong (unknown): its place is the key's.
    """

    path: Path
    message: str
    key: str | None = None


class _Seen(Struct):
    """What one schema found in one value: flaws, and the keys that it has looked at."""

    flaws: list[Flaw] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    def add(self, other: _Seen) -> None:
        self.flaws += other.flaws
        self.keys |= other.keys


def flaws(schema: Mapping[str, Any], data: Any) -> tuple[Flaw, ...]:
    """All that is wrong with `data` (plain values, as YAML or JSON give them) by `schema`.

    Raises UnknownKeyword for a schema that it can't read in full.
    """
    return tuple(dict.fromkeys(_judge(schema, data, (), schema).flaws))


def _judge(schema: Any, data: Any, path: Path, root: Mapping[str, Any]) -> _Seen:
    seen = _Seen()
    if schema is True:
        return seen
    if schema is False:
        seen.flaws.append(Flaw(path, "must not be there"))
        return seen
    if not isinstance(schema, Mapping):
        raise UnknownKeyword(f"a schema that is {type(schema).__name__}, not a mapping")
    for keyword, said in schema.items():
        if keyword in _ANNOTATIONS:
            continue
        check = _CHECKS.get(keyword)
        if check is None:
            raise UnknownKeyword(f"keyword {keyword!r}")
        check(said, data, path, root, schema, seen)
    for keyword in ("additionalProperties", "unevaluatedProperties"):
        if keyword in schema and isinstance(data, Mapping):
            _rest(keyword, schema, data, path, root, seen)
    return seen


def _rest(
    keyword: str, schema: Mapping[str, Any], data: Any, path: Path, root: Mapping[str, Any], seen: _Seen
) -> None:
    """Keys that nothing has spoken of: `additionalProperties` looks at its own schema, the other at all of it."""
    said = schema[keyword]
    patterns = schema.get("patternProperties", {})
    known = set(schema.get("properties", {}))
    known |= {key for key in data if any(_compiled(pattern).search(str(key)) for pattern in patterns)}
    if keyword == "unevaluatedProperties":
        known |= seen.keys
    before = tuple(seen.flaws)
    for key in data:
        if key in known:
            continue
        if said is False:
            names = _names(schema, root) if keyword == "unevaluatedProperties" else known
            if key in names:
                # It belongs to an alternative that does not hold; why not, another flaw here says, where there is one.
                if not any(flaw.path[: len(path)] == path for flaw in before):
                    seen.flaws.append(
                        Flaw(path, f"the key {str(key)!r} does not go with the others here", str(key))
                    )
            else:
                hint = did_you_mean(str(key), map(str, names))
                seen.flaws.append(Flaw(path, f"unknown key {str(key)!r}{hint}", str(key)))
        else:
            seen.flaws += _judge(said, data[key], (*path, key), root).flaws
        seen.keys.add(key)


def _names(schema: Any, root: Mapping[str, Any], depth: int = 0) -> set[str]:
    """The keys that a schema speaks of, through references and alternatives: what a misspelt key may have meant."""
    found: set[str] = set()
    if not isinstance(schema, Mapping) or depth > 8:
        return found
    found |= set(schema.get("properties", {}))
    if "$ref" in schema:
        found |= _names(_resolve(schema["$ref"], root), root, depth + 1)
    for keyword in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(keyword, ()):
            found |= _names(part, root, depth + 1)
    for keyword in ("then", "else"):
        found |= _names(schema.get(keyword), root, depth + 1)
    return found


def _resolve(reference: Any, root: Mapping[str, Any]) -> Any:
    if not isinstance(reference, str) or not (reference == "#" or reference.startswith("#/")):
        raise UnknownKeyword(f"the reference {reference!r}")
    found: Any = root
    for part in reference.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if not isinstance(found, Mapping) or name not in found:
            raise UnknownKeyword(f"the reference {reference!r}, which leads nowhere")
        found = found[name]
    return found


def _type(said: Any, data: Any, path: Path, _r: Any, _s: Any, seen: _Seen) -> None:
    names = [said] if isinstance(said, str) else list(said)
    if not all(name in _JSON_TYPES for name in names):
        raise UnknownKeyword(f"the type {said!r}")
    if not any(_JSON_TYPES[name](data) for name in names):
        wanted = " or ".join(_ARTICLE.get(name, f"a {name}") for name in names)
        seen.flaws.append(Flaw(path, f"must be {wanted}, not {_show(data)}"))


def _properties(said: Any, data: Any, path: Path, root: Any, _s: Any, seen: _Seen) -> None:
    if isinstance(data, Mapping):
        for key, schema in said.items():
            if key in data:
                seen.keys.add(key)
                seen.flaws += _judge(schema, data[key], (*path, key), root).flaws


def _pattern_properties(said: Any, data: Any, path: Path, root: Any, _s: Any, seen: _Seen) -> None:
    if isinstance(data, Mapping):
        for pattern, schema in said.items():
            for key in data:
                if _compiled(pattern).search(str(key)):
                    seen.keys.add(key)
                    seen.flaws += _judge(schema, data[key], (*path, key), root).flaws


def _required(said: Any, data: Any, path: Path, _r: Any, _s: Any, seen: _Seen) -> None:
    if isinstance(data, Mapping):
        for key in said:
            if key not in data:
                seen.flaws.append(Flaw(path, f"the key {key!r} is missing"))


def _items(said: Any, data: Any, path: Path, root: Any, schema: Any, seen: _Seen) -> None:
    if isinstance(said, list):
        raise UnknownKeyword("a list of 'items'")
    if isinstance(data, list | tuple):
        for index, item in enumerate(data):
            if index >= len(schema.get("prefixItems", ())):
                seen.flaws += _judge(said, item, (*path, index), root).flaws


def _prefix_items(said: Any, data: Any, path: Path, root: Any, _s: Any, seen: _Seen) -> None:
    if isinstance(data, list | tuple):
        for index, (schema, item) in enumerate(zip(said, data, strict=False)):
            seen.flaws += _judge(schema, item, (*path, index), root).flaws


def _ref(said: Any, data: Any, path: Path, root: Any, _s: Any, seen: _Seen) -> None:
    seen.add(_judge(_resolve(said, root), data, path, root))


def _all_of(said: Any, data: Any, path: Path, root: Any, _s: Any, seen: _Seen) -> None:
    for schema in said:
        seen.add(_judge(schema, data, path, root))


def _any_of(said: Any, data: Any, path: Path, root: Any, _s: Any, seen: _Seen) -> None:
    results = [_judge(schema, data, path, root) for schema in said]
    good = [result for result in results if not result.flaws]
    for result in good:
        seen.keys |= result.keys
    if not good:
        _nearest(results, data, path, seen)


def _one_of(said: Any, data: Any, path: Path, root: Any, _s: Any, seen: _Seen) -> None:
    results = [_judge(schema, data, path, root) for schema in said]
    good = [result for result in results if not result.flaws]
    if len(good) == 1:
        seen.keys |= good[0].keys
    elif good:
        names = sorted(set().union(*(result.keys for result in good)))
        what = f" (of {', '.join(names)})" if names else ""
        seen.flaws.append(Flaw(path, f"must fit one alternative only, and fits {len(good)}{what}"))
    else:
        choices = [schema.get("required") for schema in said if isinstance(schema, Mapping)]
        if isinstance(data, Mapping) and len(choices) == len(said) and all(choices):
            present = [
                n for n, keys in enumerate(choices) if isinstance(keys, list) and all(k in data for k in keys)
            ]
            if not present:
                words = ", ".join(" and ".join(keys) for keys in choices if isinstance(keys, list))
                seen.flaws.append(Flaw(path, f"one of these keys is missing: {words}"))
                return
            results = [results[n] for n in present]
        _nearest(results, data, path, seen)


def _nearest(results: list[_Seen], data: Any, path: Path, seen: _Seen) -> None:
    """Of alternatives that all fail, tell of the one that came furthest: its flaws are deepest in the data."""
    inner = [r for r in results if any(len(flaw.path) > len(path) or flaw.key for flaw in r.flaws)]
    chosen = min(inner or results, key=lambda result: len(result.flaws), default=None)
    if chosen is None:
        seen.flaws.append(Flaw(path, "nothing may stand here"))
    elif inner or len(results) == 1:
        seen.flaws += chosen.flaws
        seen.keys |= chosen.keys
    else:
        messages = dict.fromkeys(flaw.message for result in results for flaw in result.flaws)
        if all(message.startswith("must be ") for message in messages):
            wanted = dict.fromkeys(m.removeprefix("must be ").rsplit(", not ", 1)[0] for m in messages)
            seen.flaws.append(Flaw(path, f"must be {' or '.join(wanted)}, not {_show(data)}"))
        else:
            seen.flaws += chosen.flaws


def _not(said: Any, data: Any, path: Path, root: Any, _s: Any, seen: _Seen) -> None:
    if not _judge(said, data, path, root).flaws:
        keys = said.get("required") if isinstance(said, Mapping) else None
        what = (
            f"the key {' or '.join(map(repr, keys))} must not stand here" if keys else "must not be like this"
        )
        seen.flaws.append(Flaw(path, what))


def _if(said: Any, data: Any, path: Path, root: Any, schema: Any, seen: _Seen) -> None:
    condition = _judge(said, data, path, root)
    if not condition.flaws:
        seen.keys |= condition.keys
    branch = "else" if condition.flaws else "then"
    if branch in schema:
        seen.add(_judge(schema[branch], data, path, root))


def _const(said: Any, data: Any, path: Path, _r: Any, _s: Any, seen: _Seen) -> None:
    if not _same(said, data):
        seen.flaws.append(Flaw(path, f"must be {_show(said)}, not {_show(data)}"))


def _enum(said: Any, data: Any, path: Path, _r: Any, _s: Any, seen: _Seen) -> None:
    if not any(_same(value, data) for value in said):
        hint = did_you_mean(str(data), map(str, said), f": use {', '.join(map(str, said))}")
        seen.flaws.append(Flaw(path, f"must not be {_show(data)}{hint}"))


def _pattern(said: Any, data: Any, path: Path, _r: Any, _s: Any, seen: _Seen) -> None:
    if isinstance(data, str) and not _compiled(said).search(data):
        seen.flaws.append(Flaw(path, f"{_show(data)} does not match the pattern {said}"))


def _size(
    keyword: str, wrong: Callable[[Any, Any], bool], kinds: tuple[type, ...], words: str
) -> Callable[[Any, Any, Path, Any, Any, _Seen], None]:
    def check(said: Any, data: Any, path: Path, _r: Any, _s: Any, seen: _Seen) -> None:
        if isinstance(data, kinds) and not isinstance(data, bool) and wrong(data, said):
            seen.flaws.append(Flaw(path, f"{words.format(said)}, not {_show(data)}"))

    check.__name__ = keyword
    return check


def _unique_items(said: Any, data: Any, path: Path, _r: Any, _s: Any, seen: _Seen) -> None:
    if said and isinstance(data, list | tuple):
        for index, item in enumerate(data):
            if any(_same(item, other) for other in data[:index]):
                seen.flaws.append(Flaw((*path, index), f"{_show(item)} stands here twice"))


def _nothing(_said: Any, _d: Any, _p: Path, _r: Any, _s: Any, _seen: _Seen) -> None:
    """Keywords that another one reads: `then` and `else` (by `if`), and those about the remaining keys."""


_CHECKS: dict[str, Callable[[Any, Any, Path, Any, Any, _Seen], None]] = {
    "type": _type,
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "required": _required,
    "items": _items,
    "prefixItems": _prefix_items,
    "$ref": _ref,
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "not": _not,
    "if": _if,
    "then": _nothing,
    "else": _nothing,
    "additionalProperties": _nothing,
    "unevaluatedProperties": _nothing,
    "const": _const,
    "enum": _enum,
    "pattern": _pattern,
    "minimum": _size("minimum", lambda d, s: d < s, (int, float), "must be at least {}"),
    "maximum": _size("maximum", lambda d, s: d > s, (int, float), "must be at most {}"),
    "exclusiveMinimum": _size("exclusiveMinimum", lambda d, s: d <= s, (int, float), "must be more than {}"),
    "exclusiveMaximum": _size("exclusiveMaximum", lambda d, s: d >= s, (int, float), "must be less than {}"),
    "minItems": _size("minItems", lambda d, s: len(d) < s, (list, tuple), "must have {} items or more"),
    "maxItems": _size("maxItems", lambda d, s: len(d) > s, (list, tuple), "must have {} items or fewer"),
    "minLength": _size("minLength", lambda d, s: len(d) < s, (str,), "must have {} characters or more"),
    "maxLength": _size("maxLength", lambda d, s: len(d) > s, (str,), "must have {} characters or fewer"),
    "minProperties": _size("minProperties", lambda d, s: len(d) < s, (dict,), "must have {} keys or more"),
    "maxProperties": _size("maxProperties", lambda d, s: len(d) > s, (dict,), "must have {} keys or fewer"),
    "uniqueItems": _unique_items,
}


def _same(a: Any, b: Any) -> bool:
    """JSON's equality: 1 is 1.0, and true is not 1."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(map(_same, a, b))
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return a.keys() == b.keys() and all(_same(a[key], b[key]) for key in a)
    return bool(a == b)


def _show(value: Any) -> str:
    """A value in a sentence, cut where it is long."""
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise UnknownKeyword(f"the pattern {pattern!r} ({error})") from error


def keywords(schema: Any) -> Iterator[str]:
    """Each place where `schema` says more than this reader understands, by walking all of it.

    `flaws` meets an unknown keyword only where the data lead it there; this looks before.
    """
    if isinstance(schema, bool):
        return
    if not isinstance(schema, Mapping):
        yield f"a schema that is {type(schema).__name__}"
        return
    for keyword, said in schema.items():
        if keyword in ("properties", "patternProperties", "$defs", "definitions") and isinstance(
            said, Mapping
        ):
            for part in said.values():
                if keyword in ("properties", "patternProperties") or _is_schema(part):
                    yield from keywords(part)
        elif keyword in _ANNOTATIONS:
            continue
        elif keyword not in _CHECKS:
            yield keyword
        elif keyword in ("allOf", "anyOf", "oneOf", "prefixItems"):
            for part in said:
                yield from keywords(part)
        elif keyword in (
            "items",
            "not",
            "if",
            "then",
            "else",
            "additionalProperties",
            "unevaluatedProperties",
        ):
            yield from keywords(said)
        elif keyword == "pattern" or keyword == "type":
            try:
                _compiled(said) if keyword == "pattern" else _type(said, None, (), None, None, _Seen())
            except UnknownKeyword as error:
                yield str(error)
        elif keyword == "$ref" and not (isinstance(said, str) and (said == "#" or said.startswith("#/"))):
            yield f"$ref {said}"


def _is_schema(part: Any) -> bool:
    """Whether a definition is a schema, and not a folder of them (the contract standard has one)."""
    return isinstance(part, Mapping) and (
        not part or any(key in _CHECKS or key in _ANNOTATIONS for key in part)
    )
