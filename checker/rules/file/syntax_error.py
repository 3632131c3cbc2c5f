"""A file cannot be read as SQL.

## Why

What does not parse cannot be judged, and would fail when it is applied. A NUL byte is worse than a
typing error: the parser and the driver stop reading there, psql does not, so what stands behind it
is hidden from review. Nothing else in such a file is judged; the other files are.

## How to fix

Write the statement as PostgreSQL's grammar has it, and save the file as UTF-8 without NUL bytes:

```sql
create table app.note (id bigint primary key);
```

## Not reported

- A byte order mark, Windows line ends, a file of comments only.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Problem, Severity, Source
from checker.rule import Hit, rule


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Every place in a migration or a repeatable script that does not parse."""
    for migration in change.migrations if change.everything else change.changed:
        parts = [script.problems for script in migration.scripts]
        for problem in (*migration.problems, *(problem for part in parts for problem in part)):
            if problem.kind == "syntax":
                yield _hit(problem, migration.sources)
    for script in (*change.repeatable, *change.foundation, *change.seeds):
        for problem in script.problems:
            yield _hit(problem, (script.source,))


def _hit(problem: Problem, sources: tuple[Source, ...]) -> Hit:
    place = problem.location
    lines = next((source.lines for source in sources if source.path == place.path), ())
    line = lines[place.line - 1].lstrip() if place.line <= len(lines) else ""
    if line.startswith("\\"):
        return Hit(
            place,
            f"{line.split()[0]} is a command of psql, which no other tool understands: write the SQL that it stands for",
        )
    return Hit(place, f"this is not SQL that PostgreSQL reads: {problem.message}")
