"""The versions of PostgreSQL that this machine has: the wheel's, its own, and those of `make versions`."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

from checker.trial import sources
from checker.trial.sources import Postgres

_MORE = Path(__file__).resolve().parents[3] / ".versions"
HERE = ("embedded", "system")
NAMES = (*HERE, *sorted(each.name for each in _MORE.glob("*")))


@cache
def find(name: str) -> Postgres:
    """A version by its name in `NAMES`."""
    if name in HERE:
        return sources.find(name)  # type: ignore[arg-type]
    folder = next((_MORE / name).glob("node_modules/*/*/native/bin"))
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True)
    version = re.search(r"\d+\.\d+", said.stdout)
    assert version is not None, said.stdout
    return Postgres(folder, version[0], "system")
