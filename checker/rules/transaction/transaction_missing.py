"""A direction of a migration is not wrapped in BEGIN and COMMIT.

## Why

Without a transaction a migration that fails half-way leaves the half that was done: neither the old
schema nor the new one, and nothing in the repository that describes it.

## How to fix

Begin each direction with BEGIN and end it with COMMIT; `db-verify fix` does it.

```sql
begin;
create table app.note (id bigint primary key);
commit;
```

A statement that PostgreSQL refuses inside a transaction (as CREATE INDEX CONCURRENTLY) goes into a
migration of its own, which says so at its top: `-- db-verify: no-transaction reason="…"`.

## Not reported

- Layouts whose tool opens the transaction itself.
- A migration with the directive `no-transaction`.
- A direction without a statement: that is [down-empty](down-empty.md) or [up-empty](up-empty.md).
- BEGIN in a comment, a string or a function's body does not count as one.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.alone import refused
from checker.model import Change, Edit, Fix, Script, Severity
from checker.rule import Hit, rule
from checker.rules._transactions import begins, wraps_itself


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each direction that has statements and no BEGIN."""
    for migration in change.judged:
        if not wraps_itself(migration):
            continue
        for direction, script in zip(("up", "down"), migration.scripts, strict=False):
            if script.statements and not begins(script):
                impossible = next((what for one in script.statements if (what := refused(one.node))), None)
                if impossible:
                    yield Hit(
                        script.location,
                        f"the {direction} of migration {migration.id} has no transaction, and does not say that it needs none:"
                        f' {impossible} can\'t be in one, so begin the file with -- db-verify: no-transaction reason="…"',
                        object=f"{migration.id} {direction}",
                        fix=_directive(script, impossible),
                    )
                    # One line at the top is for both directions.
                    break
                yield Hit(
                    script.location,
                    f"the {direction} of migration {migration.id} is not wrapped in a transaction: begin it with"
                    " BEGIN; and end it with COMMIT;, so that it is done whole or not at all",
                    object=f"{migration.id} {direction}",
                    fix=_wrap(script),
                )


def _directive(script: Script, impossible: str) -> Fix:
    source = script.source
    line = (
        f'-- db-verify: no-transaction reason="{impossible} can\'t be in one"{source.newline}{source.newline}'
    )
    return Fix("say that it needs no transaction", (Edit(source.location(0, 0), line),))


def _wrap(script: Script) -> Fix:
    source, first, last = script.source, script.statements[0], script.statements[-1]
    newline = source.newline
    indent = source.text[: first.start].rsplit("\n", 1)[-1]
    start = first.start - len(indent) if not indent.strip() else first.start
    rest = source.text[last.end : script.end]
    ended = rest.lstrip().startswith(";")
    end = last.end + (rest.index(";") + 1 if ended else 0)
    semicolon = "" if ended else ";"
    return Fix(
        "wrap it in BEGIN and COMMIT",
        (
            Edit(source.location(start, start), f"BEGIN;{newline}{newline}"),
            Edit(source.location(end, end), f"{semicolon}{newline}{newline}COMMIT;"),
        ),
    )
