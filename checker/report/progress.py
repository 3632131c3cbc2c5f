"""One line that says what the run is at, for the person who waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from shutil import get_terminal_size
from typing import TextIO

from checker.report.escape import cells, visible

_TO_LINE_START_AND_CLEAR = "\r\x1b[K"


@contextmanager
def progress(stream: TextIO) -> Iterator[Callable[[str], None]]:
    """A function that shows a text in place of the one before, and nothing at all where no person looks.

    `stream` is standard error; it gets bytes only where it is a terminal, and the line is gone at the
    end, whatever ended it.
    """
    if not stream.isatty():
        yield lambda _: None
        return

    def show(text: str) -> None:
        room = get_terminal_size().columns - 1
        text = visible(text)
        while cells(text) > room:
            text = text[:-1]
        stream.write(_TO_LINE_START_AND_CLEAR + text)
        stream.flush()

    try:
        yield show
    finally:
        stream.write(_TO_LINE_START_AND_CLEAR)
        stream.flush()
