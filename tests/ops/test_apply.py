"""`db-verify apply` on a real database: once, whole, and on from where it stopped."""

from __future__ import annotations

import json
import os
import pty
import random
import re
import signal
import subprocess
import time
from hashlib import sha256
from pathlib import Path

import pytest

from checker.trial import sources
from checker.trial.server import throwaway, wait_until_ready
from tests.ops.conftest import Cluster, Staging, checkout
from tests.support import COMMAND, environment

FOLDER = "db/migrations/eng"


def test_everything_is_applied_once(prepared: Staging) -> None:
    first = prepared.apply()
    assert "202511240900" in first.out
    ledger, dump = prepared.ledger(), prepared.dump()
    assert len([row for row in ledger if row[0] == "migration"]) == 10
    assert all(row[3] for row in ledger)
    second = prepared.apply()
    assert "nothing to apply" in second.out
    assert (prepared.ledger(), prepared.dump()) == (ledger, dump)
    # Each run has its entry, and none of them makes the next one's checkout a changed one.
    shown = json.loads(prepared.run("audit", "--format", "json").out)["entries"]
    entries = [one["entry"] for one in shown if one["entry"]["run"] == "apply"]
    assert [(len(one["migrations"]), len(one["scripts"])) for one in entries] == [(10, 8), (0, 0)]
    assert {one["commit"] for one in entries} == {prepared.repo.git("rev-parse", "HEAD")}


def test_the_ledger_is_its_owners_alone(seeded: Staging) -> None:
    for role in ("anon", "analyst", "venture_app", "service_role", "eng_views"):
        with seeded.connect("ops_operator") as connection:
            connection.execute(f"set role {role}")
            with pytest.raises(Exception, match="permission denied"):
                connection.execute("select 1 from public.eng_schema_migrations")


def test_a_dry_run_shows_the_sql_and_changes_nothing(prepared: Staging) -> None:
    before = prepared.dump()
    done = prepared.run("apply", "--dry-run")
    assert done.code == 0
    assert "CREATE TABLE public.strategic_directives_v2" in done.out
    assert prepared.dump() == before
    assert len(prepared.audits()) == 1


_SEVERAL = """\
SET lock_timeout = '5s';
BEGIN;
CREATE TABLE public.eng_extra (id int, name text);
INSERT INTO public.eng_extra SELECT n, 'a' FROM generate_series(1, 20000) n;
COMMIT;
CREATE INDEX CONCURRENTLY eng_extra_name_idx ON public.eng_extra (name);
UPDATE public.eng_extra SET name = name || '!';
CREATE UNIQUE INDEX CONCURRENTLY eng_extra_id_idx ON public.eng_extra (id);
BEGIN;
UPDATE public.eng_extra SET name = name || '?';
COMMIT;
"""
_EXTRA = "select name, count(*) from public.eng_extra group by 1"


@pytest.mark.parametrize("seed", range(4))
def test_killed_anywhere_and_run_again(cluster: Cluster, tmp_path: Path, seed: int) -> None:
    """At 20 points: while it starts, in or between files, at its end, or in a file of several transactions."""
    chance = random.Random(seed)  # noqa: S311
    several = (f"{FOLDER}/202611181001__several.sql", _migration(_SEVERAL))
    with cluster.staging("prepared", tmp_path / "clean") as clean:
        clean.repo.write(*several)
        begun = time.perf_counter()
        clean.apply()
        whole = time.perf_counter() - begun
        ledger, dump = clean.ledger(), clean.dump()
        assert clean.query(_EXTRA) == [("a!?", 20000)]
    # By the clock, after some line that it printed, and where the file of several transactions is run.
    points = [(0, whole), (0, whole), (chance.randrange(19), 0.03), (10, 0.3), (19, 0.05)]
    for number, (lines, seconds) in enumerate(points):
        with cluster.staging("prepared", tmp_path / str(number)) as staging:
            staging.repo.write(*several)
            process = staging.start("apply", "--without-verdict", "a test")
            assert process.stdout
            for _ in range(lines):
                process.stdout.readline()
            time.sleep(chance.random() * seconds)
            process.kill()
            process.communicate()
            staging.apply()
            assert staging.ledger() == ledger
            assert staging.dump() == dump
            assert staging.query(_EXTRA) == [("a!?", 20000)]
            assert [
                path.name for path in (staging.repo.folder / "ops/audit").iterdir() if path.suffix != ".md"
            ] == []
            assert staging.run("audit").code == 0


