"""`session_replication_role` switches triggers and foreign keys off.

## Why

With `replica` no trigger fires and no foreign key is looked at: rows get in that the schema forbids, and
nothing finds them later. An audit trigger sees nothing either.

## How to fix

Keep the guards on and mend the rows so that they pass. Where one trigger is in the way, leave its
work undone for the rows in question:

```sql
update app.note set title = '' where title is null;
```

## Not reported

- Setting it to `origin`, and RESET.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules.statements._settings import every_setting


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each way to set it to anything but `origin`."""
    for statement, name, value, node in every_setting(change):
        if name == "session_replication_role" and value is not None and value.lower() != "origin":
            yield Hit(
                statement.at(node),
                f"session_replication_role = {value} switches triggers and foreign keys off: keep them on and mend the"
                " rows",
                object=name,
            )
