"""The migrations go up, down and up again; what is repeatable can be repeated."""

from __future__ import annotations

import psycopg
import pytest

from checker.trial.roles import run_bootstrap
from checker.trial.sources import Postgres
from tests.platform.conftest import DATABASE, apply, migrations, prepared, scripts

VIEWS = ("v_eng_trace", "v_eng_prd_payload_v1", "v_eng_backlog_rollup")


def _policies(connection: psycopg.Connection[tuple[str, str]]) -> set[tuple[str, str]]:
    return set(connection.execute("SELECT tablename, policyname FROM pg_policies").fetchall())


def test_each_migration_goes_down_without_a_trace_and_up_again(postgres: Postgres) -> None:
    with prepared(postgres) as governance, governance.owner() as connection:
        dumps = [governance.dump()]
        for migration in migrations():
            assert migration.down is not None
            apply(connection, [migration.up])
            dumps.append(governance.dump())
            apply(connection, [migration.down])
            assert governance.dump() == dumps[-2], migration.id
            apply(connection, [migration.up])
            assert governance.dump() == dumps[-1], migration.id
            assert dumps[-1] != dumps[-2]

        own = _policies(connection)
        repeatable = [*scripts("db/policies/eng"), *scripts("db/views/eng")]
        apply(connection, repeatable)
        once = governance.dump()
        apply(connection, repeatable)
        assert governance.dump() == once

        with governance.seeder() as seeder:
            apply(seeder, scripts("db/seeds"))
        connection.execute("SET ROLE eng_views")
        for view in VIEWS:
            connection.execute(f"DROP VIEW public.{view}")
        connection.execute("RESET ROLE")
        for table, policy in sorted(_policies(connection) - own):
            connection.execute(f"DROP POLICY {policy} ON public.{table}")
        for migration, before in zip(reversed(migrations()), reversed(dumps[:-1]), strict=True):
            assert migration.down is not None
            apply(connection, [migration.down])
            assert governance.dump() == before, migration.id


def test_seeds_run_twice_change_nothing(postgres: Postgres) -> None:
    count = "SELECT count(*) FROM public.eng_audit_history"
    with prepared(postgres) as governance:
        with governance.owner() as connection:
            apply(connection, [migration.up for migration in migrations()])
        with governance.seeder() as seeder:
            apply(seeder, scripts("db/seeds"))
            once = seeder.execute(count).fetchone()
            apply(seeder, scripts("db/seeds"))
            assert seeder.execute(count).fetchone() == once
            unused = seeder.execute(
                "SELECT label FROM pg_catalog.unnest(pg_catalog.enum_range(NULL::public.eng_directive_status)) AS label"
                " EXCEPT SELECT status FROM public.strategic_directives_v2"
            ).fetchall()
            assert unused == []


def test_bootstrap_runs_twice_and_in_a_second_database(postgres: Postgres) -> None:
    with prepared(postgres) as governance:
        before = governance.dump()
        for script in scripts("db/bootstrap"):
            run_bootstrap(governance.server, DATABASE, script)
        assert governance.dump() == before
        governance.server.create_database("second")
        for script in scripts("db/bootstrap"):
            run_bootstrap(governance.server, "second", script)
        with governance.server.connect("second", "eng_owner") as connection:
            apply(connection, [migration.up for migration in migrations()])


def test_bootstrap_refuses_a_role_that_row_level_security_does_not_govern(postgres: Postgres) -> None:
    with (
        prepared(postgres) as governance,
        governance.server.connect(DATABASE, search_path="public") as connection,
    ):
        connection.execute("ALTER ROLE eng_views BYPASSRLS")
        text = scripts("db/bootstrap")[0].source.text
        with pytest.raises(psycopg.errors.RaiseException, match="does not govern: eng_views"):
            connection.execute(text.encode())
