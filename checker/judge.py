"""Rules to findings: run each rule over its input, and let the trial settle what the file left open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from checker.model import Change, Filled, Finding, Settled, Severity, Trial
from checker.observed import CONFIRMED, settle_observed
from checker.rule import Explains, Hit, Rule
from checker.rules import all_rules
from checker.suppress import suppress


class Judgement(Struct, frozen=True):
    """What the rules of one stage said: which ran (ids), what they found, and which of them crashed and how."""

    rules: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    crashes: tuple[str, ...] = ()


def judge(subject: Change | Trial | Settled) -> Judgement:
    """Run every rule that takes the subject's type and is not off; the static rules for a change, the live ones for a trial."""
    change = subject if isinstance(subject, Change) else subject.change
    kind = type(subject).__name__
    findings: list[Finding] = []
    crashes: list[str] = []
    rules = [
        rule
        for rule in all_rules().values()
        if rule.subject == kind and _severity(rule, change) is not Severity.OFF
    ]
    for rule in rules:
        try:
            findings += [_finding(rule, hit, change) for hit in rule.check(subject)]
        # A crash of one rule must neither pass for silence nor hide what the others found.
        except Exception as error:  # noqa: BLE001
            crashes.append(f"the rule {rule.id} crashed: {type(error).__name__}: {error}")
    return Judgement(tuple(rule.id for rule in rules), tuple(findings), tuple(crashes))


def settle(static: Iterable[Finding], live: Iterable[Finding], trial: Trial | None) -> tuple[Finding, ...]:
    """One finding for one thing: a static finding is confirmed or refuted by its live twin.

    Where both found it the static one stays, since it has the line, and says so; it is as bad as the
    worse of the two. Where the trial ran the migration to its end and the twin found nothing, the static
    one is dropped. What a statement was seen to do settles what was said of it (`observed.settle_observed`), and what a
    rule without a twin left undecided is so or not as its own question to the catalog is answered (`Rule.holds`).
    `trial` is None where none ran.
    """
    live = list(live)
    if trial is not None:
        static, live = settle_observed(static, live, trial)
        static = _told_by_catalog(static, trial)
    twins = {rule.id: rule.twin for rule in all_rules().values() if rule.twin}
    kept: list[Finding] = []
    proven: set[Finding] = set()
    about: dict[tuple[str | None, str | None], list[Finding]] = {}
    for one in live:
        about.setdefault((one.rule, one.object), []).append(one)
    for finding in static:
        twin = twins.get(finding.rule)
        proofs = about.get((twin, finding.object), []) if twin else []
        if proofs and all(proof.undecided for proof in proofs):
            kept.append(finding)
            proven.update(proofs)
        elif proofs:
            severity = max(finding.severity, *(proof.severity for proof in proofs), key=lambda one: one.rank)
            proven_by = next((f"{CONFIRMED[:-1]}: {one.proof})" for one in proofs if one.proof), CONFIRMED)
            message = f"{finding.message.removesuffix(_open(finding.undecided))} {proven_by}"
            kept.append(replace(finding, severity=severity, message=message))
            proven.update(proofs)
        elif trial is None or twin is None or not _asked(trial, twin) or not _tried(trial, finding):
            kept.append(finding)
    live = [finding for finding in live if finding not in proven]
    unique = {(f.rule, f.location, f.object, f.message): f for f in (*kept, *live)}
    return tuple(sorted(unique.values(), key=lambda finding: finding.sort_key))


def conclude(change: Change, findings: Iterable[Finding], ran: Iterable[str]) -> Judgement:
    """The findings with what allows them (a directive, the baseline), and those about what allows nothing any more.

    `ran` are the rules that ran to their end. The judgement's `rules` are those that looked at the findings.
    """
    findings = tuple(suppress(change, findings))
    judgement = judge(Settled(change, findings, frozenset(ran)))
    both = sorted((*findings, *judgement.findings), key=lambda finding: finding.sort_key)
    return replace(judgement, findings=tuple(both))


