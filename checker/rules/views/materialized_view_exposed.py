"""A materialized view keeps rows of a protected table where others may read them.

## Why

A materialized view has no row-level security, and it is filled with its owner's rights: whoever may read it
reads the rows of everybody.

## How to fix

Keep it in a schema that is not exposed, and publish a view with a predicate of its own:

```sql
create materialized view private.note_counts as
  select owner_id, count(*) as notes from app.note group by owner_id;
create view public.v_note_counts as
  select notes from private.note_counts where owner_id = (select auth.uid());
```

## Not reported

- Materialized views of schemas that are not exposed, as long as no other role is given anything on them.
- Tables that have no row-level security.
- Roles that the config names in `view_owners`.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._state import is_judged, touched_views, trusted
from checker.rules.views._moved import brought_out
from checker.state import Name, chain


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each materialized view of the end state over a protected table that judged scripts made, moved, or gave to a role."""
    states = chain(change)
    end, moved = states.end, dict(brought_out(change))
    touched = {view.name: view for view in touched_views(change)}
    for kind, name in end.granted_since(states.old):
        view = end.view(name) if kind == "table" and isinstance(name, Name) else None
        if view is not None:
            touched.setdefault(view.name, view)
    for view in touched.values():
        if not view.materialized:
            continue
        protected = sorted(
            str(name) for name in end.base_relations(view.name) if (table := end.table(name)) and table.rls
        )
        granted = [
            grant.made
            for grant in end.grants("table", view.name)
            if grant.role != view.owner and not trusted(change, end, grant.role)
        ]
        exposed = view.name.schema in change.config.exposed_schemas
        # In an exposed schema it is the view that is wrong, in another one what gives it to somebody.
        opening = (moved.get(view.name),) if exposed else granted
        place = next((one for one in (view.made, *opening) if is_judged(change, one)), None)
        if protected and place is not None and (exposed or granted):
            yield Hit(
                place,
                f"the materialized view {view.name} keeps rows of {', '.join(protected)} without row-level security:"
                " put it into a schema that is not exposed, and publish a view with a predicate",
                object=str(view.name),
            )
