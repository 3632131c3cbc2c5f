"""Judge a case in this process, without git and without a disk: the same reading, the same rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import msgspec

from checker.config import Config, Options
from checker.contracts import with_contracts
from checker.judge import judge, settle
from checker.model import Change, EntryKind, FileStatus, Finding, Found, PathChange
from checker.parse.change import read_change
from checker.selftest.cases import CONFIG_PATH, Case

AS_OF = date(2026, 6, 1)


@dataclass(frozen=True)
class MemoryTree:
    """A tree whose files are given as texts; see `Tree`."""

    files: Mapping[str, str]

    @cached_property
    def entries(self) -> Mapping[str, EntryKind]:
        """See `Tree`."""
        return dict.fromkeys(self.files, "file")

    def read(self, path: str) -> bytes:
        """See `Tree`."""
        return self.files[path].encode("utf-8", "surrogateescape")


def make_change(case: Case, *, everything: bool = False) -> Change:
    """The change that a case speaks of, as it would be read from a repository."""
    head = {**case.head, CONFIG_PATH: ""}
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
    return with_contracts(read_change(found, config, Options(as_of=AS_OF, everything=everything)))


def findings(case: Case) -> tuple[Finding, ...]:
    """What the static rules find in a case; raises RuntimeError where a rule crashes."""
    judgement = judge(make_change(case))
    if judgement.crashes:
        raise RuntimeError(f"{case.name}: {'; '.join(judgement.crashes)}")
    return settle(judgement.findings, (), None)


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
