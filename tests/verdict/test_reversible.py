"""What is called reversible is so by the trial's record, whatever the rules are set to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Scratch

BASE = "-- migrate:up\nCREATE TABLE posts (id int PRIMARY KEY, likes int NOT NULL, score int);\n\n-- migrate:down\nDROP TABLE posts;\n"
LOSSY = "-- migrate:up\nUPDATE posts SET score = likes WHERE score IS NULL;\n\n-- migrate:down\nSELECT 1;\n"
KEPT = "-- migrate:up\nALTER TABLE posts ADD COLUMN more int;\n\n-- migrate:down\nALTER TABLE posts DROP COLUMN more;\n"


@pytest.mark.parametrize(
    ("text", "rules", "expected"),
    [
        (LOSSY, "{}", "not-reversible"),
        (LOSSY, '{down-loses-data: "off", down-empty: "off"}', "not-reversible"),
        (KEPT, "{}", "proven"),
    ],
    ids=["lossy", "lossy, and nobody asks", "kept"],
)
def test_rows_that_a_down_does_not_bring_back(tmp_path: Path, text: str, rules: str, expected: str) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml",
        f"version: 1\nmigrations: [{{path: migrations, layout: dbmate}}]\nexposed_schemas: []\nrules: {rules}\n",
    )
    scratch.write("migrations/20250101000000_base.sql", BASE)
    scratch.write("migrations/20250201000000_change.sql", text)
    scratch.commit("posts")
    report = scratch.check("--all").report
    assert [one["reversible"] for one in report["migrations"]] == ["proven", expected]
