"""A permissive policy is true of every row for everybody.

## Why

`using (true)`, `… or true`, `1 = 1` and their disguises let every caller of the policy's roles through, so
row-level security is on and closes nothing. So do a day that is past (`now() > '2000-01-01'`), the table's own name
(`tableoid = 'app.note'::regclass`) and a query that always has a row.

## How to fix

Say whose row it is, or name in TO the role that may have them all:

```sql
create policy note_own on public.note for select to authenticated using (owner = (select auth.uid()));
create policy note_views on public.note for select to eng_views using (true);
```

Rows that everybody may have, as a list of countries, are allowed: in `access:`, where the config says who may do what, else here,
with the reason:

```sql
create table public.country (code text primary key, name text not null);
alter table public.country enable row level security, force row level security;
-- db-verify: allow policy-always-true reason="countries are public"
create policy country_all on public.country for select to anon, authenticated using (true);
```

Where it is for the owner's own backfills, lift the force for the transaction that needs it. A policy for the owner stays, and lets
the owner's views and SECURITY DEFINER functions read every row too; it is a warning:

```sql
begin;
alter table public.note no force row level security;
update public.note set title = '' where title is null;
alter table public.note force row level security;
commit;
```

## Not reported

- TO nobody but roles that row-level security does not bind: superusers, those with BYPASSRLS, the owner of a table where it is not
  forced.
- FOR SELECT, TO nobody but the config's `view_owners`.
- TO nobody but a role that `access:` lets write (`service_role` where it declares none), or that it allows all of this.
- On Supabase, TO nobody but its own servers (`supabase_auth_admin`, which runs the hooks of a token).
- A policy that a restrictive one narrows.
- A policy that a later statement drops or alters.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Finding, Severity
from checker.rule import Explains, Hit, rule
from checker.rules.access._meaning import judged_policies
from checker.rules.access._stored import holds


def _explains(mine: Finding, other: Finding) -> str:
    return "(it has no TO)" if mine.object == other.object and mine.location == other.location else ""


@rule(Severity.ERROR, holds=holds, explains=Explains(("policy-without-role",), _explains))
def check(change: Change) -> Iterator[Hit]:
    """Each permissive policy with an expression that is true of every row for every caller."""
    for one in judged_policies(change):
        if one.for_trusted:
            continue
        clauses = [clause for clause, node in one.parts if one.always(clause, node)]
        if clauses and one.for_owner:
            owner = (
                ", ".join(role for role in one.policy.roles if role) or "the role that runs the migrations"
            )
            text = (
                f"{one.title} gives {owner} every row ({' and '.join(clauses)}), as if row-level security were not forced:"
                " its views and SECURITY DEFINER functions read past the policies; lift the force for the transaction that needs it"
            )
            yield Hit(one.location, text, one.object, severity=Severity.WARNING, undecided=one.undecided)
        elif clauses:
            policy = one.policy
            who = ", ".join(policy.roles) if policy.explicit_roles else "everybody"
            named = "" if policy.explicit_roles else "name in TO the role that may have them all, and "
            remedy = (
                f"{named}allow it in `access:`, where {'they' if policy.explicit_roles else 'it'} may have all"
                if change.config.access.declared
                else f"allow this with a reason, where {who if policy.explicit_roles else 'everybody'} may have them all"
            )
            text = f"{one.title} is true of every row for {who} ({' and '.join(clauses)}): say whose row it is, or {remedy}"
            yield Hit(one.location, text, one.object, undecided=one.undecided)
