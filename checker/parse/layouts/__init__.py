"""How each tool lays its migrations out: order, directions, transaction; one small adapter each.

An adapter also declares how its tool runs a file, so that the trial can do the same: what it sends at once
(`Migration.unit`), who opens a transaction (`transaction`) and whether settings leak into the next file (`session`).
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import ClassVar, Literal

from msgspec import Struct
from msgspec.structs import replace

from checker.model import FileStatus, Location, Migration, Problem, Script, Source, Transaction, Tree
from checker.parse.placeholders import Placeholders
from checker.parse.sql import Takes, parse_script


class File(Struct, frozen=True):
    """A file below a migrations folder, read: what it says, what is wrong with it, and what the change did to it."""

    source: Source
    problems: tuple[Problem, ...] = ()
    status: FileStatus = "unchanged"

    @property
    def path(self) -> str:
        return self.source.path

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.source.path.rsplit("/", 1)[-1]

    @property
    def is_sql(self) -> bool:
        return self.name.lower().endswith(".sql")


class Layout(ABC):
    """One tool's grammar of files.

    `rules_off` are rules that make no sense there, each with the reason that the report gives. `repeatable`
    fits the names of the files that the tool runs again whenever they change, in name order; None in most.
    """

    name: ClassVar[str]
    rules_off: ClassVar[Mapping[str, str]] = MappingProxyType({})
    repeatable: ClassVar[re.Pattern[str] | None] = None

    @abstractmethod
    def read(self, folder: str, files: Sequence[File]) -> list[Migration]:
        """The migrations that a folder's files hold, in the tool's own order.

        Every file that looks like SQL becomes part of a migration, also where its name is wrong: a
        file that is passed over in silence would be a lie. Those of `aside` are not among the files.
        """

    def aside(self, paths: Sequence[str]) -> Mapping[str, str]:  # noqa: ARG002
        """The paths of a folder that its tool knows, and that are no part of the chain; each with what it is."""
        return {}

    def together(self, paths: Sequence[str]) -> list[str]:
        """For each path of a folder the name of the group that it is read in.

        What a group's files make of themselves depends on nothing but their own names and texts, and the group's name.
        In most layouts each file is a migration by itself.
        """
        return list(paths)

    def placeholders(self, tree: Tree, folder: str) -> Placeholders | None:  # noqa: ARG002
        """What the tree says of the words that the tool replaces in a folder's files; None where the tool replaces none, or asks elsewhere."""
        return None

    def filling(self, migration: Migration) -> Filling | None:  # noqa: ARG002
        """What the tool replaces in a migration's text before it sends it; None where it sends it as it stands."""
        return None


class Filling(Struct, frozen=True):
    """Words of a file that its tool replaces before it sends it, with what nobody knows here: what is written for them fits `words`."""

    tool: str
    words: re.Pattern[str]


class Manner(Struct, frozen=True):
    """How a tool runs a file, and what it is called in a message."""

    tool: str
    transaction: Transaction = "tool"
    unit: Literal["statement", "file"] = "file"
    session: Literal["fresh", "shared"] = "shared"
    takes: tuple[Takes, ...] = ()


class Parts(Struct, frozen=True):
    """What an adapter found out about one migration; `build` makes the migration of it."""

    id: str
    name: str
    version: int | str | tuple[int | str, ...]
    up: Script
    down: Script | None
    files: tuple[File, ...]
    markers: tuple[Location, ...] = ()
    problems: tuple[Problem, ...] = ()
    transaction: Transaction | None = None
    down_transaction: Transaction | None = None
    one_way: bool = False


def build(layout: str, folder: str, manner: Manner, parts: Parts) -> Migration:
    """A migration of its parts; what is wrong with a file at all comes first."""
    files = parts.files
    told = parts.markers or any(problem.kind == "marker" for problem in parts.problems)
    version = parts.version if isinstance(parts.version, tuple) else (parts.version,)
    return Migration(
        id=parts.id,
        name=parts.name,
        layout=layout,
        folder=folder,
        up=parts.up,
        down=parts.down,
        sources=tuple(file.source for file in files),
        status=_status(file.status for file in files),
        markers=parts.markers,
        problems=(
            *(problem for file in files for problem in file.problems),
            *parts.problems,
            *(() if told else _downs_of_others(parts.up, manner)),
            *_rollbacks_of_liquibase(parts.up),
        ),
        transaction=parts.transaction or manner.transaction,
        down_transaction=parts.down_transaction,
        order=(*version, files[0].path),
        one_way=parts.one_way,
        unit=manner.unit,
        session=manner.session,
    )


