"""The config and the baseline that count: the base's, with what the head says of things that the base does not have."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from checker.access import Allow, OwnSettings
from checker.baseline import merge, read_baseline
from checker.config import BASELINE_PATH, CONFIG_PATH, Config, MigrationsFolder, Options
from checker.configfile import read_config
from checker.errors import UsageError
from checker.model import BaselineEntry, Change, Found, Location, Source, Tree
from checker.parse.sql import read_text
from checker.rules import rule_ids

if TYPE_CHECKING:
    from checker.state import State

Item = TypeVar("Item")


class Settings(Struct, frozen=True):
    """`config` is what counts, `source` the file that it is mostly from; the rest is what each side has."""

    config: Config
    source: Source
    base: Config | None
    head: Config | None
    head_source: Source | None
    baseline: tuple[BaselineEntry, ...] = ()
    notes: tuple[str, ...] = ()


def load_settings(found: Found, options: Options) -> Settings:
    """Read both sides' config and baseline.

    Raises UsageError where neither side has a config, or where one that is read is wrong.
    """
    base = _read(found.base_tree, options.config)
    head = _read(found.head_tree, options.config)
    old = _config(base)
    new = old if base == head else _config(head)
    notes: list[str] = []
    if base is None and head is None:
        there = found.head_tree.entries.under(f"{options.config}/")
        what = "is a folder" if there else "does not exist"
        raise UsageError(
            f"there is no config: {options.config} {what}",
            remedy="`db-verify init` writes one from what it finds in the repository."
            if options.config == CONFIG_PATH
            else "Its path is relative to the repository's root; without --config it is db/verify.yml.",
        )
    if base is None and found.base_tree is not None:
        notes.append(f"the base has no {options.config}: the head's counts")
    config = combine(old, new, found.head_tree)
    source = base or head
    assert source is not None  # noqa: S101
    baseline = _baseline(found, adopted=base is not None)
    return Settings(config, source, old, new, head, baseline, tuple(notes))


def with_settings(change: Change, settings: Settings) -> Change:
    """A change with what each side's config says, and the baseline."""
    change = replace(
        change,
        base_config=settings.base,
        head_config=settings.head,
        head_config_source=settings.head_source,
        config_source=settings.source,
        baseline=settings.baseline,
        notes=(*settings.notes, *change.notes),
    )
    return with_new_access(change)


def _read(tree: Tree | None, path: str) -> Source | None:
    if tree is None or tree.entries.get(path) != "file":
        return None
    source, problems = read_text(path, tree.read(path))
    if problems:
        raise UsageError(problems[0].message, place=str(problems[0].location))
    return source


def _config(source: Source | None) -> Config | None:
    return None if source is None else read_config(source, rule_ids())


def _baseline(found: Found, *, adopted: bool) -> tuple[BaselineEntry, ...]:
    """The head's entries, with whether they count."""
    head = _read(found.head_tree, BASELINE_PATH)
    base = _read(found.base_tree, BASELINE_PATH)
    if head is None:
        return ()
    compared = found.base_tree is not None and adopted
    return merge(
        (read_baseline(base) if base else ()) if compared else None,
        read_baseline(head),
    )


