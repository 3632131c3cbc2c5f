"""A function that anybody on the internet may call sets who its caller is, to what the call says.

## Why

Who calls through an API runs no SQL of its own: it calls functions and reads tables, and its token says who it is. A function that puts an
argument into the claims of the request, or into a setting that policies go by, lets each caller be whom it likes. So does one that takes on
a role above row-level security: PostgREST's login is a member of `service_role`, and SET ROLE asks the login, not the caller.

## How to fix

Take it from the token, or let only those execute it who may be anybody:

```sql
revoke execute on function public.act_as(text) from public, anon, authenticated;
grant execute on function public.act_as(text) to service_role;
```

## Not reported

- Databases without the roles `anon` and `authenticated`: who logs in there can set what it likes anyway.
- A body that asks for the caller: `auth.uid()`, `current_user`, or any function of one's own, which may.
- What is looked up in a table, and constants, other than claims of the request.
- A setting that no policy goes by; a role that row-level security binds.
- Functions that neither of the two may execute, that the API does not serve (`exposed_schemas`), or that are for triggers.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from pglast import ast

from checker.model import Change, Location, Severity, Statement
from checker.names import enumerated, quote
from checker.rule import Hit, rule
from checker.rules._state import is_judged, touched_functions, trusted, up_steps
from checker.rules._tree import literal, nodes
from checker.rules.access._identity import REQUEST
from checker.rules.access._meaning import SERVICE
from checker.rules.access._settings import settings_in
from checker.rules.access.identity_by_default import identifies
from checker.rules.functions._bare import trees
from checker.rules.functions._bodies import Body
from checker.rules.functions._callers import may_ask
from checker.rules.functions.definer_ignores_caller import OUT
from checker.state import Function, State, chain, words
from checker.state.expression import HOLE
from checker.state.options import constant

_CALLERS = ("anon", "authenticated")
_NOBODY = ("", "none", "default")


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each such function of the end state that a judged statement makes, gives such a SET clause, or lets an API's caller execute."""
    end = chain(change).end
    if not any(end.role(one) for one in _CALLERS):
        return
    touched = {one.signature: one for one in touched_functions(change)}
    for step in up_steps(change, ast.CreateFunctionStmt, ast.AlterFunctionStmt):
        node = step.statement.node
        for each in (one for some in step.after.differing(step.before, "function") for one in some):
            function = touched.get(each.signature)
            if function is None or function.changed != each.changed:
                continue
            callers = _callers(change, end, function)
            if not callers:
                continue
            what = _clause(change, end, function)
            if what is None and isinstance(node, ast.CreateFunctionStmt):
                what = _in_body(change, end, function, node, Body.read(step.statement))
            if what:
                yield _hit(end, function, callers, what, step.statement.location)
    yield from _given(change, end, touched)


def _given(change: Change, end: State, touched: Container[str]) -> Iterator[Hit]:
    """The functions of before that the change lets one of the callers execute."""
    old = chain(change).old
    names = {str(name) for kind, name in end.granted_since(old) if kind == "function"}
    for function in end.functions() if names else ():
        if function.signature not in names or function.signature in touched:
            continue
        had = {*_callers(change, old, function)}
        callers = [one for one in _callers(change, end, function) if one not in had]
        acting = {role for one in callers for role in end.acts_as(one)}
        grants = [one for one in end.grants("function", function.signature) if one.privilege == "execute"]
        places = [one.made for one in grants if one.role in acting and is_judged(change, one.made)]
        made = _made_by(change, function) if places else None
        if made is None or not isinstance(made.node, ast.CreateFunctionStmt):
            continue
        what = _clause(change, end, function) or _in_body(change, end, function, made.node, Body.read(made))
        if what:
            yield _hit(end, function, callers, what, places[0])


def _made_by(change: Change, function: Function) -> Statement | None:
    """The statement that a function of before has its body from."""
    migrations = [
        one for path in (function.changed.path, function.made.path) if (one := change.history.at(path))
    ]
    scripts = [one.up for one in migrations]
    scripts += [
        one
        for one in (*change.foundation, *change.scripts)
        if one.path in (function.changed.path, function.made.path)
    ]
    found = [
        statement
        for script in scripts
        for statement in script.statements
        if isinstance(statement.node, ast.CreateFunctionStmt)
        and words(statement.node.funcname)[-1] == function.name.name
    ]
    places = (function.changed, function.made)
    same = [
        one
        for one in found
        if (one.location in places if function.body is None else function.body in one.text)
    ]
    return same[-1] if same else None


def _hit(end: State, function: Function, callers: Sequence[str], what: str, place: Location) -> Hit:
    return Hit(
        place,
        f"{enumerated(callers)} may execute {function.signature}, which {what}: take it from the token, or REVOKE EXECUTE from"
        " everybody but those who may be anybody",
        object=function.signature,
        undecided=end.undecided("grants", function.signature),
    )


