"""What rules ask of the state along the chain, in the words of rules."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pglast import ast
from pglast.enums.parsenodes import ObjectType

from checker.model import Change, Location, Migration, Script
from checker.rules._scripts import ByKind, Kind, Node
from checker.state import Function, Name, Role, State, Step, Table, View, chain, made_by

# What can make a role a member of another one.
JOINS = (ast.GrantRoleStmt, ast.CreateRoleStmt, ast.AlterRoleStmt, ast.DoStmt)


def up_scripts(change: Change) -> tuple[Script, ...]:
    """The scripts that bring a database forward and are judged: ups, then policies and views."""
    return (*(migration.up for migration in change.judged), *change.scripts)


def up_steps(change: Change, *kinds: Kind) -> Iterator[Step]:
    """Each statement of those scripts, of these kinds (of every kind where none is named), between two states."""
    return _up_steps(change).of(kinds)


def up_nodes(change: Change, kind: type[Node]) -> Iterator[tuple[Step, Node]]:
    """Each statement of those scripts of one kind, between two states, with its tree."""
    for step in up_steps(change, kind):
        if isinstance(step.statement.node, kind):
            yield step, step.statement.node


def joining(change: Change) -> Iterator[tuple[Step, Role, Role | None]]:
    """Each role that a statement of those scripts may have made a member of others, as it is after it and before."""
    for step in up_steps(change, *JOINS):
        for role in step.after.differing(step.before, "role"):
            yield step, role, step.before.role(role.name)


@lru_cache(maxsize=4)
def _up_steps(change: Change) -> ByKind[Step]:
    states = chain(change)
    return ByKind((step.statement, step) for script in up_scripts(change) for step in states.steps(script))


def migration_steps(change: Change, *kinds: Kind) -> Iterator[tuple[Migration, Step]]:
    """Each statement of the judged migrations' ups, of these kinds, between two states."""
    of = {id(migration.up): migration for migration in change.judged}
    return ((of[id(step.script)], step) for step in up_steps(change, *kinds) if id(step.script) in of)


def migrations_with(change: Change, *kinds: Kind) -> Iterator[Migration]:
    """The judged migrations whose up has a statement of these kinds."""
    return iter({id(migration): migration for migration, _ in migration_steps(change, *kinds)}.values())


def is_judged(change: Change, place: Location | None) -> bool:
    """Whether a place is in a script that brings a database forward and is judged."""
    return place is not None and any(
        made_by(one, place) for one in scripts_by_path(change).get(place.path, ())
    )


@lru_cache(maxsize=4)
def scripts_by_path(change: Change) -> dict[str, list[Script]]:
    """The scripts of `up_scripts`, by the file that they stand in."""
    found: dict[str, list[Script]] = {}
    for script in up_scripts(change):
        found.setdefault(script.path, []).append(script)
    return found


def functions_only_in(state: State, other: State) -> Iterator[Function]:
    """The functions of a state that another one of the same chain has not."""
    for found in state.differing(other, "function"):
        yield from (one for one in found if other.function(one.name, one.arguments) is None)


@lru_cache(maxsize=4)
def touched_tables(change: Change) -> tuple[Table, ...]:
    """The tables of the end state that what is judged, or the change, can have made, altered, named or given to somebody."""
    states = chain(change)
    named = {table.name for table in states.end.differing(states.old, "table")}
    named |= {name for kind, name in states.end.granted_since(states.old) if kind == "table"}
    for step, node in up_nodes(change, ast.AlterTableStmt):
        if node.relation is not None:
            named.add(step.name(node.relation))
    return tuple(states.end.some("table", named))


def touched_views(change: Change) -> tuple[View, ...]:
    """The views of the end state that what is judged, or the change, can have made or altered."""
    states = chain(change)
    return tuple(states.end.some("view", {view.name for view in states.end.differing(states.old, "view")}))


def touched_functions(change: Change) -> tuple[Function, ...]:
    """The functions of the end state that what is judged, or the change, can have made or altered."""
    states = chain(change)
    return tuple(one for some in states.end.differing(states.old, "function") for one in some)


def existed(step: Step, name: Name) -> bool:
    """Whether a relation may hold rows or have readers that this script did not make: one that is unknown may."""
    table = step.before.table(name)
    return table is None or not (made_by(step.script, table.made) or table.temporary)


def trusted(change: Change, state: State, role: str) -> bool:
    """Whether row-level security is nothing to a role, or its rights are the published views' own."""
    if role in (change.config.trial.owner, *change.config.view_owners):
        return True
    return unbound(state, role)


def unbound(state: State, role: str) -> bool:
    """Whether row-level security is known to be nothing to a role."""
    known = state.role(role)
    return known is not None and (known.superuser or known.bypassrls)


def gained(member: Role, before: Role | None) -> frozenset[str]:
    """What a statement has made a role a member of; of a login that inherits nothing, as a gateway's, what it inherits all the same."""
    if member.login and not member.inherit:
        return member.inherits - (before.inherits if before else frozenset())
    return member.member_of - (before.member_of if before else frozenset())


def is_past(change: Change, state: State, owner: str | None, table: Table) -> bool:
    """Whether the policies of a table do not bind the owner of a view, a function or a rule that uses it."""
    name = owner or ("postgres" if change.config.platform == "supabase" else None)
    return (name is not None and unbound(state, name)) or (table.owner == owner and not table.force)


def readers(change: Change, state: State, table: Table) -> tuple[tuple[str, Location], ...]:
    """The roles that were given something on a table, with the place, other than its owner and trusted ones."""
    return tuple(
        (grant.role, grant.made)
        for grant in state.grants("table", table.name)
        if grant.role != table.owner and not trusted(change, state, grant.role)
    )


def is_exposed(change: Change, state: State, table: Table) -> bool:
    """Whether others than its owner may come to a table: its schema is exposed, or it was granted."""
    return table.name.schema in change.config.exposed_schemas or bool(readers(change, state, table))


def can_have_rls(table: Table) -> bool:
    """Foreign tables have no row-level security, and temporary ones no other reader."""
    return not table.temporary and table.kind != "foreign"


def _schema_left(step: Step) -> str | None:
    """The schema that tables are no longer in, where a statement moves one, or gives a schema another name."""
    match step.statement.node:
        case ast.AlterObjectSchemaStmt(relation=ast.RangeVar() as relation):
            return step.before.resolve(relation).schema
        case ast.RenameStmt(renameType=ObjectType.OBJECT_SCHEMA, subname=str(name)):
            return name
    return None


def opened_at(change: Change, table: Table) -> Location | None:
    """Where the judged scripts made a table, or brought it to where others may come to it; None for neither."""
    if is_judged(change, table.made):
        return table.made
    end = chain(change).end
    exposed = change.config.exposed_schemas
    for step in up_steps(change, ast.AlterObjectSchemaStmt, ast.RenameStmt):
        left = _schema_left(step)
        moved = step.after.table(table.name) is not None and step.before.table(table.name) is None
        if moved and left is not None and left not in exposed:
            return step.statement.location
    if table.name.schema not in exposed:
        return next((place for _, place in readers(change, end, table) if is_judged(change, place)), None)
    return None
