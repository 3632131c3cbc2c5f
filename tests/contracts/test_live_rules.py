"""What the live rules say over the trial's record, mostly of a real database; their corners by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import pytest
from msgspec.structs import replace

from checker.contracts import read
from checker.errors import CannotCheck
from checker.model import (
    Contract,
    PublishedView,
    Quality,
    QualityResult,
    Snapshot,
    Source,
    Trial,
    ViewColumn,
    ViewShape,
)
from checker.rules import all_rules
from checker.rules.contracts._promises import views_of
from checker.rules.contracts.contract_quality_fails import holds
from checker.selftest.cases import read_case
from checker.selftest.memory import make_change
from checker.trial.server import Server
from checker.trial.views import describe
from tests.contracts.changes import TABLES, VIEW
from tests.contracts.test_views import CONTRACT as PROMISES
from tests.contracts.test_views import SCHEMA
from tests.contracts.test_views import VIEW as PROMISED

PATH = "contracts/v_trace.odcs.yaml"
CONTRACT = """\
version: 1.0.0
apiVersion: v3.1.0
kind: DataContract
id: trace
status: active
schema:
  - name: v_trace
    physicalName: public.v_trace
    customProperties:
      - {property: viewOwner, value: eng_views}
      - {property: viewOptions, value: [security_barrier=true]}
    properties:
      - {name: sd_id, physicalType: uuid, required: true}
      - {name: key, physicalType: text, required: true}
      - {name: title, physicalType: varchar(80)}
      - {name: owner, physicalType: text}
      - {name: budget, physicalType: "numeric(5,2)"}
      - {name: phase, physicalType: text}
      - {name: created_at, physicalType: timestamptz}
      - {name: item_id, physicalType: bigint, required: true}
      - {name: state, physicalType: varchar(20)}
      - {name: score, physicalType: int}
      - {name: note, physicalType: text}
      - {name: passed, physicalType: integer}
      - {name: lead, physicalType: text, required: true}
      - {name: short, physicalType: text, required: true}
      - {name: tags, physicalType: "text[]"}
      - {name: place, physicalType: bigint, required: true}
roles: [{role: analyst}, {role: venture_app}]
"""

Judge = Callable[..., list[tuple[str, int, str | None]]]


def trial_of(
    head: str | None, views: Iterable[PublishedView] | None, base: str | None = None, ended: bool = True
) -> Trial:
    """A trial's record for a change that has these contracts and saw these views."""
    text = "" if base is None else f"-- === base file {PATH}\n{base}"
    text += f"-- === file {PATH}\n{head}" if head is not None else f"-- === gone {PATH}\n" if base else ""
    case = replace(read_case("x", "x", text or "-- === file contracts/README.md\nx\n"))
    change = make_change(case)
    change = replace(change, as_of=date(2026, 6, 1))
    return Trial(
        change,
        "18.6",
        "embedded",
        end=Snapshot() if ended else None,
        views=None if views is None else tuple(views),
    )


def findings(trial: Trial, rule: str) -> list[tuple[str, int, str | None, str]]:
    """Path, line, object and message of each hit."""
    hits = all_rules()[rule].check(trial)
    return [(hit.location.path, hit.location.line, hit.object, hit.message) for hit in hits]


def line(text: str, part: str) -> int:
    return next(number for number, one in enumerate(text.splitlines(), 1) if part in one)


@pytest.fixture
def look(server: Server, database: str) -> Callable[..., tuple[PublishedView, ...]]:
    def run(*scripts: str, contracts: tuple[Contract, ...] = ()) -> tuple[PublishedView, ...]:
        with server.connect(database, "owner") as connection:
            for script in scripts:
                connection.execute(script)
        with server.connect(database, search_path="") as catalog, server.connect(database, "seeder") as rows:
            return describe(catalog, rows, contracts, ("public.v_*",))[0]

    return run


Look = Callable[..., tuple[PublishedView, ...]]


def test_a_kept_contract_is_silent(look: Look) -> None:
    views = look(TABLES, VIEW)
    assert findings(trial_of(CONTRACT, views, CONTRACT), "view-contract-broken") == []


