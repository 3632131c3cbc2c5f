"""From two trees of files to the `Change` that static rules judge."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from difflib import SequenceMatcher
from functools import partial

from msgspec.structs import replace

from checker.access import Access
from checker.config import BASELINE_PATH, Config, Options, place_of, read_config
from checker.errors import UsageError
from checker.model import (
    Change,
    Document,
    FileChange,
    FileStatus,
    Found,
    History,
    Location,
    Migration,
    PathChange,
    Problem,
    Script,
    Source,
    Tree,
    under,
)
from checker.parse.directives import script_with_directives
from checker.parse.folder import Folder
from checker.parse.layouts import File, Layout, guess, layout, of_liquibase
from checker.parse.memory import Memory
from checker.parse.placeholders import Placeholders
from checker.parse.sql import parse_script, read_text
from checker.parse.start import start_from

WORKFLOWS = ".github/workflows"
_OF_SQL = frozenset({"bootstrap", "migrations", "policies", "views", "seeds"})


def read_change(found: Found, config: Config, options: Options, *, begun: bool = True) -> Change:
    """Read and parse everything that the config names, at head and, where rules compare, at base.

    Raises UsageError where a path of the command line, or one of the config once that is `begun`, names no file.
    """
    reader = _Reader(found)
    if begun:
        _demand_files(found, config, options)
    parts: list[History] = []
    repeatable: list[Script] = []
    base_repeatable: list[Script] = []
    base_ids: set[str] = set()
    notes: list[str] = []
    adapters: list[Layout] = []
    passed_over: list[Migration] = []
    aside: list[str] = []
    base_aside: set[str] = set()
    memory = Memory(found.root, fresh=options.everything)
    for folder in config.migrations:
        every = found.head_tree.entries.under(folder.path)
        name: str | None = folder.layout
        if name is None:
            files = [reader.file(found.head_tree, path) for path in every]
            _demand_a_tool(folder.path, files, _place(found, options, "migrations", folder.path))
            name, why = guess(folder.path, files, found.head_tree.entries)
            notes.append(f"the layout of {folder.path} was guessed to be {name}: {why}")
        adapter = layout(name)
        adapters.append(adapter)
        known = adapter.aside(every)
        aside += [f"{path}, which is {what}" for path, what in known.items()]
        paths = [path for path in every if path not in known]
        filled = adapter.placeholders(found.head_tree, folder.path)
        read = Folder(folder.path, adapter, found.head_tree, memory, filled).read(
            paths, partial(reader.file, found.head_tree, placeholders=filled), reader.changed
        )
        passed_over += [one for one in read.read if one.passed_over]
        parts.append(read.without_passed_over() if passed_over else read)
        repeatable += (
            replace(script, once=True)
            for script in reader.scripts(found.head_tree, _repeatable(adapter, paths), filled)
        )
        if found.base_tree is not None:
            old = found.base_tree.entries.under(folder.path)
            known = adapter.aside(old)
            base_aside |= known.keys()
            old = [path for path in old if path not in known]
            base_ids |= _ids(adapter, folder.path, old, read)
            filled = adapter.placeholders(found.base_tree, folder.path)
            base_repeatable += reader.scripts(found.base_tree, _repeatable(adapter, old), filled)
    memory.close()
    for place in (*(folder.path for folder in config.migrations), *config.policies, *config.views):
        aside += [f"{path}, which git is told to ignore" for path in found.head_tree.ignored(place)]
    migrations: Sequence[Migration] = _mark_duplicates(History.joined(parts))
    bootstrap = reader.scripts(found.base_tree or found.head_tree, config.bootstrap) or reader.scripts(
        found.head_tree, config.bootstrap
    )
    dump: Script | None = None
    if config.start_from is not None:
        start = start_from(found, config.start_from, migrations, options.config)
        migrations, dump = start.migrations, start.dump
        notes.append(start.note)
    change = Change(
        config=config,
        proposed_access=_proposed_access(found, config, options),
        base=found.base,
        head=found.head,
        everything=options.everything or found.base is None,
        migrations=migrations,
        bootstrap=bootstrap,
        dump=dump,
        policies=reader.scripts(found.head_tree, config.policies),
        views=(*repeatable, *reader.scripts(found.head_tree, config.views)),
        seeds=reader.scripts(found.head_tree, config.seeds),
        base_scripts=()
        if found.base_tree is None
        else (
            *reader.scripts(found.base_tree, config.policies),
            *base_repeatable,
            *reader.scripts(found.base_tree, config.views),
        ),
        files=reader.file_changes(),
        changelog=reader.document(config.changelog) if config.changelog else None,
        audit=reader.documents(config.audit, ".md") if config.audit else (),
        contract_files=reader.documents(config.contracts.path, ".yaml", ".yml", ".md")
        if config.contracts
        else (),
        consumer_files=reader.consumer_files(config, everything=options.everything or found.base is None),
        workflows=reader.workflows(everything=options.everything or found.base is None),
        pull_request=found.pull_request,
        messages=found.messages,
        paths=options.paths,
        base_ids=frozenset(base_ids),
        rules_off=_off_everywhere(adapters),
        as_of=options.as_of,
        notes=tuple(notes),
        passed_over=tuple(passed_over),
        aside=tuple(aside),
        base_aside=frozenset(base_aside),
    )
    if begun:
        _demand_judged(found, change, options)
    return change


def _demand_a_tool(folder: str, files: Iterable[File], place: str) -> None:
    """A layout that is guessed must not be that of another tool's files, of which it would run a part."""
    path = next((file.path for file in files if file.is_sql and of_liquibase(file.source.text)), None)
    if path is not None:
        raise UsageError(
            f"{folder} names no layout, and {path} is a file of Liquibase's, which none reads as it does",
            place=place,
            remedy="Write layout: plain, where its SQL is to be judged as one file all the same: its rollbacks are then not tried, and the"
            " report says so.",
        )