def test_who_stops_reading_stops_nothing(prepared: Staging) -> None:
    done = subprocess.run(
        ["bash", "-c", '"$0" apply --without-verdict "a test" | true; exit "${PIPESTATUS[0]}"', COMMAND],
        cwd=prepared.repo.folder,
        env=environment(**prepared.environ()),
        capture_output=True,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert len([row for row in prepared.ledger() if row[3]]) == 18
    assert "run: apply\nresult: passed" in prepared.audit


def test_two_at_once(prepared: Staging) -> None:
    both = [prepared.start("apply", "--without-verdict", "a test") for _ in range(2)]
    said = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    outs = sorted(out.decode() for out, _ in said)
    assert sum("files applied" in out for out in outs) == 1
    assert sum("nothing to apply" in out for out in outs) == 1
    assert len(prepared.ledger()) == 18


def test_one_waits_for_the_other_and_says_so(prepared: Staging) -> None:
    with prepared.connect() as holder:
        holder.execute("select pg_advisory_lock(hashtextextended('db-verify apply', 0))")
        process = prepared.start("apply", "--without-verdict", "a test")
        assert process.stderr
        assert b"another apply is at work" in process.stderr.readline()
        assert process.poll() is None
    _, _ = process.communicate(timeout=60)
    assert process.returncode == 0


def test_a_lock_in_the_way_is_waited_for_and_then_given_up(prepared: Staging) -> None:
    prepared.apply("--to", "202512151030")
    with prepared.connect() as holder:
        holder.autocommit = False
        holder.execute("lock table public.eng_backlog")
        done = prepared.run("apply", "--without-verdict", "a test", "--lock-timeout", "50ms", "--tries", "2")
        assert done.code == 1
        assert "tried 2 times" in done.err
        assert "202601121400" in done.err
        assert "result: failed" in prepared.audit
    assert len(prepared.ledger()) == 3
    prepared.apply()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopped_by_a_signal_the_audit_says_failed(prepared: Staging, number: signal.Signals) -> None:
    prepared.apply("--to", "202512151030")
    with prepared.connect() as holder:
        holder.autocommit = False
        holder.execute("lock table public.eng_backlog")
        process = prepared.start("apply", "--without-verdict", "a test", "--lock-timeout", "60s")
        _until_waiting(prepared)
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 3, err
    assert "run: apply\nresult: failed" in prepared.audit
    assert len(prepared.ledger()) == 3
    prepared.apply()


def test_a_session_that_somebody_ends(prepared: Staging) -> None:
    prepared.apply("--to", "202512151030")
    with prepared.connect() as holder:
        holder.autocommit = False
        holder.execute("lock table public.eng_backlog")
        process = prepared.start("apply", "--without-verdict", "a test", "--lock-timeout", "60s")
        _until_waiting(prepared)
        prepared.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where wait_event_type = 'Lock' and datname = current_database()"
        )
        _, err = process.communicate(timeout=60)
    assert process.returncode == 3
    assert b"Run it again" in err
    assert b"throw-away" not in err
    assert "run: apply\nresult: error" in prepared.audit
    prepared.apply()


_SLEEPS = "BEGIN;\nCREATE TABLE public.eng_last (id int);\n{}\nCOMMIT;"


