"""What a repository says of Flyway's placeholders: the values that `flyway.conf`, `flyway.toml` and Spring's `application.yml` give them.

Flyway reads the files of the folder that it is started in, and of its installation's `conf`; which folder that is, nobody says. So
each that lies beside the migrations or above them counts, in a folder `conf` there too. Spring Boot gives Flyway what stands under
`spring.flyway` (its reference, "Common Application Properties"); what a profile has in a file of its own is not looked at. A name that gets several values has none.
Values that are not in the file itself (`${env.NAME}`), the environment and the command line are not looked at (Flyway's
documentation, "Migration placeholders", "Configuration files", "Placeholders settings").
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from msgspec import Struct

from checker.model import Filled, Source, Tree
from checker.parse.sql import read_text

_FILES = ("flyway.conf", "flyway.toml", "conf/flyway.conf", "conf/flyway.toml")
_SPRING = ("application.properties", "application.yml", "application.yaml")
_PREFIX, _SUFFIX = "${", "}"
# "Script configuration".
_AS_IT_STANDS = re.compile(rb"^\s*placeholderReplacement\s*=\s*false\s*$", re.MULTILINE)
_KEYS = ("placeholderPrefix", "placeholderSuffix", "placeholderReplacement")


class Placeholders(Struct, frozen=True):
    """How placeholders are written in the files of a `tree`, None where none is filled in; and names, in lower case, with their
    values and the paths of the files that say so.
    """

    tree: Tree
    words: re.Pattern[str] | None
    values: tuple[tuple[str, str, str], ...] = ()

    @property
    def print(self) -> str:
        """What tells these from others."""
        return self._filled(Source("", "")).print

    def fill(self, source: Source) -> Source:
        """A file's text as Flyway sends it: as it is written, where its own configuration says so."""
        if not source.path.lower().endswith(".sql"):
            return source
        beside = f"{source.path}.conf"
        said = self.tree.read(beside) if self.tree.entries.get(beside) == "file" else b""
        return (
            Filled(source.path, source.content, source.sha256)
            if _AS_IT_STANDS.search(said)
            else self._filled(source)
        )

    def _filled(self, source: Source) -> Source:
        return Filled(source.path, source.content, source.sha256, self.words, self.values)


def placeholders(tree: Tree, folder: str) -> Placeholders:
    """What the files beside a folder of migrations and above it say."""
    said: dict[str, dict[str, str]] = {}
    places = [PurePosixPath(folder), *PurePosixPath(folder).parents]
    for path in (str(place / name) for place in places for name in (*_FILES, *_SPRING)):
        if tree.entries.get(path) != "file":
            continue
        source, problems = read_text(path, tree.read(path))
        for name, value in () if problems else _read(source):
            said.setdefault(name, {})[value] = path
    settings = {key: [*said.pop(key, {})] for key in _KEYS}
    several = any(len(values) > 1 for values in settings.values())
    prefix, suffix, replacement = (given[0] if given else None for given in settings.values())
    if not several and (replacement or "").lower() == "false":
        return Placeholders(tree, None)
    words = re.compile(rf"{re.escape(prefix or _PREFIX)}([^\n]+?){re.escape(suffix or _SUFFIX)}")
    values = [
        (name, *next(iter(given.items())))
        for name, given in sorted(said.items())
        if len(given) == 1 and not several and "${" not in next(iter(given))
    ]
    return Placeholders(tree, words, tuple(values))


def _read(source: Source) -> Iterator[tuple[str, str]]:
    """What a file says of placeholders: their values by name in lower case, and the settings of `_KEYS`."""
    spring = PurePosixPath(source.path).name in _SPRING
    read = {".toml": _toml, ".yml": _yaml, ".yaml": _yaml}.get(PurePosixPath(source.path).suffix, _properties)
    for name, value in read(source.text):
        if spring and not name.startswith("spring.flyway."):
            continue
        key = name.removeprefix("spring.").removeprefix("flyway.")
        # Spring's own way to write them.
        key = re.sub(r"^(placeholder)-(.)", lambda found: found[1] + found[2].upper(), key)
        if key.startswith("placeholders."):
            yield key.removeprefix("placeholders.").lower(), value
        elif key in _KEYS:
            yield key, value


def _properties(text: str) -> Iterator[tuple[str, str]]:
    for line in re.sub(r"\\\r?\n\s*", "", text).splitlines():
        name, equals, value = line.partition("=")
        if equals and not name.lstrip().startswith("#"):
            yield name.strip(), value.strip()


def _toml(text: str) -> Iterator[tuple[str, str]]:
    try:
        said = tomllib.loads(text).get("flyway", {})
    except tomllib.TOMLDecodeError:
        return
    given = said.get("placeholders", {}) if isinstance(said, dict) else {}
    yield from _plain("", said if isinstance(said, dict) else {})
    yield from _plain("placeholders.", given if isinstance(given, dict) else {})


def _yaml(text: str) -> Iterator[tuple[str, str]]:
    import yaml

    try:
        for said in yaml.load_all(text, yaml.BaseLoader):
            yield from _flat("", said, set())
    except (yaml.YAMLError, RecursionError):
        return


def _flat(name: str, said: object, met: set[int]) -> Iterator[tuple[str, str]]:
    if isinstance(said, str):
        yield name, said
    # What an alias repeats is read once, since a few lines of them may stand for millions.
    elif isinstance(said, dict) and id(said) not in met:
        met.add(id(said))
        for key, value in said.items():
            yield from _flat(f"{name}.{key}".lstrip("."), value, met)


def _plain(prefix: str, said: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in said.items():
        if isinstance(value, bool):
            yield f"{prefix}{name}", str(value).lower()
        elif isinstance(value, str | int | float):
            yield f"{prefix}{name}", str(value)
