"""Bad input: a message that helps, exit 2 or 3, nothing changed, and no secret printed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ops.conftest import PASSWORD, Staging
from tests.support import Scratch, db_verify

HEADER = b"sd_key,owner,decision_log_ref\n"
BACKFILL = ("backfill", "map.csv", "--execute")
APPLY = ("apply", "--without-verdict", "a test")
_STATE = (
    "select (select array_agg(d::text order by d.sd_key) from public.strategic_directives_v2 d),"
    " (select array_agg(i::text order by i.backlog_key) from public.eng_backlog i),"
    " (select array_agg(l::text order by l.id) from public.eng_schema_migrations l)"
)

CASES: dict[str, tuple[bytes, tuple[str, ...], int, str]] = {
    "other columns": (b"key,owner,decision\nSD-101,a,DL-2026-001\n", BACKFILL, 2, "The header is sd_key,owner"),
    "columns in another order": (b"owner,sd_key,decision_log_ref\nx,SD-101,DL-2026-001\n", BACKFILL, 2, "map.csv:1"),
    "no header": (b"SD-101,Head,DL-2026-001\n", BACKFILL, 2, "The header is"),
    "an empty file": (b"", BACKFILL, 2, "the first line is 'nothing'"),
    "a header alone": (HEADER, BACKFILL, 2, "there is nothing to do"),
    "not UTF-8": (HEADER + b"SD-101,Fran\xe7ois,DL-2026-001\n", BACKFILL, 2, "map.csv:2: not UTF-8"),
    "UTF-16": ("sd_key,owner,decision_log_ref\n".encode("utf-16"), BACKFILL, 2, "map.csv:1: the first line is not UTF-8"),
    "a NUL byte": (HEADER + b"SD-101,He\0ad,DL-2026-001\n", BACKFILL, 2, "map.csv:2"),
    "an open quote": (HEADER + b'SD-101,"Head,DL-2026-001\n', BACKFILL, 2, "this is not CSV"),
    "a very long value": (HEADER + b"SD-101," + b"x" * 2000 + b",DL-2026-001\n", BACKFILL, 2, "more than 1000"),
    "an unknown directive": (HEADER + b"SD-999,Head,DL-2026-001\n", BACKFILL, 2, "there is no directive SD-999"),
    "a file that is not there": (b"", ("backfill", "none.csv", "--execute"), 2, "none.csv is no file"),
    "a folder": (b"", ("backfill", "db", "--execute"), 2, "db is no file"),
    "no reason": (b"", ("apply", "--without-verdict", " "), 2, "needs a reason"),
    "an unknown --to": (b"", (*APPLY, "--to", "209901010000"), 2, "there is no such migration"),
    "a lock timeout that is no time": (b"", (*APPLY, "--lock-timeout", "5s -c x=1"), 2, "is no time"),
    "no tries": (b"", (*APPLY, "--tries", "0"), 2, "--tries 0"),
    "down by nothing": (b"", ("apply", "--down", "0", "--yes"), 2, "--down 0: 10 migrations are applied"),
    "down by too much": (b"", ("apply", "--down", "11", "--yes"), 2, "--down 11: 10 migrations are applied"),
    "a bootstrap by an ordinary role": (b"", ("apply", "--bootstrap"), 3, "needs a superuser"),
    "a threshold that is no percentage": (b"", ("coverage", "--threshold", "101"), 2, "no percentage"),
    "a day that is none": (b"", ("coverage", "--as-of", "2026-02-30"), 2, "is not a date"),
    "a commit that is none": (b"", ("trace", "--since", "nowhere", "--execute"), 2, "is not a commit"),
    "a config that is not there": (b"", ("status", "--config", "none.yml"), 2, "none.yml"),
    "checks without their measure": (b"", ("status", "--checks", "--no-drift"), 2, "exclude each other"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_bad_input(seeded: Staging, name: str) -> None:
    data, arguments, code, said = CASES[name]
    seeded.repo.write("map.csv", data)
    before = seeded.query(_STATE)
    done = seeded.run(*arguments)
    assert (done.code, said in done.err + done.out) == (code, True), done
    assert "Traceback" not in done.err
    assert seeded.query(_STATE) == before


def _file_for_audit(staging: Staging) -> None:
    for path in staging.audits():
        path.unlink()
    (staging.repo.folder / "ops/audit").rmdir()
    staging.repo.write("ops/audit", "a file")


def _link_for_audit(staging: Staging) -> None:
    for path in staging.audits():
        path.unlink()
    (staging.repo.folder / "ops/audit").rmdir()
    outside = staging.repo.folder.parent / "outside"
    outside.mkdir()
    (staging.repo.folder / "ops/audit").symlink_to(outside)


def _read_only(staging: Staging) -> None:
    staging.execute(f'alter database "{staging.database}" set default_transaction_read_only = on')


@pytest.mark.parametrize(
    ("spoil", "arguments", "said"),
    [
        (_file_for_audit, ("backfill", "ops/backfill/eng_owner_map.csv", "--execute"), "the audit folder"),
        (_link_for_audit, ("backfill", "ops/backfill/eng_owner_map.csv", "--execute"), "is a link"),
        (_read_only, ("backfill", "ops/backfill/eng_owner_map.csv", "--execute"), "read-only transaction"),
        (_read_only, ("trace", "--execute"), "read-only transaction"),
        (
            _read_only,
            (*APPLY, "--config", "db/other.yml"),
            "cannot execute CREATE TABLE in a read-only transaction",
        ),
        (_read_only, ("apply", "--seeds"), "cannot execute INSERT in a read-only transaction"),
        (_read_only, ("apply", "--down", "1", "--yes"), "in a read-only transaction"),
    ],
)
def test_places_that_cannot_be_written(
    seeded: Staging, spoil: Callable[[Staging], None], arguments: tuple[str, ...], said: str
) -> None:
    before = seeded.query(_STATE)
    # What another config names is not applied yet.
    seeded.repo.write(
        "db/more/202612010900__more.sql", "BEGIN;\nCREATE TABLE public.eng_more (id int);\nCOMMIT;\n"
    )
    config = (seeded.repo.folder / "db/verify.yml").read_text()
    more = "\n  - path: db/migrations/eng\n    layout: marker\n  - path: db/more\n    layout: marker\n"
    seeded.repo.write(
        "db/other.yml", config.replace("\n  - path: db/migrations/eng\n    layout: marker\n", more)
    )
    seeded.repo.commit("Work\n\nBacklog: BL-305")
    spoil(seeded)
    done = seeded.run(*arguments)
    assert (done.code, said in done.err) == (3, True), done
    assert "Traceback" not in done.err
    assert seeded.query(_STATE) == before


@pytest.mark.parametrize("command", [APPLY, ("status",), ("coverage",), ("trace",), BACKFILL])
def test_no_database_is_named(tmp_path: Path, seeded: Staging, command: tuple[str, ...]) -> None:
    seeded.repo.write("map.csv", HEADER + b"SD-101,Head,DL-2026-001\n")
    done = db_verify(seeded.repo.folder, *command, DATABASE_URL="")
    assert (done.code, "no database is named" in done.err) == (2, True), done


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://with_password:WRONG@/DATABASE?host=HOST", "password authentication failed"),
        ("postgresql://eng_owner:WRONG@/no_such_database?host=HOST", "does not exist"),
        ("postgresql://eng_owner:WRONG@127.0.0.1:1/x", "no connection to x on 127.0.0.1"),
        ("host=HOST dbname=DATABASE user=with_password password=WRONG extra=1", "is not a connection string"),
        ("postgresql://eng_owner:WRONG@[/x", "is not a connection string"),
        ("postgresql://eng_owner:first@WRONG@127.0.0.1:1/x", "@ is written as %40"),
        ("postgresql://eng_owner:first/WRONG@127.0.0.1:1/x", "/ as %2F"),
        ("postgres://eng_owner:WRONG/more@127.0.0.1:1/x", "/ as %2F"),
        ("postgresql://eng_owner:12/WRONG@127.0.0.1:1/x", "/ as %2F"),
        ("postgresql://127.0.0.1:1/x?user=eng_owner&password=WRONG", "no connection to x on 127.0.0.1"),
        ("postgresql://eng_owner:WRONG\udcff@127.0.0.1:1/x", "in UTF-8"),
        ("mysql://eng_owner:WRONG@127.0.0.1:1/x", "is not a connection string"),
    ],
)
@pytest.mark.parametrize("command", [("status",), APPLY])
def test_a_wrong_connection_tells_no_secret(
    seeded: Staging, url: str, said: str, command: tuple[str, ...]
) -> None:
    secret = "Kp4-x!wrong-and-secret"
    url = (
        url.replace("HOST", str(seeded.server.socket))
        .replace("DATABASE", seeded.database)
        .replace("WRONG", secret)
    )
    done = db_verify(seeded.repo.folder, *command, "--verbose", DATABASE_URL=url)
    assert (done.code in (2, 3), said in done.err) == (True, True), done
    assert "itself failed" not in done.err
    assert secret not in done.out + done.err + seeded.audit


def test_the_password_is_nowhere_when_all_goes_well_or_wrong(seeded: Staging) -> None:
    seeded.execute("grant eng_owner, service_role to with_password")
    variables = {**seeded.environ("with_password"), "PGPASSWORD": PASSWORD}
    said = ""
    for command in (("status",), ("backfill", "ops/backfill/eng_owner_map.csv", "--execute"), ("coverage",)):
        done = db_verify(seeded.repo.folder, *command, **variables)
        assert done.code == 0, done
        said += done.out + done.err
    seeded.execute("drop policy strategic_directives_v2_service_select on public.strategic_directives_v2")
    done = db_verify(
        seeded.repo.folder,
        *BACKFILL[:1],
        "ops/backfill/eng_owner_map.csv",
        "--execute",
        "--verbose",
        **variables,
    )
    assert done.code == 3
    said += done.out + done.err
    seeded.repo.replace(
        "db/views/eng/010_v_eng_trace.sql", "as they hang together.", "as they belong together."
    )
    reason = f"psql postgresql://with_password:{PASSWORD}@db says so"
    done = db_verify(seeded.repo.folder, "apply", "--without-verdict", reason, **variables)
    assert done.code == 0, done
    assert "without_verdict: psql postgresql://with_password:********@db says so" in seeded.audit
    ledger = seeded.query(
        "select without_verdict from public.eng_schema_migrations order by finished_at desc limit 1"
    )
    assert PASSWORD not in said + done.out + done.err + seeded.audit + str(ledger)


def test_a_file_name_that_is_no_text_does_not_spoil_the_audit(seeded: Staging) -> None:
    done = seeded.run("backfill", "\udcff\x1b[31m\n## 10:00:00Z apply: passed.csv", "--execute")
    assert (done.code, "is no file" in done.err) == (2, True), done
    assert seeded.run("audit").code == 0
    assert "\x1b" not in seeded.audit


def test_a_role_that_may_not_act_as_the_owner(seeded: Staging) -> None:
    seeded.execute("create role somebody login")
    try:
        done = seeded.run(*APPLY, user="somebody")
        assert (done.code, "this login can't act as eng_owner" in done.err) == (3, True), done
    finally:
        seeded.execute("drop role somebody")


def test_a_repository_without_a_commit(tmp_path: Path, seeded: Staging) -> None:
    Scratch(tmp_path)
    done = db_verify(tmp_path, "status", **seeded.environ())
    assert (done.code, done.err) == (3, "db-verify: the repository has no commit yet\n  Commit first.\n")


def test_outside_a_repository(tmp_path: Path, seeded: Staging) -> None:
    outside = tmp_path / "nowhere"
    outside.mkdir()
    done = db_verify(outside, "status", **seeded.environ(), GIT_CEILING_DIRECTORIES=os.fspath(tmp_path))
    assert (done.code, "not in a git repository" in done.err) == (3, True), done
