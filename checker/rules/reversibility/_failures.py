"""A step that failed, in words."""

from __future__ import annotations

from checker.model import Location, ServerError, Step
from checker.state.lacking import owner_for

_RIGHTS = (
    " Where the role that runs migrations has that right in production, give it that in the bootstrap, which runs as"
    " superuser{how}, and name it in `trial.owner`"
)

_SUPERUSERS = (
    " Only a superuser may do that, and the role that runs migrations is none here: where production's is, let the bootstrap do"
    " it, which runs as superuser"
)

# The session's own limit, and the one that is kept from outside it (checker/trial/watch.py).
_OVER_TIME = ("statement timeout", " s")
_SLOW = " A statement may take a quarter of the trial's time, unless the file sets less: make it quicker, or raise `trial.timeout`"


def wants_right(error: ServerError | None) -> str:
    """What helps where the trial's role lacks a right that production's may have; empty where it is something else."""
    if error is None or error.sqlstate != "42501":
        return ""
    if "must be superuser" in f"{error.message} {error.hint or ''}".lower():
        return _SUPERUSERS
    if not error.message.startswith("permission denied"):
        return ""
    how = owner_for(error.message)
    return _RIGHTS.format(how=f" ({how})" if how else "")


def failure(step: Step) -> tuple[Location, str] | None:
    """Where and why a step failed; None where it did not, or where no statement was to blame.

    A file that leaves its transaction open fails without an error; the rule
    [transaction-left-open](transaction-left-open.md) has its line.
    """
    error = step.error
    if step.status != "failed" or error is None:
        return None
    return error.location, sentence(error)


def sentence(error: ServerError) -> str:
    """What the server said, with its code, as a sentence."""
    detail = f" {error.detail}" if error.detail else ""
    # What depends on something is listed a line each, and no line of that ends.
    if detail and detail[-1] not in ".!?":
        detail += "."
    hint = f" ({error.hint})" if error.hint else ""
    slow = _SLOW if error.sqlstate == "57014" and error.message.endswith(_OVER_TIME) else ""
    return f"{error.message} (SQLSTATE {error.sqlstate}).{detail}{hint}{slow}"
