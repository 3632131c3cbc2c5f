"""A policy lets whoever sets a parameter have every row.

## Why

A parameter with a dot in its name belongs to nobody: every role may `SET app.debug = 'on'`, and so may any function that a
caller can reach (PostgreSQL's manual, "Customized Options"). So are some of the server's, as `application_name`. Beside a policy that asks who the caller is, such a
switch is a second door without a lock.

## How to fix

Leave the switch out. Who must see everything does so in a role of its own, which a session can't give itself:

```sql
alter policy note_own on public.note using (owner = (select auth.uid()));
```

## Not reported

- A parameter that is compared with a column (`tenant = current_setting('app.tenant')`): there the application says who
  the caller is, and its other parameters are as good as that one.
- Policies of tables that ask for no token and no role of the session: nothing says whom they trust.
- The request's own parameters, `request.jwt.claims` and the like: a gateway sets them.
- TO nobody but a role that may have every row anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, islice, product

from pglast import ast

from checker.model import Change, Severity
from checker.predicate import STRANGER, Answer, Caller
from checker.predicate.claims import constant, literal
from checker.rule import Hit, rule
from checker.rules._tree import nodes
from checker.rules.access._meaning import Judged, asks_who, judged_policies
from checker.rules.access._settings import settings_in
from checker.rules.access._stored import holds

# What a switch is set to where the policy does not say: it asks for TRUE, or for anything but something.
_ON = ("on", "true", "1", "yes")
_MAX_TRIED = 200
# Parameters of the server's that take any text from anybody (PostgreSQL's src/backend/utils/misc/guc_tables.c).
_OF_ANYBODY = frozenset({"application_name", "search_path"})


@rule(Severity.WARNING, holds=holds)
def check(change: Change) -> Iterator[Hit]:
    """Each permissive policy that shows every row once a parameter is set, on a table where callers are told apart otherwise."""
    for one in judged_policies(change):
        if one.for_trusted or not any(_settings(node) for _, node in one.parts) or not _knows_callers(one):
            continue
        for clause, node in one.parts:
            if settings := _opening(one, clause, node):
                said = " and ".join(f"SET {name} = '{value}'" for name, value in settings.items())
                text = (
                    f"{one.title} is true of every row after {said}, which any role may do ({clause}): leave"
                    " that to a role of its own"
                )
                yield Hit(one.location, text, one.object, undecided=one.undecided)
                break


def _opening(one: Judged, clause: str, node: ast.Node) -> Mapping[str, str]:
    """The values of parameters with which the expression is TRUE of every row; none where it is so anyway, or never."""
    names = _settings(node)
    whole = one.narrowed(clause, node)
    if not names or one.answer(whole, STRANGER) is Answer.EVERY:
        return {}
    texts = [literal(found) for each in nodes(node) if (found := constant(each))]
    values = [*dict.fromkeys((*(text for text in texts if isinstance(text, str) and text), *_ON))]
    for settings in islice(_assignments(names, values), _MAX_TRIED):
        if one.answer(whole, _caller(settings)) is Answer.EVERY:
            return dict(settings)
    return {}


def _assignments(names: Sequence[str], values: Sequence[str]) -> Iterator[tuple[tuple[str, str], ...]]:
    """What can be said of one of the names, then of two, and so on."""
    for count in range(1, len(names) + 1):
        for some in combinations(names, count):
            for each in product(values, repeat=count):
                yield tuple(zip(some, each, strict=True))


@lru_cache(maxsize=1024)
def _caller(settings: tuple[tuple[str, str], ...]) -> Caller:
    return Caller(STRANGER.name, STRANGER.claims, dict(settings))


def _knows_callers(one: Judged) -> bool:
    """Whether the table's policies ask for a token or the session's role, and for no parameter of an application's own."""
    trees = [
        node
        for policy in one.state.policies(one.table.name)
        for node in (policy.using, policy.check)
        if node is not None
    ]
    return any(map(asks_who, trees)) and not any(_is_identity(each) for tree in trees for each in nodes(tree))


def _is_identity(node: ast.Node) -> bool:
    """Whether it holds a parameter against something of a row."""
    if not isinstance(node, ast.A_Expr | ast.FuncCall) or not _settings(node):
        return False
    return any(isinstance(each, ast.ColumnRef) for each in nodes(node))


def _settings(node: ast.Node) -> list[str]:
    """The parameters that an expression asks for and any session may set to any text, by name."""
    return [name for name in settings_in(node, _OF_ANYBODY) if not name.startswith("request.")]