def test_every_difference_is_found_at_its_line_of_the_contract(look: Look) -> None:
    view = VIEW.replace("  d.budget,", "  d.budget::numeric AS budget,").replace("JOIN", "LEFT JOIN")
    view = view.replace("AS place", "AS place, 1 AS extra").replace(" WITH (security_barrier = true)", "")
    view = view.replace("TO analyst, venture_app", "TO analyst, PUBLIC").replace(
        "SET LOCAL ROLE eng_views;", ""
    )
    found = findings(trial_of(CONTRACT, look(TABLES, view)), "view-contract-broken")
    assert [(where, said) for _, where, said, _ in found] == [
        (line(CONTRACT, "budget"), "public.v_trace.budget"),
        (line(CONTRACT, "item_id"), "public.v_trace.item_id"),
        (line(CONTRACT, "physicalName"), "public.v_trace.extra"),
        (line(CONTRACT, "viewOptions"), "public.v_trace"),
    ]
    assert found[0][3] == (
        "public.v_trace: the type of budget is numeric, not numeric(5,2); mend the view, or the contract if it is wrong"
    )
    for part in (
        "security_barrier=true is lost",
        "the owner is owner, not eng_views",
        "venture_app may not read it",
        "the role PUBLIC may read it",
    ):
        assert part in found[3][3]


def test_a_contract_edited_to_match_a_broken_view_does_not_help(look: Look) -> None:
    """L30 and L35: the head's contract agrees with the view, the base's does not."""
    view = VIEW.replace("  i.score,", "  i.score::bigint AS score,")
    edited = CONTRACT.replace("physicalType: int}", "physicalType: bigint}")
    trial = trial_of(edited, look(TABLES, view), CONTRACT)
    found = findings(trial, "view-contract-broken")
    assert [(where, said) for _, where, said, _ in found] == [(line(edited, "score"), "public.v_trace.score")]
    assert "readers rely on what the base's contract says" in found[0][3]


def test_what_a_draft_or_an_ended_contract_said_binds_nobody(look: Look) -> None:
    views = look(TABLES, VIEW.replace("  i.score,", "  i.score::bigint AS score,"))
    edited = CONTRACT.replace("physicalType: int}", "physicalType: bigint}")
    draft = CONTRACT.replace("status: active", "status: draft")
    ended = (
        CONTRACT.replace("active", "deprecated")
        + "slaProperties: [{property: endOfLife, value: '2026-05-31'}]\n"
    )
    for base in (draft, ended):
        assert findings(trial_of(edited, views, base), "view-contract-broken") == []
    lasting = ended.replace("2026-05-31", "2026-06-01")
    assert len(findings(trial_of(edited, views, lasting), "view-contract-broken")) == 1


def test_a_view_without_a_contract_and_a_contract_without_a_view(look: Look) -> None:
    views = look(TABLES, VIEW, "CREATE VIEW public.v_other AS SELECT 1 AS a")
    found = findings(
        trial_of(CONTRACT.replace("public.v_trace", "public.v_nowhere"), views), "view-contract-broken"
    )
    assert [(path, said) for path, _, said, _ in found] == [
        (PATH, "public.v_nowhere"),
        ("contracts/v_other.odcs.yaml", "public.v_other"),
        ("contracts/v_trace.odcs.yaml", "public.v_trace"),
    ]
    retired = CONTRACT.replace("public.v_trace", "public.v_nowhere").replace("active", "retired")
    assert len(findings(trial_of(retired, views), "view-contract-broken")) == 2


def test_a_table_is_no_view(look: Look) -> None:
    contract, _ = read(Source.of(PATH, CONTRACT))
    assert contract
    found = findings(
        trial_of(CONTRACT, look("CREATE TABLE public.v_trace (sd_id uuid)", contracts=(contract,))),
        "view-contract-broken",
    )
    assert [message for *_, message in found] == ["public.v_trace is a table, and a view is promised"]


@pytest.mark.parametrize(
    "rule", [rule.id for rule in all_rules().values() if rule.topic == "contracts" and rule.stage == "live"]
)
def test_a_trial_that_looked_at_nothing_is_no_pass(rule: str) -> None:
    with pytest.raises(CannotCheck):
        list(all_rules()[rule].check(trial_of(CONTRACT, None)))
    assert list(all_rules()[rule].check(trial_of(CONTRACT, None, ended=False))) == []


