"""`python -m checker`, and the entry point of the command `db-verify`."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run the command line; gives the exit code."""
    from checker.cli import run

    try:
        return run(sys.argv[1:])
    finally:
        # Python looks for cycles in all that was made once more as it ends: a fifth of a short check.
        gc.freeze()


if __name__ == "__main__":
    sys.exit(main())
