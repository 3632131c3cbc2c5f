"""The rules, one a file, found by walking this package."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module

from checker.rule import Rule, id_of


@cache
def all_rules() -> dict[str, Rule]:
    """Every rule by its id, sorted. Modules that begin with `_` are helpers, not rules."""
    found: dict[str, Rule] = {}
    for topic, name in _modules():
        module = import_module(f"{__name__}.{topic}.{name}")
        rule = module.check
        if not isinstance(rule, Rule):
            raise TypeError(f"{module.__name__}.check is not a rule: decorate it with @rule(severity)")
        if rule.id in found:
            raise TypeError(f"two rules are called {rule.id}: {found[rule.id].topic} and {rule.topic}")
        found[rule.id] = rule
    return dict(sorted(found.items()))


@cache
def rule_ids() -> frozenset[str]:
    """The ids of all rules, by the names of their files: none is imported for that."""
    return frozenset(id_of(name) for _, name in _modules())


def _modules() -> Iterator[tuple[str, str]]:
    """The topic and the name of each rule's module."""
    for topic in sorted(entry.name for entry in pkgutil.iter_modules(__path__) if entry.ispkg):
        for entry in pkgutil.iter_modules([f"{place}/{topic}" for place in __path__]):
            if not entry.name.startswith("_"):
                yield topic, entry.name