def test_promises_about_rows(look: Look) -> None:
    text = (
        PROMISES.replace("KEY: true", "unique: true")
        .replace("between 0 and 100", "between 0 and 10")
        .lstrip()
    )
    contract, problems = read(Source.of(PATH, text))
    assert contract, problems
    views = look(SCHEMA, PROMISED, contracts=(contract,))
    found = {message for *_, message in findings(trial_of(text, views), "contract-quality-fails")}
    assert found == {
        "public.v_trace: the promise 'in range' fails: it gave 1, and it must be 0",
        "public.v_trace: the promise 'nullValues' fails: it gave 50, and it must be 0 %",
        "public.v_trace: the promise 'broken' can't be asked: column \"nothing\" does not exist; mend its query",
        "public.v_trace: the promise 'two' can't be asked: cannot insert multiple commands into a prepared statement; mend its query",
        "public.v_trace: the promise 'writes' can't be asked: cannot execute DELETE in a read-only transaction; mend its query",
    }
    unique = findings(trial_of(text, views), "contract-unique-broken")
    assert [(where, said) for _, where, said, _ in unique] == [
        (line(text, "sd_id"), "public.v_trace (sd_id)")
    ]
    assert "after rows were added to public.directive, public.item" in unique[0][3]


def test_null_where_none_is_promised(look: Look) -> None:
    text = (
        PROMISES.replace(
            "{name: title, physicalType: text}", "{name: title, physicalType: text, required: true}"
        )
        .replace("KEY: true", "required: true")
        .lstrip()
    )
    contract, _ = read(Source.of(PATH, text))
    assert contract
    found = findings(trial_of(text, look(SCHEMA, PROMISED, contracts=(contract,))), "contract-quality-fails")
    assert found[0][1:3] == (line(text, "name: title"), "public.v_trace.title")
    assert "is in 1 of 2 seeded rows" in found[0][3]


def test_json_values_are_held_against_their_schema(look: Look) -> None:
    text = (
        PROMISES.replace("KEY: true", "required: true")
        .replace("value: {type: array}", "value: {type: array, items: {required: [name]}}")
        .lstrip()
    )
    contract, problems = read(Source.of(PATH, text))
    assert contract, problems
    views = look(SCHEMA, PROMISED, contracts=(contract,))
    found = findings(trial_of(text, views), "contract-json-invalid")
    assert [(where, said) for _, where, said, _ in found] == [
        (line(text, "jsonSchema"), "public.v_trace.criteria")
    ]
    assert "0: the key 'name' is missing" in found[0][3]
    contains = text.replace(
        "{type: array, items: {required: [name]}}", "{type: array, contains: {required: [name]}}"
    )
    assert len(findings(trial_of(contains, views), "contract-json-invalid")) == 1
    fits = text.replace("required: [name]", "required: [text]")
    assert findings(trial_of(fits, views), "contract-json-invalid") == []


@pytest.mark.parametrize(
    ("operator", "bounds", "good", "bad"),
    [
        ("mustBe", (0,), 0, 1),
        ("mustBe", ("x",), "x", "y"),
        ("mustNotBe", (0,), 1, 0),
        ("mustBeGreaterThan", (0,), 0.5, 0),
        ("mustBeGreaterOrEqualTo", (0,), 0, -1),
        ("mustBeLessThan", (5,), 4, 5),
        ("mustBeLessOrEqualTo", (5,), 5, 6),
        ("mustBeBetween", (1, 3), 3, 4),
        ("mustNotBeBetween", (1, 3), 4, 3),
        ("mustBe", (0,), 0, "0 rows"),
        ("mustBe", (0,), 0, None),
    ],
)
def test_operators(operator: str, bounds: tuple[object, ...], good: object, bad: object) -> None:
    contract, _ = read(Source.of(PATH, CONTRACT))
    assert contract
    quality = Quality("q", "sql", contract.location, operator=operator, bounds=bounds)
    assert holds(quality, good)  # type: ignore[arg-type]
    assert not holds(quality, bad)  # type: ignore[arg-type]


def test_no_seeded_row_is_no_finding_and_no_proof() -> None:
    contract, _ = read(Source.of(PATH, CONTRACT))
    assert contract
    shape = ViewShape("public.v_trace", (ViewColumn("sd_id", "uuid"),))
    quality = Quality(
        "q", "library", contract.location, metric="rowCount", operator="mustBeGreaterThan", bounds=(0,)
    )
    view = PublishedView(shape, rows=0, results=(QualityResult(quality, 0),))
    assert findings(trial_of(CONTRACT, [view]), "contract-quality-fails") == []
    assert views_of(trial_of(CONTRACT, [view])) == {"public.v_trace": view}
