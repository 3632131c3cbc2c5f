"""A foreign table of an exposed schema is given to others.

## Why

Foreign tables have no row-level security: PostgreSQL refuses ENABLE on them, and policies with it. Whoever has a privilege on one reads
all that the remote table shows to the server's user mapping. On Supabase `anon` and `authenticated` have one on whatever is made in `public`.

## How to fix

Keep it in a schema that is not exposed, and publish a view that says whose rows a reader gets:

```sql
create foreign table private.invoice (id bigint, owner_id uuid) server billing;
create view public.v_invoice as
  select id from private.invoice where owner_id = (select auth.uid());
```

Where everybody who was given it may read all of it, say so in the comment that [directive-invalid](directive-invalid.md) describes.

## Not reported

- Foreign tables on which nobody but the owner and trusted roles has anything.
- Those of a schema that is not exposed.
- Those that were there before the change, and as open.
- IMPORT FOREIGN SCHEMA, whose tables the files don't tell.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.names import enumerated
from checker.rule import Hit, rule
from checker.rules._state import is_judged, opened_at, readers, touched_tables
from checker.state import chain


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each foreign table of the end state that others have a privilege on, and that the judged scripts made, moved or granted."""
    end = chain(change).end
    for table in touched_tables(change):
        if table.kind != "foreign" or table.name.schema not in change.config.exposed_schemas:
            continue
        given = readers(change, end, table)
        places = (opened_at(change, table), *(place for _, place in given))
        place = next((one for one in places if is_judged(change, one)), None)
        if given and place is not None:
            yield Hit(
                place,
                f"{enumerated(sorted({role for role, _ in given}))} may come to all that is behind the foreign table {table.name}, which"
                " can have no row-level security: put it into a schema that is not exposed, and publish a view with a predicate",
                object=str(table.name),
            )
