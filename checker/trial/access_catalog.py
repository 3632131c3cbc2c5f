"""What the catalog says of access before anybody tries anything: roles, relations, privileges, policies, functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from checker.access import NOBODY
from checker.errors import CannotCheck
from checker.model import Probe
from checker.state.expression import parse_value
from checker.trial.access_attempts import Reached

if TYPE_CHECKING:
    from pglast import ast
    from psycopg import Connection

    from checker.config import Config

NOBODY_ROLE = "db_verify_nobody"
# What a platform keeps for itself there.
_PLATFORM_SCHEMAS = [
    *("auth", "extensions", "storage", "realtime", "graphql", "graphql_public", "vault"),
    *("cron", "net", "supabase_functions"),
]

_ROLES = """
SELECT r.rolname, r.rolsuper, ARRAY(
  SELECT o.rolname FROM pg_catalog.pg_roles AS o
  WHERE o.oid <> r.oid AND NOT r.rolsuper AND NOT o.rolsuper AND o.rolname !~ '^pg_' AND NOT pg_catalog.pg_has_role(r.oid, o.oid, 'USAGE')
    AND pg_catalog.pg_has_role(r.oid, o.oid, %s)
  ORDER BY o.rolname)
FROM pg_catalog.pg_roles AS r WHERE r.rolname = ANY (%s)
"""

_PRIVILEGES = """
SELECT r.rolname, c.oid, p.name,
  pg_catalog.has_schema_privilege(r.oid, c.relnamespace, 'USAGE') AND (
    t.whole OR (p.by_column AND pg_catalog.has_any_column_privilege(r.oid, c.oid, p.name))),
  CASE WHEN p.by_column AND NOT t.whole THEN ARRAY(
    SELECT a.attname FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = c.oid AND a.attacl IS NOT NULL AND NOT a.attisdropped
      AND pg_catalog.has_column_privilege(r.oid, c.oid, a.attnum, p.name)
    ORDER BY a.attnum) END
FROM pg_catalog.pg_class AS c
CROSS JOIN pg_catalog.pg_roles AS r
CROSS JOIN (VALUES ('SELECT', true), ('INSERT', true), ('UPDATE', true), ('REFERENCES', true),
  ('DELETE', false), ('TRUNCATE', false), ('TRIGGER', false)) AS p(name, by_column)
CROSS JOIN LATERAL (SELECT pg_catalog.has_table_privilege(r.oid, c.oid, p.name) AS whole) AS t
WHERE c.oid = ANY (%(oids)s::oid[]) AND r.rolname = ANY (%(roles)s)
"""

_POLICIES = """
SELECT p.polrelid, p.polname,
  CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete' ELSE 'all' END,
  p.polpermissive, pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid),
  ARRAY(
    SELECT r.rolname FROM pg_catalog.pg_roles AS r
    WHERE r.rolname = ANY (%s) AND (0 = ANY (p.polroles) OR EXISTS (
      SELECT FROM pg_catalog.unnest(p.polroles) AS t(oid) WHERE t.oid <> 0 AND pg_catalog.pg_has_role(r.oid, t.oid, 'USAGE'))))
