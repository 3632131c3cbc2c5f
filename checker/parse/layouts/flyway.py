"""Flyway: `V1.2__name.sql`, `U1.2__name.sql` that undoes it, `R__name.sql` that runs again when it changes, and `B1.2__name.sql`
that stands for all versions up to its own in a new database.

Versions compare number by number. Flyway cuts a file into statements and sends them one by one, in a transaction
unless `V1__name.sql.conf` says `executeInTransaction=false` or the file holds only what can't run in one; it gives the
session's role and search_path back after each file, and takes the data lines of COPY … FROM stdin (Flyway's
documentation, "Migrations", "Baseline migrations", "Script configuration", "PostgreSQL").
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from pglast import ast

from checker.model import Filled, Migration, Problem, Script, Tree
from checker.parse.layouts import (
    WRAPPED,
    File,
    Filling,
    Layout,
    Manner,
    Parts,
    build,
    empty,
    in_order,
    misnamed,
    off,
    script,
)
from checker.parse.placeholders import Placeholders, placeholders

_VERSIONED = re.compile(r"([VUB])([0-9]+(?:[._][0-9]+)*)__(.+)\.sql")
# What Flyway runs around its own work, by the name alone ("Callback events").
_CALLBACK = re.compile(
    r"(?:(?:before|after)(?:Each)?(?:Migrate|Versioned|Repeatables|Undo|Clean|Info|Validate|Baseline|Repair|Connect|CreateSchema)"
    r"(?:Statement)?(?:Error|Applied|OperationFinish)?|createSchema)(?:__.*)?\.sql"
)
_REPEATABLE = re.compile(r"R__(.+)\.sql")
_MANNER = Manner("Flyway", unit="statement", session="fresh", takes=("data",))
_WANTED = "files are called V1__name.sql, U1__name.sql, B1__name.sql or R__name.sql"


class Flyway(Layout):
    """See `Layout`."""

    name = "flyway"
    rules_off = off(WRAPPED, "Flyway opens the transaction itself")
    repeatable = _REPEATABLE

    def placeholders(self, tree: Tree, folder: str) -> Placeholders:
        """See `Layout`: Flyway's own."""
        return placeholders(tree, folder)

    def filling(self, migration: Migration) -> Filling | None:
        """See `Layout`: placeholders, unless the configuration says otherwise."""
        source = migration.sources[0]
        return Filling("Flyway", source.words) if isinstance(source, Filled) and source.words else None

    def aside(self, paths: Sequence[str]) -> Mapping[str, str]:
        """See `Layout`: callbacks, and baselines where the migrations that they stand for are there."""
        names = [(path, path.rpartition("/")[2]) for path in paths]
        found = {
            path: "a callback, which Flyway runs around its own work"
            for path, name in names
            if _CALLBACK.fullmatch(name)
        }
        versions = [
            (named.group(1), _version(named.group(2)), path)
            for path, name in names
            if (named := _VERSIONED.fullmatch(name))
        ]
        first = min((version for kind, version, _ in versions if kind == "V"), default=None)
        alone = [
            version for kind, version, _ in versions if kind == "B" and (first is None or version < first)
        ]
        begins = max(alone, default=None)
        found |= {
            path: "a baseline, in whose place a later one is run"
            if begins is not None and version < begins
            else "a baseline, which Flyway begins a new database with; here the migrations that it stands for are run"
            for kind, version, path in versions
            if kind == "B" and version != begins
        }
        return found

    def read(self, folder: str, files: Sequence[File]) -> list[Migration]:
        """See `Layout`."""
        configured = {
            file.path.removesuffix(".conf"): file for file in files if file.name.endswith(".sql.conf")
        }
        ups: list[tuple[tuple[int, ...], str, File]] = []
        undos: dict[tuple[int, ...], File] = {}
        made: list[Migration] = []
        for file in files:
            named = _VERSIONED.fullmatch(file.name)
            if named is None:
                if file.is_sql and not _REPEATABLE.fullmatch(file.name):
                    made.append(misnamed(self.name, folder, _MANNER, file, _WANTED))
                continue
            version = _version(named.group(2))
            if named.group(1) == "U":
                undos.setdefault(version, file)
            else:
                ups.append((version, named.group(3), file))
        reversible = bool(undos)
        for version, title, file in ups:
            undo = undos.pop(version, None)
            confs = [configured.get(one.path) if one else None for one in (file, undo)]
            made.append(_one(folder, version, title, file, undo, confs, reversible and file.name[0] == "V"))
        made += [_alone(folder, version, file) for version, file in undos.items()]
        return in_order(made)

    def together(self, paths: Sequence[str]) -> list[str]:
        """See `Layout`; the files of a version are read together, and one undo is felt by all."""
        named = [_VERSIONED.fullmatch(path.rpartition("/")[2].removesuffix(".conf")) for path in paths]
        undone = any(one.group(1) == "U" for one in named if one)
        return [
            f"{_version(one.group(2))} {undone}" if one else path
            for path, one in zip(paths, named, strict=True)
        ]


def _version(text: str) -> tuple[int, ...]:
    """The numbers of a version, noughts at the end left out: 1.0 is 1."""
    numbers = [int(part) for part in re.split(r"[._]", text)]
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _one(
    folder: str,
    version: tuple[int, ...],
    title: str,
    file: File,
    undo: File | None,
    configured: Sequence[File | None],
    reversible: bool,
) -> Migration:
    up, down = script(file, _MANNER), script(undo, _MANNER) if undo else None
    parts = Parts(
        id=".".join(map(str, version)),
        name=title,
        version=version,
        up=up,
        down=down,
        files=tuple(one for one in (file, undo, *configured) if one is not None),
        transaction=_transaction(up, configured[0]),
        down_transaction=_transaction(down, configured[1]) if down else None,
        one_way=not reversible,
    )
    return build("flyway", folder, _MANNER, parts)


def _transaction(part: Script, configured: File | None) -> Literal["tool", "none"]:
    """Who opens a script's transaction: by its own configuration file, or by what it holds."""
    said = configured.source.text if configured else ""
    alone = re.search(r"^\s*executeInTransaction\s*=\s*false\s*$", said, re.MULTILINE) is not None
    return "none" if alone or _only_outside(part) else "tool"


def _only_outside(up: Script) -> bool:
    """Whether every statement is one that Flyway itself runs without a transaction."""
    return bool(up.statements) and all(_outside(one.node) for one in up.statements)


def _outside(node: ast.Node) -> bool:
    match node:
        case ast.IndexStmt() | ast.DropStmt():
            return bool(node.concurrent)
        case ast.ReindexStmt(params=params):
            return any(one.defname == "concurrently" for one in params or ())
        case ast.VacuumStmt(is_vacuumcmd=True) | ast.CreatedbStmt() | ast.AlterSystemStmt():
            return True
    return False


def _alone(folder: str, version: tuple[int, ...], file: File) -> Migration:
    problem = Problem(file.source.line_location(1), "there is no V migration of this version to undo", "name")
    number = ".".join(map(str, version))
    parts = Parts(number, number, version, empty(file), script(file, _MANNER), (file,), problems=(problem,))
    return build("flyway", folder, _MANNER, parts)
