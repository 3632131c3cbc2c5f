"""`python -m checker`, and the entry point of the command `db-verify`."""

from __future__ import annotations

import gc
import os
import sys


def main() -> int:
    """Run the command line; gives the exit code."""
    if sys.getfilesystemencoding() != "utf-8":
        # git's names are UTF-8, whatever the locale says of this machine's; once Python runs, that can't be changed.
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606
    try:
        from checker.cli import run

        return run(sys.argv[1:])
    except KeyboardInterrupt:
        # Before the command line is looked at, or as it ends; else `run` says so.
        os.write(2, b"db-verify: stopped by an interrupt\n")
        return 3
    finally:
        # Python looks for cycles in all that was made once more as it ends: a fifth of a short check.
        gc.freeze()


if __name__ == "__main__":
    sys.exit(main())
