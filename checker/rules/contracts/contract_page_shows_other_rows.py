"""The page that people read about a published view shows what the database no longer shows.

## Why

A page has example rows from the seeds, each column's type, and a picture of the tables under the view. Somebody
who reads it writes code against what they see. After a change to seeds, tables or the view itself, it is the
page of another view.

## How to fix

Write the pages again, and commit them with the change:

```sh
db-verify contracts docs
```

## Not reported

- Ids at random and times, which seeds may make anew each time.
- A page that was written with `--static`: it shows no rows.
- A page that was made from another contract: that is
  [contract-page-outdated](contract-page-outdated.md).
- A view that no seeded row reaches, or that can't be read.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Location, Severity, Trial
from checker.rule import Hit, rule
from checker.rules.contracts._promises import by_view, views_of
from checker.shape.page import NO_ROWS, contract_digest, read_head, seen_digest


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each page whose rows, types and references are not those that the trial saw."""
    change = trial.change
    contracts = by_view(change.contracts)
    heads = {document.path: read_head(document.source.text) for document in change.contract_files}
    for name, view in views_of(trial).items():
        contract = contracts.get(name)
        head = heads.get(contract.page) if contract else None
        if contract is None or head is None or head.rows == NO_ROWS or not view.rows:
            continue
        if head.contract == contract_digest(contract, change.consumers) and head.rows != seen_digest(view):
            text = f"this page of {name} shows other rows or types than the database; write it again with `db-verify contracts docs`"
            yield Hit(Location(contract.page, 1, 1, 1, 1), text, name)
