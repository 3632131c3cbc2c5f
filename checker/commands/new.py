"""`db-verify new`: begin a migration."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from checker.commands import Terminal, add_shared
from checker.errors import UsageError

if TYPE_CHECKING:
    from checker.config import Contracts
    from checker.model import Migration


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add = parser.add_argument
    add("name", metavar="NAME", help="what it does, as add_owner")
    add("--folder", metavar="PATH", help="the migrations folder, where the config names several")
    add("--view", metavar="SCHEMA.VIEW", help="write a contract stub for this published view, too")
    add_shared(parser, "--config", "--verbose")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Write the files, none of which may be there yet, and the CHANGELOG line; gives 0."""
    import os
    from datetime import UTC, datetime
    from pathlib import Path
    from posixpath import normpath

    from checker.config import Options
    from checker.contracts import with_contracts
    from checker.discover import discover, newest_entries
    from checker.mend.edits import mend
    from checker.mend.files import write, write_new
    from checker.mend.new import new_files
    from checker.model import Finding, Severity
    from checker.parse.change import read_change
    from checker.rules.references._entry import entry
    from checker.settings import load_settings

    now = datetime.now(UTC)
    options = Options(everything=True, static=True, config=arguments.config, as_of=now.date())
    found = discover(Path.cwd(), options, {})
    config = load_settings(found, options).config
    # The first migration and the first contract are written into folders that are still empty.
    change = with_contracts(read_change(found, config, options, begun=False))
    wanted = None if arguments.folder is None else normpath(arguments.folder)
    folders = [one for one in config.migrations if wanted in (None, normpath(one.path))]
    if len(folders) != 1:
        names = ", ".join(one.path for one in config.migrations)
        what = (
            f"{wanted} is none of the config's folders of migrations" if wanted else "which folder is it for?"
        )
        raise UsageError(what, remedy=f"Name one with --folder: {names}")
    path = folders[0].path
    existing = tuple(one for one in change.migrations if one.folder.rstrip("/") == path.rstrip("/"))
    layout = folders[0].layout or (existing[0].layout if existing else "marker")
    trees = [tree.entries for tree in (found.head_tree, found.base_tree) if tree is not None]
    known = {one for tree in (*trees, newest_entries(found.root)) for one in tree.under(path)}
    files = new_files(layout, path, arguments.name, sorted(known), now)
    if arguments.view:
        files |= _contract(arguments.view, config.contracts)
    for one in files:
        if os.path.lexists(found.root / one):
            raise UsageError(f"{one} is there already")
    for one, text in files.items():
        write_new(found.root, one, text)
        terminal.say(f"new: {one}")
    made = next(iter(_read(path, layout, files)), None)
    if change.changelog is not None and made is not None:
        fix = entry(change.changelog, made)
        if fix is None:
            terminal.warn(f"{change.changelog.path} has no section Unreleased: no line was added")
        else:
            finding = Finding("", Severity.NOTE, "static", made.location, "", fix=fix)
            data = found.head_tree.read(change.changelog.path)
            write(found.root, mend(change.changelog.path, data, [finding]))
            terminal.say(f"changed: {change.changelog.path}")
    return 0


def _contract(view: str, contracts: Contracts | None) -> dict[str, str]:
    """The stub of a published view's contract, by its path; raises UsageError where there is no place for it."""
    import re

    from checker.mend.new import contract_stub

    if contracts is None:
        raise UsageError("the config names no `contracts`", remedy="Add it, or leave --view out.")
    schema, _, name = view.partition(".")
    if not (schema and name) or re.search(r"[./\\\s]", name):
        raise UsageError(f"--view {view!r} is not SCHEMA.VIEW", remedy="As public.v_eng_note.")
    return {f"{contracts.path.rstrip('/')}/{name}.odcs.yaml": contract_stub(view)}


def _read(folder: str, layout_name: str, files: dict[str, str]) -> list[Migration]:
    """The new migration as the layout reads it."""
    from checker.model import Source
    from checker.parse.layouts import File, layout

    read = [
        File(Source.of(path, text), status="added") for path, text in files.items() if path.endswith(".sql")
    ]
    return layout(layout_name).read(folder, read)
