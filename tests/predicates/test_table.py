"""The evaluator against predicates whose truth is known."""

import pytest
from pglast import parse_sql

from checker.access import Brought
from checker.predicate import BLANK, NO_CLAIMS, STRANGER, Answer, Itself, bearer, decide
from tests.predicates.table import TABLE


def expression(sql):
    return parse_sql(f"select ({sql})")[0].stmt.targetList[0].val


@pytest.mark.parametrize(("sql", "unclaimed", "stranger"), TABLE, ids=[row[0] for row in TABLE])
def test_known_truth(sql, unclaimed, stranger):
    for caller, expected in ((NO_CLAIMS, unclaimed), (STRANGER, stranger)):
        verdict = decide(expression(sql), caller, relation="note")
        assert verdict.answer == expected, (caller.name, verdict)


@pytest.mark.parametrize(
    "sql",
    [
        "owner operator(app.=) auth.uid()",
        "app.length(title) >= 0 or title is null",
        "app.now() = app.now()",
        "owner = app.current_setting('request.jwt.claim.sub')",
        "auth.jwt() operator(app.->>) 'role' = 'authenticated'",
    ],
)
def test_what_has_a_name_of_postgres_in_another_schema(sql):
    """It is somebody's own, and may say anything."""
    assert decide(expression(sql), STRANGER, relation="note").answer == Answer.UNKNOWN


@pytest.mark.parametrize(
    ("sql", "answer"),
    [
        ("tableoid = 'public.note'::regclass", Answer.EVERY),
        ("note.tableoid = 'note'::regclass", Answer.EVERY),
        ("tableoid::regclass::text = 'note'", Answer.EVERY),
        ("tableoid in (to_regclass('public.note'), 'app.other'::regclass)", Answer.EVERY),
        ("tableoid = 'app.note'::regclass", Answer.NONE),
        ("tableoid <> 'app.note'::regclass", Answer.EVERY),
        ("tableoid = 'Note'::regclass", Answer.UNKNOWN),
        ("tableoid = 16384", Answer.UNKNOWN),
        ("exists (select 1 from members where tableoid = 'note'::regclass)", Answer.SOME),
        ("now() > '2000-01-01'", Answer.EVERY),
        ("'2000-01-01'::timestamptz < current_date", Answer.EVERY),
        ("clock_timestamp() < '2026-06-02 12:00'", Answer.EVERY),
        ("now() > '2026-06-01'", Answer.UNKNOWN),
        ("now() > '2099-01-01'", Answer.NONE),
        ("expires_at > now()", Answer.SOME),
    ],
)
def test_what_is_known_of_the_surroundings(sql, answer):
    """The table's own name decides what is asked of `tableoid`, today's date what is asked of the time."""
    today = dict.fromkeys(("now()", "clock_timestamp()", "current_date"), "2026-06-01")
    given = {**today, "tableoid": Itself("public.note")}
    assert decide(expression(sql), STRANGER, relation="note", given=given).answer == answer


@pytest.mark.parametrize(
    ("sql", "blank"),
    [
        ("tenant = current_setting('app.tenant', true)", Answer.NONE),
        ("tenant = current_setting('app.tenant')::uuid", Answer.NONE),
        ("tenant = nullif(current_setting('app.tenant', true), '')", Answer.NONE),
        ("tenant = any (string_to_array(current_setting('app.tenants', true), ','))", Answer.NONE),
        ("tenant = current_setting('app.tenant', true) or public", Answer.SOME),
        ("current_setting('app.tenant', true) = ''", Answer.EVERY),
        ("current_setting('app.tenant', true) is not null", Answer.EVERY),
        ("current_setting('app.tenant', true) is null", Answer.NONE),
    ],
)
def test_what_a_transaction_leaves_behind(sql, blank):
    """An empty setting is no row's, and no number and no uuid."""
    for caller in (BLANK, bearer("app", Brought(None, {"app.tenant": ""}, blank=True), stranger=True)):
        assert decide(expression(sql), caller, relation="note").answer == blank


def test_a_callers_settings():
    """What it alone has is in no row of a stranger's, and names its own; what several share is a word as any other."""
    settings, own = {"app.tenant": "a", "app.team": "red"}, frozenset(["app.tenant"])
    stranger, owner = (
        bearer("app", Brought({"role": "app"}, settings, own), stranger=stranger)
        for stranger in (True, False)
    )
    tenant, team = (expression(f"x = current_setting('{name}')") for name in ("App.Tenant", "app.team"))
    listed = expression("x = any (string_to_array(current_setting('app.tenant'), ','))")
    assert decide(tenant, stranger).answer == decide(listed, stranger).answer == Answer.NONE
    assert decide(tenant, owner).witness == decide(listed, owner).witness == {"x": "a"}
    assert decide(team, stranger).witness == {"x": "red"}
    assert decide(expression("x = current_setting('app.other', true)"), owner).answer == Answer.NONE
