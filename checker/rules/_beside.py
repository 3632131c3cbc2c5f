"""What another rule says already, so that one thing is told once."""

from __future__ import annotations

from typing import Any

from checker.model import Change, Severity
from checker.rule import Hit, Rule


def said_by(rule: Rule, subject: Any, change: Change) -> list[Hit]:
    """What a rule finds in its `subject`, which is of `change`; nothing where it is off, since nobody is told then."""
    off = rule.id in change.rules_off or change.config.rules.get(rule.id, rule.severity) is Severity.OFF
    return [] if off else list(rule.check(subject))
