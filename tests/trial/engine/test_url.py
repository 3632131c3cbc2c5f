"""A trial in somebody's server is refused, with the way out, and without a word of the URL."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Scratch
from tests.verdict.conftest import CONFIG, MAKE_ITEMS

SECRET = "hunter2"


@pytest.fixture
def repository(tmp_path: Path) -> Scratch:
    scratch = Scratch(tmp_path / "repository")
    scratch.write("db/verify.yml", CONFIG)
    scratch.commit("begin")
    scratch.git("switch", "-q", "-c", "change")
    scratch.write("db/migrations/202601010900__make_items.sql", MAKE_ITEMS)
    scratch.commit("make items")
    return scratch


@pytest.mark.parametrize(
    ("where", "arguments", "code", "said"),
    [
        (f"postgresql://me:{SECRET}@db.example.org/app", (), 2, "--allow-remote-trial"),
        (f"postgresql://me:{SECRET}@[::1],10.0.0.1/app", (), 2, "--allow-remote-trial"),
        (f"host=db.example.org password={SECRET}", (), 2, "--allow-remote-trial"),
        (f"postgresql://me:{SECRET}@db.example.org/app", ("--allow-remote-trial",), 3, "--database system"),
        (f"postgresql://me:{SECRET}@127.0.0.1/app", (), 3, "--database system"),
        (f"postgresql://me:{SECRET}@/app?host=/run/postgresql", (), 3, "--database system"),
        ("embeded", (), 2, "embedded"),
    ],
)
def test_refused(repository: Scratch, where: str, arguments: tuple[str, ...], code: int, said: str) -> None:
    result = repository.check("--database", where, *arguments)
    assert result.code == code
    assert said in result.out + result.err
    assert SECRET not in result.out + result.err
    assert result.report["complete"] is False


def test_twin(repository: Scratch) -> None:
    assert repository.check("--database", "embedded").code == 0
