"""A SECURITY DEFINER function may be executed by everybody.

## Why

EXECUTE of a new function is granted to PUBLIC by PostgreSQL itself. With SECURITY DEFINER that means: every
role, anon too, does what the owner may do. Granted to anon alone it is everybody on the internet who does so: that is a
warning, since there are functions that are made for it.

## How to fix

Revoke it in the same migration, and grant it by name:

```sql
create function app.count_notes() returns bigint
  language sql stable security definer set search_path = ''
  as $$ select count(*) from app.note $$;
revoke execute on function app.count_notes() from public;
grant execute on function app.count_notes() to analyst;
```

On Supabase anon has a grant of its own by default, which REVOKE … FROM PUBLIC leaves: take it from both (`from public, anon`).

A policy that calls the function is evaluated with the reader's rights: the roles that the policy is for need EXECUTE.

## Not reported

- Functions that run with their caller's rights.
- Functions of triggers, which nobody can call.
- Databases whose default privileges give PUBLIC nothing on functions.
- A REVOKE that comes later in the change.
- Grants to anon where `access:` declares who may do what: see [access-not-declared](access-not-declared.md).
- Grants that the change does not touch, of functions that it does not make anew.
- What the file hides: the catalog is looked at by [definer-executable-after-up](definer-executable-after-up.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pglast import ast

from checker.model import Change, Finding, Location, Severity, Trial
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._state import touched_functions, up_steps
from checker.rules._tree import nodes
from checker.state import Function, Grant, Policy, State, chain, words

ANONYMOUS = "anon"


def _holds(trial: Trial, finding: Finding) -> bool | None:
    name = (finding.object or "").replace(", ", ",")
    kinds = ("function", "procedure")
    function = next((one for kind in kinds if trial.end and (one := trial.end.get(kind, name))), None)
    if function is None:
        return None
    grants = (function.get("grants") or "").split("\n")
    roles = {role for role in ("public", ANONYMOUS) if any(is_to(line, role) for line in grants)}
    if not roles or function.get("security") != "definer":
        return False
    # That it is anon's alone is another thing than what was said where everybody was meant.
    return True if "public" in roles or finding.message.startswith(f"{ANONYMOUS},") else None


def is_to(grant: str, role: str) -> bool:
    """Whether an entry of the catalog's grants lets a role execute."""
    return f"{grant} ".startswith(f"EXECUTE to {role} ")


@rule(Severity.ERROR, holds=_holds)
def check(change: Change) -> Iterator[Hit]:
    """Each such function of the end state that a judged script made, or gave to PUBLIC or anon."""
    states = chain(change)
    end = states.end
    touched = {function.signature: function for function in touched_functions(change)}
    given = {str(name) for kind, name in end.granted_since(states.old) if kind == "function"} - {*touched}
    known = (one for one in end.functions() if one.signature in given) if given else ()
    found: dict[Location, list[Hit]] = {}
    for function in (*touched.values(), *known):
        if function.security_definer and function.returns not in ("trigger", "event_trigger"):
            undecided = end.undecided("grants", function.signature)
            grants = end.grants("function", function.signature)
            if change.config.access.declared:
                grants = tuple(one for one in grants if one.role != ANONYMOUS)
            for hit in _open(function, grants, touched, end):
                found.setdefault(hit.location, []).append(hit._replace(undecided=undecided))
    for step in up_steps(change):
        yield from found.pop(step.statement.location, ())


def told(change: Change) -> set[tuple[str | None, str]]:
    """What the rule finds, as the catalog names it: the function, and to whom it is open."""
    return {
        ((hit.object or "").replace(", ", ","), ANONYMOUS if hit.severity else "public")
        for hit in check.check(change)
    }


def _open(
    function: Function, grants: tuple[Grant, ...], touched: Collection[str], end: State
) -> Iterator[Hit]:
    """What opens a function to everybody: one hit, PUBLIC before anon."""
    name = function.signature
    execute = {grant.role: grant for grant in grants if grant.privilege == "execute"}
    # No statement gave it, and what is taken from PUBLIC leaves it.
    by_default = ANONYMOUS in execute and execute[ANONYMOUS].by_default
    if "public" in execute:
        callers = _callers(function, end)
        wanted = any(ANONYMOUS in policy.roles for policy in callers)
        yield Hit(
            function.changed if name in touched else execute["public"].made,
            f"every role may execute {name}, which runs with its owner's rights: add REVOKE EXECUTE ON"
            f" FUNCTION {name} FROM PUBLIC{f', {ANONYMOUS}' if by_default and not wanted else ''};{_for_policies(function, callers)}",
            object=name,
        )
    elif ANONYMOUS in execute:
        remedy = (
            f"add REVOKE EXECUTE ON FUNCTION {name} FROM {ANONYMOUS};"
            if by_default
            else "grant it to a role that has a session"
        )
        yield Hit(
            execute[ANONYMOUS].made,
            f"anon, which is everybody without a session, may execute {name}, which runs with its owner's rights: {remedy}"
            f"{'' if by_default else ','} or allow this with a reason where it is made for everybody",
            object=name,
            severity=Severity.WARNING,
        )


def _callers(function: Function, end: State) -> list[Policy]:
    """The policies that call it."""
    return [
        policy
        for table in end.tables()
        for policy in table.policies.values()
        if any(
            _is_call_of(function, node)
            for expression in (policy.using, policy.check)
            if expression is not None
            for node in nodes(expression)
        )
    ]


def _for_policies(function: Function, callers: list[Policy]) -> str:
    """What the policies that call it need, once it is not everybody's any more."""
    if not callers:
        return ""
    open_to_all = [policy for policy in callers if "public" in policy.roles]
    if open_to_all:
        one = open_to_all[0]
        return (
            f" the policy {quote(one.name)} of {one.table}, which is for every role, calls it: name its roles by TO, and GRANT"
            " them EXECUTE"
        )
    roles = ", ".join(quote(role) for role in dict.fromkeys(role for one in callers for role in one.roles))
    return f" and GRANT EXECUTE ON FUNCTION {function.signature} TO {roles}; whose policies call it"


def _is_call_of(function: Function, node: ast.Node) -> bool:
    """Whether an expression's node calls a function of that name."""
    if not isinstance(node, ast.FuncCall):
        return False
    *schema, name = words(node.funcname)
    return name == function.name.name and (not schema or schema[-1] == function.name.schema)