def test_a_server_that_dies_and_comes_back(tmp_path: Path) -> None:
    last = f"{FOLDER}/202612010900__last.sql"
    with throwaway(sources.find("embedded")) as server:
        server.create_database("mortal")
        staging = Staging(server, checkout(tmp_path / "checkout"), "mortal")
        assert staging.run("apply", "--bootstrap", user="postgres").code == 0
        staging.execute("alter system set restart_after_crash = on")
        staging.execute("select pg_reload_conf()")
        staging.repo.write(last, _migration(_SLEEPS.format("SELECT pg_sleep(60);")))
        process = staging.start("apply", "--without-verdict", "a test")
        asleep = "select pid from pg_stat_activity where query ~ '^SELECT pg_sleep'"
        while not (found := staging.query(asleep)):
            time.sleep(0.05)
        os.kill(found[0][0], signal.SIGKILL)
        _, err = process.communicate(timeout=60)
        assert (process.returncode, b"Run it again" in err, b"Traceback" in err) == (3, True, False), err
        assert "run: apply\nresult: error" in staging.audit
        staging.repo.write(last, _migration(_SLEEPS.format("")))
        wait_until_ready(server)
        staging.apply()
        assert [row[3] for row in staging.ledger()] == [True] * 19
        assert staging.run("status").code == 0
        assert staging.run("audit").code == 0


def _until_waiting(staging: Staging) -> None:
    waiting = "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    for _ in range(600):
        if staging.query(waiting):
            return
        time.sleep(0.05)
    raise AssertionError("nobody waits for a lock")


def test_out_of_order_edited_and_unknown_are_refused(prepared: Staging) -> None:
    prepared.apply()
    before = prepared.ledger()
    late = f"{FOLDER}/202512020900__too_late.sql"
    prepared.repo.write(late, "BEGIN;\nSELECT 1;\nCOMMIT;\n\n/* DOWN */\n\nBEGIN;\nSELECT 1;\nCOMMIT;\n")
    done = prepared.run("apply", "--without-verdict", "a test")
    assert (done.code, "would come before 202611181000" in done.err) == (2, True), done
    (prepared.repo.folder / late).unlink()
    path = f"{FOLDER}/202611181000__record_updates_by_statement.sql"
    text = (prepared.repo.folder / path).read_text()
    prepared.repo.write(path, text + "-- edited\n")
    done = prepared.run("apply", "--without-verdict", "a test")
    assert (done.code, "edited after they were applied" in done.err) == (2, True), done
    (prepared.repo.folder / path).unlink()
    done = prepared.run("apply", "--without-verdict", "a test")
    assert (done.code, "migrations that are not here: 202611181000" in done.err) == (2, True), done
    assert prepared.ledger() == before
    # What was refused is on record too, and why.
    assert prepared.audit.count("run: apply\nresult: error") == 3
    assert "would come before 202611181000" in prepared.audit


def _migration(up: str) -> str:
    return f"{up}\n\n/* DOWN */\n\nBEGIN;\nSELECT 1;\nCOMMIT;\n"


def test_a_failing_file_leaves_nothing_and_what_came_before_it_stays(prepared: Staging) -> None:
    prepared.repo.write(
        f"{FOLDER}/202612010900__breaks.sql",
        _migration("BEGIN;\nCREATE TABLE public.eng_half (id int);\nSELECT 1/0;\nCOMMIT;"),
    )
    done = prepared.run("apply", "--without-verdict", "a test")
    assert done.code == 1
    assert f"{FOLDER}/202612010900__breaks.sql:3" in done.err
    assert "division by zero" in done.err
    assert len(prepared.ledger()) == 10
    assert not prepared.query("select 1 from pg_class where relname = 'eng_half'")
    assert "division by zero" in prepared.audit


def test_a_deferred_constraint_that_fails_at_commit_leaves_no_row(prepared: Staging) -> None:
    prepared.repo.write(
        f"{FOLDER}/202612010900__defers.sql",
        _migration(
            "BEGIN;\nCREATE TABLE public.eng_a (id int PRIMARY KEY);\n"
            "CREATE TABLE public.eng_b (id int REFERENCES public.eng_a DEFERRABLE INITIALLY DEFERRED);\n"
            "INSERT INTO public.eng_b VALUES (1);\nCOMMIT;"
        ),
    )
    done = prepared.run("apply", "--without-verdict", "a test")
    assert (done.code, "violates foreign key" in done.err) == (1, True), done
    assert len(prepared.ledger()) == 10


