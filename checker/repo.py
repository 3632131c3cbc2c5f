"""A git repository: what git prints, and the objects it holds, which GitPython reads."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from weakref import finalize

from checker.errors import CannotCheck

if TYPE_CHECKING:
    from git import Repo as Opened

# git's messages are read below; and an object that a partial clone lacks is said to be missing, not fetched behind
# the back.
_ENVIRONMENT = {"LANGUAGE": "C", "LC_ALL": "C", "GIT_NO_LAZY_FETCH": "1"}
# Names as they are; a file's mode is none of its bytes; and one that may have changed is looked at, whatever this clone
# was told to be content with.
_SETTINGS = (
    "core.quotepath=off",
    "core.filemode=false",
    "core.fsmonitor=false",
    "core.trustctime=true",
    "core.checkStat=default",
)
_DUBIOUS = re.compile(r"dubious ownership in repository at '([^']*)'")


class Repo:
    """The repository around a folder. `root` is the folder of its working tree."""

    def __init__(self, folder: Path) -> None:
        """Raises CannotCheck where there is no repository, or one without a working tree, or no git."""
        self._folder = folder
        try:
            said = self.git("rev-parse", "--show-toplevel")
        except CannotCheck as error:
            if "not a git repository" in error.message:
                raise CannotCheck(
                    f"{folder} is not in a git repository",
                    remedy="Run db-verify inside the repository whose migrations it should judge.",
                ) from error
            if "must be run in a work tree" in error.message:
                raise CannotCheck(
                    f"{folder} is in a bare repository, or inside .git, where there are no files to judge",
                    remedy="Run db-verify where the repository is checked out.",
                ) from error
            raise
        self.root = Path(said.removesuffix("\n"))

    @cached_property
    def _opened(self) -> Opened:
        """The repository as GitPython has it. Its import takes as long as git takes for ten thousand files, side by side."""
        # Without a git on the PATH the import itself would fail, with a page of advice.
        os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
        from git import Repo as Opened
        from git.exc import GitError

        try:
            opened = Opened(self.root)
        except GitError as error:
            raise CannotCheck(
                f"{self.root} has no .git: its repository lies elsewhere, which GIT_DIR names",
                remedy="Run db-verify in a clone or a worktree of it.",
            ) from error
        # It keeps a git running to read objects with; the program does not wait for its own objects to go.
        finalize(self, opened.close)
        opened.git.update_environment(**_ENVIRONMENT)
        return opened

    def git(self, *arguments: str) -> str:
        """What git prints, bytes that are not UTF-8 as lone surrogates; raises CannotCheck where it fails."""
        command = ["git", *(word for said in _SETTINGS for word in ("-c", said)), *arguments]
        try:
            done = subprocess.run(  # noqa: S603
                command,
                cwd=self._folder,
                env={**os.environ, **_ENVIRONMENT},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
        except OSError as error:
            raise CannotCheck(
                "the command git can't be run", remedy="Install git, and have it on the PATH."
            ) from error
        if done.returncode:
            raise _failed(arguments[0], os.fsdecode(done.stderr))
        return done.stdout.decode("utf-8", "surrogateescape")

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
