"""What can be done in an order that is not known: found by trying."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

Item = TypeVar("Item")


def in_turns(items: Iterable[Item], do: Callable[[Item], bool]) -> list[Item]:
    """Try each, and those that were refused again, as long as one more goes through; gives those that did, in that order."""
    done: list[Item] = []
    waiting = [*items]
    while waiting:
        left: list[Item] = []
        for one in waiting:
            (done if do(one) else left).append(one)
        if len(left) == len(waiting):
            break
        waiting = left
    return done
