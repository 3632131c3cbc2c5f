"""Each role tries what it can do, on the seeded rows, and everything is taken back.

The roles are taken on by a session that logged in without any right (`roles.PROBER`); a function of the
change that gives its role back finds nothing there. One DO block a role and set of claims holds all attempts,
each in a block of its own that an exception undoes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from checker.access import CLAIMS, NOBODY, Access
from checker.errors import CannotCheck
from checker.model import Probe
from checker.names import quote, quote_qualified
from checker.trial.access_attempts import Attempt, Ended, Reached, attempts, by_policy, concluded, judged
from checker.trial.access_rows import fill_empty_tables
from checker.trial.roles import PROBER, SEEDER, owner_session, probing_as

if TYPE_CHECKING:
    from psycopg import Connection

    from checker.config import Config
    from checker.trial.server import Server

_NOBODY_ROLE = "db_verify_nobody"
_SERVICE = "service_role"
_ME = "5e1f0000-0000-4000-8000-000000000001"
_ANOTHER = "5e1f0000-0000-4000-8000-000000000002"
_SAMPLES = 3
_FRESH = "db_verify_new_table"
# What a platform keeps for itself there.
_PLATFORM_SCHEMAS = ["auth", "extensions", "storage", "realtime", "graphql", "graphql_public", "vault"]
_ASKED = ("REFERENCES", "TRIGGER")

# Whatever an attempt sets (a role, a claim) is undone with it.
_BLOCK = """
DECLARE
  tried record;
  counted bigint;
  state text;
  said text;
  context text;
  active boolean;
  results text[] := '{{}}';
BEGIN
  PERFORM pg_catalog.set_config('request.jwt.claims', {claims}, true),
    pg_catalog.set_config('request.jwt.claim.role', {claimed_role}, true),
    pg_catalog.set_config('request.jwt.claim.sub', {claimed_sub}, true),
    pg_catalog.set_config('role', {role}, true);
  FOR tried IN SELECT * FROM pg_catalog.jsonb_to_recordset({attempts}::jsonb) AS t(id int, oid oid, sql text) ORDER BY id LOOP
    counted := NULL;
    BEGIN
      EXECUTE tried.sql;
      GET DIAGNOSTICS counted = ROW_COUNT;
      RAISE EXCEPTION USING ERRCODE = 'DV000', MESSAGE = 'taken back';
    EXCEPTION WHEN OTHERS THEN
      GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, said = MESSAGE_TEXT, context = PG_EXCEPTION_CONTEXT;
    END;
    IF state <> '42501' THEN
      active := pg_catalog.row_security_active(tried.oid);
    END IF;
    results := results || pg_catalog.jsonb_build_array(tried.id, counted, state, said, context, active)::text;
  END LOOP;
  PERFORM pg_catalog.set_config('db_verify.probes', pg_catalog.array_to_json(results)::text, false);
END
"""

_POLICIES = """
SELECT r.rolname, p.polrelid, p.polpermissive,
  coalesce(pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid), pg_catalog.pg_get_expr(p.polqual, p.polrelid))
FROM pg_catalog.pg_policy AS p
JOIN pg_catalog.pg_roles AS r ON r.rolname = ANY (%s)
WHERE p.polcmd IN ('a', '*') AND (
  0 = ANY (p.polroles) OR EXISTS (
    SELECT FROM pg_catalog.unnest(p.polroles) AS t(oid) WHERE t.oid <> 0 AND pg_catalog.pg_has_role(r.oid, t.oid, 'USAGE')))
