"""Who can do what: the charter's words, tried as each role."""

from __future__ import annotations

from collections.abc import Mapping

import psycopg
import pytest

from tests.platform.conftest import SERVICE, Governance

VIEWS = ("v_eng_trace", "v_eng_prd_payload_v1", "v_eng_backlog_rollup")
WRITES = ("INSERT INTO {} DEFAULT VALUES", "UPDATE {} SET {} = NULL", "DELETE FROM {}", "TRUNCATE {}")
LEGACY = "request.jwt.claim.role"

# A column that a statement may name; the history's id is GENERATED ALWAYS, which is refused before any right is asked.
COLUMN = {"eng_audit_history": "actor"}

tables = pytest.mark.parametrize(
    "table",
    (
        "strategic_directives_v2",
        "product_requirements_v2",
        "eng_backlog",
        "eng_audit_history",
        "eng_direct_read_approvals",
    ),
)
claims = pytest.mark.parametrize("claims", [None, SERVICE, {"role": "anon"}], ids=["none", "forged", "anon"])


def refused(connection: psycopg.Connection[tuple[object, ...]], statement: str, relation: str) -> None:
    """That a statement is refused for want of a privilege on this relation, and for nothing else."""
    with pytest.raises(psycopg.errors.InsufficientPrivilege) as caught, connection.transaction():
        connection.execute(statement.encode())
    assert f" {relation}" in (caught.value.diag.message_primary or "")


def filled(statement: str, table: str) -> str:
    """A statement about a table, with a column of it where it wants one."""
    return statement.format(f"public.{table}", COLUMN.get(table, "id"))


