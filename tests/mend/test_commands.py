"""`new`, `fix` and `rules` through the installed command, in scratch repositories."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import termios
import time
from contextlib import suppress
from pathlib import Path

import pytest
import yaml

from checker.commands import COMMANDS
from tests.support import COMMAND, Scratch, db_verify, environment

CHANGELOG = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- First things (migration 202601010000).\n"
FIRST = (
    "BEGIN;\nSET LOCAL lock_timeout = '5s';\nCREATE SCHEMA app;\nCOMMIT;\n\n"
    "/* DOWN */\n\nBEGIN;\nDROP SCHEMA app;\nCOMMIT;\n"
)

SQL = "CREATE SCHEMA app;\n"
OLDER = {
    "dbmate": {"20250101000000_a.sql": f"-- migrate:up\n{SQL}\n-- migrate:down\nDROP SCHEMA app;\n"},
    "goose": {"20250101000000_a.sql": f"-- +goose Up\n{SQL}\n-- +goose Down\nDROP SCHEMA app;\n"},
    "golang-migrate": {"20250101000000_a.up.sql": SQL, "20250101000000_a.down.sql": "DROP SCHEMA app;\n"},
    "sqlx": {"20250101000000_a.up.sql": SQL, "20250101000000_a.down.sql": "DROP SCHEMA app;\n"},
    "diesel": {"2025-01-01-000000_a/up.sql": SQL, "2025-01-01-000000_a/down.sql": "DROP SCHEMA app;\n"},
    "flyway": {"V20250101000000__a.sql": SQL},
    "supabase": {"20250101000000_a.sql": SQL},
    "prisma": {"20250101000000_a/migration.sql": SQL},
    "plain": {"20250101000000-a.sql": SQL},
    "drizzle": {
        "0000_a.sql": SQL,
        "meta/_journal.json": '{"entries": [{"idx": 0, "when": 1735689600000, "tag": "0000_a"}]}',
    },
}


def _scratch(folder: Path, layout: str = "marker") -> Scratch:
    scratch = Scratch(folder)
    scratch.write(
        "db/verify.yml",
        f"version: 1\nmigrations:\n  - {{path: db/m, layout: {layout}}}\nchangelog: CHANGELOG.md\n",
    )
    scratch.write("CHANGELOG.md", CHANGELOG)
    if layout == "marker":
        scratch.write("db/m/202601010000__first.sql", FIRST)
    else:
        for path, text in OLDER[layout].items():
            scratch.write(f"db/m/{path}", text)
    scratch.branch()
    return scratch


def test_new_writes_a_migration_and_names_it_in_the_changelog(tmp_path: Path) -> None:
    scratch = _scratch(tmp_path)
    done = db_verify(tmp_path, "new", "add_owner")
    assert done.code == 0, done.err
    (made,) = [path for path in (tmp_path / "db/m").iterdir() if path.name.endswith("__add_owner.sql")]
    assert f"- Add owner (migration {made.name[:12]})." in (tmp_path / "CHANGELOG.md").read_text()
    found = scratch.check("--static").rules
    assert found == {"up-empty"}


def test_new_writes_the_first_migration(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("db/verify.yml", "version: 1\nmigrations:\n  - path: db/m\n")
    scratch.commit()
    done = db_verify(tmp_path, "new", "add_owner")
    assert (done.code, done.err) == (0, "")
    assert [path.name[12:] for path in (tmp_path / "db/m").iterdir()] == ["__add_owner.sql"]
    assert scratch.check("--static").rules == {"up-empty"}


def test_new_writes_nothing_through_a_link_that_leads_out(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path / "here")
    scratch.write("db/verify.yml", "version: 1\nmigrations:\n  - path: db/m\n")
    scratch.commit()
    (tmp_path / "elsewhere").mkdir()
    (scratch.folder / "db/m").symlink_to(tmp_path / "elsewhere")
    done = db_verify(scratch.folder, "new", "add_owner")
    assert (done.code, "leads out of the repository" in done.err) == (3, True), done
    assert not list((tmp_path / "elsewhere").iterdir())


def test_new_comes_after_the_newest_even_where_that_is_in_the_future(tmp_path: Path) -> None:
    scratch = _scratch(tmp_path)
    scratch.write("db/m/299912312359__far.sql", FIRST)
    scratch.commit()
    assert db_verify(tmp_path, "new", "add_owner").code == 0
    assert (tmp_path / "db/m/300001010000__add_owner.sql").exists()


@pytest.mark.parametrize(
    "layout", ["dbmate", "goose", "golang-migrate", "diesel", "sqlx", "flyway", "supabase", "prisma", "plain"]
)
def test_new_speaks_every_layout(tmp_path: Path, layout: str) -> None:
    scratch = _scratch(tmp_path, layout)
    done = db_verify(tmp_path, "new", "add_owner")
    assert done.code == 0, done.err
    report = scratch.check("--static").report
    assert [one["changed"] for one in report["migrations"]] == [False, True]
    assert not {one["rule"] for one in report["findings"]} & {
        "file-name-invalid",
        "syntax-error",
        "changelog-entry-missing",
    }


def test_new_leaves_drizzle_to_its_generator(tmp_path: Path) -> None:
    scratch = _scratch(tmp_path, "drizzle")
    done = db_verify(tmp_path, "new", "add_owner")
    assert done.code == 2 and "npx drizzle-kit generate --custom --name=add_owner" in done.err
    assert scratch.git("status", "--porcelain") == ""


_GOOSE = OLDER["goose"]["20250101000000_a.sql"]
_DBMATE = OLDER["dbmate"]["20250101000000_a.sql"]
_CONTINUED = [
    ("flyway", ("V1__a.sql", "V2__b.sql", "V10__c.sql"), ("V11__add_owner.sql",)),
    ("flyway", ("V001__a.sql", "V009__b.sql"), ("V010__add_owner.sql",)),
    ("flyway", ("V1.1__a.sql", "V1.9__b.sql", "V1.10__c.sql"), ("V1.11__add_owner.sql",)),
    ("flyway", ("V1_0__a.sql", "V1_1__b.sql"), ("V1_2__add_owner.sql",)),
    ("flyway", ("V1__a.sql", "U1__a.sql"), ("U2__add_owner.sql", "V2__add_owner.sql")),
    ("flyway", ("B7__all.sql", "R__view.sql"), ("V8__add_owner.sql",)),
    ("flyway", ("V2999.12.30.23.59.59__a.sql",), ("V2999.12.31.00.00.00__add_owner.sql",)),
    ("flyway", ("V1__a.sql", "later/V2__b.sql"), ("V3__add_owner.sql",)),
    ("goose", ("00001_a.sql", "00002_b.sql"), ("00003_add_owner.sql",)),
    ("goose", ("00001_a.sql", "29991231235959_b.sql"), ("30000101000000_add_owner.sql",)),
    (
        "golang-migrate",
        ("000001_a.up.sql", "000001_a.down.sql"),
        ("000002_add_owner.down.sql", "000002_add_owner.up.sql"),
    ),
    (
        "golang-migrate",
        ("9_a.up.sql", "9_a.down.sql"),
        ("10_add_owner.down.sql", "10_add_owner.up.sql"),
    ),
    ("sqlx", ("0001_a.up.sql", "0001_a.down.sql"), ("0002_add_owner.down.sql", "0002_add_owner.up.sql")),
    ("sqlx", ("0001_a.sql", "0002_2fa.sql"), ("0003_add_owner.sql",)),
    ("dbmate", ("001_a.sql", "002_b.sql"), ("003_add_owner.sql",)),
    (
        "diesel",
        ("00001_a/up.sql", "00001_a/down.sql"),
        ("00002_add_owner/down.sql", "00002_add_owner/up.sql"),
    ),
    (
        "diesel",
        ("2999-12-30-235959_a/up.sql", "2999-12-30-235959_a/down.sql"),
        ("2999-12-31-000000_add_owner/down.sql", "2999-12-31-000000_add_owner/up.sql"),
    ),
    (
        "diesel",
        ("00000000000000_diesel_initial_setup/up.sql", "2999-12-30-235959_a/up.sql"),
        ("2999-12-31-000000_add_owner/down.sql", "2999-12-31-000000_add_owner/up.sql"),
    ),
    ("supabase", ("0001_a.sql",), ("0002_add_owner.sql",)),
    ("plain", ("01-a.sql", "02-b.sql"), ("03-add_owner.sql",)),
    ("plain", ("9_a.sql", "10_b.sql"), ("11_add_owner.sql",)),
    ("plain", ("009.sql", "010.sql"), ("011.sql",)),
    ("marker", ("0001__a.sql", "0002__b.sql"), ("0003__add_owner.sql",)),
    ("marker", ("001_a.sql",), ("002_add_owner.sql",)),
]
_TEXTS = {"goose": _GOOSE, "dbmate": _DBMATE, "marker": FIRST}


@pytest.mark.parametrize(("layout", "older", "newer"), _CONTINUED)
def test_new_goes_on_with_the_versions_of_the_folder(
    tmp_path: Path, layout: str, older: tuple[str, ...], newer: tuple[str, ...]
) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("db/verify.yml", f"version: 1\nmigrations:\n  - {{path: db/m, layout: {layout}}}\n")
    for number, path in enumerate(older):
        scratch.write(f"db/m/{path}", _TEXTS.get(layout, f"-- {number}\n{SQL}"))
    scratch.branch()
    done = db_verify(tmp_path, "new", "add_owner")
    assert (done.code, done.err) == (0, "")
    made = [path.relative_to(tmp_path / "db/m").as_posix() for path in (tmp_path / "db/m").rglob("*.sql")]
    assert sorted({*made} - {*older}) == [*newer]
    found = scratch.check("--static").rules
    assert not found & {"version-duplicate", "migration-out-of-order"}
    assert layout == "marker" or "file-name-invalid" not in found


def test_new_leaves_out_the_versions_that_the_main_branch_has_by_now(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("db/verify.yml", "version: 1\nmigrations:\n  - {path: db/m, layout: flyway}\n")
    for number in (1, 2):
        scratch.write(f"db/m/V{number}__a.sql", SQL)
    scratch.branch()
    scratch.git("rm", "-q", "db/m/V2__a.sql")
    scratch.commit()
    assert db_verify(tmp_path, "new", "add_owner").out == "new: db/m/V3__add_owner.sql\n"
    scratch.git("switch", "-q", "main")
    scratch.write("db/m/V5__b.sql", SQL)
    scratch.commit()
    scratch.git("switch", "-q", "change")
    assert db_verify(tmp_path, "new", "add_name").out == "new: db/m/V6__add_name.sql\n"


def test_new_says_where_no_number_comes_next(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("db/verify.yml", "version: 1\nmigrations:\n  - {path: db/m, layout: dbmate}\n")
    scratch.write("db/m/9_a.sql", _DBMATE)
    scratch.commit()
    done = db_verify(tmp_path, "new", "add_owner")
    assert done.code == 2
    assert "after version 9 comes 10, which sorts before it as text" in done.err
    assert "91" in done.err


def test_new_takes_the_first_folder_that_diesel_makes_for_no_number(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("db/verify.yml", "version: 1\nmigrations:\n  - {path: db/m, layout: diesel}\n")
    scratch.write("db/m/00000000000000_diesel_initial_setup/up.sql", SQL)
    scratch.commit()
    done = db_verify(tmp_path, "new", "add_owner")
    assert re.search(r"^new: db/m/2\d{3}-\d\d-\d\d-\d{6}_add_owner/up\.sql$", done.out, re.MULTILINE), (
        done.out
    )


def test_new_goes_on_with_seconds_since_1970(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("db/verify.yml", "version: 1\nmigrations:\n  - {path: db/m, layout: golang-migrate}\n")
    for direction in ("up", "down"):
        scratch.write(f"db/m/1500360784_a.{direction}.sql", SQL)
    scratch.commit()
    before = int(time.time())
    done = db_verify(tmp_path, "new", "add_owner")
    assert done.code == 0, done.err
    (made,) = (tmp_path / "db/m").glob("*_add_owner.up.sql")
    assert before <= int(made.name.partition("_")[0]) <= time.time()


def test_new_refuses_a_name_that_is_none(tmp_path: Path) -> None:
    _scratch(tmp_path)
    for name in ("Add Owner", "../x", "a/b", ""):
        assert db_verify(tmp_path, "new", name).code == 2


def test_new_begins_a_contract_for_a_view(tmp_path: Path) -> None:
    scratch = _scratch(tmp_path)
    refused = db_verify(tmp_path, "new", "show_notes", "--view", "app.open_notes")
    assert (refused.code, "names no `contracts`" in refused.err) == (2, True)
    assert [path.name for path in (tmp_path / "db/m").iterdir()] == ["202601010000__first.sql"]
    config = (tmp_path / "db/verify.yml").read_text()
    scratch.write("db/verify.yml", f"{config}contracts: {{path: contracts}}\n")
    done = db_verify(tmp_path, "new", "show_notes", "--view", "app.open_notes")
    assert done.code == 0, done.err
    assert "new: contracts/open_notes.odcs.yaml\n" in done.out
    # The stub is a contract that can be read, a draft of that view, which the migration has still to make.
    stub = yaml.safe_load((tmp_path / "contracts/open_notes.odcs.yaml").read_text())
    assert (stub["status"], stub["schema"][0]["physicalName"]) == ("draft", "app.open_notes")
    assert scratch.check("--static").rules == {
        "up-empty",
        "contract-without-view",
    }
    again = db_verify(tmp_path, "new", "show_more", "--view", "app.open_notes")
    assert (again.code, "is there already" in again.err) == (2, True)
    assert not list((tmp_path / "db/m").glob("*__show_more.sql"))


def test_fix_mends_and_diff_only_shows(tmp_path: Path) -> None:
    scratch = _scratch(tmp_path)
    broken = "CREATE TABLE app.note (id bigint);\nALTER TABLE app.note ENABLE ROW LEVEL SECURITY;\n"
    scratch.write("db/m/202601020000__note.sql", broken)
    shown = db_verify(tmp_path, "fix", "--diff")
    assert shown.code == 1
    assert "+BEGIN;" in shown.out
    assert (tmp_path / "db/m/202601020000__note.sql").read_text() == broken
    assert db_verify(tmp_path, "fix").code == 0
    assert db_verify(tmp_path, "fix", "--diff").code == 0
    assert scratch.check("--static").findings == []
    assert scratch.git("status", "--porcelain").split() == [
        "M",
        "CHANGELOG.md",
        "??",
        "db/m/202601020000__note.sql",
    ]


def test_fix_takes_one_rule_only(tmp_path: Path) -> None:
    scratch = _scratch(tmp_path)
    scratch.write("db/m/202601020000__note.sql", "CREATE TABLE app.note (id bigint);\n")
    assert db_verify(tmp_path, "fix", "--rule", "changelog-entry-missing").code == 0
    assert (tmp_path / "db/m/202601020000__note.sql").read_text() == "CREATE TABLE app.note (id bigint);\n"
    assert "202601020000" in (tmp_path / "CHANGELOG.md").read_text()
    assert db_verify(tmp_path, "fix", "--rule", "changelog-entry").code == 2


def test_rules_lists_and_shows(tmp_path: Path) -> None:
    listed = db_verify(tmp_path, "rules")
    assert listed.code == 0
    assert "table-without-rls" in listed.out
    page = db_verify(tmp_path, "rules", "table-without-rls")
    assert page.out.startswith("# table-without-rls\n")
    wrong = db_verify(tmp_path, "rules", "table-without-rl")
    assert (wrong.code, "Did you mean table-without-rls?" in wrong.err) == (2, True)


def test_rules_fit_a_persons_terminal_and_code_stays_as_it_is(tmp_path: Path) -> None:
    def shown(*arguments: str) -> list[str]:
        master, slave = pty.openpty()
        termios.tcsetwinsize(slave, (24, 80))
        process = subprocess.Popen(
            [COMMAND, "rules", *arguments], stdout=slave, env=environment(), cwd=tmp_path
        )
        os.close(slave)
        text = b""
        with suppress(OSError):
            while part := os.read(master, 65536):
                text += part
        os.close(master)
        assert process.wait() == 0
        return text.decode().replace("\r", "").splitlines()

    assert max(map(len, shown())) <= 80
    page = shown("data-lost")
    long = '-- db-verify: irreversible reason="titles were empty since 2024, counted on 2026-02-01"'
    assert max(len(line) for line in page if line != long) <= 80
    assert long in page
    whole = db_verify(tmp_path, "rules", "data-lost").out
    unlinked = re.sub(r"\[([a-z-]+)\]\(\1\.md\)", r"\1", whole)
    assert unlinked != whole and "](" not in unlinked
    assert " ".join("\n".join(page).split()) == " ".join(unlinked.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_what_the_message_of_a_defect_asks_for(tmp_path: Path, command: str) -> None:
    given = ("contracts", "diff") if command == "contracts" else (command,)
    shown = db_verify(tmp_path, *given, "--help").out
    assert "--verbose" in shown
    assert [line for line in shown.splitlines() if len(line) > 80] == []


def test_new_names_the_folder_however_it_is_spelt_and_what_can_not_be_written(tmp_path: Path) -> None:
    _scratch(tmp_path)
    assert db_verify(tmp_path, "new", "add_owner", "--folder", "./db//m/").code == 0
    done = db_verify(tmp_path, "new", "x" * 300)
    assert (done.code, "can't be written: File name too long" in done.err) == (3, True)


def test_what_is_mistyped_is_told_with_what_may_be_meant(tmp_path: Path) -> None:
    scratch = _scratch(tmp_path)
    path = "db/m/202601010000__first.sql"
    for command, told in (
        (("selftest", "table-without-rl"), "Did you mean table-without-rls?"),
        (("fix", "--rule", "table-without-rl"), "Did you mean table-without-rls?"),
        (("fix", "202601010000__first.sql"), f"relative to the repository's root: {path}, as it seems."),
        (("fix", str(tmp_path / path)), f"relative to the repository's root: {path}, as it seems."),
        (("fix", "none.sql"), "relative to the repository's root.\n"),
        (("fix", "--all", "--config", "db"), "there is no config: db is a folder"),
        (("new", "add_owner", "--folder", "db/n"), "db/n is none of the config's folders of migrations"),
        (("check", "--write-baseline", "--head", "main"), "records what is checked out"),
    ):
        done = db_verify(tmp_path, *command)
        assert (done.code, told in done.err, done.out) == (2, True, ""), done
    assert scratch.git("status", "--porcelain") == ""


def test_a_fix_without_anything_to_mend_says_so_beside_the_difference(tmp_path: Path) -> None:
    _scratch(tmp_path)
    done = db_verify(tmp_path, "fix", "--all", "--diff")
    assert (done.code, done.out, done.err) == (0, "", "db-verify: nothing to mend\n"), done


def test_the_list_of_commands_can_be_read_in_80_columns(tmp_path: Path) -> None:
    shown = db_verify(tmp_path, "--help").out
    assert [line for line in shown.splitlines() if len(line) > 80] == []
    assert all(f"\n  {command} " in shown for command in COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--database", "mysql://there/it", "--all"), "or postgresql://USER@HOST/DATABASE"),
        (("--head", "nowhere"), "Fetch it, or leave --head out"),
    ],
)
def test_what_can_not_be_taken_is_told_with_what_can(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("db/verify.yml", "version: 1\nmigrations: [{path: m, layout: plain}]\n")
    scratch.write("m/1_a.sql", "create table a (b int);\n")
    scratch.commit()
    done = db_verify(tmp_path, "check", *arguments)
    assert (done.code, said in " ".join(done.out.split())) == (2, True), done.out
