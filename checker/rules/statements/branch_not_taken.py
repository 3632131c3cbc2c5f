"""A DO block takes rights, policies or data away where rows say so, and in the trial they did not; or protects only where they do.

## Why

`IF (SELECT count(*) FROM app.note) > 500 THEN ALTER TABLE … DISABLE ROW LEVEL SECURITY` does nothing in a trial with a few rows,
and is done for the first time in production. Nothing that has been proven is true of it: not who may do what afterwards,
and not the down. The other way about, `IF NOT EXISTS (SELECT FROM app.note WHERE …) THEN ALTER TABLE … ENABLE ROW LEVEL SECURITY` protects
in the trial, and perhaps nowhere else; and a down that drops something only where rows let it may leave that behind.

## How to fix

Write what is to be done as a statement of its own, so that it is done everywhere:

```sql
alter table app.note drop column title;
```

To refuse where the rows are not as they should be is another matter:

```sql
do $$ begin if exists (select from app.note where title is null) then raise exception 'titles first'; end if; end $$;
drop table app.note_before;
```

## Not reported

- What the trial has seen happen, unless it protects (row-level security, a REVOKE, a constraint, a trigger, a restrictive policy, a policy that is
  altered or dropped), or stands in a down.
- What is done in a block whose errors are caught, where it was done.
- A condition on the catalog alone, such as `IF EXISTS (SELECT FROM pg_roles …)`: what it kept from happening is named under what is
  not proven.
- INSERT and UPDATE, as a backfill in a loop has them, and DELETE with a WHERE.
- What a function does that the block calls.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from pglast import ast, enums

from checker.model import Difference, Location, Migration, Severity, Snapshot, Statement, Step, Trial
from checker.rule import Hit, rule
from checker.rules.statements._branches import hanging, place_in
from checker.state import words
from checker.state.expression import HOLE
from checker.state.plpgsql import read_block

_A, _O, _R = enums.AlterTableType, enums.ObjectType, enums.RoleSpecType
_WORD = re.compile(r"[\w$]+")
# What there is to see of a subcommand of ALTER TABLE: the kind of object, and the property.
_ALTERS = {
    _A.AT_DisableRowSecurity: ("table", "row security"),
    _A.AT_NoForceRowSecurity: ("table", "force row security"),
    _A.AT_DisableTrig: ("trigger", "enabled"),
    _A.AT_DisableTrigAll: ("trigger", "enabled"),
    _A.AT_DisableTrigUser: ("trigger", "enabled"),
    _A.AT_DropColumn: ("column", None),
    _A.AT_DropConstraint: ("constraint", None),
    _A.AT_ChangeOwner: (None, "owner"),
}
_CLOSES = {
    _A.AT_EnableRowSecurity: ("ENABLE ROW LEVEL SECURITY", "table", "row security"),
    _A.AT_ForceRowSecurity: ("FORCE ROW LEVEL SECURITY", "table", "force row security"),
    _A.AT_AddConstraint: ("ADD CONSTRAINT", "constraint", None),
    _A.AT_SetNotNull: ("SET NOT NULL", "column", "not null"),
}
_ON_ROWS = frozenset(
    {
        "depends on a condition on rows",
        "is left under a condition on rows before that",
        "is done in a loop over rows",
    }
)
_DROPS = {
    _O.OBJECT_POLICY: "policy",
    _O.OBJECT_TRIGGER: "trigger",
    _O.OBJECT_TABLE: "table",
    _O.OBJECT_VIEW: "view",
    _O.OBJECT_MATVIEW: "materialized view",
    _O.OBJECT_FUNCTION: "function",
    _O.OBJECT_SCHEMA: "schema",
    _O.OBJECT_RULE: "rule",
}
_ATTRIBUTES = {
    "superuser": "superuser",
    "bypassrls": "bypassrls",
    "createrole": "createrole",
    "isreplication": "replication",
}
Effect = tuple[str | None, str | None, str]


@rule(Severity.WARNING)
def check(trial: Trial) -> Iterator[Hit]:
    """Each such statement in a branch of a judged script's block of which the first up, or its down, shows no trace."""
    yield from (
        Hit(
            one.place,
            f"{one.what}, and the trial's rows did not have it done: production's may, and nothing is proven of it. Write"
            " it as a statement of its own"
            if not one.happened
            else f"{one.what}, which the trial's rows meet: where production's do not, it is not done, and nobody is told; write it as a"
            " statement of its own, or raise an exception where it can't be done",
            object=one.name,
        )
        for one in not_taken(trial)
        if one.on_rows
    )


