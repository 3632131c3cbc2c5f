"""What can't be in a transaction: each layout is told its own tool's way, and who goes it passes the trial."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Result, Scratch

CONFIG = "version: 1\nexposed_schemas: []\nmigrations: [{{path: m, layout: {}}}]\n"
TABLE, GONE = (
    "create table t (id bigint primary key, n int);\ncreate index old on t (id);\n",
    "drop table t;\n",
)
BUILT, DROPPED = "create index concurrently i on t (n);\n", "drop index concurrently i;\n"
# By layout: what the remedy says, and the files of one who follows it. {0} is the up, {1} the down.
WAYS: dict[str, tuple[str, dict[str, str]]] = {
    "marker": (
        "begins with -- db-verify: no-transaction",
        {"m/202502010000__i.sql": '-- db-verify: no-transaction reason="in use"\n\n{0}\n/* DOWN */\n\n{1}'},
    ),
    "dbmate": (
        "-- migrate:up transaction:false",
        {"m/2_i.sql": "-- migrate:up transaction:false\n{0}-- migrate:down transaction:false\n{1}"},
    ),
    "goose": (
        "-- +goose NO TRANSACTION",
        {"m/2_i.sql": "-- +goose NO TRANSACTION\n-- +goose Up\n{0}-- +goose Down\n{1}"},
    ),
    "golang-migrate": (
        "several statements in one file are one transaction",
        {"m/2_i.up.sql": "{0}", "m/2_i.down.sql": "{1}"},
    ),
    "diesel": (
        "run_in_transaction = false",
        {
            "m/2_i/up.sql": "{0}",
            "m/2_i/down.sql": "{1}",
            "m/2_i/metadata.toml": "run_in_transaction = false\n",
        },
    ),
    "sqlx": (
        "begins with -- no-transaction",
        {"m/2_i.up.sql": "-- no-transaction\n{0}", "m/2_i.down.sql": "-- no-transaction\n{1}"},
    ),
    "flyway": ("executeInTransaction=false", {"m/V2__i.sql": "{0}", "m/U2__i.sql": "{1}"}),
    "supabase": ("in a migration of its own", {"m/2_i.sql": "set lock_timeout = '5s';\n{0}"}),
    "prisma": ("several statements in one file are one transaction", {"m/2_i/migration.sql": "{0}"}),
    "plain": ("several statements in one file are one transaction", {"m/2_i.sql": "{0}"}),
}
FIRST = {
    "marker": {"m/202501010000__t.sql": "begin;\n{0}commit;\n\n/* DOWN */\n\nbegin;\n{1}commit;\n"},
    "dbmate": {"m/1_t.sql": "-- migrate:up\n{0}-- migrate:down\n{1}"},
    "goose": {"m/1_t.sql": "-- +goose Up\n{0}-- +goose Down\n{1}"},
    "golang-migrate": {"m/1_t.up.sql": "{0}", "m/1_t.down.sql": "{1}"},
    "diesel": {"m/1_t/up.sql": "{0}", "m/1_t/down.sql": "{1}"},
    "sqlx": {"m/1_t.up.sql": "{0}", "m/1_t.down.sql": "{1}"},
    "flyway": {"m/V1__t.sql": "{0}", "m/U1__t.sql": "{1}"},
    "supabase": {"m/1_t.sql": "{0}"},
    "prisma": {"m/1_t/migration.sql": "{0}"},
    "plain": {"m/1_t.sql": "{0}"},
    "drizzle": {
        "m/0000_t.sql": "{0}",
        "m/meta/_journal.json": '{{"entries": [{{"tag": "0000_t", "when": 1}}]}}',
    },
}


def _written(folder: Path, layout: str) -> Scratch:
    scratch = Scratch(folder / "repository")
    scratch.write("db/verify.yml", CONFIG.format(layout))
    _add(scratch, FIRST[layout], TABLE, GONE)
    scratch.branch(message="base")
    return scratch


def _add(scratch: Scratch, files: dict[str, str], up: str, down: str) -> None:
    for path, text in files.items():
        scratch.write(path, text.format(up, down))


def _messages(result: Result, rule: str) -> list[str]:
    return [one["message"] for one in result.report["findings"] if one["rule"] == rule]


@pytest.mark.parametrize("layout", sorted(WAYS))
def test_the_remedy_is_the_tools_own_and_passes(tmp_path: Path, layout: str) -> None:
    words, files = WAYS[layout]
    scratch = _written(tmp_path, layout)
    plain = {path: text for path, text in FIRST[layout].items() if path.endswith(".sql")}
    later = {path.replace("1", "2", 1).replace("202501", "202502"): text for path, text in plain.items()}
    _add(
        scratch,
        later,
        "drop index old;\ncreate index i on t (n);\n",
        "create index old on t (id);\ndrop index i;\n",
    )
    scratch.commit("plain")
    result = scratch.check("--static")
    for rule, statement in (
        ("index-not-concurrent", "write CREATE INDEX CONCURRENTLY, in a migration of its own"),
        ("drop-index-not-concurrent", "write DROP INDEX CONCURRENTLY, in a migration of its own"),
    ):
        (message,) = _messages(result, rule)
        assert statement in message and words in message, message
    scratch.git("reset", "-q", "--hard", "HEAD~1")
    _add(scratch, files, BUILT, DROPPED)
    scratch.commit("followed")
    result = scratch.check("--fail-on", "warning")
    assert result.code == 0 and result.report["complete"], result.out
    assert result.report["migrations"][-1]["steps"][0]["status"] == "applied"


def test_drizzle_has_no_way_and_the_remedy_leads_to_none(tmp_path: Path) -> None:
    scratch = _written(tmp_path, "drizzle")
    scratch.write("m/0001_i.sql", "drop index old;\ncreate index i on t (n);\nreindex table t;\n")
    both = '{"entries": [{"tag": "0000_t", "when": 1}, {"tag": "0001_i", "when": 2}]}'
    scratch.write("m/meta/_journal.json", both)
    scratch.commit("plain")
    result = scratch.check("--static")
    (message,) = _messages(result, "index-not-concurrent")
    assert "run that by hand before the release, and write CREATE INDEX IF NOT EXISTS here" in message
    (message,) = _messages(result, "drop-index-not-concurrent")
    assert "run that by hand before the release, and write DROP INDEX IF EXISTS here" in message
    (message,) = _messages(result, "table-rewritten")
    assert message.endswith("do it outside the release")
    scratch.write("m/0001_i.sql", "drop index if exists old;\ncreate index if not exists i on t (n);\n")
    scratch.commit("followed")
    found = scratch.check("--static").report["findings"]
    told = [one for one in found if one["rule"].endswith("index-not-concurrent")]
    assert [one["severity"] for one in told] == ["note", "note"]
    assert all("by hand before the release, and this does nothing" in one["message"] for one in told)


def test_supabase_takes_such_a_statement_out_of_its_transaction(tmp_path: Path) -> None:
    scratch = _written(tmp_path, "supabase")
    scratch.write("m/2_i.sql", f"alter table t add column m int;\n{BUILT}{DROPPED}")
    scratch.write("m/3_j.sql", f"begin;\n{BUILT}commit;\n")
    scratch.commit("change")
    result = scratch.check("--static")
    found = [
        (one["path"], one["line"], one["severity"])
        for one in result.report["findings"]
        if one["rule"] == "transaction-impossible"
    ]
    assert found == [("m/2_i.sql", 2, "warning"), ("m/2_i.sql", 3, "warning"), ("m/3_j.sql", 2, "error")]
    first, second, third = _messages(result, "transaction-impossible")
    assert "the Supabase CLI runs it by itself since 2.109.0" in first and "committed before" in first
    assert "since a version of September 2026" in second
    assert "put it into a migration of its own" in third and "2.109.0" not in third
    scratch.write("m/3_j.sql", BUILT)
    scratch.commit("mended")
    result = scratch.check()
    assert [step["status"] for one in result.report["migrations"] for step in one["steps"]] == ["applied"] * 2
    assert result.code == 0 and result.report["complete"], result.out


def test_supabase_is_told_to_open_no_transaction(tmp_path: Path) -> None:
    """A new value can be used at once then, and a statement that has to stand alone commits nothing too early."""
    scratch = _written(tmp_path, "supabase")
    scratch.write("m/2_k.sql", "create type k as enum ('a');\ncreate table u (k k);\n")
    used, marker = (
        "alter type k add value 'b';\ninsert into u values ('b');\n",
        "-- pg-delta: transaction=false\n",
    )
    for text, fails in ((used, 1), (f"\n{marker}{used}", 1), (f"{marker}{used}{BUILT}", 0)):
        scratch.write("m/3_b.sql", text)
        scratch.commit("change")
        result = scratch.check()
        rules = {one["rule"] for one in result.report["findings"] if one["severity"] == "error"}
        assert (rules, result.code) == ({"enum-value-used-at-once"} if fails else set(), fails), result.out
    (found,) = result.of("transaction-impossible")
    assert (found["severity"], "committed before" in found["message"]) == ("note", False)


def test_the_placeholder_that_the_parser_stops_at_is_the_one_that_is_told(tmp_path: Path) -> None:
    """Not one in a text before it; nor a bare brace, where a name goes before it."""
    scratch = _written(tmp_path, "flyway")
    text = "comment on table t is '${text}'; select '${text}' from ${schema}.t;\ncreate table n${suffix} (id int);\n"
    scratch.write("m/V2__n.sql", text)
    scratch.commit("change")
    first, second = _messages(scratch.check("--static"), "syntax-error")
    assert "${schema} is a placeholder" in first
    assert "${suffix} is a placeholder" in second


def test_a_placeholder_in_the_place_of_a_name_is_told_as_what_it_is(tmp_path: Path) -> None:
    scratch = _written(tmp_path, "flyway")
    scratch.write("m/V2__n.sql", 'create table "${schema}".n (id int primary key);\n')
    scratch.write("m/U2__n.sql", 'drop table "${schema}".n;\n')
    scratch.commit("change")
    (message,) = _messages(scratch.check(), "migration-fails")
    assert "${schema} is filled in by another tool, and here it stands as it is: write the name" in message
