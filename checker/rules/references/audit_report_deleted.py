"""An audit report that is merged has been deleted.

## Why

The reports say what was run when, and with which verdict, for whoever asks later. What is done wrong is put right by a later
entry; one that is gone looks as if nothing had been done.

## How to fix

Bring the file back, and write what is to be put right into today's report:

```text
git checkout origin/main -- ops/audit/2026-01-02.md
```

## Not reported

- Repositories without `audit:` in the config.
- Files in that folder that are not reports: only `.md` counts.
- What is edited in a report: its review shows that.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Location, Severity
from checker.rule import Hit, rule


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each report that is gone, or has gone elsewhere under another name."""
    if change.config.audit is None:
        return
    folder = f"{change.config.audit.rstrip('/')}/"
    for file in change.files:
        old = file.path if file.status == "deleted" else file.old_path if file.status == "renamed" else None
        if old is None or not old.startswith(folder) or not old.endswith(".md"):
            continue
        where = "" if file.status == "deleted" else f" (it is {file.path} now)"
        yield Hit(
            Location(old) if file.status == "deleted" else Location(file.path),
            f"{old} is merged, and says what was run{where}: bring it back, and put right what is wrong in today's report",
            object=old,
        )