def test_every_table_is_known_here(governance: Governance) -> None:
    with governance.seeder() as connection:
        found = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1"
        ).fetchall()
        forced = connection.execute(
            "SELECT bool_and(relrowsecurity AND relforcerowsecurity) FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        ).fetchone()
    assert [name for (name,) in found] == sorted(tables.args[1])
    assert forced == (True,)


@claims
def test_venture_app_reads_the_published_views(
    governance: Governance, claims: Mapping[str, str] | None
) -> None:
    with governance.acting("venture_app", claims) as connection:
        counts = [connection.execute(f"SELECT count(*) FROM public.{view}").fetchone() for view in VIEWS]
    assert counts == [(25,), (9,), (16,)]


@tables
@claims
@pytest.mark.parametrize("role", ["venture_app", "anon", "authenticated", None])
def test_the_tables_are_closed_whatever_a_caller_claims(
    governance: Governance, role: str | None, claims: Mapping[str, str] | None, table: str
) -> None:
    with governance.acting(role, claims) as connection:
        if claims:
            connection.execute("SELECT pg_catalog.set_config(%s, %s, false)", (LEGACY, claims["role"]))
        for statement in ("SELECT FROM {}", *WRITES):
            refused(connection, filled(statement, table), table)


@pytest.mark.parametrize("role", ["anon", "authenticated", None])
def test_the_views_are_for_those_who_are_named(governance: Governance, role: str | None) -> None:
    with governance.acting(role, SERVICE) as connection:
        for view in VIEWS:
            refused(connection, f"SELECT FROM public.{view}", view)


def test_the_views_give_nothing_but_reading(governance: Governance) -> None:
    with governance.seeder() as connection:
        granted = connection.execute(
            "SELECT relname::text, coalesce(rolname::text, 'PUBLIC'), privilege_type FROM pg_class"
            " CROSS JOIN LATERAL aclexplode(relacl) AS acl LEFT JOIN pg_roles ON pg_roles.oid = acl.grantee"
            " WHERE relname = ANY (%s) AND acl.grantee <> relowner ORDER BY 1, 2, 3",
            (list(VIEWS),),
        ).fetchall()
    readers = ("analyst", "service_role", "venture_app")
    assert granted == [(view, reader, "SELECT") for view in sorted(VIEWS) for reader in readers]


def test_analyst_reads_views_and_no_table_but_one(governance: Governance) -> None:
    with governance.acting("analyst") as connection:
        for view in VIEWS:
            assert connection.execute(f"SELECT FROM public.{view}").fetchall()
        for table in tables.args[1]:
            if table != "strategic_directives_v2":
                refused(connection, f"SELECT FROM public.{table}", table)
            for statement in WRITES:
                refused(connection, filled(statement, table), table)


@claims
def test_analyst_reads_an_approved_directive_where_an_approval_is_on_record(
    governance: Governance, claims: Mapping[str, str] | None
) -> None:
    """Seeded are one approval in force, one for a directive that is not approved, one run out, one revoked."""
    read = "SELECT sd_key FROM public.strategic_directives_v2"
    with governance.acting("analyst", claims) as connection:
        assert connection.execute(
            "SELECT row_security_active('public.strategic_directives_v2')"
        ).fetchone() == (True,)
        assert connection.execute(read).fetchall() == [("SD-104",)]


def test_an_analyst_can_read_no_more_once_the_approval_is_revoked(governance: Governance) -> None:
    with governance.acting("service_role", SERVICE) as connection:
        connection.execute(
            "UPDATE public.eng_direct_read_approvals SET revoked_at = now() WHERE revoked_at IS NULL"
        )
        connection.execute("SET ROLE analyst")
        assert connection.execute("SELECT FROM public.strategic_directives_v2").fetchall() == []


def test_only_an_analyst_may_ask_for_an_approval(governance: Governance) -> None:
    ask = "SELECT public.eng_direct_read_approved('5d000000-0000-4000-8000-000000000104')"
    with governance.acting("analyst") as connection:
        assert connection.execute(ask).fetchone() == (True,)
    with governance.acting("venture_app", SERVICE) as connection:
        refused(connection, ask, "function eng_direct_read_approved")


@pytest.mark.parametrize(
    "function", ["approve_directive(%s, %s, %s)", "bump_requirement(%s, 1)", "import_directives(%s)"]
)
@pytest.mark.parametrize("role", ["venture_app", "analyst", "anon"])
def test_only_the_service_calls_the_functions(governance: Governance, role: str, function: str) -> None:
    call = f"SELECT public.eng_{function.replace('%s', 'NULL')}"
    with governance.acting(role, SERVICE) as connection:
        refused(connection, call, f"function eng_{function.partition('(')[0]}")


@tables
@pytest.mark.parametrize("claims", [None, {"role": "anon"}, {}], ids=["none", "anon", "empty"])
def test_the_service_needs_its_claims(
    governance: Governance, table: str, claims: Mapping[str, str] | None
) -> None:
    with governance.acting("service_role", claims) as connection:
        assert connection.execute(f"SELECT FROM public.{table}").fetchall() == []
    with governance.acting("service_role", SERVICE) as connection:
        assert connection.execute(f"SELECT FROM public.{table}").fetchall()


def test_the_service_without_claims_writes_nothing(governance: Governance) -> None:
    insert = "INSERT INTO public.strategic_directives_v2 (title) VALUES ('x')"
    with governance.acting("service_role", {"role": "authenticated"}) as connection:
        refused(connection, insert, 'table "strategic_directives_v2"')
    with governance.acting("service_role", SERVICE) as connection:
        connection.execute(insert)


@tables
def test_the_service_deletes_nothing(governance: Governance, table: str) -> None:
    with governance.acting("service_role", SERVICE) as connection:
        for statement in ("DELETE FROM {}", "TRUNCATE {}"):
            refused(connection, filled(statement, table), table)


@tables
def test_the_owner_sees_no_row_even_with_the_services_claims(governance: Governance, table: str) -> None:
    with governance.owner() as connection:
        connection.execute("""SET request.jwt.claims = '{"role": "service_role"}'""")
        assert connection.execute(f"SELECT FROM public.{table}").fetchall() == []
        refused(connection, f"TRUNCATE public.{table} CASCADE", f"table {table}")


EDITS = (
    "UPDATE public.eng_audit_history SET actor = 'somebody else'",
    "DELETE FROM public.eng_audit_history",
    "TRUNCATE public.eng_audit_history",
)
FORGERY = (
    "INSERT INTO public.eng_audit_history (actor, actor_role, table_name, row_id, action, changed_columns, new_row)"
    " VALUES ('x', 'x', 'x', pg_catalog.gen_random_uuid(), 'INSERT', '{}', '{}')"
)


@pytest.mark.parametrize("statement", [*EDITS, FORGERY])
def test_the_service_cannot_write_the_history(governance: Governance, statement: str) -> None:
    with governance.acting("service_role", SERVICE) as connection:
        refused(connection, statement, "table eng_audit_history")


@pytest.mark.parametrize("statement", EDITS)
def test_the_owner_cannot_edit_the_history(governance: Governance, statement: str) -> None:
    with governance.owner() as connection:
        refused(connection, statement, "table eng_audit_history")


def test_the_owner_cannot_add_to_the_history(governance: Governance) -> None:
    with governance.owner() as connection:
        refused(connection, FORGERY, 'table "eng_audit_history"')


@pytest.mark.parametrize("statement", EDITS[:2])
def test_not_even_a_role_beyond_row_level_security_edits_the_history(
    governance: Governance, statement: str
) -> None:
    with governance.seeder() as connection:
        refused(connection, statement, "table eng_audit_history")


def test_a_migration_changes_rows_as_the_service_and_the_history_says_so(governance: Governance) -> None:
    """The one blessed way past FORCE ROW LEVEL SECURITY."""
    with governance.owner() as connection, connection.transaction(force_rollback=True):
        connection.execute("SET LOCAL ROLE service_role")
        connection.execute(
            """SET LOCAL request.jwt.claims = '{"role": "service_role", "sub": "migration 1"}'"""
        )
        done = connection.execute(
            "UPDATE public.strategic_directives_v2 SET evidence_ref = 'x' WHERE sd_key = 'SD-103'"
        )
        assert done.rowcount == 1
        last = connection.execute(
            "SELECT actor, actor_role, action, changed_columns, old_row ->> 'evidence_ref', new_row ->> 'evidence_ref'"
            " FROM public.eng_audit_history ORDER BY id DESC LIMIT 1"
        ).fetchone()
    assert last == ("migration 1", "service_role", "UPDATE", ["evidence_ref", "updated_at"], None, "x")


def test_the_views_owner_has_no_rights_beyond_reading(governance: Governance) -> None:
    with governance.seeder() as connection:
        row = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname = 'eng_views'"
        ).fetchone()
        owned = connection.execute(
            "SELECT relname FROM pg_class WHERE relowner = 'eng_views'::regrole AND relkind <> 'v'"
        ).fetchall()
        owners = connection.execute(
            "SELECT DISTINCT viewowner FROM pg_views WHERE schemaname = 'public'"
        ).fetchall()
    assert row == (False, False, False)
    assert owned == []
    assert owners == [("eng_views",)]


def test_a_consumers_function_does_not_see_the_drafts_behind_the_payload(governance: Governance) -> None:
    with governance.acting("venture_app") as connection:
        connection.execute(
            "CREATE FUNCTION pg_temp.look(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS"
            " $$ BEGIN RAISE WARNING 'seen: %', $1; RETURN true; END $$"
        )
        seen: list[str] = []
        connection.add_notice_handler(lambda notice: seen.append(notice.message_primary or ""))
        connection.execute("SELECT FROM public.v_eng_prd_payload_v1 WHERE pg_temp.look(title)")
    assert "seen: Sign-in service" in seen
    assert "seen: Idle shutdown" not in seen
