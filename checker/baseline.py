"""db/verify-baseline.json: the findings that were there when the check was adopted, so that only new ones fail."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable

from msgspec.structs import replace

from checker.config import BASELINE_PATH
from checker.errors import CannotCheck, UsageError
from checker.model import (
    NEVER_ALLOWED,
    BaselineEntry,
    Finding,
    Found,
    Location,
    Severity,
    Source,
    Suppression,
)

SCHEMA = "db-verify/baseline/v1"


def read_baseline(source: Source) -> tuple[BaselineEntry, ...]:
    """The entries of a baseline, each at its line; raises UsageError for what is not one."""
    try:
        data = json.loads(source.text)
        if data["schema"] != SCHEMA:
            raise ValueError(f"its schema is not {SCHEMA}")
        entries = [
            BaselineEntry(
                fingerprint=str(item["fingerprint"]),
                rule=str(item["rule"]),
                path=str(item["path"]),
                object=item.get("object"),
                number=int(item.get("number", 1)),
                location=_place(source, str(item["fingerprint"])),
            )
            for item in data["entries"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        line = f":{error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        why = str(error)
        if isinstance(error, KeyError):
            why = f"the key {error} is missing"
        elif isinstance(error, TypeError | AttributeError):
            why = "it is no mapping with a list of entries"
        raise UsageError(
            f"this is not a baseline: {why}",
            place=f"{source.path}{line}",
            remedy="`db-verify check --write-baseline` writes it anew.",
        ) from error
    twice = next((one for one, count in Counter(e.fingerprint for e in entries).items() if count > 1), None)
    if twice is not None or any(entry.number < 1 for entry in entries):
        raise UsageError(
            f"the entry {twice} stands here twice" if twice else "an entry counts no finding",
            place=source.path,
            remedy="`db-verify check --write-baseline` writes it anew.",
        )
    return tuple(entries)


def _place(source: Source, fingerprint: str) -> Location:
    found = re.search(r'"fingerprint"\s*:\s*"' + re.escape(fingerprint) + '"', source.text)
    return source.line_location(source.position(found.start())[0] if found else 1)


def merge(base: Iterable[BaselineEntry] | None, head: Iterable[BaselineEntry]) -> tuple[BaselineEntry, ...]:
    """The head's entries; those count that the base has as well, for as many findings as it has there.

    What an entry would excuse beyond that is an entry of its own, which does not count. `base` is None where nothing is
    compared with, or where the base has not adopted the check yet.
    """
    if base is None:
        return tuple(head)
    known = {entry.fingerprint: entry.number for entry in base}
    parts = ((entry, min(entry.number, known.get(entry.fingerprint, 0))) for entry in head)
    return tuple(
        replace(entry, number=number, counts=counts)
        for entry, old in parts
        for number, counts in ((old, True), (entry.number - old, False))
        if number
    )


def render(findings: Iterable[Finding], kept: Iterable[BaselineEntry] = ()) -> str:
    """The text of a baseline that knows these findings, in their order, one entry a fingerprint, and then what is kept."""
    known: dict[str, Finding] = {}
    numbers = Counter[str]()
    for finding in findings:
        known.setdefault(finding.fingerprint, finding)
        numbers[finding.fingerprint] += 1
    entries = [
        {
            "fingerprint": fingerprint,
            "rule": finding.rule,
            "path": finding.location.path,
            "object": finding.object,
            "number": numbers[fingerprint],
        }
        for fingerprint, finding in known.items()
    ]
    rest = [entry for entry in kept if entry.fingerprint not in known]
    counted = Counter[str]()
    for entry in rest:
        counted[entry.fingerprint] += entry.number
    entries += [
        {
            "fingerprint": entry.fingerprint,
            "rule": entry.rule,
            "path": entry.path,
            "object": entry.object,
            "number": counted[entry.fingerprint],
        }
        for entry in {entry.fingerprint: entry for entry in rest}.values()
    ]
    return json.dumps({"schema": SCHEMA, "entries": entries}, indent=1, ensure_ascii=True) + "\n"


def write_baseline(
    found: Found, findings: tuple[Finding, ...], others: tuple[BaselineEntry, ...]
) -> tuple[tuple[Finding, ...], str]:
    """Record the findings that fail or warn today in the working tree, and keep `others`, which this run says nothing of.

    Gives the findings as they count from now on, and what was done, in words.

    What a directive allows already, and what nothing can excuse, is left out. Raises CannotCheck where the file
    can't be written.
    """

    def is_known(finding: Finding) -> bool:
        by_directive = finding.suppressed is not None and not finding.suppressed.where.startswith(
            BASELINE_PATH
        )
        return (
            not by_directive
            and finding.rule not in NEVER_ALLOWED
            and finding.severity.rank >= Severity.WARNING.rank
        )

    place = found.root / BASELINE_PATH
    try:
        if not place.parent.resolve().is_relative_to(found.root.resolve()) or place.is_symlink():
            raise CannotCheck(f"{BASELINE_PATH} leads out of the repository", remedy="Remove the link.")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(render(filter(is_known, findings), others), encoding="utf-8", newline="\n")
    except OSError as error:
        raise CannotCheck(f"{BASELINE_PATH} can't be written: {error.strerror}") from error
    kept = [finding for finding in findings if finding.rule != "baseline-stale"]
    number = sum(map(is_known, findings))
    note = f"{BASELINE_PATH} was written: it knows {number} finding{'' if number == 1 else 's'}"
    if others:
        note += f", and {len(others)} older that this run did not look for"
    counted = tuple(
        replace(finding, suppressed=Suppression("known: it is in the baseline", BASELINE_PATH))
        if is_known(finding)
        else finding
        for finding in kept
    )
    return counted, note
