"""A migration takes away what a repeatable script has made, and the tool will not run that script again.

## Why

Flyway runs a repeatable migration again only where its text is another one than at its last run. A view that a versioned one
drops, to alter a column below it, is then gone in each database that has run the script before; a new database has it.

## How to fix

Edit the repeatable migration in the same change; a comment will do:

```sql
-- made again after V14, which alters account.iban
create or replace view account_overview as select id, iban from account;
```

Or make what was dropped again in the migration itself. Where it is to go, the repeatable migration drops it:

```sql
drop view if exists account_overview;
```

## Not reported

- What a script makes that the change edits.
- What the migration itself makes again as it was.
- What a script of `policies` or `views` makes, which is run each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.model import Difference, Script, Severity, Snapshot, Trial
from checker.rule import Hit, rule
from checker.rules._blame import blame, mentioned, names_of, place_of
from checker.rules._causes import causes, describe


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each thing of the base's scripts that production has otherwise, or no more, since their scripts are not run again."""
    base, steps = trial.before.catalog, trial.before.steps
    last = steps[-1] if steps else None
    if base is None or last is None or last.before is None or last.after is None or last.status != "applied":
        return
    left_out = [script for script in trial.change.views if not script.runs_again]
    ups = [migration.up for migration in trial.change.changed]
    for one in causes(last.differences, last.before, last.after) if left_out and ups else ():
        maker = _maker(one, base, left_out)
        if maker is None:
            continue
        gone = one.property is None
        own, _ = names_of(one.object, base.objects[one.object])
        naming = [up for up in ups if any(own <= mentioned(each) for each in up.statements)]
        yield Hit(
            place_of(blame(naming, one, base, last.after, removed=gone), (naming or ups)[-1]),
            f"{describe(one)} {'is gone' if gone else 'is not as it was'} in production after this: {maker.path} makes it, and is"
            " run again only where its text is another one: edit that too (a comment will do; where it is to go, DROP … IF EXISTS), or"
            " make it here as it was",
            object=one.object.name,
        )


def _maker(one: Difference, base: Snapshot, scripts: Iterable[Script]) -> Script | None:
    """The script that made on the base what production has otherwise now."""
    was = base.objects.get(one.object)
    if was is None or (
        one.after is not None if one.property is None else was.get(one.property) != one.before
    ):
        return None
    own, _ = names_of(one.object, was)
    return next((each for each in scripts if any(own <= mentioned(said) for said in each.statements)), None)
