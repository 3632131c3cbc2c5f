"""In the catalog, a privilege is open that no statement shows.

## Why

A GRANT in a DO block, in a function that is called, be it by a trigger or a default, or in a text that is put together opens as much as one
that stands in the file, and the rules that read files see none of it. This compares the privileges before the up, and the attributes of roles,
with those after it.

## How to fix

Leave it out, or write it as a statement of its own, by name, so that it is judged as one:

```sql
grant select on app.note to analyst;
```

## Not reported

- What a GRANT in the file says: see [grant-to-public](grant-to-public.md), [grant-beyond-rls](grant-beyond-rls.md),
  [grant-option-given](grant-option-given.md), [default-privileges-open](default-privileges-open.md),
  [bypassrls-granted](bypassrls-granted.md), [ownership-given-away](ownership-given-away.md).
- What a single role is given that row-level security governs, unless `access:` is declared and does not name the role
  ([access-role-not-named](access-role-not-named.md)). ALL of a table is a warning, as it is in the file.
- What default privileges of before give to a new table, and what a table had under another name, or with the grant option.
- An attribute of a role or a membership that a statement gives, in a block too: see [bypassrls-granted](bypassrls-granted.md) and
  [grant-to-anon](grant-to-anon.md).
- Privileges of the roles that migrate, that own views, or that are above row-level security anyway.
- EXECUTE of a function: see [definer-executable-after-up](definer-executable-after-up.md).
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence

from pglast import ast

from checker.model import Difference, Location, Script, Severity, Snapshot, Statement, Step, Trial
from checker.names import quote, unquoted
from checker.rule import Hit, rule
from checker.rules._beside import said_by
from checker.rules._blame import MAY_RUN, mentioned, names_of
from checker.rules._tree import nodes
from checker.rules._ups import judged_ups
from checker.rules.access.access_role_not_named import counts, is_named
from checker.rules.privileges import bypassrls_granted, grant_to_anon
from checker.rules.privileges._grants import given, migrator
from checker.rules.views.view_open_after_up import reads_protected

_RELATIONS = frozenset({"table", "view", "materialized view", "foreign table", "column"})
_WORD = re.compile(r"[\w$]+")
_BEYOND = frozenset({"TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"})
_ALL = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
_LINE = re.compile(r'(\w+) to ("(?:[^"]|"")*"|[^\s"]+)( with grant option)?')
Properties = Mapping[str, str | None]
_Gone = Mapping[str, Sequence[Properties]]
_ATTRIBUTES = ("superuser", "bypassrls", "createrole", "replication")
# What there is to fear of these is one privilege: to shadow what others name, and to set the next number.
_FEARED = {"schema": "CREATE", "sequence": "UPDATE"}


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each object of which a judged up, or a repeatable script, has opened something that no GRANT of the file names."""
    # Of a role that rises, and of anon's new groups.
    told = {
        hit.object
        for rule in (bypassrls_granted.check, grant_to_anon.check)
        for hit in said_by(rule, trial.change, trial.change)
    }
    for step, ran, _, after in judged_ups(trial):
        gone = _gone(step)
        for one in step.differences:
            found = _risen(one, after, told, gone) or _opened(trial, step, one, ran, told, gone)
            place = _place(ran, one, step, found[1]) if found else None
            if found and place is not None:
                severity, what = found
                yield Hit(
                    place,
                    f"{what}, and no statement says so: leave it out, or write the GRANT as a statement of its own",
                    object=one.object.name,
                    severity=severity,
                )


def _gone(step: Step) -> dict[str, list[Properties]]:
    """What is not there any more, by its kind: it may have another name now."""
    found: dict[str, list[Properties]] = {}
    for one in step.differences:
        was = step.before.objects.get(one.object) if step.before else None
        if one.property is None and one.after is None and was is not None:
            found.setdefault(one.object.kind, []).append(was)
    return found


def _risen(
    one: Difference, after: Snapshot, told: Container[str | None], gone: _Gone
) -> tuple[None, str] | None:
    """An attribute that a role has got and that is told of no statement."""
    if one.object.kind != "role" or one.object.name in told:
        return None
    has = after.objects.get(one.object) or {}
    names = [name for name in _ATTRIBUTES if has.get(name) and one.property in (None, name)]
    if one.property is None:
        names = [name for name in names if not any(was.get(name) for was in gone.get("role", ()))]
    if not names:
        return None
    return None, f"{names[0].upper()} puts {one.object.name} above every policy and privilege"


