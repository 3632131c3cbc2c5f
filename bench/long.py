"""What one changed migration costs on top of a long history, and on top of a short one: whole checks, warm.

    python -m bench.long                         a Markdown table on the standard output
    python -m bench.long --sizes 10 1000 10000   histories of so many migrations

Two histories of each length: one of a schema that stays small (`bench.churn`: what is added is taken away again), so that
nothing but the history grows; and one that makes a table in every fourth migration (`bench.generate`), so that the
schema grows with it. `×` is the median over that of the first size. The change is warm: the chain before it has been
applied once, by a run that is timed as well.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.churn import THINGS, churn
from bench.generate import FOLDER, History, generate
from bench.run import COMMAND, SEED, Measured, branched, measure


def histories(size: int) -> Iterator[tuple[str, History]]:
    """Both histories of a length, each with what there is of its schema in the end."""
    bounded = churn(size, seed=SEED)
    yield f"{_tables(bounded)} tables, at most {THINGS} more things", bounded
    growing = generate(size, seed=SEED)
    yield f"{_tables(growing)} tables", growing


def _tables(history: History) -> int:
    ups = [text.split("/* DOWN */")[0] for path, text in history.files.items() if path.startswith(FOLDER)]
    return sum(text.count("CREATE TABLE") for text in ups)


def lines(size: int, times: int) -> Iterator[tuple[int, Measured]]:
    """The measurements of both histories of a length: the number of the line among them, and what it took."""
    change = [str(COMMAND), "check", "--base", "main"]
    with TemporaryDirectory(prefix="db-verify-bench-") as temporary:
        folder = Path(temporary)
        for number, (schema, history) in enumerate(histories(size)):
            kept = {"XDG_CACHE_HOME": str(folder / f"cache-{number}")}
            what = f"one changed on {size:,} migrations, {schema}"
            with branched(history, folder / f"history-{number}") as root:
                first = measure(f"{what}: first run", change, root, 1, warm=False, environment=kept)
                yield 3 * number, first
                yield 3 * number + 1, measure(f"{what}: warm", change, root, times, environment=kept)
                static = [*change, "--static"]
                name = f"{what}: `--static`, warm"
                yield 3 * number + 2, measure(name, static, root, times, environment=kept)


def main() -> None:
    """The command line; see the module's docstring."""
    parser = argparse.ArgumentParser(
        description="Measure one changed migration on histories of several lengths."
    )
    parser.add_argument(
        "--times", type=int, default=5, help="runs of each warm command (default: %(default)s)"
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 10_000], help="migrations of a history")
    given = parser.parse_args()
    least = max(given.sizes[0], 1)
    print(f"| what | median s | least s | MiB | exit | × {least} |\n| --- | --- | --- | --- | --- | --- |")
    base: dict[int, float] = {}
    for size in given.sizes:
        for number, line in lines(size, given.times):
            ratio = line.median / base.setdefault(number, line.median)
            cells = [
                line.what, f"{line.median:.3f}", f"{min(line.seconds):.3f}", f"{line.mib:.0f}", str(line.code),
                f"{ratio:.1f}",
            ]  # fmt: skip
            print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
