"""A JSON column of a published view holds values that its contract's JSON Schema refuses.

## Why

Machines downstream parse the column by the schema that the contract gives (`jsonSchema`). A value that
is something else breaks them at run time. The trial holds every distinct value that the seeds bring
through the view against the schema, up to 1000 a column.

## How to fix

Mend the values, or keep them out with a CHECK:

```sql
alter table public.eng_prd add constraint eng_prd_criteria_check check (jsonb_typeof(criteria) = 'array');
```

## Not reported

- NULL, which `required` speaks of.
- A view that no seeded row reaches: the report says that nothing was proven about it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from checker.model import Severity, Trial
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules.contracts._promises import by_view, views_of
from checker.schema import UnknownKeyword, flaws


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each JSON column with the first value that its schema refuses, and how many there are."""
    contracts = by_view(trial.change.contracts)
    for name, view in views_of(trial).items():
        contract = contracts.get(name)
        for column_name, values in view.json.items():
            column = contract.column(column_name) if contract else None
            if column is None or column.json_schema is None:
                continue
            wrong = [
                (value, said) for value in values for said in [_first_flaw(column.json_schema, value)] if said
            ]
            if wrong:
                value, said = wrong[0]
                shown = value if len(value) <= 60 else f"{value[:57]}..."
                text = (
                    f"{name}: {column.name} holds {len(wrong)} of {len(values)} values that its JSON Schema refuses, "
                    f"as {shown}: {said}"
                )
                yield Hit(column.at("customProperties"), text, f"{name}.{quote(column.name)}")


def _first_flaw(schema: Mapping[str, Any] | bool, text: str) -> str:
    """What is wrong with a value, or an empty string; the library is asked where our reader doesn't know a keyword."""
    value = json.loads(text)
    if isinstance(schema, bool):
        return "" if schema else "no value is allowed"
    try:
        found = flaws(schema, value)
    except UnknownKeyword:
        from jsonschema import Draft202012Validator
        from jsonschema.exceptions import SchemaError, best_match

        try:
            Draft202012Validator.check_schema(dict(schema))
        except SchemaError as error:
            return f"the schema itself is wrong: {error.message}"
        best = best_match(Draft202012Validator(dict(schema)).iter_errors(value))
        return "" if best is None else str(best.message)
    if not found:
        return ""
    where = "/".join(map(str, found[0].path))
    return f"{where}: {found[0].message}" if where else found[0].message
