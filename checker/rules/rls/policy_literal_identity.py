"""A policy names a person, or an account, in its text.

## Why

Who may do what changes every week; a migration changes by a release. An address that is given to
somebody else takes the right with it, and nobody finds the list when somebody leaves.

## How to fix

Keep the list in a table, and ask it:

```sql
create policy note_staff on app.note for select to authenticated
  using (exists (select from app.staff where staff.user_id = (select auth.uid())));
```

## Not reported

- The role that a request claims, as `auth.role() = 'service_role'`: it is no person.
- Comparisons with columns and with other functions' values.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pglast import ast
from pglast.enums.parsenodes import A_Expr_Kind

from checker.model import Change, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._policies import written
from checker.rules._tree import literal, nodes
from checker.state import words

_PERSONS = frozenset({"uid", "email"})
_CLAIMS = frozenset({"email", "sub", "phone", "request.jwt.claim.email", "request.jwt.claim.sub"})
_COMPARE = {A_Expr_Kind.AEXPR_OP, A_Expr_Kind.AEXPR_IN, A_Expr_Kind.AEXPR_OP_ANY, A_Expr_Kind.AEXPR_LIKE,
            A_Expr_Kind.AEXPR_ILIKE, A_Expr_Kind.AEXPR_NOT_DISTINCT}  # fmt: skip


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each comparison of who the caller is with a constant."""
    for policy in written(change):
        for node in (one for expression in policy.expressions for one in nodes(expression)):
            if not isinstance(node, ast.A_Expr) or node.kind not in _COMPARE or _is_path(node):
                continue
            for one, other in ((node.lexpr, node.rexpr), (node.rexpr, node.lexpr)):
                if _is_person(one) and _is_constant(other):
                    yield Hit(
                        policy.statement.at(node),
                        f"the policy {quote(policy.name)} of {policy.on} names a person in its text: keep who may in a table"
                        " and ask that",
                        object=policy.object,
                    )
                    break


def _is_path(node: ast.A_Expr) -> bool:
    return words(node.name)[-1:] in (("->>",), ("->",), ("#>>",), ("#>",))


def _is_person(node: Any) -> bool:
    """Whether an expression is the caller's id, address or name, whatever it is wrapped in."""
    while isinstance(node, ast.TypeCast):
        node = node.arg
    if isinstance(node, ast.SubLink) and isinstance(node.subselect, ast.SelectStmt):
        targets = node.subselect.targetList or ()
        return not node.subselect.fromClause and len(targets) == 1 and _is_person(targets[0].val)
    if isinstance(node, ast.FuncCall):
        name = words(node.funcname)
        if name == ("lower",) and node.args:
            return _is_person(node.args[0])
        if name[-1:] == ("current_setting",) and node.args:
            return literal(node.args[0]) in _CLAIMS
        return len(name) == 2 and name[0] == "auth" and name[1] in _PERSONS
    if isinstance(node, ast.A_Expr) and _is_path(node):
        return literal(node.rexpr) in _CLAIMS and any(
            isinstance(one, ast.FuncCall) and words(one.funcname)[-1:] in (("jwt",), ("current_setting",))
            for one in nodes(node)
        )
    return False


def _is_constant(node: Any) -> bool:
    if isinstance(node, ast.A_ArrayExpr):
        node = node.elements or ()
    items = node if isinstance(node, tuple) else (node,)
    return bool(items) and all(literal(item) is not None for item in items)
