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
- Words in comments, and names that are no table or view of the migrations.
- Code outside `consumer_code`, and lines that the change does not add unless everything is judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from checker.model import Change, Document, Severity
from checker.names import split_qualified
from checker.rule import Hit, rule
from checker.state import Name, chain

_NAME = r'(?:"[^"\n]+"|[A-Za-z_][\w$]*)'
# What comes before a relation's name in SQL, also where it is broken over strings and lines.
_IN_SQL = re.compile(
    rf"\b(?:from|join|into|update|truncate(?:\s+table)?|table)\s+(?:only\s+)?((?:{_NAME}\s*\.\s*)?{_NAME})",
    re.IGNORECASE,
)
# supabase-js, postgrest clients, SQLAlchemy and knex: .from('x'), .table("x"), Table("x", …).
_IN_CALLS = re.compile(r"""(?:\.from_?|\.table|\.into|\bTable|\bknex)\s*\(\s*(['"`])([\w$."]+)\1""")
# A qualified name in a string or in SQL is a name wherever it stands.
_QUALIFIED = re.compile(rf"(?<![\w.$])({_NAME}\.{_NAME})(?![\w.$(])")
_COMMENTS = re.compile(r"^[ \t]*(?://|#|--)[^\n]*$|/\*.*?\*/|<!--.*?-->", re.MULTILINE | re.DOTALL)


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each place in judged application code that names a relation which is not published."""
    if not change.consumer_files:
        return
    state = chain(change).end
    names = [*(table.name for table in state.tables()), *(view.name for view in state.views())]
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
    text = _COMMENTS.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), document.source.text)
    found: dict[int, Name] = {}
    for pattern, group in ((_IN_SQL, 1), (_IN_CALLS, 2), (_QUALIFIED, 1)):
        for match in pattern.finditer(text):
            parts = split_qualified(match[group])
            name = (
                by_bare.get(parts[0])
                if len(parts) == 1
                else by_full.get((parts[-2], parts[-1]))
                if parts
                else None
            )
            if name is not None:
                found.setdefault(match.start(group), name)
    yield from sorted(found.items())
