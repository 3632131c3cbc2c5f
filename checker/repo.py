"""A git repository as GitPython opens it: what git prints, and the objects it holds."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from weakref import finalize

from checker.errors import CannotCheck

# git's messages are read below; and an object that a partial clone lacks is said to be missing, not fetched behind
# the back.
_ENVIRONMENT = {"LC_ALL": "C", "GIT_NO_LAZY_FETCH": "1"}
_DUBIOUS = re.compile(r"dubious ownership in repository at '([^']*)'")


class Repo:
    """The repository around a folder. `root` is the folder of its working tree."""

    def __init__(self, folder: Path) -> None:
        """Open the repository; raises CannotCheck where there is none, or one without a working tree, or no git."""
        # Without a git on the PATH the import itself would fail, with a page of advice.
        os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
        from git import Repo as Opened
        from git.exc import GitError

        try:
            self._opened = Opened(folder, search_parent_directories=True)
        except GitError as error:
            raise CannotCheck(
                f"{folder} is not in a git repository",
                remedy="Run db-verify inside the repository whose migrations it should judge.",
            ) from error
        # It keeps a git running to read objects with; the program does not wait for its own objects to go.
        finalize(self, self._opened.close)
        if self._opened.bare:
            raise CannotCheck(
                f"{folder} is in a bare repository, without files to judge", remedy="Check it out first."
            )
        self.root = Path(str(self._opened.working_tree_dir))
        self._opened.git.update_environment(**_ENVIRONMENT)
        # GitPython opens what git itself would not touch: a repository that belongs to somebody else.
        self.git("rev-parse", "--is-inside-work-tree")

    def git(self, *arguments: str) -> str:
        """What git prints, bytes that are not UTF-8 as lone surrogates; raises CannotCheck where it fails."""
        from git.exc import GitCommandNotFound

        try:
            status, out, errors = self._opened.git.execute(
                ["git", "-c", "core.quotepath=off", "-c", "core.fsmonitor=false", *arguments],
                with_extended_output=True,
                with_exceptions=False,
                stdout_as_string=False,
                strip_newline_in_stdout=False,
            )
        except (GitCommandNotFound, OSError) as error:
            raise CannotCheck(
                "the command git can't be run", remedy="Install git, and have it on the PATH."
            ) from error
        if status:
            raise _failed(arguments[0], str(errors))
        return bytes(out).decode("utf-8", "surrogateescape")

    def begin(self, *arguments: str) -> Callable[[], str]:
        """Let git do something beside everything else; gives what waits for what it prints, and raises as `git` does."""
        found: list[str | CannotCheck] = []

        def work() -> None:
            try:
                found.append(self.git(*arguments))
            except CannotCheck as error:
                found.append(error)

        thread = Thread(target=work, name="db-verify-git", daemon=True)
        thread.start()

        def said() -> str:
            thread.join()
            if not found:
                raise CannotCheck(f"git {arguments[0]} could not be waited for")
            if isinstance(found[0], CannotCheck):
                raise found[0]
            return found[0]

        return said

    def commit(self, revision: str) -> str | None:
        """The commit that a revision names, or None."""
        found = None if "\n" in revision else self._object(revision + "^{commit}")
        return found[0] if found else None

    def blob(self, name: str) -> bytes | None:
        """The bytes of an object by its full name; None where the clone does not have it."""
        found = self._object(name)
        return found[1] if found else None

    def _object(self, name: str) -> tuple[str, bytes] | None:
        """The full name and the bytes of what a name means, from one process that answers all such questions."""
        try:
            full, _, _, data = self._opened.git.get_object_data(name)
        except ValueError:
            return None
        except OSError as error:
            raise CannotCheck(
                f"git cat-file has ended: {error.strerror}", remedy="Look at the repository with `git fsck`."
            ) from error
        # Typed as text, and read from git as bytes.
        return os.fsdecode(full), data


def _failed(what: str, errors: str) -> CannotCheck:
    said = errors.strip()
    if dubious := _DUBIOUS.search(said):
        # git's own words have the remedy as well, indented by a tab.
        return CannotCheck(
            f"git {what} failed: {said.splitlines()[0]}",
            remedy=f"Trust it: git config --global --add safe.directory {shlex.quote(dubious[1])}",
        )
    return CannotCheck(f"git {what} failed: {said}")
