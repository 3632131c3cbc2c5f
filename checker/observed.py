"""What the files say of locks, held against what the trial saw each statement do."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace
from pglast import ast

from checker.model import Finding, Location, Outcome, Trial
from checker.rule import Rule
from checker.rules import all_rules

CONFIRMED = "(confirmed by the trial)"
# What these do can depend on what they find: the trial may have gone another way than production will.
_MAY_BRANCH = (ast.DoStmt, ast.SelectStmt, ast.CallStmt, ast.ExecuteStmt)
# A foreign key is looked at by a join, which may read an index in place of its table.
_MAY_READ_AN_INDEX = frozenset({"constraint-validated-at-once"})


def settle_observed(
    static: Iterable[Finding], live: Iterable[Finding], trial: Trial
) -> tuple[list[Finding], list[Finding]]:
    """The static and the live findings, those on what a statement does with a table's rows settled.

    A static one is confirmed where the statement was seen to do what the rule says, and dropped where its locks
    were seen, on production's version, and it did not. What a static one says, no live one says again.
    """
    rules = all_rules()
    outcomes = [outcome for step in trial.steps if step.run == "up" for outcome in step.outcomes]
    by_path: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_path.setdefault(outcome.statement.location.path, []).append(outcome)
    kept: list[Finding] = []
    told: set[tuple[Location, str]] = set()
    for finding in static:
        rule = rules.get(finding.rule)
        found = _outcome(by_path.get(finding.location.path, ()), finding.location)
        if rule is None or rule.seen is None or found is None:
            kept.append(finding)
            continue
        if any(getattr(lock, rule.seen) for lock in found.locks):
            kept.append(replace(finding, message=f"{finding.message} {CONFIRMED}"))
        elif _refuted(rule, found, trial):
            continue
        else:
            kept.append(finding)
        told.add((found.statement.location, rule.seen))
    return kept, [one for one in live if not _is_told(one, rules.get(one.rule), told)]


def _is_told(finding: Finding, rule: Rule | None, told: set[tuple[Location, str]]) -> bool:
    return rule is not None and rule.seen is not None and (finding.location, rule.seen) in told


def _outcome(outcomes: Iterable[Outcome], place: Location) -> Outcome | None:
    """What became of the statement that a place is in."""
    at = (place.line, place.column)
    for outcome in outcomes:
        span = outcome.statement.location
        if (span.line, span.column) <= at <= (span.end_line, span.end_column):
            return outcome
    return None


def _refuted(rule: Rule, outcome: Outcome, trial: Trial) -> bool:
    """Whether that nothing was seen means that there was nothing."""
    wanted = trial.change.config.trial.postgres
    return (
        outcome.observed
        and outcome.status == "applied"
        and not isinstance(outcome.statement.node, _MAY_BRANCH)
        and rule.id not in _MAY_READ_AN_INDEX
        and (wanted is None or str(wanted) == trial.postgres.split(".")[0])
    )
