"""Sentences that are worth holding: they must say what to do."""

from __future__ import annotations

from pathlib import Path

from checker.selftest.cases import read_case
from checker.selftest.memory import findings
from tests.support import Scratch


def test_a_psql_command_is_called_one() -> None:
    (found,) = findings(read_case("", "psql", "create schema app;\n\\i other.sql\n"))
    assert (found.location.line, found.location.column) == (2, 1)
    assert found.message.startswith("\\i is a command of psql")


def test_a_right_that_is_missing_is_told_with_its_remedy(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("db/verify.yml", "version: 1\nmigrations: [{path: migrations, layout: goose}]\n")
    scratch.write(
        "migrations/00001_role.sql", "-- +goose Up\nCREATE ROLE reader;\n-- +goose Down\nDROP ROLE reader;\n"
    )
    scratch.commit("a role")
    found = {one["rule"]: one for one in scratch.check("--all").report["findings"]}["migration-fails"]
    assert found["line"] == 2
    assert "permission denied to create role (SQLSTATE 42501)" in found["message"]
    assert "give it that in the bootstrap" in found["message"]


def test_a_local_timeout_counts_where_a_file_is_one_string(tmp_path: Path) -> None:
    """golang-migrate opens no transaction and sends a file whole, which is one; goose's NO TRANSACTION sends statements."""
    up = "SET LOCAL lock_timeout = '5s';\nALTER TABLE t ADD COLUMN x int;\n"
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml",
        "version: 1\nmigrations: [{path: whole, layout: golang-migrate}, {path: each, layout: goose}]\nexposed_schemas: []\n",
    )
    scratch.write("whole/1_t.up.sql", "CREATE TABLE t (id int PRIMARY KEY);\n")
    scratch.write("whole/1_t.down.sql", "DROP TABLE t;\n")
    scratch.write("whole/2_x.up.sql", up)
    scratch.write("whole/2_x.down.sql", "ALTER TABLE t DROP COLUMN x;\n")
    down = "-- +goose Down\nALTER TABLE t DROP COLUMN x;\n"
    scratch.write("each/3_x.sql", f"-- +goose NO TRANSACTION\n-- +goose Up\n{up}{down}")
    scratch.commit("both")
    found = scratch.check("--all", "--static").report["findings"]
    assert [one["path"] for one in found if one["rule"] == "lock-timeout-missing"] == ["each/3_x.sql"]
