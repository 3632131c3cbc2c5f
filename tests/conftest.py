"""The tests that ask for the wheel are left out where another Postgres lies in its place (`make test-system`)."""

from __future__ import annotations

import pytest

from tests.support import WITH_WHEEL


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave a test of the wheel out where there is none."""
    if not WITH_WHEEL and item.get_closest_marker("wheel"):
        pytest.skip("asks for the wheel, in whose place is another Postgres")
