"""What operations need of the repository: the change as the check reads it, and the commit it is at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from checker.config import CONFIG_PATH, Options
from checker.discover import discover
from checker.model import Change, Found
from checker.parse.change import read_change
from checker.run import load_config

# Whose claims `auth.role()` must show before the tables can be written (the platform's charter, Two-App Separation).
SERVICE = "service_role"


@dataclass(frozen=True, slots=True)
class Files:
    """The repository's files, read and parsed, and where they are from."""

    found: Found
    change: Change

    @property
    def owner(self) -> str | None:
        """Who runs migrations."""
        return self.change.config.trial.owner

    @property
    def audit_folder(self) -> Path:
        """Where audit entries go."""
        return self.found.root / (self.change.config.audit or "ops/audit")

    @property
    def commit(self) -> str | None:
        """The commit that is checked out, marked where uncommitted work is on top of it."""
        dirty = "+uncommitted" if self.found.uncommitted else ""
        return f"{self.found.head}{dirty}" if self.found.head else None


def read_files(folder: Path, environ: Mapping[str, str], as_of: date, config: str = CONFIG_PATH) -> Files:
    """Read every migration and script of the repository around a folder, as they are checked out.

    Raises what the check would: UsageError for a wrong config, CannotCheck where there is no repository.
    """
    options = Options(everything=True, static=True, config=config, as_of=as_of)
    # What GitHub says of an event matters to a check of a change, not to what is checked out.
    quiet = {key: value for key, value in environ.items() if not key.startswith("GITHUB_EVENT")}
    found = discover(folder, options, quiet)
    _, settings = load_config(found, options)
    return Files(found, read_change(found, settings, options))
