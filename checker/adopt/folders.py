"""Which folders of a repository hold migrations, of which layout, and which of them can't be read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from pglast import ast

from checker.model import Migration, Tree
from checker.parse.layouts import File, guess, layout
from checker.parse.layouts.plain import goes_back
from checker.parse.layouts.unsupported import database_of, in_code, planned, plans, tool_of
from checker.parse.sql import read_text
from checker.state.lacking import OF_A_SUPERUSER

_VERSIONED = re.compile(r"(?:[0-9]+[_.-].*|[0-9]{12}__.*|[VUR][0-9._]*__.*)\.sql", re.IGNORECASE)
_BACK = re.compile(r"(?:downs?|undos?|reverts?|rollbacks?)", re.IGNORECASE)
_NUMBER_ALONE = re.compile(r"[0-9]+\.sql")
# What the Postgres image runs as superuser when its database is new: no migrations.
_OF_THE_IMAGE = re.compile(r"(?:^|/)(?:docker-entrypoint-)?initdb(?:\.d)?(?:/|$)")


class Folders(Struct, frozen=True):
    """The folders that hold migrations: those that can be read, each with layout, why that one, and number; and all of them.

    `left_out` says in words which can't be read; `needs` are the extensions that migrations make, and that nobody but a
    superuser may.
    """

    migrations: tuple[tuple[str, str, str, int], ...]
    every: tuple[str, ...]
    left_out: tuple[str, ...]
    needs: tuple[str, ...]


def migration_folders(
    tree: Tree, paths: Collection[str], candidates: Iterable[str], others: Sequence[re.Pattern[str]]
) -> Folders:
    """The folders of the `candidates` among a repository's paths; what the patterns of the `others` name is none."""
    held = {folder: files for folder in _folders(candidates, others) if (files := _files(tree, folder))}
    above = plans(paths, lambda path: read_text(path, tree.read(path))[0].text)
    strange = {
        folder: tool for folder, files in held.items() if (tool := tool_of(files) or planned(folder, above))
    }
    foreign = {
        folder: database
        for folder, files in held.items()
        if folder not in strange and (database := database_of(folder, files))
    }
    guessed = {
        folder: guess(folder, files, tree.entries)
        for folder, files in held.items()
        if folder not in strange and folder not in foreign
    }
    read = {folder: _migrations(name, folder, held[folder]) for folder, (name, _) in guessed.items()}
    numbered = {
        folder: names[0]
        for folder, (name, _) in guessed.items()
        if name == "plain"
        and all(map(_NUMBER_ALONE.fullmatch, names := [file.name for file in held[folder] if file.is_sql]))
    }
    # Beside migrations these are a benchmark's queries or the like.
    if len(numbered) == len(guessed):
        numbered = {}
    backward = {
        folder: back for folder, (name, _) in guessed.items() if (back := _back(name, folder, held[folder]))
    }
    migrations = tuple(
        (folder, *guessed[folder], sum(not one.passed_over for one in made))
        for folder, made in read.items()
        if folder not in numbered and folder not in backward
    )
    return Folders(
        migrations,
        tuple(held),
        (
            *_left_out(strange, paths, found=bool(migrations or numbered or foreign or backward)),
            *_not_taken(backward, foreign, numbered),
        ),
        _needs(one for folder, *_ in migrations for one in read[folder]),
    )


def _needs(migrations: Iterable[Migration]) -> tuple[str, ...]:
    """The extensions that these make and that are known to want a superuser."""
    asked = {
        str(statement.node.extname)
        for one in migrations
        for statement in one.up.statements
        if isinstance(statement.node, ast.CreateExtensionStmt)
    }
    return tuple(sorted(asked & OF_A_SUPERUSER))


def _folders(paths: Iterable[str], others: Sequence[re.Pattern[str]]) -> list[str]:
    """Folders that hold numbered SQL files, or folders with an up.sql or a migration.sql; the topmost of those inside each other.

    One whose files are called by a number alone counts where none of the others is above or below it.
    """
    found: set[str] = set()
    numbered: set[str] = set()
    for path in paths:
        folder, _, name = path.rpartition("/")
        if name in ("up.sql", "migration.sql") and "/" in folder:
            found.add(folder.rpartition("/")[0])
        elif folder and not any(pattern.search(folder) for pattern in (_OF_THE_IMAGE, *others)):
            if _NUMBER_ALONE.fullmatch(name):
                numbered.add(folder)
            elif _VERSIONED.fullmatch(name):
                found.add(folder)
    found |= {one for one in numbered if not any(within(one, other) or within(other, one) for other in found)}
    return sorted(one for one in found if not any(within(one, other) for other in found))


def _migrations(name: str, folder: str, files: Sequence[File]) -> list[Migration]:
    """What a layout reads of a folder's files, as a check does."""
    adapter = layout(name)
    aside = adapter.aside([file.path for file in files])
    return adapter.read(folder, [file for file in files if file.path not in aside])


def _files(tree: Tree, folder: str) -> list[File]:
    found = []
    for path in tree.entries.under(folder):
        if tree.entries[path] == "file":
            source, problems = read_text(path, tree.read(path))
            found.append(File(source, problems))
    return found


def _back(layout: str, folder: str, files: Iterable[File]) -> str | None:
    """The name, of a file or of their folder, that says that files take back what others did, where their layout has no such."""
    if layout == "plain" and _BACK.fullmatch(last := folder.rpartition("/")[2]):
        return last
    names = (file.name for file in files if file.is_sql)
    return next(filter(goes_back, names), None) if layout == "marker" else None


def _left_out(
    strange: Mapping[str, tuple[str, str]], paths: Collection[str], *, found: bool
) -> Iterator[str]:
    """In words, the migrations that db-verify can't read; those that are no SQL only where none were `found`."""
    for folder, (tool, why) in strange.items():
        yield f"the files in {folder} are {tool}'s ({why}), and db-verify does not know how that runs them"
    if not found and not strange:
        if plan := next((path for path in paths if path.rpartition("/")[2] == "sqitch.plan"), None):
            yield f"there is {plan}, and db-verify does not know how Sqitch runs its files"
        if programs := in_code(paths):
            yield f"the migrations in {programs} are programs, and db-verify judges SQL"


def _not_taken(
    backward: Mapping[str, str], foreign: Mapping[str, tuple[str, str]], numbered: Mapping[str, str]
) -> Iterator[str]:
    """In words, the migrations that are SQL, and of which nobody could say what they do."""
    for folder, back in backward.items():
        yield f"files in {folder} take others back, as {back} says, in a way that no tool does that db-verify knows"
    for folder, (whose, why) in foreign.items():
        yield f"the files in {folder} are {whose} ({why}), and db-verify judges PostgreSQL's"
    for folder, name in numbered.items():
        yield (
            f"the files in {folder} are called by a number alone ({name}), as migrations of no tool are that db-verify knows;"
            " where they are some all the same, add the folder with the layout plain"
        )


def within(folder: str, other: str) -> bool:
    """Whether a folder or file is somewhere below another folder."""
    return folder.startswith(f"{other}/")
