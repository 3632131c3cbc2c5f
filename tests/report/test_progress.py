"""The progress line: on a terminal, and nowhere else."""

from __future__ import annotations

import io

import pytest

from checker.report.progress import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_nothing_is_written_where_no_person_looks() -> None:
    stream = io.StringIO()
    with progress(stream) as show:
        show("starting Postgres")
    assert stream.getvalue() == ""


def test_each_text_takes_the_place_of_the_one_before_and_the_last_is_cleared() -> None:
    stream = Terminal()
    with progress(stream) as show:
        show("starting Postgres")
        show("up 202511230900")
    assert stream.getvalue() == "\r\x1b[Kstarting Postgres\r\x1b[Kup 202511230900\r\x1b[K"


def test_the_line_is_cleared_when_the_work_fails() -> None:
    stream = Terminal()
    with pytest.raises(RuntimeError), progress(stream) as show:
        show("x")
        raise RuntimeError
    assert stream.getvalue().endswith("\r\x1b[K")


def test_a_text_keeps_to_one_line_and_to_what_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    stream = Terminal()
    with progress(stream) as show:
        show("a\nb\x1b[31m" + "東" * 40)
    shown = stream.getvalue().split("\x1b[K")[1].rstrip("\r")
    assert shown == "a\\nb\\x1b[31m" + "東" * 3
