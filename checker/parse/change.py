"""From two trees of files to the `Change` that static rules judge."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from functools import partial

from msgspec.structs import replace

from checker.access import Access
from checker.config import Config, MigrationsFolder, Options
from checker.configfile import read_config
from checker.model import (
    Change,
    Found,
    History,
    Migration,
    Problem,
    Script,
    Source,
    Tree,
)
from checker.parse.demands import demand_a_tool, demand_files, demand_judged, place_in_config
from checker.parse.files import Reader
from checker.parse.folder import Folder
from checker.parse.layouts import File, Layout, guess, layout
from checker.parse.memory import Memory
from checker.parse.sql import read_text
from checker.parse.start import start_from


def read_change(found: Found, config: Config, options: Options, *, begun: bool = True) -> Change:
    """Read and parse everything that the config names, at head and, where rules compare, at base.

    Raises UsageError where a path of the command line, or one of the config once that is `begun`, names no file.
    """
    reader = Reader(found)
    if begun:
        demand_files(found, config, options)
    folders = _Folders(found, config, options, reader)
    migrations: Sequence[Migration] = _mark_duplicates(History.joined(folders.parts))
    dump: Script | None = None
    if config.start_from is not None:
        start = start_from(found, config.start_from, migrations, options.config)
        migrations, dump = start.migrations, start.dump
        folders.notes.append(start.note)
    head, base = found.head_tree, found.base_tree
    everything = options.everything or found.base is None
    change = Change(
        config=config,
        proposed_access=_proposed_access(found, config, options),
        base=found.base,
        head=found.head,
        everything=everything,
        migrations=migrations,
        bootstrap=reader.scripts(base or head, config.bootstrap) or reader.scripts(head, config.bootstrap),
        dump=dump,
        policies=reader.scripts(head, config.policies),
        views=(*folders.repeatable, *reader.scripts(head, config.views)),
        seeds=reader.scripts(head, config.seeds),
        base_scripts=()
        if base is None
        else (
            *reader.scripts(base, config.policies),
            *folders.base_repeatable,
            *reader.scripts(base, config.views),
        ),
        files=reader.file_changes(),
        changelog=reader.document(config.changelog) if config.changelog else None,
        audit=reader.documents(config.audit, ".md") if config.audit else (),
        contract_files=reader.documents(config.contracts.path, ".yaml", ".yml", ".md")
        if config.contracts
        else (),
        consumer_files=reader.consumer_files(config, everything=everything),
        workflows=reader.workflows(everything=everything),
        pull_request=found.pull_request,
        messages=found.messages,
        paths=options.paths,
        base_ids=frozenset(folders.base_ids),
        rules_off=_off_everywhere(folders.adapters),
        as_of=options.as_of,
        notes=tuple(folders.notes),
        passed_over=tuple(folders.passed_over),
        aside=(*folders.aside, *_ignored(found, config)),
        base_aside=frozenset(folders.base_aside),
    )
    if begun:
        demand_judged(found, change, options)
    return change


def _ignored(found: Found, config: Config) -> list[str]:
    """What lies where the config names folders of SQL, and git does not look at."""
    places = (*(folder.path for folder in config.migrations), *config.policies, *config.views)
    return [
        f"{path}, which git is told to ignore" for place in places for path in found.head_tree.ignored(place)
    ]


class _Folders:
    """What the folders of migrations hold: the migrations themselves, and the files that their tools treat otherwise."""

    def __init__(self, found: Found, config: Config, options: Options, reader: Reader) -> None:
        self._found = found
        self._options = options
        self._reader = reader
        self._memory = Memory(found.root, fresh=options.everything)
        self.parts: list[History] = []
        self.adapters: list[Layout] = []
        self.repeatable: list[Script] = []
        self.base_repeatable: list[Script] = []
        self.base_ids: set[str] = set()
        self.passed_over: list[Migration] = []
        self.aside: list[str] = []
        self.base_aside: set[str] = set()
        self.notes: list[str] = []
        for folder in config.migrations:
            self._read(folder)
        self._memory.close()

    def _read(self, folder: MigrationsFolder) -> None:
        """A folder at head, and what rules ask of it at base."""
        tree, reader = self._found.head_tree, self._reader
        every = tree.entries.under(folder.path)
        adapter = layout(folder.layout or self._guessed(folder.path, every))
        self.adapters.append(adapter)
        known = adapter.aside(every)
        self.aside += [f"{path}, which is {what}" for path, what in known.items()]
        paths = [path for path in every if path not in known]
        filled = adapter.placeholders(tree, folder.path)
        read = Folder(folder.path, adapter, tree, self._memory, filled).read(
            paths, partial(reader.file, tree, placeholders=filled), reader.changed
        )
        self.passed_over += [one for one in read.read if one.passed_over]
        self.parts.append(read.without_passed_over() if self.passed_over else read)
        scripts = reader.scripts(tree, _repeatable(adapter, paths), filled)
        self.repeatable += (replace(script, once=True) for script in scripts)
        if self._found.base_tree is not None:
            self._read_base(self._found.base_tree, folder.path, adapter, read)

    def _read_base(self, tree: Tree, folder: str, adapter: Layout, head: History) -> None:
        every = tree.entries.under(folder)
        known = adapter.aside(every)
        self.base_aside |= known.keys()
        paths = [path for path in every if path not in known]
        self.base_ids |= _ids(adapter, folder, paths, head)
        filled = adapter.placeholders(tree, folder)
        self.base_repeatable += self._reader.scripts(tree, _repeatable(adapter, paths), filled)

    def _guessed(self, folder: str, paths: Iterable[str]) -> str:
        """The layout of a folder for which the config names none."""
        tree = self._found.head_tree
        files = [self._reader.file(tree, path) for path in paths]
        demand_a_tool(folder, files, place_in_config(self._found, self._options, "migrations", folder))
        name, why = guess(folder, files, tree.entries)
        self.notes.append(f"the layout of {folder} was guessed to be {name}: {why}")
        return name


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
