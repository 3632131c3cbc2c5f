"""In the catalog, everybody may execute a SECURITY DEFINER function, or there is a new one, and no statement shows it.

## Why

A DO block that grants EXECUTE to PUBLIC, or that makes the function, opens it as an open GRANT does: every role then does what the
owner may do. See [definer-executable-by-public](definer-executable-by-public.md); this looks at what the catalog holds after the up. One that a
computed text makes is a warning, whoever may execute it: no rule has looked at its search_path, nor at what it asks of its caller.

## How to fix

Revoke it, and grant it by name:

```sql
revoke execute on function app.count_notes() from public;
grant execute on function app.count_notes() to analyst;
```

## Not reported

- Functions that run with their caller's rights, and those of triggers.
- What the file shows, which [definer-executable-by-public](definer-executable-by-public.md) finds.
- What was as open before.
- Grants to anon where `access:` declares who may do what: the trial tries those.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.model import Difference, Location, ObjectId, Script, Severity, Snapshot, Step, Trial
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._blame import blame, hidden, names_of
from checker.rules._ups import judged_ups
from checker.rules.functions.definer_executable_by_public import ANONYMOUS, is_to, told
from checker.state import chain

_KINDS = ("function", "procedure")
_TRIGGERS = ("trigger", "event_trigger")


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each such function that an up, or a repeatable script, has opened and the static rule does not tell."""
    change = trial.change
    roles = ("public",) if change.config.access.declared else ("public", ANONYMOUS)
    shown = told(change)
    # By the bare name: how a type is written is not always known.
    known = {str(one.name) for one in chain(change).end.functions() if one.security_definer}
    for step, ran, before, after in judged_ups(trial):
        for one in {each.object: each for each in step.differences if each.object.kind in _KINDS}.values():
            role = next((each for each in roles if _opens(trial, step, one.object, each)), None)
            if role is None or (one.object.name, role) in shown:
                if (
                    role is None
                    and one.object.name.partition("(")[0] not in known
                    and _is_new(step, one.object)
                ):
                    place = _place(ran, one, before, after)
                    text = (
                        f"{one.object.name} runs with its owner's rights once this has run, and no statement shows it: write it as one, so that"
                        " it can be judged"
                    )
                    yield from [Hit(place, text, one.object.name, severity=Severity.WARNING)] if place else []
                continue
            place = _place(ran, one, before, after)
            if place is not None:
                yield Hit(
                    place,
                    _said(one.object, role),
                    object=one.object.name,
                    severity=Severity.WARNING if role == ANONYMOUS else None,
                )


def _is_new(step: Step, key: ObjectId) -> bool:
    """Whether a function runs with its owner's rights since a step, and can be called."""
    before, after = (
        (catalog.objects.get(key) or {}) if catalog else {} for catalog in (step.before, step.after)
    )
    return (
        after.get("security") == "definer"
        and before.get("security") != "definer"
        and after.get("returns") not in _TRIGGERS
    )


def _said(key: ObjectId, role: str) -> str:
    whom = "every role" if role == "public" else "anon, which is everybody without a session,"
    role = "PUBLIC" if role == "public" else quote(role)
    return (
        f"{whom} may execute {key.name} once this has run, and it runs with its owner's rights: REVOKE EXECUTE ON"
        f" {key.kind.upper()} {key.name} FROM {role}, and grant it to those by name who need it"
    )


def _opens(trial: Trial, step: Step, key: ObjectId, role: str) -> bool:
    """Whether a role may execute a function with its owner's rights at the end, because of this step."""
    before = [step.before, trial.before.catalog if step.migration is None else None]
    return all(_is_open(one, key, role) for one in (step.after, trial.end) if one is not None) and not any(
        _is_open(one, key, each) for one in before if one is not None for each in {role, "public"}
    )


def _is_open(catalog: Snapshot, key: ObjectId, role: str) -> bool:
    properties = catalog.objects.get(key) or {}
    return (
        properties.get("security") == "definer"
        and properties.get("returns") not in _TRIGGERS
        and any(is_to(line, role) for line in (properties.get("grants") or "").split("\n"))
    )


def _place(ran: Sequence[Script], one: Difference, before: Snapshot, after: Snapshot) -> Location | None:
    """The statement that hides it, else the one that speaks most for its being the one."""
    own, _ = names_of(one.object, after.objects[one.object])
    found = hidden(ran, own) or blame(ran, one, before, after, removed=False)
    return found.location if found else None
