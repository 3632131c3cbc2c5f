"""Read-only questions to a live database: who may do what, what the views show, whether the data hang together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checker.errors import CannotCheck
from checker.model import Change, Contract
from checker.names import quote
from checker.ops.chain import Chain
from checker.ops.files import SERVICE
from checker.ops.ledger import TABLE
from checker.ops.target import Target, number_of
from checker.report.words import number
from checker.rules.contracts.contract_quality_fails import holds
from checker.shape.compare import compare
from checker.trial.roles import PROBER, SEEDER, probe_as
from checker.trial.view_rows import quality_result
from checker.trial.views import describe

if TYPE_CHECKING:
    import psycopg

_PRIVILEGES = """
select pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname), r.rolname, array(
  select p from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p
  where pg_catalog.has_table_privilege(r.oid, c.oid, p)
    or (p in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') and pg_catalog.has_any_column_privilege(r.oid, c.oid, p))
)::text[]
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace, pg_catalog.pg_roles r
where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname = any (%s) and r.rolname = any (%s)
"""
_ROLES = "select rolname from pg_catalog.pg_roles where rolname !~ '^pg_' and oid > 16383"

# Each of these is also kept by a constraint; rows from before one, or from a restored dump, may not know that.
_DATA: Mapping[str, str] = {
    "requirements without their directive": """
        select r.prd_key from public.product_requirements_v2 r
        where not exists (select from public.strategic_directives_v2 d where d.id = r.sd_id)""",
    "items without their directive": """
        select i.backlog_key from public.eng_backlog i
        where not exists (select from public.strategic_directives_v2 d where d.id = i.sd_id)""",
    "items whose requirement is missing or another directive's": """
        select i.backlog_key from public.eng_backlog i where i.prd_id is not null and not exists (
          select from public.product_requirements_v2 r where r.id = i.prd_id and r.sd_id = i.sd_id)""",
    "directives superseded by none that is there": """
        select d.sd_key from public.strategic_directives_v2 d where d.status = 'superseded' and not exists (
          select from public.strategic_directives_v2 n where n.id = d.superseded_by)""",
    "directives past their approval that nobody approved": """
        select sd_key from public.strategic_directives_v2
        where status in ('approved', 'in_progress', 'completed') and (approved_by is null or approved_at is null)""",
    "finished items whose QA gate is closed": """
        select backlog_key from public.eng_backlog
        where state = 'done' and qa_gate_status not in ('passed', 'waived')""",
    "passed QA gates without the score for it": """
        select backlog_key from public.eng_backlog
        where qa_gate_status = 'passed' and (qa_score is null or qa_score < qa_gate_min)""",
}
_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, in sentences, and in a few words what was looked at; `whole` where nothing was left out that was asked for."""

    detail: str
    found: tuple[str, ...] = ()
    whole: bool = True


@contextmanager
def _looking(connection: psycopg.Connection[Any], target: Target) -> Iterator[None]:
    """A read-only transaction that is taken back, whatever was set in it."""
    with target.answering():
        connection.execute("begin read only")
        try:
            yield
        finally:
            connection.execute("rollback")


def access(connection: psycopg.Connection[Any], target: Target, chain: Chain, change: Change) -> Answer:
    """Who may do what, against the same in the files' own database; and each role that can be taken, reading.

    In the files' database every role is taken; here those that this login may take. The answer is not whole where it may not take
    one that `access:` names, or, where nothing is declared, any at all.
    """
    schemas = list(change.config.exposed_schemas)
    with chain.server.connect(chain.database) as superuser:
        roles = [name for (name,) in superuser.execute(_ROLES) if name not in (SEEDER, PROBER, chain.owner)]
        wanted = _matrix(superuser, schemas, roles)
    probe_as(chain.server, roles)
    with _looking(connection, target):
        granted = _matrix(connection, schemas, roles)
    found = []
    for key in sorted({*wanted, *granted}):
        relation, role = key
        if relation == TABLE:
            continue
        more = sorted(granted.get(key, set()) - wanted.get(key, set()))
        less = sorted(wanted.get(key, set()) - granted.get(key, set()))
        found += [f"{role} may {', '.join(more)} on {relation}, and no file grants it"] if more else []
        found += [f"{role} may not {', '.join(less)} on {relation}, and should"] if less else []
    relations = sorted({relation for relation, _ in wanted})
    taken, refused = [], []
    with chain.server.connect(chain.database, PROBER) as prober:
        for role in roles:
            here = _reads(connection, target, role, relations)
            if here is None:
                refused.append(role)
                continue
            taken.append(role)
            there = _reads(prober, target, role, relations)
            for relation in relations:
                if there is not None and here[relation] != there[relation]:
                    found.append(
                        f"{role} reading {relation}: {here[relation] or 'allowed'}, expected {there[relation] or 'allowed'}"
                    )
    detail = f"the rights of {number(len(roles), 'role')} on {number(len(relations), 'relation')}; read as {', '.join(taken) or 'nobody'}"
    if refused:
        detail += f" (not as {', '.join(refused)}: this login may not take these roles)"
    access = change.config.access
    untried = (
        [role for role in refused if role in access.everybody] if access.declared else not taken and refused
    )
    if untried:
        detail += f"\nLog in as a member of {', '.join(untried)} too; the runbook says how."
    if unmade := [role for role in access.everybody if role not in (*roles, chain.owner)]:
        detail += f"\n{', '.join(unmade)} was not tried, since no file makes it: add it to the bootstrap."
    return Answer(detail, tuple(found), whole=not untried and not unmade)


def _matrix(
    connection: psycopg.Connection[Any], schemas: Sequence[str], roles: Sequence[str]
) -> dict[tuple[str, str], set[str]]:
    rows = connection.execute(_PRIVILEGES, (list(schemas), list(roles))).fetchall()
    return {(relation, role): set(privileges) for relation, role, privileges in rows}


def _reads(
    connection: psycopg.Connection[Any], target: Target, role: str, relations: Sequence[str]
) -> dict[str, str] | None:
    """The SQLSTATE that reading each relation gives ("" where it is allowed); None where the role can't be taken."""
    import psycopg

    said: dict[str, str] = {}
    with _looking(connection, target):
        try:
            target.act_as(connection, role, local=True)
        except psycopg.errors.InsufficientPrivilege:
            return None
        for relation in relations:
            connection.execute("savepoint one")
            try:
                connection.execute(f"select 1 from {relation} limit 1".encode())  # noqa: S608
                said[relation] = ""
            except psycopg.Error as error:
                if error.sqlstate is None:
                    raise
                said[relation] = error.sqlstate
            connection.execute("rollback to savepoint one")
    return said


def contracts(connection: psycopg.Connection[Any], target: Target, change: Change) -> Answer:
    """Every published view against its contract: its shape, its NULLs, and each promise about its rows.

    The rows are read as the first of the contract's readers that this login may take, else as the
    view's owner. Raises CannotCheck where a contract can't be read, or where a view can't be read as anybody.
    """
    if change.contract_problems:
        problem = change.contract_problems[0]
        raise CannotCheck(problem.message, place=str(problem.location))
    patterns = [*change.config.published_views, *(contract.view for contract in change.contracts)]
    with target.answering():
        views = {view.shape.view: view.shape for view in describe(connection, connection, (), patterns)[0]}
    found: list[str] = []
    for contract in change.contracts:
        shape = views.get(contract.view)
        if shape is None:
            found += [f"{contract.view} is promised and is not there"] if contract.status != "retired" else []
            continue
        found += [f"{contract.view}: {one.message}" for one in compare(contract, shape)]
        found += _rows(connection, target, contract, [*(shape.readers or ()), *filter(None, [shape.owner])])
    found += [
        f"{name} is published and has no contract"
        for name in sorted(set(views) - {c.view for c in change.contracts})
    ]
    return Answer(number(len(change.contracts), "contract"), tuple(found))


def _rows(
    connection: psycopg.Connection[Any], target: Target, contract: Contract, readers: Sequence[str]
) -> Iterator[str]:
    with _looking(connection, target):
        role = _take_one(connection, target, readers)
        if role is None:
            raise CannotCheck(
                f"{contract.view} can't be read as {' or '.join(readers)}",
                remedy="Log in as a member of one of them.",
            )
        count = number_of(connection, f"select count(*) from {contract.view}")  # noqa: S608
        there = {column.name for column in contract.columns}
        for column in contract.columns:
            if column.required:
                nulls = f"select count(*) from {contract.view} where {quote(column.name)} is null"  # noqa: S608
                if bare := number_of(connection, nulls):
                    yield f"{contract.view}.{column.name} is promised never to be NULL, and is in {bare} of {count} rows"
        for quality in contract.all_quality():
            result = quality_result(connection, contract, quality, there, count)
            if result.error:
                yield f"{contract.view}: the promise {quality.name!r} can't be asked: {result.error}"
            elif result.error is None and count and not holds(quality, result.value):
                yield f"{contract.view}: the promise {quality.name!r} fails: it gave {result.value}"


def _take_one(connection: psycopg.Connection[Any], target: Target, roles: Sequence[str]) -> str | None:
    import psycopg

    for role in roles:
        connection.execute("savepoint taking")
        try:
            target.act_as(connection, role, local=True)
        except psycopg.errors.InsufficientPrivilege:
            connection.execute("rollback to savepoint taking")
        else:
            return role
    return None


def data(connection: psycopg.Connection[Any], target: Target) -> Answer:
    """Whether governance's rows hang together, as the governance service sees them.

    Raises CannotCheck where it sees no directive: nothing is neither right nor wrong.
    """
    found = []
    with _looking(connection, target):
        target.act_as(connection, SERVICE, local=True)
        directives = number_of(connection, "select count(*) from public.strategic_directives_v2")
        if not directives:
            raise CannotCheck(
                f"{SERVICE} sees no directive: the table is empty, or row-level security hides it",
                remedy="Look at the policies on public.strategic_directives_v2.",
            )
        for what, query in _DATA.items():
            keys = [key for (key,) in connection.execute(query.encode()).fetchall()]
            if keys:
                more = f" and {len(keys) - _EXAMPLES} more" if len(keys) > _EXAMPLES else ""
                found.append(f"{what}: {', '.join(keys[:_EXAMPLES])}{more}")
        items = number_of(connection, "select count(*) from public.eng_backlog")
        covered = number_of(
            connection,
            "select count(*) from public.strategic_directives_v2"
            " where owner is not null and decision_log_ref is not null",
        )
    detail = (
        f"{len(_DATA)} questions to {directives} directives and {items} items;"
        f" {100 * covered / directives:.1f} % of the directives have owner and decision"
    )
    return Answer(detail, tuple(found))
