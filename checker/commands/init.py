"""`db-verify init`: a config and a workflow for this repository."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from checker.commands import Terminal, add_shared

if TYPE_CHECKING:
    from checker.adopt.look import Adoption


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add_shared(parser, "--config", "--verbose")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Write what is missing, say what was found and what comes next; gives 0."""
    import shlex
    from pathlib import Path

    from checker.adopt.look import look
    from checker.adopt.write import WORKFLOW_PATH, config_text, workflow_text
    from checker.commands.check import read_date
    from checker.config import CONFIG_PATH, Options
    from checker.configfile import read_config
    from checker.discover import default_branch, discover
    from checker.errors import UsageError
    from checker.mend.files import write_new
    from checker.model import Source
    from checker.parse.layouts import layouts
    from checker.report.escape import wrap

    options = Options(everything=True, config=arguments.config, as_of=read_date(None))
    found = discover(Path.cwd(), options, {})
    if (found.root / arguments.config).exists():
        raise UsageError(f"{arguments.config} is there already", remedy="Edit it, or remove it first.")
    adoption = look(found)
    if not adoption.migrations:
        raise UsageError(
            f"no migrations were found that db-verify can read: {'; '.join(adoption.left_out)}"
            if adoption.left_out
            else "no folder of SQL migrations was found",
            remedy=f"Where there are some all the same, write {arguments.config} by hand: version: 1, and migrations: with a"
            f" path and a layout ({', '.join(layouts())}).",
        )
    text = config_text(adoption)
    read_config(Source.of(arguments.config, text))
    written = {arguments.config: text}
    if not (found.root / WORKFLOW_PATH).exists():
        branch = default_branch(found.root)
        written[WORKFLOW_PATH] = workflow_text(branch, arguments.config)
    for path, content in written.items():
        write_new(found.root, path, content)
        terminal.say(f"new: {path}")
    elsewhere = f" --config {shlex.quote(arguments.config)}" if arguments.config != CONFIG_PATH else ""
    said = _found(adoption, arguments.config)
    if WORKFLOW_PATH in written:
        said.append(f"the workflow runs on pushes to {branch}, and on each pull request")
    said += [
        "",
        "What comes next:",
        f"1. Read {arguments.config}. Where migrations need roles or extensions that somebody else makes, add a bootstrap;"
        " under access, say who may do what.",
        f"2. db-verify check{elsewhere} --all              what it says of all that is there",
        f"3. db-verify check{elsewhere} --write-baseline   what you will not mend now is known",
        f"4. Fill OWNER and COMMIT into {WORKFLOW_PATH}, commit, and make `DB Verify` a required check.",
    ]
    for line in said:
        first, *rest = wrap(line, terminal.width - 3) or [""]
        terminal.say("\n".join([first, *(f"   {more}" for more in rest)]))
    return 0


def _found(adoption: Adoption, config: str) -> list[str]:
    """What was found and what was not, in a line each."""
    from checker.report.words import number

    said = [
        f"found: {number(count, 'migration')} in {folder}, layout {name} ({why})"
        for folder, name, why, count in adoption.migrations
    ]
    if len(adoption.migrations) > 1:
        said.append(
            f"these folders are tried in one database, in the order of {config}: what another database has, take out,"
            " and give it a config of its own (--config)"
        )
    said += [f"left out: {one}" for one in adoption.left_out]
    said += [f"{key}: {', '.join(places)}" for key, places in adoption.places.items() if places]
    if adoption.settings:
        said.append(f"settings that policies ask for: {', '.join(adoption.settings)}")
    if adoption.stubs:
        said.append(f"pretended in the trial: the extensions {', '.join(adoption.stubs)}")
    if adoption.needs:
        said.append(
            "made before the migrations, since nobody but a superuser may make them: the extensions"
            f" {', '.join(adoption.needs)}"
        )
    if not adoption.exposed:
        said.append(
            "exposed_schemas: none, since no file enables row-level security and nothing tells of an API in front of the database;"
            " name them where others than the application connect to it"
        )
    missing = [key for key, places in adoption.places.items() if not places]
    if missing:
        said.append(f"not found: {', '.join(missing)}")
    return said
