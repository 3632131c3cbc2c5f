"""From what the stages gave to one report: the verdict is taken from records, never from a constant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from checker.config import Options
from checker.judge import Judgement
from checker.model import (
    STAGES,
    AccessChange,
    Change,
    Finding,
    Found,
    Migration,
    MigrationReport,
    Report,
    ScriptReport,
    Source,
    Stage,
    StageName,
    Step,
    Trial,
    Verdict,
)
from checker.model.history import Each
from checker.proofs import Proofs
from checker.report.access import changed
from checker.stages import Stages
from checker.suppress import directives
from checker.unproven import not_proven

# The rules that tell of a way back that failed, or of what made it fail; a second up fails for what the down left.
_DOWN = ("down-fails", "transaction-left-open")
_AGAIN = ("second-up-fails", "down-leaves-trace", "down-incomplete", "down-empty")
_TELL = {"down": _DOWN, "chain down": _DOWN, "up again": _AGAIN, "chain up": _AGAIN}


def make_report(
    options: Options,
    stages: Stages,
    found: Found | None,
    config: Source | None,
    change: Change | None,
    trial: Trial | None,
    static: Judgement,
    live: Judgement,
    findings: tuple[Finding, ...],
    notes: tuple[str, ...] = (),
) -> Report:
    """Join what the stages gave. Anything that is None was not reached."""
    crashes = (*static.crashes, *live.crashes)
    judgements = {"static": static, "live": live}
    recorded = tuple(
        _stage(name, stages, options, found, change, trial, judgements.get(name), findings) for name in STAGES
    )
    counts = any(_counts(finding, options) for finding in findings)
    error = (
        stages.error or "; ".join(crashes) or (None if counts else _unexplained(recorded, trial, findings))
    )
    verdict: Verdict = "fail" if counts else "pass"
    if error is not None:
        verdict = "usage" if stages.exit_code == 2 else "error"
    # Where a rule crashed, what it crashed on must not take the report with it.
    proofs = Proofs.of(trial, whole=not crashes)

    def told(migration: Migration) -> MigrationReport:
        return proofs.report(migration, judged=change is not None and change.judges(migration))

    return Report(
        verdict=verdict,
        complete=error is None and not any(stage.status == "errored" for stage in recorded),
        stages=recorded,
        findings=findings,
        migrations=Each(change.history, told) if change else (),
        news=[told(migration) for migration in _news(change, trial)] if change else (),
        scripts=_scripts(change),
        base=found.base if found else None,
        head=found.head if found else None,
        config_path=config.path if config else options.config,
        config_sha256=config.sha256 if config else None,
        postgres_version=trial.postgres if trial else None,
        postgres_source=trial.source if trial else None,
        as_of=options.as_of.isoformat(),
        error=error,
        notes=(*_notes(found, change), *notes),
        directives=_directives(change),
        not_proven=not_proven(stages, None if crashes else change, trial, proofs),
        lines=_lines(change, config, findings),
        rules=tuple(sorted({*static.rules, *live.rules})),
        views=_views_checked(trial),
        access=_access_changed(trial),
        fail_on=options.fail_on,
    )


def _unexplained(stages: Iterable[Stage], trial: Trial | None, findings: tuple[Finding, ...]) -> str | None:
    """That a stage failed of which no finding speaks: the rule is off, or silent, and what failed has failed all the same."""
    for stage in stages:
        if stage.status == "failed" and not (stage.name == "trial" and _allowed(trial, findings)):
            return f"{stage.name} failed, and no finding that counts says why"
    return None


def _views_checked(trial: Trial | None) -> tuple[str, ...]:
    """The published views that the trial looked at and that a contract speaks of."""
    if trial is None or trial.views is None:
        return ()
    promised = {contract.view for contract in trial.change.contracts}
    return tuple(sorted(view.shape.view for view in trial.views if view.shape.view in promised))


def _access_changed(trial: Trial | None) -> tuple[AccessChange, ...]:
    """What the change changes in who may do what, where it was tried on base and head."""
    if trial is None or trial.before.probes is None or not trial.probes:
        return ()
    return changed(trial.before.probes, trial.probes, trial.change.config.access.told_by)


def _allowed(trial: Trial | None, findings: tuple[Finding, ...]) -> bool:
    """Whether all that is broken in the trial are ways back, each with a finding that tells of it and that something allows.

    An up that fails leaves what follows untried: nothing allows that.
    """
    broken = [step for step in trial.steps if _is_broken(step)] if trial else []
    allowed = {(finding.rule, finding.location.path) for finding in findings if finding.suppressed}
    return bool(broken) and all(
        bool({(rule, path) for rule in _TELL.get(step.run, ()) for path in _paths(step)} & allowed)
        for step in broken
    )


def _paths(step: Step) -> tuple[str, ...]:
    return tuple(source.path for source in step.migration.sources) if step.migration else ()


def _counts(finding: Finding, options: Options) -> bool:
    return finding.suppressed is None and finding.severity.rank >= options.fail_on.rank


def _stage(
    name: StageName,
    stages: Stages,
    options: Options,
    found: Found | None,
    change: Change | None,
    trial: Trial | None,
    judgement: Judgement | None,
    findings: tuple[Finding, ...],
) -> Stage:
    if name == stages.stopped_in:
        return Stage(name, "errored", (stages.error or "").split("\n")[0], 0.0)
    if name not in stages.ran:
        why = stages.left_out.get(name) or f"not reached: {stages.stopped_in} could not be done"
        return Stage(name, "not-run", why)
    seconds = stages.ran[name]
    if judgement is not None:
        mine = [finding for finding in findings if finding.stage == name and finding.suppressed is None]
        detail = f"{_count(len(judgement.rules), 'rule')}, {_count(len(mine), 'finding')}"
        if judgement.crashes:
            return Stage(name, "errored", f"{detail}; {'; '.join(judgement.crashes)}", seconds)
        failed = any(_counts(finding, options) for finding in mine)
        return Stage(name, "failed" if failed else "passed", detail, seconds)
    if name == "discover" and found is not None:
        return Stage(name, "passed", _discovered(found, change), seconds)
    if name == "parse" and change is not None:
        # Nothing is wrong with those that were not read again.
        unread = [migration for migration in change.history.read if not migration.parsed]
        size = change.history.size + sum(script.size for script in change.repeatable)
        detail = _count(size, "statement")
        if unread:
            detail += f", {_count(len(unread), 'migration')} not readable"
        return Stage(name, "failed" if unread else "passed", detail, seconds)
    if name == "trial" and trial is not None:
        broken = any(map(_is_broken, trial.steps))
        return Stage(name, "failed" if broken else "passed", _tried(trial), seconds)
    return Stage(name, "passed", "", seconds)


def _is_broken(step: Step) -> bool:
    """Whether a step failed, or an up or a script was not run.

    That a way back was not run follows from an up that failed, or is for the rules of downs to say; a second up follows it.
    """
    return step.status == "failed" or (step.status == "not-run" and step.run == "up")


def _discovered(found: Found, change: Change | None) -> str:
    base = f"base {found.base[:12]}, {found.how}" if found.base else found.how
    work = ", uncommitted work included" if found.uncommitted else ""
    if change is None:
        return f"{base}{work}"
    known = len(change.migrations)
    counts = f"{len(change.changed)} of {_count(known, 'migration')} changed"
    if change.paths:
        counts += f", {len(change.judged)} judged"
    elif change.everything:
        counts += ", all judged"
    return f"{counts}; {base}{work}"


def _tried(trial: Trial) -> str:
    applied = sum(1 for step in trial.steps if step.status == "applied")
    return f"{_count(applied, 'step')} applied on PostgreSQL {trial.postgres} ({trial.source})"


def _news(change: Change, trial: Trial | None) -> Sequence[Migration]:
    """Those that have changed or were tried, in order."""
    some = [*change.changed, *(step.migration for step in (trial.steps if trial else ()) if step.migration)]
    wanted = {id(one) for one in some}
    return [one for one in change.history[change.history.first(some) :] if id(one) in wanted]


def _scripts(change: Change | None) -> tuple[ScriptReport, ...]:
    scripts = change.repeatable if change else ()
    judged = {script.path for script in change.scripts} if change else set()
    return tuple(ScriptReport(script.path, script.source.sha256, script.path in judged) for script in scripts)


def _notes(found: Found | None, change: Change | None) -> tuple[str, ...]:
    notes = []
    if found is not None and found.base is None:
        notes.append(found.how)
    if change is not None:
        notes += change.notes
        notes += [f"the rule {rule} is off: {why}" for rule, why in sorted(change.rules_off.items())]
    return tuple(notes)


def _directives(change: Change | None) -> tuple[str, ...]:
    """Every directive in the repository, used or not; those of files that the change touches first."""
    if change is None:
        return ()
    touched = {file.path for file in change.files}
    return tuple(map(str, sorted(directives(change), key=lambda one: one.location.path not in touched)))


def _lines(
    change: Change | None, config: Source | None, findings: Iterable[Finding]
) -> dict[tuple[str, int], str]:
    """The source lines that findings point at."""
    if change is None:
        return {}
    scripts = (*change.foundation, *change.repeatable, *change.seeds)
    documents = (*change.audit, *change.contract_files, *([change.changelog] if change.changelog else []))
    sources = [
        *(script.source for script in scripts),
        *(source for one in change.passed_over for source in one.sources),
        *(document.source for document in documents),
        *([config] if config else []),
    ]
    by_path = {source.path: source for source in sources}
    lines = {}
    for finding in findings:
        path, line = finding.location.path, finding.location.line
        migration = change.history.at(path)
        source = by_path.get(path) or next(
            (one for one in (migration.sources if migration else ()) if one.path == path), None
        )
        if source is not None and line <= len(source.lines):
            lines[path, line] = source.lines[line - 1]
    return lines


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
