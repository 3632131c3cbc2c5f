"""The migrations of a folder: what an earlier run found out about a file is taken over while the file stays what it was.

Facts are kept for a group of files that a layout reads together: what the migrations are called, how long their scripts
are, what their directives say. The statements themselves are read from the files, by the same code, as soon as something asks
for them. A group in which anything is wrong is read anew each time.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from checker import kept
from checker.errors import CannotCheck
from checker.model import Directive, Location, Migration, Script, Source, Tree, Unread
from checker.parse.directives import with_directives
from checker.parse.layouts import File, Layout, in_order
from checker.parse.sql import read_text

Facts = tuple[Any, ...]
Key = tuple[str, ...]


class Memory:
    """The facts about one repository's migrations: those of the last run, and those for the next.

    `root` is where the repository lies. With `fresh` nothing is taken over, but what is found is kept.
    """

    def __init__(self, root: Path, *, fresh: bool = False) -> None:
        self._name = kept.entry_name("migrations", str(root))
        self._fresh = fresh
        self._old: dict[Key, tuple[Facts, Facts]] = kept.load(self._name) or {}
        self._new: dict[Key, tuple[Facts, Facts]] = {}

    def recall(self, key: Key, tree: Tree, paths: Sequence[str]) -> tuple[list[str], Facts] | None:
        """The digests of a group's files, and the facts about its migrations; None where a file may be another."""
        known = None if self._fresh else self._old.get(key)
        if known is None or len(known[0]) != len(paths):
            return None
        for path, (name, signature, _) in zip(paths, known[0], strict=True):
            if path != name or tree.signature(path) != signature:
                return None
        self._new[key] = known
        return [digest for _, _, digest in known[0]], known[1]

    def learn(self, key: Key, tree: Tree, files: Sequence[File], migrations: Iterable[Migration]) -> None:
        """Keep what a group's files were found to be, where nothing is wrong with them."""
        migrations = tuple(migrations)
        if any(file.problems for file in files) or any(_wrong(one) for one in migrations):
            return
        signed = tuple((file.path, tree.signature(file.path), file.source.sha256) for file in files)
        if all(signature is not None for _, signature, _ in signed):
            self._new[key] = signed, tuple(_facts(one) for one in migrations)

    def forget(self) -> None:
        """Let the next run take nothing over."""
        kept.store(self._name, {})

    def close(self) -> None:
        """Write what this run knows, for the next."""
        if self._new != self._old:
            kept.store(self._name, self._new)


class Folder(Struct, frozen=True):
    """A folder of migrations in a tree, and the layout of its files."""

    path: str
    layout: Layout
    tree: Tree
    memory: Memory

    def read(
        self, paths: Sequence[str], file: Callable[[str], File], changed: Container[str]
    ) -> list[Migration]:
        """The migrations that the files at `paths` make, with their directives, in the tool's order.

        `file` reads a path. What is among `changed` is never taken over from an earlier run.
        """
        groups: dict[str, list[str]] = {}
        for path, name in zip(paths, self.layout.together(paths), strict=True):
            groups.setdefault(name, []).append(path)
        found: list[Migration] = []
        files: dict[str, list[File]] = {}
        for name, members in groups.items():
            touched = any(path in changed for path in members)
            known = None if touched else self.memory.recall(self._key(name), self.tree, members)
            if known is None:
                files[name] = [file(path) for path in members]
            else:
                found += _Group(self, members, known[0]).migrations(known[1])
        together = sorted((one for members in files.values() for one in members), key=lambda one: one.path)
        read = [with_directives(one) for one in self.layout.read(self.path, together)]
        of = {one.path: name for name, members in files.items() for one in members}
        made: dict[str, list[Migration]] = {}
        for one in read:
            made.setdefault(of[one.path], []).append(one)
        for name, group in files.items():
            self.memory.learn(self._key(name), self.tree, group, made.get(name, ()))
        return in_order([*found, *read])

    def _key(self, group: str) -> Key:
        return (self.path, self.layout.name, group)


class _Group(Struct, frozen=True, dict=True):
    """Files that are read together, which are as they were when the facts about them were found."""

    folder: Folder
    paths: Sequence[str]
    digests: Sequence[str]

    @cached_property
    def _sources(self) -> dict[str, Source]:
        return {
            path: Source(path, partial(self._text, path, digest), digest)
            for path, digest in zip(self.paths, self.digests, strict=True)
        }

    @cached_property
    def _read(self) -> dict[tuple[str, ...], Migration]:
        """The migrations themselves, by the paths of their files."""
        files = [File(source) for source in self._sources.values()]
        made = self.folder.layout.read(self.folder.path, files)
        return {tuple(source.path for source in one.sources): one for one in made}

    def _text(self, path: str, digest: str) -> str:
        data = self.folder.tree.read(path)
        if sha256(data).hexdigest() != digest:
            self.folder.memory.forget()
            raise CannotCheck(
                f"{path} is not what it was when it was looked at last, and nothing tells why",
                remedy="Run again: everything will be read anew.",
            )
        return read_text(path, data)[0].text

    def migrations(self, facts: Facts) -> Iterator[Migration]:
        """The migrations by their facts, their statements unread."""
        for one in facts:
            paths, up, down, markers, directives, id, name, *rest = one
            yield Migration(
                id,
                name,
                self.folder.layout.name,
                self.folder.path,
                self._script(paths, up, lambda migration: migration.up),
                None if down is None else self._script(paths, down, lambda migration: migration.down),
                tuple(self._sources[path] for path in paths),
                markers=tuple(Location(*place) for place in markers),
                directives=tuple(_directive(*said) for said in directives),
                **dict(zip(_PLAIN, rest, strict=True)),
            )

    def _script(
        self, paths: tuple[str, ...], facts: Facts, choose: Callable[[Migration], Script | None]
    ) -> Script:
        path, start, end, size, kinds = facts

        def read() -> Script:
            script = choose(self._read[paths])
            if script is None or script.problems or len(script.statements) != size:
                self.folder.memory.forget()
                raise CannotCheck(f"{path} reads otherwise than it did before", remedy="Run again.")
            return script

        return Script.later(self._sources[path], start, end, Unread(size, frozenset(kinds), read))


_PLAIN = ("transaction", "down_transaction", "irreversible", "order", "one_way", "unit", "session")


def _wrong(migration: Migration) -> bool:
    return bool(migration.problems) or any(
        script.problems or script.directives for script in migration.scripts
    )


def _facts(one: Migration) -> Facts:
    """What is kept of a migration, in plain data; see `_Group.migrations`."""
    return (
        tuple(source.path for source in one.sources),
        _of_script(one.up),
        None if one.down is None else _of_script(one.down),
        tuple(map(_place, one.markers)),
        tuple(
            (
                said.word,
                said.argument,
                dict(said.values),
                _place(said.location),
                None if said.covers is None else _place(said.covers),
                said.problem,
            )
            for said in one.directives
        ),
        one.id,
        one.name,
        *(getattr(one, name) for name in _PLAIN),
    )


def _of_script(script: Script) -> Facts:
    return (script.path, script.start, script.end, script.size, tuple(sorted(script.kinds)))


def _place(place: Location) -> Facts:
    return (place.path, place.line, place.column, place.end_line, place.end_column)


def _directive(
    word: str,
    argument: str,
    values: Mapping[str, str],
    place: Facts,
    covers: Facts | None,
    problem: str | None,
) -> Directive:
    where = None if covers is None else Location(*covers)
    return Directive(word, argument, MappingProxyType(values), Location(*place), where, problem)
