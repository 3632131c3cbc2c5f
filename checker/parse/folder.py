"""The migrations of a folder: what an earlier run found out about a file is taken over while the file stays what it was.

Facts are kept for a group of files that a layout reads together: what the migrations are called, how long their scripts
are, what their directives say. The statements themselves are read from the files, by the same code, as soon as something asks
for them. A group in which anything is wrong is read anew each time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import cached_property, partial
from hashlib import sha256

from msgspec import Struct

from checker.errors import CannotCheck
from checker.model import (
    History,
    Location,
    Merged,
    Migration,
    Script,
    Source,
    Tree,
    Unread,
)
from checker.parse.directives import with_directives
from checker.parse.facts import Facts, directive, of_directive, of_place
from checker.parse.layouts import File, Layout, in_order, place_of
from checker.parse.memory import Key, Known, Memory, Whole
from checker.parse.placeholders import Placeholders
from checker.parse.sql import read_text


class Folder(Struct, frozen=True):
    """A folder of migrations in a tree, and the layout of its files."""

    path: str
    layout: Layout
    tree: Tree
    memory: Memory
    placeholders: Placeholders | None = None

    def read(self, paths: Sequence[str], file: Callable[[str], File], changed: Container[str]) -> History:
        """The migrations that the files at `paths` make, with their directives, in the tool's order.

        `file` reads a path. What is among `changed` is never taken over from an earlier run.
        """
        names = self.layout.together(paths)
        known = self.memory.whole(self._key, self.tree, paths, names, changed)
        if known is None:
            return History(self._gone_through(paths, names, file, changed))
        whole, rest = known
        read = self._made(rest, file)
        places = [bisect_right(whole.orders, place_of(one.order), key=place_of) for one in read]
        items: list[Migration | int] = list(range(len(whole.orders)))
        for place, one in reversed([*zip(places, read, strict=True)]):
            items.insert(place, one)
        return History(items, Merged(whole.told, partial(self._one, whole, {})))

    @property
    def _key(self) -> Key:
        filled = self.placeholders.print if self.placeholders else ""
        return (self.path, f"{self.layout.name} {filled}".rstrip())

    def filled(self, source: Source) -> Source:
        """A file as its tool sends it."""
        return self.placeholders.fill(source) if self.placeholders else source

    def _made(self, paths: Iterable[str], file: Callable[[str], File]) -> list[Migration]:
        """The migrations of some files, read."""
        return in_order(
            with_directives(one)
            for one in self.layout.read(self.path, [file(path) for path in sorted(paths)])
        )

    def _one(self, whole: Whole, groups: dict[int, list[Migration]], place: int) -> Migration:
        number, ordinal = whole.where[place]
        if number not in groups:
            # Who asks for one often asks for its neighbours next.
            first, pack = whole.pack(number)
            groups |= {at: list(_migrations(self, *known)) for at, known in enumerate(pack, first)}
        return groups[number][ordinal]

    def _gone_through(
        self, paths: Sequence[str], names: Sequence[str], file: Callable[[str], File], changed: Container[str]
    ) -> list[Migration]:
        """Group by group: what an earlier run knew of one is taken over, and the others are read; both are kept."""
        members: dict[str, list[str]] = {}
        for path, name in zip(paths, names, strict=True):
            members.setdefault(name, []).append(path)
        touched = {name for name, of in members.items() if any(path in changed for path in of)}
        old = self.memory.groups(self._key)
        groups: dict[str, Known | None] = {}
        made: dict[str, list[Migration]] = {}
        read: dict[str, File] = {}
        for name, of in members.items():
            known = None if name in touched else old.get(name)
            if known is not None and self._stayed(known, of):
                groups[name] = known
                made[name] = list(_migrations(self, *known))
            else:
                read |= {path: file(path) for path in of}
        name_of = dict(zip(paths, names, strict=True))
        for one in self._made(read, read.__getitem__):
            made.setdefault(name_of[one.path], []).append(one)
        for name, of in members.items():
            if name not in groups:
                groups[name] = self._learned([read[path] for path in of], made.get(name, ()))
        placed = [(one, name, place) for name, of in made.items() for place, one in enumerate(of)]
        placed.sort(key=lambda each: place_of(each[0].order))
        self.memory.keep(self._key, self.tree, groups, touched, placed, members)
        return [one for one, _, _ in placed]

    def _stayed(self, known: Known, paths: Sequence[str]) -> bool:
        """Whether a group's files are those that something is known of."""
        return len(known[0]) == len(paths) and all(
            path == name and self.tree.signature(path) == signature
            for path, (name, signature, _) in zip(paths, known[0], strict=True)
        )

    def _learned(self, files: Sequence[File], migrations: Sequence[Migration]) -> Known | None:
        """What there is to know of a group; None where something is wrong with it, or nothing tells its files."""
        if any(file.problems for file in files) or any(_wrong(one) for one in migrations):
            return None
        signed = tuple((file.path, self.tree.signature(file.path), file.source.sha256) for file in files)
        if any(signature is None for _, signature, _ in signed):
            return None
        return signed, tuple(_facts(one) for one in migrations)


def _migrations(folder: Folder, signed: Facts, facts: Facts) -> Iterator[Migration]:
    group = _Group(folder, [path for path, _, _ in signed], [digest for _, _, digest in signed])
    return group.migrations(facts)


class _Group(Struct, frozen=True, dict=True):
    """Files that are read together, which are as they were when the facts about them were found."""

    folder: Folder
    paths: Sequence[str]
    digests: Sequence[str]

    @cached_property
    def _sources(self) -> dict[str, Source]:
        return {
            path: self.folder.filled(Source(path, partial(self._text, path, digest), digest))
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
                directives=tuple(directive(*said) for said in directives),
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
        tuple(map(of_place, one.markers)),
        tuple(map(of_directive, one.directives)),
        one.id,
        one.name,
        *(getattr(one, name) for name in _PLAIN),
    )


def _of_script(script: Script) -> Facts:
    return (script.path, script.start, script.end, script.size, tuple(sorted(script.kinds)))
