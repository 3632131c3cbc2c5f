"""The rules, one a file, found by walking this package."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from checker.rule import Rule


@cache
def all_rules() -> dict[str, Rule]:
    """Every rule by its id, sorted. Modules that begin with `_` are helpers, not rules."""
    found: dict[str, Rule] = {}
    for topic in sorted(entry.name for entry in pkgutil.iter_modules(__path__) if entry.ispkg):
        package = import_module(f"{__name__}.{topic}")
        for entry in pkgutil.iter_modules(package.__path__):
            if entry.name.startswith("_"):
                continue
            module = import_module(f"{package.__name__}.{entry.name}")
            rule = module.check
            if not isinstance(rule, Rule):
                raise TypeError(f"{module.__name__}.check is not a rule: decorate it with @rule(severity)")
            if rule.id in found:
                raise TypeError(f"two rules are called {rule.id}: {found[rule.id].topic} and {rule.topic}")
            found[rule.id] = rule
    return dict(sorted(found.items()))
