"""YAML with the place of every key and value, so that an error can point at its line.

Read as YAML 1.2 has it where it matters to people: only `true` and `false` are booleans (so a
severity may be written `off`), and dates stay text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from msgspec import Struct

from checker.errors import UsageError
from checker.model import Location, Source

Key = tuple[str | int, ...]


_KEPT = {
    "tag:yaml.org,2002:int",
    "tag:yaml.org,2002:float",
    "tag:yaml.org,2002:null",
    "tag:yaml.org,2002:merge",
}
_RESOLVERS = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in _KEPT]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_MOST_NODES = 100_000


class _Loader(yaml.SafeLoader):
    """A safe loader without the resolvers that turn words and dates into other things."""

    yaml_implicit_resolvers = _RESOLVERS


class _FastLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The same by libyaml, ten times faster, with poorer words for what is wrong."""

    yaml_implicit_resolvers = _RESOLVERS


for _loader in (_Loader, _FastLoader):
    _loader.add_implicit_resolver(
        "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
    )


class YamlFile(Struct, frozen=True):
    """What a YAML text holds: plain data, and the places of its keys and values by their path.

    A path is a tuple of mapping keys and sequence indexes, `("migrations", 0, "path")`.
    """

    source: Source
    data: Any
    keys: dict[Key, Location]
    values: dict[Key, Location]

    def place(self, path: Key) -> Location:
        """The place of the key at `path`, or of the nearest thing around it."""
        while path:
            found = self.keys.get(path) or self.values.get(path)
            if found:
                return found
            path = path[:-1]
        return self.values.get((), Location(self.source.path))


def read_yaml(source: Source) -> YamlFile:
    """Read a YAML text.

    Raises UsageError, with line and column, where it is not YAML, has a key twice, refers to itself, or
    grows beyond reason by its aliases.
    """
    try:
        return _read(source, _FastLoader)
    except (yaml.YAMLError, UnicodeEncodeError):
        pass
    try:
        return _read(source, _Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{source.path}:{mark.line + 1}:{mark.column + 1}" if mark else source.path
        said = error.problem or error.context or "unreadable"
        raise UsageError(f"this is not valid YAML: {said}", place=place) from error
    except yaml.YAMLError as error:
        raise UsageError(f"this is not valid YAML: {error}", place=source.path) from error


def _read(source: Source, make: type[Any]) -> YamlFile:
    """Read with one of the loaders; raises what PyYAML raises."""
    loader = make(source.text)
    keys: dict[Key, Location] = {}
    values: dict[Key, Location] = {}
    try:
        node = loader.get_single_node()
        if node is not None:
            for path, key_node, value_node in _walk((), node, ()):
                if len(values) >= _MOST_NODES:
                    raise yaml.composer.ComposerError(None, None, "it holds too much", value_node.start_mark)
                if key_node is not None:
                    keys[path] = _location(source, key_node)
                values[path] = _location(source, value_node)
        data = None if node is None else loader.construct_document(node)
    finally:
        loader.dispose()
    return YamlFile(source, data, keys, values)


def _location(source: Source, node: yaml.Node) -> Location:
    return source.location(node.start_mark.index, node.end_mark.index)


def _walk(
    path: Key, node: yaml.Node, above: tuple[yaml.Node, ...], key_node: yaml.Node | None = None
) -> Iterator[tuple[Key, yaml.Node | None, yaml.Node]]:
    yield path, key_node, node
    if node in above:
        raise yaml.composer.ComposerError(None, None, "an alias that refers to itself", node.start_mark)
    if len(path) > 64:
        raise yaml.composer.ComposerError(None, None, "nested too deeply", node.start_mark)
    inside = (*above, node)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            if name in seen and name != "<<":
                raise yaml.composer.ComposerError(
                    None, None, f'the key "{name}" stands here twice', key.start_mark
                )
            seen.add(name)
            yield from _walk((*path, name), value, inside, key)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _walk((*path, index), value, inside)