class NotTaken(Struct, frozen=True):
    """A statement that the trial has not seen happen: of a migration, or of a repeatable script; what it does, in words, to what.

    `on_rows` says whether rows kept it from happening, and not the catalog, or who ran it, alone. It has `happened` where rows let it
    that may be others in production.
    """

    migration: Migration | None
    place: Location
    what: str
    name: str | None
    on_rows: bool
    happened: bool = False


def not_taken(trial: Trial) -> Iterator[NotTaken]:
    """What the judged scripts' blocks do only under a condition, which was not so in the trial."""
    judged = {
        *(migration.up.path for migration in trial.change.judged),
        *(one.path for one in trial.change.scripts),
    }
    steps = [
        one for one in trial.steps if one.run == "up" and one.status == "applied" and one.direction == "up"
    ]
    scripts = [difference for step in steps if step.migration is None for difference in step.differences]
    for step in steps:
        if step.path not in judged:
            continue
        seen = step.differences if step.migration is not None else scripts
        for outcome in step.outcomes:
            if isinstance(outcome.statement.node, ast.DoStmt):
                yield from _not_seen(outcome.statement, outcome.statement.node, step, seen)
    yield from _in_downs(trial)


def _in_downs(trial: Trial) -> Iterator[NotTaken]:
    """The same of the judged downs, each after its up."""
    for migration in trial.change.judged:
        steps = trial.of(migration)
        up, down = steps.get("up"), steps.get("down")
        if up is None or down is None or down.status != "applied" or up.after is None or down.after is None:
            continue
        blocks = [(one.statement, one.statement.node) for one in down.outcomes]
        for statement, node in blocks:
            if isinstance(node, ast.DoStmt):
                yield from _not_seen(statement, node, down, _between(up.after, down.after))


def _between(before: Snapshot, after: Snapshot) -> list[Difference]:
    """What differs between two catalogs, by property, and as a whole where an object is in one of them alone."""
    found: list[Difference] = []
    for key in {*before.objects, *after.objects}:
        was, now = before.objects.get(key), after.objects.get(key)
        if was is None or now is None:
            found.append(Difference(key, None, None, None))
        elif was != now:
            found += [
                Difference(key, name, was.get(name), now.get(name))
                for name in {*was, *now}
                if was.get(name) != now.get(name)
            ]
    return found


def _not_seen(
    statement: Statement, node: ast.DoStmt, step: Step, seen: list[Difference] | tuple[Difference, ...]
) -> Iterator[NotTaken]:
    body, parsed = read_block(node)
    told: set[tuple[Location, str]] = set()
    for one in hanging(parsed):
        for what, name, effect in _effects(one.node):
            # What has a computed name, or is made again under its own, leaves nothing to be seen by.
            if HOLE in f"{name} {effect[2]}" or (not one.on_rows and _is_made_again(effect, body)):
                continue
            if not (_is_seen(effect, seen, step) and _is_held(one.node, effect[2], step.after)):
                place = place_in(statement, body, one.line)
                yield NotTaken(step.migration, place, f"{what} {one.on}", name or None, one.on_rows)
        of = getattr(one.node, "table", None) or getattr(one.node, "relation", None)
        # What protects a table that the block itself makes is missing nowhere.
        own = isinstance(of, ast.RangeVar) and _is_made_again(("table", None, str(of.relname)), body)
        if one.on not in _ON_ROWS or own:
            continue
        done = [*_protects(one.node), *(_effects(one.node) if step.direction == "down" else ())]
        for what, name, effect in done:
            place = place_in(statement, body, one.line)
            if HOLE in f"{name} {effect[2]}" or (place, name) in told:
                continue
            if _is_seen(effect, seen, step) and _is_left(effect, step.after):
                told.add((place, name))
                yield NotTaken(
                    step.migration, place, f"{what} {one.on}", name or None, on_rows=True, happened=True
                )


