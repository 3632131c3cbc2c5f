"""What a view reads, what reads it, and grants that can be passed on: told the same from catalog and file."""

from __future__ import annotations

import pytest

from checker.contracts import read
from checker.contracts.stub import stub
from checker.model import Contract, Source, ViewShape
from checker.rules.contracts._shapes import shapes
from checker.selftest.cases import read_case
from checker.selftest.memory import make_change
from checker.shape.classify import classify
from checker.shape.compare import compare
from checker.trial.server import Server
from checker.trial.views import describe

TABLES = """
CREATE TABLE public.one (id int PRIMARY KEY);
CREATE TABLE public.two (id int PRIMARY KEY);
CREATE VIEW public.inside AS SELECT id FROM public.one;
CREATE VIEW public.v AS SELECT i.id FROM public.inside AS i JOIN public.two AS t ON t.id = i.id;
CREATE VIEW public.outside AS SELECT id FROM public.v;
GRANT SELECT ON public.v TO analyst WITH GRANT OPTION;
"""
DATABASE = "neighbours"


@pytest.fixture(scope="module")
def seen(server: Server) -> ViewShape:
    server.create_database(DATABASE, owner="owner")
    with server.connect(DATABASE, "owner") as connection:
        connection.execute(TABLES)
    with server.connect(DATABASE, search_path="") as catalog, server.connect(DATABASE, "seeder") as rows:
        return describe(catalog, rows, (), ("public.v",))[0][0].shape


def promise(*, reads: str = "public.one, public.two", dependants: str = "public.outside") -> Contract:
    text = (
        "version: 1.0.0\napiVersion: v3.1.0\nkind: DataContract\nid: v\nstatus: active\nschema:\n"
        "  - name: v\n    physicalName: public.v\n    customProperties:\n"
        f"      - {{property: baseRelations, value: [{reads}]}}\n"
        f"      - {{property: dependants, value: [{dependants}]}}\n"
        "    properties: [{name: id, physicalType: int}]\nroles: [{role: analyst}]\n"
    )
    found, problems = read(Source.of("c/v.odcs.yaml", text))
    assert found, problems
    return found


CASES = [
    (promise(), []),
    (promise(reads="public.inside, public.two"), []),
    (promise(reads="public.one"), [("base relation added", "public.two")]),
    (promise(reads="public.one, public.two, public.three"), [("base relation lost", "public.three")]),
    (promise(dependants=""), [("dependant added", "public.outside")]),
    (promise(dependants="public.outside, public.report"), [("dependant lost", "public.report")]),
]


@pytest.mark.parametrize(("contract", "found"), CASES)
def test_catalog_and_file_agree(seen: ViewShape, contract: Contract, found: list[tuple[str, str]]) -> None:
    case = read_case("x", "x", f"-- === migration\nBEGIN;\n{TABLES}\nCOMMIT;\n/* DOWN */\n")
    for shape in (seen, shapes(make_change(case))["public.v"]):
        told = [(c.kind, c.before or c.after) for c in compare(contract, shape) if c.kind != "grant added"]
        assert told == found


def test_a_grant_that_can_be_passed_on_is_more_than_reading(seen: ViewShape) -> None:
    case = read_case("x", "x", f"-- === migration\nBEGIN;\n{TABLES}\nCOMMIT;\n/* DOWN */\n")
    for shape in (seen, shapes(make_change(case))["public.v"]):
        assert shape.readers == ("analyst",)
        assert shape.other_grants == ("SELECT to analyst with grant option",)


def test_neighbours_change_nothing_for_readers(seen: ViewShape) -> None:
    changes = classify(promise(), promise(reads="public.one", dependants=""))
    assert {change.effect for change in changes} == {"none"}
    assert "public.outside" not in stub(seen)