def combine(base: Config | None, head: Config | None, tree: Tree) -> Config:
    """The base's config with what the head adds: folders, schemas, views, tables' access, promises that were none.

    A folder that the head's config gives up and that is gone is left out; a rule says that it was given up.
    """
    if base is None or head is None:
        config = base or head
        assert config is not None  # noqa: S101
        return config

    def there(mine: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
        kept = [path for path in mine if path in set(others) or tree.entries.under(path)]
        return _joined(kept, others)

    known = {folder.path for folder in base.migrations}
    folders: list[MigrationsFolder] = [
        folder
        for folder in base.migrations
        if folder.path in {one.path for one in head.migrations} or tree.entries.under(folder.path)
    ]
    folders += [folder for folder in head.migrations if folder.path not in known]
    contracts = base.contracts or head.contracts
    if base.contracts and head.contracts and not tree.entries.under(base.contracts.path):
        contracts = replace(base.contracts, path=head.contracts.path)
    return replace(
        base,
        migrations=tuple(folders),
        policies=there(base.policies, head.policies),
        views=there(base.views, head.views),
        seeds=there(base.seeds, head.seeds),
        consumer_code=there(base.consumer_code, head.consumer_code),
        bootstrap=base.bootstrap or head.bootstrap,
        exposed_schemas=_joined(base.exposed_schemas, head.exposed_schemas),
        published_views=_joined(base.published_views, head.published_views),
        contracts=contracts,
        changelog=_kept(base.changelog, head.changelog, tree),
        audit=_kept(base.audit, head.audit, tree),
        pull_request_ids=base.pull_request_ids or head.pull_request_ids,
    )


def _joined(mine: Iterable[Item], others: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys((*mine, *others)))


def _kept(mine: str | None, other: str | None, tree: Tree) -> str | None:
    if mine is None or (other is not None and not tree.entries.under(mine)):
        return other
    return mine if tree.entries.under(mine) or other is not None else None


def with_new_access(change: Change) -> Change:
    """A change whose `access:` also has what the head's says of relations that are new with the change.

    What the head says of anything that was there before does not count until it is merged; of what gets another name, as far as
    the base says it of the old one. Of the settings of an application the base's count, and of those that it does not name, the head's.
    Where the base declares nothing, all of the head's is more than that.
    """
    base, head = change.base_config, change.head_config
    if base is None or head is None or base.access == head.access:
        return change
    if not base.access.declared:
        access = replace(head.access, settings=_settings(base.access.settings, head.access.settings))
        return replace(change, config=replace(change.config, access=access))
    from checker.state import chain

    first = next((one.up for one in change.changed), None)
    first = first or next(iter(change.repeatable), None)
    end = chain(change).end
    before = _bare(end if first is None else chain(change).before(first))
    after = _bare(end)
    written = {one.path for one in (*(one.up for one in change.changed), *change.repeatable) if one.changed}
    hides = _hides(change, written)
    names = {
        name: [old for old, place in before.items() if place == made and old not in after]
        for name, made in after.items()
        if name not in before and made.path not in written
    }
    spoken_of = [
        *(on for one in base.access.allow for on in _ons(one.object)),
        *(one.object for one in base.access.approved),
    ]

    def is_new(on: str) -> bool:
        name = on.partition("(")[0]
        if set(on) & set("*?[") or name in before or any(fnmatchcase(on, pattern) for pattern in spoken_of):
            return False
        return after[name].path in written if name in after else hides

    def was_allowed(one: Allow) -> bool:
        role, on, may, claims = map(str, (one.role, one.object, one.may, one.claims))
        return any(base.access.allows(role, old, may, claims) for old in names.get(on, ()))

    allow = [
        replace(one, object=new)
        for one in head.access.allow
        if one not in base.access.allow and (new := tuple(filter(is_new, _ons(one.object))))
    ]
    allow += [each for one in head.access.allow for each in one.each() if was_allowed(each)]
    approved = [
        one
        for one in head.access.approved
        if one not in base.access.approved
        and (
            is_new(one.object)
            or any(base.access.approval(one.role, old) for old in names.get(one.object, ()))
        )
    ]
    access = replace(
        base.access,
        roles=_joined(base.access.roles, head.access.roles),
        settings=_settings(base.access.settings, head.access.settings),
        allow=(*base.access.allow, *allow),
        approved=(*base.access.approved, *approved),
    )
    return replace(change, config=replace(change.config, access=access))


def _bare(state: State) -> dict[str, Location]:
    """What `access:` can speak of, functions by their names alone, with where it was made."""
    return {name.partition("(")[0]: made for name, made in state.named()}


def _hides(change: Change, paths: Container[str]) -> bool:
    """Whether these files may make what they do not show: by an extension, or by what is put together when it is run."""
    from pglast import ast

    from checker.state import chain

    if any(mark.location.path in paths for mark in chain(change).end.all_undecided()):
        return True
    scripts = (*(migration.up for migration in change.changed), *change.repeatable)
    return any(
        isinstance(one.node, ast.CreateExtensionStmt)
        for script in scripts
        if script.path in paths
        for one in script.statements
    )


def _settings(base: OwnSettings, head: OwnSettings) -> OwnSettings:
    def joined(mine: Mapping[str, str], others: Mapping[str, str]) -> dict[str, str]:
        known = set(map(str.lower, mine))
        return {**mine, **{name: value for name, value in others.items() if name.lower() not in known}}

    return OwnSettings(joined(base.own, head.own), joined(base.another, head.another))


def _ons(on: str | tuple[str, ...]) -> tuple[str, ...]:
    return (on,) if isinstance(on, str) else on