def _effects(node: ast.Node) -> Iterator[tuple[str, str, Effect]]:
    """What a statement takes away or gives: in words, of what, and what there would be to see."""
    match node:
        case ast.AlterTableStmt(relation=ast.RangeVar() as relation):
            for command in node.cmds or ():
                if command.subtype in _ALTERS:
                    kind, part = _ALTERS[command.subtype]
                    inner = command.name if kind in ("column", "constraint") else relation.relname
                    verb = command.subtype.name.removeprefix("AT_").replace("RowSecurity", "RowLevelSecurity")
                    what = (
                        f"ALTER TABLE {_dotted(relation)} … {re.sub(r'(?<!^)(?=[A-Z])', ' ', verb).upper()}"
                    )
                    yield what, _dotted(relation), (kind, part, str(inner or relation.relname))
        case ast.GrantStmt(is_grant=True):
            for one in node.objects or ():
                name = str(one.relname) if isinstance(one, ast.RangeVar) else (_parts(one) or ("",))[-1]
                shown = _dotted(one) if isinstance(one, ast.RangeVar) else name
                yield f"GRANT on {shown}", shown, (None, "grants", name)
        case ast.GrantRoleStmt(is_grant=True):
            for one in node.granted_roles or ():
                yield f"GRANT {one.priv_name}", str(one.priv_name), ("membership", None, str(one.priv_name))
        case ast.DropStmt() if node.removeType in _DROPS:
            kind = _DROPS[node.removeType]
            for one in node.objects or ():
                name = (_parts(one) or ("",))[-1]
                yield f"DROP {kind.upper()} {name}", name, (kind, None, name)
        case ast.AlterPolicyStmt() | ast.CreatePolicyStmt():
            verb = "ALTER" if isinstance(node, ast.AlterPolicyStmt) else "CREATE"
            yield (
                f"{verb} POLICY {node.policy_name}",
                str(node.policy_name),
                ("policy", None, str(node.policy_name)),
            )
        case ast.AlterRoleStmt(role=ast.RoleSpec(rolename=str(role))):
            for option in node.options or ():
                if option.defname in _ATTRIBUTES and option.arg is not None and option.arg.boolval:
                    attribute = _ATTRIBUTES[option.defname]
                    yield f"ALTER ROLE {role} {attribute.upper()}", role, ("role", attribute, role)
        case ast.ViewStmt(replace=True, view=ast.RangeVar() as view):
            yield f"CREATE OR REPLACE VIEW {_dotted(view)}", _dotted(view), ("view", None, str(view.relname))
        case ast.CreateFunctionStmt(replace=True, funcname=called):
            name = words(called)[-1]
            yield f"CREATE OR REPLACE FUNCTION {name}", name, ("function", None, name)
        case ast.AlterDefaultPrivilegesStmt(action=ast.GrantStmt(is_grant=True)):
            yield "ALTER DEFAULT PRIVILEGES", "", ("default privileges", None, "on")
        case ast.TruncateStmt():
            for one in node.relations or ():
                yield f"TRUNCATE {_dotted(one)}", _dotted(one), ("rows", None, str(one.relname))
        case ast.DeleteStmt(whereClause=None, relation=ast.RangeVar() as relation):
            yield (
                f"the DELETE of all of {_dotted(relation)}",
                _dotted(relation),
                ("rows", None, str(relation.relname)),
            )