def _proposed_access(found: Found, config: Config, options: Options) -> Access | None:
    """What the head's config says of access, where that is not what the base's says."""
    if found.base_tree is None or found.head_tree.entries.get(options.config) != "file":
        return None
    if all(change.path != options.config for change in found.changes):
        return None
    source, _ = read_text(options.config, found.head_tree.read(options.config))
    proposed = read_config(source).access
    return None if proposed == config.access else proposed


def _off_everywhere(adapters: Sequence[Layout]) -> dict[str, str]:
    """The rules that make no sense in any of the folders."""
    first, *others = adapters
    return {
        rule: why for rule, why in first.rules_off.items() if all(rule in one.rules_off for one in others)
    }


def _ids(adapter: Layout, folder: str, paths: Iterable[str], head: History) -> set[str]:
    """The ids of the base's migrations, told by their names alone; those that stayed what they were are the head's."""
    stayed = [migration for migration in head.read if not migration.changed]
    known = {*head.unread_paths, *(source.path for one in stayed for source in one.sources)}
    others = [File(Source(path, "")) for path in paths if path not in known]
    return {*head.unread_ids, *(migration.id for migration in (*stayed, *adapter.read(folder, others)))}


def _repeatable(adapter: Layout, paths: Iterable[str]) -> list[str]:
    """The files that a layout's tool runs again whenever they change, in name order."""
    pattern = adapter.repeatable
    if pattern is None:
        return []
    names = {path: path.rpartition("/")[2] for path in paths}
    return sorted(
        (path for path, name in names.items() if pattern.fullmatch(name)), key=lambda path: names[path]
    )


