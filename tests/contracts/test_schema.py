"""Our reader of JSON Schema against the library `jsonschema`: the same verdict on whatever is thrown at both."""

from __future__ import annotations

import copy
import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.schema import UnknownKeyword, flaws, keywords

HERE = Path(__file__).parent
SPEC = find_spec("open_data_contract_standard")
assert SPEC
assert SPEC.origin
STANDARD: dict[str, Any] = json.loads((Path(SPEC.origin).parent / "schema.json").read_text())
REFERENCE = jsonschema.Draft201909Validator(STANDARD)
GOOD: dict[str, Any] = yaml.safe_load((HERE / "data/v_eng_trace.odcs.yaml").read_text())

WORDS = [
    *STANDARD["properties"],
    "physicalTyp",
    "name",
    "property",
    "metric",
    "mustBe",
    "mustBeBetween",
    "type",
    "query",
]
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-3, 3),
        st.sampled_from([1.0, 2.5, "", "sql", "library", "string", "a-b", "a b", "nullValues", "view"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(WORDS), inner, max_size=3)
    ),
    max_leaves=6,
)


def paths(value: Any, here: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [here]
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        found += paths(inner, (*here, key))
    return found


def test_the_good_contract_has_no_flaw() -> None:
    assert flaws(STANDARD, GOOD) == ()
    REFERENCE.validate(GOOD)


def test_all_of_the_standards_schema_is_understood() -> None:
    assert list(keywords(STANDARD)) == []


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_mutated_contract_is_judged_as_the_library_judges_it(data: st.DataObject) -> None:
    """A key misspelt, a value replaced, a part gone: valid to one is valid to the other."""
    contract = copy.deepcopy(GOOD)
    for _ in range(data.draw(st.integers(1, 2))):
        path = data.draw(st.sampled_from([path for path in paths(contract) if path]))
        holder: Any = contract
        for part in path[:-1]:
            holder = holder[part]
        match data.draw(st.sampled_from(["replace", "remove", "add"])):
            case "replace":
                holder[path[-1]] = data.draw(VALUES)
            case "remove":
                del holder[path[-1]]
            case _ if isinstance(holder, dict):
                holder[data.draw(st.sampled_from(WORDS))] = data.draw(VALUES)
            case _:
                holder.append(data.draw(VALUES))
    assert bool(flaws(STANDARD, contract)) == (not REFERENCE.is_valid(contract))


SCHEMAS: list[dict[str, Any]] = [
    {
        "type": "array",
        "items": {"type": "object", "required": ["text"], "properties": {"text": {"minLength": 1}}},
    },
    {"type": ["integer", "null"], "minimum": 0, "exclusiveMaximum": 3},
    {
        "type": "object",
        "patternProperties": {"^n": {"type": "number"}},
        "additionalProperties": {"type": "string"},
    },
    {"oneOf": [{"type": "integer"}, {"const": 1}, {"enum": ["sql", None]}]},
    {"not": {"type": "string"}, "maxLength": 2},
    {
        "type": "array",
        "prefixItems": [{"type": "integer"}],
        "items": {"type": "boolean"},
        "uniqueItems": True,
    },
    {"if": {"type": "object"}, "then": {"minProperties": 1, "maxProperties": 2}, "else": {"type": "integer"}},
    {
        "$ref": "#/$defs/tree",
        "$defs": {"tree": {"type": "array", "items": {"$ref": "#/$defs/tree"}, "maxItems": 2}},
    },
    {
        "allOf": [{"properties": {"name": True}}, {"properties": {"type": True}}],
        "unevaluatedProperties": False,
    },
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: next(iter(schema)))
@settings(max_examples=60, deadline=None)
@given(value=VALUES)
def test_a_columns_schema_is_judged_as_the_library_judges_it(schema: dict[str, Any], value: Any) -> None:
    assert list(keywords(schema)) == []
    assert bool(flaws(schema, value)) == (not jsonschema.Draft202012Validator(schema).is_valid(value))


@pytest.mark.parametrize(
    "schema",
    [
        {"contains": {"type": "string"}},
        {"properties": {"a": {"dependentRequired": {}}}},
        {"$ref": "https://example.org/x.json"},
        {"type": "text"},
        {"pattern": "("},
        {"$ref": "#/nowhere"},
        {"items": [{"type": "string"}]},
    ],
    ids=str,
)
def test_what_is_not_understood_is_never_valid(schema: dict[str, Any]) -> None:
    with pytest.raises(UnknownKeyword):
        for value in ("x", ["x"], {"a": "x"}):
            flaws(schema, value)


@pytest.mark.parametrize(
    ("schema", "value", "message"),
    [
        ({"properties": {"status": {}}, "additionalProperties": False}, {"statsu": 1}, "unknown key 'statsu'; did you mean 'status'?"),
        ({"enum": ["active", "draft"]}, "activ", "must not be 'activ'; did you mean 'active'?"),
        ({"required": ["text"]}, {}, "the key 'text' is missing"),
        ({"type": "array"}, None, "must be a list, not null"),
        ({"anyOf": [{"type": "string"}, {"type": "object"}]}, 3, "must be a string or a mapping, not 3"),
    ],
)  # fmt: skip
def test_the_words_say_what_to_do(schema: dict[str, Any], value: Any, message: str) -> None:
    assert [flaw.message for flaw in flaws(schema, value)] == [message]
