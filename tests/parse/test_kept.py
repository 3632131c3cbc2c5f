"""What is kept between runs: it saves reading, changes no report, and is never trusted where it is damaged."""

from __future__ import annotations

import json
import marshal
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bench.churn import churn
from bench.generate import FOLDER, generate
from checker import kept
from checker.config import Options
from checker.discover import discover
from checker.model import History
from checker.parse import memory
from checker.parse.folder import _Group
from checker.report.json import document
from checker.run import check
from checker.run import read as parsed
from checker.settings import load_settings
from checker.state.chain import Chain
from tests.layouts.test_layouts import HERE, LAYOUTS, WORDS, copy
from tests.support import Scratch

BAD = """\
BEGIN;
SET LOCAL lock_timeout = '5s';
CREATE TABLE public.bad (id bigint PRIMARY KEY, first_id bigint REFERENCES public.{table} (id));
GRANT SELECT ON public.bad TO app_reader;
ALTER TABLE public.{table} DISABLE ROW LEVEL SECURITY;
DROP TABLE public.{other};
COMMIT;

/* DOWN */

BEGIN;
SET LOCAL lock_timeout = '5s';
DROP TABLE public.bad;
COMMIT;
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of this test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "db-verify"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the files that were read although facts about them were known."""
    paths: list[str] = []
    text = _Group._text

    def reading(group: _Group, path: str, digest: str) -> str:
        paths.append(path)
        return text(group, path, digest)

    monkeypatch.setattr(_Group, "_text", reading)
    return paths


def told(folder: Path, **options: Any) -> dict[str, Any]:
    """The JSON report of a static check of what is committed, without its seconds."""
    options = {"base": "main", "head": "HEAD", "static": True, "as_of": date(2026, 6, 1)} | options
    report = document(check(folder, Options(**options), {}, lambda _: None))
    for stage in report["stages"]:
        del stage["seconds"]
    return report


def told_without(folder: Path, **options: Any) -> dict[str, Any]:
    """The same by a run that finds nothing kept, and can't keep anything."""

    def nowhere() -> Path:
        raise PermissionError(13, "no folder")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept, "folder", nowhere)
        return told(folder, **options)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scratch]:
    """Sixty generated migrations on main; on the branch one that does several things that are found."""
    made = generate(60, seed=3)
    scratch = Scratch(tmp_path_factory.mktemp("history") / "repository")
    made.write(scratch.folder)
    scratch.branch(message="base")
    tables = [
        line.split("public.")[1].split()[0]
        for path, text in sorted(made.files.items())
        if path.startswith(FOLDER)
        for line in text.splitlines()
        if line.startswith("CREATE TABLE")
    ]
    scratch.write(f"{FOLDER}/202601010000__bad.sql", BAD.format(table=tables[0], other=tables[1]))
    scratch.commit("change")
    yield scratch


def test_one_change_reads_nothing_else_and_finds_the_same(
    history: Scratch, cache: Path, read: list[str]
) -> None:
    expected = told_without(history.folder)
    found = {finding["rule"] for finding in expected["findings"]}
    assert {"table-without-rls", "rls-disabled", "foreign-key-not-valid-missing"} & found, found
    assert told(history.folder) == expected
    del read[:]
    assert told(history.folder) == expected
    assert read == []
    assert len(list(cache.glob("*.facts"))) == 2


def test_a_trial_on_a_known_base_reads_nothing_else(history: Scratch, cache: Path, read: list[str]) -> None:
    told(history.folder, static=False)
    del read[:]
    report = told(history.folder, static=False)
    assert [stage["status"] for stage in report["stages"] if stage["name"] == "trial"] == ["failed"]
    assert read == []


