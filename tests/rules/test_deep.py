"""Input that is nested or knotted beyond reason ends in an answer, soon: no rule crashes, none takes a step for each way through."""

from __future__ import annotations

import pytest

from checker.selftest.cases import read_case
from checker.selftest.memory import findings

TABLE = "create table public.t (id bigint primary key, b boolean);\nalter table public.t enable row level security;\n"
POLICY = TABLE + "create policy p on public.t for select to r using ({});"
DEEP = {
    "not": POLICY.format("not (" * 300 + "b" + ")" * 300),
    "nots beyond what Python goes down": POLICY.format("not (" * 1500 + "b" + ")" * 1500),
    "subqueries": POLICY.format("exists (select 1 where " * 150 + "b" + ")" * 150),
    "blocks": "do $$ begin "
    + "if current_database() = 'x' then " * 300
    + "perform 1;"
    + " end if;" * 300
    + " end $$;",
    "altered": "-- === base\n"
    + POLICY.format("b")
    + "\n-- === up\nalter policy p on public.t using ("
    + "not (" * 300
    + "b"
    + ")" * 300
    + ");",
    "altered from": "-- === base\n"
    + POLICY.format("not (" * 300 + "b" + ")" * 300)
    + "\n-- === up\nalter policy p on public.t using (b or id < 3);",
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP.keys())
def test_what_is_nested_deep_crashes_no_rule(text: str) -> None:
    findings(read_case("", "deep", text))


def test_policies_that_all_ask_each_other_are_gone_through_once() -> None:
    """Each of fifteen tables asks each other but the first, which none asks: there are more ways than can be walked."""
    each = range(15)
    text = "".join(
        f"create table public.t{n} (id bigint primary key);\nalter table public.t{n} enable row level security;\n"
        for n in each
    )
    for n in each:
        asked = " or ".join(
            f"exists (select from public.t{m} where t{m}.id = t{n}.id)" for m in each if m not in (0, n)
        )
        text += f"create policy p on public.t{n} for select to r using ({asked});\n"
    found = [one.object for one in findings(read_case("", "knot", text)) if one.rule == "policy-recursive"]
    assert found == [f"public.t{n} p" for n in each if n]
