"""How long db-verify takes, as its users wait for it: whole processes, medians, and beside them a peer's.

    python -m bench.run                 this repository, on the standard output as a Markdown table
    python -m bench.run --peer 'squawk {file}' --output bench/RESULTS.md

Timings on a shared machine are noise; read them as ratios, and compare runs of the same hour.
"""

from __future__ import annotations

import argparse
import compileall
import os
import platform
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.generate import FOLDER, History, generate
from bench.snapshot import snapshots

ROOT = Path(__file__).resolve().parent.parent
COMMAND = Path(sys.executable).with_name("db-verify")
TIMES = 5
SEED = 1
OBJECTS = 600
# What most changes are like: nobody can do more or less than before it.
_COLUMN = """\
BEGIN;
SET LOCAL lock_timeout = '5s';
ALTER TABLE public.strategic_directives_v2 ADD COLUMN area text;
COMMIT;

/* DOWN */

BEGIN;
SET LOCAL lock_timeout = '5s';
ALTER TABLE public.strategic_directives_v2 DROP COLUMN area;
COMMIT;
"""
GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{
        f"GIT_{who}_{what}": "bench@example.org"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    },
}


@dataclass(frozen=True)
class Measured:
    """One line of the table: seconds of each run, the largest process's MiB, and the exit code of all runs."""

    what: str
    seconds: tuple[float, ...]
    mib: float
    code: int

    @property
    def median(self) -> float:
        return median(self.seconds)


def once(arguments: list[str], folder: Path, environment: dict[str, str]) -> tuple[float, float, int]:
    """Seconds, peak MiB and exit code of one process (with the children that it waited for)."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        arguments, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024
    return time.perf_counter() - begin, usage.ru_maxrss * unit / 2**20, process.returncode


def measure(
    what: str,
    arguments: list[str],
    folder: Path,
    times: int,
    *,
    before: Callable[[], None] = lambda: None,
    warm: bool = True,
    environment: Mapping[str, str] | None = None,
) -> Measured:
    """Run a command `times` times, after a run that does not count where `warm`, each after `before`.

    Raises SystemExit where the runs do not end alike: they would not have done the same work.
    """
    env = (
        {key: value for key, value in os.environ.items() if not key.startswith("GITHUB_")}
        | GIT
        | dict(environment or {})
    )
    if warm:
        once(arguments, folder, env)
    runs = []
    for _ in range(times):
        before()
        runs.append(once(arguments, folder, env))
    codes = {code for _, _, code in runs}
    if len(codes) != 1:
        raise SystemExit(f"{what}: exit codes {sorted(codes)}; the runs did not do the same")
    print(f"{what}: {median(run[0] for run in runs):.3f} s", file=sys.stderr)
    return Measured(what, tuple(run[0] for run in runs), max(run[1] for run in runs), codes.pop())


@contextmanager
def repository(migrations: int, folder: Path, *, each: int = 1) -> Iterator[Path]:
    """A generated repository, whose last migration is the change of a branch; gives its root.

    Each of its migrations does `each` things.
    """
    with branched(generate(migrations, seed=SEED, each=each), folder / f"generated-{migrations}") as root:
        yield root


@contextmanager
def branched(history: History, root: Path) -> Iterator[Path]:
    """A repository at `root` with this history, whose last migration is the change of a branch; gives its root."""
    history.write(root)
    newest = max(path for path in history.files if path.startswith("db/migrations/"))
    content = (root / newest).read_text("utf-8")
    (root / newest).unlink()

    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=root, env=os.environ | GIT, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    for branch in ("", "change"):
        if branch:
            git("checkout", "-q", "-b", branch)
            (root / newest).write_text(content, "utf-8")
        git("add", "-A")
        git("commit", "-q", "-m", "bench")
    yield root
    shutil.rmtree(root)


@contextmanager
def proposed(root: Path, migration: str | None = None) -> Iterator[Path]:
    """A clone of this repository, in which a branch proposes a migration: this one, or its newest; gives its root."""

    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=root, env=os.environ | GIT, check=True, capture_output=True)

    root.mkdir()
    git("clone", "-q", str(ROOT), ".")
    newest = max((root / "db/migrations/eng").iterdir())
    if migration is None:
        migration = newest.read_text("utf-8")
        newest.unlink()
    else:
        newest = newest.with_name("999912312359__proposed.sql")
    for branch in ("base", "change"):
        git("checkout", "-q", "-b", branch)
        if branch == "change":
            newest.write_text(migration, "utf-8")
        git("add", "-A")
        git("commit", "-q", "--allow-empty", "-m", branch)
    yield root
    shutil.rmtree(root)


def everything(times: int, peers: list[str], sizes: list[int]) -> tuple[list[Measured], list[Measured]]:
    """All lines of the table: db-verify's own, and the peers'."""
    program = str(COMMAND)
    ours, theirs = [], []
    with TemporaryDirectory(prefix="db-verify-bench-") as temporary:
        folder = Path(temporary)
        cache = folder / "cache"
        kept = {"XDG_CACHE_HOME": str(cache)}

        def forget() -> None:
            shutil.rmtree(cache, ignore_errors=True)

        ours.append(measure("start-up (`--version`)", [program, "--version"], ROOT, times))
        with repository(20, folder) as root:
            static = [program, "check", "--static", "--base", "main"]
            ours.append(measure("`--static`, one changed migration of 20", static, root, times))
            whole = [program, "check", "--base", "main"]
            ours.append(
                measure(
                    "whole check, one changed migration of 20, warm", whole, root, times, environment=kept
                )
            )
            small = max((root / "db/migrations/app").iterdir())
            for peer in peers:
                arguments = [part.replace("{file}", str(small)) for part in shlex.split(peer)]
                theirs.append(measure(f"`{Path(arguments[0]).name}`, one migration", arguments, root, times))
        whole = [program, "check", "--base", "base"]
        for what, migration in (("its newest migration", None), ("a column", _COLUMN)):
            with proposed(folder / "proposed", migration) as root:
                what = f"whole check of this repository, {what} proposed, warm"
                ours.append(measure(what, whole, root, times, environment=kept))
        whole = [program, "check", "--all"]
        ours.append(
            measure("whole check of this repository, all of it, warm", whole, ROOT, times, environment=kept)
        )
        cold = measure(
            "whole check of this repository, all of it, cold",
            whole,
            ROOT,
            times,
            before=forget,
            warm=False,
            environment=kept,
        )
        ours.append(cold)
        count, taken = snapshots(OBJECTS, 50, seed=SEED)
        ours.append(Measured(f"a snapshot of {count} objects, in the process (median of 50)", taken, 0, 0))
        for size in sizes:
            with repository(size, folder) as root:
                for label, extra in (("`--static`", ["--static"]), ("whole check", [])):
                    name = f"{label}, `--all` of {size} generated migrations"
                    ours.append(
                        measure(
                            name, [program, "check", "--all", *extra], root, min(times, 3), environment=kept
                        )
                    )
    return ours, theirs


def described(size: int) -> str:
    """A generated history's parameters in a line."""
    files = generate(size, seed=SEED).files
    texts = [text for path, text in files.items() if path.startswith(FOLDER)]
    tables = sum(text.split("/* DOWN */")[0].count("CREATE TABLE") for text in texts)
    pairs = sum("/* DOWN */" in text for text in texts)
    return (
        f"{size} generated migrations: `bench.generate --migrations {size} --seed {SEED}`, {pairs} of them with a down,"
        f" {tables} tables at the end, {len(''.join(texts)) >> 10} KiB of SQL; the trial makes 3 rows in each table.\n"
    )