def test_the_whole_history_is_found_the_same(history: Scratch, cache: Path) -> None:
    expected = told_without(history.folder, everything=True)
    assert [told(history.folder, everything=True) for _ in range(2)] == [expected] * 2
    assert told(history.folder, paths=(FOLDER,)) == told_without(history.folder, paths=(FOLDER,))


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_twin_of_a_layout_is_found_the_same(tmp_path: Path, cache: Path, name: str) -> None:
    """One repository in which the change is one thing after another: what was kept of one must not reach the next."""
    scratch = Scratch(tmp_path / "repository")
    copy(HERE / name / "good", scratch, tuple(WORDS[name]["new"]))
    scratch.branch(message="base")
    old = sorted(path for path in scratch.git("ls-files").splitlines() if path.endswith(".sql"))
    for twin in ["good", *sorted(WORDS[name]["twins"])]:
        scratch.git("reset", "-q", "--hard", "main")
        copy(HERE / name / "good", scratch)
        scratch.commit("good")
        assert told(scratch.folder) == told_without(scratch.folder)
        if twin != "good":
            copy(HERE / name / twin, scratch)
            for path in WORDS[name]["twins"][twin]["delete"]:
                (scratch.folder / path).unlink()
            scratch.commit("twin")
            assert told(scratch.folder) == told_without(scratch.folder)
    for path in old:
        # Each old file away, and back again: its group must not be what it was.
        scratch.git("reset", "-q", "--hard", "main")
        (scratch.folder / path).unlink()
        scratch.write("other.txt", path)
        scratch.commit("one file less")
        assert told(scratch.folder) == told_without(scratch.folder)
        assert told(scratch.folder, base="HEAD", paths=("other.txt",)) == told_without(
            scratch.folder, base="HEAD", paths=("other.txt",)
        )


def test_two_folders_are_one_history(tmp_path: Path, cache: Path, read: list[str]) -> None:
    scratch = Scratch(tmp_path / "repository")
    first, second = generate(20, seed=3), generate(15, seed=4)
    first.write(scratch.folder)
    other = "db/migrations/other"
    for path, text in second.files.items():
        if path.startswith(FOLDER):
            scratch.write(path.replace(f"{FOLDER}/2020", f"{other}/2021"), text)
    config = (scratch.folder / "db/verify.yml").read_text()
    both = f"    layout: marker\n  - path: {other}\n    layout: marker\n"
    scratch.write("db/verify.yml", config.replace("    layout: marker\n", both))
    scratch.branch(message="base")
    for folder in (FOLDER, other):
        # An id that is taken in the other folder; one that sorts before what is merged; and a plain one.
        for id in (first.ids[3], "202001060901", "202601010000"):
            scratch.write(f"{folder}/{id}__bad_{folder[-3:]}.sql", BAD.format(table="a", other="b"))
    scratch.commit("change")
    expected = told_without(scratch.folder)
    assert {"version-duplicate", "migration-out-of-order"} <= {one["rule"] for one in expected["findings"]}
    told(scratch.folder)
    assert told(scratch.folder) == expected
    scratch.git("reset", "-q", "--hard", "main")
    scratch.write(f"{other}/202601010000__bad.sql", BAD.format(table="a", other="b"))
    scratch.commit("one")
    assert told(scratch.folder) == told_without(scratch.folder)
    del read[:]
    assert told(scratch.folder) == told_without(scratch.folder)
    assert read == []


def test_what_is_said_of_all_is_what_each_says(history: Scratch, cache: Path) -> None:
    options = Options(base="main", head="HEAD", static=True, as_of=date(2026, 6, 1))
    for _ in range(2):
        found = discover(history.folder, options, {})
        change = parsed(found, load_settings(found, options), options)
    some = change.history
    assert len(some.read) == 1
    for kept_part, plain in (
        (some, History(list(some))),
        (some[7:30], History(list(some)[7:30])),
        (History.joined([some[:5], some[20:]]), History([*list(some)[:5], *list(some)[20:]])),
    ):
        assert len(plain.read) == len(kept_part) == len(plain)
        for name in ("ids", "prints", "versions"):
            assert list(getattr(kept_part, name)) == list(getattr(plain, name)), name
        assert (kept_part.size, kept_part.kinds) == (plain.size, plain.kinds)
        assert list(kept_part.of_kind("CreateStmt")) == list(plain.of_kind("CreateStmt"))
        assert [one.path for one in kept_part] == [one.path for one in plain]
        assert all(kept_part.at(one.path) is one for one in kept_part)
        assert kept_part.first([kept_part[-1], kept_part[3]]) == plain.first([plain[3]]) == 3


