"""Files of a migrations folder that are no migrations: what a tool passes over is not run, what it runs elsewhere is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Scratch

CONFIG = "version: 1\nmigrations:\n  - path: m\n    layout: {}\ntrial: {{owner: o}}\n"
TABLE = "create table t{0} (id bigint primary key);\nalter table t{0} enable row level security;\nalter table t{0} force row level security;\n"
# Fails wherever it is run.
NOWHERE = "alter table nowhere add column a int;\n"


def repository(tmp_path: Path, layout: str, files: dict[str, str]) -> Scratch:
    scratch = Scratch(tmp_path / "repository")
    scratch.write("db/verify.yml", CONFIG.format(layout))
    for name, text in files.items():
        scratch.write(f"m/{name}", text)
    scratch.branch(message="base")
    return scratch


@pytest.mark.parametrize(
    ("layout", "good", "new", "passed_over"),
    [
        ("flyway", "V1__a.sql", "V2__b.sql", "V2_single.sql"),
        ("golang-migrate", "1_a.up.sql", "2_b.up.sql", "seed.sql"),
        ("sqlx", "1_a.sql", "2_b.sql", "seed.sql"),
        ("plain", "01-a.sql", "02-b.sql", "01-a.down.sql"),
        ("supabase", "20250101000000_a.sql", "20250102000000_b.sql", "seed.sql"),
    ],
)
def test_what_the_tool_passes_over_is_one_finding_and_not_run(
    tmp_path: Path, layout: str, good: str, new: str, passed_over: str
) -> None:
    scratch = repository(tmp_path, layout, {good: TABLE.format(1)})
    scratch.write(f"m/{passed_over}", NOWHERE)
    scratch.write(f"m/{new}", TABLE.format(2))
    scratch.commit("new")
    result = scratch.check()
    found = [(rule, path) for rule, path, _ in result.findings if path.endswith(passed_over)]
    assert found == [("file-name-invalid", f"m/{passed_over}")], result.out
    steps = [
        step["status"]
        for migration in result.report["migrations"]
        if migration["path"] == f"m/{new}"
        for step in migration["steps"]
        if step["direction"] == "up"
    ]
    assert steps and set(steps) == {"applied"}, result.out
    # Merged, it is in nobody's way; and what allows it is read.
    scratch.write(
        f"m/{passed_over}", '-- db-verify: allow file-name-invalid reason="run by hand"\n' + NOWHERE
    )
    scratch.commit("said")
    scratch.git("branch", "-f", "main")
    scratch.write("README.md", "hm\n")
    later = "9" + new if layout != "flyway" else "V9__c.sql"
    scratch.write(f"m/{later}", TABLE.format(3))
    scratch.commit("later")
    result = scratch.check()
    assert result.report["error"] is None, result.out
    assert not [one for one in result.findings if passed_over in one[1]], result.out
    result = scratch.check("--all", "--static")
    assert not [one for one in result.findings if passed_over in one[1]], result.out


def test_flyways_callbacks_are_not_looked_at_and_said_to_be(tmp_path: Path) -> None:
    files = {"V1__a.sql": TABLE.format(1), "afterMigrate.sql": NOWHERE, "beforeEachMigrate__hm.sql": NOWHERE}
    scratch = repository(tmp_path, "flyway", files)
    scratch.write("m/V2__b.sql", TABLE.format(2))
    scratch.write("m/afterMigrate.sql", NOWHERE * 2)
    scratch.commit("new")
    result = scratch.check()
    assert (result.report["error"], {path for _, path, _ in result.findings} - {"m/V2__b.sql"}) == (
        None,
        set(),
    )
    assert [
        one
        for one in result.report["not_proven"]
        if "callback" in one and one.startswith("m/afterMigrate.sql")
    ]
    assert [one for one in result.report["not_proven"] if one.startswith("m/beforeEachMigrate__hm.sql")]
    (migration,) = [one for one in result.report["migrations"] if one["changed"]]
    assert [step["status"] for step in migration["steps"] if step["direction"] == "up"] == ["applied"], (
        result.out
    )


def test_a_baseline_stands_for_what_is_gone(tmp_path: Path) -> None:
    gone = {
        "B5__start.sql": TABLE.format(1),
        "B3__older.sql": NOWHERE,
        "V6__b.sql": "alter table t1 add column a int;\n",
    }
    scratch = repository(tmp_path, "flyway", gone)
    scratch.write("m/V7__c.sql", "alter table t1 add column b int;\n")
    scratch.commit("new")
    result = scratch.check()
    assert result.report["error"] is None, result.out
    (migration,) = [one for one in result.report["migrations"] if one["changed"]]
    assert [step["status"] for step in migration["steps"] if step["direction"] == "up"] == ["applied"], (
        result.out
    )
    (said,) = [one for one in result.report["not_proven"] if one.startswith("m/B3__older.sql")]
    assert "a later one" in said


def test_a_baseline_beside_what_it_stands_for(tmp_path: Path) -> None:
    scratch = repository(tmp_path, "flyway", {"V1__a.sql": TABLE.format(1), "B1__a.sql": NOWHERE})
    scratch.write("m/V2__b.sql", "alter table t1 add column b int;\n")
    scratch.write("m/B2__b.sql", NOWHERE)
    scratch.commit("new")
    result = scratch.check()
    assert result.report["error"] is None, result.out
    assert {path for _, path, _ in result.findings} <= {"m/V2__b.sql"}, result.out
    assert len([one for one in result.report["not_proven"] if "a baseline" in one]) == 2
