"""The nouns. Everything here is frozen: stages make values and return them."""

from checker.model.change import (
    Change,
    Comment,
    Direction,
    Directive,
    Document,
    FileChange,
    FileStatus,
    Migration,
    Script,
    Statement,
)
from checker.model.contract import Contract, ContractColumn
from checker.model.report import (
    EXIT_CODES,
    STAGES,
    Finding,
    MigrationReport,
    Report,
    Reversible,
    Severity,
    Stage,
    StageName,
    StageStatus,
    StepReport,
    Suppression,
    Verdict,
)
from checker.model.text import Edit, Fix, Location, Problem, Source
from checker.model.trial import (
    Difference,
    LockTaken,
    ObjectId,
    Outcome,
    Pass,
    Probe,
    ServerError,
    Snapshot,
    Step,
    StepStatus,
    TablePrint,
    Trial,
    ViewColumn,
)

__all__ = [
    "EXIT_CODES", "STAGES", "Change", "Comment", "Contract", "ContractColumn", "Difference", "Direction",
    "Directive", "Document", "Edit", "FileChange", "FileStatus", "Finding", "Fix", "Location", "LockTaken",
    "Migration", "MigrationReport", "ObjectId", "Outcome", "Pass", "Probe", "Problem", "Report", "Reversible",
    "Script", "ServerError", "Severity", "Snapshot", "Source", "Stage", "StageName", "StageStatus", "Statement",
    "Step", "StepReport", "StepStatus", "Suppression", "TablePrint", "Trial", "Verdict", "ViewColumn",
]  # fmt: skip
