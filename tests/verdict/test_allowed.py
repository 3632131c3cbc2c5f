"""L22, L23: what a directive or the baseline allows is that finding, so many times, and no other."""

from __future__ import annotations

import json

from checker.model import Finding
from checker.selftest.cases import read_case
from checker.selftest.memory import findings

CONFIG = (
    "version: 1\nmigrations: [{path: db/migrations/eng, layout: marker}]\nexposed_schemas: [public, api]\n"
)
BASELINE = "db/verify-baseline.json"


def found(text: str) -> tuple[Finding, ...]:
    return findings(read_case("a-rule", "a-rule/case", text))


def known(*allowed: Finding, number: int = 1) -> str:
    """The sections of a baseline that base and head have."""
    entries = [
        {"fingerprint": one.fingerprint, "rule": one.rule, "path": one.location.path, "number": number}
        for one in allowed
    ]
    return f"-- === base file {BASELINE}\n{json.dumps({'schema': 'db-verify/baseline/v1', 'entries': entries})}\n"


def weakened(baseline: str = "") -> tuple[Finding, ...]:
    weaker = CONFIG.replace("[public, api]", "[public]")
    return found(f"{baseline}-- === base file db/verify.yml\n{CONFIG}-- === file db/verify.yml\n{weaker}")


def test_no_baseline_excuses_a_weaker_config() -> None:
    (finding,) = weakened()
    assert finding.rule == "config-weakened"
    assert "config-weakened" in {one.rule for one in weakened(known(finding))}


def test_the_baseline_excuses_as_many_findings_as_it_counts() -> None:
    config = f"-- === base file db/verify.yml\n{CONFIG.replace('marker', 'plain')}"
    change = f"{config}-- === up\nalter system set work_mem = 1;\nalter system set work_mem = 2;\n"

    def lines(baseline: str = "") -> list[int]:
        return [one.location.line for one in found(baseline + change) if one.rule == "alter-system"]

    (one, _) = [one for one in found(change) if one.rule == "alter-system"]
    assert (lines(), lines(known(one)), lines(known(one, number=2))) == ([1, 2], [2], [])


def test_a_directive_above_a_statement_allows_nothing_in_another_file() -> None:
    allow = '-- db-verify: allow definer-search-path-unpinned reason="it reads nothing"\n'
    rest = "create function {}() returns int language sql security definer as 'select 1';\n"
    one, two = (f"-- === up 20260102000{number}__{name}.sql\n" for number, name in ((1, "one"), (2, "two")))
    left = found(
        f"{one}create schema app;\n{allow}{rest.format('app.one')}{two}create schema api;\n--\n{rest.format('api.two')}"
    )
    assert [str(one.object) for one in left if one.rule == "definer-search-path-unpinned"] == ["api.two()"]
