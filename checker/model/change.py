"""What the files say: statements, scripts, migrations, and the change that a pull request makes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeVar, overload

from msgspec import Struct, field

from checker.model.text import Location, Problem, Source

if TYPE_CHECKING:
    from pglast import ast

    from checker.access import Access
    from checker.config import Config
    from checker.model.contract import Consumer, Contract
    from checker.model.history import History

FileStatus = Literal["added", "modified", "renamed", "deleted", "unchanged"]
Transaction = Literal["file", "tool", "batches", "none"]
Direction = Literal["up", "down"]
Item = TypeVar("Item")


class Statement(Struct, frozen=True):
    """One SQL statement: its tree (pglast) and its place, without the semicolon.

    `start` and `end` are offsets in `source.text`; the tree's own `location` fields are offsets from
    `shift` on. `data` are the lines that follow a `COPY … FROM stdin`, without the `\\.` that ends them.
    """

    node: ast.Node
    source: Source
    start: int
    end: int
    shift: int = 0
    data: str | None = None

    @property
    def location(self) -> Location:
        return self.source.location(self.start, self.end)

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    @property
    def kind(self) -> str:
        """The name of the tree's class, as `CreateStmt`."""
        return type(self.node).__name__

    def at(self, node: ast.Node | int | None) -> Location:
        """The place of a node of this statement's tree (of the token it begins with), or of a tree's offset.

        A node without a place of its own, or None, is placed at the whole statement.
        """
        offset = node if isinstance(node, int) else getattr(node, "location", None)
        if not isinstance(offset, int) or not self.start <= offset + self.shift < self.end:
            return self.location
        return self.source.location(offset + self.shift)


class Comment(Struct, frozen=True):
    """A comment token, with its delimiters."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    @property
    def location(self) -> Location:
        return self.source.location(self.start, self.end)


class Script(Struct, frozen=True):
    """A run of statements: one direction of a migration, or a whole repeatable script.

    `start` and `end` bound it in `source.text`. `problems` are places where the text is not SQL;
    a script that has one is not judged further, since a rule cannot know what the rest would say.
    `once` says of a repeatable script that its tool runs it again only where its text is another one.
    """

    source: Source
    start: int
    end: int
    statements: Sequence[Statement]
    comments: Sequence[Comment] = ()
    problems: tuple[Problem, ...] = ()
    status: FileStatus = "unchanged"
    directives: tuple[Directive, ...] = ()
    unread: Unread | None = None
    once: bool = False

    @classmethod
    def later(cls, source: Source, start: int, end: int, unread: Unread) -> Script:
        """A script whose statements and comments are read when something asks for them."""
        statements: Later[Statement] = Later(lambda: unread.script.statements)
        comments: Later[Comment] = Later(lambda: unread.script.comments)
        return cls(source, start, end, statements, comments, unread=unread)

    @property
    def size(self) -> int:
        """The number of its statements."""
        return len(self.statements) if self.unread is None else self.unread.size

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of its statements, as `Statement.kind` has them."""
        if self.unread is None:
            return frozenset(statement.kind for statement in self.statements)
        return self.unread.kinds

    @property
    def path(self) -> str:
        return self.source.path

    @property
    def location(self) -> Location:
        """Where to point when nothing in it is to blame: its first statement, else its beginning."""
        if self.statements:
            return self.statements[0].location
        return self.source.location(self.start, self.start)

    @property
    def changed(self) -> bool:
        return self.status != "unchanged"

    @property
    def runs_again(self) -> bool:
        """Whether a database that has had the repeatable script before gets it with this change."""
        return self.changed or not self.once


class Unread(Struct, frozen=True, eq=False, dict=True):
    """What is known of a script that was not read again: how many statements of which kinds, and how to read it."""

    size: int
    kinds: frozenset[str]
    read: Callable[[], Script]

    @cached_property
    def script(self) -> Script:
        """The script, read once."""
        return self.read()