def _callers(change: Change, end: State, function: Function) -> list[str]:
    """Those of an API's callers that may execute a function which it serves."""
    if function.name.schema not in change.config.exposed_schemas or function.returns in (
        "trigger",
        "event_trigger",
    ):
        return []
    given = {one.role for one in end.grants("function", function.signature) if one.privilege == "execute"}
    return [one for one in _CALLERS if end.role(one) and given & end.acts_as(one)]


def _clause(change: Change, end: State, function: Function) -> str | None:
    """What a function's SET clause makes of its caller; with SECURITY DEFINER, PostgreSQL refuses it."""
    role = function.settings.get("role")
    return None if role is None or function.security_definer else _role(change, end, role)


def _in_body(
    change: Change, end: State, function: Function, node: ast.CreateFunctionStmt, body: Body
) -> str | None:
    """What a body makes of its caller, in words; None where it asks who that is, or nothing is known to let it choose."""
    below = [node] if node.sql_body is not None else []
    asked = (*(value for _, value in body.assigned), *body.conditions)
    roots = (*trees(function), *body.statements, *asked, *below)
    if any(may_ask(one) and not _of_request(one) for root in roots for one in nodes(root)):
        return None
    sources = _sources(node, body)
    for root in roots:
        has_columns = function.language == "sql" and any(isinstance(one, ast.RangeVar) for one in nodes(root))
        here = {name: said for name, said in sources.items() if not has_columns or name.startswith("$")}
        for name, value in _set(root):
            text = literal(value)
            source = (
                next(_from(body.run, sources), None)
                if HOLE in (text or "")
                else next(_from([value], here), None)
            )
            if name == "role" and not function.security_definer:
                what = (
                    f"takes on the role that {source} names" if source else _role(change, end, text or "none")
                )
            elif source or (name.startswith(REQUEST) and text and HOLE not in text):
                why = _why(change, end, name)
                what = f"sets {name} from {source or 'a constant'}, and {why}" if why else None
            else:
                what = None
            if what:
                return what
    return None


def _why(change: Change, end: State, name: str) -> str | None:
    """Why a setting says who the caller is: also where a policy asks a function that goes by it."""
    why = identifies(change, name)
    if why is not None:
        return why
    asking = {
        one.name.name for one in end.functions() if any(name in settings_in(root) for root in trees(one))
    }
    for table in end.tables() if asking else ():
        for policy in table.policies.values():
            called = {
                words(one.funcname)[-1]
                for part in (policy.using, policy.check)
                if part is not None
                for one in nodes(part)
                if isinstance(one, ast.FuncCall)
            }
            if called & asking:
                return f"the policy {quote(policy.name)} of {policy.table} asks {min(called & asking)}, which goes by it"
    return None


def _role(change: Change, end: State, role: str) -> str | None:
    above = role.lower() not in _NOBODY and (role in SERVICE or trusted(change, end, role))
    return f"takes on the role {quote(role)}, which may have every row" if above else None


def _set(root: ast.Node) -> Iterator[tuple[str, ast.Node]]:
    """Each setting that is changed below a node, and the value that it is given."""
    for one in nodes(root):
        match one:
            case ast.VariableSetStmt(name=name, args=(value,)) if name:
                yield name.lower(), value
            case ast.FuncCall(funcname=called, args=(name, value, *_)) if words(called)[-1] == "set_config":
                yield constant(name).lower(), value


def _sources(node: ast.CreateFunctionStmt, body: Body) -> dict[str, str]:
    """The names that hold what the call says, each with what that is in words: arguments, and what variables are given of them."""
    found: dict[str, str] = {}
    inputs = [one for one in node.parameters or () if one.mode not in OUT]
    for number, one in enumerate(inputs, 1):
        said = f"its argument {one.name or f'${number}'}"
        found |= {f"${number}": said, **({one.name: said} if one.name else {})}
    count = -1
    while count != len(found):
        count = len(found)
        for name, value in body.assigned:
            source = next(_from([value], found), None)
            if source and name not in found:
                found[name] = source
    return found


def _from(values: Iterable[ast.Node], sources: Mapping[str, str]) -> Iterator[str]:
    """What of the call goes into a value as it is, in words; what a subquery finds is looked up."""
    for value in values:
        looked_up = {id(one) for link in nodes(value) if isinstance(link, ast.SubLink) for one in nodes(link)}
        for one in nodes(value):
            match one:
                case _ if id(one) in looked_up:
                    continue
                case ast.ColumnRef(fields=(ast.String(sval=str(name)),)) if name in sources:
                    yield sources[name]
                case ast.ParamRef(number=number) if f"${number}" in sources:
                    yield sources[f"${number}"]
                case _ if _of_request(one):
                    yield "what the request says beside its token"


def _of_request(node: ast.Node) -> bool:
    """Whether a call asks for the headers, the cookies or the path of an API's request, which its caller writes."""
    if not isinstance(node, ast.FuncCall) or words(node.funcname)[-1] != "current_setting" or not node.args:
        return False
    name = constant(node.args[0]).lower()
    return name.startswith("request.") and not name.startswith(REQUEST)
