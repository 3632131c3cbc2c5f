"""The baseline knows a finding that is gone.

## Why

The baseline excuses what was there when the check was adopted. An entry whose finding is mended would
excuse the same mistake, made anew, so it leaves with the finding, and the baseline only shrinks.

## How to fix

Take the entry out of `db/verify-baseline.json`, or write the file anew:

```text
db-verify check --write-baseline
```

## Not reported

- An entry whose rule did not run, or whose file this run does not judge: another config's too.
- An entry that the base does not have: it excuses nothing yet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from checker.model import Settled, Severity
from checker.rule import Hit, rule
from checker.rules._judged import is_of_config, judged_paths


@rule(Severity.ERROR)
def check(settled: Settled) -> Iterator[Hit]:
    """Each entry that stands for more findings than there are."""
    found = Counter(finding.fingerprint for finding in settled.findings)
    judged = judged_paths(settled.change)
    for entry in settled.change.baseline:
        missing = entry.number - found[entry.fingerprint]
        if missing <= 0 or not entry.counts or not _looked(settled, entry.rule, entry.path, judged):
            continue
        what = f"{entry.rule} in {entry.path}" + (f" ({entry.object})" if entry.object else "")
        said = "is mended" if missing == entry.number else f"is found {missing} times less"
        yield Hit(
            entry.location,
            f"{what} {said}: take it out of the baseline, or run db-verify check --write-baseline",
            object=f"{entry.rule} {entry.path}" + (f" {entry.object}" if entry.object else ""),
        )


def _looked(settled: Settled, rule: str, path: str, judged: frozenset[str]) -> bool:
    """Whether this run would have found it again: its rule ran, over its file; what no longer exists is not found."""
    from checker.rules import all_rules

    if rule not in all_rules():
        return True
    change = settled.change
    everywhere = change.everything and not change.paths and is_of_config(change, path)
    return rule in settled.ran and (everywhere or path in judged)
