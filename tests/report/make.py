"""Reports made by hand, for tests of the formats."""

from __future__ import annotations

from typing import Any

from checker.model import (
    Edit,
    Finding,
    Fix,
    Location,
    LockReport,
    LockTaken,
    MigrationReport,
    Report,
    Severity,
    Stage,
    StageStatus,
    StepReport,
    Suppression,
)

PATH = "db/migrations/eng/202511230900__add_owner.sql"
LINE = "create table public.eng_note (id bigint primary key);"

# Names that try to be something else: a workflow command, a verdict, markup, a colour, another line.
HOSTILE = (
    "x%0A::error::.sql",
    "::error::x.sql",
    "[PASS].sql",
    "##[error]x.sql",
    "a\nb::warning file=x::pass.sql",
    "a\rpass.sql",
    "\x1b[2J\x1b[31mred.sql",
    "`code` | **bold** <script>alert(1)</script> @admin #1 ![x](https://x.invalid/y).sql",
    "quote\"'&<>.sql",
    "\u202egnp.sql",
    "nul\x01\x0b\ufffe.sql",
    "not-utf8-\udcff.sql",
    "a,b:c=d%.sql",
    "ünï çödé 東京.sql",
)


def finding(**changes: Any) -> Finding:
    values: dict[str, Any] = {
        "rule": "table-without-rls",
        "severity": Severity.ERROR,
        "stage": "static",
        "location": Location(PATH, 7, 14, 7, 29),
        "message": "public.eng_note is left without row-level security: add ALTER TABLE … ENABLE ROW LEVEL SECURITY.",
        "object": "public.eng_note",
        "migration": "202511230900",
        "help": "docs/rules/table-without-rls.md",
    }
    return Finding(**(values | changes))


def stages(**statuses: StageStatus) -> tuple[Stage, ...]:
    names = ("discover", "parse", "static", "trial", "live")
    return tuple(Stage(name, statuses.get(name, "passed"), f"about {name}", 0.25) for name in names)


def report(**changes: Any) -> Report:
    """A report of a run that found one thing, of three migrations, with everything filled in."""
    taken = LockTaken("public.eng_backlog", "AccessExclusiveLock", rewritten=True, scanned=True)
    lock = LockReport(3, 7, taken)
    steps = (
        StepReport("up", "applied", 0.01, 4, (lock,)),
        StepReport("down", "applied", 0.01, 2),
        StepReport("up", "applied", 0.01, 4),
    )
    fix = Fix("add FORCE", (Edit(Location(PATH, 8, 1, 8, 1), "alter table x force row level security;\n"),))
    values: dict[str, Any] = {
        "verdict": "fail",
        "complete": True,
        "stages": stages(static="failed"),
        "findings": (
            finding(),
            finding(rule="rls-not-forced", severity=Severity.WARNING, fix=fix),
            finding(rule="down-empty", suppressed=Suppression("nothing to undo", f"{PATH}:2")),
        ),
        "migrations": (
            MigrationReport("202511230900", PATH, "a" * 64, True, "proven", steps),
            MigrationReport("202511220900", "db/b.sql", "b" * 64, False, "declared-irreversible", steps[:1]),
            MigrationReport("202511210900", "db/c.sql", "c" * 64, False, "not-tried"),
        ),
        "base": "1" * 40,
        "head": "2" * 40,
        "config_path": "db/verify.yml",
        "config_sha256": "d" * 64,
        "postgres_version": "18.6",
        "postgres_source": "embedded",
        "as_of": "2025-11-23",
        "notes": ("the whole tree was scanned, since the push made a new branch",),
        "directives": (f"{PATH}:2 irreversible reason=…",),
        "not_proven": ("the data of production",),
        "lines": {(PATH, 7): LINE},
        "rules": ("rls-not-forced", "table-without-rls"),
        "views": ("public.v_eng_trace",),
    }
    return Report(**(values | changes))


def passing(**changes: Any) -> Report:
    return report(**({"verdict": "pass", "findings": (), "stages": stages()} | changes))


def broken(**changes: Any) -> Report:
    """A run that found one thing and then lost its server."""
    values = {
        "verdict": "error",
        "complete": False,
        "stages": stages(static="failed", trial="errored", live="not-run"),
        "error": "the throw-away Postgres ended\n  Run it again.",
        "findings": (finding(),),
    }
    return report(**(values | changes))
