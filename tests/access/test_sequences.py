"""A promise to insert is kept with the numbers of the table's sequence too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Scratch


@pytest.mark.parametrize(("allowed", "severity"), [("[select, insert]", "error"), ("select", "warning")])
def test_a_sequence_that_a_promised_insert_needs(tmp_path: Path, allowed: str, severity: str) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml",
        "version: 1\nexposed_schemas: []\nbootstrap: [roles.sql]\nmigrations: [{path: migrations, layout: plain}]\n"
        f"access: {{allow: [{{role: writer, object: app.note, may: {allowed}}}]}}\n",
    )
    scratch.write("roles.sql", "create role writer;\n")
    scratch.write("migrations/1_schema.sql", "create schema app;\ngrant usage on schema app to writer;\n")
    scratch.branch(message="a schema")
    scratch.write(
        "migrations/2_note.sql",
        "create table app.note (id serial primary key, title text);\n"
        "alter table app.note enable row level security, force row level security;\n"
        "create policy note_all on app.note to writer using (true) with check (true);\n"
        "grant select, insert on app.note to writer;\n",
    )
    scratch.commit("a table")
    found = scratch.check("--base", "main").report["findings"]
    (told,) = [one for one in found if one["rule"] == "sequence-not-granted"]
    assert (told["severity"], told["line"]) == (severity, 4)
