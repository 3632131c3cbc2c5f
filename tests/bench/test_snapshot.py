"""The bench measures a snapshot of a history that is really there."""

from __future__ import annotations

from bench.run import described
from bench.snapshot import snapshots


def test_a_snapshot_is_timed_on_as_many_objects_as_wanted() -> None:
    count, taken = snapshots(40, 3, seed=1)
    assert count >= 40
    assert len(taken) == 3 and all(seconds > 0 for seconds in taken)


def test_a_history_is_described_by_what_it_holds() -> None:
    assert described(40).startswith(
        "40 generated migrations: `bench.generate --migrations 40 --seed 1`, 40 of them with a down, 10 tables at the end"
    )
