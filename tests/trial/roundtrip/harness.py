"""Cases of one migration each: a lie with its findings marked, and its honest twin, on a real Postgres.

A case is a file of sections: `-- before` (what is there already), `-- up`, `-- down`, and for the twin
`-- honest up` and `-- honest down`, each as the case's own where it is missing. `$s` stands for the
case's own schema, `$r` for a prefix of roles. A mark, `-- expect: rule "object"`, speaks of the next line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from checker.config import Config, Options
from checker.judge import judge
from checker.model import Change, Found, PathChange, Severity, Trial
from checker.parse.change import read_change
from checker.rules import all_rules
from checker.selftest.memory import MemoryTree
from checker.trial import try_migrations
from checker.trial.sources import Postgres

FOLDER = "db/migrations"
CASES = Path(__file__).parent / "cases"
_SECTION = re.compile(r"^-- (before|up|down|honest up|honest down|bootstrap)\n", re.MULTILINE)
_MARK = re.compile(r'-- expect: ([a-z-]+) "((?:[^"\\]|\\.)*)"')

Found_ = tuple[str, int, str | None]


@dataclass(frozen=True)
class Case:
    """A case's parts, with their names filled in."""

    name: str
    before: str
    up: str
    down: str
    honest_up: str
    honest_down: str
    bootstrap: str = ""

    def text(self, *, honest: bool) -> str:
        up, down = (self.honest_up, self.honest_down) if honest else (self.up, self.down)
        return wrapped(up, down)

    def marks(self, migration: str) -> list[Found_]:
        """Rule, line and object of each expectation in the lie's text; `$id` is the migration's."""
        found: list[Found_] = []
        for number, line in enumerate(self.text(honest=False).splitlines(), 1):
            match = _MARK.search(line)
            if match:
                found.append((match[1], number + 1, match[2].replace('\\"', '"').replace("$id", migration)))
        # Marks may stand above one another.
        lines = self.text(honest=False).splitlines()
        settled = []
        for rule, number, name in found:
            while _MARK.search(lines[number - 1]):
                number += 1
            settled.append((rule, number, name))
        return settled


def wrapped(up: str, down: str) -> str:
    """A migration's file in the marker layout; a part that begins its own transaction is left as it is."""
    parts = [
        part if re.search(r"^BEGIN;", part, re.MULTILINE) or not part.strip() else f"BEGIN;\n{part}COMMIT;\n"
        for part in (up, down)
    ]
    return f"{parts[0]}/* DOWN */\n{parts[1]}"


def read_cases() -> list[Case]:
    return [read_case(path) for path in sorted(CASES.glob("*.sql"))]


def makes_roles(case: Case) -> bool:
    """Before PostgreSQL 16 a role that may make roles may take any: there the trial's owner may not."""
    return "CREATE ROLE" in case.before + case.up


def read_case(path: Path) -> Case:
    text = path.read_text(encoding="utf-8")
    pieces = _SECTION.split(text)
    name = path.stem
    schema = "c_" + name.replace("-", "_")
    parts = {
        key: body.replace("$s", schema).replace("$r", schema)
        for key, body in zip(pieces[1::2], pieces[2::2], strict=True)
    }
    return Case(
        name,
        f"CREATE SCHEMA {schema};\n{parts.get('before', '')}",
        parts["up"],
        parts["down"],
        parts.get("honest up", _MARK.sub("--", parts["up"])),
        parts.get("honest down", _MARK.sub("--", parts["down"])),
        parts.get("bootstrap", ""),
    )


def make_change(
    base: Mapping[str, str],
    head: Mapping[str, str],
    config: Mapping[str, Any] | None = None,
    *,
    everything: bool = False,
) -> Change:
    """A change from texts; `head` holds what is added to `base` or differs from it."""
    settings = msgspec.convert(
        {"version": 1, "migrations": [{"path": FOLDER, "layout": "marker"}], **(config or {})}, Config
    )
    files = {**base, **head, "db/verify.yml": ""}
    found = Found(
        root=Path(),
        base="b" * 40,
        head="a" * 40,
        how="a case",
        head_tree=MemoryTree(files),
        base_tree=MemoryTree(base),
        changes=tuple(PathChange(path, "modified" if path in base else "added") for path in sorted(head)),
    )
    return read_change(found, settings, Options(as_of=date(2026, 6, 1), everything=everything))


def chain_of(cases: Sequence[Case], *, honest: bool) -> Change:
    """All cases in one history, each after what it needs to be there."""
    base = {"db/boot.sql": BOOTSTRAP + "".join(case.bootstrap for case in cases)}
    head = {}
    for number, case in enumerate(cases):
        base[f"{FOLDER}/2026{number * 2:08d}__{case.name.replace('-', '_')}_before.sql"] = wrapped(
            case.before, ""
        )
        head[path_of(number, case)] = case.text(honest=honest)
    return make_change(
        base, head, {"bootstrap": ["db/boot.sql"], "trial": {"owner": "owner"}, "exposed_schemas": []}
    )


def path_of(number: int, case: Case) -> str:
    return f"{FOLDER}/2026{number * 2 + 1:08d}__{case.name.replace('-', '_')}.sql"


BOOTSTRAP = """
CREATE ROLE owner LOGIN CREATEROLE;
CREATE ROLE reader;
CREATE ROLE writer;
CREATE ROLE other;
GRANT other TO owner;
ALTER DATABASE app OWNER TO owner;
"""


_PROTECTION = ("rls-not-forced-after-up", "table-open-after-up")


def run(
    change: Change, postgres: Postgres, *, protection: bool = False
) -> tuple[Trial, dict[str, list[Found_]]]:
    """The trial, and what the live rules find by path: rule, line and object; not those about locks, nor about
    `protection` unless that is asked for."""
    trial = try_migrations(change, postgres)
    judgement = judge(trial)
    assert not judgement.crashes, judgement.crashes
    found: dict[str, list[Found_]] = {}
    for finding in judgement.findings:
        another = all_rules()[finding.rule].topic == "locks" or (
            finding.rule in _PROTECTION and not protection
        )
        if finding.severity is not Severity.NOTE and not another:
            found.setdefault(finding.location.path, []).append(
                (finding.rule, finding.location.line, finding.object)
            )
    return trial, found


def said(found: Sequence[Found_]) -> list[str]:
    return sorted(f"{line}: {rule} {name} x{count}" for (rule, line, name), count in Counter(found).items())
