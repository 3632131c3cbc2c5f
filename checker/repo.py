"""A git repository, asked through the command `git`: what it prints, and the objects it holds."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from weakref import finalize

from checker.errors import CannotCheck

# Messages are read below; and an object that a partial clone lacks is said to be missing, not fetched behind the back.
_ENVIRONMENT = {"LC_ALL": "C", "GIT_NO_LAZY_FETCH": "1"}
_DUBIOUS = re.compile(r"dubious ownership in repository at '([^']*)'")


class Repo:
    """The repository around a folder. `root` is the folder of its working tree."""

    def __init__(self, folder: Path) -> None:
        """Find the repository; raises CannotCheck where there is none, or one without a working tree, or no git."""
        self.root = folder
        self._objects: subprocess.Popen[bytes] | None = None
        done = self._run("rev-parse", "--is-bare-repository", "--show-toplevel")
        said = os.fsdecode(done.stdout)
        if done.returncode:
            if said.startswith("true"):
                raise CannotCheck(
                    f"{folder} is in a bare repository, without files to judge", remedy="Check it out first."
                )
            if b"not a git repository" in done.stderr or not folder.is_dir():
                raise CannotCheck(
                    f"{folder} is not in a git repository",
                    remedy="Run db-verify inside the repository whose migrations it should judge.",
                )
            raise _failed("rev-parse", done.stderr)
        self.root = Path(said.partition("\n")[2].removesuffix("\n"))

    def git(self, *arguments: str) -> str:
        """What git prints, bytes that are not UTF-8 as lone surrogates; raises CannotCheck where it fails."""
        done = self._run(*arguments)
        if done.returncode:
            raise _failed(arguments[0], done.stderr)
        return done.stdout.decode("utf-8", "surrogateescape")

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
        if self._objects is None:
            self._objects = self._start("cat-file", "--batch")
            finalize(self, _end, self._objects)
        asked, answers = self._objects.stdin, self._objects.stdout
        if asked is None or answers is None:
            raise CannotCheck("git cat-file can't be asked")
        try:
            asked.write(name.encode("utf-8", "surrogateescape") + b"\n")
            asked.flush()
        except OSError as error:
            raise CannotCheck(f"git cat-file has ended: {error.strerror}") from error
        head = answers.readline().split()
        if len(head) != 3 or not head[2].isdigit():
            if not head:
                raise CannotCheck("git cat-file has ended", remedy="Look at the repository with `git fsck`.")
            return None
        size = int(head[2])
        data = answers.read(size + 1)
        if len(data) != size + 1:
            raise CannotCheck("git cat-file has ended", remedy="Look at the repository with `git fsck`.")
        return head[0].decode("ascii"), data[:-1]

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        with self._start(*arguments, errors=subprocess.PIPE) as process:
            out, errors = process.communicate()
        return subprocess.CompletedProcess(arguments, process.returncode, out, errors)

    def _start(self, *arguments: str, errors: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(  # noqa: S603
                ["git", "-c", "core.quotepath=off", "-c", "core.fsmonitor=false", *arguments],  # noqa: S607
                cwd=self.root,
                env={**os.environ, **_ENVIRONMENT},
                stdin=subprocess.DEVNULL if errors == subprocess.PIPE else subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        except OSError as error:
            if not self.root.is_dir():
                raise CannotCheck(f"{self.root} is no folder") from error
            raise CannotCheck(
                f"the command git can't be run: {error.strerror}",
                remedy="Install git, and have it on the PATH.",
            ) from error


def _end(process: subprocess.Popen[bytes]) -> None:
    """Let a process that waits for questions go."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    process.wait()


def _failed(what: str, errors: bytes) -> CannotCheck:
    said = errors.decode("utf-8", "replace").strip()
    dubious = _DUBIOUS.search(said)
    remedy = f"git config --global --add safe.directory {dubious.group(1)}" if dubious else ""
    return CannotCheck(f"git {what} failed: {said}", remedy=remedy)