FROM pg_catalog.pg_policy AS p
ORDER BY p.polrelid, p.polname
"""

_COLUMNS = """
SELECT c.relname, pg_catalog.array_agg(a.attname)
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
GROUP BY c.oid, c.relname
"""


# What is said of a trigger in `tgtype`: BEFORE 2, DELETE 8, UPDATE 16 (PostgreSQL's src/include/catalog/pg_trigger.h).
_GUARDED = """
SELECT c.oid, pg_catalog.format('%I.%I', n.nspname, c.relname)
FROM pg_catalog.pg_trigger AS t
JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgtype & 2 <> 0
GROUP BY c.oid, n.nspname, c.relname
HAVING pg_catalog.bit_or(t.tgtype) & 24 = 24
ORDER BY 2
"""


class ProbedRole(Struct, frozen=True):
    """A role as the config names it, and as the database does.

    `becomes` are roles that it may take on without having their rights already. `may` are its privileges by relation
    and action, those of `becomes` included; `only` the columns that a privilege is for, where it is not for the whole
    relation.
    """

    name: str
    real: str
    becomes: tuple[str, ...] = ()
    may: Mapping[tuple[int, str], bool] = field(default_factory=dict)
    only: Mapping[tuple[int, str], Sequence[str]] = field(default_factory=dict)


class StoredPolicy(Struct, frozen=True):
    """A policy as the catalog has it, its expressions as `pg_get_expr` prints them; `roles` are those probed that it is for."""

    name: str
    command: str
    permissive: bool
    using: ast.Node | None
    check: ast.Node | None
    roles: frozenset[str]


def probed_roles(catalog: Connection[Any], names: Sequence[str], major: int) -> list[ProbedRole]:
    """The roles by these names, and `nobody`. Raises CannotCheck where one does not exist."""
    way = "SET" if major >= 16 else "MEMBER"
    rows = catalog.execute(_ROLES, (way, [*names])).fetchall()
    known = {name: becomes for name, _, becomes in rows}
    missing = [name for name in names if name not in known]
    if missing:
        raise CannotCheck(
            f"access: names roles that do not exist: {', '.join(missing)}",
            remedy="Make them in the bootstrap, or mend their names in the config.",
        )
    above = [name for name, superuser, _ in rows if superuser]
    if above:
        raise CannotCheck(
            f"access: names a superuser, whom nothing governs: {', '.join(above)}",
            remedy="Leave it out of the config, or make it an ordinary role in the bootstrap.",
        )
    return [*(ProbedRole(name, name, tuple(known[name])) for name in names), ProbedRole(NOBODY, NOBODY_ROLE)]


def relations(catalog: Connection[Any], config: Config, roles: Sequence[ProbedRole]) -> list[Reached]:
    """Every relation that one of the roles could reach."""
    parameters = {
        "schemas": list(config.exposed_schemas),
        "roles": [real for role in roles for real in (role.real, *role.becomes)],
        "left_out": _left_out(config),
    }
    return [Reached(*row) for row in catalog.execute(_text("access.sql"), parameters).fetchall()]


def with_privileges(
    catalog: Connection[Any], roles: Sequence[ProbedRole], reached: Sequence[Reached]
) -> list[ProbedRole]:
    """The roles with what the privilege functions say of them, columns included."""
    names = sorted({real for role in roles for real in (role.real, *role.becomes)})
    may: dict[str, dict[tuple[int, str], bool]] = {name: {} for name in names}
    only: dict[str, dict[tuple[int, str], Sequence[str]]] = {name: {} for name in names}
    parameters = {"roles": names, "oids": [one.oid for one in reached]}
    for name, oid, privilege, granted, columns in catalog.execute(_PRIVILEGES, parameters).fetchall():
        may[name][oid, privilege.lower()] = granted
        if columns:
            only[name][oid, privilege.lower()] = columns
    return [
        ProbedRole(
            role.name,
            role.real,
            role.becomes,
            {key: any(may[one][key] for one in (role.real, *role.becomes)) for key in may[role.real]},
            only[role.real],
        )
        for role in roles
    ]


def callable_functions(
    catalog: Connection[Any], config: Config, roles: Sequence[ProbedRole]
) -> Iterator[Probe]:
    """Which role may call which function that runs with its owner's rights."""
    real = {name for role in roles for name in (role.real, *role.becomes)}
    parameters = {"roles": sorted(real), "left_out": _left_out(config)}
    found = catalog.execute(_text("access_functions.sql"), parameters).fetchall()
    may = {(function, name): allowed for function, name, allowed in found}
    for function in dict.fromkeys(function for function, _, _ in found):
        for role in roles:
            allowed = any(may[function, name] for name in (role.real, *role.becomes))
            yield Probe(
                role.name, "none", function, "execute", allowed, detail="runs with its owner's rights"
            )


def stored_policies(catalog: Connection[Any], roles: Sequence[ProbedRole]) -> dict[int, list[StoredPolicy]]:
    """The policies of every table, by its OID."""
    found: dict[int, list[StoredPolicy]] = {}
    rows = catalog.execute(_POLICIES, ([role.real for role in roles],)).fetchall()
    for oid, name, command, permissive, using, check, applying in rows:
        policy = StoredPolicy(
            name, command, permissive, _expression(using), _expression(check), frozenset(applying)
        )
        found.setdefault(oid, []).append(policy)
    return found


def guarded(catalog: Connection[Any]) -> dict[int, str]:
    """The tables with triggers before UPDATE and DELETE, as those of a history are that nobody may edit: names by OID."""
    return dict(catalog.execute(_GUARDED).fetchall())


def known_columns(catalog: Connection[Any]) -> dict[str, list[str]]:
    """The columns of every relation by its bare name, as far as that is one relation's alone."""
    found: dict[str, list[str]] = {}
    twice = set()
    for name, columns in catalog.execute(_COLUMNS).fetchall():
        twice |= {name} & found.keys()
        found[name] = columns
    return {name: columns for name, columns in found.items() if name not in twice}


def _expression(text: str | None) -> ast.Node | None:
    return None if text is None else parse_value(text)


def _left_out(config: Config) -> list[str]:
    return _PLATFORM_SCHEMAS if config.platform == "supabase" else []


def _text(name: str) -> bytes:
    return files("checker.trial").joinpath(name).read_bytes()
