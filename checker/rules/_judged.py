"""Which files a run judges, which it deleted, and which are another config's."""

from __future__ import annotations

from checker.model import Change, under


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


def is_of_config(change: Change, path: str) -> bool:
    """Whether the config that counts, a file or folder that it names, or one of GitHub's workflows is at a path.

    What is elsewhere no run by this config looks at: a repository may have several configs, and has one baseline.
    """
    named = (place for places in change.config.paths.values() for place in places)
    ours = {document.path for document in change.workflows}
    ours |= {source.path for source in (change.config_source, change.head_config_source) if source}
    return path in ours or any(under((path,), place) for place in named)