def _protects(node: ast.Node) -> Iterator[tuple[str, str, Effect]]:
    """What a statement closes or keeps out: in words, of what, and what there would be to see."""
    match node:
        case ast.AlterTableStmt(relation=ast.RangeVar() as relation):
            for command in node.cmds or ():
                if command.subtype in _CLOSES:
                    verb, kind, part = _CLOSES[command.subtype]
                    inner = command.name if kind == "column" else getattr(command.def_, "conname", None)
                    what = f"ALTER TABLE {_dotted(relation)} … {verb}"
                    yield what, _dotted(relation), (kind, part, str(inner or relation.relname))
        case ast.GrantStmt(is_grant=False):
            for one in node.objects or ():
                name = str(one.relname) if isinstance(one, ast.RangeVar) else (_parts(one) or ("",))[-1]
                shown = _dotted(one) if isinstance(one, ast.RangeVar) else name
                yield f"REVOKE on {shown}", shown, (None, "grants", name)
        case ast.CreatePolicyStmt(permissive=False, policy_name=str(name)):
            yield f"CREATE POLICY {name}", name, ("policy", None, name)
        case ast.AlterPolicyStmt(policy_name=str(name)):
            yield f"ALTER POLICY {name}", name, ("policy", None, name)
        case ast.DropStmt(removeType=_O.OBJECT_POLICY):
            for one in node.objects or ():
                name = (_parts(one) or ("",))[-1]
                yield f"DROP POLICY {name}", name, ("policy", None, name)
        case ast.CreateTrigStmt(trigname=str(name)):
            yield f"CREATE TRIGGER {name}", name, ("trigger", None, name)


def _is_made_again(effect: Effect, body: str) -> bool:
    kind, part, name = effect
    made = rf"\bcreate\b[^;]*\b{re.escape(kind or '')}\b[^;]*\b{re.escape(name)}\b"
    return part is None and re.search(made, body, re.IGNORECASE) is not None


def _is_seen(effect: Effect, seen: list[Difference] | tuple[Difference, ...], step: Step) -> bool:
    kind, part, name = effect
    if kind == "rows":
        return any(
            _last(table) == name
            and before.rows
            and (table not in step.rows_after or not step.rows_after[table].rows)
            for table, before in step.rows_before.items()
        )
    return any(
        (kind is None or one.object.kind in (kind, "procedure" if kind == "function" else kind))
        and (part is None or one.property in (part, None))
        and name in _WORD.findall(one.object.name)
        for one in seen
    )


def _is_held(node: ast.Node, name: str, after: Snapshot | None) -> bool:
    """Whether those whom a GRANT names hold something on what has this name: that its grants are others may be another's doing."""
    if not isinstance(node, ast.GrantStmt) or after is None:
        return True
    holders = {
        re.split(r" with grant option| granted by ", line.partition(" to ")[2])[0].strip('"')
        for key, each in after.objects.items()
        if name in _WORD.findall(key.name)
        for line in (each.get("grants") or "").splitlines()
    }
    named = [one for one in node.grantees or () if one.roletype in (_R.ROLESPEC_CSTRING, _R.ROLESPEC_PUBLIC)]
    return all((one.rolename or "public") in holders for one in named)


def _is_left(effect: Effect, after: Snapshot | None) -> bool:
    """Whether a property that a statement sets is set in the end."""
    kind, part, name = effect
    if kind is None or part is None or after is None:
        return True
    found = (each.get(part) for key, each in after.of_kind(kind).items() if name in _WORD.findall(key))
    return any(found)


def _parts(one: object) -> tuple[str, ...]:
    match one:
        case tuple():
            return words(one)
        case ast.ObjectWithArgs(objname=parts):
            return words(parts)
        case ast.String(sval=text):
            return (str(text),)
    return ()


def _dotted(relation: ast.RangeVar) -> str:
    return ".".join(part for part in (relation.schemaname, relation.relname) if part)


def _last(name: str) -> str:
    return name.rpartition(".")[2].strip('"')
