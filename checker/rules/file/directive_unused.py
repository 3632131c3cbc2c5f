"""A directive allows what is not there.

## Why

A suppression that outlives its finding hides the next one. And one that covers nothing was meant for
something else: a misplaced one is believed to work.

## How to fix

Take the line out; or put it where it belongs: directly above the statement that the finding points at, or, to
speak of the whole file, at its top with a blank line below.

```sql
-- db-verify: allow policy-without-role reason="every role may read the list of countries"
create policy country_read on country for select using (true);
```

## Not reported

- A directive whose rule did not run: a live one without the trial, or one that is off.
- A declaration that a migration can't be undone, beside a down that does nothing (`select 1`).
- Directives in files that this run does not judge.
- One that can't be read: that is [directive-invalid](directive-invalid.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import NEVER_ALLOWED, Migration, Script, Settled, Severity
from checker.rule import Hit, rule
from checker.rules._transactions import walk
from checker.rules.reversibility._words import is_empty


@rule(Severity.ERROR)
def check(settled: Settled) -> Iterator[Hit]:
    """Each directive of a judged file that had nothing to do."""
    change = settled.change
    used = {finding.suppressed.where for finding in settled.findings if finding.suppressed}
    for directive in (
        *(one for migration in change.judged for one in migration.directives),
        *(one for script in change.scripts for one in script.directives),
    ):
        where = f"{directive.location.path}:{directive.location.line}"
        until = directive.values.get("until", "9999-12-31")
        if (
            directive.word == "allow"
            and directive.problem is None
            and directive.argument in settled.ran - NEVER_ALLOWED
            and change.as_of.isoformat() <= until
            and where not in used
        ):
            yield Hit(
                directive.location,
                f"{directive.argument} finds nothing {'in this file' if directive.covers is None else 'here'}: take the"
                " directive out, or put it above the statement that it means",
                object=directive.argument,
            )
    for migration in change.judged:
        yield from _contradicted(migration)


def _contradicted(migration: Migration) -> Iterator[Hit]:
    """What a directive says of the file, and the file says otherwise."""
    for directive in migration.directives:
        if directive.problem is not None:
            continue
        if directive.word == "no-transaction" and all(map(_one_transaction, migration.scripts)):
            yield Hit(
                directive.location,
                f"migration {migration.id} is declared no-transaction and opens one: take the directive or the BEGIN out",
                object=directive.word,
            )
        if directive.word == "irreversible" and migration.down is not None and not is_empty(migration.down):
            yield Hit(
                directive.location,
                f"migration {migration.id} is declared irreversible and has a down, which is then never tried: take the"
                " directive or the down out",
                object=directive.word,
            )


def _one_transaction(script: Script) -> bool:
    """Whether a script is one transaction, and not several, as a backfill in batches may be."""
    return sum(walked.begins for walked in walk(script.statements)) == 1
