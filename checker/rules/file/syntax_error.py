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
- The further places of a Flyway placeholder that no file gives a value: the finding of the first counts them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from checker.model import Change, Problem, Severity, Source
from checker.rule import Hit, rule

# One line of Flyway's configuration mends every place of such a word.
_WITHOUT_VALUE = " is a placeholder, and "


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Every place in a migration or a repeatable script that does not parse; of a word that wants a value, the first."""
    found = list(_found(change))
    words = Counter(hit.message for hit in found if _WITHOUT_VALUE in hit.message)
    for hit in found:
        more = words.pop(hit.message, 0) - 1 if _WITHOUT_VALUE in hit.message else 0
        if more > 0:
            yield hit._replace(message=f"{hit.message}; it stands in {more} more place{'s' * (more > 1)}")
        elif more == 0:
            yield hit


def _found(change: Change) -> Iterator[Hit]:
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
            f"{line.split()[0]} is a command of psql, and these files are read as what is sent to the server: write the SQL that it stands for",
        )
    return Hit(place, f"this is not SQL that PostgreSQL reads: {problem.message}")
