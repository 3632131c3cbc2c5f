"""`db-verify trace`: commits and the backlog items that they name."""

from __future__ import annotations

import argparse
import os
from contextlib import nullcontext
from pathlib import Path

from checker.commands import Terminal, add_shared


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add = parser.add_argument
    add("--since", metavar="REV", help="look at the commits after REV only (default: the whole history)")
    add("--execute", action="store_true", help="link them; without it nothing is written")
    add("--format", choices=("text", "json"), default="text", help="default: %(default)s")
    add_shared(parser, "--config", "--verbose")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Trace and show; gives 1 where a commit names what is not there, or contradicts an item."""
    import json
    from dataclasses import asdict

    from checker.commands.check import read_date
    from checker.commits import trailers
    from checker.ops.audit import Recording, recorded
    from checker.ops.files import SERVICE, read_files
    from checker.ops.target import Target
    from checker.ops.trace import KEYS, trace

    files = read_files(Path.cwd(), os.environ, read_date(None), arguments.config)
    target = Target.read(os.environ, owner=files.owner)
    commits = trailers(files.found.root, KEYS, arguments.since)
    recording = (
        recorded(
            files.audit_folder,
            "trace",
            database=target.name,
            commit=files.commit,
            mask=target.without_secrets,
        )
        if arguments.execute
        else nullcontext(Recording())
    )
    with recording as record:
        found = trace(target, commits, SERVICE, write=arguments.execute)
        record.result = "failed" if found.problems else "passed"
        record.facts["linked"] = {link.item: link.commit for link in found.links}
        for problem in found.problems:
            record.tell(f"- {problem}")
    if arguments.format == "json":
        terminal.say(
            json.dumps({"schema": "db-verify/trace/v1", **asdict(found)}, indent=2, ensure_ascii=False)
        )
        return 1 if found.problems else 0
    word = "linked to" if found.written else "would be linked to"
    for link in found.links:
        terminal.tell(f"{link.item} {word} {link.commit[:12]} {link.subject}")
    for problem in found.problems:
        terminal.tell(f"problem: {problem}")
    for item, state in found.without:
        terminal.tell(f"{item} is {state}, and no commit names it")
    terminal.tell(
        f"{target.name}: {len(commits)} commits with trailers; {len(found.links)} items {word} one, {found.kept} had one,"
        f" {len(found.without)} without, {len(found.problems)} problems"
        + ("" if found.written else "; --execute writes")
    )
    return 1 if found.problems else 0
