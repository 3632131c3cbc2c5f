"""YAML with places: the fast reader and the slow one say the same, and hostile texts end."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.errors import UsageError
from checker.model import Source
from checker.yamlfile import _FastLoader, _Loader, _read, read_yaml
from tests.contracts.test_odcs import TEXT


def test_the_fast_reader_is_libyamls() -> None:
    assert yaml.__with_libyaml__
    assert issubclass(_FastLoader, yaml.CSafeLoader)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(["a: ", "é😀: ", "- ", "  ", "\n", "[1, x]", "{k: v}", "'q'", '"d\\n"', "|\n  t\n", "# c\n", "&a 1", "*a", "off", "2026-01-01", "\r\n", "~", "true", "1.5", "<<: "]),
        max_size=12,
    )
)  # fmt: skip
def test_both_readers_agree(parts: list[str]) -> None:
    source = Source.of("x.yml", "".join(parts))
    try:
        slow = _read(source, _Loader)
    except yaml.YAMLError:
        with pytest.raises(UsageError):
            read_yaml(source)
        return
    try:
        fast = _read(source, _FastLoader)
    except yaml.YAMLError:
        return
    assert (fast.data, fast.keys, fast.values) == (slow.data, slow.keys, slow.values)


def test_both_readers_place_a_contract_alike() -> None:
    source = Source.of("x.yml", TEXT.replace("Per cent.", "Prozent ü😀"))
    fast, slow = _read(source, _FastLoader), _read(source, _Loader)
    assert (fast.data, fast.keys, fast.values) == (slow.data, slow.keys, slow.values)


def test_aliases_that_multiply_come_to_an_end() -> None:
    text = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    with pytest.raises(UsageError, match="holds too much"):
        read_yaml(Source.of("x.yml", text))


@pytest.mark.parametrize(
    "text", ["a: \x00", 'a: "\udc80"', "a: *x", "%YAML 3.0\n---\na", "a: 1\na: 2", "x: &a [*a]"]
)
def test_what_is_wrong_is_told_with_its_place(text: str) -> None:
    with pytest.raises(UsageError) as raised:
        read_yaml(Source.of("x.yml", text))
    assert raised.value.place.startswith("x.yml")
