"""The audit folder: entries of many writers whole and in order, and what `db-verify audit` says of broken ones."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest

from checker.errors import CannotCheck, Failed
from checker.ops import audit
from checker.ops.audit import AuditEntry, append, recorded
from checker.ops.entries import read
from tests.ops.conftest import checkout
from tests.support import ROOT, db_verify

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def _entry(number: int, error: str = "") -> AuditEntry:
    facts = {"number": number, "error": error or None}
    return AuditEntry("test", "passed", NOON, NOON, "a person", None, "nowhere", facts, f"- number {number}")


def _write_some(folder: Path, first: int) -> None:
    for number in range(first, first + 10):
        append(folder, _entry(number))


def test_many_writers_at_once(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        list(pool.map(_write_some, [tmp_path] * 4, range(0, 40, 10)))
    entries = list(read(tmp_path))
    assert sorted(entry.block["number"] for entry in entries) == list(range(40))
    assert not [entry.wrong for entry in entries if entry.wrong]
    assert [path.name for path in tmp_path.iterdir()] == ["2026-11-23.md"]


@pytest.mark.parametrize("rule", ["audit-report-missing", "audit-report-invalid"])
def test_the_report_that_a_rules_page_shows_is_as_it_should_be(tmp_path: Path, rule: str) -> None:
    page = (ROOT / f"docs/rules/{rule}.md").read_text("utf-8")
    (tmp_path / "2026-11-23.md").write_text(page.split("````markdown\n")[1].split("````")[0], "utf-8")
    (tmp_path / "README.md").write_text("# What is kept here\n", "utf-8")
    (entry,) = read(tmp_path)
    assert (entry.wrong, entry.block["migrations"]) == ("", ["202511230900"])


def test_what_an_error_says_cannot_break_the_file(tmp_path: Path) -> None:
    hostile = 'a\n```\n## 10:00:00Z apply: passed\n\n```yaml\nrun: apply\n"\u2028: |'
    with pytest.raises(Failed), recorded(tmp_path, "test", database="x", commit=None, mask=str) as recording:
        recording.tell(f"- {hostile}")
        raise Failed(hostile)
    (entry,) = read(tmp_path)
    assert entry.wrong == ""
    assert entry.block["result"] == "failed"
    assert hostile in entry.block["error"]


def test_secrets_are_masked_wherever_they_stand(tmp_path: Path) -> None:
    def mask(text: str) -> str:
        return text.replace("hunter2", "****")

    with (
        pytest.raises(CannotCheck),
        recorded(tmp_path, "test", database="hunter2", commit=None, mask=mask) as recording,
    ):
        recording.facts["reason"] = "as hunter2"
        recording.facts["files"] = [{"path": "hunter2.sql", "hunter2": ("hunter2", 1, None)}]
        recording.tell("- ran hunter2.sql")
        raise CannotCheck("no connection with hunter2")
    text = next(tmp_path.glob("*.md")).read_text()
    assert "hunter2" not in text
    assert "no connection with ****" in text


# Whatever it was about to do, somebody pulls the plug.
_KILLED = """
import os, pathlib, signal, sys
from tests.ops.test_audit import _entry
from checker.ops.audit import append
{where} = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
append(pathlib.Path(sys.argv[1]), _entry(2))
"""


@pytest.mark.parametrize("where", ["os.fsync", "pathlib.Path.chmod", "pathlib.Path.replace"])
def test_a_writer_that_is_killed_leaves_no_half_entry(tmp_path: Path, where: str) -> None:
    repo = checkout(tmp_path / "repo")
    folder = repo.folder / "ops/audit"
    append(folder, _entry(1))
    before = (folder / "2026-11-23.md").read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", _KILLED.format(where=where), str(folder)], cwd=ROOT, capture_output=True
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert (folder / "2026-11-23.md").read_bytes() == before
    assert len(list(folder.iterdir())) == 3
    shown = db_verify(repo.folder, "audit")
    assert (shown.code, "which a run that was killed left behind" in shown.err) == (0, True), shown
    assert sorted(path.name for path in folder.iterdir()) == ["2026-01-01.md", "2026-11-23.md"]


def test_what_a_killed_writer_left_goes_with_the_next_run(tmp_path: Path) -> None:
    (tmp_path / ".2026-11-23.md.x1y2").write_text("half")
    append(tmp_path, _entry(1))
    assert [path.name for path in tmp_path.iterdir()] == ["2026-11-23.md"]
    (tmp_path / ".2026-11-23.md.x1y2").write_text("half")
    with recorded(tmp_path, "test", database="x", commit=None, mask=str):
        assert [path.name for path in tmp_path.iterdir()] == ["2026-11-23.md"]


def test_a_clock_that_is_set_back_makes_no_wrong_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Backwards(datetime):
        times = iter(NOON - timedelta(hours=hours) for hours in range(10))

        @classmethod
        def now(cls, _tz: object = None) -> datetime:  # type: ignore[override]
            return next(cls.times)

    monkeypatch.setattr(audit, "datetime", Backwards)
    with recorded(tmp_path, "test", database="x", commit=None, mask=str):
        pass
    assert [entry.wrong for entry in read(tmp_path)] == [""]


def test_an_error_of_many_lines_is_not_written_whole(tmp_path: Path) -> None:
    with pytest.raises(Failed), recorded(tmp_path, "test", database="x", commit=None, mask=str):
        raise Failed("\n".join(f"map.csv:{number}: wrong" for number in range(100_000)))
    (path,) = tmp_path.glob("*.md")
    assert "… and 99950 more lines" in path.read_text()
    assert path.stat().st_size < 10_000


def test_a_day_that_cannot_be_read_is_found_before_anything_is_done(tmp_path: Path) -> None:
    path = tmp_path / f"{datetime.now(UTC):%Y-%m-%d}.md"
    path.write_bytes(b"# Audit \xff\n")
    with (
        pytest.raises(CannotCheck, match="is not UTF-8"),
        recorded(tmp_path, "test", database="x", commit=None, mask=str),
    ):
        raise AssertionError("it was begun")
    assert path.read_bytes() == b"# Audit \xff\n"


def test_an_entry_that_cannot_be_written_in_the_end_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "audit"
    with (
        pytest.raises(CannotCheck, match="the run is over") as caught,
        recorded(folder, "test", database="x", commit=None, mask=str) as recording,
    ):
        recording.tell("- did it")
        folder.rmdir()
        folder.write_text("")
    assert "run: test\nresult: passed" in str(caught.value)
    assert "- did it" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("result: passed", "result: fine", "its result is none of"),
        ("by: a person\n", "", "lacks by"),
        ("```yaml", "```", "no block that machines can read"),
        ("started: '2026-01-01", "started: '2026-01-02", "it did not start on the file's day"),
        ("started: '2026-01-01T10:00:00+00:00'", "started: yesterday", "its times are not ISO 8601"),
        ("run: review", "run: [", "is not YAML"),
        ("## 10:00:00Z review: passed", "Nothing", "it has no entry"),
    ],
)
def test_broken_entries_are_found(tmp_path: Path, old: str, new: str, said: str) -> None:
    repo = checkout(tmp_path)
    assert db_verify(tmp_path, "audit").code == 0
    repo.replace("ops/audit/2026-01-01.md", old, new)
    done = db_verify(tmp_path, "audit")
    assert (done.code, said in done.out) == (1, True), done
    shown = json.loads(db_verify(tmp_path, "audit", "--format", "json").out)
    assert said in shown["entries"][0]["wrong"]


def test_what_an_entry_says_steers_no_terminal_and_begins_no_line(tmp_path: Path) -> None:
    repo = checkout(tmp_path)
    repo.replace("ops/audit/2026-01-01.md", "run: review", "run: null")
    hostile = '"\\e[2K\\u202e a person\\n::error::forged\\n9 entries, 0 not as they should be"'
    repo.replace("ops/audit/2026-01-01.md", "by: a person", f"by: {hostile}")
    done = db_verify(tmp_path, "audit")
    first, last = done.out.splitlines()
    assert (done.code, done.err, last) == (0, "", "1 entries, 0 not as they should be")
    assert "by \\x1b[2K\\u202e a person\\n::error::forged\\n9 entries" in first
