"""The whole life of directives, requirements and backlog items, as the governance service lives it."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest

from tests.platform.conftest import SERVICE, Governance

CRITERION = {"id": "AC-1", "statement": "It works.", "verification": "test", "required": True}


def one(connection: psycopg.Connection[Any], query: str, *values: object) -> Any:
    """The only value of the only row."""
    row = connection.execute(query.encode(), values).fetchone()
    assert row is not None
    return row[0]


def test_from_import_to_release(governance: Governance) -> None:
    with governance.acting("service_role", SERVICE) as connection:
        rows = json.dumps(
            [
                {"sd_key": "SD-900", "title": "Life", "owner": "Head of Life"},
                {"sd_key": "SD-901", "title": "More"},
            ]
        )
        assert one(connection, "SELECT public.eng_import_directives(%s)", rows) == 2
        assert one(connection, "SELECT public.eng_import_directives(%s)", rows) == 0

        connection.execute(
            "UPDATE public.strategic_directives_v2 SET status = 'submitted' WHERE sd_key = 'SD-900'"
        )
        approve = "SELECT public.eng_approve_directive('SD-900', 'board', 'DL-2026-900')"
        assert one(connection, approve) is True
        assert one(connection, approve) is False
        connection.execute(
            "UPDATE public.strategic_directives_v2 SET status = 'in_progress' WHERE sd_key = 'SD-900'"
        )
        # An import of a directive that lives on leaves its status and what it does not name alone.
        assert (
            one(
                connection,
                "SELECT public.eng_import_directives(%s)",
                '[{"sd_key": "SD-900", "title": "Long life"}]',
            )
            == 1
        )
        assert connection.execute(
            "SELECT title, owner, decision_log_ref, status::text FROM public.strategic_directives_v2 WHERE sd_key = 'SD-900'"
        ).fetchone() == ("Long life", "Head of Life", "DL-2026-900", "in_progress")

        key, requirement = connection.execute(
            "INSERT INTO public.product_requirements_v2 (sd_id, title, acceptance_criteria)"
            " SELECT id, 'Ask', %s FROM public.strategic_directives_v2 WHERE sd_key = 'SD-900' RETURNING prd_key, id",
            (json.dumps([CRITERION]),),
        ).fetchone()  # type: ignore[misc]
        for status in ("in_review", "approved"):
            connection.execute(
                "UPDATE public.product_requirements_v2 SET status = %s::public.eng_requirement_status WHERE id = %s",
                (status, requirement),
            )
        bump = "SELECT public.eng_bump_requirement(%s, 1)"
        assert one(connection, bump, key) == one(connection, bump, key) != requirement

        item = one(
            connection,
            "INSERT INTO public.eng_backlog (sd_id, prd_id, title) SELECT sd_id, id, 'Do'"
            " FROM public.product_requirements_v2 WHERE id = %s RETURNING backlog_key",
            requirement,
        )
        for change in (
            "state = 'ready'", "state = 'in_progress'", "state = 'in_review'", "qa_score = 79, qa_gate_status = 'failed'",
            "qa_score = 80, qa_gate_status = 'passed'", f"commit_sha = '{'a' * 40}'", "state = 'done'",
            "release_link = 'https://git.example/r/1'",
        ):  # fmt: skip
            assert (
                connection.execute(
                    f"UPDATE public.eng_backlog SET {change} WHERE backlog_key = %s", (item,)
                ).rowcount
                == 1
            )

        assert connection.execute(
            "SELECT trace_key, commit_sha, backlog_state FROM public.v_eng_trace WHERE sd_key = 'SD-900' ORDER BY 1"
        ).fetchall() == [
            (f"SD-900/{key}@1/{item}", "a" * 40, "done"),
            (f"SD-900/{key}@2/-", None, None),
        ]
        assert connection.execute(
            "SELECT readiness_pct, missing, qa_gate_open FROM public.v_eng_backlog_rollup WHERE backlog_key = %s",
            (item,),
        ).fetchone() == (100, [], True)
        assert connection.execute(
            "SELECT version, is_latest, acceptance_criteria FROM public.v_eng_prd_payload_v1 WHERE prd_key = %s",
            (key,),
        ).fetchall() == [(1, True, [CRITERION])]

        history = connection.execute(
            "SELECT table_name, action, count(*), min(actor), max(actor) FROM public.eng_audit_history"
            " WHERE transaction_id = pg_catalog.pg_current_xact_id() GROUP BY 1, 2 ORDER BY 1, 2"
        ).fetchall()
    who = SERVICE["sub"]
    assert history == [
        ("public.eng_backlog", "INSERT", 1, who, who),
        ("public.eng_backlog", "UPDATE", 8, who, who),
        ("public.product_requirements_v2", "INSERT", 2, who, who),
        ("public.product_requirements_v2", "UPDATE", 2, who, who),
        ("public.strategic_directives_v2", "INSERT", 2, who, who),
        ("public.strategic_directives_v2", "UPDATE", 4, who, who),
    ]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("INSERT INTO public.strategic_directives_v2 (title, status) VALUES ('x', 'submitted')", "begins as draft"),
        ("UPDATE public.strategic_directives_v2 SET status = 'completed' WHERE sd_key = 'SD-106'", "cannot go from submitted"),
        ("UPDATE public.strategic_directives_v2 SET status = 'draft' WHERE sd_key = 'SD-112'", "cannot go from superseded"),
        ("UPDATE public.strategic_directives_v2 SET status = 'approved' WHERE sd_key = 'SD-106'", "approval_check"),
        ("UPDATE public.strategic_directives_v2 SET status = 'superseded' WHERE sd_key = 'SD-104'", "superseded_check"),
        ("UPDATE public.strategic_directives_v2 SET approved_by = 'me' WHERE sd_key = 'SD-104'", "on record"),
        ("UPDATE public.strategic_directives_v2 SET sd_key = 'SD-999' WHERE sd_key = 'SD-104'", "keeps its keys"),
        ("UPDATE public.strategic_directives_v2 SET owner = ' ' WHERE sd_key = 'SD-104'", "owner_check"),
        ("UPDATE public.strategic_directives_v2 SET decision_log_ref = 'DL-1' WHERE sd_key = 'SD-104'", "decision_log_ref_check"),
        ("SELECT public.eng_approve_directive('SD-106', 'board', NULL)", "names no decision"),
        ("SELECT public.eng_approve_directive('SD-104', 'board', 'DL-2026-900')", "was approved by"),
        ("SELECT public.eng_approve_directive('SD-108', 'board', 'DL-2026-900')", "cannot go from draft"),
        ("INSERT INTO public.product_requirements_v2 (sd_id, title, status) SELECT sd_id, 'x', 'approved' FROM public.eng_backlog LIMIT 1", "begins as draft"),
        ("UPDATE public.product_requirements_v2 SET status = 'delivered' WHERE prd_key = 'PRD-207'", "cannot go from in_review"),
        ("UPDATE public.product_requirements_v2 SET acceptance_criteria = '[]' WHERE prd_key = 'PRD-205'", "was approved with"),
        ("UPDATE public.product_requirements_v2 SET sd_id = '5d000000-0000-4000-8000-000000000101' WHERE prd_key = 'PRD-205'", "keeps its keys"),
        ("UPDATE public.product_requirements_v2 SET completeness_pct = 100.01", "completeness_pct_check"),
        ("SELECT public.eng_bump_requirement('PRD-208', 1)", "still draft"),
        ("INSERT INTO public.eng_backlog (sd_id, title, state) SELECT sd_id, 'x', 'done' FROM public.eng_backlog LIMIT 1", "begins as proposed"),
        ("UPDATE public.eng_backlog SET state = 'ready' WHERE backlog_key = 'BL-301'", "cannot go from done"),
        ("UPDATE public.eng_backlog SET state = 'done' WHERE backlog_key = 'BL-306'", "done_check"),
        ("UPDATE public.eng_backlog SET qa_gate_status = 'passed' WHERE backlog_key = 'BL-306'", "qa_gate_check"),
        ("UPDATE public.eng_backlog SET qa_gate_status = 'waived' WHERE backlog_key = 'BL-306'", "qa_waiver_ref_check"),
        ("UPDATE public.eng_backlog SET commit_sha = NULL WHERE backlog_key = 'BL-301'", "done_commit_check"),
        ("UPDATE public.eng_backlog SET commit_sha = 'abc' WHERE backlog_key = 'BL-306'", "commit_sha_check"),
        ("UPDATE public.eng_backlog SET pr_url = 'javascript:x' WHERE backlog_key = 'BL-306'", "pr_url_check"),
    ],
)  # fmt: skip
def test_what_the_life_cycle_refuses(governance: Governance, statement: str, said: str) -> None:
    with (
        governance.acting("service_role", SERVICE) as connection,
        pytest.raises(psycopg.errors.CheckViolation, match=said),
        connection.transaction(),
    ):
        connection.execute(statement.encode())


def test_an_update_of_many_rows_is_recorded_for_each_that_changed(governance: Governance) -> None:
    with governance.acting("service_role", SERVICE) as connection:
        owned = one(
            connection, "SELECT count(*) FROM public.strategic_directives_v2 WHERE owner = 'Head of Data'"
        )
        assert 0 < owned < 16
        for _ in range(2):
            assert (
                connection.execute(
                    "UPDATE public.strategic_directives_v2 SET owner = 'Head of Data'"
                ).rowcount
                == 16
            )
        recorded = connection.execute(
            "SELECT new_row ->> 'sd_key', old_row ->> 'owner', new_row ->> 'owner', changed_columns, row_id::text = new_row ->> 'id'"
            " FROM public.eng_audit_history WHERE transaction_id = pg_catalog.pg_current_xact_id()"
        ).fetchall()
    assert len({key for key, *_ in recorded}) == len(recorded) == 16 - owned
    assert {(new, tuple(columns), same) for _, _, new, columns, same in recorded} == {
        ("Head of Data", ("owner", "updated_at"), True)
    }
    assert "Head of Data" not in {old for _, old, *_ in recorded}


def test_an_item_cannot_name_a_requirement_of_another_directive(governance: Governance) -> None:
    with (
        governance.acting("service_role", SERVICE) as connection,
        pytest.raises(psycopg.errors.ForeignKeyViolation),
        connection.transaction(),
    ):
        connection.execute(
            "INSERT INTO public.eng_backlog (sd_id, prd_id, title) VALUES"
            " ('5d000000-0000-4000-8000-000000000101', '9d000000-0000-4000-8000-000000000205', 'x')"
        )


@pytest.mark.parametrize(
    "criteria",
    [
        {}, "AC-1", None, [None], ["AC-1"], [[CRITERION]], [{}], [CRITERION, {}],
        [{**CRITERION, "id": "1"}], [{**CRITERION, "id": ["AC-1"]}], [{**CRITERION, "id": 1}],
        [{**CRITERION, "statement": " "}], [{**CRITERION, "statement": None}], [{**CRITERION, "verification": "prayer"}],
        [{**CRITERION, "required": "yes"}], [{**CRITERION, "required": None}], [{**CRITERION, "more": 1}],
        [{key: value for key, value in CRITERION.items() if key != "required"}], [CRITERION, CRITERION],
    ],
    ids=lambda criteria: json.dumps(criteria)[:60],
)  # fmt: skip
def test_acceptance_criteria_have_their_shape(governance: Governance, criteria: object) -> None:
    update = "UPDATE public.product_requirements_v2 SET acceptance_criteria = %s WHERE prd_key = 'PRD-208'"
    with governance.acting("service_role", SERVICE) as connection:
        with pytest.raises(psycopg.errors.CheckViolation, match="criteri"), connection.transaction():
            connection.execute(update, (json.dumps(criteria),))
        good = [CRITERION, {**CRITERION, "id": "AC-2", "required": False}]
        assert connection.execute(update, (json.dumps(good),)).rowcount == 1
