"""Journals of Drizzle's that its own generator would not write, and the folders that it writes since version 1, without one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Scratch, db_verify

CONFIG = "version: 1\nexposed_schemas: []\nmigrations: [{path: m, layout: drizzle}]\n"
A = '{"tag": "0000_a", "when": 1}'
JOURNALS = {
    "a time beyond all numbers": (
        '{"entries": [{"tag": "0000_a", "when": 1e999}]}',
        "not a journal of Drizzle's",
    ),
    "a time that is none": ('{"entries": [{"tag": "0000_a", "when": NaN}]}', "not a journal of Drizzle's"),
    "a list": ("[]", "not a journal of Drizzle's"),
    "nothing": ("", "not a journal of Drizzle's"),
    "nested without end": ("[" * 100_000, "not a journal of Drizzle's"),
    "a name twice": (f'{{"entries": [{A}, {A}]}}', "names 0000_a twice"),
    "a name outside of the folder": (
        '{"entries": [{"tag": "../db/a", "when": 1}]}',
        "there is no ../db/a.sql",
    ),
}


@pytest.mark.parametrize("name", JOURNALS)
def test_a_journal_that_is_none_is_a_finding(tmp_path: Path, name: str) -> None:
    text, said = JOURNALS[name]
    scratch = Scratch(tmp_path)
    scratch.write("db/verify.yml", CONFIG)
    scratch.write("db/a.sql", "create table a (id int);")
    scratch.branch()
    scratch.write("m/0000_a.sql", "create schema app;")
    scratch.write("m/meta/_journal.json", text)
    result = scratch.check("--static")
    assert result.code == 1, result.out
    assert [one for one in result.report["findings"] if said in one["message"]], result.report["findings"]


def test_version_1_has_a_folder_each_and_no_journal(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    snapshot = '{"version": "8", "dialect": "postgres", "ddl": []}'
    for name, text in (
        (
            "20260102000000_second",
            "alter table a add column b int;\n--> statement-breakpoint\ncreate index on a (b);\n",
        ),
        ("20260101000000_first", "create table a (id int);\n"),
    ):
        scratch.write(f"drizzle/{name}/migration.sql", text)
        scratch.write(f"drizzle/{name}/snapshot.json", snapshot)
    scratch.write("drizzle/late.sql", "select 1;\n")
    scratch.commit()
    made = db_verify(scratch.folder, "init")
    assert made.code == 0 and "layout drizzle (folders hold a migration.sql and a snapshot.json)" in " ".join(
        made.out.split()
    )
    result = scratch.check("--all")
    assert [one["id"] for one in result.report["migrations"]] == [
        "20260101000000_first",
        "20260102000000_second",
    ]
    assert all(one["steps"][0]["status"] == "applied" for one in result.report["migrations"])
    (misnamed,) = result.of("file-name-invalid")
    assert (
        misnamed["path"] == "drizzle/late.sql"
        and "TIMESTAMP_name with a migration.sql" in misnamed["message"]
    )


def test_what_a_change_brings_is_one_transaction_to_a_new_enum_value(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("db/verify.yml", CONFIG)
    texts = [
        "create type mood as enum ('bad');\ncreate table a (m mood);\n",
        "alter type mood add value 'good';\n",
        "alter table a alter column m set default 'good';\n",
        "create type size as enum ('s');\n",
        "alter type size add value 'm';\ncreate table b (s size default 'm');\n",
    ]

    def write(count: int) -> None:
        entries = ", ".join(f'{{"tag": "{number}_a", "when": {number + 1}}}' for number in range(count))
        scratch.write("m/meta/_journal.json", f'{{"entries": [{entries}]}}')
        for number, text in enumerate(texts[:count]):
            scratch.write(f"m/{number}_a.sql", text)
        scratch.commit(f"{count} of them")

    write(1)
    scratch.git("switch", "-q", "-c", "change")
    write(5)
    result = scratch.check("--static")
    (found,) = result.of("enum-value-used-at-once")
    assert (found["path"], found["line"]) == ("m/2_a.sql", 1)
    assert "Drizzle runs all that is pending in one: add it in an earlier release" in found["message"]
    # What the base has was released before.
    scratch.git("switch", "-q", "main")
    write(2)
    scratch.git("switch", "-q", "-C", "next")
    write(5)
    assert "enum-value-used-at-once" not in scratch.check("--static").rules
    assert "enum-value-used-at-once" not in scratch.check("--static", "--all").rules
