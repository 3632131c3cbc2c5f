"""An audit report cannot be read by a machine.

## Why

Reports are counted and searched when somebody asks what was done in a year. One without a date, or whose YAML
does not parse, is not found then.

## How to fix

A file a day, named by it; what was done stands in a block of YAML, or in front matter. `db-verify audit` counts blocks
with these keys:

````markdown
# Audit of 2026-11-23

## Review of the owners of notes

```yaml
run: review
result: passed
started: '2026-11-23T09:10:00+00:00'
finished: '2026-11-23T09:40:00+00:00'
by: who
commit: null
database: none
tool: db-verify check
migrations: ['202511230900']
```
````

## Not reported

- Reports that the change does not touch.
- Reports without front matter and YAML, as long as their name is a day.
- Files that are not Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from checker.model import Change, Document, Severity
from checker.rule import Hit, rule

_FRONT_MATTER = re.compile(r"\A---\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_FENCE = re.compile(r"^```ya?ml[ \t]*\r?\n(.*?)^```", re.DOTALL | re.MULTILINE)
# What the folder has beside reports.
UNFILED = ("readme.md", "template.md", "index.md")


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each report that the change touches whose name is no day, is in the future, or whose YAML is none."""
    for document in change.audit:
        name = document.path.rsplit("/", 1)[-1]
        if document.status == "unchanged" or name.lower() in UNFILED:
            continue
        day = _day(name.removesuffix(".md"))
        if day is None:
            yield _hit(document, 1, "its name is no day: call it YYYY-MM-DD.md")
            continue
        if change.as_of != date.min and day > change.as_of:
            yield _hit(document, 1, f"{day} is in the future: a report is written on the day")
        yield from _blocks(document, day)


def _blocks(document: Document, day: date) -> Iterator[Hit]:
    import yaml

    text = document.source.text
    front = _FRONT_MATTER.match(text)
    for found in (*([front] if front else []), *_FENCE.finditer(text)):
        line = document.source.position(found.start(1))[0]
        try:
            data: Any = yaml.safe_load(found[1])
        except yaml.YAMLError as error:
            mark = getattr(error, "context_mark", None) or getattr(error, "problem_mark", None)
            yield _hit(
                document, line + (mark.line if mark else 0), f"this YAML can't be read: {_problem(error)}"
            )
            continue
        said = data.get("date") if isinstance(data, dict) else None
        if found is front and said is not None and str(said) != day.isoformat():
            yield _hit(document, line, f"it says date: {said}, and the file is of {day}: make them the same")


def _problem(error: Exception) -> str:
    return str(getattr(error, "problem", None) or error).split("\n")[0]


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date() if len(text) == 10 else None  # noqa: DTZ007
    except ValueError:
        return None


def _hit(document: Document, line: int, what: str) -> Hit:
    return Hit(
        document.source.line_location(line),
        f"this audit report is not well formed: {what}",
        object=document.path,
    )
