"""A migration without a down, where the config asks for none: not proven, and no failure."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Scratch


@pytest.mark.parametrize(("severity", "code"), [('"off"', 0), ("warning", 0), ("error", 1)])
def test_down_missing_is_as_bad_as_the_config_says(tmp_path: Path, severity: str, code: int) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml",
        "version: 1\nmigrations: [{path: m, layout: golang-migrate}]\nexposed_schemas: []\n"
        f"rules: {{down-missing: {severity}}}\n",
    )
    scratch.write("m/1_a.up.sql", "CREATE SCHEMA app;\n")
    scratch.write("m/1_a.down.sql", "DROP SCHEMA app;\n")
    scratch.branch(message="base")
    scratch.write("m/2_b.up.sql", "CREATE TABLE app.t (id bigint PRIMARY KEY);\n")
    scratch.commit("change")
    result = scratch.check()
    assert (result.code, result.report["error"]) == (code, None), result.out
    assert [one["reversible"] for one in result.report["migrations"] if one["changed"]] == ["not-tried"]
