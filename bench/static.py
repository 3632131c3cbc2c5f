"""How long the static check of a long history takes, cold and warm, and squawk's time on the same files.

    python -m bench.static                         a Markdown table on the standard output
    python -m bench.static --sizes 1250 10000      histories of so many files

squawk (`pip install squawk-cli`; `make bench` does) reads each file by itself and knows no state; db-verify reads the same
files, in order. `×` is db-verify's median over squawk's, for all files; both run in the same minutes, one after the other.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.run import COMMAND, Measured, measure, repository

# So that 1,250 files are 1.2 MB.
_EACH = 4


def lines(size: int, squawk: str | None, times: int) -> list[tuple[Measured, float | None]]:
    """The measurements of a history of `size` files, each with its ratio to squawk's where there is one."""
    program = str(COMMAND)
    with TemporaryDirectory(prefix="db-verify-bench-") as temporary:
        folder = Path(temporary)
        cache = folder / "cache"
        kept = {"XDG_CACHE_HOME": str(cache)}
        with repository(size, folder, each=_EACH) as root:
            files = sorted((root / "db/migrations/app").iterdir())
            mib = sum(file.stat().st_size for file in files) / 2**20
            what = f"{size} files, {mib:.1f} MiB"
            everything = [program, "check", "--static", "--all", "--base", "main"]
            change = [program, "check", "--static", "--base", "main"]

            def forget() -> None:
                shutil.rmtree(cache, ignore_errors=True)

            found = [
                measure(f"{what}: `--all`, cold", everything, root, times, before=forget, environment=kept),
                measure(f"{what}: `--all`, warm", everything, root, times, environment=kept),
                measure(f"{what}: one changed, cold", change, root, times, before=forget, environment=kept),
                measure(f"{what}: one changed, warm", change, root, times, environment=kept),
            ]
            if squawk is None:
                return [(line, None) for line in found]
            peer = measure(f"{what}: squawk", [squawk, *map(str, files)], root, times)
            return [*((line, line.median / peer.median) for line in found), (peer, 1.0)]


def main() -> None:
    """The command line; see the module's docstring."""
    parser = argparse.ArgumentParser(description="Measure the static check, and squawk beside it.")
    parser.add_argument("--times", type=int, default=5, help="runs of each command (default: %(default)s)")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1250], help="files of a history")
    parser.add_argument("--squawk", help="its program (default: beside this Python, or on the PATH)")
    given = parser.parse_args()
    beside = Path(sys.executable).with_name("squawk")
    squawk = given.squawk or (str(beside) if beside.exists() else shutil.which("squawk"))
    if squawk is None:
        print("squawk is not installed (pip install squawk-cli): nothing to compare with", file=sys.stderr)
    print("| what | median s | least s | MiB | exit | × squawk |\n| --- | --- | --- | --- | --- | --- |")
    for size in given.sizes:
        for line, ratio in lines(size, squawk, given.times):
            cells = [
                line.what,
                f"{line.median:.3f}",
                f"{min(line.seconds):.3f}",
                f"{line.mib:.0f}",
                str(line.code),
            ]
            print(f"| {' | '.join([*cells, '' if ratio is None else f'{ratio:.1f}'])} |", flush=True)


if __name__ == "__main__":
    main()
