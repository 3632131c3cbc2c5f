"""`db-verify apply` on a real database."""

from __future__ import annotations

from tests.ops.conftest import Staging


def test_everything_is_applied_once(prepared: Staging) -> None:
    first = prepared.apply()
    assert "202511240900" in first.out
    ledger, dump = prepared.ledger(), prepared.dump()
    assert len([row for row in ledger if row[0] == "migration"]) == 9
    assert all(row[3] for row in ledger)
    second = prepared.apply()
    assert "nothing to apply" in second.out
    assert (prepared.ledger(), prepared.dump()) == (ledger, dump)
