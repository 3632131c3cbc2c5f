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

- Views that the file shows, which those two judge.
- Views that belong to one of the config's `view_owners`, and those of schemas that are not exposed.
- Views that read no table with row-level security, themselves or by a view that does not ask for its reader.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checker.model import ObjectId, Severity, Snapshot, Trial
from checker.names import split_qualified
from checker.rule import Hit, rule
from checker.rules._blame import hidden, names_of
from checker.rules._ups import judged_ups
from checker.rules.access._asked import relations_in
from checker.state import Name, chain
from checker.state.nouns import TRUE

_KINDS = ("view", "materialized view")


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each view that a judged up, or a repeatable script, made so, and that the state of the files does not know."""
    change, config = trial.change, trial.change.config
    known = chain(change).end
    for step, ran, _, _ in judged_ups(trial):
        for one in step.differences:
            if one.object.kind not in _KINDS or one.property is not None or not ran or trial.end is None:
                continue
            parts = split_qualified(one.object.name)
            properties = trial.end.objects.get(one.object)
            if len(parts) != 2 or properties is None or parts[0] not in config.exposed_schemas:
                continue
            if known.view(Name(*parts)) is not None or _asks_for_reader(properties):
                continue
            keeps = one.object.kind == "materialized view"
            if (not keeps and properties.get("owner") in config.view_owners) or not reads_protected(
                trial.end, one.object, keeps=keeps
            ):
                continue
            does = (
                "keeps rows of protected tables where others may read them"
                if keeps
                else "reads with its owner's rights, past its readers' row-level security"
            )
            remedy = "in a schema that is not exposed" if keeps else "WITH (security_invoker = true)"
            unseen = hidden(ran, names_of(one.object, properties)[0])
            yield Hit(
                unseen.location if unseen else ran[-1].location,
                f"the {one.object.kind} {one.object.name} {does}, and no statement shows it: write it as one, {remedy}",
                object=one.object.name,
            )


def _asks_for_reader(view: Mapping[str, str | None]) -> bool:
    options = dict(line.split("=", 1) for line in (view.get("options") or "").split("\n") if "=" in line)
    return options.get("security_invoker", "false").lower() in TRUE


def reads_protected(catalog: Snapshot, view: ObjectId, *, keeps: bool) -> bool:
    """Whether a view reads a table with row-level security; one that `keeps` rows has them from each view below."""
    seen, waiting = {view.name}, [view]
    while waiting:
        here = catalog.objects.get(waiting.pop()) or {}
        for name in relations_in(here.get("definition") or ""):
            if name in seen:
                continue
            seen.add(name)
            if (catalog.get("table", name) or {}).get("row security"):
                return True
            below = catalog.get("view", name)
            if below is not None and (keeps or not _asks_for_reader(below)):
                waiting.append(ObjectId("view", name))
    return False
