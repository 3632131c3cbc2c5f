"""Application code names a base table; consumers may name published views only.

## Why

Two applications that share tables are one application: the venture app must only read `v_eng_*` views, so that
the tables behind them can change. A grant would refuse it in production; this says so where the code is written.

## How to fix

Read the published view that has it, or ask for one:

```sql
select sd_key, sd_title from public.v_eng_trace;
```

## Not reported

- Published views, as `published_views` in the config names them.
- Words in comments and in strings that are no SQL, and names that are no table or view of the migrations.
- What a query's own WITH calls by a table's name, where the SQL parses.
- Code outside `consumer_code`, and lines that the change does not add unless everything is judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from checker.model import Change, Document, Severity
from checker.rule import Hit, rule
from checker.rules.access._embedded import named_in
from checker.state import Name, chain


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each place in judged application code that names a relation which is not published."""
    if not change.consumer_files:
        return
    state = chain(change).end
    names = [
        *(table.name for table in state.tables() if not table.of_platform),
        *(view.name for view in state.views()),
    ]
    closed = {name for name in names if not _published(change, name)}
    by_bare: dict[str, Name] = {name.name: name for name in sorted(closed, key=str, reverse=True)}
    by_full = {(name.schema, name.name): name for name in closed}
    for document in change.consumer_files:
        for offset, name in _named(document, by_bare, by_full):
            place = document.source.location(offset)
            if change.everything or place.line in document.added:
                text = f"{document.path} names {name}, which is not published: read a published view instead"
                yield Hit(place, text, f"{name}")


def _published(change: Change, name: Name) -> bool:
    return any(
        fnmatchcase(f"{name.schema}.{name.name}", pattern) for pattern in change.config.published_views
    )


def _named(
    document: Document, by_bare: Mapping[str, Name], by_full: Mapping[tuple[str, str], Name]
) -> Iterator[tuple[int, Name]]:
    """Offset and relation, in order, each place once."""
    for offset, parts in named_in(document.path, document.source.text):
        name = by_bare.get(parts[0]) if len(parts) == 1 else by_full.get((parts[-2], parts[-1]))
        if name is not None:
            yield offset, name
