"""Who finds what in the lock and downtime cases: db-verify, squawk and safemigrate-lint, line by line.

    python -m bench.compare --squawk PATH --safemigrate PATH > docs/comparison.md

The other tools are not requirements of this project: install them elsewhere (squawk-cli 2.70.0 and safemigrate-lint
from the package index) and name their programs. They are given the change's SQL file alone, since they know no
state; their columns and 0-based lines are put right.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from checker.rules import all_rules
from checker.selftest.cases import Case, read_cases
from checker.selftest.memory import findings, make_change

CASES = Path(__file__).resolve().parent.parent / "tests" / "rules"
TOPICS = ("locks",)
ALSO = (
    "transaction-impossible",
    "transaction-nested",
    "enum-value-used-at-once",
    "data-lost",
    "truncate-cascades",
)
# What the others say of style or of nearly every statement is left out of the table: it is no lock and no downtime.
STYLE = {
    "prefer-robust-stmts", "prefer-text-field", "prefer-bigint-over-int", "prefer-bigint-over-smallint", "prefer-identity",
    "prefer-timestamptz", "require-statement-timeout", "ban-char-field", "prefer-big-int", "identifier-too-long",
    "require-table-schema", "prefer-repack", "require-enum-value-ordering",
}  # fmt: skip
# Cases in which a name changes hands.
SWAPS = (
    "rename-breaks-readers/fires-once",
    "rename-breaks-readers/fires-where-views",
    "drop-breaks-readers/fires-where-the-name",
)
REASONS = {
    "adding-field-with-default": "constants and stable functions are evaluated once since PostgreSQL 11: only volatile ones rewrite",
    "constraint-missing-not-valid": "it stands in a table that the same migration makes, or in a NOT VALID that is validated later",
    "adding-foreign-key-constraint": "a new column is NULL in every row, or the constraint is NOT VALID: PostgreSQL looks nothing up",
    "ban-drop-table": "a table that the same migration makes has no reader",
    "ban-drop-column": "a column that the same migration makes has no reader",
    "renaming-column": "a column of a table that the same migration makes has no reader",
    "renaming-table": "its old name is given to a view in the same migration, so that readers go on",
    "changing-column-type": "PostgreSQL changes the catalog only, or the table is made by the same migration",
    "adding-not-nullable-field": "a valid CHECK (… IS NOT NULL) stands, or the column is NOT NULL already, or the table is new",
    "disallowed-unique-constraint": "the table is made by the same migration",
    "require-concurrent-index-creation": "the table is made by the same migration, or ON ONLY builds nothing",
    "require-concurrent-index-deletion": "the index is made by the same migration, or it is a down",
    "require-lock-timeout": "the relation is made by the same migration, or the statement's lock stops neither readers nor writers",
    "ban-concurrent-index-creation-in-transaction": "the directive no-transaction says that there is none",
    "adding-required-field": "the table is made by the same migration",
    "ban-drop-view": "the same migration makes the view again, or it is a down",
    "ban-drop-type": "a type has no reader of its own: PostgreSQL refuses to drop one that a column has",
    "ban-drop-constraint": "it takes a moment, and what it allowed stays allowed",
    "ban-drop-schema": "it is a down",
    "renaming-object": "readers do not name types and constraints, or they follow",
    "require-concurrent-reindex": "it is the business of table-rewritten, which the twin beside it shows",
    "concurrent-index-drop-required": "it is a down",
    "update-delete-row-scope": "which rows are meant is the author's to say; the trial counts those that were touched",
    "enum-value-ordering-required": "the order of values is a matter of taste",
    "refresh-matview-blocks-reads": "the view is made by the same migration",
    "pk-constraint-exclusive-lock": "USING INDEX takes the lock for a moment only",
    "ban-alter-domain-with-add-constraint": "NOT VALID looks at no row, or the domain is made by the same migration",
    "ban-create-domain-with-constraint": "no column has the domain yet",
    "ban-drop-function": "the function is made by the same migration, it is a trigger's, or its name stays",
    "ban-drop-extension": "PostgreSQL refuses it, without CASCADE, while something uses it",
    "require-concurrent-partition-detach": "the lock lasts a moment, and CONCURRENTLY asks for a migration without a transaction: lock_timeout is what matters",
    "ban-drop-not-null": "it takes a moment; readers that fail on NULL fail when one is written, which no migration decides",
    "ban-drop-default": "it takes a moment; a NOT NULL column without one is found when something inserts",
    "ban-drop-generated-expression": "it takes a moment and keeps the values",
    "ban-alter-identity": "it takes a moment",
    "trigger-add-blocks-writes": "the lock lasts a moment: lock_timeout is what matters",
    "ban-truncate-cascade": "the table is made by the same migration",
    "truncate-cascade-banned": "the table is made by the same migration",
    "constraint-dropped-warning": "it takes a moment, and what it allowed stays allowed",
}


def main() -> None:
    """Print the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--squawk", required=True)
    parser.add_argument("--safemigrate", required=True)
    arguments = parser.parse_args()
    # The others read files: what only a trial shows is not compared.
    locks = [rule for rule in all_rules().values() if rule.topic in TOPICS and rule.stage == "static"]
    wanted = {rule.id for rule in locks} | set(ALSO)
    cases = [case for case in read_cases(CASES) if case.rule in wanted]
    rows: list[tuple[str, int, str, str, str, str]] = []
    for case in cases:
        path = next((path for path in case.head if path not in case.base and path.endswith(".sql")), None)
        if path is None:
            continue
        ours = defaultdict(set)
        # A case switches off what it is not about; here every rule speaks.
        whole = replace(case, config={key: value for key, value in case.config.items() if key != "rules"})
        first = _first_lines(whole, path)
        for finding in findings(whole):
            if finding.location.path == path and finding.rule in wanted:
                ours[first.get(finding.location.line, finding.location.line)].add(finding.rule)
        theirs = _theirs(case.head[path], arguments.squawk, arguments.safemigrate, first)
        lines = case.head[path].splitlines()
        down = next(
            (number for number, one in enumerate(lines, 1) if one.strip() == "/* DOWN */"), len(lines)
        )
        for line in sorted({*ours, *theirs[0], *theirs[1]}):
            text = lines[line - 1].split(" -- ")[0].strip() if line <= len(lines) else ""
            name = case.name if line < down else f"{case.name}, down"
            mine, squawk, safemigrate = (_said(side.get(line)) for side in (ours, *theirs))
            rows.append((name, line, text, mine, squawk, safemigrate))
    sys.stdout.write(_page(cases, rows))


