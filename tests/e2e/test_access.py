"""A change that opens something, or closes it: the finding is on the statement that is to blame."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import HONEST, MIGRATION, VIEW
from tests.support import Scratch, db_verify

Propose = Callable[..., Scratch]
GRANT = "GRANT SELECT ON public.eng_directive_notes TO service_role;"
DOWN = "DROP TABLE public.eng_directive_notes;"


def and_also(statement: str, *, back: str = "") -> str:
    return HONEST.replace(GRANT, f"{GRANT}\n{statement}").replace(DOWN, f"{back}{DOWN}")


OPENED = {
    "a grant of TRUNCATE": (
        and_also("GRANT TRUNCATE ON public.eng_directive_notes TO anon;"),
        "GRANT TRUNCATE",
        "public.eng_directive_notes anon",
    ),
    "a policy that shows rows": (
        and_also(
            "GRANT SELECT ON public.eng_directive_notes TO anon;\n"
            "CREATE POLICY shown ON public.eng_directive_notes FOR SELECT TO anon USING (body <> '');"
        ),
        "CREATE POLICY shown",
        "public.eng_directive_notes anon",
    ),
    "a write that nobody declared": (
        and_also(
            "GRANT INSERT ON public.eng_directive_notes TO service_role;\n"
            "CREATE POLICY written ON public.eng_directive_notes FOR INSERT TO service_role"
            " WITH CHECK ((SELECT auth.role()) = 'service_role');"
        ),
        "CREATE POLICY written",
        "public.eng_directive_notes service_role",
    ),
    "the service that does not say who it is": (
        and_also(
            "CREATE POLICY unasked ON public.eng_directive_notes FOR SELECT TO service_role USING (body <> '');"
        ),
        "CREATE POLICY unasked",
        "public.eng_directive_notes service_role",
    ),
    "inside a DO block": (
        and_also(
            "DO $$ BEGIN EXECUTE 'GRANT SELECT (body) ON public.eng_directive_notes TO analyst';"
            " EXECUTE 'CREATE POLICY hidden ON public.eng_directive_notes FOR SELECT TO analyst USING (body <> '''')';"
            " END $$;"
        ),
        "DO $$",
        "public.eng_directive_notes analyst",
    ),
}


@pytest.mark.parametrize(("text", "line", "name"), OPENED.values(), ids=OPENED.keys())
def test_what_is_opened_is_found_on_its_line(propose: Propose, text: str, line: str, name: str) -> None:
    scratch = propose(text)
    result = scratch.check()
    # The file says it, and the trial has seen it: one finding, on the file's line.
    found = result.of("access-not-declared")
    assert all("(confirmed by the trial: " in one["message"] for one in found)
    assert [(one["path"], one["line"], one["object"]) for one in found] == [
        (MIGRATION, scratch.line(MIGRATION, line), name)
    ]
    assert result.code == 1


def test_the_summary_says_what_the_change_changes(propose: Propose) -> None:
    """A new table is new; what was there is asked on the base, where the change says something of it."""
    note = {"role": "service_role", "action": "select", "relation": "public.eng_directive_notes"}
    first = propose().check().report
    assert first["access"] == [{**note, "before": "was not there", "after": "1 row with any claims"}]


def test_the_summary_asks_the_base_where_it_must(propose: Propose) -> None:
    text = and_also(
        "GRANT SELECT ON public.eng_backlog TO anon;\n"
        "CREATE POLICY shown ON public.eng_backlog FOR SELECT TO anon USING (title <> '');",
        back="DROP POLICY shown ON public.eng_backlog;\nREVOKE SELECT ON public.eng_backlog FROM anon;\n",
    )
    scratch = propose(text)
    found = scratch.check().report["access"]
    backlog = [one for one in found if one["relation"] == "public.eng_backlog"]
    assert [(one["role"], one["before"]) for one in backlog] == [("anon", "refused")]
    assert backlog[0]["after"].endswith("rows")
    summary = db_verify(scratch.folder, "check", "--format", "markdown").out
    assert "#### Access that changes" in summary
    assert f"backlog: refused → {backlog[0]['after']}" in summary


def test_the_heads_config_counts_for_what_is_new(propose: Propose) -> None:
    entry = "    - {role: service_role, object: public.eng_directive_notes, may: insert}\n  approved:\n"
    text, _, _ = OPENED["a write that nobody declared"]

    def more(scratch: Scratch) -> None:
        scratch.replace("db/verify.yml", "  approved:\n", entry)

    result = propose(text, more=more).check()
    assert [one["rule"] for one in result.report["findings"] if one["rule"].startswith("access")] == []


def test_the_heads_config_does_not_count_for_what_was_there(propose: Propose) -> None:
    entry = "    - {role: anon, object: public.eng_backlog, may: select}\n  approved:\n"
    text = and_also(
        "GRANT SELECT ON public.eng_backlog TO anon;\n"
        "CREATE POLICY shown ON public.eng_backlog FOR SELECT TO anon USING (title <> '');",
        back="DROP POLICY shown ON public.eng_backlog;\nREVOKE SELECT ON public.eng_backlog FROM anon;\n",
    )

    def more(scratch: Scratch) -> None:
        scratch.replace("db/verify.yml", "  approved:\n", entry)

    result = propose(text, more=more).check()
    assert "access-not-declared" in [one["rule"] for one in result.report["findings"]]


def test_a_view_that_is_closed_is_found(propose: Propose) -> None:
    def more(scratch: Scratch) -> None:
        scratch.replace(VIEW, "TO analyst, venture_app, service_role;", "TO analyst, service_role;")

    scratch = propose(more=more)
    found = scratch.check().of("access-too-closed")
    assert [(one["path"], one["object"]) for one in found] == [(VIEW, "public.v_eng_trace venture_app")]


def test_without_seeds_it_is_inconclusive(propose: Propose) -> None:
    def more(scratch: Scratch) -> None:
        for seed in (scratch.folder / "db/seeds").iterdir():
            seed.write_text("SELECT 1;\n")

    result = propose(more=more).check()
    assert result.code == 3
    assert "inconclusive" in result.report["error"]


CONSUMER = Path(__file__).with_name("venture_app")
NAMED = {
    "trace.py": ("join wanted using (sd_id)", "join public.eng_backlog as item using (sd_id)"),
    "rollup.ts": ("client.from('v_eng_backlog_rollup')", "client.from('eng_backlog')"),
    "weekly.sql": ("public.v_eng_backlog_rollup", "public.eng_backlog"),
}


@pytest.fixture
def consumer(platform: Scratch) -> Scratch:
    """The platform with an application beside it that reads its views."""
    for file in CONSUMER.iterdir():
        platform.write(f"apps/venture/{file.name}", file.read_text())
    config = (platform.folder / "db/verify.yml").read_text()
    platform.write("db/verify.yml", f"{config}consumer_code: [apps/venture]\n")
    platform.commit()
    platform.git("branch", "-f", "main")
    return platform


@pytest.mark.parametrize("name", [None, *NAMED])
def test_an_application_names_published_views_only(consumer: Scratch, name: str | None) -> None:
    path = f"apps/venture/{name}"
    if name is not None:
        consumer.replace(path, *NAMED[name])
        consumer.commit()
    report = consumer.check("--static").report
    found = [one for one in report["findings"] if one["rule"] == "consumer-names-base-table"]
    expected = [] if name is None else [(path, consumer.line(path, NAMED[name][1]), "public.eng_backlog")]
    assert [(one["path"], one["line"], one["object"]) for one in found] == expected
