"""Not one finding on clean work: a long history in the house style, this repository, a schema as pg_dump writes it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from bench.generate import generate
from checker.judge import judge, settle
from checker.model import Finding
from checker.selftest.cases import Case
from checker.selftest.memory import make_change
from tests.support import ROOT

DUMP = (Path(__file__).parent / "pg_dump.sql").read_text(encoding="utf-8")


def _findings(config: dict[str, object], files: dict[str, str]) -> list[Finding]:
    case = Case(name="clean", rule="", base={}, head=files, moved={}, config=config, marks=())
    judgement = judge(make_change(case, everything=True, as_of=datetime.now(UTC).date()))
    assert judgement.crashes == ()
    assert len(judgement.rules) > 80
    return list(settle(judgement.findings, (), None))


@pytest.mark.parametrize("seed", [1, 2])
def test_a_generated_history_of_300_migrations(seed: int) -> None:
    files = dict(generate(300, seed=seed).files)
    config = yaml.safe_load(files.pop("db/verify.yml"))
    assert _findings(config, files) == []


def test_this_repository() -> None:
    config = yaml.safe_load((ROOT / "db/verify.yml").read_text(encoding="utf-8"))
    places = [
        ROOT / "CHANGELOG.md",
        *(path for top in ("db", "ops/audit", "docs") for path in (ROOT / top).rglob("*")),
    ]
    files = {
        path.relative_to(ROOT).as_posix(): path.read_bytes().decode("utf-8")
        for path in places
        if path.is_file()
        and path.suffix in (".sql", ".md", ".yaml", ".yml", ".json")
        and path.name != "verify.yml"
    }
    config["pull_request_ids"] = False
    assert _findings(config, files) == []


def test_a_schema_as_pg_dump_writes_it_taken_as_one_migration() -> None:
    config: dict[str, object] = {
        "version": 1,
        "migrations": [{"path": "db/migrations", "layout": "supabase"}],
        "view_owners": ["eng_views"],
        "trial": {"owner": "eng_owner"},
    }
    assert _findings(config, {"db/migrations/20260101000000_schema.sql": DUMP}) == []