class Later(Sequence[Item]):
    """A sequence that is made when something first looks at it."""

    def __init__(self, make: Callable[[], Sequence[Item]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Sequence[Item]:
        return self._make()

    def __len__(self) -> int:
        return len(self._made)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._made)

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | Sequence[Item]:
        return self._made[index]


class Directive(Struct, frozen=True):
    """A comment that speaks to db-verify: `-- db-verify: WORD [ARGUMENT] key="value" …`.

    `covers` is the statement that it stands before, or None where it stands in the file's header and
    speaks of the whole file. `problem` says what is wrong with it; it then has no effect.
    """

    word: str
    argument: str
    values: Mapping[str, str]
    location: Location
    covers: Location | None
    problem: str | None = None

    def __str__(self) -> str:
        values = " ".join(f'{key}="{value}"' for key, value in self.values.items())
        said = " ".join(part for part in (self.word, self.argument, values) if part)
        return f"{self.location.path}:{self.location.line}: {said}"


class Migration(Struct, frozen=True):
    """A migration in its layout's order: an id, an up, and a down where there is one.

    `sources` are the files it is made of, the up's first. `markers` are the places of what separates
    the directions, for layouts that keep both in one file. `transaction` says who opens one: the file
    itself (`file`), the tool around the file (`tool`) or around what stands between statements that PostgreSQL refuses in
    one (`batches`), or nobody (`none`); `down_transaction` is said where the tool is told
    otherwise of the down (see `transaction_of`). `unit` is what the tool sends
    at once: a statement, or the whole file as one string, which is an implicit transaction of its own
    (PostgreSQL manual, 54.2.2.1). `session` says whether settings leak into the next file (`shared`) or not.
    `passed_over` says that its tool does not know the name, and runs nothing of it.
    `order` is its place among the others, its path last; what stands before the path is the tool's version.
    """

    id: str
    name: str
    layout: str
    folder: str
    up: Script
    down: Script | None
    sources: tuple[Source, ...]
    status: FileStatus = "unchanged"
    markers: tuple[Location, ...] = ()
    problems: tuple[Problem, ...] = ()
    directives: tuple[Directive, ...] = ()
    transaction: Transaction = "file"
    irreversible: str | None = None
    order: tuple[int | str, ...] = ()
    one_way: bool = False
    unit: Literal["statement", "file"] = "statement"
    session: Literal["fresh", "shared"] = "fresh"
    down_transaction: Transaction | None = None
    passed_over: bool = False

    def transaction_of(self, script: Script) -> Transaction:
        """Who opens the transaction of one of its scripts."""
        return self.down_transaction or self.transaction if script is self.down else self.transaction

    @property
    def path(self) -> str:
        return self.sources[0].path

    @property
    def location(self) -> Location:
        """The first line of its first file."""
        return self.sources[0].line_location(1)

    @property
    def changed(self) -> bool:
        return self.status != "unchanged"

    @property
    def print(self) -> str:
        """What decides what its up does: how it is run, and its files by their digests."""
        up = self.up
        files = "\0".join(f"{source.path}\0{source.print}" for source in self.sources)
        return f"{self.transaction}\0{self.unit}\0{up.path}\0{up.start}\0{up.end}\0{files}"

    @property
    def version(self) -> Hashable:
        """What the tool takes it for, within what it counts as one history.

        Two are the same to it as 2 and 002 are. All of the house's folders are one history, since people name these
        ids; each folder is one elsewhere.
        """
        return self.id if self.layout == "marker" else (self.folder, self.order[:-1])

    @property
    def size(self) -> int:
        """The number of statements of its scripts."""
        return sum(script.size for script in self.scripts)

    @property
    def parsed(self) -> bool:
        """Whether all of it is SQL, so that rules may judge it."""
        unread = any(problem.kind in ("syntax", "marker") for problem in self.problems)
        return not unread and not any(script.problems for script in self.scripts)

    @property
    def scripts(self) -> tuple[Script, ...]:
        return (self.up,) if self.down is None else (self.up, self.down)


class Document(Struct, frozen=True):
    """A file that is not SQL (CHANGELOG, audit entry, contract): its text and the lines that the change adds.

    `base` is its text on the base, None where the base has no such file.
    """

    source: Source
    status: FileStatus = "unchanged"
    added: frozenset[int] = frozenset()
    base: Source | None = None

    @property
    def path(self) -> str:
        return self.source.path


class FileChange(Struct, frozen=True):
    """One path that differs between base and head; `old_path` is set for a rename.

    A deletion has no `head` source, an addition no `base` source.
    """

    path: str
    status: FileStatus
    old_path: str | None = None
    base: Source | None = None
    head: Source | None = None


class BaselineEntry(Struct, frozen=True):
    """A known finding that does not fail the check: the fingerprint of so many findings, where the baseline says it.

    `counts` says that base and head both have it, so that a change can't excuse what it brings; what the head's entry excuses
    beyond the base's is an entry of its own.
    """

    fingerprint: str
    rule: str
    path: str
    object: str | None
    number: int
    location: Location
    counts: bool = True


class Change(Struct, frozen=True, eq=False, dict=True):
    """All that static rules may look at: what the files say, and what of it is new.

    `base` and `head` are commits (40 hex digits); `base` is None where the whole tree is judged
    against nothing. `migrations` are all that are known, in order; `everything` says whether all of
    them are judged or the changed ones only. `dump` stands for the beginning that `start_from` leaves out. `pull_request` is the title and text of the pull
    request where there is one, `messages` the commits' messages between base and head. `paths` narrows
    what is judged to these files and folders. `base_ids` are the ids of the migrations on the base,
    `base_scripts` its policies and views in order. `rules_off` says which rules make no sense in this
    repository's layout, and why; `notes` what was guessed or left out while reading.
    `base_config` and `head_config` are what each side says of itself, `head_config_source` the head's file;
    `config` is what counts of them. `baseline` are the head's entries. `as_of` is what "today" is. `contracts` are the head's contracts and
    `base_contracts` the base's; `contract_problems` are what is wrong with the head's files, and a
    contract that has one is not among them. `consumer_files` are the files
    of `consumer_code:` that are judged, those that are not text left out. `config_source` is the text of the config that counts. `workflows`
    are GitHub's, none where the change touches none and not all is judged. `passed_over`
    are the files whose names their tool does not know, so that it runs nothing of them, and `aside` says which it runs elsewhere than in the chain;
    `base_aside` are the paths of the base's. A change is large: two are equal only where they are the same one.
    """

    config: Config
    base: str | None
    head: str | None
    everything: bool
    migrations: Sequence[Migration] = ()
    bootstrap: tuple[Script, ...] = ()
    dump: Script | None = None
    policies: tuple[Script, ...] = ()
    views: tuple[Script, ...] = ()
    seeds: tuple[Script, ...] = ()
    files: tuple[FileChange, ...] = ()
    changelog: Document | None = None
    audit: tuple[Document, ...] = ()
    contracts: tuple[Contract, ...] = ()
    contract_files: tuple[Document, ...] = ()
    pull_request: str | None = None
    messages: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    base_ids: frozenset[str] = frozenset()
    base_scripts: tuple[Script, ...] = ()
    rules_off: Mapping[str, str] = field(default_factory=dict)
    as_of: date = date.min
    notes: tuple[str, ...] = ()
    base_config: Config | None = None
    head_config: Config | None = None
    head_config_source: Source | None = None
    baseline: tuple[BaselineEntry, ...] = ()
    base_contracts: tuple[Contract, ...] = ()
    contract_problems: tuple[Problem, ...] = ()
    consumers: tuple[Consumer, ...] = ()
    proposed_access: Access | None = None
    consumer_files: tuple[Document, ...] = ()
    config_source: Source | None = None
    workflows: tuple[Document, ...] = ()
    passed_over: tuple[Migration, ...] = ()
    aside: tuple[str, ...] = ()
    base_aside: frozenset[str] = frozenset()

    @property
    def foundation(self) -> tuple[Script, ...]:
        """What is run before the first migration: the bootstrap, and the dump where there is one."""
        return self.bootstrap if self.dump is None else (*self.bootstrap, self.dump)

    @property
    def repeatable(self) -> tuple[Script, ...]:
        """The repeatable scripts, in the order in which they run: policies protect before views expose."""
        return (*self.policies, *self.views)

    def _chosen(self, path: str, changed: bool) -> bool:
        if self.paths:
            return any(wanted == "." or f"{path}/".startswith(f"{wanted}/") for wanted in self.paths)
        return self.everything or changed

    def judges(self, migration: Migration) -> bool:
        """Whether rules about SQL look at a migration."""
        return migration.parsed and any(
            self._chosen(source.path, migration.changed) for source in migration.sources
        )

    @cached_property
    def history(self) -> History:
        """The migrations, as what can say what is true of all without making each."""
        from checker.model.history import History

        return self.migrations if isinstance(self.migrations, History) else History(self.migrations)

    @cached_property
    def changed(self) -> tuple[Migration, ...]:
        """The migrations that the change adds, edits or renames."""
        return tuple(migration for migration in self.history.read if migration.changed)

    @cached_property
    def judged(self) -> tuple[Migration, ...]:
        """The migrations that rules about SQL look at: those that parse, changed ones only unless all are asked for."""
        some = self.migrations if self.paths or self.everything else self.changed
        return tuple(migration for migration in some if self.judges(migration))

    @cached_property
    def scripts(self) -> tuple[Script, ...]:
        """The repeatable scripts that rules look at: those that parse, changed ones only unless all are asked for."""
        return tuple(
            script
            for script in self.repeatable
            if not script.problems and self._chosen(script.path, script.changed)
        )

    def statements(self) -> Iterator[tuple[Script, Statement]]:
        """Each statement of the judged migrations' ups and of the judged repeatable scripts, in order."""
        for migration in self.judged:
            for statement in migration.up.statements:
                yield migration.up, statement
        for script in self.scripts:
            for statement in script.statements:
                yield script, statement
