"""A SECURITY DEFINER function gives rows past row-level security, or changes them, and asks nothing of who calls it.

## Why

It runs with its owner's rights. Where the policies of a table do not bind the owner, or show it every row, whoever may execute the function has what it gives: a
`select * from app.note` in it shows all notes to everybody whom no policy shows more than their own. It is to a function what
[view-without-security-invoker](view-without-security-invoker.md) is to a view. The function of an INSTEAD OF trigger writes so for whoever may write to
the view.

## How to fix

Let it run with its caller's rights, or ask in it who that is:

```sql
create function app.my_notes() returns setof app.note
  language sql stable security definer set search_path = ''
  as $$ select * from app.note where owner_id = (select auth.uid()) $$;
revoke execute on function app.my_notes() from public;
grant execute on function app.my_notes() to authenticated;
```

Where every caller is meant to have these rows, allow this with a reason, in the comment that
[directive-invalid](directive-invalid.md) describes.

## Not reported

- A body that asks for the caller: `auth.uid()`, `current_setting`, `session_user`, or any function of one's own, which may; unless that tells nobody
  apart, as `auth.uid() is not null`. `current_user` is the function's owner there, whoever calls.
- A body that goes by an argument that can't be guessed, such as a token's text or a uuid. Numbers, dates and booleans can, and NULL, where it lets
  through every row (`t is null or tag = t`).
- Functions that give one value, as a count or a boolean (all rows in one, as `json_agg` gives them, are not), and change nothing; those that only insert, or ask a table whether there is a row;
  and functions of triggers on tables.
- An INSTEAD OF trigger that changes the row by what it was (`where id = old.id`), where the view shows callers no more than their own.
- Tables whose policies bind the function's owner too, and do not show it every row, and rows that a policy shows to everybody anyway.
- Functions that only roles above row-level security may execute, or everybody: see
  [definer-executable-by-public](definer-executable-by-public.md).
- A body that runs SQL which its text does not show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pglast import ast, enums

from checker.model import Change, Severity
from checker.predicate import STRANGER, Answer, Value, decide
from checker.predicate.claims import is_plain
from checker.rule import Hit, rule
from checker.rules._state import trusted, up_nodes
from checker.rules._tree import nodes
from checker.rules.access._meaning import SERVICE
from checker.rules.functions._bare import trees
from checker.rules.functions._callers import is_open, is_unbound, tells_apart
from checker.rules.functions._instead import written_through
from checker.rules.functions.definer_executable_by_public import ANONYMOUS as ANON
from checker.state import Function, State, Step, Table, chain, words

_GUESSED = frozenset({
    "int2", "int4", "int8", "numeric", "float4", "float8", "bool", "date", "timestamp", "timestamptz", "time", "interval",
})  # fmt: skip
OUT = frozenset({enums.FunctionParameterMode.FUNC_PARAM_OUT, enums.FunctionParameterMode.FUNC_PARAM_TABLE})
_TABLE = enums.FunctionParameterMode.FUNC_PARAM_TABLE
_CARRIERS = frozenset(
    {"array_agg", "json_agg", "json_object_agg", "jsonb_agg", "jsonb_object_agg", "string_agg", "xmlagg"}
)
_AGGREGATES = frozenset({
    "avg", "bool_and", "bool_or", "count", "every", "max", "min", "sum",
})  # fmt: skip


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each such function of the end state that a judged statement makes."""
    end = chain(change).end
    for step, node in up_nodes(change, ast.CreateFunctionStmt):
        for each in (one for some in step.after.differing(step.before, "function") for one in some):
            function = end.function(each.name, each.arguments)
            if function is None or function.text != each.text or function.body != each.body:
                continue
            if not function.security_definer or function.returns in ("trigger", "event_trigger"):
                continue
            callers = _callers(change, end, function)
            does = _does(change, step, node, function, callers) if callers else None
            if does is not None:
                yield Hit(
                    step.statement.location,
                    f"whoever may execute {function.signature} {does}, past row-level security: ask in it who calls, or leave out"
                    " SECURITY DEFINER",
                    object=function.signature,
                )
    for one in {each.function.signature: each for each in written_through(change)}.values():
        yield Hit(
            one.place,
            f"{one.who} may write to {one.view.name}, and {one.function.signature} then {one.does} as its owner, past row-level security: ask"
            " in it who writes, or leave out SECURITY DEFINER",
            object=one.function.signature,
        )


def _callers(change: Change, end: State, function: Function) -> list[str]:
    """The roles that may execute it and that row-level security binds; none where everybody may."""
    roles = {one.role for one in end.grants("function", function.signature) if one.privilege == "execute"}
    if {"public", ANON} & roles:
        return []
    return [
        role
        for role in roles
        if role != function.owner and role not in SERVICE and not trusted(change, end, role)
    ]


