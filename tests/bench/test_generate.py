"""Made-up histories: the same for the same seed, honest in a real Postgres, and wrong only where asked for."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bench.churn import churn
from bench.defects import DEFECTS
from bench.generate import BOOTSTRAP, FOLDER, History, generate
from checker.trial import sources
from checker.trial.catalog import CatalogReader, difference
from checker.trial.cluster import MAINTENANCE
from checker.trial.server import Server, throwaway
from tests.support import PATIENT, ROOT, Scratch


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with throwaway(sources.find("embedded"), limits=PATIENT) as running:
        with running.connect(MAINTENANCE) as connection:
            for statement in BOOTSTRAP.splitlines():
                if statement.startswith("CREATE ROLE"):
                    connection.execute(statement)
        yield running


class Database:
    """A database of its own, in which directions of migrations are run as their owner."""

    def __init__(self, server: Server, name: str) -> None:
        self.server, self.name = server, name
        server.create_database(name)
        self.admin = server.connect(name, search_path="public")
        for statement in BOOTSTRAP.splitlines():
            if statement.startswith(("GRANT", "REVOKE")):
                self.admin.execute(statement)
        self.snapshot = CatalogReader(self.admin).read

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.admin.close()

    def run(self, sql: str) -> str | None:
        """Run a direction in a session of its own; gives the error's SQLSTATE."""
        try:
            with self.server.connect(self.name, "app_owner") as connection:
                connection.execute(sql)
                if connection.info.transaction_status is not psycopg.pq.TransactionStatus.IDLE:
                    connection.rollback()
                    return "in transaction"
        except psycopg.Error as error:
            return error.sqlstate
        return None


def directions(history: History) -> list[tuple[str, str, str]]:
    """Path, up and down of each migration, in order."""
    return [
        (path, *content.partition("/* DOWN */")[::2])
        for path, content in sorted(history.files.items())
        if path.startswith("db/migrations/")
    ]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_each_down_restores_exactly_what_was_there(server: Server, seed: int) -> None:
    with Database(server, f"seed_{seed}") as database:
        for path, up, down in directions(generate(60, seed=seed)):
            before = database.snapshot()
            assert database.run(up) is None, path
            after = database.snapshot()
            assert difference(before, after), f"{path} does nothing"
            assert database.run(down) is None, path
            assert difference(before, database.snapshot()) == (), path
            assert database.run(up) is None, path
            assert difference(after, database.snapshot()) == (), path


def test_a_long_history_of_a_small_schema_is_honest_and_stays_small(server: Server) -> None:
    history = churn(150, tables=3, things=8)
    assert history == churn(150, tables=3, things=8)
    sizes = []
    with Database(server, "churn") as database:
        for path, up, down in directions(history):
            before = database.snapshot()
            assert database.run(up) is None, path
            after = database.snapshot()
            assert difference(before, after), f"{path} does nothing"
            sizes.append(len(after.objects))
            if "irreversible" in up:
                assert not down, path
                continue
            assert database.run(down) is None, path
            assert difference(before, database.snapshot()) == (), path
            assert database.run(up) is None, path
    assert max(sizes[100:]) <= max(sizes[10:50]) + 3
    assert sum("irreversible" in text for text in history.files.values()) > 5
    assert "ADD COLUMN" in history.files[max(path for path in history.files if path.startswith(FOLDER))]


FAILING = {"migration-fails": "22012", "syntax-error": "42601", "transaction-left-open": "in transaction"}
NOT_RESTORING = {"down-empty", "down-leaves-index", "down-leaves-type", "down-missing"}
OPEN = {"table-without-rls", "rls-not-forced", "exposed-before-protected", "policy-always-true"}


@pytest.mark.parametrize("kind", DEFECTS)
def test_a_planted_defect_is_there_and_nothing_else_is(server: Server, kind: str) -> None:
    history = generate(24, seed=5, defects=[kind])
    sound = generate(24, seed=5)
    (planted,) = history.planted
    assert planted.kind == kind
    assert [path for path in sound.files if sound.files[path] != history.files[path]] == [planted.path]
    with Database(server, "defect_" + kind.replace("-", "_")) as database:
        for path, up, down in directions(history):
            before = database.snapshot()
            if path != planted.path:
                assert database.run(up) is None, path
                continue
            assert database.run(up) == FAILING.get(kind)
            if kind not in FAILING:
                assert (database.run(down) is not None) == (kind == "down-fails")
                left = difference(before, database.snapshot())
                assert bool(left) == (kind in NOT_RESTORING or kind == "down-fails")
            break
    assert kind in {*FAILING, *NOT_RESTORING, *OPEN, "down-fails"}


def test_the_same_arguments_give_the_same_files() -> None:
    assert generate(40, seed=3) == generate(40, seed=3)
    assert generate(40, seed=3).files != generate(40, seed=4).files
    program = "from bench.generate import generate; print(generate(40, seed=3))"
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={"PYTHONHASHSEED": salt},
            check=True,
            capture_output=True,
        ).stdout
        for salt in ("1", "2")
    }
    assert len(said) == 1


def test_numbers_are_kept() -> None:
    history = generate(30, seed=1, tables=9, defects=["down-empty", "syntax-error", "rls-not-forced"])
    assert len(history.ids) == len(set(history.ids)) == 30
    assert list(history.ids) == sorted(history.ids)
    assert sum("CREATE TABLE" in text for text in history.files.values()) == 9
    assert len({planted.path for planted in history.planted}) == 3


@pytest.mark.parametrize(
    "arguments",
    [
        {"migrations": 3, "tables": 4},
        {"migrations": 3, "defects": ["no-such-thing"]},
        {"migrations": 2, "defects": ["down-empty", "down-fails"]},
    ],
)
def test_what_cannot_be_made_is_refused(arguments: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"can't|no defect|no migration left"):
        generate(**arguments)  # type: ignore[arg-type]


def test_db_verify_finds_nothing_in_a_sound_history_and_the_defect_in_an_unsound_one(tmp_path: Path) -> None:
    sound, unsound = Scratch(tmp_path / "sound"), Scratch(tmp_path / "unsound")
    generate(40, seed=9, changelog=True).write(sound.folder)
    history = generate(40, seed=9, changelog=True, defects=["syntax-error"])
    history.write(unsound.folder)
    for repository in (sound, unsound):
        repository.commit("everything")
    found = sound.check("--all", "--static")
    assert (found.code, found.findings) == (0, [])
    assert len(found.report["migrations"]) == 40
    (finding,) = unsound.check("--all", "--static").findings
    assert finding[:2] == ("syntax-error", history.planted[0].path)
