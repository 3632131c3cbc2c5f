"""What a run says: findings, stages, and the report that holds them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field

from checker.model.text import Fix, Location
from checker.model.trial import LockTaken, StepStatus

if TYPE_CHECKING:
    from checker.model.change import Change

StageName = Literal["discover", "parse", "static", "trial", "live"]
StageStatus = Literal["passed", "failed", "errored", "not-run"]
Verdict = Literal["pass", "fail", "usage", "error"]
Reversible = Literal["proven", "not-reversible", "declared-irreversible", "not-tried"]

STAGES: tuple[StageName, ...] = ("discover", "parse", "static", "trial", "live")
# What neither a comment in the change nor the baseline can excuse.
NEVER_ALLOWED = frozenset(
    {
        "baseline-stale",
        "config-weakened",
        "directive-invalid",
        "directive-unused",
        "migration-fails",
        "repeatable-script-fails",
        "syntax-error",
    }
)
EXIT_CODES: dict[Verdict, int] = {"pass": 0, "fail": 1, "usage": 2, "error": 3}


class Severity(StrEnum):
    """How bad a finding is. `OFF` is what a config says of a rule; no finding has it."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    OFF = "off"

    @property
    def rank(self) -> int:
        """Larger is worse."""
        return {"off": 0, "note": 1, "warning": 2, "error": 3}[self.value]


class Suppression(Struct, frozen=True):
    """Why a finding does not count, and where that is said (`path:line`)."""

    reason: str
    where: str


class Finding(Struct, frozen=True):
    """One thing that is wrong, at its place, with what to do about it.

    `object` is the name of what it speaks of, as `public.eng_note`, where there is one. `proof` is what a static finding
    that this one confirms does not know. `undecided` is what the file hides from a static rule; the finding is then a
    warning at most, and `sure` is what it would be if the catalog had it so.
    """

    rule: str
    severity: Severity
    stage: StageName
    location: Location
    message: str
    object: str | None = None
    migration: str | None = None
    help: str = ""
    fix: Fix | None = None
    suppressed: Suppression | None = None
    proof: str = ""
    undecided: str | None = None
    sure: Severity | None = None

    @property
    def fingerprint(self) -> str:
        """A key that stays the same when lines above the finding are edited: rule, path and object."""
        parts = (self.rule, self.location.path, self.object or "")
        return sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]

    @property
    def sort_key(self) -> tuple[str, int, int, str, str, str]:
        place = self.location
        return (place.path, place.line, place.column, self.rule, self.object or "", self.message)


class Settled(Struct, frozen=True):
    """What all the rules found in a change, with what allows it; `ran` are the rules that ran to their end."""

    change: Change
    findings: tuple[Finding, ...]
    ran: frozenset[str]


class Stage(Struct, frozen=True):
    """A stage of the run and what became of it, taken from what it returned."""

    name: StageName
    status: StageStatus
    detail: str
    seconds: float = 0.0


class LockReport(Struct, frozen=True):
    """A lock in the report: which statement of the file (from 1) took it, and on which line that stands."""

    statement: int
    line: int
    taken: LockTaken


class StepReport(Struct, frozen=True):
    """One direction of one migration in the report."""

    direction: str
    status: StepStatus
    seconds: float = 0.0
    statements: int = 0
    locks: tuple[LockReport, ...] = ()


class AccessChange(Struct, frozen=True):
    """What the change changes in what a role may do: `before` and `after` in words, as `refused` and `3 rows`."""

    role: str
    action: str
    relation: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.role} × {self.action.upper()} × {self.relation}: {self.before} → {self.after}"


class MigrationReport(Struct, frozen=True):
    """One migration in the report; `reversible` comes from the trial's steps, `judged` says whether rules looked at it."""

    id: str
    path: str
    sha256: str
    changed: bool
    reversible: Reversible
    steps: tuple[StepReport, ...] = ()
    judged: bool = False


class ScriptReport(Struct, frozen=True):
    """One repeatable script in the report: a file of policies or views."""

    path: str
    sha256: str
    judged: bool = False


class Report(Struct, frozen=True):
    """All that a run has to say. Every format is made from this and from nothing else.

    `complete` is True only where every stage that was asked for ran to its end. `lines` holds the
    source lines that findings point at, by path and line, for formats that show them. `rules` are
    the ids of the rules that ran, `views` the published views that were compared with their contracts,
    `access` what the change changes in who may do what, as it was tried,
    `fail_on` the severity from which a finding fails the run. `news` are those of the migrations that changed or were
    tried, where somebody knows without looking at all of them.

    Raises ValueError for a pass that is none: an incomplete run, a stage that could not be done, or
    a finding that reaches `fail_on`.
    """

    verdict: Verdict
    complete: bool
    stages: tuple[Stage, ...]
    findings: tuple[Finding, ...] = ()
    migrations: Sequence[MigrationReport] = ()
    scripts: tuple[ScriptReport, ...] = ()
    base: str | None = None
    head: str | None = None
    config_path: str | None = None
    config_sha256: str | None = None
    postgres_version: str | None = None
    postgres_source: str | None = None
    as_of: str = ""
    error: str | None = None
    notes: tuple[str, ...] = ()
    directives: tuple[str, ...] = ()
    not_proven: tuple[str, ...] = ()
    lines: dict[tuple[str, int], str] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    views: tuple[str, ...] = ()
    access: tuple[AccessChange, ...] = ()
    fail_on: Severity = Severity.ERROR
    news: Sequence[MigrationReport] | None = None

    def __post_init__(self) -> None:
        if self.verdict != "pass":
            return
        if not self.complete or any(stage.status == "errored" for stage in self.stages):
            raise ValueError("a run that did not do all that was asked for cannot pass")
        if any(finding.severity.rank >= self.fail_on.rank for finding in self.counted):
            raise ValueError(f"a run with a finding of severity {self.fail_on} or worse cannot pass")

    @property
    def exit_code(self) -> int:
        return EXIT_CODES[self.verdict]

    @property
    def told(self) -> Sequence[MigrationReport]:
        """The migrations that have changed or were tried."""
        if self.news is not None:
            return self.news
        return [migration for migration in self.migrations if migration.changed or migration.steps]

    @property
    def counted(self) -> tuple[Finding, ...]:
        """The findings that are not suppressed."""
        return tuple(finding for finding in self.findings if finding.suppressed is None)
