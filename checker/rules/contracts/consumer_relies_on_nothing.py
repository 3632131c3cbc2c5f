"""A consumer relies on a view, a column or a type that no contract promises.

## Why

A consumer's file is there so that a breaking change can name who breaks. What no contract promises can change
without any notice; and a name that is misspelt protects nobody.

## How to fix

Name what the contract promises, or have it promised first:

```yaml
consumer: venture-app
uses:
  - view: public.v_eng_note
    columns: {id: bigint}
```

## Not reported

- A column whose type the consumer leaves open.
- A type in other words: `int` is `integer`.
- Anything, while a contract can't be read: that is found by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from checker.model import Change, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules.contracts._promises import by_view
from checker.shape.compare import same_type


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each view, column and type that a consumer declares and that its contract does not have."""
    if change.contract_problems:
        return
    contracts = by_view(change.contracts)
    for consumer in change.consumers:
        for use in consumer.uses:
            contract = contracts.get(use.view)
            if contract is None:
                close = get_close_matches(use.view, contracts, n=1)
                hint = f"; did you mean {close[0]}?" if close else "; no contract speaks of it"
                yield Hit(
                    use.location, f"{consumer.name} relies on {use.view}{hint}", f"{consumer.name} {use.view}"
                )
                continue
            for name, type_ in use.columns.items():
                column = contract.column(name)
                about = f"{consumer.name} {use.view}.{quote(name)}"
                if column is None:
                    close = get_close_matches(name, [one.name for one in contract.columns], n=1)
                    hint = f"; did you mean {close[0]}?" if close else ""
                    text = f"{consumer.name} relies on {name} of {use.view}, which its contract does not have{hint}"
                    yield Hit(use.location, text, about)
                elif type_ is not None and not same_type(column.type, type_):
                    text = f"{consumer.name} relies on {name} of {use.view} being {type_}, and {column.type} is promised"
                    yield Hit(use.location, text, about)
