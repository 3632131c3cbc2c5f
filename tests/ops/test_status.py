"""`db-verify status` on a real database: what it finds, and that it says what it could not look at."""

from __future__ import annotations

import json

from tests.ops.conftest import OPERATOR, Staging


def test_all_is_well(seeded: Staging) -> None:
    done = seeded.run("status", "--checks", user=OPERATOR)
    assert done.code == 0, done
    assert "read as analyst, anon, authenticated" in done.out or "not as" not in done.out
    said = {line.split()[1].rstrip(":") for line in done.out.splitlines() if line.startswith("passed")}
    assert said == {"ledger", "drift", "access", "contracts", "data"}
    assert "run: checks\nresult: passed" in seeded.audit


_BY_HAND = [
    ("alter table public.eng_backlog disable row level security", "drift", "table public.eng_backlog: row security"),
    ("create index by_hand on public.eng_backlog (title)", "drift", "index public.by_hand: is there, and no file makes it"),
    ("drop view public.v_eng_backlog_rollup", "drift", "view public.v_eng_backlog_rollup: is not there"),
    ("alter view public.v_eng_trace owner to eng_owner", "drift", "view public.v_eng_trace: owner is eng_owner, expected eng_views"),
    ("grant delete on public.eng_backlog to venture_app", "drift", "table public.eng_backlog: grants has DELETE to venture_app, which no file makes"),
    ("revoke select on public.v_eng_prd_payload_v1 from analyst", "drift", "view public.v_eng_prd_payload_v1: grants lacks SELECT to analyst"),
    (
        "alter table public.product_requirements_v2 drop constraint product_requirements_v2_version_check, "
        "add constraint product_requirements_v2_version_check check (version >= 0)",
        "drift",
        "constraint public.product_requirements_v2 product_requirements_v2_version_check: definition is CHECK ((version >= 0)), expected CHECK ((version >= 1))",
    ),
    ("grant delete on public.eng_backlog to venture_app", "access", "venture_app may DELETE on public.eng_backlog, and no file grants it"),
    ("revoke select on public.v_eng_trace from analyst", "access", "analyst may not SELECT on public.v_eng_trace, and should"),
    ("drop policy eng_backlog_service_select on public.eng_backlog", "drift", "policy public.eng_backlog eng_backlog_service_select: is not there"),
    ("select 1", "contracts", "public.v_eng_backlog_rollup is promised and is not there"),
    (
        "set session_replication_role = replica; delete from public.strategic_directives_v2 where sd_key = 'SD-101'",
        "data",
        "requirements without their directive: PRD-",
    ),
]  # fmt: skip


def test_what_somebody_did_by_hand_is_found(seeded: Staging) -> None:
    for statement, _, _ in _BY_HAND:
        seeded.execute(statement)
    done = seeded.run("status", "--checks", "--format", "json", user=OPERATOR)
    assert done.code == 1, done
    found = {one["name"]: one for one in json.loads(done.out)["sections"]}
    for _, section, said in _BY_HAND:
        assert found[section]["status"] == "failed"
        assert any(said in line for line in found[section]["found"]), (said, found[section]["found"])
    assert "run: checks\nresult: failed" in seeded.audit


def test_a_verdict_of_another_commit_says_nothing(seeded: Staging) -> None:
    report = seeded.repo.folder.parent / "report.json"
    assert seeded.run("check", "--all", "--static", "--report", f"json={report}").code == 0
    done = seeded.run("status", "--checks", "--verdict", str(report), PGHOST="", PGDATABASE="", PGPORT="")
    assert (done.code, "the migrations were not run" in done.out) == (0, True), done
    seeded.repo.commit("one more")
    done = seeded.run("status", "--checks", "--verdict", str(report), PGHOST="", PGDATABASE="", PGPORT="")
    assert (done.code, "speaks of another commit" in done.out) == (3, True), done
    assert "run: checks\nresult: error" in seeded.audit
    done = seeded.run("status", "--verdict", str(report))
    assert (done.code, "--verdict goes with --checks" in done.err) == (2, True), done
    report.write_text("[]")
    done = seeded.run("status", "--checks", "--verdict", str(report))
    assert (done.code, "then db-verify status --checks --verdict report.json" in done.err) == (2, True), done
    assert "apply" not in done.err


def test_a_role_that_the_login_may_not_take_is_no_pass(seeded: Staging) -> None:
    seeded.execute(f"revoke venture_app from {OPERATOR}")
    try:
        done = seeded.run("status", "--checks", user=OPERATOR)
        assert done.code == 3, done
        assert "not-run access: the rights of " in done.out
        assert "(not as venture_app: this login may not take these roles)" in done.out
        seeded.execute("grant delete on public.eng_backlog to anon")
        done = seeded.run("status", "--checks", user=OPERATOR)
        assert (done.code, "anon may DELETE on public.eng_backlog" in done.out) == (3, True), done
    finally:
        seeded.execute(f"grant venture_app to {OPERATOR}")
    seeded.execute("revoke delete on public.eng_backlog from anon")
    seeded.repo.replace(
        "db/verify.yml", "roles: [anon, authenticated]", "roles: [anon, authenticated, elsewhere]"
    )
    done = seeded.run("status", "--checks", user=OPERATOR)
    assert (done.code, "elsewhere was not tried, since no file makes it" in done.out) == (3, True), done


def test_pending_is_no_failure(prepared: Staging) -> None:
    prepared.apply("--to", "202512021000")
    done = prepared.run("status")
    assert done.code == 0, done
    assert "2 applied, 8 pending" in done.out


def test_edited_and_unknown_fail_and_the_catalog_is_not_judged(seeded: Staging) -> None:
    path = "db/migrations/eng/202611181000__record_updates_by_statement.sql"
    seeded.repo.write(path, (seeded.repo.folder / path).read_text() + "\n-- later\n")
    done = seeded.run("status")
    assert "202611181000: edited after it was applied" in done.out
    assert "not-run drift" in done.out
    assert done.code == 3
    assert seeded.run("status", "--no-drift").code == 1
    (seeded.repo.folder / path).unlink()
    done = seeded.run("status", "--no-drift")
    assert "202611181000: was applied here, and is not in the files" in done.out
    assert done.code == 1


def test_an_older_script_is_compared_as_it_was_run(seeded: Staging) -> None:
    path = "db/views/eng/010_v_eng_trace.sql"
    seeded.repo.replace(path, "as they hang together.", "as they belong together.")
    done = seeded.run("status")
    assert done.code == 0, done
    assert f"to run    {path}" in done.out


def test_an_empty_platform_is_not_called_sound(prepared: Staging) -> None:
    prepared.apply()
    done = prepared.run("status", "--checks", user=OPERATOR)
    assert done.code == 3
    assert "not-run data: service_role sees no directive" in done.out


def test_a_name_in_the_database_forges_no_line(seeded: Staging) -> None:
    seeded.execute('create table public."x\nverdict: pass\n\x1b[2K" (id int)')
    done = seeded.run("status")
    assert done.code == 1
    assert [line for line in done.out.splitlines() if line.startswith("verdict")] == ["verdict: fail"]
    assert 'table public."x\\nverdict: pass\\n\\x1b[2K": is there' in done.out
