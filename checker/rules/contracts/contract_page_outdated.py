"""The page that people read about a published view was made from another contract.

## Why

`db-verify contracts docs` writes a page beside each contract: columns, meaning, who may read, what
is promised, the versions. A page that is older than its contract tells readers something that is no longer
promised, and looks as good as ever.

## How to fix

Write the pages again, and commit them with the contract:

```sh
db-verify contracts docs
```

## Not reported

- A repository in which no contract has such a page: it does not use them.
- Other Markdown files in the folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.model import Change, Location, Severity
from checker.rule import Hit, rule

_MADE = re.compile(r"<!-- Made by `db-verify contracts docs` from \S+; sha256 ([0-9a-f]{64})\.")


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each page whose digest is not that of its contract, and each contract without a page where others have one."""
    made = {}
    for document in change.contract_files:
        found = _MADE.match(document.source.text)
        if document.path.endswith(".md") and found:
            made[document.path] = (found[1], document)
    if not made:
        return
    for contract in change.contracts:
        path = f"{contract.path.rsplit('.odcs.', 1)[0]}.md"
        if path not in made:
            text = f"{contract.view} has a contract and no page; write it with `db-verify contracts docs`"
            yield Hit(contract.location, text, contract.view)
        elif made[path][0] != contract.sha256:
            text = f"this page of {contract.view} was made from another contract; write it again with `db-verify contracts docs`"
            yield Hit(Location(path, 1, 1, 1, 1), text, contract.view)