def _first_lines(case: Case, path: str) -> dict[int, int]:
    """For each line of a statement of the case's file, the line on which the statement begins: the others name that one."""
    found: dict[int, int] = {}
    for migration in make_change(case).migrations:
        for statement in (statement for script in migration.scripts for statement in script.statements):
            place = statement.location
            if place.path == path:
                found |= dict.fromkeys(range(place.line, place.end_line + 1), place.line)
    return found


def _theirs(
    text: str, squawk: str, safemigrate: str, first: dict[int, int]
) -> tuple[dict[int, set[str]], dict[int, set[str]]]:
    """What squawk and safemigrate-lint say of a text, by 1-based line."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "case.sql"
        file.write_text(text, encoding="utf-8")
        out = []
        for command, offset, key in (
            ([squawk, "--reporter", "json", str(file)], 1, "rule_name"),
            ([safemigrate, "--severity", "critical,warning", str(file)], 0, "rule_id"),
        ):
            done = subprocess.run(command, capture_output=True, text=True)
            said = json.loads(done.stdout or "[]")
            found: dict[int, set[str]] = defaultdict(set)
            for one in said if isinstance(said, list) else []:
                if one[key] not in STYLE:
                    line = one["line"] + offset
                    found[first.get(line, line)].add(one[key])
            out.append(found)
    return out[0], out[1]


def _said(rules: set[str] | None) -> str:
    return ", ".join(sorted(rules)) if rules else ""


def _page(cases: list[Case], rows: list[tuple[str, int, str, str, str, str]]) -> str:
    counts = [sum(1 for row in rows if row[column]) for column in (3, 4, 5)]
    silent = [row for row in rows if not row[3] and (row[4] or row[5])]
    parts = [
        "# Locks and downtime, beside squawk and safemigrate-lint",
        "Made by `python -m bench.compare` from the cases of the lock and downtime rules: squawk 2.70.0 and the newest"
        " safemigrate-lint, with their default rules; opinions on style are left out. They are given the changed file alone,"
        " since neither knows what earlier migrations made. An empty cell is silence.",
        f"{len(cases)} cases, {len(rows)} lines on which somebody finds something: db-verify {counts[0]}, squawk {counts[1]},"
        f" safemigrate-lint {counts[2]}.",
        "## Where others find something and db-verify is silent",
        "Each is a choice, with its reason. The cases are written so that silence is right there: the twin beside it fires.",
        "| case | line | statement | squawk | safemigrate-lint | why db-verify is silent |\n| --- | --- | --- | --- | --- | --- |\n"
        + "\n".join(
            f"| {name} | {line} | `{_cell(text)}` | {theirs} | {others} | {_reason(name, theirs, others)} |"
            for name, line, text, _, theirs, others in silent
        ),
        "## Case by case",
        f"<details><summary>All {len(rows)} lines</summary>",
        "| case | line | statement | db-verify | squawk | safemigrate-lint |\n| --- | --- | --- | --- | --- | --- |\n"
        + "\n".join(
            f"| {name} | {line} | `{_cell(text)}` | {ours} | {theirs} | {others} |"
            for name, line, text, ours, theirs, others in rows
        ),
        "</details>",
    ]
    return "\n\n".join(parts) + "\n"


def _reason(name: str, theirs: str, others: str) -> str:
    if "is-irreversible" in name:
        return "the loss is declared, with a reason; that readers fail is said by drop-breaks-readers"
    if name.endswith(", down"):
        return "a down takes back what the migration made: its readers are gone before, or the trial shows what is lost"
    if name.startswith(SWAPS):
        return "readers meet what the name means when the migration ends: where that is another thing, it is said once"
    for rule in (*theirs.split(", "), *others.split(", ")):
        if rule in REASONS:
            return REASONS[rule]
    raise SystemExit(f"{name}: no reason is written down for {theirs} {others}")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("`", "'")[:90]


if __name__ == "__main__":
    main()