_CONCURRENTLY = """\
SET lock_timeout = '5s';
BEGIN;
CREATE TABLE public.eng_extra (id int, name text);
INSERT INTO public.eng_extra VALUES (1, 'a'), (1, 'b');
COMMIT;
CREATE INDEX CONCURRENTLY eng_extra_name_idx ON public.eng_extra (name);
CREATE UNIQUE INDEX CONCURRENTLY eng_extra_id_idx ON public.eng_extra (id);
UPDATE public.eng_extra SET name = name || '!';
"""


def test_a_file_of_several_transactions_goes_on_where_it_stopped(prepared: Staging) -> None:
    prepared.repo.write(f"{FOLDER}/202612010900__indexes.sql", _migration(_CONCURRENTLY))
    done = prepared.run("apply", "--without-verdict", "a test")
    assert (done.code, "could not create unique index" in done.err) == (1, True), done
    (row,) = [row for row in prepared.ledger() if row[1] == "202612010900"]
    # Up to the second index, which is statement 6 counted from 0; it left an index behind that is not valid.
    assert row[3:] == (False, 6)
    assert prepared.query("select 1 from pg_index where not indisvalid")
    assert "202612010900: was begun and not finished" in prepared.run("status", "--no-drift").out
    prepared.execute("delete from public.eng_extra where name = 'b'", "eng_owner")
    prepared.apply()
    assert prepared.query("select name from public.eng_extra") == [("a!",)]
    assert not prepared.query("select 1 from pg_index where not indisvalid")
    (row,) = [row for row in prepared.ledger() if row[1] == "202612010900"]
    assert row[3:] == (True, 8)


_BUG = """\
BEGIN;
CREATE TABLE public.eng_two (id int);
COMMIT;
BEGIN;
ALTER TABLE public.eng_two ADD COLUMN name txt;
COMMIT;
"""


def _begun(staging: Staging) -> str:
    """A migration of two transactions, of which the second has a bug, is begun; gives its path."""
    path = f"{FOLDER}/202612010900__two.sql"
    staging.repo.write(path, _migration(_BUG).replace("eng_extra", "eng_two"))
    staging.repo.commit("two transactions")
    done = staging.run("apply", "--without-verdict", "a test")
    assert (done.code, 'type "txt" does not exist' in done.err) == (1, True), done
    return path


def test_the_rest_of_an_interrupted_file_can_be_mended(prepared: Staging) -> None:
    path = _begun(prepared)
    prepared.repo.replace(path, "txt", "text")
    prepared.apply()
    assert prepared.query("select name from public.eng_two") == []
    assert [row[3] for row in prepared.ledger() if row[1] == "202612010900"] == [True]
    assert prepared.run("status").code == 0


def test_an_interrupted_file_can_lose_its_rest(prepared: Staging) -> None:
    path = _begun(prepared)
    prepared.repo.replace(path, "BEGIN;\nALTER TABLE public.eng_two ADD COLUMN name txt;\nCOMMIT;\n", "")
    prepared.apply()
    assert [row[3] for row in prepared.ledger() if row[1] == "202612010900"] == [True]
    assert prepared.run("status").code == 0


def test_what_is_done_of_an_interrupted_file_can_not_be_edited(prepared: Staging) -> None:
    path = _begun(prepared)
    prepared.repo.replace(path, "(id int)", "(id bigint)")
    done = prepared.run("apply", "--without-verdict", "a test")
    assert (done.code, "its file is another one now" in done.err) == (2, True), done
    assert "what is done of it is not in its file any more" in prepared.run("status", "--no-drift").out


