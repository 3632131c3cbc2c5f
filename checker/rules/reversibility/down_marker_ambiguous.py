"""Where a migration's down begins is unclear.

## Why

What stands below the marker undoes; what stands above it is applied. If a tool and a reader disagree about
where that line is, the down is run as part of the up. So it is where the config names a layout that does not know the
line: `-- Down Migration` says nothing to what runs plain files. No layout reads the comments of Liquibase's formatted SQL; such a file is a
warning, since its rollbacks are tried by nobody.

## How to fix

One marker, in just these characters, on a line of its own between two statements:

```sql
begin;
create table app.note (id bigint primary key);
commit;

/* DOWN */

begin;
drop table app.note;
commit;
```

## Not reported

- `/* DOWN */` in a string, a function's body or a longer comment, where it is no marker.
- The line that begins the down in another tool (`-- Down Migration`), where no statement stands below it or it is in a body.
- A line such as `-- down` beside a right marker, where it is a remark.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.rule import Hit, rule


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each place that a layout's reader could not tell apart."""
    for migration in change.migrations if change.everything else change.changed:
        for problem in migration.problems:
            if problem.kind in ("marker", "foreign"):
                yield Hit(problem.location, problem.message, object=migration.id)
            elif problem.kind == "rollback":
                yield Hit(problem.location, problem.message, object=migration.id, severity=Severity.WARNING)
