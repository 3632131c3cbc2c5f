"""The API is told to serve a schema that `exposed_schemas` does not name.

## Why

PostgREST, which is the API of Supabase, takes the schemas that it serves from a setting of the role that it logs in as,
`pgrst.db_schemas`. Tables of such a schema are then open to whoever has a grant, and to everybody who gets one later; the
rules hold those schemas to be within reach that the config names.

## How to fix

Name the schema in the config, so that its tables, views and functions are judged as those of `public` are; or leave it out:

```sql
alter role authenticator set pgrst.db_schemas = 'public, graphql_public';
```

## Not reported

- A schema that `exposed_schemas` names, on the base or in the change, or that was served before.
- `graphql_public` and `storage`, which Supabase brings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.model import Severity, Trial
from checker.rule import Hit, rule
from checker.rules._blame import hidden
from checker.rules.access._identity import added, openly

_SETTINGS = frozenset({"pgrst.db_schemas", "pgrst.db_schema"})
_BROUGHT = frozenset({"graphql_public", "storage"})


@rule(Severity.WARNING)
def check(trial: Trial) -> Iterator[Hit]:
    """Each schema that an up, or a repeatable script, adds to those that are served."""
    change = trial.change
    known = {*change.config.exposed_schemas, *_BROUGHT}
    known |= {*change.head_config.exposed_schemas} if change.head_config else set()
    for ran, before, _, default in added(trial):
        if default.name not in _SETTINGS:
            continue
        served = {
            schema
            for line in before
            if line.partition("=")[0].lower() in _SETTINGS
            for schema in _schemas(line.partition("=")[2])
        }
        shown = [one for script in ran for one in script.statements if openly(one.node) == default]
        statement = shown[-1] if shown else hidden(ran)
        for schema in sorted(_schemas(default.value) - known - served):
            if statement is not None:
                yield Hit(
                    statement.location,
                    f"the API serves the schema {schema} from now on, and exposed_schemas in the config does not name it, so that what"
                    " is in there is not judged as open: name it there, or leave it out here",
                    object=schema,
                )


def _schemas(value: str) -> set[str]:
    return {name for one in re.split(r"[,\s]+", value) if (name := one.strip("\"'"))}
