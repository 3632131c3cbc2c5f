"""What the audit folder says: every entry that was written, by a command or by hand, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from checker.ops.audit import text_of
from checker.rules.references.audit_report_invalid import UNFILED

_FILE_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})\.md")
_SECTION = re.compile(r"^## ", re.MULTILINE)
_BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_REQUIRED = ("run", "result", "started", "finished", "by", "commit", "database", "tool")
_RESULTS = ("passed", "failed", "error")


@dataclass(frozen=True, slots=True)
class Written:
    """A section of an audit file: its machine-readable block, and what is wrong with it ("" for nothing)."""

    path: Path
    line: int
    block: Mapping[str, Any]
    wrong: str = ""


def read(folder: Path) -> Iterator[Written]:
    """Every section of every file, oldest first; also what is wrong with a file as a whole.

    Raises CannotCheck where a file can't be read.
    """
    for path in sorted(folder.glob("*.md")) if folder.is_dir() else ():
        if path.name.lower() in UNFILED:
            continue
        named = _FILE_NAME.fullmatch(path.name)
        if named is None:
            yield Written(path, 1, {}, "its name is no date, as 2026-11-23.md")
            continue
        text = text_of(path)
        starts = [match.start() for match in _SECTION.finditer(text)]
        if not starts:
            yield Written(path, 1, {}, "it has no entry")
            continue
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
            yield _section(path, text.count("\n", 0, start) + 1, text[start:end], named[1])


def _section(path: Path, line: int, text: str, day: str) -> Written:
    import yaml

    blocks = _BLOCK.findall(text)
    if not blocks:
        return Written(path, line, {}, "the entry has no block that machines can read")
    try:
        block = yaml.safe_load(blocks[0])
    except yaml.YAMLError as error:
        return Written(path, line, {}, f"its block is not YAML: {str(error).splitlines()[0]}")
    if not isinstance(block, dict):
        return Written(path, line, {}, "its block is no mapping")
    if missing := [key for key in _REQUIRED if key not in block]:
        return Written(path, line, block, f"its block lacks {', '.join(missing)}")
    if block["result"] not in _RESULTS:
        return Written(path, line, block, f"its result is none of {', '.join(_RESULTS)}")
    try:
        started, finished = (datetime.fromisoformat(str(block[key])) for key in ("started", "finished"))
        backwards = finished < started
    except (ValueError, TypeError):
        return Written(path, line, block, "its times are not ISO 8601 with an offset")
    if backwards or started.astimezone(UTC).date().isoformat() != day:
        return Written(
            path, line, block, "it did not start on the file's day (UTC), or ended before it began"
        )
    return Written(path, line, block)
