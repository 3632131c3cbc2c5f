"""L30: what a view must be stands in the contract of the base, and not in what was just built."""

from __future__ import annotations

import pytest

from tests.contracts.test_program import PATH, VIEW_PATH, repository
from tests.support import Scratch

__all__ = ["repository"]

REMAKE = ("CREATE OR REPLACE", "DROP VIEW IF EXISTS public.v_trace;\nCREATE")
BROKEN = {
    "reordered": (("  i.id,\n  i.body,\n", "  i.body,\n  i.id,\n"),),
    "retyped": (("  i.body,\n", "  i.body::text AS body,\n"),),
    "renamed": (("  i.score\n", "  i.score AS points\n"),),
    "dropped": (("  i.body,\n  i.score\n", "  i.body\n"),),
    "grant lost": (("TO analyst, venture_app;", "TO analyst;"),),
    "owner lost": (("SET LOCAL ROLE eng_views;\n", ""),),
}


@pytest.mark.parametrize("changes", BROKEN.values(), ids=BROKEN.keys())
@pytest.mark.parametrize("arguments", [(), ("--static",)], ids=["tried", "read"])
def test_l30_a_view_that_is_not_what_was_promised(
    repository: Scratch, changes: tuple[tuple[str, str], ...], arguments: tuple[str, ...]
) -> None:
    for old, new in (REMAKE, *changes):
        repository.replace(VIEW_PATH, old, new)
    result = repository.check(*arguments)
    about = {
        rule
        for rule, _, _ in result.findings
        if rule in ("view-differs-from-contract", "view-contract-broken")
    }
    assert about, result.findings
    assert result.code == 1


@pytest.mark.parametrize("arguments", [(), ("--static",)], ids=["tried", "read"])
def test_l30_a_contract_that_is_edited_to_fit(repository: Scratch, arguments: tuple[str, ...]) -> None:
    repository.replace(VIEW_PATH, *REMAKE)
    repository.replace(VIEW_PATH, "  i.body,\n", "  i.body::text AS body,\n")
    repository.replace(PATH, "varchar(80)", "text")
    repository.replace(PATH, "version: 1.0.0", "version: 2.0.0")
    result = repository.check(*arguments)
    assert {"contract-breaking-change", "contract-edited-to-fit"} <= result.rules
    assert result.code == 1


def test_l30_twin(repository: Scratch) -> None:
    repository.replace(VIEW_PATH, *REMAKE)
    repository.replace(PATH, "version: 1.0.0", "version: 1.0.1")
    result = repository.check()
    assert result.code == 0, result.findings
