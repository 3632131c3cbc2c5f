"""One line that says what the run is at, for the person who waits for it."""

from __future__ import annotations

from checker.report.escape import cells, visible

_CLEAR = "\r\x1b[K"


def line(text: str, columns: int) -> str:
    """What to write to a terminal of so many columns, so that `text` stands in place of the line before.

    An empty text clears the line. The text may name files of the repository, so it is made harmless.
    """
    shown = visible(text)
    while cells(shown) >= max(columns, 1):
        shown = shown[:-1]
    return _CLEAR + shown
