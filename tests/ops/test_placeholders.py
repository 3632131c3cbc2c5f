"""What a verdict says of files into which their tool writes values."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from checker.errors import UsageError
from checker.ops.files import read_files
from checker.ops.plan import Plan
from checker.ops.verdicts import demand_verdict
from tests.support import Scratch


def test_other_values_than_the_judged_ones_have_no_verdict(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path / "repository")
    scratch.write(
        "db/verify.yml",
        "version: 1\nexposed_schemas: []\nmigrations: [{path: m, layout: flyway}]\n",
    )
    scratch.write("flyway.conf", "flyway.placeholders.name=note\n")
    scratch.write("m/V1__note.sql", "create table ${name} (id bigint primary key);\n")
    scratch.commit("a table")
    result = scratch.check("--all")
    assert result.code == 0, result.out
    report = tmp_path / "report.json"
    report.write_text(json.dumps(result.report))

    def demand() -> None:
        files = read_files(scratch.folder, {}, date(2026, 11, 28))
        demand_verdict(Plan(tuple(files.change.migrations), ()), report, files)

    demand()
    scratch.write("flyway.conf", "flyway.placeholders.name=other\n")
    with pytest.raises(UsageError, match=r"flyway\.conf is not as committed"):
        demand()
