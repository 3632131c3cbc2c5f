"""A step that failed, in words."""

from __future__ import annotations

from checker.model import Location, ServerError, Step

_RIGHTS = (
    " Where the role that runs migrations has that right in production, give it that in the bootstrap, which runs as"
    " superuser, and name it in `trial.owner`"
)


def wants_right(error: ServerError | None) -> str:
    """What helps where the trial's role lacks a right that production's may have; empty where it is something else."""
    refused = (
        error is not None and error.sqlstate == "42501" and error.message.startswith("permission denied")
    )
    return _RIGHTS if refused else ""


def failure(step: Step) -> tuple[Location, str] | None:
    """Where and why a step failed; None where it did not, or where no statement was to blame.

    A file that leaves its transaction open fails without an error; the rule
    [transaction-left-open](transaction-left-open.md) has its line.
    """
    error = step.error
    if step.status != "failed" or error is None:
        return None
    detail = f" {error.detail}" if error.detail else ""
    # What depends on something is listed a line each, and no line of that ends.
    if detail and detail[-1] not in ".!?":
        detail += "."
    hint = f" ({error.hint})" if error.hint else ""
    return error.location, f"{error.message} (SQLSTATE {error.sqlstate}).{detail}{hint}"
