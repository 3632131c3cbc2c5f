"""In the catalog, a view reads past its readers' row-level security, and no statement shows it.

## Why

A view that a block makes out of a computed text is seen by no rule that reads files, and shows every row that its owner may see as any
other such view does. See [view-without-security-invoker](view-without-security-invoker.md); this looks at what the catalog holds after the up.

## How to fix

Write it as a statement of its own, with the option:

```sql
create view public.v_note with (security_invoker = true) as
  select id, title from app.note;
```

## Not reported

- Views that the file shows, which [view-without-security-invoker](view-without-security-invoker.md) judges.
- Views that belong to one of the config's `view_owners`, and those of schemas that are not exposed.
- Views that read no table with row-level security themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Severity, Snapshot, Trial
from checker.names import split_qualified
from checker.rule import Hit, rule
from checker.rules._blame import place_of
from checker.rules.access._asked import relations_in
from checker.state import Name, chain
from checker.state.nouns import TRUE


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each view that a judged up, or a repeatable script, made so, and that the state of the files does not know."""
    change, config = trial.change, trial.change.config
    judged = {id(one) for one in change.judged}
    known = chain(change).end
    for step in trial.steps:
        if step.run != "up" or step.status != "applied" or trial.end is None:
            continue
        if step.migration is not None and id(step.migration) not in judged:
            continue
        scripts = (step.migration.up,) if step.migration else change.scripts
        for one in step.differences:
            parts = (
                split_qualified(one.object.name) if one.object.kind == "view" and one.property is None else ()
            )
            properties = trial.end.get("view", one.object.name)
            if len(parts) != 2 or properties is None or parts[0] not in config.exposed_schemas or not scripts:
                continue
            if known.view(Name(*parts)) is not None or properties.get("owner") in config.view_owners:
                continue
            options = dict(
                line.split("=", 1) for line in (properties.get("options") or "").split("\n") if "=" in line
            )
            if options.get("security_invoker", "false").lower() in TRUE or not _reads_protected(
                trial.end, properties.get("definition")
            ):
                continue
            yield Hit(
                place_of(None, scripts[-1]),
                f"the view {one.object.name} reads with its owner's rights, past its readers' row-level security, and no statement shows"
                " it: write it as one, WITH (security_invoker = true)",
                object=one.object.name,
            )


def _reads_protected(catalog: Snapshot, definition: str | None) -> bool:
    return any(
        (catalog.get("table", name) or {}).get("row security") for name in relations_in(definition or "")
    )