def test_an_interrupted_script_that_is_edited_begins_anew(prepared: Staging) -> None:
    path = "db/views/eng/040_two.sql"
    view = "BEGIN;\nCREATE OR REPLACE VIEW public.{} WITH (security_invoker = true) AS SELECT {};\nCOMMIT;\n"
    prepared.repo.write(path, view.format("one", "1 AS a") + view.format("two", "nope"))
    prepared.repo.commit("two transactions")
    assert prepared.run("apply", "--without-verdict", "a test").code == 1
    said = prepared.run("status", "--no-drift")
    assert (said.code, f"{path}: its last run was interrupted" in said.out) == (1, True)
    prepared.repo.write(path, view.format("one", "1 AS a, 2 AS b") + view.format("two", "3 AS c"))
    prepared.apply()
    assert prepared.query("select b from public.one") == [(2,)]
    assert prepared.run("status").code == 0


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("drop policy ledger_keeper on public.eng_schema_migrations", "hides rows of the ledger"),
        ("alter policy ledger_keeper on public.eng_schema_migrations to analyst", "hides rows of the ledger"),
        (
            "create policy few on public.eng_schema_migrations as restrictive using (kind <> 'migration')",
            "hides rows of the ledger",
        ),
        (
            "alter table public.eng_schema_migrations rename to had;"
            "create view public.eng_schema_migrations as select * from public.had where false;"
            "grant all on public.eng_schema_migrations to eng_owner",
            "is not a table",
        ),
    ],
)
def test_a_ledger_whose_rows_are_out_of_sight_is_not_an_empty_one(
    seeded: Staging, statement: str, said: str
) -> None:
    seeded.execute(statement)
    for arguments in (
        ["status", "--no-drift"],
        ["apply", "--without-verdict", "a test"],
        ["apply", "--dry-run"],
    ):
        done = seeded.run(*arguments)
        assert (done.code, said in done.err) == (3, True), done


def test_a_mark_that_somebody_wrote_is_not_followed(prepared: Staging) -> None:
    prepared.apply()
    prepared.execute(
        "insert into public.eng_schema_migrations (kind, id, path, sha256, tool_version)"
        " values ('down', 'none', 'x', repeat('0', 64), 'x')",
        "eng_owner",
    )
    done = prepared.run("apply", "--down", "1", "--yes")
    assert (done.code, "that one is not applied" in done.err) == (2, True), done


def test_a_finished_statement_outside_a_transaction_is_not_run_again(prepared: Staging) -> None:
    prepared.repo.write(
        f"{FOLDER}/202612010900__indexes.sql", _migration(_CONCURRENTLY.replace("(1, 'b')", "(2, 'b')"))
    )
    prepared.apply()
    # As if the client had been killed while the server made the second index.
    prepared.execute(
        "update public.eng_schema_migrations set finished_at = null, statements = 6 where id = '202612010900'",
        "eng_owner",
    )
    prepared.execute("update public.eng_extra set name = 'c'", "eng_owner")
    prepared.apply()
    assert prepared.query("select distinct name from public.eng_extra") == [("c!",)]


@pytest.mark.parametrize(
    "up",
    ["BEGIN;\nSELECT 1;", "BEGIN;\nSELECT 1;\nROLLBACK;", "SELECT 1;\nCOMMIT;", "BEGIN;\nSELECT 1;\nCOMMIT AND CHAIN;\nCOMMIT;"],
)  # fmt: skip
def test_transactions_that_keep_nothing_are_refused_before_anything_runs(prepared: Staging, up: str) -> None:
    prepared.repo.write(f"{FOLDER}/202612010900__odd.sql", _migration(up))
    done = prepared.run("apply", "--without-verdict", "a test")
    assert (done.code, f"{FOLDER}/202612010900__odd.sql" in done.err) == (2, True), done
    assert not prepared.query("select 1 from pg_class where relname = 'eng_schema_migrations'")