def _demand_files(found: Found, config: Config, options: Options) -> None:
    """A path that names nothing would make the check pass on nothing."""
    entries = found.head_tree.entries
    for key, paths in config.paths.items():
        for path in paths:
            files = entries.under(path)
            for file in files if key in _OF_SQL else ():
                if entries[file] != "file" and (hidden := _hidden(found.head_tree, file)) is not None:
                    raise UsageError(
                        f"{key} names {path}, and {file} in it is {hidden}: what it holds can't be read",
                        place=_place(found, options, key, path),
                        remedy="Only regular files are read: put the files themselves there.",
                    )
            if files and key in _OF_SQL and not any(file.lower().endswith(".sql") for file in files):
                raise UsageError(
                    f"{key} names {path}, and there is no SQL file in it",
                    place=_place(found, options, key, path),
                    remedy="Mend the path, or take the entry out.",
                )
            if not files:
                raise UsageError(
                    f"{key} names {path}, and there is no such file or folder",
                    place=_place(found, options, key, path),
                    remedy="Mend the path, or take the entry out.",
                )
    for path in options.paths:
        if not entries.under(path):
            meant = [
                one for one in entries if f"/{path}".endswith(f"/{one}") or f"/{one}".endswith(f"/{path}")
            ]
            raise UsageError(
                f"{path} names no file that git knows",
                remedy="Paths are relative to the repository's root"
                + (f": {meant[0]}, as it seems." if len(meant) == 1 else "."),
            )


def _demand_judged(found: Found, change: Change, options: Options) -> None:
    """A path of the command line that holds nothing of what is read would make the check pass on nothing as well."""
    if not options.paths:
        return
    scripts = (*change.foundation, *change.repeatable, *change.seeds)
    known = {script.path for script in scripts}
    known |= {source.path for one in change.passed_over for source in one.sources}
    told = [place for key, paths in change.config.paths.items() if key not in _OF_SQL for place in paths]
    told += [options.config, BASELINE_PATH, WORKFLOWS]
    for path in options.paths:
        files = found.head_tree.entries.under(path)
        if any(file in known or change.history.at(file) for file in files):
            continue
        if not any(under(files, place) for place in told):
            raise UsageError(
                f"{path} holds nothing that is judged: no migration, no script, nothing that the config names",
                remedy="Name one of those, or a folder that holds some.",
            )


def _hidden(tree: Tree, path: str) -> str | None:
    """What an entry is that can stand for a folder whose files nobody reads; None for all others."""
    kind = tree.entries[path]
    if kind in ("submodule", "directory"):
        return "another repository's folder"
    return "a symbolic link" if kind == "symlink" and "." not in path.rpartition("/")[2] else None


def _place(found: Found, options: Options, key: str, path: str) -> str:
    """Where the config names a path: the base's, which counts, or else the head's."""
    for tree in (found.base_tree, found.head_tree):
        if tree is not None and tree.entries.get(options.config) == "file":
            source, problems = read_text(options.config, tree.read(options.config))
            place = options.config if problems else place_of(source, key, path)
            if place.count(":"):
                return place
    return options.config


