"""What is kept between runs about the files of migrations folders, so that a run meets only what has changed since.

Two forms: the facts about each group of files that a layout reads together, packed by many, for whoever looks at one of
its migrations; and of all groups that a change has left alone what rules ask of every migration (ids, digests, how many
statements of which kinds), in columns.
"""

from __future__ import annotations

import marshal
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from checker import kept
from checker.model import Columns, Migration, Tree
from checker.model.change import Later
from checker.parse.facts import Facts, directive, of_directive

# The files of a group (path, signature, digest), and the facts about its migrations.
Known = tuple[Facts, Facts]
Key = tuple[str, str]

_IN_A_PACK = 64


class Whole(Struct, frozen=True, eq=False):
    """What is kept of a folder's groups that a change has left alone, and could be read.

    `paths`, `names` (of their groups) and `signatures` have one entry a file, `columns` are what
    `Columns` are made of, `orders` one a migration. `where` says which group, and which of its migrations, each is. `wrong` are the
    groups that are read anew each time, with their files' signatures. `beside` are the facts about other groups.
    """

    paths: str
    names: str
    signatures: str
    columns: Sequence[Sequence[Any]]
    orders: Sequence[tuple[int | str, ...]]
    where: Sequence[tuple[int, int]]
    packs: Sequence[bytes | memoryview]
    wrong: frozenset[str]
    beside: bytes | memoryview

    @property
    def told(self) -> Columns:
        """The columns."""
        ids, sources, versions, prints, kinds, sizes, noted = self.columns
        said = Later(lambda: [(place, directive(*facts)) for place, facts in noted])
        return Columns(ids, sources, versions, prints, kinds, sizes, said)

    def groups(self) -> Iterator[tuple[str, Known]]:
        """Every group's facts by its name."""
        for pack in (*self.packs, self.beside):
            for name, signed, facts in marshal.loads(pack):  # noqa: S302
                yield name, (signed, facts)

    def pack(self, number: int) -> tuple[int, list[Known]]:
        """The facts about a group and its neighbours, and the number of the first of them."""
        pack = number // _IN_A_PACK
        return pack * _IN_A_PACK, [(signed, facts) for _, signed, facts in marshal.loads(self.packs[pack])]  # noqa: S302


