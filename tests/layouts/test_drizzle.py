"""Journals of Drizzle's that its own generator would not write."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Scratch

CONFIG = "version: 1\nexposed_schemas: []\nmigrations: [{path: m, layout: drizzle}]\n"
A = '{"tag": "0000_a", "when": 1}'
JOURNALS = {
    "a time beyond all numbers": ('{"entries": [{"tag": "0000_a", "when": 1e999}]}', "not a journal of Drizzle's"),
    "a time that is none": ('{"entries": [{"tag": "0000_a", "when": NaN}]}', "not a journal of Drizzle's"),
    "a list": ("[]", "not a journal of Drizzle's"),
    "nothing": ("", "not a journal of Drizzle's"),
    "nested without end": ("[" * 100_000, "not a journal of Drizzle's"),
    "a name twice": (f'{{"entries": [{A}, {A}]}}', "names 0000_a twice"),
    "a name outside of the folder": ('{"entries": [{"tag": "../db/a", "when": 1}]}', "there is no ../db/a.sql"),
}


@pytest.mark.parametrize("name", JOURNALS)
def test_a_journal_that_is_none_is_a_finding(tmp_path: Path, name: str) -> None:
    text, said = JOURNALS[name]
    scratch = Scratch(tmp_path)
    scratch.write("db/verify.yml", CONFIG)
    scratch.write("db/a.sql", "create table a (id int);")
    scratch.commit()
    scratch.git("switch", "-q", "-c", "change")
    scratch.write("m/0000_a.sql", "create schema app;")
    scratch.write("m/meta/_journal.json", text)
    result = scratch.check("--static")
    assert result.code == 1, result.out
    assert [one for one in result.report["findings"] if said in one["message"]], result.report["findings"]