def told_once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings without those whose cause another one tells (`Rule.explains`), which then says so.

    Both are of one migration, or of one file. Only what counts explains another: one that something allows, or that is
    less bad, hides nothing. What is allowed itself stays too, since the report lists it.
    """
    rules = all_rules()
    found = list(findings)
    together: dict[tuple[str, str], list[int]] = {}
    for at, one in enumerate(found):
        if one.suppressed is None:
            together.setdefault((one.migration or one.location.path, one.rule), []).append(at)
    gone: set[int] = set()
    for (place, name), mine in together.items():
        explains = rules[name].explains if name in rules else None
        if explains is None:
            continue
        for other in explains.others:
            others = [at for at in together.get((place, other), ()) if at not in gone]
            for at in mine:
                told = _explained(found, at, others, explains) if at not in gone else set()
                if told:
                    gone |= told
                    others = [one for one in others if one not in told]
    return tuple(one for at, one in enumerate(found) if at not in gone)


def _explained(found: list[Finding], at: int, others: Iterable[int], explains: Explains) -> set[int]:
    """Those of the others that the finding at a place explains; what it has to say of them is added to it."""
    told: set[int] = set()
    for other in others:
        one, worse = found[at], found[other].severity.rank > found[at].severity.rank
        if not worse and (more := explains.how(one, found[other])):
            found[at] = replace(one, message=f"{one.message} {more}")
            told.add(other)
    return told


def _told_by_catalog(static: Iterable[Finding], trial: Trial) -> Iterator[Finding]:
    """The findings without those that the catalog refutes; what it confirms is undecided no more."""
    rules = all_rules()
    for finding in static:
        rule = rules.get(finding.rule)
        if finding.undecided and rule is not None and rule.holds and _tried(trial, finding):
            answer = rule.holds(trial, finding)
            if answer is False:
                continue
            if answer:
                message = f"{finding.message.removesuffix(_open(finding.undecided))} {CONFIRMED}"
                finding = replace(finding, severity=finding.sure or finding.severity, message=message)
        yield finding


def _asked(trial: Trial, twin: str) -> bool:
    """Whether the live twin was asked at all: one that is off has refuted nothing."""
    return _severity(all_rules()[twin], trial.change) is not Severity.OFF


def _tried(trial: Trial, finding: Finding) -> bool:
    """Whether the trial got far enough to speak of what the finding speaks of."""
    if trial.end is None:
        return False
    steps = [step for step in trial.steps if step.path == finding.location.path and step.direction == "up"]
    return bool(steps) and all(step.status == "applied" for step in steps)


def _severity(rule: Rule, change: Change) -> Severity:
    if rule.id in change.rules_off:
        return Severity.OFF
    return change.config.rules.get(rule.id, rule.severity)


def _finding(rule: Rule, hit: Hit, change: Change) -> Finding:
    severity, message = _severity(rule, change), hit.message
    if hit.severity is not None:
        severity = min(severity, hit.severity, key=lambda one: one.rank)
    sure = severity
    if hit.undecided:
        severity = min(severity, Severity.WARNING, key=lambda one: one.rank)
        message += _open(hit.undecided)
    migration = change.history.at(hit.location.path)
    return Finding(
        rule=rule.id,
        severity=severity,
        stage=rule.stage,
        location=hit.location,
        message=message,
        object=hit.object,
        migration=migration.id if migration else None,
        help=rule.page,
        fix=None
        if hit.fix and any(_is_filled(change, edit.location.path) for edit in hit.fix.edits)
        else hit.fix,
        proof=hit.proof,
        undecided=hit.undecided,
        sure=sure,
    )


def _is_filled(change: Change, path: str) -> bool:
    """Whether a tool writes values into a file: a fix would write the value of today where the file has the word for any."""
    migration = change.history.at(path)
    sources = [*(migration.sources if migration else ()), *(script.source for script in change.scripts)]
    return any(
        isinstance(one, Filled) and one.path == path and one.filled(0, len(one.text)) for one in sources
    )


def _open(undecided: str | None) -> str:
    """How a message ends of which the file hides something."""
    return f" (undecided: {undecided})" if undecided else ""
