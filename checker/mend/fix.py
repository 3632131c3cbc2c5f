"""`db-verify fix`: the mechanical fixes of what the static rules find."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from msgspec.structs import replace

from checker.config import Options
from checker.discover import discover
from checker.errors import CannotCheck
from checker.judge import judge, settle
from checker.mend.edits import Mended, mend
from checker.model import Finding
from checker.run import read
from checker.settings import load_settings


def find_fixes(
    folder: Path, options: Options, rules: frozenset[str]
) -> tuple[Path, list[Mended], list[Finding]]:
    """What would change in the working tree around `folder`, and the findings that no fix mends.

    `rules` narrows it to some rules, empty means all. Gives the repository's root first. Raises what reading a
    repository raises, and CannotCheck where a rule crashes.
    """
    found = discover(folder, options, {})
    judgement = judge(read(found, load_settings(found, options), options))
    if judgement.crashes:
        raise CannotCheck("; ".join(judgement.crashes))
    by_path: dict[str, list[Finding]] = defaultdict(list)
    rest: list[Finding] = []
    for finding in settle(judgement.findings, (), None):
        if rules and finding.rule not in rules:
            continue
        if finding.fix is None or finding.suppressed is not None:
            rest.append(finding)
        else:
            by_path[finding.fix.edits[0].location.path].append(finding)
    mended = []
    for path, findings in sorted(by_path.items()):
        kind = found.head_tree.entries.get(path)
        if kind not in (None, "file"):
            raise CannotCheck(f"{path} is no regular file, so it is not changed")
        one = mend(path, found.head_tree.read(path) if kind else b"", findings)
        applied = set(map(id, one.findings))
        rest += [replace(finding, fix=None) for finding in findings if id(finding) not in applied]
        mended.append(one)
    return found.root, mended, rest
