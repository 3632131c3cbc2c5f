"""The README's tables, made from the code that they speak of: `python -m bench.readme` writes them anew."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from checker.cli import EXIT_STATUS
from checker.commands import COMMANDS, check

ROOT = Path(__file__).resolve().parent.parent


def made(text: str) -> str:
    """The README with each part between `<!-- made: NAME -->` and `<!-- end -->` as the code has it now."""
    parts: dict[str, Callable[[], str]] = {
        "commands": commands,
        "options": options,
        "exit status": exit_status,
        "inputs": lambda: action("inputs"),
        "outputs": lambda: action("outputs"),
    }

    def replaced(match: re.Match[str]) -> str:
        return f"<!-- made: {match[1]} -->\n\n{parts[match[1]]()}\n<!-- end -->"

    return re.sub(r"<!-- made: ([\w ]+) -->.*?<!-- end -->", replaced, text, flags=re.DOTALL)


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def commands() -> str:
    """The commands and what they do."""
    return table(["command", "does"], [[f"`db-verify {name}`", about] for name, about in COMMANDS.items()])


def options() -> str:
    """The options of `check`, from its parser."""
    parser = argparse.ArgumentParser(prog="db-verify check", add_help=False)
    check.add_arguments(parser)
    rows = []
    for item in parser._actions:
        value = item.metavar or (",".join(map(str, item.choices)) if item.choices else "")
        shown = (
            " ".join([item.option_strings[0], *([str(value)] if value and item.nargs != 0 else [])])
            if item.option_strings
            else f"{value} …"
        )
        help = (item.help or "") % {"default": item.default}
        rows.append([f"`{shown}`", help])
    return table(["option", "means"], rows)


def exit_status() -> str:
    """The exit codes, as `--help` says them."""
    rows = re.findall(r"(?m)^ +(\d) +(\w+) +(.+)$", EXIT_STATUS)
    return table(
        ["code", "verdict", "meaning"], [[code, f"`{verdict}`", told] for code, verdict, told in rows]
    )


def action(kind: str) -> str:
    """The inputs or outputs of the action."""
    loaded: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))[kind]
    if kind == "outputs":
        return table(
            ["output", "is"], [[f"`{name}`", value["description"]] for name, value in loaded.items()]
        )
    rows = [
        [f"`{name}`", f"`{value['default']}`" if value["default"] else "", value["description"]]
        for name, value in loaded.items()
    ]
    return table(["input", "default", "means"], rows)


if __name__ == "__main__":
    readme = ROOT / "README.md"
    readme.write_text(made(readme.read_text("utf-8")), "utf-8")
