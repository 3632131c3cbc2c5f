"""What one changed migration costs on top of a long history, and on top of a short one: whole checks, warm.

    python -m bench.long                         a Markdown table on the standard output
    python -m bench.long --sizes 10 1000 10000   histories of so many migrations

Two histories of each length: one of a schema that stays small (`bench.churn`: what is added is taken away again), so that
nothing but the history grows; and one that makes a table in every fourth migration (`bench.generate`), so that the
schema grows with it. The runs of all lengths take turns, so that they meet the same minutes; `×` is the least of them
over the least on the first length. The chain before the change has been applied once, by a run that is timed as well.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.churn import THINGS, churn
from bench.generate import FOLDER, History, generate
from bench.run import COMMAND, SEED, Measured, branched, measure


def described(history: History) -> str:
    """How many tables a history makes."""
    ups = [text.split("/* DOWN */")[0] for path, text in history.files.items() if path.startswith(FOLDER)]
    return f"{sum(text.count('CREATE TABLE') for text in ups)} tables"


def lines(
    make: Callable[[int], History], schema: str, sizes: Sequence[int], times: int
) -> list[list[Measured]]:
    """The measurements on histories of these lengths: for each kind of run, one line a length."""
    change = [str(COMMAND), "check", "--base", "main"]
    with TemporaryDirectory(prefix="db-verify-bench-") as temporary, ExitStack() as stack:
        folder = Path(temporary)
        kept = {"XDG_CACHE_HOME": str(folder / "cache")}
        places, whats = [], []
        for size in sizes:
            history = make(size)
            whats.append(f"{size:,} migrations, {described(history)}{schema}")
            places.append(stack.enter_context(branched(history, folder / str(size))))
        first = [
            measure(f"{what}: first run", change, place, 1, warm=False, environment=kept)
            for what, place in zip(whats, places, strict=True)
        ]
        found = [first]
        for label, extra in (("warm", []), ("`--static`, warm", ["--static"])):
            runs: list[list[Measured]] = [[] for _ in sizes]
            for number in range(times):
                for line, what, place in zip(runs, whats, places, strict=True):
                    name = f"{what}: {label}"
                    line.append(measure(name, [*change, *extra], place, 1, warm=not number, environment=kept))
            found.append([joined(line) for line in runs])
        return found


def joined(runs: Sequence[Measured]) -> Measured:
    """Several measurements of the same as one."""
    codes = {run.code for run in runs}
    if len(codes) != 1:
        raise SystemExit(f"{runs[0].what}: exit codes {sorted(codes)}; the runs did not do the same")
    seconds = tuple(second for run in runs for second in run.seconds)
    return Measured(runs[0].what, seconds, max(run.mib for run in runs), codes.pop())


def main() -> None:
    """The command line; see the module's docstring."""
    parser = argparse.ArgumentParser(
        description="Measure one changed migration on histories of several lengths."
    )
    parser.add_argument(
        "--times", type=int, default=7, help="runs of each warm command (default: %(default)s)"
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 10_000], help="migrations of a history")
    given = parser.parse_args()
    print(f"| one changed on | median s | least s | MiB | exit | \u00d7 {given.sizes[0]:,} |")
    print("| --- | --- | --- | --- | --- | --- |")
    for make, schema in (
        (lambda size: churn(size, seed=SEED), f" and at most {THINGS} more things"),
        (lambda size: generate(size, seed=SEED), ""),
    ):
        for kind in lines(make, schema, given.sizes, given.times):
            for line in kind:
                least, base = min(line.seconds), min(kind[0].seconds)
                cells = [line.what, f"{line.median:.3f}", f"{least:.3f}", f"{line.mib:.0f}", str(line.code)]
                print(f"| {' | '.join([*cells, f'{least / base:.2f}'])} |", flush=True)


if __name__ == "__main__":
    main()
