"""The trial ran on another major version of PostgreSQL than production has.

## Why

What one version accepts another may refuse, and the catalog differs between them: PostgreSQL 18 names
NOT NULL constraints, 15 took CREATE on the schema `public` away from PUBLIC. A pass on another version says
less than it seems to.

## How to fix

Let the trial have production's version: install it (`--database system` finds it). Where production has moved on, say so in the config:

```yaml
trial:
  postgres: "18"
```

## Not reported

- A config that names no version; the report says which one the trial ran on. It can't name a minor one: those
  change no behaviour that a migration relies on.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Location, Severity, Trial
from checker.rule import Hit, rule
from checker.yamlfile import read_yaml


@rule(Severity.WARNING)
def check(trial: Trial) -> Iterator[Hit]:
    """The version of the config, where the trial's is another."""
    wanted = trial.change.config.trial.postgres
    ran = trial.postgres.split(".")[0]
    if wanted is None or str(wanted) == ran:
        return
    source = trial.change.config_source
    place = read_yaml(source).place(("trial", "postgres")) if source else Location("db/verify.yml")
    yield Hit(
        place,
        f"the trial ran on PostgreSQL {trial.postgres}, production has {wanted}: let the trial have production's version",
        object=f"postgres {wanted}",
    )
