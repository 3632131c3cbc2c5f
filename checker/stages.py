"""The stages of a run, each recorded from what it returned or raised."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from typing import TypeVar

from checker.errors import CheckerError
from checker.model import STAGES, StageName

Result = TypeVar("Result")


class Stopped(Exception):
    """The run can't go on; `Stages` knows why."""


class Stages:
    """Runs each stage and keeps its seconds, and the reason why the run stopped where it did.

    `ran` are the stages that came to their end, with their seconds; `left_out` those that were not
    asked for, with the reason; `stopped_in` is the stage that could not be done, `error` why.
    """

    def __init__(self, progress: Callable[[str], None], *, verbose: bool) -> None:
        self._progress = progress
        self._verbose = verbose
        self.ran: dict[StageName, float] = {}
        self.left_out: dict[StageName, str] = {}
        self.stopped_in: StageName | None = None
        self.error: str | None = None
        self.exit_code: int | None = None

    def run(self, name: StageName, work: Callable[[], Result]) -> Result:
        """What `work` returns. Raises Stopped, and records why, where it raises anything at all."""
        self._progress(name)
        begin = time.perf_counter()
        try:
            result = work()
        except CheckerError as error:
            self._stop(name, str(error), error.exit_code)
        except KeyboardInterrupt as signal:
            self._stop(name, f"stopped by {str(signal) or 'an interrupt'}", 3)
        # A defect of ours must end in "could not check", and never in a traceback or a pass.
        except Exception as error:  # noqa: BLE001
            trace = traceback.format_exc() if self._verbose else "Run again with --verbose for the traceback."
            self._stop(name, f"db-verify itself failed: {type(error).__name__}: {error}\n  {trace}", 3)
        else:
            self.ran[name] = self.ran.get(name, 0.0) + time.perf_counter() - begin
            return result
        raise Stopped

    def leave_out(self, first: StageName, why: str) -> None:
        """Record that a stage and those after it were not run, and why."""
        for name in STAGES[STAGES.index(first) :]:
            self.left_out[name] = why

    def give_up(self, name: StageName, error: str) -> None:
        """Record that a stage that came to its end could not do all that it was for."""
        self._stop(name, error, 3)

    def _stop(self, name: StageName, error: str, exit_code: int) -> None:
        self.ran.pop(name, None)
        self.stopped_in, self.error, self.exit_code = name, error, exit_code