def _opened(
    trial: Trial, step: Step, one: Difference, ran: Sequence[Script], told: Container[str | None], gone: _Gone
) -> tuple[Severity | None, str] | None:
    """How grave it is, None for what the rule says, and what is open in words; nothing where nothing is."""
    if one.object.kind == "membership":
        member, _, group = one.object.name.partition(" in ")
        is_told = member in told or (member == "anon" and group in told)
        return None if is_told else _joined(trial, step, one, ran)
    if one.property not in ("grants", None) or step.after is None:
        return None
    before = [step.before, trial.before.catalog if step.migration is None else None]
    had = {line for catalog in before if catalog for line in _grants(catalog, one)} | _elsewhere(
        step, one, gone
    )
    had |= {line.replace(" with grant option", "") for line in had}
    has = [line for line in _grants(step.after, one) if line not in had]
    kept = set(_grants(trial.end, one)) if trial.end is not None else set(has)
    by_default = (
        _by_default(step.before) | _by_default(step.after)
        if one.property is None and one.object.kind != "default privileges"
        else set()
    )
    for line in has:
        match = _LINE.match(line)
        if match is None or line not in kept or line in by_default:
            continue
        privilege, role, option = match.groups()
        if role == _owner(step.after, one) or _is_above(trial, step.after, role):
            continue
        if _shown(trial, one, step.after, ran, role):
            continue
        if found := _fear(trial, one, privilege, role, option=bool(option)):
            # ALL, as a statement, is a warning.
            given_all = {f"{each} to {role}" for each in _ALL} <= {*_grants(step.after, one)}
            return (Severity.WARNING if given_all and role != "public" else found[0]), found[1]
    return None


def _fear(
    trial: Trial, one: Difference, privilege: str, role: str, *, option: bool
) -> tuple[Severity | None, str] | None:
    kind, name = one.object
    whom = "PUBLIC" if role == "public" else role
    if kind == "default privileges":
        wide = name.endswith(" on tables") or (
            role == "public"
            and any(name.endswith(f" on {each}s") and privilege == feared for each, feared in _FEARED.items())
        )
        return (
            (None, f"{privilege} on what is made from now on ({name}) is given to {whom}") if wide else None
        )
    governed = kind in _RELATIONS or _FEARED.get(kind) == privilege
    if role == "public" and governed:
        return None, f"{privilege} on {name} is granted to PUBLIC"
    if kind in _RELATIONS and privilege in _BEYOND:
        return None, f"row-level security does not govern {privilege}, which {whom} gets on {name}"
    keeps = kind == "materialized view" and privilege == "SELECT"
    if keeps and trial.end is not None and reads_protected(trial.end, one.object, keeps=True):
        return (
            None,
            f"row-level security does not govern what {name} keeps of protected tables, which {whom} may read",
        )
    if option and kind in (*_RELATIONS, *_FEARED):
        return Severity.WARNING, f"{whom} may pass on {privilege} on {name}"
    declares = trial.change.config.access.declared
    if declares and kind in _RELATIONS and not is_named(trial.change, unquoted(role)):
        return None, f"{privilege} on {name} is granted to {whom}, which `access:` does not name"
    if role == "anon" and governed and not declares:
        return (
            Severity.WARNING,
            f"{privilege} on {name} is granted to anon, which is everybody without a session",
        )
    return None


def _joined(
    trial: Trial, step: Step, one: Difference, ran: Sequence[Script]
) -> tuple[Severity | None, str] | None:
    """A membership in a role that no policy binds, of everybody without a session, of whom nobody tries, or in one that owns tables."""
    after = step.after
    member, _, group = one.object.name.partition(" in ")
    if after is None or after.get(*one.object) is None or _is_above(trial, after, member):
        return None
    role, gateway = after.get("role", group) or {}, _is_gateway(after, member)
    above = role.get("superuser") or role.get("bypassrls") or group in bypassrls_granted.PREDEFINED
    unnamed = trial.change.config.access.declared and not is_named(trial.change, unquoted(member))
    unnamed = unnamed and counts(trial.change, unquoted(group)) and not gateway
    everybody = member == "anon" and not _is_above(trial, after, group)
    owned = [name for name, table in after.of_kind("table").items() if table.get("owner") == group]
    if not (above or unnamed or everybody or (owned and not gateway)):
        return None
    statements = (statement for script in ran for statement in script.statements)
    if any({member, group} <= mentioned(statement) for statement in statements if not _hides(statement)):
        return None
    if above:
        return None, f"{member} is a member of {group} now, whom no policy binds"
    if unnamed:
        return None, f"{member} has the rights of {group}, and `access:` does not name it"
    if everybody:
        return Severity.WARNING, f"anon, which is everybody without a session, has all rights of {group}"
    return Severity.WARNING, f"{member} is a member of {group} now, which owns {min(owned)}"