def table(ours: list[Measured], theirs: list[Measured]) -> str:
    """The measurements as Markdown, ours with their ratio to each peer's."""
    peers = [peer.what.split("`")[1] for peer in theirs]
    head = ["what", "median s", "least s", "MiB", "exit", *(f"× {peer}" for peer in peers)]
    rows = [
        [
            line.what,
            f"{line.median:.3f}",
            f"{min(line.seconds):.3f}",
            f"{line.mib:.0f}",
            str(line.code),
            *(f"{line.median / peer.median:.1f}" for peer in theirs),
        ]
        for line in (*ours, *theirs)
    ]
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def main() -> None:
    """The command line; see the module's docstring."""
    parser = argparse.ArgumentParser(description="Measure db-verify, and a peer beside it.")
    parser.add_argument(
        "--times", type=int, default=TIMES, help="runs of each command (default: %(default)s)"
    )
    parser.add_argument(
        "--peer", action="append", default=[], metavar="COMMAND", help="{file} is a migration"
    )
    parser.add_argument("--sizes", type=int, nargs="*", default=[300], help="of generated histories")
    parser.add_argument("--output", type=Path, help="write the table there instead of printing it")
    given = parser.parse_args()
    peers = given.peer
    if not peers and (squawk := shutil.which("squawk")):
        peers = [f"{squawk} {{file}}"]
    # As it is where the package is installed: a checkout that has just been edited has no bytecode.
    compileall.compile_dir(ROOT / "checker", quiet=1)
    ours, theirs = everything(given.times, peers, given.sizes)
    text = (
        f"Python {platform.python_version()}, {os.cpu_count()} cores, median of {given.times} (3 for `--all`).\n"
        "An exit of 3 means that the check could not be made: its time says nothing.\n\n"
        + "".join(described(size) for size in given.sizes)
        + "\n"
        + table(ours, theirs)
    )
    if given.output:
        given.output.write_text(text, "utf-8")
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
