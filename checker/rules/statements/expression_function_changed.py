"""A function that a constraint, an index or a generated column asks is made anew with another body.

## Why

PostgreSQL takes such a function to say the same for ever. It looks at no row again when the function changes: rows stay that the check
refuses now, an index holds entries that nobody finds any more, so that a UNIQUE one lets duplicates in, and a generated column keeps
what the old body gave.

## How to fix

Make a function of another name, and put what asks it in the place of the old one; or look at the rows again in the same migration:

```sql
create or replace function app.norm(p_name text) returns text
  language sql immutable set search_path = ''
  return upper(p_name);
reindex index app.note_norm;
```

## Not reported

- Functions that nothing of the kind asks itself.
- A constraint or an index that the same script makes again, and an index that it reindexes.
- A body with other white space only, and one that follows a rename.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pglast import ast

from checker.model import Difference, ObjectId, Script, Severity, Snapshot, Trial
from checker.objects import own_name
from checker.rule import Hit, rule
from checker.rules._blame import blame, hidden, mentioned, names_of
from checker.rules._rewritten import rewritten
from checker.rules._ups import judged_ups

# By kind: the property that is the expression, and what has become of what was computed by the old body.
_ASKS = {
    "constraint": (
        "definition",
        "rows that are there were let in by the old one: drop the constraint, add it again NOT VALID, and VALIDATE it",
    ),
    "domain constraint": (
        "definition",
        "values that are there were let in by the old one: drop the constraint, add it again NOT VALID, and VALIDATE it",
    ),
    "index": ("definition", "the index has the old one's entries, which nobody finds any more: REINDEX it"),
    "column": (
        "generated",
        "the column has the old one's values: make the column again, or leave the function as it is",
    ),
}
_REMAKES = (ast.AlterTableStmt, ast.AlterDomainStmt, ast.IndexStmt, ast.ReindexStmt)


@rule(Severity.WARNING)
def check(trial: Trial) -> Iterator[Hit]:
    """Each such function whose body a judged up, or a repeatable script, makes another one."""
    for step, ran, old, new in judged_ups(trial):
        for one in step.differences if step.migration else ():
            if (one.object.kind, one.property, one.kind) == ("function", "body", "differs"):
                blamed = blame(ran, one, old, new, removed=False) or hidden(ran)
                if blamed is not None:
                    yield from (
                        Hit(blamed.location, said, object=one.object.name)
                        for said in _asking(one, old, trial, ran)
                    )
    before, remade = rewritten(trial)
    for one, place in remade.items():
        if one.object.kind == "function" and one.property == "body":
            said = _asking(one, before, trial, trial.change.scripts)
            yield from (Hit(place, text, object=one.object.name) for text in said)


def _asking(one: Difference, before: Snapshot, trial: Trial, ran: Sequence[Script]) -> Iterator[str]:
    """What asks a function before the change and after it, and is not made again, with what that means; the first of its kind."""
    called = re.compile(rf"(?<![\w.\"]){re.escape(one.object.name.partition('(')[0])}\(")
    made = [
        mentioned(each) for script in ran for each in script.statements if isinstance(each.node, _REMAKES)
    ]
    for kind, (part, what) in _ASKS.items():
        found = [
            (name, properties)
            for name, properties in before.of_kind(kind).items()
            if called.search(properties.get(part) or "")
            and (trial.end is None or trial.end.get(kind, name) is not None)
            and not any(names_of(ObjectId(kind, name), properties)[0] <= each for each in made)
        ]
        if found:
            name, properties = found[0]
            own = own_name(ObjectId(kind, name), properties)
            of = properties.get("table") or properties.get("type")
            title = f"{own} of {of}" if of and kind != "column" else name
            more = f" and {len(found) - 1} more" if len(found) > 1 else ""
            yield f"{one.object.name}, which the {kind} {title}{more} calls, has another body now, and {what}"