class Memory:
    """The facts about one repository's migrations: those of the last run, and those for the next.

    `root` is where the repository lies. With `fresh` nothing is taken over, but what is found is kept.
    """

    def __init__(self, root: Path, *, fresh: bool = False) -> None:
        self._name = kept.entry_name("migrations", str(root))
        self._old: dict[Key, Facts] = {} if fresh else _loaded(self._name)
        self._new: dict[Key, Facts] = {}

    def whole(
        self, key: Key, tree: Tree, paths: Sequence[str], names: Sequence[str], changed: Container[str]
    ) -> tuple[Whole, list[str]] | None:
        """What is known of a folder, and the paths that it does not speak of; None where it has to be gone through.

        `names` are the groups of `paths`.
        """
        known = self._old.get(key)
        if known is None:
            return None
        whole = Whole(*known)
        theirs = frozenset(whole.paths.split("\0"))
        rest = [at for at, path in enumerate(paths) if path not in theirs or path in changed]
        still, groups = list(paths), list(names)
        for at in reversed(rest):
            del still[at], groups[at]
        # Where each file is a group of its own, it has the file's name.
        if "\0".join(still) != whole.paths or (
            whole.names != whole.paths if groups == still else "\0".join(groups) != whole.names
        ):
            return None
        if _signed(tree, still) != whole.signatures:
            return None
        others: dict[str, list[str]] = {}
        for at in rest:
            others.setdefault(names[at], []).append(paths[at])
        if others and not others.keys().isdisjoint(groups):
            return None
        for name, members in others.items():
            alone = not any(path in changed for path in members)
            if alone and _wrong(name, _signed(tree, members)) not in whole.wrong:
                return None
        self._new[key] = known
        return whole, [paths[at] for at in rest]

    def groups(self, key: Key) -> Mapping[str, Known]:
        """The facts about each group of a folder, by its name."""
        known = self._old.get(key)
        return {} if known is None else dict(Whole(*known).groups())

    def keep(
        self,
        key: Key,
        tree: Tree,
        groups: Mapping[str, Known | None],
        touched: Container[str],
        migrations: Iterable[tuple[Migration, str, int]],
        members: Mapping[str, Sequence[str]],
    ) -> None:
        """Keep what a run found out about a folder: of each group the facts, or None where something is wrong with it.

        `touched` are the groups that the change touches. `migrations` are those of all groups in order, each with its
        group and its place in there; `members` the paths of each group.
        """
        known = {name: found for name, found in groups.items() if found is not None}
        alone = [name for name in known if name not in touched]
        numbers = {name: number for number, name in enumerate(alone)}
        mine = [(one, numbers[name], place) for one, name, place in migrations if name in numbers]
        files = sorted((path, name, sign) for name in alone for path, sign, _ in known[name][0])
        packs = [
            marshal.dumps([(name, *known[name]) for name in alone[start : start + _IN_A_PACK]])
            for start in range(0, len(alone), _IN_A_PACK)
        ]
        wrong = {
            _wrong(name, _signed(tree, members[name]))
            for name, found in groups.items()
            if found is None and name not in touched
        }
        paths = "\0".join(path for path, _, _ in files)
        of = "\0".join(name for _, name, _ in files)
        self._new[key] = (
            paths,
            paths if of == paths else of,
            "\n".join(sign for _, _, sign in files),
            _columns([one for one, _, _ in mine]),
            [one.order for one, _, _ in mine],
            [(number, place) for _, number, place in mine],
            packs,
            frozenset(wrong),
            marshal.dumps([(name, *found) for name, found in known.items() if name not in numbers]),
        )

    def forget(self) -> None:
        """Let the next run take nothing over."""
        kept.store(self._name, {})

    def close(self) -> None:
        """Write what this run knows, for the next."""
        if self._new.keys() != self._old.keys() or any(
            known is not self._old[key] for key, known in self._new.items()
        ):
            _store(self._name, self._new)


def _loaded(name: str) -> dict[Key, Facts]:
    """What is kept of each folder; the packs are opened when somebody asks."""
    plain, rest = kept.load_with_rest(name) or ({}, memoryview(b""))
    return {
        key: (*told, [rest[start:end] for start, end in packs], wrong, rest[slice(*beside)])
        for key, (*told, packs, wrong, beside) in plain.items()
    }


def _store(name: str, folders: Mapping[Key, Facts]) -> None:
    rest: list[bytes | memoryview] = []
    end = 0

    def place(pack: bytes | memoryview) -> tuple[int, int]:
        nonlocal end
        rest.append(pack)
        start, end = end, end + len(pack)
        return start, end

    plain = {
        key: (*told, [place(pack) for pack in packs], wrong, place(beside))
        for key, (*told, packs, wrong, beside) in folders.items()
    }
    kept.store(name, plain, rest)


def _columns(migrations: Sequence[Migration]) -> tuple[Sequence[Any], ...]:
    """What `Columns` are made of; what is alike is one object, and written once."""
    kinds: dict[frozenset[str], frozenset[str]] = {}
    return (
        [one.id for one in migrations],
        [tuple(source.path for source in one.sources) for one in migrations],
        [one.version for one in migrations],
        [one.print for one in migrations],
        [kinds.setdefault(one.up.kinds, one.up.kinds) for one in migrations],
        [one.size for one in migrations],
        [(place, of_directive(said)) for place, one in enumerate(migrations) for said in one.directives],
    )


def _signed(tree: Tree, paths: Iterable[str]) -> str:
    """The signatures of files; that of one which nothing tells is empty, as none that is kept is."""
    return "\n".join([tree.signature(path) or "" for path in paths])


def _wrong(name: str, signatures: str) -> str:
    return f"{name}\0{signatures}"
