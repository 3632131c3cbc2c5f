"""The data directory that a throw-away server begins with: made once for each set of binaries, kept packed."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import nullcontext
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from checker.errors import CannotCheck
from checker.trial import account, cache, scratch
from checker.trial.account import Account
from checker.trial.pack import pack
from checker.trial.sources import Postgres, extension_folder

# Nothing here outlives the run, so nothing is ever flushed. Workers would do what the session's own
# limits do not see. The log takes the reason when a session's process dies (level LOG).
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "wal_init_zero": "off",
    "wal_recycle": "off",
    "min_wal_size": "2MB",
    "max_wal_size": "512MB",
    "checkpoint_timeout": "1d",
    "shared_buffers": "48MB",
    "max_connections": "40",
    "superuser_reserved_connections": "10",
    "max_worker_processes": "0",
    "max_logical_replication_workers": "0",
    "max_parallel_workers": "0",
    "max_parallel_workers_per_gather": "0",
    "dynamic_shared_memory_type": "mmap",
    "huge_pages": "off",
    "jit": "off",
    "restart_after_crash": "off",
    "logging_collector": "off",
    "log_destination": "'stderr'",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
    "lc_messages": "'C'",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "datestyle": "'ISO, YMD'",
    "max_locks_per_transaction": "512",
    "unix_socket_permissions": "0700",
}
# What is copied at each start is small: there is no database beside the one that all others are made of.
MAINTENANCE = "template1"
_SHAPE = """
ALTER DATABASE template0 IS_TEMPLATE false;
DROP DATABASE template0;
DROP DATABASE postgres;
CHECKPOINT;
"""
_NEWER = {18: {"io_method": "sync"}}


# A session takes and gives back the same few megabytes again and again: glibc keeps them, instead of asking the system for
# new pages each time (mallopt(3)), and takes them by the large page where there are such (glibc manual, "Memory Allocation
# Tunables"); another C library does not know these names.
_MEMORY = {
    "MALLOC_TRIM_THRESHOLD_": str(64 << 20),
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}


def environment() -> dict[str, str]:
    """What a server's process sees of the environment: nothing of the caller's but how to find libraries."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH") if name in os.environ}
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", **_MEMORY, **kept}


def settings(postgres: Postgres) -> dict[str, str]:
    """The server parameters of a throw-away server of this version."""
    newer = [each for major, each in _NEWER.items() if postgres.major >= major]
    return SETTINGS | {name: value for each in newer for name, value in each.items()}


def identity(postgres: Postgres, superuser: str) -> str:
    """What a fresh cluster is made of, as one string."""
    parts = (
        cache.code(),
        postgres.version,
        _stamp(postgres),
        superuser,
        _SHAPE,
        repr(settings(postgres)),
    )
    return "\0".join(parts)


def prepare(postgres: Postgres, superuser: str, data: Path, runner: Account) -> None:
    """Make a fresh data directory, from the cache where it is known.

    It holds `template1` and nothing else: what is copied at each start is small, and every other name is free for the
    database that is tried.
    Raises CannotCheck where initdb fails, OSError where the place for it does.
    """
    cache.unpacked(
        _key(postgres, superuser), data, runner, lambda target: _initdb(postgres, superuser, target)
    )


def keep(postgres: Postgres, superuser: str) -> None:
    """Have a fresh data directory in the cache; raises as `prepare` and `readable`."""
    usable = readable(postgres, account.for_server())
    cache.ensure(_key(usable, superuser), lambda target: _initdb(usable, superuser, target))


def _key(postgres: Postgres, superuser: str) -> str:
    return cache.key("cluster", identity(postgres, superuser))


def _initdb(postgres: Postgres, superuser: str, target: Path) -> None:
    """Run initdb, and pack what it made into the file `target`."""
    who = account.for_initdb()
    work = scratch.make(256 << 20)
    try:
        if who.uid is not None:
            work.path.chmod(0o711)
        inner = work.path / "initdb"
        inner.mkdir(mode=0o700)
        who.own(inner)
        data = inner / "data"
        _run_initdb(postgres, superuser, who, data)
        with (data / "postgresql.conf").open("a", encoding="utf-8") as config:
            config.writelines(f"{name} = {value}\n" for name, value in settings(postgres).items())
        single = [str(postgres.bin / "postgres"), "--single", "-D", str(data), "template1"]
        _run(who, single, _SHAPE.encode())
        pack(data, target)
    finally:
        work.remove()


