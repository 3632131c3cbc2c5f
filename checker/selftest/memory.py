"""Judge a case in this process, without git and without a disk: the same reading, the same rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path

import msgspec
from msgspec import Struct

from checker.config import Config, Options
from checker.contracts import with_contracts
from checker.judge import conclude, judge, settle, told_once
from checker.model import Change, Entries, FileStatus, Finding, Found, PathChange
from checker.parse.change import read_change
from checker.selftest.cases import CONFIG_PATH, Case
from checker.settings import load_settings, with_settings

AS_OF = date(2026, 6, 1)


class MemoryTree(Struct, frozen=True, dict=True):
    """A tree whose files are given as texts; see `Tree`."""

    files: Mapping[str, str]

    @cached_property
    def entries(self) -> Entries:
        """See `Tree`."""
        return Entries((path, "file") for path in self.files)

    def read(self, path: str) -> bytes:
        """See `Tree`."""
        return self.files[path].encode("utf-8", "surrogateescape")

    def ignored(self, place: str) -> tuple[str, ...]:  # noqa: ARG002
        """See `Tree`: there are none."""
        return ()

    def signature(self, path: str) -> str | None:  # noqa: ARG002
        """See `Tree`: files in memory are not kept."""
        return None


def make_change(case: Case, *, everything: bool = False, as_of: date = AS_OF) -> Change:
    """The change that a case speaks of, as it would be read from a repository."""
    configured = CONFIG_PATH in case.base or CONFIG_PATH in case.head
    head = case.head if configured else {**case.head, CONFIG_PATH: ""}
    found = Found(
        root=Path(),
        base="b" * 40,
        head="a" * 40,
        how="a case",
        head_tree=MemoryTree(head),
        base_tree=MemoryTree(case.base),
        changes=tuple(_changes(case)),
        messages=case.messages,
        pull_request=case.pull_request,
    )
    config = msgspec.convert(case.config, Config)
    options = Options(as_of=as_of, everything=everything)
    change = with_contracts(read_change(found, config, options))
    return with_settings(change, load_settings(found, options)) if configured else change


def findings(case: Case) -> tuple[Finding, ...]:
    """What the static rules find in a case; raises RuntimeError where a rule crashes."""
    change = make_change(case)
    judgement = judge(change)
    last = conclude(change, settle(judgement.findings, (), None), judgement.rules)
    if judgement.crashes or last.crashes:
        raise RuntimeError(f"{case.name}: {'; '.join((*judgement.crashes, *last.crashes))}")
    return tuple(finding for finding in told_once(last.findings) if finding.suppressed is None)


def _changes(case: Case) -> list[PathChange]:
    changes = []
    for path in sorted({*case.base, *case.head}):
        old = case.moved.get(path)
        if old is not None:
            changes.append(PathChange(path, "renamed", old))
        elif path not in case.base:
            changes.append(PathChange(path, "added"))
        elif path not in case.head:
            if path not in case.moved.values():
                changes.append(PathChange(path, "deleted"))
        elif case.base[path] != case.head[path]:
            status: FileStatus = "modified"
            changes.append(PathChange(path, status))
    return changes
