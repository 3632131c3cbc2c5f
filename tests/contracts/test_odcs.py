"""Contract files: what they say, and what is said about the ones that are wrong."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from checker.contracts import load, read
from checker.contracts.consumers import read_consumer
from checker.model import Contract, Document, FileChange, Source

HERE = Path(__file__).parent
TEXT = (HERE / "data/v_eng_trace.odcs.yaml").read_text()


def source(text: str, path: str = "c/v_eng_trace.odcs.yaml") -> Source:
    return Source.of(path, text)


def contract(text: str = TEXT) -> Contract:
    found, problems = read(source(text))
    assert problems == ()
    assert found is not None
    return found


def test_a_contract_says_what_it_promises() -> None:
    found = contract()
    assert (found.view, found.version, found.status) == ("public.v_eng_trace", "1.2.0", "active")
    assert [(c.name, c.type, c.required) for c in found.columns] == [
        ("sd_id", "uuid", True),
        ("backlog_id", "bigint", True),
        ("readiness", "numeric(5,2)", False),
        ("acceptance", "jsonb", False),
    ]
    assert found.roles == ("analyst", "venture_app")
    assert (found.owner, dict(found.options)) == ("eng_views", {"security_barrier": "true"})
    assert found.base_relations == ("public.strategic_directives_v2", "public.eng_backlog")
    assert found.primary_key == ("backlog_id",)
    assert found.team == "Product Governance"
    assert [q.name for q in found.all_quality()] == ["rowCount", "readiness between 0 and 100", "nullValues"]
    assert found.columns[3].json_schema == {
        "type": "array", "items": {"type": "object", "required": ["text"]},
    }  # fmt: skip


def test_places_are_those_of_the_words() -> None:
    found = contract()
    lines = TEXT.split("\n")
    place = found.columns[2].at("physicalType")
    assert lines[place.line - 1][place.column - 1 : place.end_column - 1] == "numeric(5,2)"
    place = found.at("version")
    assert lines[place.line - 1][place.column - 1 : place.end_column - 1] == "version"
    place = found.at("roles.venture_app")
    assert "venture_app" in lines[place.line - 1]


def test_the_last_day_and_the_notice() -> None:
    text = TEXT.replace("status: active", "status: deprecated") + (
        "  - property: endOfLife\n    value: 2026-03-31\n  - property: noticePeriod\n    value: 60\n    unit: d\n"
    )
    found = contract(text)
    assert (found.status, found.end, found.notice) == ("deprecated", date(2026, 3, 31), 60)


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "message"),
    [
        ("physicalType: uuid", "physicalTyp: uuid", 27, 9, "schema[0].properties[0]: unknown key 'physicalTyp'; did you mean 'physicalType'?"),
        ("status: active", "status: activ", 6, 9, "there is no status 'activ'; did you mean 'active'?"),
        ("status: active", "status: active\nstatus: draft", 7, 1, "this is not valid YAML: the key \"status\" stands here twice"),
        ("version: 1.2.0", "version: 1.2", 1, 10, "version: must be a string, not 1.2"),
        ("version: 1.2.0", "version: v1", 1, 10, "the version 'v1' is not MAJOR.MINOR.PATCH (semver.org)"),
        ("public.v_eng_trace", "v_eng_trace", 13, 19, "the view's name 'v_eng_trace' is not schema.name; write it as public.v_eng_trace"),
        ("property: viewOwner", "property: viewOwnr", 18, 19, "unknown custom property 'viewOwnr'; did you mean 'viewOwner'?"),
        ("security_barrier=true", "security_barier=true", 21, 17, "there is no view option 'security_barier'; did you mean 'security_barrier'?"),
        ("name: backlog_id", "name: sd_id", 31, 15, "the column 'sd_id' stands here twice"),
        ("physicalType: bigint", "businessName: x", 31, 9, "the key 'physicalType' is missing: the PostgreSQL type of backlog_id"),
        ("status: active", "status: deprecated", 6, 9, "a deprecated view has a last day: add slaProperties `- property: endOfLife` with a date as its value"),
        ("metric: nullValues", "metric: nullvalues", 46, 21, "schema[0].properties[2].quality[1].metric: must not be 'nullvalues'; did you mean 'nullValues'?"),
        ("metric: rowCount", "metric: nullValues", 57, 17, "the metric nullValues is about a column; put it under the property it speaks of"),
        ("metric: rowCount", "rule: rowCount", 57, 9, "schema[0].quality[0]: 'rule' is the word of earlier versions of the standard; write 'metric'"),
        ("type: sql", "type: sqll", 42, 19, "schema[0].properties[2].quality[0].type: must not be 'sqll'; did you mean 'sql'?"),
        ("role: venture_app", "role: analyst", 62, 11, "the role 'analyst' stands here twice"),
        ("access: read", "access: write", 61, 13, "a published view is for reading: access must be read, not 'write'"),
        ("status: active\n", "", 1, 1, "the key 'status' is missing"),
        ("    physicalName: public.v_eng_trace\n", "", 12, 5, "the key 'physicalName' is missing: the view's name with its schema"),
        ("schema:\n", "schema:\n  - {name: other}\n", 12, 3, "a contract describes one view, and this one has 2: one file a view"),
        ("property: viewOptions", "property: viewOwner", 20, 19, "the custom property 'viewOwner' stands here twice"),
        ("public.eng_backlog]", "eng_backlog]", 23, 49, "the relation 'eng_backlog' is not schema.name"),
        ("property: baseRelations", "property: successor", 23, 16, "the successor \"['public.strategic_directives_v2', 'public.eng_backlog']\" is not schema.name"),
        ("property: baseRelations", "property: lineage", 23, 17, "a step of the lineage is a mapping of `step` (its name) and `column`"),
        ("type: array", "$ref: https://example.org/x", 54, 15, "jsonSchema refers to something outside itself: https://example.org/x"),
        ("type: array", "type: arry", 54, 15, "jsonSchema can't be used: the type 'arry'"),
        ("value:\n              type: array\n              items: {type: object, required: [text]}", "value: '{'", 53, 20, "jsonSchema is not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        ("value:\n              type: array\n              items: {type: object, required: [text]}", "value: 3", 53, 20, "jsonSchema must be a JSON Schema: a mapping, or its JSON as text"),
        ("mustBeGreaterThan: 0", "mustBeBetween: [2, 1]", 58, 24, "mustBeBetween: the smaller number comes first"),
        ("query: select count(*) from ${table} where ${column} not between 0 and 100", "query: ' '", 44, 20, "the query is empty"),
        ("metric: nullValues", "metric: rowCount", 46, 21, "the metric rowCount is about the view; put it beside 'properties'"),
        ("metric: nullValues", "metric: invalidValues", 46, 21, "invalidValues needs arguments: validValues (a list) or pattern"),
        ("metric: rowCount", "metric: duplicateValues", 57, 17, "duplicateValues of a view needs arguments: {properties: [column, …]}"),
        ("metric: rowCount", "metric: duplicateValues\n        arguments: {properties: [nobody]}", 58, 20, "duplicateValues names 'nobody', which is no column of the contract"),
        ("property: frequency\n    value: 1", "property: endOfLife\n    value: soon", 71, 12, "endOfLife 'soon' is not a date like 2026-03-31"),
        ("property: frequency\n    value: 1", "property: noticePeriod\n    value: -1", 71, 12, "noticePeriod must be a whole number with the unit d (days)"),
        ("property: frequency\n    value: 1\n    unit: d", "property: noticePeriod\n    value: 1\n    unit: m", 71, 12, "noticePeriod must be a whole number with the unit d (days)"),
    ],
)  # fmt: skip
def test_a_wrong_contract_is_told_where_and_what(
    old: str, new: str, line: int, column: int, message: str
) -> None:
    assert old in TEXT
    found, problems = read(source(TEXT.replace(old, new, 1)))
    assert found is None
    assert (problems[0].location.line, problems[0].location.column) == (line, column), problems
    assert problems[0].message == message


@pytest.mark.parametrize(
    "text", ["", "[]", "version: 1", "a: [", "\t", "x: &a [*a]", "? [1]\n: 2", "schema: {}"]
)
def test_no_text_whatever_crashes(text: str) -> None:
    found, problems = read(source(text))
    assert found is None
    assert problems


def test_base_and_deleted_contracts_are_loaded() -> None:
    head, base = source(TEXT), source(TEXT.replace("uuid", "text"))
    gone = source(TEXT.replace("v_eng_trace", "v_eng_old"), "c/v_eng_old.odcs.yaml")
    loaded = load(
        [Document(head, "modified", base=base), Document(source("x", "c/README.md"))],
        [FileChange(gone.path, "deleted", base=gone)],
        "c",
    )
    assert [(c.view, c.columns[0].type) for c in loaded.contracts] == [("public.v_eng_trace", "uuid")]
    assert [(c.view, c.columns[0].type, c.file_status) for c in loaded.base] == [
        ("public.v_eng_trace", "text", "modified"),
        ("public.v_eng_old", "uuid", "deleted"),
    ]
    assert loaded.problems == ()


def test_a_server_may_say_the_schema() -> None:
    servers = "servers:\n  - {server: a, type: postgres, host: h, port: 5432, database: d, schema: Eng}\n"
    found = contract(TEXT.replace("public.v_eng_trace", "v_eng_trace") + servers)
    assert found.view == '"Eng".v_eng_trace'


def test_two_contracts_of_one_view() -> None:
    loaded = load([Document(source(TEXT)), Document(source(TEXT, "c/other.odcs.yaml"))])
    assert [str(p.location) for p in loaded.problems] == ["c/other.odcs.yaml:13:5"]


def test_a_consumer_says_what_it_uses() -> None:
    text = (
        "consumer: venture-app\nuses:\n  - view: public.v_eng_trace\n    columns: {sd_id: UUID, note: null}\n"
    )
    consumer, problems = read_consumer(source(text, "c/consumers/v.yml"))
    assert problems == ()
    assert consumer
    assert [(use.view, dict(use.columns)) for use in consumer.uses] == [
        ("public.v_eng_trace", {"sd_id": "uuid", "note": None})
    ]
    _, problems = read_consumer(source(text.replace("uses", "use"), "c/consumers/v.yml"))
    assert [p.message for p in problems] == [
        "the key 'uses' is missing",
        "unknown key 'use'; did you mean 'uses'?",
    ]


def test_reading_needs_no_heavy_import() -> None:
    """The standard's package imports pydantic, `jsonschema` takes 0.1 s: neither is touched."""
    code = (
        "import sys; from checker.contracts import read; from checker.model import Source;"
        f"c, p = read(Source('a', {TEXT!r})); assert c, p;"
        "print(sorted(m for m in ('pydantic', 'jsonschema', 'psycopg', 'git', 'jinja2') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_is_handed_to_the_other_tool_can_be_read() -> None:
    """`make contracts-interop` runs in a job of its own; that it still starts is seen here."""
    from tests.contracts import interop

    change = interop.repository()
    assert len(change.contracts) == 3
    assert not change.contract_problems


def test_the_lineage_names_columns() -> None:
    lineage = "      - property: lineage\n        value: [{step: SD, column: sd_id}, {step: backlog, column: backlog_id}]\n"
    text = TEXT.replace("      - property: baseRelations", f"{lineage}      - property: baseRelations", 1)
    found, problems = read(source(text))
    assert found, problems
    assert found.lineage == (("SD", "sd_id"), ("backlog", "backlog_id"))
    _, problems = read(source(text.replace("column: sd_id", "column: sd_idd")))
    assert [problem.message for problem in problems] == [
        "the contract has no column 'sd_idd'; did you mean 'sd_id'?"
    ]
