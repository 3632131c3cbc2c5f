"""Which functions and settings the texts of a catalog ask, each through functions and views too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from checker.model import Snapshot
from checker.names import split_last, unquoted

_WORD = re.compile(r"[\w$]+")
_READ = re.compile(
    r'\b(?:from|join)\s+(?:only\s+|\(+)?((?:(?:"[^"]+"|[\w$]+)\.)?(?:"[^"]+"|[\w$]+))', re.IGNORECASE
)
_SETTING = re.compile(r"\bcurrent_setting\s*\(\s*'([^']+)'", re.IGNORECASE)


def asked_by_policies(catalog: Snapshot) -> Mapping[str, set[str]]:
    """By table, the words of its policies, of the functions that these name, and so on."""
    texts: dict[str, list[str]] = {}
    for one in catalog.of_kind("policy").values():
        texts.setdefault(one.get("table") or "", []).extend(
            one.get(part) or "" for part in ("using", "check")
        )
    bodies = _bodies(catalog)
    return {table: _words(written, bodies) for table, written in texts.items()}


def read_by_policies(catalog: Snapshot) -> Mapping[str, set[str]]:
    """By table, the bare names of the relations that its policies read, that the functions which these name read, and so on."""
    bodies = _bodies(catalog)
    for kind in ("view", "materialized view"):
        for name, one in catalog.of_kind(kind).items():
            bodies.setdefault(last_name(name), []).append(one.get("definition") or "")
    found: dict[str, set[str]] = {}
    for one in catalog.of_kind("policy").values():
        texts = [one.get(part) or "" for part in ("using", "check")]
        words = _words([*texts], bodies)
        texts += [text for word in words for text in bodies.get(word, ())]
        names = {last_name(name) for text in texts for name in relations_in(text)}
        found.setdefault(one.get("table") or "", set()).update(names)
    return found


def relations_in(text: str) -> list[str]:
    """The relations that a query's text reads, as it names them."""
    return _READ.findall(text)


def words_asked(catalog: Snapshot, texts: Iterable[str]) -> set[str]:
    """The words of some texts, of the functions that these name, and so on."""
    return _words([*texts], _bodies(catalog))


def settings_asked(catalog: Snapshot, relations: Iterable[str]) -> list[str]:
    """The settings with a dot, in lower case, that decide on the rows of tables and views, as far as the texts say."""
    found = (name for text in _read_on_the_way(catalog, relations)[1] for name in _SETTING.findall(text))
    return sorted({name.lower() for name in found if "." in name})


def named_on_the_way(catalog: Snapshot, relation: str) -> frozenset[str]:
    """The words that are met where the rows of a table or view are decided on, its own bare name among them."""
    return frozenset(_read_on_the_way(catalog, [relation])[0])


def _read_on_the_way(catalog: Snapshot, relations: Iterable[str]) -> tuple[set[str], list[str]]:
    """The words and texts of policies, of the tables that a view or a policy reads, and of the functions that they call."""
    texts: dict[str, list[str]] = {}
    for name, one in catalog.of_kind("function").items():
        texts.setdefault(last_name(name), []).append(one.get("body") or "")
    for kind in ("view", "materialized view"):
        for name, one in catalog.of_kind(kind).items():
            texts.setdefault(last_name(name), []).append(one.get("definition") or "")
    for one in catalog.of_kind("policy").values():
        said = (one.get(part) or "" for part in ("using", "check"))
        texts.setdefault(last_name(one.get("table") or ""), []).extend(said)
    met, waiting, read = set[str](), [*map(last_name, relations)], list[str]()
    while waiting:
        word = waiting.pop()
        if word not in met:
            met.add(word)
            for text in texts.get(word, ()):
                read.append(text)
                waiting += _WORD.findall(text)
    return met, read


def last_name(function: str) -> str:
    """The bare name of what the catalog names with its schema, and a function with its arguments."""
    return unquoted(split_last(function.partition("(")[0])[1])


def _bodies(catalog: Snapshot) -> dict[str, list[str]]:
    """The texts of the functions of each bare name, of all schemas and arguments."""
    bodies: dict[str, list[str]] = {}
    for name, one in catalog.of_kind("function").items():
        bodies.setdefault(last_name(name), []).append(one.get("body") or "")
    return bodies


def _words(texts: list[str], bodies: Mapping[str, list[str]]) -> set[str]:
    words: set[str] = set()
    while texts:
        new = {*_WORD.findall(texts.pop())} - words
        words |= new
        texts += [text for word in new for text in bodies.get(word, ())]
    return words
