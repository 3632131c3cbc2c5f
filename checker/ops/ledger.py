"""The ledger: which migrations and scripts a database has had, in the database itself.

A migration's row is written in the migration's own transaction, so that neither can be there without
the other. A migration of more than one transaction has its row from the start, with how far it got. A row
of kind `down` is there while migrations are being taken back, and names the one that is to be the last.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from checker import __version__
from checker.errors import CannotCheck

if TYPE_CHECKING:
    import psycopg

TABLE = "public.eng_schema_migrations"
Kind = Literal["migration", "script", "down"]

# Row-level security is on and forced as for every table of an exposed schema; only its owner gets through.
# Default privileges of a hosted platform may have granted it to others.
_CREATE = """
create table public.eng_schema_migrations (
  kind text not null check (kind in ('migration', 'script', 'down')),
  id text not null,
  path text not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  started_at timestamptz not null default pg_catalog.clock_timestamp(),
  finished_at timestamptz,
  statements integer not null default 0,
  seconds double precision,
  applied_by text not null default session_user,
  tool_version text not null,
  commit_sha text,
  without_verdict text,
  primary key (kind, id)
);
comment on table public.eng_schema_migrations is 'Which migrations and repeatable scripts were applied here, by db-verify apply.';
alter table public.eng_schema_migrations enable row level security;
alter table public.eng_schema_migrations force row level security;
do $$
declare
  grantee oid;
begin
  for grantee in
    select distinct a.grantee from pg_catalog.pg_class c, pg_catalog.aclexplode(c.relacl) a
    where c.oid = 'public.eng_schema_migrations'::pg_catalog.regclass and a.grantee <> c.relowner
  loop
    execute pg_catalog.format('revoke all on public.eng_schema_migrations from %s',
      case when grantee = 0 then 'public' else grantee::pg_catalog.regrole::text end);
  end loop;
end
$$;
"""

# What is finished later has the later time, also where the server's clock was set back in between: which scripts ran
# before the latest migration is told by it.
_UPSERT = """
insert into public.eng_schema_migrations as had
  (kind, id, path, sha256, started_at, finished_at, statements, seconds, tool_version, commit_sha, without_verdict)
values (%s, %s, %s, %s, pg_catalog.clock_timestamp() - pg_catalog.make_interval(secs => %s),
  case when %s then greatest(pg_catalog.clock_timestamp(), (
    select pg_catalog.max(finished_at) + interval '1 microsecond' from public.eng_schema_migrations)) end, %s, %s, %s, %s, %s)
on conflict (kind, id) do update set path = excluded.path, sha256 = excluded.sha256,
  started_at = excluded.started_at, finished_at = excluded.finished_at, statements = excluded.statements,
  seconds = excluded.seconds, applied_by = session_user, tool_version = excluded.tool_version,
  commit_sha = excluded.commit_sha, without_verdict = excluded.without_verdict
where had.kind <> 'migration' or had.finished_at is null
"""


# Whether it is a table of which this role sees every row: the policy that the ledger was made with lets it through, and no
# other one takes some away.
_WHOLE = """
select c.relkind = 'r', not pg_catalog.row_security_active(c.oid) or (
  exists (
    select from pg_catalog.pg_policy p, pg_catalog.unnest(p.polroles) role
    where p.polrelid = c.oid and p.polpermissive and p.polcmd = '*'
      and pg_catalog.pg_get_expr(p.polqual, p.polrelid) = 'true'
      and (role = 0 or pg_catalog.pg_has_role(role, 'usage')))
  and not exists (select from pg_catalog.pg_policy p where p.polrelid = c.oid and not p.polpermissive)), current_user::text
