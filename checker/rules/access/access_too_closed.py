"""A role could not do in the trial what `access:` promises it.

## Why

A policy that is never true and a missing grant are safe, and of no use: the governance service can't write, or a published view
shows nothing, or calls a function that its readers may not call, and production learns it first. It is also the trial's control:
where nobody sees a row, refusing one proves nothing.

## How to fix

The finding says what refused it, as far as the attempt told: a missing privilege, a schema, a policy, a trigger, or the rights of
a view's owner. Grant what is declared, and let a policy show the rows:

```sql
grant select on public.v_eng_note to analyst;
create policy eng_note_views on public.eng_note for select to eng_views using (true);
```

Where the policies ask for a setting that the application makes, as `app.tenant_id`, say in the config what it is set to for a
caller with rows in the seeds and for one with none:

```yaml
access:
  settings: {own: {app.tenant_id: a}, another: {app.tenant_id: b}}
```

## Not reported

- What is promised to the role with its own claims, and refused without them.
- An action that `access:` does not name.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Probe, Severity, Trial
from checker.names import enumerated
from checker.rule import Hit, rule
from checker.rules.access._asked import settings_asked
from checker.rules.access._blame import blame, relation_name
from checker.rules.access._declared import declared
from checker.rules.access._probes import parted
from checker.rules.access._refused import remedies
from checker.rules.access._settings import remedy, unsaid

# Privileges that are asked of the server once, whatever the claims.
_WHOEVER = ("references", "trigger", "execute")


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each role and relation with something that is promised and was refused."""
    access = declared(trial.change)
    for found in parted(
        trial,
        lambda p: (
            (p.unread or not (p.allowed and p.rows != 0))
            and access.promises(p.role, p.relation, p.action, "own" if p.action in _WHOEVER else p.claims)
        ),
    ):
        place = blame(trial.change, found.relation, found.role, frozenset(found.actions), trial=trial)
        name = relation_name(found.relation)
        said = "; ".join(dict.fromkeys(_said(probe) for probe in found.probes))
        hidden = any(
            not _said(probe).startswith(("permission denied", "no privilege")) for probe in found.probes
        )
        asking = settings_asked(trial.end, [name]) if trial.end and hidden else ()
        names = unsaid(trial.change.config.access, asking)
        asked = f"; its policies ask for {enumerated(names)}, that no caller has" if names else ""
        text = f"{found.role} can't {', '.join(found.actions).upper()} {name}, which `access:` promises it ({said}{asked}): "
        text += remedy(names) if names else remedies(trial, found.probes)
        yield Hit(place, text, f"{name} {found.role}")


def _said(probe: Probe) -> str:
    """What the attempt came to, of the privileges that are asked for and not tried too."""
    return "no privilege" if probe.action in _WHOEVER else probe.unread or probe.detail or "refused"
