"""A staging database as operators find it, and a checkout of the platform to operate it from."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from checker.trial import sources
from checker.trial.server import Server, throwaway
from tests.support import COMMAND, PATIENT, ROOT, Result, Scratch, db_verify, environment

if TYPE_CHECKING:
    import psycopg

# A person who operates staging: no rights but by taking a role.
OPERATOR = "ops_operator"
PASSWORD = "s3cr3t-of-nobody"
_COPIED = ("db", "ops/backfill", "ops/scripts", "docs/EHG_Engineering/data-contracts", "CHANGELOG.md")
_LEDGER = "select kind, id, sha256, finished_at is not null, statements from public.eng_schema_migrations order by 1, 2"


@dataclass(frozen=True)
class Staging:
    """A database, and a checkout whose commands are run against it."""

    server: Server
    repo: Scratch
    database: str

    def environ(self, user: str = "eng_owner", **extra: str) -> dict[str, str]:
        """What names the database to a command; a folder of binaries for the scripts' `db-verify`."""
        path = f"{COMMAND.parent}{os.pathsep}{os.environ['PATH']}"
        return {
            "PGHOST": str(self.server.socket), "PGPORT": "5432", "PGUSER": user, "PGDATABASE": self.database,
            "PATH": path, **extra,
        }  # fmt: skip

    def run(self, *arguments: str, user: str = "eng_owner", timeout: float = 120, **extra: str) -> Result:
        """`db-verify …` in the checkout, against the database."""
        return db_verify(self.repo.folder, *arguments, timeout=timeout, **self.environ(user, **extra))

    def start(self, *arguments: str, user: str = "eng_owner") -> subprocess.Popen[bytes]:
        """The same, not waited for."""
        return subprocess.Popen(
            [str(COMMAND), *arguments],
            cwd=self.repo.folder,
            env=environment(**self.environ(user)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def apply(self, *arguments: str) -> Result:
        """`db-verify apply`, without a verdict; it has to succeed."""
        done = self.run("apply", "--without-verdict", "a test", *arguments)
        assert done.code == 0, done
        return done

    def seed(self) -> None:
        done = self.run("apply", "--seeds")
        assert done.code == 0, done

    def connect(self, user: str = "postgres") -> psycopg.Connection[Any]:
        return self.server.connect(self.database, user)

    def query(self, query: str, user: str = "postgres") -> list[tuple[Any, ...]]:
        with self.connect(user) as connection:
            return connection.execute(query.encode()).fetchall()

    def execute(self, statement: str, user: str = "postgres") -> None:
        with self.connect(user) as connection:
            connection.execute(statement.encode())

    def ledger(self) -> list[tuple[Any, ...]]:
        return self.query(_LEDGER)

    def dump(self) -> str:
        """The schema as pg_dump has it, without the tokens that it draws anew each time."""
        done = subprocess.run(
            [self.server.postgres.bin / "pg_dump", "--schema-only", "-U", "postgres", "-h", self.server.socket, self.database],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        lines = done.stdout.splitlines()
        return "\n".join(line for line in lines if not line.startswith(("\\restrict", "\\unrestrict")))

    def audits(self) -> list[Path]:
        return sorted((self.repo.folder / "ops/audit").glob("*.md"))

    @property
    def audit(self) -> str:
        """All that the audit says."""
        return "".join(path.read_text(encoding="utf-8") for path in self.audits())


def checkout(folder: Path) -> Scratch:
    """A repository with this one's platform, committed."""
    repo = Scratch(folder)
    for name in _COPIED:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)
    repo.write("ops/audit/2026-01-01.md", _FIRST_AUDIT)
    repo.commit("the platform")
    return repo


_FIRST_AUDIT = """\
# Audit of 2026-01-01

## 10:00:00Z review: passed

```yaml
run: review
result: passed
started: '2026-01-01T10:00:00+00:00'
finished: '2026-01-01T10:10:00+00:00'
by: a person
commit: null
database: none
tool: by hand
```
"""


@dataclass(frozen=True)
class Cluster:
    """A server with templates of the database at three stages, made by the commands themselves."""

    server: Server
    folder: Path

    @contextmanager
    def staging(self, stage: str, folder: Path) -> Iterator[Staging]:
        """A database of one's own at a stage, and a checkout; both gone at the end."""
        name = f"staging_{uuid4().hex[:12]}"
        self.server.create_database(name, template=stage)
        try:
            shutil.copytree(self.folder, folder / "checkout")
            yield Staging(self.server, Scratch(folder / "checkout"), name)
        finally:
            self.server.drop_database(name)


def make_operator(connection: psycopg.Connection[Any]) -> None:
    """Make the login that may take every role, as the runbook has it."""
    connection.execute(
        f"create role {OPERATOR} login noinherit;"
        f"grant eng_owner, service_role, eng_views, analyst, venture_app, anon, authenticated to {OPERATOR}".encode()
    )


def ask_for_passwords(server: Server) -> None:
    """Make a login that has a password, and a rule of pg_hba.conf that asks for it."""
    with server.connect("prepared") as connection:
        connection.execute(f"create role with_password login password '{PASSWORD}'".encode())
        rules = server.data / "pg_hba.conf"
        rules.write_text("local all with_password scram-sha-256\n" + rules.read_text())
        connection.execute("select pg_catalog.pg_reload_conf()")


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("ops")
    with throwaway(sources.find("embedded"), limits=PATIENT) as server:
        repo = checkout(folder / "checkout")
        for name in ("empty", "prepared", "seeded"):
            server.create_database(name)
        for name in ("prepared", "seeded"):
            done = Staging(server, repo, name).run("apply", "--bootstrap", user="postgres")
            assert done.code == 0, done
        with server.connect("prepared") as connection:
            make_operator(connection)
        ask_for_passwords(server)
        seeded = Staging(server, repo, "seeded")
        seeded.apply()
        seeded.seed()
        for path in seeded.audits()[1:]:
            path.unlink()
        yield Cluster(server, repo.folder)


@pytest.fixture
def empty(cluster: Cluster, tmp_path: Path) -> Iterator[Staging]:
    """Nothing in the database yet."""
    with cluster.staging("empty", tmp_path) as staging:
        yield staging


@pytest.fixture
def prepared(cluster: Cluster, tmp_path: Path) -> Iterator[Staging]:
    """The bootstrap is in the database."""
    with cluster.staging("prepared", tmp_path) as staging:
        yield staging


@pytest.fixture
def seeded(cluster: Cluster, tmp_path: Path) -> Iterator[Staging]:
    """The whole platform, with the seeds."""
    with cluster.staging("seeded", tmp_path) as staging:
        yield staging
