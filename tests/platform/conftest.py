"""The governance platform in a real Postgres, built as in earnest: bootstrap, migrations, policies, views, seeds."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from checker.model import Migration, Script
from checker.parse.layouts import File, layout
from checker.parse.sql import parse_script, read_text
from checker.trial import sources
from checker.trial.execute import run_statements
from checker.trial.platforms import platform
from checker.trial.roles import PROBER, SEEDER, owner_session, prepare_database, probe_as
from checker.trial.server import Server, throwaway
from checker.trial.sources import Postgres
from tests.support import PATIENT, ROOT

if TYPE_CHECKING:
    import psycopg

OWNER = "eng_owner"
DATABASE = platform("vanilla").database
CALLERS = ("anon", "authenticated", "analyst", "venture_app", "service_role")
SERVICE: Mapping[str, str] = {"role": "service_role", "sub": "5e000000-0000-4000-8000-000000000001"}


def _files(folder: str) -> list[File]:
    paths = sorted((ROOT / folder).glob("*.sql"))
    assert paths, f"{folder} holds no SQL"
    read = [read_text(path.relative_to(ROOT).as_posix(), path.read_bytes()) for path in paths]
    return [File(source, problems) for source, problems in read]


def scripts(folder: str) -> list[Script]:
    """The repeatable scripts of a folder, in order."""
    found = [parse_script(file.source) for file in _files(folder)]
    assert not [script.problems for script in found if script.problems]
    return found


def migrations() -> list[Migration]:
    """This repository's migrations, in order."""
    found = layout("marker").read("db/migrations/eng", _files("db/migrations/eng"))
    assert all(migration.parsed and migration.down for migration in found)
    return found


def apply(connection: psycopg.Connection[Any], found: Sequence[Script]) -> None:
    """Run scripts; the first error fails the test with its place."""
    for script in found:
        for outcome in run_statements(connection, script.statements):
            assert outcome.error is None, f"{outcome.error}"


@dataclass(frozen=True)
class Governance:
    """A server with the platform's database in it."""

    server: Server

    def owner(self) -> psycopg.Connection[Any]:
        """A session of the role that runs the migrations."""
        return owner_session(self.server, DATABASE, OWNER)

    def seeder(self) -> psycopg.Connection[Any]:
        """A session that row-level security does not govern, and that is no superuser's."""
        return self.server.connect(DATABASE, SEEDER)

    @contextmanager
    def acting(
        self, role: str | None, claims: Mapping[str, str] | None = None
    ) -> Iterator[psycopg.Connection[Any]]:
        """A transaction as a role, with the claims of a request where some are given, that is undone at the end."""
        with self.server.connect(DATABASE, PROBER, autocommit=False) as connection:
            if role is not None:
                connection.execute(f'SET ROLE "{role}"')
            if claims is not None:
                connection.execute(
                    "SELECT pg_catalog.set_config('request.jwt.claims', %s, false)", (json.dumps(claims),)
                )
            yield connection
            connection.rollback()

    def dump(self) -> str:
        """What pg_dump says of the schema, without the tokens that it draws anew each time."""
        done = subprocess.run(
            [self.server.postgres.bin / "pg_dump", "--schema-only", "-U", self.server.superuser,
             "-h", self.server.socket, DATABASE],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return "\n".join(
            line for line in done.stdout.splitlines() if not line.startswith(("\\restrict", "\\unrestrict"))
        )


@pytest.fixture(scope="session", params=["embedded", "system"])
def postgres(request: pytest.FixtureRequest) -> Postgres:
    return sources.find(request.param)


@contextmanager
def prepared(postgres: Postgres) -> Iterator[Governance]:
    """A server with the bootstrap in its database, and nothing else."""
    with throwaway(postgres, limits=PATIENT) as server:
        prepare_database(server, platform("vanilla"), OWNER, scripts("db/bootstrap"))
        probe_as(server, CALLERS)
        yield Governance(server)


@pytest.fixture(scope="module")
def governance(postgres: Postgres) -> Iterator[Governance]:
    """The whole platform with its seeds, shared by the tests of a module, which undo what they do."""
    with prepared(postgres) as found:
        with found.owner() as connection:
            apply(connection, [migration.up for migration in migrations()])
            apply(connection, [*scripts("db/policies/eng"), *scripts("db/views/eng")])
        with found.seeder() as connection:
            apply(connection, scripts("db/seeds"))
        yield found
