"""One honest change passes; break any one thing of it and the finding is on the line that is to blame."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.e2e.conftest import HONEST, ID, MIGRATION, VIEW
from tests.support import Scratch

Propose = Callable[..., Scratch]


def without(*lines: str) -> str:
    """The honest migration without some of its lines, each of which stands there exactly once."""
    text = HONEST
    for line in lines:
        assert text.count(line + "\n") == 1, line
        text = text.replace(line + "\n", "")
    return text


@pytest.mark.wheel
def test_the_honest_change_passes(propose: Propose) -> None:
    result = propose().check()
    assert result.findings == []
    assert result.code == 0
    report = result.report
    assert report["complete"] and report["verdict"] == "pass"
    assert [stage["status"] for stage in report["stages"]] == ["passed"] * 5
    changed = [migration for migration in report["migrations"] if migration["changed"]]
    assert [(migration["id"], migration["reversible"]) for migration in changed] == [(ID, "proven")]


def honest_but(old: str, new: str) -> str:
    assert HONEST.count(old) == 1, old
    return HONEST.replace(old, new)


FORCE = "ALTER TABLE public.eng_directive_notes FORCE ROW LEVEL SECURITY;"
DOWN = "DROP TABLE public.eng_directive_notes;\nDROP TYPE public.eng_note_kind;\n"

BROKEN = {
    "no COMMIT": (
        HONEST.replace("COMMIT;\n\n/* DOWN */", "/* DOWN */"),
        {"transaction-left-open"},
        "BEGIN;",
    ),
    "no BEGIN and no COMMIT": (
        HONEST.replace("BEGIN;\n\n", "").replace("COMMIT;\n", "").replace("SET LOCAL", "SET"),
        {"transaction-missing"},
        None,
    ),
    "an empty down": (honest_but(DOWN, "SELECT 1;\n"), {"down-empty"}, None),
    "no down at all": (HONEST[: HONEST.index("/* DOWN */")], {"down-missing"}, None),
    "no FORCE": (without(FORCE), {"rls-not-forced"}, "ENABLE ROW LEVEL SECURITY"),
    "no row-level security": (
        without("ALTER TABLE public.eng_directive_notes ENABLE ROW LEVEL SECURITY;", FORCE),
        {"table-without-rls"},
        "CREATE TABLE public.eng_directive_notes",
    ),
    "a policy that lets everybody through": (
        honest_but(
            "TO service_role\n  USING ((SELECT auth.role()) = 'service_role')",
            "TO analyst, service_role\n  USING (true)",
        ),
        {"policy-always-true"},
        "CREATE POLICY eng_directive_notes_service_select",
    ),
    "an enum left behind": (
        honest_but("DROP TYPE public.eng_note_kind;\n", ""),
        {"down-leaves-trace", "down-incomplete"},
        "CREATE TYPE public.eng_note_kind",
    ),
    "a division by zero": (
        honest_but(
            "COMMIT;\n\n/* DOWN */",
            "UPDATE public.eng_directive_notes SET body = (1 / 0)::text WHERE 1 / 0 = 1;\n\nCOMMIT;\n\n/* DOWN */",
        ),
        {"migration-fails"},
        "1 / 0",
    ),
    "exposed before protected": (
        without("GRANT SELECT ON public.eng_directive_notes TO service_role;").replace(
            "ALTER TABLE public.eng_directive_notes ENABLE",
            "GRANT SELECT ON public.eng_directive_notes TO analyst;\n\nALTER TABLE public.eng_directive_notes ENABLE",
        ),
        {"exposed-before-protected"},
        "GRANT SELECT",
    ),
    "not SQL": (honest_but("CREATE INDEX", "CREATE INDEKS"), {"syntax-error"}, "CREATE INDEKS"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_migration_fails_on_the_right_line(propose: Propose, name: str) -> None:
    text, rules, where = BROKEN[name]
    scratch = propose(text)
    result = scratch.check()
    assert result.code == 1, result.out
    hits = [(path, line) for rule, path, line in result.findings if rule in rules]
    assert hits, result.findings
    assert {path for path, _ in hits} == {MIGRATION}
    if where is not None:
        wanted = next(number for number, line in enumerate(text.splitlines(), 1) if where in line)
        assert wanted in {line for _, line in hits}
    github = scratch.check("--format", "github", GITHUB_ACTIONS="true")
    assert github.code == 1
    assert any(
        line.startswith(f"::error file={MIGRATION},line={hits[0][1]},") for line in github.out.splitlines()
    ), github.out


def test_an_index_left_behind_is_found_where_it_was_made(propose: Propose) -> None:
    text = HONEST.replace(
        "COMMIT;\n\n/* DOWN */",
        "CREATE INDEX strategic_directives_v2_owner_idx ON public.strategic_directives_v2 (owner);\n\nCOMMIT;\n\n/* DOWN */",
    )
    result = propose(text).check()
    line = next(
        n for n, each in enumerate(text.splitlines(), 1) if "strategic_directives_v2_owner_idx" in each
    )
    assert result.code == 1
    assert (MIGRATION, line) in {
        (path, at) for rule, path, at in result.findings if rule == "down-leaves-trace"
    } | {(path, at) for rule, path, at in result.findings if rule == "down-incomplete"}


@pytest.mark.wheel
def test_a_forgotten_changelog_line(propose: Propose) -> None:
    result = propose(changelog=False).check()
    assert result.code == 1
    assert {(rule, path) for rule, path, _ in result.findings} == {("changelog-entry-missing", MIGRATION)}


@pytest.mark.wheel
def test_a_forgotten_audit_entry(propose: Propose) -> None:
    result = propose(audit=False).check()
    assert result.code == 1
    assert {(rule, path) for rule, path, _ in result.findings} == {("audit-report-missing", MIGRATION)}


@pytest.mark.wheel
def test_a_pull_request_that_names_no_id(propose: Propose) -> None:
    result = propose(message="Add notes on directives").check()
    assert result.code == 1
    assert result.rules == {"pull-request-without-migration-id"}


def test_a_renamed_column_of_a_published_view(propose: Propose) -> None:
    def rename(scratch: Scratch) -> None:
        scratch.replace(VIEW, "directive.title AS sd_title,", "directive.title AS sd_heading,")
        scratch.replace(
            VIEW,
            "CREATE OR REPLACE VIEW public.v_eng_trace AS",
            "DROP VIEW IF EXISTS public.v_eng_trace;\nCREATE VIEW public.v_eng_trace AS",
        )

    scratch = propose(more=rename)
    result = scratch.check()
    assert result.code == 1
    line = scratch.line(VIEW, "sd_heading")
    assert any(path == VIEW and at == line for _, path, at in result.findings), result.findings


def test_an_edited_and_a_deleted_merged_migration(propose: Propose) -> None:
    edited = "db/migrations/eng/202609071000__add_governance_functions.sql"

    def edit(scratch: Scratch) -> None:
        text = (scratch.folder / edited).read_text(encoding="utf-8")
        scratch.write(edited, text.replace("there is no directive %", "no directive %"))

    result = propose(more=edit).check("--static")
    assert result.code == 1
    assert ("migration-edited-after-merge", edited) in {(rule, path) for rule, path, _ in result.findings}


def test_a_change_without_migrations_passes_and_says_so(platform: Scratch) -> None:
    platform.write("README.md", "# Hello\n")
    platform.commit("words")
    result = platform.check()
    assert result.code == 0
    assert [stage["status"] for stage in result.report["stages"]] == [
        "passed",
        "passed",
        "passed",
        "not-run",
        "not-run",
    ]
    assert "0 of 10 migrations changed" in result.report["stages"][0]["detail"]


def test_uncommitted_work_is_judged(platform: Scratch) -> None:
    platform.write(MIGRATION, HONEST)
    result = platform.check("--static")
    assert result.rules >= {"changelog-entry-missing", "audit-report-missing"}
