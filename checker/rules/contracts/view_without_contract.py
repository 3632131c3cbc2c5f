"""A published view has no contract.

## Why

`published_views:` in the config says which views other teams may build on. Without a contract nobody knows
what of it they may rely on, and no change to it can be told apart from a break.

## How to fix

Write a contract beside the others, named after the view:

```yaml
version: 1.0.0
apiVersion: v3.1.0
kind: DataContract
id: eng-note
status: draft
schema:
  - name: v_eng_note
    physicalName: public.v_eng_note
    physicalType: view
    properties:
      - name: id
        physicalType: bigint
        required: true
```

## Not reported

- A view that no pattern names, and a table.
- Anything, while a contract can't be read: that is found by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules.contracts._shapes import touched
from checker.state import chain


@rule(Severity.ERROR, twin="view-contract-broken")
def check(change: Change) -> Iterator[Hit]:
    """Each view that a pattern of the config publishes and that no contract speaks of."""
    if change.config.contracts is None or change.contract_problems or not touched(change):
        return
    known = {contract.view for contract in change.contracts}
    folder = change.config.contracts.path.rstrip("/")
    for view in chain(change).end.views():
        name = view.name
        plain = f"{name.schema}.{name.name}"
        if str(name) in known or not any(fnmatchcase(plain, one) for one in change.config.published_views):
            continue
        text = f"{name} is published and has no contract; write one: {folder}/{name.name}.odcs.yaml"
        yield Hit(view.changed, text, str(name), undecided=chain(change).end.undecided("exists", name))