from pg_catalog.pg_class c where c.oid = pg_catalog.to_regclass(%s)
"""

# Where other tools write down what they have applied (each one's default), and the layouts that are theirs. What a hosted
# platform's own services keep of themselves is nobody's here.
_OTHERS = """
select pg_catalog.format('%I.%I', n.nspname, c.relname), o.layouts
from (values
  ('_prisma_migrations', '{prisma}'::text[]), ('__drizzle_migrations', '{drizzle}'), ('goose_db_version', '{goose}'),
  ('flyway_schema_history', '{flyway}'), ('__diesel_schema_migrations', '{diesel}'), ('_sqlx_migrations', '{sqlx}'),
  ('schema_migrations', '{dbmate,golang-migrate,supabase}')
) o (name, layouts)
join pg_catalog.pg_class c on c.relname = o.name and c.relkind in ('r', 'p')
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname <> all ('{auth,storage,realtime,_realtime,_supavisor,_analytics,supabase_functions}'::text[])
order by 1
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the ledger. `finished_at` is None for a migration without a transaction that was interrupted."""

    kind: Kind
    id: str
    path: str
    sha256: str
    finished_at: datetime | None = None
    statements: int = 0
    applied_by: str = ""
    commit: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """What is written for one file that was run: how many statements, and in how many seconds."""

    kind: Kind
    id: str
    path: str
    sha256: str
    statements: int
    seconds: float
    finished: bool = True
    commit: str | None = None
    without_verdict: str | None = None


def row(connection: psycopg.Connection[Any], kind: Kind, id: str) -> Entry | None:
    """One row, or None where it is not there."""
    return next((entry for entry in read(connection) if (entry.kind, entry.id) == (kind, id)), None)


def exists(connection: psycopg.Connection[Any]) -> bool:
    """Whether the database has a ledger."""
    row = connection.execute("select pg_catalog.to_regclass(%s) is not null", (TABLE,)).fetchone()
    return bool(row and row[0])


def demand_no_other(connection: psycopg.Connection[Any], layouts: Collection[str]) -> str | None:
    """Where the database has no ledger yet: what is to be said of those of other tools, None where there are none.

    Raises CannotCheck where one is of a tool that these layouts are of: it says which of the files were applied here, and
    nothing here reads it.
    """
    if exists(connection):
        return None
    found = connection.execute(_OTHERS).fetchall()
    for table, theirs in found:
        if mine := sorted(set(theirs) & set(layouts)):
            raise CannotCheck(
                f"{table} says what {' or '.join(mine)} has applied here, and db-verify reads no ledger but its own:"
                " it would apply all of it again",
                remedy=f"Apply with {' or '.join(mine)}; `db-verify check` judges the files before.",
            )
    tables = [table for table, _ in found]
    return (
        f"{', '.join(tables)} is another tool's account of this database; db-verify reads only its own"
        if tables
        else None
    )


def create(connection: psycopg.Connection[Any]) -> None:
    """Make the ledger, readable and writable by the current role alone; nothing where it is there."""
    from psycopg import sql

    with connection.transaction():
        if exists(connection):
            return
        connection.execute(_CREATE)
        row = connection.execute("select current_user::text").fetchone()
        assert row is not None  # noqa: S101 - a SELECT without FROM gives a row
        connection.execute(
            sql.SQL(
                "create policy ledger_keeper on public.eng_schema_migrations"
                " for all to {} using (true) with check (true)"
            ).format(sql.Identifier(row[0]))
        )


def read(connection: psycopg.Connection[Any]) -> tuple[Entry, ...]:
    """Every row, migrations before scripts, by id; none where there is no ledger.

    Raises CannotCheck where there is something else of its name, or where rows of it are out of sight.
    """
    found = connection.execute(_WHOLE, (TABLE,)).fetchone()
    if found is None:
        return ()
    is_table, is_whole, role = found
    if not is_table:
        raise CannotCheck(
            f"{TABLE} is not a table, so it does not say what was applied here",
            remedy="Rename what is there.",
        )
    if not is_whole:
        raise CannotCheck(
            f"row-level security hides rows of the ledger {TABLE} from {role}, so what was applied here is not known",
            remedy=f"It belongs to the role that made it. Let its policy name {role} too:"
            f" alter policy ledger_keeper on {TABLE} to …",
        )
    rows = connection.execute(
        "select kind, id, path, sha256, finished_at, statements, applied_by, commit_sha"
        " from public.eng_schema_migrations order by kind, id"
    ).fetchall()
    return tuple(Entry(*row) for row in rows)


def write(connection: psycopg.Connection[Any], record: Record) -> None:
    """Write a row, in whatever transaction the session is in.

    Raises CannotCheck where the migration is in the ledger as finished: somebody else was here.
    """
    written = connection.execute(
        _UPSERT,
        (
            record.kind,
            record.id,
            record.path,
            record.sha256,
            record.seconds,
            record.finished,
            record.statements,
            record.seconds,
            __version__,
            record.commit,
            record.without_verdict,
        ),
    ).rowcount
    if written != 1:
        raise CannotCheck(
            f"{record.id} was applied by somebody else at the same time",
            remedy="Nothing of it was applied twice; run again.",
        )


def note_down(connection: psycopg.Connection[Any], id: str, statements: int) -> None:
    """Write into the row of kind `down` how far the down of a migration of several transactions got."""
    connection.execute(
        "update public.eng_schema_migrations set path = %s, statements = %s where kind = 'down'",
        (id, statements),
    )


def remove(connection: psycopg.Connection[Any], kind: Kind, id: str | None = None) -> None:
    """Take a row out, or all rows of a kind, in whatever transaction the session is in."""
    connection.execute(
        "delete from public.eng_schema_migrations where kind = %s and (%s::text is null or id = %s)",
        (kind, id, id),
    )
