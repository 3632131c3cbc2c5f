"""Sentences that are worth holding: they must say what to do."""

from __future__ import annotations

from checker.selftest.cases import read_case
from checker.selftest.memory import findings


def test_a_psql_command_is_called_one() -> None:
    (found,) = findings(read_case("", "psql", "create schema app;\n\\i other.sql\n"))
    assert (found.location.line, found.location.column) == (2, 1)
    assert found.message.startswith("\\i is a command of psql")