class _Reader:
    """Reads paths of a found repository, each with what the change did to it."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self._changes: dict[str, PathChange] = {change.path: change for change in found.changes}

    @property
    def changed(self) -> Collection[str]:
        """The paths that the change touches."""
        return self._changes

    def status(self, path: str) -> FileStatus:
        change = self._changes.get(path)
        return change.status if change else "unchanged"

    def file(self, tree: Tree, path: str, placeholders: Placeholders | None = None) -> File:
        kind = tree.entries[path]
        if kind != "file":
            said = {"symlink": "a symbolic link", "directory": "a folder", "submodule": "a submodule"}.get(
                kind, kind
            )
            problem = Problem(
                Location(path), f"{path.rsplit('/', 1)[-1]!r} is {said}; only regular files are read"
            )
            return File(Source.of(path, ""), (problem,), self.status(path))
        source, problems = read_text(path, tree.read(path))
        if placeholders is not None and not problems:
            source = placeholders.fill(source)
        return File(source, problems, self.status(path))

    def files(self, tree: Tree, place: str) -> list[File]:
        return [self.file(tree, path) for path in tree.entries.under(place)]

    def scripts(
        self, tree: Tree, places: Iterable[str], placeholders: Placeholders | None = None
    ) -> tuple[Script, ...]:
        """The SQL scripts that places (folders or files) hold, each place's in name order."""
        return tuple(
            _script(self.file(tree, path, placeholders))
            for place in places
            for path in tree.entries.under(place)
            if path.lower().endswith(".sql")
        )

    def document(self, path: str) -> Document | None:
        tree = self._found.head_tree
        if tree.entries.get(path) != "file":
            return None
        source, _ = read_text(path, tree.read(path))
        change = self._changes.get(path)
        base = _later(self._found.base_tree, change.old_path or path) if change else source
        added = frozenset(range(1, len(source.lines) + 1)) if base is None else _added_lines(base, source)
        return Document(source, self.status(path), added, base)

    def documents(self, place: str, *endings: str) -> tuple[Document, ...]:
        paths = [path for path in self._found.head_tree.entries.under(place) if path.endswith(endings)]
        return tuple(document for document in map(self.document, paths) if document is not None)

    def workflows(self, *, everything: bool) -> tuple[Document, ...]:
        """GitHub's workflows, which lie in one folder and nowhere below it."""
        tree = self._found.head_tree
        if not everything and not any(path.startswith(f"{WORKFLOWS}/") for path in self._changes):
            return ()
        paths = [
            path for path in tree.entries.under(WORKFLOWS) if path.count("/") == WORKFLOWS.count("/") + 1
        ]
        documents = (self.document(path) for path in paths if path.endswith((".yml", ".yaml")))
        return tuple(document for document in documents if document is not None)

    def consumer_files(self, config: Config, *, everything: bool) -> tuple[Document, ...]:
        """Application code, of which only what changed is read unless everything is judged: it may be large."""
        tree = self._found.head_tree
        paths = [path for place in config.consumer_code for path in tree.entries.under(place)]
        chosen = [
            path
            for path in dict.fromkeys(paths)
            if tree.entries.get(path) == "file" and (everything or path in self._changes)
        ]
        texts = [path for path in chosen if not read_text(path, tree.read(path))[1]]
        return tuple(document for document in map(self.document, texts) if document is not None)

    def file_changes(self) -> tuple[FileChange, ...]:
        """The changed paths, with their texts on both sides, which are read when something asks for them."""
        found = self._found
        return tuple(
            FileChange(
                change.path,
                change.status,
                change.old_path,
                base=_later(found.base_tree, change.old_path or change.path),
                head=_later(found.head_tree, change.path),
            )
            for change in found.changes
        )


def _later(tree: Tree | None, path: str) -> Source | None:
    """A file's text in a tree, where it has that file."""
    if tree is None or tree.entries.get(path) != "file":
        return None
    return Source(path, lambda: read_text(path, tree.read(path))[0].text)


def _script(file: File) -> Script:
    if file.problems:
        return Script(file.source, 0, len(file.source.text), (), (), file.problems, file.status)
    return script_with_directives(replace(parse_script(file.source), status=file.status))


def _added_lines(base: Source, head: Source) -> frozenset[int]:
    """The 1-based lines of `head` that are not lines of `base`."""
    if base.text == head.text:
        return frozenset()
    matcher = SequenceMatcher(None, base.lines, head.lines, autojunk=False)
    return frozenset(
        line + 1
        for tag, _, _, start, end in matcher.get_opcodes()
        if tag in ("insert", "replace")
        for line in range(start, end)
    )


def _mark_duplicates(migrations: History) -> History:
    """Give every migration but the first of an id the problem that it is taken; see `Migration.version`."""
    versions = list(migrations.versions)
    if len(set(versions)) == len(versions):
        return migrations
    first: dict[Hashable, Migration] = {}
    marked: list[Migration] = []
    for migration in migrations:
        named = not any(problem.kind == "name" for problem in migration.problems)
        nameless = migration.order[:-1] == ("",) and migration.layout != "marker"
        other = first.setdefault(migration.version, migration) if named or not nameless else migration
        if other is not migration:
            newer, older = (
                (migration, other) if migration.changed or not other.changed else (other, migration)
            )
            problem = Problem(
                newer.location,
                f"the id {migration.id} is taken by {older.path}; give this migration one of its own",
                "version",
            )
            if newer is migration:
                migration = replace(migration, problems=(*migration.problems, problem))
            else:
                marked = [replace(m, problems=(*m.problems, problem)) if m is other else m for m in marked]
        marked.append(migration)
    return History(marked)