def _is_gateway(catalog: Snapshot | None, role: str) -> bool:
    """Whether it logs in and inherits nothing, to take other roles on."""
    properties = (catalog.get("role", role) if catalog else None) or {}
    return bool(properties.get("login") and properties.get("inherit"))


def _grants(catalog: Snapshot, one: Difference) -> list[str]:
    return ((catalog.objects.get(one.object) or {}).get("grants") or "").split("\n")


def _elsewhere(step: Step, one: Difference, gone: _Gone) -> set[str]:
    """What something of the same kind and columns had that is not there any more."""
    if one.property is not None or step.after is None:
        return set()
    columns = (step.after.objects.get(one.object) or {}).get("columns")
    return {
        line
        for was in gone.get(one.object.kind, ())
        if was.get("columns") == columns
        for line in (was.get("grants") or "").split("\n")
    }


def _owner(catalog: Snapshot, one: Difference) -> str | None:
    properties = catalog.objects.get(one.object) or {}
    table = catalog.get("table", properties.get("table") or "") or {}
    return properties.get("owner") or table.get("owner")


def _by_default(catalog: Snapshot | None) -> set[str]:
    """What default privileges give to new things."""
    found = catalog.of_kind("default privileges").values() if catalog else ()
    return {line for each in found for line in (each.get("grants") or "").split("\n")}


def _is_above(trial: Trial, catalog: Snapshot, role: str) -> bool:
    config = trial.change.config
    fine = {quote(name) for name in (migrator(trial.change), *config.view_owners) if name}
    properties: Mapping[str, str | None] = catalog.get("role", role) or {}
    return role in fine or bool(properties.get("superuser") or properties.get("bypassrls"))


def _shown(trial: Trial, one: Difference, after: Snapshot, ran: Sequence[Script], role: str) -> bool:
    """Whether a GRANT that stands in one of the scripts gives something on this to the role."""
    own, _ = names_of(one.object, after.objects.get(one.object) or {})
    ours = {id(statement) for script in ran for statement in script.statements}
    default = one.object.kind == "default privileges"
    return any(
        id(each.statement) in ours
        and role in map(quote, each.roles)
        and each.default == default
        and (
            default
            or each.on.startswith("all ")
            or own <= mentioned(each.statement)
            or one.object.kind == "column"
        )
        for each in given(trial.change)
    )


def _hides(statement: Statement) -> bool:
    return isinstance(statement.node, ast.DoStmt | ast.CallStmt | ast.SelectStmt)


def _place(ran: Sequence[Script], one: Difference, step: Step, what: str) -> Location | None:
    """The statement that says most of what has been found: one that hides what it does, else any that may run a function."""
    own, _ = names_of(one.object, step.after.objects.get(one.object) or {} if step.after else {})
    words = {"grant", *_WORD.findall(f"{one.object.name} {what}".lower())}
    statements = [statement for script in ran for statement in script.statements]
    hiding = [
        statement
        for statement in statements
        if _hides(statement)
        and (
            not isinstance(statement.node, ast.SelectStmt)
            or any(isinstance(node, ast.FuncCall) for node in nodes(statement.node))
        )
    ]
    others = [
        statement
        for statement in statements
        if isinstance(statement.node, (ast.CreateFunctionStmt, *MAY_RUN))
    ]
    best: tuple[bool, int] | None = None
    place: Location | None = None
    for statement in hiding or others:
        said = mentioned(statement)
        score = own <= said, len(words & {each.lower() for each in said})
        if best is None or score >= best:
            best, place = score, statement.location
    return place
