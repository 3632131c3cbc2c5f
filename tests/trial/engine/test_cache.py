"""The cache holds what goes in: shared, checked, bounded, and never in the way."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import pytest

from checker.config import Options
from checker.discover import discover
from checker.run import prepare, read
from checker.settings import load_settings
from checker.trial import cache, cluster, scratch
from checker.trial.cluster import MAINTENANCE, identity
from checker.trial.server import throwaway
from checker.trial.sources import Postgres
from tests.support import ROOT, Scratch

USE = f"""
from checker.trial.server import throwaway
from checker.trial.sources import find
with throwaway(find("embedded")) as server, server.connect("{MAINTENANCE}") as connection:
    print(connection.execute("SELECT 7").fetchone())
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "db-verify"


def use(postgres: Postgres) -> None:
    with throwaway(postgres) as server, server.connect(MAINTENANCE) as connection:
        assert connection.execute("SELECT 7").fetchone() == (7,)


def entry(folder: Path) -> Path:
    (found,) = folder.glob("*.pack")
    return found


@pytest.mark.parametrize("damage", ["cut short", "one byte", "empty", "not ours", "the head", "a name"])
def test_a_damaged_entry_is_made_anew(embedded: Postgres, folder: Path, damage: str) -> None:
    use(embedded)
    whole = entry(folder).read_bytes()
    middle = len(whole) // 2
    entry(folder).write_bytes(
        {
            "cut short": whole[:middle],
            "one byte": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
            "empty": b"",
            "not ours": b"[1, 2]\n" + whole[100:],
            "a name": whole.replace(b'"PG_VERSION"', b'"PG_VERSIOM"', 1),
            "the head": whole[:50] + b"\xff" + whole[51:],
        }[damage]
    )
    use(embedded)
    assert len(entry(folder).read_bytes()) > middle
    used = entry(folder).stat().st_ino
    use(embedded)
    assert entry(folder).stat().st_ino == used


def test_a_server_makes_the_maps_that_no_entry_holds(embedded: Postgres, folder: Path) -> None:
    use(embedded)
    packed = [name for name, _, _ in json.loads(entry(folder).read_bytes().partition(b"\n")[0])["files"]]
    assert "global/pg_control" in packed
    assert not [name for name in packed if name.endswith(("_fsm", "_vm"))]
    with throwaway(embedded) as server, server.connect(MAINTENANCE) as connection:
        connection.execute("CREATE TABLE public.t AS SELECT generate_series(1, 10000) AS n")
        connection.execute("DELETE FROM public.t WHERE n % 2 = 0")
        connection.execute("VACUUM")
        for table in ("public.t", "pg_catalog.pg_class"):
            maps = connection.execute(
                "SELECT pg_relation_size(%s, 'fsm') > 0, pg_relation_size(%s, 'vm') > 0", (table, table)
            )
            assert maps.fetchone() == (True, True)


def test_a_first_trial_begins_with_what_was_made_beside_the_files(
    embedded: Postgres, folder: Path, tmp_path: Path
) -> None:
    """What goes wrong there is silent: the trial would make it again."""
    repository = Scratch(tmp_path / "repository")
    repository.write("db/verify.yml", "version: 1\nmigrations: [{path: migrations, layout: dbmate}]\n")
    repository.write(
        "migrations/20250101000000_t.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 1;\n"
    )
    repository.commit("a migration")
    options = Options(everything=True, database="embedded", as_of=date(2026, 6, 1))
    found = discover(repository.folder, options, {})
    change = read(found, load_settings(found, options), options)
    prepare(change, options)()
    made = entry(folder).stat()
    use(embedded)
    assert entry(folder).stat().st_ino == made.st_ino


def test_many_runs_share_an_empty_cache(folder: Path) -> None:
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", USE], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(8)
    ]
    said = [run.communicate(timeout=120) for run in runs]
    assert said == [("(7,)\n", "")] * len(runs)
    assert [path.name for path in folder.iterdir()] == [entry(folder).name]


def test_a_cache_that_cannot_be_written_is_done_without(
    embedded: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setenv("HOME", str(tmp_path / "nowhere"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    use(embedded)
    assert entry(tmp_path / f"db-verify-cache-{os.geteuid()}")


def test_it_is_bounded_and_forgets_half_written_entries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_LIMIT", 250)
    now = time.time()
    for age, name in enumerate(("new.pack", "older.pack", "oldest.pack")):
        (tmp_path / name).write_bytes(b"x" * 100)
        os.utime(tmp_path / name, (now - age, now - age))
    for name, age in (("a.pack.1.2", 7200), ("b.pack.1.2", 1)):
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, (now - age, now - age))
    cache.bound(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.pack.1.2", "new.pack", "older.pack"]


def test_what_a_killed_run_left_is_swept_and_a_living_one_is_let_be(embedded: Postgres) -> None:
    with throwaway(embedded) as living:
        left = subprocess.run(
            [
                sys.executable,
                "-c",
                "import os; from checker.trial import scratch; made = scratch.make(0);"
                "made._guard.kill(); made._guard.wait(); print(made.path, flush=True); os._exit(9)",
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        folder = Path(left.stdout.strip())
        assert folder.is_dir()
        scratch.sweep()
        assert not folder.exists()
        with living.connect(MAINTENANCE) as connection:
            assert connection.execute("SELECT 7").fetchone() == (7,)


def test_a_killed_run_is_cleared_up_after_by_its_guard() -> None:
    left = subprocess.run(
        [
            sys.executable,
            "-c",
            USE.replace("print(", "import os; print(server.data.parent, flush=True); os._exit(9); ("),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    folder = Path(left.stdout.strip())
    deadline = time.monotonic() + 20
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not folder.exists()
    assert not list(scratch.processes(folder))


def test_two_checkouts_of_one_version_share_no_entry(tmp_path: Path) -> None:
    """What prepares a server is in the entry's name, by its text."""
    seen = set()
    for number, change in enumerate(("", "-- changed\n", "")):
        shutil.copytree(ROOT / "checker", tmp_path / str(number) / "checker")
        with (tmp_path / str(number) / "checker/trial/platforms/supabase.sql").open("a") as platform:
            platform.write(change)
        said = subprocess.run(
            [sys.executable, "-c", "from checker.trial.cache import code; print(code())"],
            cwd=tmp_path / str(number), check=True, capture_output=True, text=True,
        )  # fmt: skip
        seen.add(said.stdout)
    assert len(seen) == 2


@pytest.mark.wheel
def test_two_builds_of_one_version_share_no_entry(embedded: Postgres, tmp_path: Path) -> None:
    """The same elsewhere is the same; another extension, or another build, is another."""
    here = identity(embedded, "postgres")
    shutil.copytree(embedded.bin.parent, tmp_path / "copy", ignore=shutil.ignore_patterns("include", "doc"))
    copy = Postgres(tmp_path / "copy/bin", embedded.version, "embedded")
    assert identity(copy, "postgres") == here
    clear_stamps()
    (tmp_path / "copy/share/extension/more--1.0.sql").write_text("SELECT 1;")
    with_another = identity(copy, "postgres")
    assert with_another != here
    clear_stamps()
    with (copy.bin / "postgres").open("r+b") as program:
        program.seek(1000)
        program.write(b"another build")
    assert identity(copy, "postgres") not in (here, with_another)


def clear_stamps() -> None:
    cluster._stamp.cache_clear()
