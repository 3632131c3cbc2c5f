"""A contract has changed and its version does not say so.

## Why

Consumers read the version to learn whether they have something to do (semver.org): a breaking change
raises the major number, an additive one (a column, a role, a promise more) the minor one. A version
that stays, or goes back, tells them that nothing has happened.

## How to fix

Raise `version` as far as the change goes:

```yaml
version: 1.3.0
```

## Not reported

- Descriptions, examples and other words.
- A version that is raised further than it needs to be.
- A contract that is new, or that is a draft on the base.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules.contracts._promises import by_view
from checker.shape.classify import classify


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each contract whose version is lower than what its changes ask for."""
    head = by_view(change.contracts)
    for old in change.base_contracts:
        new = head.get(old.view)
        if new is None or old.status in ("draft", "proposed"):
            continue
        was, now = _numbers(old.version), _numbers(new.version)
        changes = classify(old, new)
        place = new.at("version")
        if now < was:
            text = f"the version of {new.view}'s contract goes back from {old.version} to {new.version}; raise it"
            yield Hit(place, text, new.view)
            continue
        for effect, enough, wanted in (
            ("breaking", now[0] > was[0], f"{was[0] + 1}.0.0"),
            ("additive", now[:2] > was[:2], f"{was[0]}.{was[1] + 1}.0"),
        ):
            causes = [one.message for one in changes if one.effect == effect]
            if causes and not enough:
                more = f" and {len(causes) - 1} more" if len(causes) > 1 else ""
                text = (
                    f"the contract of {new.view} has {'a breaking' if effect == 'breaking' else 'an additive'} change "
                    f"({causes[0]}{more}) and its version is {new.version}; make it {wanted}"
                )
                yield Hit(place, text, new.view)
                break


def _numbers(version: str) -> tuple[int, int, int]:
    """Major, minor and patch; what follows `-` or `+` is no promise."""
    core = version.replace("+", "-").split("-", 1)[0]
    major, minor, patch = (int(part) for part in core.split("."))
    return major, minor, patch
