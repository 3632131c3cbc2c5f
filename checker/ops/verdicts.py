"""The JSON report of a check, read back: a guard against accidents, not against forgers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from checker.commits import file_at
from checker.errors import UsageError
from checker.model import Filled
from checker.ops.files import Files
from checker.ops.plan import Plan, digest
from checker.parse.sql import read_text

_MAKE_ONE = "db-verify check --all --report json=report.json, then db-verify {} --verdict report.json"
APPLY = f"{_MAKE_ONE.format('apply')}; or --without-verdict REASON, which goes into the ledger and the audit."
STATUS = f"{_MAKE_ONE.format('status --checks')}."

_SEVERITIES = ("note", "warning", "error")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a report says: the verdict, of which commit and which files, and what fails it, in sentences.

    `migrations` are digests by id, `scripts` by path, of those that rules looked at; `config` is the path and the digest of what the
    files were judged by, `base` the commit that they were compared with; `sha256` is that of the report itself.
    """

    path: Path
    sha256: str
    verdict: str
    complete: bool
    base: str | None
    head: str | None
    config: tuple[str, str]
    error: str
    tried: bool
    migrations: Mapping[str, str]
    scripts: Mapping[str, str]
    failing: tuple[str, ...]


def read_verdict(path: Path, remedy: str) -> Verdict:
    """Read a report; raises UsageError with that `remedy` where it can't be read, or is none."""
    try:
        data = path.read_bytes()
        said = json.loads(data)
    except OSError as error:
        raise UsageError(f"the verdict {path} can't be read: {error.strerror}", remedy=remedy) from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"the verdict {path} can't be read: {error}", remedy=remedy) from error
    if not isinstance(said, dict) or said.get("schema") != "db-verify/report/v1":
        raise UsageError(f"{path} is not a report of db-verify", remedy=remedy)
    fails = _SEVERITIES[_SEVERITIES.index(said["fail_on"]) :] if said.get("fail_on") in _SEVERITIES else ()
    stages = {stage.get("name"): stage.get("status") for stage in _items(said, "stages")}
    base, head = (one if isinstance(one, str) else None for one in (said.get("base"), said.get("head")))
    config = said["config"] if isinstance(said.get("config"), dict) else {}
    return Verdict(
        path=path,
        sha256=sha256(data).hexdigest(),
        verdict=str(said.get("verdict")),
        complete=said.get("complete") is True,
        base=base,
        head=head,
        config=(str(config.get("path")), str(config.get("sha256"))),
        error=str(said.get("error") or ""),
        tried=stages.get("trial") == "passed",
        migrations={str(item.get("id")): str(item.get("sha256")) for item in _judged(said, "migrations")},
        scripts={str(item.get("path")): str(item.get("sha256")) for item in _judged(said, "scripts")},
        failing=tuple(
            f"{item.get('path')}:{item.get('line')}: {item.get('rule')}: {item.get('message')}"
            for item in _items(said, "findings")
            if item.get("severity") in fails and item.get("suppressed") is None
        ),
    )


def _items(report: Mapping[str, Any], part: str) -> list[dict[Any, Any]]:
    items = report.get(part)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _judged(report: Mapping[str, Any], part: str) -> list[dict[Any, Any]]:
    return [item for item in _items(report, part) if item.get("judged") is True]


def speaks_of_others(said: Verdict, files: Files) -> str | None:
    """Why a report says nothing of what is checked out: another commit, or another config. None where it does.

    The config that counts in a check is the base's, so that one will do too.
    """
    if said.head != files.found.head:
        return f"{said.path} speaks of another commit than {files.found.head}"
    path, judged_by = said.config
    if path != files.config.path:
        return f"{said.path} judged the files by the config {path}, and not by {files.config.path}"
    base = file_at(files.found.root, said.base, path) if said.base else None
    of_base = read_text(path, base)[0].sha256 if base is not None else files.config.sha256
    if judged_by not in (files.config.sha256, of_base):
        return f"{said.path} judged the files by another version of {path}"
    return None


def _values_elsewhere(plan: Plan, files: Files) -> list[str]:
    """The uncommitted files that values come from which a tool writes into what is to be applied."""
    sources = [
        *(source for one in plan.pending for source in one.sources),
        *(one.source for one in plan.scripts),
    ]
    filled = [one for one in sources if isinstance(one, Filled)]
    paths = {path for one in filled for _, path in one.filled(0, len(one.text))}
    return sorted(paths & {change.path for change in files.found.changes})


def demand_verdict(plan: Plan, report: Path | None, files: Files) -> Verdict:
    """Hold the plan against the report of a check that passed, and give it.

    Raises UsageError where there is no report, where it is no pass with a trial, or where it does not speak of
    just these files, of the commit that is checked out and of the config in use.
    """
    if report is None:
        raise UsageError("no verdict on these migrations was given", remedy=APPLY)
    said = read_verdict(report, APPLY)
    other = [m.id for m in plan.pending if said.migrations.get(m.id) != digest(m)]
    other += [s.path for s in plan.scripts if said.scripts.get(s.path) != s.source.sha256]
    wrong: str | None
    if said.verdict != "pass" or not said.complete:
        wrong = f"the verdict in {report} is {said.verdict!r}, not a complete pass"
    elif not said.tried:
        wrong = f"the check in {report} did not run the migrations"
    elif other:
        wrong = f"{report} speaks of other files than these, or did not judge them: {', '.join(other)}"
    elif values := _values_elsewhere(plan, files):
        wrong = f"{report} speaks of the placeholders' values of the commit, and {', '.join(values)} is not as committed"
    else:
        wrong = speaks_of_others(said, files)
    if wrong is None:
        return said
    raise UsageError(wrong, remedy=APPLY)
