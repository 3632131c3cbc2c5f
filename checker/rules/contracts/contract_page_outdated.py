"""The page that people read about a published view is not the one that its contract gives.

## Why

`db-verify contracts docs` writes a page beside each contract: columns, meaning, who may read, what
is promised, who relies on it, the versions. A page that is older than its contract or than the consumers' files,
or that somebody edited by hand, tells readers something that is not promised, and looks as good as ever.

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

from collections.abc import Iterator

from checker.model import Change, Location, Severity
from checker.rule import Hit, rule
from checker.shape.page import contract_digest, read_head


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each page that was made from another contract, or edited, and each contract without a page where others have one."""
    heads = {
        document.path: head
        for document in change.contract_files
        if document.path.endswith(".md") and (head := read_head(document.source.text)) is not None
    }
    if not heads:
        return
    again = "write it again with `db-verify contracts docs`"
    for contract in change.contracts:
        path = contract.page
        place = Location(path, 1, 1, 1, 1)
        head = heads.get(path)
        if head is None:
            text = f"{contract.view} has a contract and no page; write it with `db-verify contracts docs`"
            yield Hit(contract.location, text, contract.view)
        elif head.contract != contract_digest(contract, change.consumers):
            text = f"this page of {contract.view} was made from another contract or other consumers; {again}"
            yield Hit(place, text, contract.view)
        elif head.edited:
            text = f"this page of {contract.view} was edited by hand; edit the contract, and {again}"
            yield Hit(place, text, contract.view)
