"""What a contract promises about the rows of a view does not hold for the seeded rows.

## Why

A `quality` rule in a contract is a promise like a type is: readiness between 0 and 100, each item once,
no requirement without its directive. The trial asks each `sql` and `library` rule of the rows that the
seeds bring through the view. A column that is `required` is asked for NULLs in the same way, and where the view's text does
not tell, again after each of its tables got a row with no more than a row must have. A query that can't be run
promises nothing, so it is found too.

## How to fix

Mend the view or the rows, and let a constraint keep it so:

```sql
alter table public.eng_item add constraint eng_item_readiness_check check (readiness between 0 and 100);
```

## Not reported

- Rules of type `text` and `custom`, which nobody can run here.
- A view that no seeded row reaches: the report says that nothing was proven about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checker.model import Quality, Severity, Trial
from checker.names import enumerated, quote
from checker.rule import Hit, rule
from checker.rules.contracts._promises import by_view, views_of


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each promise about rows that fails or can't be asked, and each NULL where none is promised."""
    contracts = by_view(trial.change.contracts)
    for name, view in views_of(trial).items():
        contract = contracts.get(name)
        if contract is None or not view.rows:
            continue
        for column in contract.columns:
            if column.required and view.nulls.get(column.name):
                text = f"{name}: {column.name} is promised never to be NULL, and is in {view.nulls[column.name]} of {view.rows} seeded rows"
                yield Hit(column.at("required"), text, f"{name}.{quote(column.name)}")
            elif column.required and column.name in view.nulled:
                text = (
                    f"{name}: {column.name} is promised never to be NULL, and is after {enumerated(view.bare)} got a row "
                    "with no more than it must have; let a constraint or the view keep it"
                )
                yield Hit(column.at("required"), text, f"{name}.{quote(column.name)}")
        for result in view.results:
            quality = result.quality
            what = f"{name}: the promise {quality.name!r}"
            about = (
                f"{name} {quality.name}"
                if quality.column is None
                else f"{name}.{quote(quality.column)} {quality.name}"
            )
            if result.error:
                yield Hit(
                    quality.location,
                    f"{what} can't be asked: {result.error}; mend its query",
                    about,
                )
            elif result.error is None and not holds(quality, result.value):
                said = "nothing" if result.value is None else result.value
                text = f"{what} fails: it gave {said}, and it {_wanted(quality)}"
                yield Hit(quality.location, text, about)


def holds(quality: Quality, value: int | float | str | None) -> bool:
    """Whether a value is what the promise says it must be; no value is never."""
    if value is None:
        return False
    if not quality.operator:
        return True
    bounds: list[Any] = list(quality.bounds)
    first = bounds[0]
    if isinstance(value, str) != isinstance(first, str):
        return quality.operator == "mustNotBe" if quality.operator in ("mustBe", "mustNotBe") else False
    given: Any = value
    match quality.operator:
        case "mustBe":
            return bool(given == first)
        case "mustNotBe":
            return bool(given != first)
        case "mustBeGreaterThan":
            return bool(given > first)
        case "mustBeGreaterOrEqualTo":
            return bool(given >= first)
        case "mustBeLessThan":
            return bool(given < first)
        case "mustBeLessOrEqualTo":
            return bool(given <= first)
    inside = first <= given <= bounds[1]
    return bool(inside if quality.operator == "mustBeBetween" else not inside)


def _wanted(quality: Quality) -> str:
    """`must be less than 5`, of `mustBeLessThan: 5`."""
    spaced = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in quality.operator)
    return f"{spaced} {' and '.join(map(str, quality.bounds))}{' %' if quality.percent else ''}"