ORDER BY p.polrelid, p.polname
"""


@dataclass(frozen=True)
class _Role:
    """A role as the config names it, and as the database does.

    `may` are its privileges by relation and action, `checks` the policies that govern its INSERTs, by relation:
    whether each is permissive, and the expression.
    """

    name: str
    real: str
    bypasses: bool = False
    may: Mapping[tuple[int, str], bool] = field(default_factory=dict)
    checks: Mapping[int, Sequence[tuple[bool, str | None]]] = field(default_factory=dict)


def probe_access(
    server: Server, database: str, owner: str, config: Config, proposed: Access | None = None
) -> tuple[Probe, ...]:
    """Try, for each role that `access:` names and for `nobody`, with each set of claims, each action on each relation.

    The database holds the seeds' rows and is nobody else's: tables that are empty get a row. `owner` is the
    role that makes tables: a table that it would make now is looked at too, as `SCHEMA.<new table>`. In the result
    `allowed` says that rows were read or could be written; that they could not is proven by SQLSTATE 42501 that
    names the relation, by a missing privilege, or by no row where there are rows to see.
    `proposed` is another declaration whose roles are tried as well.
    Raises CannotCheck where a role does not exist, and where an attempt proves nothing ("inconclusive").
    """
    access = config.access
    if not access.declared:
        return ()
    with server.connect(database) as catalog:
        names = (*access.everybody, *(proposed.everybody if proposed else ()))
        roles = _roles(catalog, tuple(dict.fromkeys(names)))
    with probing_as(server, [role.real for role in roles[:-1]], _NOBODY_ROLE):
        probes = _probe(server, database, owner, config, roles)
    vacuous = [probe for probe in probes if probe.allowed is None]
    if vacuous:
        shown = "".join(
            f"\n  {p.role} ({p.claims} claims) {p.action} {p.relation}: {p.detail}" for p in vacuous[:10]
        )
        raise CannotCheck(
            f"who may do what is inconclusive: {len(vacuous)} of {len(probes)} attempts prove nothing{shown}",
            remedy="Rows in seeds: make the attempts mean something; each table and published view needs one.",
        )
    return tuple(probes)


def _probe(server: Server, database: str, owner: str, config: Config, roles: Sequence[_Role]) -> list[Probe]:
    limits: dict[str, str | int] = {**server.limits.session()}
    with server.connect(database, search_path="") as catalog:
        reached = _relations(catalog, config, roles)
        roles = [_with_privileges(catalog, role, reached) for role in roles]
        probes = _functions(catalog, roles)
    with server.connect(database, SEEDER, autocommit=True, search_path="", **limits) as rows:
        fill_empty_tables(rows)
        reached = [_with_rows(rows, relation) for relation in reached]
    for role in roles:
        with server.connect(database, PROBER, autocommit=False, **limits) as session:
            for claims in CLAIMS:
                token = _token(config.access, role.name, claims)
                probes += _act(session, role, claims, token, reached)
        probes += _asked(role, reached)
    return [*probes, *_new_tables(server, database, owner, config, roles)]


def _roles(catalog: Connection[Any], names: Sequence[str]) -> list[_Role]:
    known = dict(
        catalog.execute("SELECT rolname, rolbypassrls OR rolsuper FROM pg_catalog.pg_roles").fetchall()
    )
    missing = [name for name in names if name not in known]
    if missing:
        raise CannotCheck(
            f"access: names roles that do not exist: {', '.join(missing)}",
            remedy="Make them in the bootstrap, or mend their names in the config.",
        )
    return [*(_Role(name, name, known[name]) for name in names), _Role(NOBODY, _NOBODY_ROLE)]


def _relations(catalog: Connection[Any], config: Config, roles: Sequence[_Role]) -> list[Reached]:
    query = files("checker.trial").joinpath("access.sql").read_bytes()
    left_out = _PLATFORM_SCHEMAS if config.platform == "supabase" else []
    parameters = {
        "schemas": list(config.exposed_schemas),
        "roles": [role.real for role in roles],
        "left_out": left_out,
    }
    return [Reached(*row) for row in catalog.execute(query, parameters).fetchall()]


def _with_privileges(catalog: Connection[Any], role: _Role, reached: Sequence[Reached]) -> _Role:
    """What the privilege functions say, columns included."""
    query = """
        SELECT c.oid, p.name,
          pg_catalog.has_schema_privilege(%(role)s, c.relnamespace, 'USAGE') AND (
            pg_catalog.has_table_privilege(%(role)s, c.oid, p.name)
            OR (p.name IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
                AND pg_catalog.has_any_column_privilege(%(role)s, c.oid, p.name)))
        FROM pg_catalog.unnest(%(oids)s::oid[]) AS o(oid) JOIN pg_catalog.pg_class AS c ON c.oid = o.oid,
          pg_catalog.unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS p(name)
    """
    rows = catalog.execute(query, {"role": role.real, "oids": [one.oid for one in reached]}).fetchall()
    checks: dict[int, list[tuple[bool, str | None]]] = {}
    for _, oid, permissive, text in catalog.execute(_POLICIES, ([role.real],)).fetchall():
        checks.setdefault(oid, []).append((permissive, text))
    may = {(oid, name.lower()): may for oid, name, may in rows}
    return _Role(role.name, role.real, role.bypasses, may, checks)


def _functions(catalog: Connection[Any], roles: Sequence[_Role]) -> list[Probe]:
    query = files("checker.trial").joinpath("access_functions.sql").read_bytes()
    named = {role.real: role.name for role in roles}
    parameters = {"roles": list(named), "left_out": _PLATFORM_SCHEMAS}
    return [
        Probe(named[role], "none", function, "execute", may, detail="runs with its owner's rights")
        for function, role, may in catalog.execute(query, parameters).fetchall()
    ]


def _with_rows(rows: Connection[Any], relation: Reached) -> Reached:
    """How many rows there are to see, past row-level security, and some of them to write again.

    A view is read by its owner's rights, which may hide rows: so its query is run as well, by this session's.
    """
    import psycopg

    found, said = [], ""
    for source in (relation.sql, *([f"({relation.query}) AS q"] if relation.query else [])):
        try:
            row = rows.execute(f"SELECT count(*) FROM {source}".encode()).fetchone()  # noqa: S608
            found.append(row[0] if row else 0)
        except psycopg.Error as error:
            said = str(error.diag.message_primary)
    samples: list[Any] = []
    if relation.is_table and found:
        query = f"SELECT pg_catalog.to_jsonb(t)::text FROM {relation.sql} AS t LIMIT {_SAMPLES}"  # noqa: S608
        samples = rows.execute(query.encode()).fetchall()
    return relation.seen(max(found, default=None), tuple(text for (text,) in samples), said)


def _token(access: Access, role: str, claims: str) -> Mapping[str, Any] | None:
    """The claims that a set of claims stands for."""
    if claims == "none":
        return None
    if claims == "forged":
        return {"sub": _ME, **access.claims.own, "role": _SERVICE}
    own = claims == "own"
    return {
        "role": role,
        "sub": _ME if own else _ANOTHER,
        **(access.claims.own if own else access.claims.another),
    }


def _act(
    session: Connection[Any],
    role: _Role,
    claims: str,
    token: Mapping[str, Any] | None,
    reached: Sequence[Reached],
) -> list[Probe]:
    """All attempts of one role with one set of claims, in one round trip."""
    import psycopg
    from psycopg import sql

    tried: list[Attempt] = [attempt for relation in reached for attempt in attempts(relation, role.may)]
    listed = [{"id": i, "oid": one.relation.oid, "sql": one.sql} for i, one in enumerate(tried)]
    body = sql.SQL(_BLOCK).format(
        attempts=sql.Literal(json.dumps(listed)),
        role=sql.Literal(role.real),
        claims=sql.Literal("" if token is None else json.dumps(token)),
        claimed_role=sql.Literal("" if token is None else str(token.get("role", ""))),
        claimed_sub=sql.Literal("" if token is None else str(token.get("sub", ""))),
    )
    try:
        session.execute(sql.SQL("DO {}").format(sql.Literal(body.as_string(session))))
        said = session.execute("SELECT pg_catalog.current_setting('db_verify.probes')").fetchone()
    except psycopg.Error as error:
        raise CannotCheck(
            f"trying what {role.name} may do with {claims} claims fails: {error.diag.message_primary or error}",
            remedy="Something that the change made stops the attempts (a trigger, a policy's function, a limit of time).",
        ) from error
    finally:
        session.rollback()
    outcomes = []
    for text in json.loads(said[0] if said else "[]"):
        number, rows, state, words, context, active = json.loads(text)
        attempt = tried[number]
        result = judged(attempt, Ended(rows, state, words, context, active), role.may)
        if result.allowed is None and attempt.action == "insert" and active:
            result = by_policy(result, role.checks.get(attempt.relation.oid, ()), attempt.relation, token)
        outcomes.append((attempt, result))
    return concluded(role.name, claims, outcomes, bypasses=role.bypasses)


def _asked(role: _Role, reached: Sequence[Reached]) -> list[Probe]:
    """What cannot be tried without making things is asked of the privilege functions."""
    return [
        Probe(role.name, "none", relation.plain, privilege.lower(), role.may[relation.oid, privilege.lower()])
        for relation in reached
        if relation.kind in "rpf"
        for privilege in _ASKED
    ]


def _new_tables(
    server: Server, database: str, owner: str, config: Config, roles: Sequence[_Role]
) -> list[Probe]:
    """What a table that the owner makes now is open to, before anybody has protected it."""
    import psycopg

    probes: list[Probe] = []
    bypassing = frozenset({owner}) if config.platform == "supabase" else frozenset()
    for schema in config.exposed_schemas:
        with owner_session(server, database, owner, bypassing=bypassing) as session:
            name = quote_qualified(schema, _FRESH)
            session.execute("BEGIN")
            try:
                session.execute(f"CREATE TABLE {name} (id integer)".encode())
            except psycopg.errors.InsufficientPrivilege:
                session.execute("ROLLBACK")
                continue
            for role in roles:
                row = session.execute(
                    "SELECT p, pg_catalog.has_table_privilege(%s, %s, p) AND pg_catalog.has_schema_privilege(%s, %s, 'USAGE')"
                    " FROM pg_catalog.unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS p",
                    (role.real, name, role.real, quote(schema)),
                ).fetchall()
                probes += [
                    Probe(role.name, "none", f"{schema}.<new table>", privilege.lower(), may)
                    for privilege, may in row
                ]
            session.execute("ROLLBACK")
    return probes
