"""What a config and a command line must name, so that a check never passes on nothing."""

from __future__ import annotations

from collections.abc import Iterable

from checker.config import BASELINE_PATH, Config, Options
from checker.configfile import place_of, places_of
from checker.errors import UsageError
from checker.model import Change, Found, Tree, under
from checker.parse.files import WORKFLOWS
from checker.parse.layouts import File, of_liquibase
from checker.parse.sql import read_text

_OF_SQL = frozenset({"bootstrap", "migrations", "policies", "views", "seeds"})


def demand_files(found: Found, config: Config, options: Options) -> None:
    """A path that names nothing would make the check pass on nothing."""
    entries = found.head_tree.entries
    for key, paths in config.paths.items():
        for path in paths:
            files = entries.under(path)
            for file in files if key in _OF_SQL else ():
                if entries[file] != "file" and (hidden := _hidden(found.head_tree, file)) is not None:
                    raise UsageError(
                        f"{key} names {path}, and {file} in it is {hidden}: what it holds can't be read",
                        place=place_in_config(found, options, key, path),
                        remedy="Only regular files are read: put the files themselves there.",
                    )
            if files and key in _OF_SQL and not any(file.lower().endswith(".sql") for file in files):
                raise UsageError(
                    f"{key} names {path}, and there is no SQL file in it",
                    place=place_in_config(found, options, key, path),
                    remedy="Mend the path, or take the entry out.",
                )
            if not files:
                raise UsageError(
                    f"{key} names {path}, and there is no such file or folder",
                    place=place_in_config(found, options, key, path),
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


def demand_judged(found: Found, change: Change, options: Options) -> None:
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


def place_in_config(found: Found, options: Options, key: str, path: str) -> str:
    """Where the config names a path: the base's, which counts, or else the head's, as of a folder that is new."""
    said = []
    for tree in (found.base_tree, found.head_tree):
        if tree is not None and tree.entries.get(options.config) == "file":
            source, problems = read_text(options.config, tree.read(options.config))
            if not problems:
                if named := places_of(source, key, path):
                    return named[0]
                said.append(place_of(source, key, path))
    return next((place for place in said if place.count(":")), options.config)


def demand_a_tool(folder: str, files: Iterable[File], place: str) -> None:
    """A layout that is guessed must not be that of another tool's files, of which it would run a part."""
    path = next((file.path for file in files if file.is_sql and of_liquibase(file.source.text)), None)
    if path is not None:
        raise UsageError(
            f"{folder} names no layout, and {path} is a file of Liquibase's, which none reads as it does",
            place=place,
            remedy="Write layout: plain, where its SQL is to be judged as one file all the same: its rollbacks are then not tried, and the"
            " report says so.",
        )
