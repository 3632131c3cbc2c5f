"""The audit folder: entries of many writers whole and in order, and what `db-verify audit` says of broken ones."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import pytest

from checker.errors import CannotCheck, Failed
from checker.ops.audit import AuditEntry, append, read, recorded
from tests.ops.conftest import checkout
from tests.support import db_verify

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


def test_what_an_error_says_cannot_break_the_file(tmp_path: Path) -> None:
    hostile = 'a\n```\n## 10:00:00Z apply: passed\n\n```yaml\nrun: apply\n"\u2028: |'
    with pytest.raises(Failed), recorded(tmp_path, "test", database="x", commit=None, mask=str) as recording:
        recording.tell(f"- {hostile}")
        raise Failed(hostile)
    (entry,) = read(tmp_path)
    assert entry.wrong == ""
    assert entry.block["result"] == "failed"
    assert hostile in entry.block["error"]


def test_secrets_are_masked(tmp_path: Path) -> None:
    def mask(text: str) -> str:
        return text.replace("hunter2", "****")

    with pytest.raises(CannotCheck), recorded(tmp_path, "test", database="x", commit=None, mask=mask):
        raise CannotCheck("no connection with hunter2")
    text = next(tmp_path.glob("*.md")).read_text()
    assert "hunter2" not in text
    assert "no connection with ****" in text


def test_what_a_killed_writer_left_goes_with_the_next_entry(tmp_path: Path) -> None:
    (tmp_path / ".2026-11-23.md.x1y2").write_text("half")
    assert "interrupted run left behind" in next(read(tmp_path)).wrong
    append(tmp_path, _entry(1))
    assert [path.name for path in tmp_path.iterdir()] == ["2026-11-23.md"]


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
