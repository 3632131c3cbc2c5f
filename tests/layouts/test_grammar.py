"""The corners of each tool's grammar: what the tool would refuse is found where it stands, what it takes is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Scratch

CONFIG = "version: 1\nmigrations:\n  - path: m\n    layout: {}\n"
RULES = {"transaction-impossible", "down-marker-ambiguous", "syntax-error"}
UP, DOWN = "create index concurrently i on t (id);\n", "drop index concurrently i;\n"
TABLE, GONE = "create table t{} (id bigint primary key);\n", "drop table t{};\n"

# By layout: the files, and what is found in them.
CASES: dict[str, tuple[dict[str, str], set[tuple[str, str, int]]]] = {
    "golang-migrate": (
        {
            # One statement is no transaction, two in one string are.
            "m/1_alone.up.sql": UP,
            "m/1_alone.down.sql": DOWN,
            "m/2_beside.up.sql": "set lock_timeout = '5s';\n" + UP,
            "m/2_beside.down.sql": DOWN,
        },
        {("transaction-impossible", "m/2_beside.up.sql", 2)},
    ),
    "sqlx": (
        {
            "m/1_both.up.sql": "-- no-transaction\n" + UP,
            "m/1_both.down.sql": "-- no-transaction\n" + DOWN,
            # Each file speaks for itself.
            "m/2_up_only.up.sql": "-- no-transaction\n" + UP,
            "m/2_up_only.down.sql": DOWN,
            # It is looked for in the first line only.
            "m/3_late.up.sql": "\n-- no-transaction\n" + UP,
            "m/3_late.down.sql": "-- no-transaction\n" + DOWN,
            "m/4_two.up.sql": "-- no-transaction\nset lock_timeout = '5s';\n" + UP,
            "m/4_two.down.sql": "-- no-transaction\n" + DOWN,
        },
        {
            ("transaction-impossible", "m/2_up_only.down.sql", 1),
            ("transaction-impossible", "m/3_late.up.sql", 3),
            ("transaction-impossible", "m/4_two.up.sql", 3),
        },
    ),
    "dbmate": (
        {
            "m/1_both.sql": f"-- migrate:up transaction:false\n{UP}-- migrate:down transaction:false\n{DOWN}",
            "m/2_up_only.sql": f"-- migrate:up transaction:false\n{UP}-- migrate:down\n{DOWN}",
            "m/3_true.sql": f"-- migrate:up transaction:true\n{TABLE.format(3)}-- migrate:down\n{GONE.format(3)}",
            # A block comment is no line that begins with --.
            "m/4_block.sql": f"\n/* hm */\n-- migrate:up\n{TABLE.format(4)}-- migrate:down\n{GONE.format(4)}",
            "m/5_line.sql": f"-- hm\n\n-- migrate:up\n{TABLE.format(5)}-- migrate:down\n{GONE.format(5)}",
            # Without its line there is no file for dbmate, whatever is declared.
            "m/6_line_away.sql": f'-- db-verify: irreversible reason="kept"\n-- migrate:up\n{TABLE.format(6)}',
            "m/7_line_kept.sql": f'-- db-verify: irreversible reason="kept"\n-- migrate:up\n{TABLE.format(7)}'
            "-- migrate:down\n",
        },
        {
            ("transaction-impossible", "m/2_up_only.sql", 4),
            ("down-marker-ambiguous", "m/4_block.sql", 2),
            ("down-marker-ambiguous", "m/6_line_away.sql", 2),
        },
    ),
    "goose": (
        {
            "m/1_both.sql": f"-- +goose NO TRANSACTION\n-- +goose Up\n{UP}-- +goose Down\n{DOWN}",
            "m/2_case.sql": f"-- +goose up\n{TABLE.format(2)}-- +goose DOWN\n{GONE.format(2)}",
            "m/3_inside.sql": f"-- +goose Up\n{UP}-- +goose Down\n{GONE.format(3)}",
            # A line's last word ends the statement, and a block comment is a word.
            "m/4_after.sql": f"-- +goose Up\n{TABLE.format(4).strip()} /* hm */\n-- +goose Down\n{GONE.format(4)}",
            "m/5_after.sql": f"-- +goose Up\n{TABLE.format(5).strip()} -- hm\n-- +goose Down\n{GONE.format(5)}",
        },
        {("transaction-impossible", "m/3_inside.sql", 2), ("syntax-error", "m/4_after.sql", 2)},
    ),
    "flyway": (
        {
            # Flyway itself sees that nothing here can be in a transaction.
            "m/V1__alone.sql": UP,
            "m/U1__alone.sql": DOWN,
            "m/V2__mixed.sql": "select 1;\n" + UP,
            "m/U2__mixed.sql": DOWN,
            # A configuration file is its own script's.
            "m/V3__told.sql": "select 1;\n" + UP,
            "m/V3__told.sql.conf": "executeInTransaction=false\n",
            "m/U3__told.sql": "select 1;\n" + DOWN,
            "m/V4__placeholder.sql": "create table ${schema}.t (id bigint primary key);\n",
            "m/U4__placeholder.sql": GONE.format(4),
        },
        {
            ("transaction-impossible", "m/V2__mixed.sql", 2),
            ("transaction-impossible", "m/U3__told.sql", 2),
            ("syntax-error", "m/V4__placeholder.sql", 1),
        },
    ),
    "diesel": (
        {
            "m/1_both/up.sql": UP,
            "m/1_both/down.sql": DOWN,
            "m/1_both/metadata.toml": "run_in_transaction = false\n",
            "m/2_two/up.sql": "select 1;\n" + UP,
            "m/2_two/down.sql": DOWN,
            "m/2_two/metadata.toml": "run_in_transaction = false\n",
            "m/3_inside/up.sql": UP,
            "m/3_inside/down.sql": "drop index i;\n",
        },
        {("transaction-impossible", "m/2_two/up.sql", 2), ("transaction-impossible", "m/3_inside/up.sql", 1)},
    ),
    "supabase": (
        {"m/1_inside.sql": f"begin;\n{UP}commit;\n"},
        {("transaction-impossible", "m/1_inside.sql", 2)},
    ),
}
TOGETHER = "several statements in one file are one transaction"
WORDS = {
    "golang-migrate": TOGETHER,
    "sqlx": "begins with -- no-transaction",
    "dbmate": "transaction:false",
    "goose": "-- +goose NO TRANSACTION",
    "flyway": "executeInTransaction=false",
    "diesel": "run_in_transaction = false",
    "supabase": "put it into a migration of its own",
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_corners_of_a_grammar(tmp_path: Path, name: str) -> None:
    files, expected = CASES[name]
    scratch = Scratch(tmp_path / "repository")
    scratch.write("db/verify.yml", CONFIG.format(name))
    for path, text in files.items():
        scratch.write(path, text)
    scratch.commit("all")
    result = scratch.check("--static", "--all")
    assert {finding for finding in result.findings if finding[0] in RULES} == expected, result.out
    # What to do is said in the tool's own words, not in those of another, unless the file has said that already.
    remedies = [finding["message"] for finding in result.of("transaction-impossible")]
    assert any(WORDS[name] in remedy for remedy in remedies), remedies
    assert all(WORDS[name] in remedy or TOGETHER in remedy for remedy in remedies), remedies
    assert not any("db-verify:" in remedy for remedy in remedies), remedies


def test_a_down_without_the_tools_word_fails_in_the_trial(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path / "repository")
    scratch.write(
        "db/verify.yml", CONFIG.format("dbmate") + "rules: {transaction-impossible: off}\ntrial: {owner: o}\n"
    )
    scratch.write("db/bootstrap/1.sql", "create role o; grant create on schema public to o;\n")
    scratch.replace("db/verify.yml", "version: 1\n", "version: 1\nbootstrap: [db/bootstrap]\n")
    scratch.write("m/1_t.sql", f"-- migrate:up\n{TABLE.format('')}-- migrate:down\n{GONE.format('')}")
    scratch.write("m/2_i.sql", f"-- migrate:up transaction:false\n{UP}-- migrate:down\n{DOWN}")
    scratch.commit("all")
    result = scratch.check("--all")
    assert ("down-fails", "m/2_i.sql", 4) in (result.findings), result.out
