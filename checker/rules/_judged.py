"""Which files a run judges, and which it deleted."""

from __future__ import annotations

from checker.model import Change


def judged_paths(change: Change) -> frozenset[str]:
    """The paths of judged migrations and scripts, and of files that the change took away."""
    return frozenset(
        (
            *(source.path for migration in change.judged for source in migration.sources),
            *(script.path for script in change.scripts),
            *(file.path for file in change.files if file.status == "deleted"),
            *(file.old_path for file in change.files if file.old_path),
        )
    )