def _run_initdb(postgres: Postgres, superuser: str, who: Account, data: Path) -> None:
    locale = ["--locale=C"]
    if postgres.major >= 17:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    # Segments of the log that wait to be used again would be copied at each start.
    lean = ("--set=wal_recycle=off", "--set=min_wal_size=2MB") if postgres.major >= 16 else ()
    command = [
        str(postgres.bin / "initdb"),
        *("-D", str(data)),
        *("-U", superuser, "--auth=trust", "--encoding=UTF8", *locale),
        *("--data-checksums", "--wal-segsize=1", "--no-sync", "--no-instructions", *lean),
    ]
    _run(who, command)


def _run(who: Account, command: list[str], said: bytes = b"") -> None:
    """Run a server program to its end; raises CannotCheck where it fails."""
    try:
        done = subprocess.run(  # noqa: S603
            [*who.prefix, *command],
            input=said,
            capture_output=True,
            cwd="/",
            env=environment(),
            timeout=300,
            check=False,
            **who.switch,
        )
    except subprocess.TimeoutExpired as error:
        raise CannotCheck(
            f"{command[0]} did not end in 300 s", remedy="Choose another Postgres with --database."
        ) from error
    if done.returncode != 0:
        last = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()[-12:]
        raise CannotCheck(
            f"{command[0]} failed with status {done.returncode}\n" + "\n".join(last),
            remedy="See what it said, or choose another Postgres with --database.",
        )


def readable(postgres: Postgres, runner: Account) -> Postgres:
    """The same binaries where the server's account can read them: root's own folders are closed to it."""
    if all(runner.can_reach(postgres.bin / name) for name in ("postgres", "initdb")):
        return postgres
    root = postgres.bin.parent
    if postgres.source != "embedded":
        raise CannotCheck(
            f"{postgres.bin} can't be entered by the account that the server runs as (uid {runner.uid})",
            remedy="Open the folders above it to others (chmod o+x), or use --database embedded.",
        )
    name = cache.key("binaries/1", postgres.version, _stamp(postgres))[:32]
    for base in cache.public_folders():
        copy = base / name
        try:
            if not copy.exists():
                _copy_binaries(root, copy)
            os.utime(copy)
            moved = Postgres(copy / postgres.bin.name, postgres.version, postgres.source)
            if runner.can_reach(moved.bin / "postgres") and _runs(moved, runner):
                return moved
        except OSError:
            continue
    raise CannotCheck(
        f"{postgres.bin} can't be read by the account that the server runs as, and no folder was found for a copy",
        remedy="Install db-verify where every user can read it, or run it as an ordinary user.",
    )


def _copy_binaries(root: Path, target: Path) -> None:
    new = target.with_name(f"{target.name}.{os.getpid()}")
    try:
        shutil.copytree(root, new, symlinks=True, ignore=shutil.ignore_patterns("include", "doc"))
        for folder, _, files in os.walk(new):
            Path(folder).chmod(0o755)
            for name in files:
                (Path(folder) / name).chmod(0o755)
        new.rename(target)
    except OSError:
        if not target.exists():
            raise
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _runs(postgres: Postgres, runner: Account) -> bool:
    """Whether the binaries can be executed there: a folder for temporary files may be mounted `noexec`."""
    command = [*runner.prefix, str(postgres.bin / "postgres"), "--version"]
    done = subprocess.run(  # noqa: S603
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd="/",
        env=environment(),
        check=False,
        **runner.switch,
    )
    return done.returncode == 0


@lru_cache
def _stamp(postgres: Postgres) -> str:
    """What tells two builds of one version apart; no path and no time, which differ on each machine of a CI.

    The first pages of a program hold its build id, where it was linked with one; the extensions' scripts are told
    by their names, which hold versions, and sizes.
    """
    digest = sha256()
    for name in ("postgres", "initdb"):
        with (postgres.bin / name).open("rb") as program:
            digest.update(f"{os.fstat(program.fileno()).st_size} ".encode())
            digest.update(program.read(1 << 16))
    extensions = extension_folder(postgres)
    with os.scandir(extensions) if extensions else nullcontext(()) as entries:
        for listed in sorted(f"{entry.name} {entry.stat().st_size}" for entry in entries):
            digest.update(f"\0{listed}".encode())
    return digest.hexdigest()
