"""Each change is classified the same from the catalog, from the file, and between two contracts."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from checker.contracts import read
from checker.contracts.stub import stub
from checker.model import Contract, ContractChange, Source, ViewShape
from checker.rules.contracts._shapes import shapes
from checker.selftest.cases import read_case
from checker.selftest.memory import make_change
from checker.shape.classify import classify, shape_of
from checker.shape.compare import compare, same_type
from checker.trial.server import Server
from checker.trial.views import describe
from tests.contracts.changes import ALL, BREAKING, HARMLESS, TABLES, VIEW, ViewChange

IDS = [change.name for change in ALL]


def contract_of(shape: ViewShape) -> Contract:
    """The contract that a careful author writes of a view."""
    found, problems = read(Source.of("contracts/v_trace.odcs.yaml", stub(shape, status="active")))
    assert found, problems
    return found


def seen(server: Server, database: str) -> ViewShape:
    with server.connect(database, search_path="") as catalog, server.connect(database, "seeder") as rows:
        views, _ = describe(catalog, rows, (), ("public.v_trace",))
    return views[0].shape


def told(changes: tuple[ContractChange, ...]) -> list[tuple[str, str | None]]:
    return [(change.kind, change.column) for change in changes]


@pytest.fixture(scope="module")
def promised(server: Server) -> Contract:
    """The contract of the view as it is before any change."""
    server.create_database("changes", owner="owner")
    with server.connect("changes", search_path="public") as connection:
        connection.execute("GRANT CREATE, USAGE ON SCHEMA public TO owner, eng_views")
    with server.connect("changes", "owner") as connection:
        connection.execute(TABLES)
        connection.execute(VIEW)
    return contract_of(seen(server, "changes"))


def after(server: Server, database: str, change: ViewChange) -> ViewShape:
    """The view once a change is applied to what was there before."""
    with server.connect(database, search_path="public") as connection:
        connection.execute("GRANT CREATE, USAGE ON SCHEMA public TO owner, eng_views")
    with server.connect(database, "owner") as connection:
        connection.execute(TABLES)
        connection.execute(VIEW)
        if change.before:
            connection.execute(change.before)
        connection.execute(change.view)
    return seen(server, database)


def test_there_are_enough() -> None:
    assert len(BREAKING) >= 15
    assert len(HARMLESS) >= 15
    assert len(set(IDS)) == len(IDS)


@pytest.mark.parametrize("change", ALL, ids=IDS)
def test_the_catalog_and_the_contracts_agree(
    server: Server, database: str, promised: Contract, change: ViewChange
) -> None:
    shape = after(server, database, change)
    live = compare(promised, shape)
    assert told(live) == list(change.found)
    assert any(one.effect == "breaking" for one in live) == (change in BREAKING)
    between = classify(promised, contract_of(shape))
    assert sorted(told(between), key=str) == sorted([*change.found, *required(promised, shape)], key=str)
    assert any(one.effect == "breaking" for one in between) == (change in BREAKING)


def required(promised: Contract, shape: ViewShape) -> list[tuple[str, str | None]]:
    """What a contract may promise in addition, since the view got stricter than it says."""
    now = {column.name: column.nullable for column in shape.columns}
    return [("required", c.name) for c in promised.columns if not c.required and now.get(c.name) is False]


def from_the_file(change: ViewChange) -> ViewShape:
    """The view as the files tell it, without a database."""
    text = f"-- === base\nBEGIN;\n{TABLES}\nCOMMIT;\n/* DOWN */\n"
    if change.before:
        text += f"-- === migration\nBEGIN;\n{change.before}\nCOMMIT;\n/* DOWN */\n"
    text += f"-- === base file db/views/v.sql\n{VIEW}-- === file db/views/v.sql\n{change.view}"
    return shapes(make_change(read_case("x", "x", text)))["public.v_trace"]


@pytest.mark.parametrize("change", ALL, ids=IDS)
def test_the_file_agrees_on_the_line_of_the_column(promised: Contract, change: ViewChange) -> None:
    static = compare(promised, from_the_file(change))
    assert told(static) == list(change.found)
    assert any(one.effect == "breaking" for one in static) == (change in BREAKING)
    if change.found:
        place = static[0].location
        assert place is not None
        assert change.at in change.view.splitlines()[place.line - 1]


@pytest.mark.parametrize(
    ("promised_options", "found", "expected"),
    [
        ({"security_barrier": "on"}, {"security_barrier": "1"}, []),
        ({"security_barrier": "yes"}, {"security_barrier": ""}, []),
        ({"security_barrier": "off", "security_invoker": "no"}, {"security_invoker": "false"}, []),
        ({"security_barrier": "true"}, {"security_barrier": "0"}, [("option lost", "breaking")]),
        ({}, {"security_barrier": "true"}, [("option added", "additive")]),
        ({}, {"security_invoker": "true"}, [("option added", "breaking")]),
        ({"check_option": "local"}, {"check_option": "cascaded"}, [("option changed", "breaking")]),
        ({"check_option": "local"}, None, []),
    ],
)
def test_options_are_compared_by_what_they_do(
    promised: Contract,
    promised_options: dict[str, str],
    found: dict[str, str] | None,
    expected: list[tuple[str, str]],
) -> None:
    contract = replace(promised, options=promised_options)
    changes = compare(contract, replace(shape_of(contract), options=found))
    assert [(change.kind, change.effect) for change in changes] == expected


@pytest.mark.parametrize(
    ("promised_type", "found", "same"),
    [
        ("mood", "app.mood", True),
        ("app.mood", "mood", True),
        ("app.mood", "other.mood", False),
        ("app.mood", "text", False),
        ("mood", "app.moods", False),
        ("numeric(5,2)", "numeric", False),
    ],
)
def test_a_type_without_its_schema_may_be_of_any(promised_type: str, found: str, *, same: bool) -> None:
    assert same_type(promised_type, found) is same
