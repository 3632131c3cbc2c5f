"""The evaluator against predicates whose truth is known."""

import pytest
from pglast import parse_sql

from checker.predicate import NO_CLAIMS, STRANGER, decide
from tests.predicates.table import TABLE


def expression(sql):
    return parse_sql(f"select ({sql})")[0].stmt.targetList[0].val


@pytest.mark.parametrize(("sql", "unclaimed", "stranger"), TABLE, ids=[row[0] for row in TABLE])
def test_known_truth(sql, unclaimed, stranger):
    for caller, expected in ((NO_CLAIMS, unclaimed), (STRANGER, stranger)):
        verdict = decide(expression(sql), caller, relation="note")
        assert verdict.answer == expected, (caller.name, verdict)
