"""What a trial keeps away while it lasts: signals that would leave things behind, and the environment's say."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from types import FrameType

from checker.errors import CannotCheck

_environment = threading.Lock()
_taken: dict[str, str] = {}
_quiet = 0


@contextmanager
def quiet_environment(keep: Collection[str] = ()) -> Iterator[None]:
    """Keep libpq from heeding the environment's PG… variables, which are about another server; all but `keep`.

    They are back once the last of those that asked for it, in whichever thread, has left its block.
    """
    global _quiet  # noqa: PLW0603
    with _environment:
        names = [name for name in os.environ if name.startswith("PG") and name not in keep]
        _taken.update((name, os.environ.pop(name)) for name in names)
        _quiet += 1
    try:
        yield
    finally:
        with _environment:
            _quiet -= 1
            if not _quiet:
                os.environ.update(_taken)
                _taken.clear()


_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Signalled(BaseException):
    """A signal on its way out of the trial: nothing there may take it for an error that it knows what to do about."""


@contextmanager
def signals_raise() -> Iterator[None]:
    """Turn the signals that end a program into CannotCheck, so that everything is removed on the way out."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    received: list[str] = []

    def stop(number: int, _: FrameType | None) -> None:
        received.append(signal.Signals(number).name)
        raise Signalled

    before = {number: signal.signal(number, stop) for number in _SIGNALS}
    try:
        yield
    except (Exception, Signalled) as error:
        # What fails because a session was left in the middle of a statement is not the reason.
        if received:
            raise _stopped(received[0]) from error
        raise
    else:
        if received:
            raise _stopped(received[0])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stopped(name: str) -> CannotCheck:
    return CannotCheck(f"stopped by {name} during the trial", remedy="Run it again.")


@contextmanager
def signals_wait() -> Iterator[None]:
    """Hold signals back while things are removed: a second Ctrl-C must not leave half of them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