def _does(
    change: Change, step: Step, node: ast.CreateFunctionStmt, function: Function, callers: Sequence[str]
) -> str | None:
    """What its callers can do with it, in words; None where nothing is known to be past the policies."""
    roots = trees(function)
    many = bool(node.returnType and node.returnType.setof) or any(
        one.mode == _TABLE for one in node.parameters or ()
    )
    asking = [root for root in roots if tells_apart(root)]
    for root in roots if many else ():
        if any(one is not root for one in asking):
            continue
        table, said = _every_row(change, step, node, function, root)
        if table and not all(is_open(chain(change).end, table, "select", role) for role in callers):
            return f"has every row of {table.name}{said}"
    if asking or _goes_by_secret(node, roots):
        return None
    whole = function.returns.endswith("[]") or function.returns in ("json", "jsonb", "text", "xml")
    end = chain(change).end
    for root in roots:
        carried = {id(one) for one in _carried(root)} if whole else set()
        asked = {id(one) for link in nodes(root) if isinstance(link, ast.SubLink) for one in nodes(link)}
        for one in nodes(root):
            match one:
                case ast.UpdateStmt(relation=ast.RangeVar() as relation):
                    verb, command = "changes", "update"
                case ast.DeleteStmt(relation=ast.RangeVar() as relation):
                    verb, command = "deletes", "delete"
                case ast.RangeVar() as relation if id(one) in carried or (
                    many and id(one) not in asked and _gives_rows(root)
                ):
                    verb, command = "has", "select"
                case _:
                    continue
            table = _past(change, step, function, relation, command)
            if table and not all(is_open(end, table, command, role) for role in callers):
                return f"{verb} rows of {table.name}"
    return None


def _every_row(
    change: Change, step: Step, node: ast.CreateFunctionStmt, function: Function, root: ast.Node
) -> tuple[Table | None, str]:
    """The table of which a query gives every row, whoever calls: what it asks tells nobody apart. And what there is to give for that, in words."""
    match root:
        case ast.SelectStmt(fromClause=(ast.RangeVar() as relation,), whereClause=ast.Node() as where) if (
            is_plain(root)
        ):
            table = _past(change, step, function, relation, "select")
        case _:
            return None, ""
    if table is None:
        return None, ""
    name = (relation.alias.aliasname if relation.alias else relation.relname) or ""
    inputs = [one for one in node.parameters or () if one.mode not in OUT]
    given: dict[str, Value] = {f"${number}": None for number, _ in enumerate(inputs, 1)}
    given |= {one.name: None for one in inputs if one.name and one.name not in table.columns}
    # A strict function gives nothing for NULL, and an IF may refuse it.
    strict = any(one.defname == "strict" and getattr(one.arg, "boolval", False) for one in node.options or ())
    nothing = not strict and function.language == "sql" and table.columns_known
    for known, said in (({}, ""), (given, " by giving NULL")) if nothing else (({}, ""),):
        if known or not _names(where, given):
            columns = {name: tuple(table.columns)}
            verdict = decide(where, STRANGER, relation=name, columns=columns, nulls=False, given=known)
            if verdict.answer is Answer.EVERY:
                return table, said
    return None, ""


def _names(where: ast.Node, given: Mapping[str, Value]) -> bool:
    """Whether an expression asks for an argument."""
    return any(
        (isinstance(one, ast.ParamRef) and f"${one.number}" in given)
        or (isinstance(one, ast.ColumnRef) and words(one.fields)[-1:] and words(one.fields)[-1] in given)
        for one in nodes(where)
    )


def _carried(root: ast.Node) -> Iterator[ast.Node]:
    """What the FROM of a query holds of which an aggregate gives all rows in one value, as `json_agg` does."""
    targets = [
        one.val
        for one in (root.targetList or () if isinstance(root, ast.SelectStmt) else ())
        if one.val is not None
    ]
    inner = (
        one.subselect
        for target in targets
        for one in nodes(target)
        if isinstance(one, ast.SubLink) and one.subLinkType == enums.SubLinkType.EXPR_SUBLINK
    )
    for select in (root, *inner):
        if isinstance(select, ast.SelectStmt) and any(
            isinstance(one, ast.FuncCall) and words(one.funcname)[-1] in _CARRIERS
            for target in select.targetList or ()
            for one in nodes(target)
        ):
            yield from (one for item in select.fromClause or () for one in nodes(item))


def _gives_rows(root: ast.Node) -> bool:
    return isinstance(root, ast.SelectStmt) and not _is_one_row(root)


def _is_one_row(select: ast.SelectStmt) -> bool:
    """Whether a query only counts and sums up."""
    values = [one.val for one in select.targetList or ()]
    return (
        bool(values)
        and not select.groupClause
        and all(isinstance(one, ast.FuncCall) and words(one.funcname)[-1] in _AGGREGATES for one in values)
    )


def _past(
    change: Change, step: Step, function: Function, relation: ast.RangeVar, command: str
) -> Table | None:
    """The protected table of this name with whose rows the owner of a function may do what it likes."""
    end = chain(change).end
    table = end.table(step.after.resolve(relation))
    return table if table and table.rls and is_unbound(change, end, function, table, command) else None


def _goes_by_secret(node: ast.CreateFunctionStmt, roots: Sequence[ast.Node]) -> bool:
    """Whether the body names an argument whose value can't be guessed."""
    inputs = [one for one in node.parameters or () if one.mode not in OUT]
    secret = [
        (number, one.name)
        for number, one in enumerate(inputs, 1)
        if one.argType is None or words(one.argType.names)[-1] not in _GUESSED
    ]
    numbers, names = {number for number, _ in secret}, {name for _, name in secret if name}
    return any(
        (isinstance(one, ast.ParamRef) and one.number in numbers)
        or (isinstance(one, ast.ColumnRef) and names & {*words(one.fields)})
        for root in roots
        for one in nodes(root)
    )