# As each tool's own documentation has it: tern, goose, sql-migrate, micrate, dbmate, node-pg-migrate, MyBatis Migrations, rambler,
# and the house.
_DOWN_OF_ANOTHER = re.compile(
    r"^[ \t]*(?:---- create above / drop below ----|--[ \t]*\+(?:goose|migrate|micrate)[ \t]+down\b.*|--[ \t]*migrate:down\b.*"
    r"|--[ \t]*//[ \t]*@undo\b.*|--[ \t]*rambler[ \t]+down\b.*"
    r"|--[ \t-]*down[ \t]+migration[ \t-]*|/\* DOWN \*/)[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
# shmig's, and those of many a runner of one's own: `-- @up` and below it `-- @down`. Alone, such a line is a remark.
_UP_OF_ONES_OWN = re.compile(r"^[ \t]*--[ \t=@-]*up[ \t=:-]*$", re.MULTILINE | re.IGNORECASE)
_DOWN_OF_ONES_OWN = re.compile(r"^[ \t]*--[ \t=@-]*down[ \t=:-]*$", re.MULTILINE | re.IGNORECASE)


_LIQUIBASE = re.compile(r"\s*(--[ \t]*liquibase[ \t]+formatted[ \t]+sql\b)", re.IGNORECASE)
_ROLLBACK = re.compile(
    r"^[ \t]*(?:--[ \t]*rollback\b|/\*[ \t]*liquibase[ \t]+rollback\b)", re.MULTILINE | re.IGNORECASE
)


def _downs_of_others(up: Script, manner: Manner) -> Iterator[Problem]:
    """The first line in an up that begins the down in another tool, where statements stand below it."""
    begun = _UP_OF_ONES_OWN.search(up.source.text, up.start, up.end)
    own = _DOWN_OF_ONES_OWN.finditer(up.source.text, begun.end(), up.end) if begun else ()
    for found in (*_DOWN_OF_ANOTHER.finditer(up.source.text, up.start, up.end), *own):
        inside = any(one.start <= found.start() < one.end for one in up.statements)
        if not inside and any(one.start >= found.end() for one in up.statements):
            place = up.source.line_location(up.source.position(found.start())[0])
            yield Problem(
                place,
                f"{found[0].strip()!r} begins the down in another tool, and {manner.tool} runs what stands below it as a part of the up:"
                " name the layout of the tool that knows the line, or take away what stands below it",
                "foreign",
            )
            return


def of_liquibase(text: str) -> re.Match[str] | None:
    """The line that a formatted SQL file of Liquibase's begins with (its documentation, "Formatted SQL changelog")."""
    return _LIQUIBASE.match(text)


def _rollbacks_of_liquibase(up: Script) -> Iterator[Problem]:
    text = up.source.text
    if (found := of_liquibase(text)) is None:
        return
    number = len(_ROLLBACK.findall(text))
    said = f"its {number} rollback{'' if number == 1 else 's'}" if number else "a rollback"
    yield Problem(
        up.source.line_location(up.source.position(found.start(1))[0]),
        f"this is a file of Liquibase's, whose comments no layout reads: {said} can't be tried, all of its changesets are run as one file, and"
        " contexts, preconditions, properties and runInTransaction are not followed. Keep to a changeset a file, and try the rollbacks elsewhere",
        "rollback",
    )


def script(file: File, manner: Manner, start: int = 0, end: int | None = None) -> Script:
    """A part of a file as a script; nothing where the file can't be read at all."""
    if file.problems:
        return Script(file.source, start, start, (), status=file.status)
    made = parse_script(file.source, start, end, takes=manner.takes, tool=manner.tool)
    return replace(made, status=file.status)


def empty(file: File) -> Script:
    """A script without anything in it."""
    return Script(file.source, 0, 0, (), status=file.status)


def misnamed(layout: str, folder: str, manner: Manner, file: File, wanted: str) -> Migration:
    """A file whose name the tool does not know, and therefore passes over: nothing of it is run."""
    stem = file.name.rsplit(".", 1)[0]
    problem = Problem(
        file.source.line_location(1),
        f"{file.name!r} names no migration, and {manner.tool} passes over it: {wanted}",
        "name",
    )
    parts = Parts(stem, stem, "", empty(file), None, (file,), problems=(problem,), one_way=True)
    return replace(build(layout, folder, manner, parts), order=("", file.path), passed_over=True)


def directly_in(folder: str, file: File) -> bool:
    """Whether a file lies in a folder itself and not in one below it."""
    return file.path.rpartition("/")[0] == folder.rstrip("/")


def in_order(migrations: Iterable[Migration]) -> list[Migration]:
    """By the tool's own order; those without a version come first, so that they are seen."""
    return sorted(migrations, key=lambda one: place_of(one.order))


def place_of(order: tuple[int | str, ...]) -> tuple[bool, tuple[int | str, ...], int | str]:
    """What a migration's `order` sorts by; see `in_order`."""
    return order[0] != "", order[:-1], order[-1]


def _status(statuses: Iterable[FileStatus]) -> FileStatus:
    """What the change did to a migration of several files: what it did to all of them, else `modified`."""
    found = set(statuses)
    return found.pop() if len(found) == 1 else "modified"


WRAPPED = ("transaction-missing", "statement-outside-transaction")
ONE_WAY = ("down-missing", "down-empty")


def off(rules: Iterable[str], why: str) -> dict[str, str]:
    """Rules that are off, all for one reason."""
    return dict.fromkeys(rules, why)


@cache
def layouts() -> dict[str, Layout]:
    """Every adapter by its name in the config."""
    from checker.parse.layouts.dbmate import Dbmate
    from checker.parse.layouts.diesel import Diesel
    from checker.parse.layouts.drizzle import Drizzle
    from checker.parse.layouts.flyway import Flyway
    from checker.parse.layouts.golang_migrate import GolangMigrate
    from checker.parse.layouts.goose import Goose
    from checker.parse.layouts.marker import Marker
    from checker.parse.layouts.plain import Plain
    from checker.parse.layouts.prisma import Prisma
    from checker.parse.layouts.sqlx import Sqlx
    from checker.parse.layouts.supabase import Supabase

    known: tuple[Layout, ...] = (
        Marker(),
        Dbmate(),
        Goose(),
        GolangMigrate(),
        Diesel(),
        Sqlx(),
        Flyway(),
        Supabase(),
        Prisma(),
        Drizzle(),
        Plain(),
    )
    return {one.name: one for one in known}


def layout(name: str) -> Layout:
    """The adapter of a layout by its name in the config."""
    return layouts()[name]


def guess(folder: str, files: Sequence[File], paths: Container[str]) -> tuple[str, str]:
    """The layout that a folder's files look like, and what tells it. `paths` are all files of the repository."""
    names = [file.name for file in files if file.is_sql]
    texts = [file.source.text for file in files if file.is_sql]
    if any(re.search(r"^--\s*\+goose\s+up", text, re.MULTILINE | re.IGNORECASE) for text in texts):
        return "goose", "a file has the line -- +goose Up"
    if any(re.search(r"^--\s*migrate:up", text, re.MULTILINE) for text in texts):
        return "dbmate", "a file has the line -- migrate:up"
    if any(re.search(r"^/\* DOWN \*/\s*$", text, re.MULTILINE) for text in texts):
        return "marker", "a file has the line /* DOWN */"
    if any(file.path.endswith("/meta/_journal.json") for file in files):
        return "drizzle", "there is a meta/_journal.json"
    if any(file.name == "snapshot.json" for file in files) and "migration.sql" in names:
        return "drizzle", "folders hold a migration.sql and a snapshot.json"
    if any(name == "migration.sql" for name in names):
        return "prisma", "a folder holds a migration.sql"
    if any(name == "up.sql" for name in names):
        return "diesel", "a folder holds an up.sql"
    if any(re.fullmatch(r"V[0-9][0-9._]*__.*\.sql", name) for name in names):
        return "flyway", "a file is called V…__….sql"
    parts = folder.strip("/").split("/")
    above = ("/".join([*parts[:depth], "Cargo.toml"]) for depth in range(len(parts) + 1))
    rust = next((path for path in above if path in paths), None)
    if any(re.fullmatch(r"[0-9]+_.*\.(?:up|down)\.sql", name) for name in names):
        if rust:
            return "sqlx", f"files are called ….up.sql, and there is {rust}"
        return "golang-migrate", "files are called ….up.sql and ….down.sql"
    if folder.rstrip("/").endswith("supabase/migrations"):
        return "supabase", "the folder is supabase/migrations"
    if rust and any(re.fullmatch(r"[0-9]+_.*\.sql", name) for name in names):
        return "sqlx", f"files are called NUMBER_….sql, and there is {rust}"
    if any(re.fullmatch(r"[0-9]{12}__.*\.sql", name) for name in names):
        return "marker", "files are called YYYYMMDDHHMM__….sql"
    from checker.parse.layouts.plain import reads

    if reads(names):
        return "plain", "files are called NUMBER_….sql, and nothing in them tells what runs them"
    return "marker", "nothing in it tells another one, though its files are not called YYYYMMDDHHMM__….sql"
