"""Which functions the texts of a catalog ask, each through others too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from checker.model import Snapshot

_WORD = re.compile(r"[\w$]+")


def asked_by_policies(catalog: Snapshot) -> Mapping[str, set[str]]:
    """By table, the words of its policies, of the functions that these name, and so on."""
    texts: dict[str, list[str]] = {}
    for one in catalog.of_kind("policy").values():
        texts.setdefault(one.get("table") or "", []).extend(
            one.get(part) or "" for part in ("using", "check")
        )
    bodies = _bodies(catalog)
    return {table: _words(written, bodies) for table, written in texts.items()}


def words_asked(catalog: Snapshot, texts: Iterable[str]) -> set[str]:
    """The words of some texts, of the functions that these name, and so on."""
    return _words([*texts], _bodies(catalog))


def last_name(function: str) -> str:
    """The bare name of a function that the catalog names with its schema and arguments."""
    return function.partition("(")[0].rpartition(".")[2].strip('"')


def _bodies(catalog: Snapshot) -> Mapping[str, str]:
    return {last_name(name): one.get("body") or "" for name, one in catalog.of_kind("function").items()}


def _words(texts: list[str], bodies: Mapping[str, str]) -> set[str]:
    words: set[str] = set()
    while texts:
        new = {*_WORD.findall(texts.pop())} - words
        words |= new
        texts += [bodies[word] for word in new if word in bodies]
    return words
