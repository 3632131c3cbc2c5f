"""Which functions the policies of a catalog ask, each through others too."""

from __future__ import annotations

import re
from collections.abc import Mapping

from checker.model import Snapshot

_WORD = re.compile(r"[\w$]+")


def asked_by_policies(catalog: Snapshot) -> Mapping[str, set[str]]:
    """By table, the words of its policies, of the functions that these name, and so on."""
    bodies = {last_name(name): one.get("body") or "" for name, one in catalog.of_kind("function").items()}
    texts: dict[str, list[str]] = {}
    for one in catalog.of_kind("policy").values():
        texts.setdefault(one.get("table") or "", []).extend(
            one.get(part) or "" for part in ("using", "check")
        )
    return {table: _words(written, bodies) for table, written in texts.items()}


def last_name(function: str) -> str:
    """The bare name of a function that the catalog names with its schema and arguments."""
    return function.partition("(")[0].rpartition(".")[2].strip('"')


def _words(texts: list[str], bodies: Mapping[str, str]) -> set[str]:
    words: set[str] = set()
    while texts:
        new = {*_WORD.findall(texts.pop())} - words
        words |= new
        texts += [bodies[word] for word in new if word in bodies]
    return words
