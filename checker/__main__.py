"""`python -m checker`, and the entry point of the command `db-verify`."""

from __future__ import annotations

import atexit
import os
import sys
from contextlib import suppress


def main() -> int:
    """Run the command line; gives the exit code."""
    if sys.getfilesystemencoding() != "utf-8":
        # git's names are UTF-8, whatever the locale says of this machine's; once Python runs, that can't be changed.
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606
    try:
        from checker.cli import run

        code = run(sys.argv[1:])
        # To give back piece by piece all that was made, as Python does at its end, takes longer than to read a change.
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):
                stream.flush()
    except KeyboardInterrupt:
        # Before the command line is looked at, or as it ends; else `run` says so.
        os.write(2, b"db-verify: stopped by an interrupt\n")
        return 3
    os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