def test_only_a_complete_pass_on_just_these_files_is_a_verdict(prepared: Staging, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    checked = prepared.run("check", "--all", "--report", f"json={report}")
    assert checked.code == 0, checked
    said = json.loads(report.read_text())

    def refused(changed: object, why: str) -> None:
        report.write_text(json.dumps(changed))
        done = prepared.run("apply", "--verdict", str(report))
        assert (done.code, why in done.err) == (2, True), done
        assert not prepared.query("select 1 from pg_class where relname = 'eng_schema_migrations'")

    refused({**said, "verdict": "fail"}, "not a complete pass")
    refused({**said, "complete": False}, "not a complete pass")
    refused(
        {**said, "stages": [s for s in said["stages"] if s["name"] != "trial"]}, "did not run the migrations"
    )
    refused({**said, "migrations": said["migrations"][1:]}, "or did not judge them: 202511240900")
    refused({**said, "migrations": {"id": 1}, "stages": 5}, "did not run the migrations")
    refused(
        {**said, "scripts": said["scripts"][1:]}, "judge them: db/policies/eng/010_strategic_directives.sql"
    )
    refused({**said, "head": "0" * 40}, "speaks of another commit")
    refused(
        {**said, "config": {**said["config"], "path": "db/mild.yml"}},
        "by the config db/mild.yml, and not by db/verify.yml",
    )
    refused({**said, "config": {**said["config"], "sha256": "0" * 64}}, "by another version of db/verify.yml")
    refused({**said, "config": 5}, "by the config None")
    refused([], "is not a report of db-verify")
    done = prepared.run("apply")
    assert (done.code, "no verdict" in done.err) == (2, True)
    report.write_text(json.dumps(said))
    policy = "db/policies/eng/030_backlog.sql"
    part = prepared.run("check", "--all", policy, "--report", f"json={report}")
    assert part.code == 0, part
    done = prepared.run("apply", "--verdict", str(report))
    assert (done.code, "did not judge them: 202511240900, 202512021000" in done.err) == (2, True), done
    report.write_text(json.dumps(said))
    text = (prepared.repo.folder / policy).read_text()
    prepared.repo.write(policy, text + "-- changed after the check\n")
    done = prepared.run("apply", "--verdict", str(report))
    assert (done.code, f"judge them: {policy}" in done.err) == (2, True), done
    prepared.repo.write(policy, text)
    assert prepared.run("apply", "--verdict", str(report)).code == 0
    assert f"verdict: {sha256(report.read_bytes()).hexdigest()}" in prepared.audit
    assert prepared.query("select distinct without_verdict from public.eng_schema_migrations") == [(None,)]


def test_a_verdict_by_the_bases_config_is_one_and_by_a_milder_one_is_none(
    prepared: Staging, tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    config = (prepared.repo.folder / "db/verify.yml").read_text()
    prepared.repo.write("db/mild.yml", config + "rules: {table-without-rls: off}\n")
    prepared.repo.commit("a milder config beside it")
    mild = prepared.run("check", "--all", "--config", "db/mild.yml", "--report", f"json={report}")
    assert mild.code == 0, mild
    done = prepared.run("apply", "--verdict", str(report))
    assert (done.code, "by the config db/mild.yml" in done.err) == (2, True), done
    shown = prepared.run("status", "--checks", "--verdict", str(report))
    assert (shown.code, "not-run files: " in shown.out) == (3, True), shown
    prepared.repo.git("switch", "-q", "-c", "stricter")
    prepared.repo.write("db/verify.yml", config + "rules: {index-not-concurrent: error}\n")
    prepared.repo.commit("a stricter config")
    checked = prepared.run("check", "--all", "--report", f"json={report}")
    assert checked.code == 0, checked
    done = prepared.run("apply", "--verdict", str(report))
    assert done.code == 0, done


def test_a_superuser_does_not_migrate(prepared: Staging) -> None:
    done = prepared.run("apply", "--without-verdict", "a test", user="postgres")
    assert (done.code, "is a superuser" in done.err) == (3, True), done


def test_a_member_of_the_owner_migrates_as_the_owner(prepared: Staging) -> None:
    done = prepared.run("apply", "--without-verdict", "a test", user="ops_operator")
    assert done.code == 0, done.err
    owners = prepared.query("select distinct tableowner from pg_tables where schemaname = 'public'")
    assert owners == [("eng_owner",)]
    assert prepared.query("select distinct applied_by from public.eng_schema_migrations") == [
        ("ops_operator",)
    ]


def test_a_role_with_settings_of_its_own_gets_what_was_judged(prepared: Staging) -> None:
    for setting in ("standard_conforming_strings = off", "row_security = off", "search_path = nowhere"):
        prepared.execute(f'alter role eng_owner in database "{prepared.database}" set {setting}')
    text = r"'a\' || $$'$$ || 'b\'"
    up = rf"BEGIN;\nCREATE TABLE public.eng_text AS SELECT {text} AS text;\nCOMMIT;"
    prepared.repo.write(f"{FOLDER}/202612010900__text.sql", _migration(up.replace(r"\n", "\n")))
    prepared.apply()
    assert prepared.query("select text from public.eng_text") == [("a\\'b\\",)]
    assert prepared.run("status").code == 0


def test_changed_scripts_run_again_and_nothing_else(seeded: Staging) -> None:
    seeded.repo.replace(
        "db/views/eng/010_v_eng_trace.sql", "as they hang together.", "as they belong together."
    )
    done = seeded.apply()
    assert [line.split()[1] for line in done.out.splitlines()[:-1]] == ["db/views/eng/010_v_eng_trace.sql"]
    assert "belong together" in seeded.dump()


def test_a_clock_that_was_set_back_hides_no_script(seeded: Staging) -> None:
    """Scripts that ran before the latest migration run again, whatever the server's clock said when they did."""
    seeded.execute(
        "update public.eng_schema_migrations set finished_at = finished_at + interval '1 day'", "eng_owner"
    )
    seeded.repo.write(f"{FOLDER}/202612010900__late.sql", _migration("BEGIN;\nSELECT 1;\nCOMMIT;"))
    view = "db/views/eng/010_v_eng_trace.sql"
    text = (seeded.repo.folder / view).read_text()
    seeded.repo.write(view, text + "SELECT 1/0;\n")
    done = seeded.run("apply", "--without-verdict", "a test")
    assert (done.code, "division by zero" in done.err) == (1, True), done
    seeded.repo.write(view, text)
    assert "3 files applied" in seeded.apply().out


def test_down_says_what_goes_asks_and_comes_back(seeded: Staging) -> None:
    dump, ledger = seeded.dump(), seeded.ledger()
    done = seeded.run("apply", "--down", "4")
    assert (done.code, "nobody to ask" in done.err) == (2, True), done
    assert "public.eng_backlog.qa_waiver_ref: 1 values to be seen" in done.out
    shown = seeded.run("apply", "--down", "4", "--yes", "--dry-run")
    assert (shown.code, "nothing was changed" in shown.out) == (0, True), shown
    assert (seeded.dump(), seeded.ledger()) == (dump, ledger)
    done = seeded.run("apply", "--down", "4", "--yes")
    assert done.code == 0, done
    assert [row[1] for row in seeded.ledger() if row[0] == "migration"][-1] == "202604201600"
    assert seeded.run("status").code == 0
    assert "run: apply --down\nresult: passed" in seeded.audit
    done = seeded.run("apply", "--without-verdict", "a test")
    # Finished items have their commit still, but the waivers' decisions went with the column.
    assert (done.code, "eng_backlog_qa_waiver_ref_check" in done.err) == (1, True), done


def test_down_to_the_beginning_and_up_again(prepared: Staging) -> None:
    bare = prepared.dump()
    prepared.apply()
    dump = prepared.dump()
    done = prepared.run("apply", "--down", "10", "--yes")
    assert done.code == 0, done
    assert "public.eng_backlog: 0 rows" in done.out
    gone = prepared.dump()
    assert "strategic_directives_v2" not in gone
    assert re.findall(r"^CREATE TABLE (\S+)", gone, re.MULTILINE) == ["public.eng_schema_migrations"]
    assert len(bare) < len(gone) < len(dump)
    prepared.apply()
    assert prepared.dump() == dump


def test_down_killed_goes_on_and_takes_back_no_more(prepared: Staging) -> None:
    prepared.apply()
    process = prepared.start("apply", "--down", "3", "--yes")
    assert process.stdout
    for line in process.stdout:
        if line.startswith(b"done "):
            break
    process.kill()
    process.communicate()
    marks = [row for row in prepared.ledger() if row[0] == "down"]
    assert [mark[1] for mark in marks] == ["202606081230"]
    done = prepared.run("apply", "--without-verdict", "a test")
    assert (done.code, "was interrupted here" in done.err) == (2, True), done
    done = prepared.run("apply", "--down", "1", "--yes")
    assert done.code == 0, done
    ids = [row[1] for row in prepared.ledger() if row[0] == "migration"]
    assert ids[-1] == "202606081230"
    assert prepared.run("status").code == 0


_DOWN_IN_TWO = """\
BEGIN;
CREATE TABLE public.eng_one (id int);
CREATE TABLE public.eng_two (id int);
COMMIT;

/* DOWN */

BEGIN;
DROP TABLE public.eng_one;
COMMIT;
BEGIN;
SELECT 1 / (1 - count(*)) FROM public.eng_two;
DROP TABLE public.eng_two;
COMMIT;
"""


def test_a_down_of_several_transactions_goes_on_where_it_stopped(prepared: Staging) -> None:
    prepared.repo.write(f"{FOLDER}/202612010900__two.sql", _DOWN_IN_TWO)
    prepared.apply()
    prepared.execute("insert into public.eng_two values (1)", "eng_owner")
    done = prepared.run("apply", "--down", "1", "--yes")
    assert (done.code, "division by zero" in done.err) == (1, True), done
    assert prepared.query("select relname from pg_class where relname in ('eng_one', 'eng_two')") == [
        ("eng_two",)
    ]
    prepared.execute("delete from public.eng_two", "eng_owner")
    done = prepared.run("apply", "--down", "1", "--yes")
    assert done.code == 0, done
    assert [row[1] for row in prepared.ledger() if row[0] == "migration"][-1] == "202611181000"
    assert prepared.run("status").code == 0


def test_the_question_is_asked_on_a_terminal(prepared: Staging) -> None:
    prepared.apply()
    for answer, left in (("no", 10), ("202609071000", 9)):
        master, slave = pty.openpty()
        process = subprocess.Popen(
            [str(COMMAND), "apply", "--down", "1"],
            cwd=prepared.repo.folder, env=environment(**prepared.environ()), stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        os.write(master, f"{answer}\n".encode())
        process.communicate(timeout=120)
        os.close(master)
        os.close(slave)
        assert process.returncode == 0
        assert len([row for row in prepared.ledger() if row[0] == "migration"]) == left


def test_another_tools_ledger_is_not_read_and_that_is_said(tmp_path: Path, cluster: Cluster) -> None:
    with cluster.staging("prepared", tmp_path) as staging:
        staging.execute("create table public.goose_db_version (id int, version_id bigint)", user="eng_owner")
        said = "public.goose_db_version is another tool's account of this database"
        shown = staging.run("status", "--no-drift")
        assert (shown.code, f"0 applied, 10 pending; {said}" in shown.out) == (0, True), shown
        done = staging.run("apply", "--without-verdict", "a test")
        assert (done.code, f"warning: {said}" in done.err) == (0, True), done
        assert said not in staging.run("status", "--no-drift").out
        assert said not in staging.run("apply", "--without-verdict", "a test").err


def test_files_of_a_tool_whose_ledger_is_there_are_not_applied_again(
    tmp_path: Path, cluster: Cluster
) -> None:
    with cluster.staging("prepared", tmp_path) as staging:
        staging.repo.git("rm", "-rq", "db/migrations", "db/policies", "db/views", "db/seeds")
        staging.repo.write(
            "db/verify.yml",
            "version: 1\nmigrations: [{path: m, layout: goose}]\ntrial: {owner: eng_owner}\n",
        )
        staging.repo.write(
            "m/00001_note.sql", "-- +goose Up\ncreate table if not exists public.note (id int);\n"
        )
        staging.repo.commit("goose's files")
        staging.execute("create table public.goose_db_version (id int, version_id bigint)", user="eng_owner")
        for arguments in (("--dry-run",), ("--without-verdict", "a test")):
            done = staging.run("apply", *arguments)
            assert done.code == 3, done
            assert "public.goose_db_version says what goose has applied here" in done.err
        assert not staging.query("select from pg_class where relname in ('note', 'eng_schema_migrations')")
        shown = staging.run("status")
        assert (shown.code, "not-run ledger: public.goose_db_version" in shown.out) == (3, True), shown
        assert "pending" not in shown.out and "not-run drift" in shown.out
