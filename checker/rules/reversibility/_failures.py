"""A step that failed, in words."""

from __future__ import annotations

from checker.model import Location, Step


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