def test_rules_find_the_same_where_all_tables_are_looked_at(
    history: Scratch, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(history.folder)
    found = [told(history.folder, **options) for options in ({}, {"everything": True})]
    monkeypatch.setattr(Chain, "old", property(lambda self: self.start))
    assert [told(history.folder, **options) for options in ({}, {"everything": True})] == found


def test_a_kept_state_is_as_large_as_what_stands(tmp_path: Path, cache: Path) -> None:
    sizes = []
    for size in (100, 400):
        scratch = Scratch(tmp_path / f"history-{size}")
        churn(size, tables=3, things=20).write(scratch.folder)
        scratch.branch(message="base")
        scratch.write(f"{FOLDER}/202601010000__bad.sql", BAD.format(table="a", other="b"))
        scratch.commit("change")
        before = set(cache.glob("*.facts"))
        assert told(scratch.folder) == told_without(scratch.folder)
        assert told(scratch.folder) == told_without(scratch.folder)
        (state,) = [
            one
            for one in cache.glob("*.facts")
            if one not in before and isinstance(kept.load(one.stem), bytes)
        ]
        sizes.append(state.stat().st_size)
    assert sizes[1] < sizes[0] * 1.2


def test_a_damaged_entry_is_made_again(history: Scratch, cache: Path) -> None:
    expected = told(history.folder)
    entries = sorted(cache.glob("*.facts"))
    whole = [entry.read_bytes() for entry in entries]
    for damage in (
        lambda data: data[:0],
        lambda data: data[:20],
        lambda data: data[:-1],
        lambda data: data + b"x",
        lambda data: data[:200] + bytes([data[200] ^ 1]) + data[201:],
        lambda data: b"x" + data[1:],
    ):
        for entry, data in zip(entries, whole, strict=True):
            entry.write_bytes(damage(data))
        assert told(history.folder) == expected
        assert [entry.stat().st_size for entry in entries] == [len(data) for data in whole]
    assert told(history.folder) == expected


def test_twenty_runs_at_once_find_the_same(history: Scratch, cache: Path) -> None:
    expected = told_without(history.folder)
    with ThreadPoolExecutor(20) as pool:
        reports = list(pool.map(told, [history.folder] * 20))
    assert reports == [expected] * 20
    assert {entry.suffix for entry in cache.iterdir()} == {".facts"}


def test_a_file_that_is_not_what_was_kept_of_it_is_no_pass(
    history: Scratch, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(history.folder)
    (facts,) = [entry for entry in cache.glob("*.facts") if b"db/migrations" in entry.read_bytes()[:400]]
    ((key, whole),) = memory._loaded(facts.stem).items()
    packs = [
        marshal.dumps(
            [
                (name, tuple((path, signature, "0" * 64) for path, signature, _ in files), rest)
                for name, files, rest in marshal.loads(pack)  # noqa: S302
            ]
        )
        for pack in whole[6]
    ]
    changed = {key: (*whole[:6], packs, *whole[7:])}
    memory._store(facts.stem, changed)
    # Nothing is read of what a change leaves alone; here it is asked for.
    report = told(history.folder, paths=(FOLDER,))
    assert report["verdict"] == "error"
    assert "is not what it was" in json.dumps(report)
    assert told(history.folder) == told_without(history.folder)


def test_a_file_in_the_working_tree_is_known_by_what_the_file_system_says(
    tmp_path: Path, cache: Path, read: list[str]
) -> None:
    scratch = Scratch(tmp_path / "repository")
    generate(30, seed=3).write(scratch.folder)
    scratch.branch(message="base")
    old = min((scratch.folder / FOLDER).iterdir())
    options = {"head": None}
    for text in (BAD.format(table="a", other="b"), BAD.format(table="c", other="d")):
        scratch.write(f"{FOLDER}/202601010000__bad.sql", text)
        for _ in range(2):
            assert told(scratch.folder, **options) == told_without(scratch.folder, **options)
    assert read == []
    # As long as before, and as old by its own account.
    status, text = old.stat(), old.read_text()
    old.write_text(text.replace("CREATE TABLE", "CREATE_TABLE", 1))
    os.utime(old, ns=(status.st_atime_ns, status.st_mtime_ns))
    report = told(scratch.folder, **options)
    assert report == told_without(scratch.folder, **options)
    assert "migration-edited-after-merge" in {finding["rule"] for finding in report["findings"]}


@pytest.mark.parametrize(
    "told_to_git",
    [
        ["config", "core.trustctime", "false"],
        ["config", "core.checkStat", "minimal"],
        ["update-index", "--assume-unchanged", "{}"],
        ["update-index", "--skip-worktree", "{}"],
    ],
    ids=lambda said: said[1],
)
def test_what_git_was_told_not_to_look_at_is_looked_at(
    tmp_path: Path, cache: Path, told_to_git: list[str]
) -> None:
    """A merged migration, as long as before and as old by its own account, a while after git met it."""
    scratch = Scratch(tmp_path / "repository")
    generate(30, seed=3).write(scratch.folder)
    old = min((scratch.folder / FOLDER).iterdir())
    long_ago = time.time_ns() - 60 * 10**9
    os.utime(old, ns=(long_ago, long_ago))
    scratch.branch(message="base")
    scratch.write(f"{FOLDER}/202601010000__bad.sql", BAD.format(table="a", other="b"))
    scratch.commit("bad")
    scratch.git(*(word.format(old.relative_to(scratch.folder)) for word in told_to_git))
    first = told(scratch.folder, head=None)
    # git's index tells whole seconds apart.
    time.sleep(1.1)
    old.write_text(old.read_text().replace("CREATE TABLE", "CREATE_TABLE", 1))
    os.utime(old, ns=(long_ago, long_ago))
    report = told(scratch.folder, head=None)
    assert report == told_without(scratch.folder, head=None) != first


@pytest.mark.parametrize(("limit", "most"), [(5000, 2000), (1 << 20, 4)])
def test_what_is_kept_is_bounded(cache: Path, monkeypatch: pytest.MonkeyPatch, limit: int, most: int) -> None:
    monkeypatch.setattr(kept, "_LIMIT", limit)
    monkeypatch.setattr(kept, "_MOST", most)
    for number in range(9):
        kept.store(f"{number:064}", "x" * 1000)
    assert 1 <= len(kept.names()) == len(list(cache.glob("*.facts"))) <= 4
    assert kept.load(f"{8:064}") == "x" * 1000
    assert kept.load("0" * 64) is None


def test_what_is_kept_brings_no_code(history: Scratch, cache: Path) -> None:
    """An entry that somebody else wrote names what it would like to have called."""
    expected = told(history.folder)
    state = next(one for one in cache.glob("*.facts") if isinstance(kept.load(one.stem), bytes))
    before = state.stat().st_size
    for code in (b"cos\nmkdir\n", b"cpglast.ast\nannotations.compiler_flag\n", b"cbuiltins\nexec\n"):
        kept.store(state.stem, code + b"(S'" + str(cache / "made").encode() + b"'\ntR.")
        assert told(history.folder) == expected
        assert not (cache / "made").exists()
        assert state.stat().st_size == before
