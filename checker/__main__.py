"""`python -m checker`, and the entry point of the command `db-verify`."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; gives the exit code."""
    from checker.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
