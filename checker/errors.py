"""The few exceptions that a user can meet, each with its exit code.

Every message names the thing, the place and the remedy; `cli` prints it and nothing else.
"""

from __future__ import annotations


class CheckerError(Exception):
    """What a user is told instead of a traceback.

    `message` says what is wrong and with what, `remedy` what to do about it, and `place` is
    `path`, `path:line` or `path:line:column`, 1-based, where there is one.
    """

    exit_code = 3

    def __init__(self, message: str, *, remedy: str = "", place: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.place = place

    def __str__(self) -> str:
        text = f"{self.place}: {self.message}" if self.place else self.message
        return f"{text}\n  {self.remedy}" if self.remedy else text


class UsageError(CheckerError):
    """The command line or the configuration is wrong: exit code 2."""

    exit_code = 2


class CannotCheck(CheckerError):
    """The check could not be made (no Postgres, no base, out of time): exit code 3."""


class NotBuilt(CannotCheck):
    """The Postgres that was chosen is built without something that a statement needs, and another one may have it."""


class NoRoom(CannotCheck):
    """A disk is full, and not by what the check itself put there, as far as can be told."""


class Failed(CheckerError):
    """What was asked for was done and came out bad: exit code 1."""

    exit_code = 1
