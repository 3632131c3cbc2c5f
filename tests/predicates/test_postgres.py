"""The evaluator against Postgres itself: random predicates over random rows, for each caller."""

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.predicate import NO_CLAIMS, OWNER, STRANGER, Answer, Fresh, Own, decide
from tests.predicates.test_table import expression

TEXTS = ("owner", "editor", "tenant")
CONSTANTS = ("'open'", "'shut'", "null")
CLAIMS = (
    "auth.uid()",
    "(select auth.uid())",
    "auth.role()",
    "auth.jwt() ->> 'tenant'",
    "current_setting('app.t', true)",
)
NUMBERS = ("level", "rank", "1", "2", "5", "null")
FLAGS = ("public", "hidden", "true", "false", "null")

text_atom = st.sampled_from(TEXTS * 2 + CONSTANTS + CLAIMS)
texts = st.one_of(
    text_atom,
    st.tuples(text_atom, text_atom).map(lambda t: f"coalesce({t[0]}, {t[1]})"),
    st.tuples(text_atom, text_atom).map(lambda t: f"nullif({t[0]}, {t[1]})"),
    text_atom.map(lambda t: f"({t})::text"),
)
number = st.sampled_from(NUMBERS)
equality = st.sampled_from(("=", "<>", "is distinct from", "is not distinct from"))
atoms = st.one_of(
    st.sampled_from(FLAGS),
    st.tuples(texts, equality, texts).map(" ".join),
    st.tuples(texts, st.sampled_from(("is null", "is not null"))).map(" ".join),
    st.tuples(texts, st.sampled_from(("in", "not in")), texts, texts).map(
        lambda t: f"{t[0]} {t[1]} ({t[2]}, {t[3]})"
    ),
    st.tuples(texts, st.sampled_from(("= any", "<> all", "<> any", "= all")), texts, texts).map(
        lambda t: f"{t[0]} {t[1]} (array[{t[2]}, {t[3]}]::text[])"
    ),
    st.tuples(number, st.sampled_from(("=", "<>", "<", ">", "<=", ">=")), number).map(" ".join),
    st.tuples(number, st.sampled_from(("between", "not between", "between symmetric")), number, number).map(
        lambda t: f"{t[0]} {t[1]} {t[2]} and {t[3]}"
    ),
)


def extended(inner):
    two = st.tuples(inner, inner)
    return st.one_of(
        two.map(lambda t: f"({t[0]} and {t[1]})"),
        two.map(lambda t: f"({t[0]} or {t[1]})"),
        inner.map(lambda t: f"(not ({t}))"),
        st.tuples(
            inner, st.sampled_from(("true", "not true", "false", "not false", "unknown", "not unknown"))
        ).map(lambda t: f"(({t[0]}) is {t[1]})"),
        two.map(lambda t: f"coalesce(({t[0]})::boolean, {t[1]})"),
        st.tuples(inner, inner, inner).map(lambda t: f"(case when {t[0]} then {t[1]} else {t[2]} end)"),
        st.tuples(text_atom, text_atom, inner).map(lambda t: f"(case {t[0]} when {t[1]} then {t[2]} end)"),
        st.tuples(text_atom, inner).map(
            lambda t: (
                f"(exists (select 1 from other o where o.tenant = {t[0]} and o.member = auth.uid() and {t[1]}))"
            )
        ),
    )


predicates = st.recursive(atoms, extended, max_leaves=5)
values = st.sampled_from(
    (None, "open", "shut", "x", "y", "the caller's sub", "the caller's tenant", "the caller's app.t")
)
levels = st.sampled_from((None, 0, 1, 1.5, 2, 3, 5, 6))
flags = st.sampled_from((None, True, False))
rows = st.tuples(values, values, values, levels, levels, flags, flags)
ROW = "(owner, editor, tenant, level, rank, public, hidden)"

SETTINGS = {
    NO_CLAIMS.name: (None, None, None, None),
    STRANGER.name: ("the caller's sub", "authenticated", "the caller's tenant", "the caller's app.t"),
    OWNER.name: ("the caller's sub", "authenticated", "the caller's tenant", "the caller's app.t"),
}


@pytest.fixture(scope="module")
def database(connection):
    connection.execute("""
        create schema auth;
        create table me (uid text, role text, tenant text, setting text);
        create table other (tenant text, member text);
        create function auth.uid() returns text stable language sql as 'select uid from public.me';
        create function auth.role() returns text stable language sql as 'select role from public.me';
        create function auth.jwt() returns jsonb stable language sql as
          $$ select jsonb_build_object('tenant', tenant) from public.me $$;
        create function setting() returns text stable language sql as 'select setting from public.me';
    """)
    return connection


def ask(database, caller, predicate, candidates, member):
    """For each row, whether the predicate is TRUE of it."""
    sql = predicate.replace("current_setting('app.t', true)", "setting()")
    with database.transaction(force_rollback=True):
        database.execute("insert into me values (%s, %s, %s, %s)", SETTINGS[caller.name])
        database.execute("insert into other select %s, %s where %s", (*member, member[1] is not None))
        query = "select " + ", ".join(
            f"(select ({sql}) is true from (values (%s::text, %s::text, %s::text, %s::numeric, %s::numeric,"
            f" %s::boolean, %s::boolean)) as note {ROW})"
            for _ in candidates
        )
        parameters = [value for row in candidates for value in row]
        return list(database.execute(query.encode(), parameters).fetchone())


def concrete(witness):
    """The row that a verdict shows, as Postgres takes it."""

    def plain(name, value):
        if isinstance(value, Fresh) and name in ("level", "rank"):
            return 100.0 + int(value.split()[1])
        return (
            float(value)
            if isinstance(value, Fraction)
            else value
            if value is None or value in (True, False)
            else str(value)
        )

    return tuple(plain(name, witness.get(name)) for name in ROW.strip("()").split(", "))


def is_strange(row):
    return not any(isinstance(value, str) and value.startswith("the caller's") for value in row)


@settings(
    max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)
@given(
    predicates,
    st.lists(rows, min_size=4, max_size=6),
    st.sampled_from((NO_CLAIMS, STRANGER, OWNER)),
    st.data(),
)
def test_never_contradicts_postgres(database, predicate, candidates, caller, data):
    verdict = decide(expression(predicate), caller, relation="note", columns={"other": ["tenant", "member"]})
    if caller.stranger:
        candidates = [row for row in candidates if is_strange(row)]
    reading = "from other" in predicate
    member = (None, None)
    if reading and data.draw(st.booleans()):
        member = (
            data.draw(st.sampled_from(("open", "z"))),
            data.draw(st.sampled_from(("the caller's sub", "w"))),
        )
    expected = [None] * len(candidates)
    if verdict.answer in (Answer.EVERY, Answer.NONE):
        expected = [verdict.answer is Answer.EVERY] * len(candidates)
    elif verdict.answer is Answer.SOME and not reading:
        candidates = [*candidates, concrete(verdict.witness), concrete(verdict.counter)]
        expected = [*expected, True, False]
    else:
        assert verdict.answer is not Answer.UNKNOWN or reading, verdict
    if candidates:
        found = ask(database, caller, predicate, candidates, member)
        wrong = [
            row for row, want, got in zip(candidates, expected, found, strict=True) if want not in (None, got)
        ]
        assert not wrong, (caller.name, verdict, wrong)


def test_own_values_are_the_callers():
    assert isinstance(STRANGER.claim("sub"), Own)
