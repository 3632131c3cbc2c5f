"""Tools that no layout here speaks for, told by their files: one that fits by chance would run a down as a part of its up.

The marks are those of each tool's own documentation: Atlas ("Migration Directory Integrity"), Liquibase ("Formatted SQL
changelog"), node-pg-migrate ("Migrations", SQL), sql-migrate and tern (README).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from checker.parse.layouts import File

_LINES = {
    "tern": ("---- create above / drop below ----", r"^---- create above / drop below ----\s*$"),
    "sql-migrate": ("-- +migrate Up", r"^-- \+migrate (?:Up|Down)\b"),
    "node-pg-migrate": ("-- Up Migration", r"^[ \t]*--[ \t-]*(?:up|down)[ \t]+migration"),
    "Liquibase": ("--liquibase formatted sql", r"^--\s*liquibase formatted sql\b"),
}
_FILES = {"atlas.sum": "Atlas", "sqitch.plan": "Sqitch"}
_CODE = re.compile(
    r"(?P<folder>(?:.*/)?[^/]*migrat[^/]*(?:/versions)?)/(?:[0-9]+[_-]?|[0-9a-f]{12}_|V[0-9_]+__|Version[0-9]+)[^/]*"
    r"\.(?:rb|py|js|ts|cjs|mjs|php|exs|go|java|kt|cs)",
    re.IGNORECASE,
)


def tool_of(files: Sequence[File]) -> tuple[str, str] | None:
    """The tool whose files these are, and what tells it; None where no such tool is known."""
    for file in files:
        if tool := _FILES.get(file.name):
            return tool, f"there is {file.path}"
    for tool, (mark, pattern) in _LINES.items():
        line = re.compile(pattern, re.MULTILINE | re.IGNORECASE)
        for file in files:
            if file.is_sql and line.search(file.source.text):
                return tool, f"{file.path} has such lines as {mark}"
    return None


def in_code(paths: Iterable[str]) -> str | None:
    """A folder of migrations that are programs and no SQL, among these paths of files; the first one by name."""
    return min((found["folder"] for path in paths if (found := _CODE.fullmatch(path))), default=None)
