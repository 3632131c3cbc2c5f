"""What operations need of the repository: the change as the check reads it, and the commit it is at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from checker.commits import history, tree_at, tree_before
from checker.config import CONFIG_PATH, Options
from checker.discover import discover
from checker.errors import UsageError
from checker.model import Change, Found, Migration, Script, Source, under
from checker.ops.blocks import cut
from checker.ops.ledger import Entry
from checker.parse.change import read_change
from checker.settings import load_settings

# Whose claims `auth.role()` must show before the tables can be written (the platform's charter, Two-App Separation).
SERVICE = "service_role"


class Files(Struct, frozen=True):
    """The repository's files, read and parsed, where they are from, and the config that says which they are."""

    found: Found
    config: Source
    change: Change
    options: Options

    @property
    def owner(self) -> str | None:
        """Who runs migrations."""
        return self.change.config.trial.owner

    @property
    def audit_folder(self) -> Path:
        """Where audit entries go."""
        return self.found.root / self._audit

    @property
    def _audit(self) -> str:
        return self.change.config.audit or "ops/audit"

    @property
    def layouts(self) -> frozenset[str]:
        """The layouts that the migrations are of."""
        return frozenset(migration.layout for migration in self.change.migrations)

    @property
    def commit(self) -> str | None:
        """The commit that is checked out, marked where uncommitted work is on top of it.

        Audit entries do not count as such: each run of an operation leaves one.
        """
        paths = {change.path for change in self.found.changes}
        dirty = "+uncommitted" if self.found.uncommitted and paths - set(under(paths, self._audit)) else ""
        return f"{self.found.head}{dirty}" if self.found.head else None

    def up_to(self, id: str) -> tuple[Migration, ...]:
        """The migrations up to an id, in order; none for ""."""
        ids = [migration.id for migration in self.change.migrations]
        return tuple(self.change.migrations[: ids.index(id) + 1]) if id else ()

    def continues(self, entry: Entry, migration: Migration) -> bool:
        """Whether a migration still begins with the statements that are done of it, by the version that was begun.

        Not where git has no such version, or where it would go on within a transaction that is committed already.
        """
        done = entry.statements
        begun = next(
            (
                old
                for commit, _, data in history(self.found.root, entry.path)
                if sha256(data).hexdigest() == entry.sha256
                and (old := self._migration_at(commit, migration.id)) is not None
            ),
            None,
        )
        if begun is None or not migration.parsed:
            return False
        before, now = (each.up.statements[:done] for each in (begun, migration))
        try:
            places = {block.first for block in cut(migration.up, migration)}
        except UsageError:
            return False
        return [one.text for one in before] == [one.text for one in now] and (
            done in places or done == len(migration.up.statements)
        )

    def _migration_at(self, commit: str, id: str) -> Migration | None:
        tree = tree_at(self.found.root, commit)
        try:
            old = read_change(replace(self.found, head_tree=tree), self.change.config, self.options)
        except UsageError:
            return None
        return next((one for one in old.migrations if one.id == id), None)

    def scripts_before(self, migration: Migration, remaining: Sequence[str]) -> tuple[Script, ...] | None:
        """The repeatable scripts as they were before the commit that added a migration.

        None where git does not say, or where the migrations of that time are not just the `remaining` ids.
        """
        tree = tree_before(self.found.root, migration.path)
        if tree is None:
            return None
        try:
            old = read_change(replace(self.found, head_tree=tree), self.change.config, self.options)
        except UsageError:
            return None
        known = [each.id for each in old.migrations]
        return old.repeatable if known == list(remaining) else None


def read_files(folder: Path, environ: Mapping[str, str], as_of: date, config: str = CONFIG_PATH) -> Files:
    """Read every migration and script of the repository around a folder, as they are checked out.

    Raises what the check would: UsageError for a wrong config, CannotCheck where there is no repository.
    """
    options = Options(everything=True, static=True, config=config, as_of=as_of, base="HEAD")
    # What GitHub says of an event matters to a check of a change, not to what is checked out.
    quiet = {key: value for key, value in environ.items() if not key.startswith("GITHUB_EVENT")}
    found = discover(folder, options, quiet)
    # Operations are about what is checked out; what is on the base is another matter.
    found = replace(found, base=None, base_tree=None)
    settings = load_settings(found, options)
    return Files(found, settings.source, read_change(found, settings.config, options), options)
