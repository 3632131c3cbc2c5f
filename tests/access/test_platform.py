"""This repository's own access, tried as every role with every set of claims."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from checker.config import CONFIG_PATH, Config
from checker.configfile import read_config
from checker.errors import CannotCheck
from checker.model import Source
from checker.trial.access import probe_access
from checker.trial.roles import SEEDER, owner_session
from checker.trial.server import Server
from tests.access.conftest import DATABASE, beyond, short_of
from tests.platform.conftest import OWNER, apply, migrations, scripts
from tests.support import ROOT


@pytest.fixture(scope="module")
def own() -> Config:
    return read_config(Source.of(CONFIG_PATH, (ROOT / CONFIG_PATH).read_text()))


@pytest.fixture(scope="module")
def database(server: Server) -> Iterator[str]:
    """The platform without its seeds."""
    name = "governance"
    server.create_database(name, template=DATABASE, owner=OWNER)
    with owner_session(server, name, OWNER) as session:
        apply(session, [migration.up for migration in migrations()])
        apply(session, [*scripts("db/policies/eng"), *scripts("db/views/eng")])
    yield name
    server.drop_database(name)


def test_without_seeds_nothing_is_proven(server: Server, database: str, own: Config) -> None:
    with pytest.raises(CannotCheck, match=r"inconclusive") as caught:
        probe_access(server, database, OWNER, own)
    assert "there is no row to see" in caught.value.message


def test_the_matrix_is_what_is_declared(server: Server, database: str, own: Config) -> None:
    with server.connect(database, SEEDER) as session:
        apply(session, scripts("db/seeds"))
    found = {(p.role, p.claims, p.relation, p.action): p for p in probe_access(server, database, OWNER, own)}
    access = {
        "roles": own.access.roles,
        "allow": [
            {"role": a.role, "object": a.object, "may": a.may, "claims": a.claims} for a in own.access.allow
        ],
        "approved": [
            {"role": a.role, "object": a.object, "decision_log_ref": a.decision_log_ref}
            for a in own.access.approved
        ],
    }
    assert beyond(found, access) == []
    assert short_of(found, access) == []
    assert {role for role, *_ in found} == {
        "anon", "authenticated", "analyst", "venture_app", "service_role", "nobody",
    }  # fmt: skip
    tables = {relation for _, _, relation, action in found if action == "truncate" and "<" not in relation}
    assert len(tables) == 5
    # An approval opens the rows that it names and no others.
    direct = found["analyst", "own", "public.strategic_directives_v2", "select"]
    assert direct.rows == 1
    assert direct.detail == ""


def test_the_cluster_is_as_before(server: Server, database: str, own: Config) -> None:
    """A role or membership left behind would look like a migration's doing."""
    query = (
        "SELECT (SELECT array_agg(rolname ORDER BY rolname) FROM pg_roles),"
        " (SELECT array_agg((roleid::regrole, member::regrole)::text ORDER BY 1) FROM pg_auth_members)"
    )
    with server.connect(database, SEEDER) as session:
        apply(session, scripts("db/seeds"))
    with server.connect(database, search_path="public") as session:
        before = session.execute(query).fetchone()
        probe_access(server, database, OWNER, own)
        assert session.execute(query).fetchone() == before
