"""What every format for people says of a report, in the same words. Nothing here is escaped yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from checker.model import Finding, LockTaken, MigrationReport, Report, Severity, Stage

SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.NOTE)

# A report that is not a pass says that word nowhere, not even of a stage that ended well.
STAGE_WORDS = {"passed": "done", "failed": "failed", "errored": "error", "not-run": "not run"}

REVERSIBLE_WORDS = {
    "proven": "proven reversible",
    "not-reversible": "NOT reversible",
    "declared-irreversible": "declared irreversible",
    "not-tried": "reversal not tried",
}

# More findings than fit on a screen are counted by rule: what to look at first is seen there.
_MANY = 10


def number(count: int, noun: str) -> str:
    """`1 error`, `2 errors`, `no errors`."""
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"


def tally(findings: Iterable[Finding]) -> str:
    """The number of findings by severity, worst first: `3 errors, 1 warning`; `no findings`."""
    found = Counter(finding.severity for finding in findings)
    parts = [number(found[severity], severity.value) for severity in SEVERITIES if found[severity]]
    return ", ".join(parts) or "no findings"


def by_rule(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """Of each rule its findings by severity, the worst first, then the most: `("lock-timeout-missing", "9 warnings, 2 with a fix")`.

    Empty where there are no more than fit on a screen.
    """
    findings = tuple(findings)
    if len(findings) <= _MANY:
        return []
    of: dict[str, list[Finding]] = {}
    for finding in findings:
        of.setdefault(finding.rule, []).append(finding)
    rows = sorted(
        of.items(), key=lambda row: (-max(one.severity.rank for one in row[1]), -len(row[1]), row[0])
    )
    told = []
    for rule, some in rows:
        fixable = sum(one.fix is not None for one in some)
        told.append((rule, tally(some) + (f", {fixable} with a fix" if fixable else "")))
    return told


def suppressed(report: Report) -> tuple[Finding, ...]:
    """The findings that do not count, in the report's order."""
    return tuple(finding for finding in report.findings if finding.suppressed is not None)


def headline(report: Report) -> str:
    """The verdict and what it rests on, in one line."""
    found = tally(report.counted)
    muted = suppressed(report)
    if muted:
        found += f", {len(muted)} suppressed"
    match report.verdict:
        case "pass":
            not_run = [stage.name for stage in report.stages if stage.status == "not-run"]
            limit = f" (not run: {', '.join(not_run)})" if not_run else ""
            return f"pass{limit}: {found}"
        case "fail":
            return f"fail: {found}"
        case "usage":
            return "usage: the command line or the configuration is wrong"
        case "error":
            return f"error: the check could not be made; so far {found}"


def applied(migration: MigrationReport) -> bool:
    """Whether its up was applied, the first time at least."""
    return any(step.direction == "up" and step.status == "applied" for step in migration.steps)


def summary(report: Report) -> list[tuple[str, str]]:
    """What was done, as (subject, words): migrations, rules, views, and what they were judged against."""
    known, told = len(report.migrations), report.told
    changed = sum(migration.changed for migration in told)
    proven = sum(migration.reversible == "proven" for migration in told)
    words = f"{number(known, 'migration')} known, {changed} changed"
    if any(stage.name == "parse" and stage.status in ("errored", "not-run") for stage in report.stages):
        words = "none was read"
    elif known:
        words += f", {sum(map(applied, told))} applied, {proven} proven reversible"
    found = [("migrations", words)]
    found.append(("rules", f"{number(len(report.rules), 'rule')} run"))
    found.append(("views", f"{number(len(report.views), 'published view')} checked against a contract"))
    if report.base or report.head:
        base = report.base[:12] if report.base else "nothing (the whole tree)"
        # A commit is never compared with itself: then it is the uncommitted work that was judged.
        head = report.head[:12] if report.head and report.head != report.base else "the working tree"
        found.append(("compared", f"{base} with {head}"))
    if report.config_path:
        found.append(("config", report.config_path))
    if report.postgres_version:
        source = f" ({report.postgres_source})" if report.postgres_source else ""
        found.append(("postgres", f"{report.postgres_version}{source}"))
    if report.as_of:
        found.append(("as of", report.as_of))
    return found


def help_words(rule: str) -> str:
    """How to read the rule's page, in whatever repository: as a command, since the page itself is in ours."""
    return f"db-verify rules {rule}"


def migration_words(migration: MigrationReport) -> str:
    """What became of one migration: `up, down, up applied; proven reversible`."""
    if not migration.steps:
        return f"not applied; {REVERSIBLE_WORDS[migration.reversible]}"
    if all(step.status == "applied" for step in migration.steps):
        steps = ", ".join(step.direction for step in migration.steps) + " applied"
    else:
        steps = ", ".join(f"{step.direction} {step.status}" for step in migration.steps)
    return f"{steps}; {REVERSIBLE_WORDS[migration.reversible]}"


def done_under(lock: LockTaken) -> str:
    """What a statement did with a relation besides locking it: `writes it anew`, `reads all of it`, or nothing."""
    return "writes it anew" if lock.rewritten else "reads all of it" if lock.scanned else ""


def told_migrations(report: Report, verbose: bool, most: int = 20) -> tuple[list[MigrationReport], int]:
    """The migrations to name one by one (changed or tried ones, all with `verbose`), and how many more there are."""
    if verbose:
        return list(report.migrations), 0
    chosen = list(report.told)
    return chosen[:most], len(chosen[most:])


def stage_words(stage: Stage) -> str:
    """The status of a stage in a word or two."""
    return STAGE_WORDS[stage.status]
