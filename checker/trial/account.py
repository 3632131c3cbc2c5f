"""Whose rights the server runs with. Postgres refuses to run as root, so root gives its rights up for it."""

from __future__ import annotations

import os
import pwd
import subprocess
from pathlib import Path
from shutil import which
from typing import TypedDict

from msgspec import Struct

from checker.errors import CannotCheck

# An account that nothing else runs under: other programs of `nobody` could enter nobody's folders.
_FREE_UIDS = range(61_000, 61_184)
_CHOWN, _SETGID, _SETUID = 1 << 0, 1 << 6, 1 << 7


class Switch(TypedDict, total=False):
    """The arguments of `subprocess.Popen` that give a child another account."""

    user: int
    group: int
    extra_groups: list[int]


class Account(Struct, frozen=True):
    """Who runs a server program: `uid` and `gid` of another account, or a command that goes before it, or neither."""

    uid: int | None = None
    gid: int | None = None
    prefix: tuple[str, ...] = ()

    @property
    def switch(self) -> Switch:
        if self.uid is None or self.gid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give a folder or file to the account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def can_reach(self, path: Path) -> bool:
        """Whether the account may enter each folder on the way to `path`, and read and execute `path` itself."""
        if self.uid is None:
            return os.access(path, os.R_OK | os.X_OK)
        real = path.resolve()
        return all(self._may(folder, 0o1) for folder in real.parents) and self._may(real, 0o5)

    def _may(self, path: Path, bits: int) -> bool:
        status = path.stat()
        shift = 6 if status.st_uid == self.uid else 3 if status.st_gid == self.gid else 0
        return (status.st_mode >> shift) & bits == bits


def for_server() -> Account:
    """The account of the running server: ourselves, or for root one that no user of the machine has."""
    if os.geteuid() != 0:
        return Account()
    free = next((uid for uid in _FREE_UIDS if _can_switch_to(uid) and not _named(uid)), None)
    if free is not None:
        return Account(free, free)
    return for_initdb()


def for_initdb() -> Account:
    """The account that `initdb` runs under: it wants one that the user database knows, unlike the server."""
    own = os.geteuid()
    if own != 0 and _named(own):
        return Account()
    others = (
        sorted(pwd.getpwall(), key=lambda each: (each.pw_name != "nobody", each.pw_uid)) if own == 0 else ()
    )
    for user in others:
        if user.pw_uid != 0 and _can_switch_to(user.pw_uid):
            return Account(user.pw_uid, user.pw_gid if user.pw_gid != 0 else user.pw_uid)
    # A container may map no other account than root, or withhold the right to switch, or run us under a number
    # that has no name. In a user namespace that maps nobody at all, the programs see the overflow account.
    if (unshare := which("unshare")) and _works(unshare, "--user", "--", "true"):
        return Account(prefix=(unshare, "--user", "--"))
    if own == 0:
        raise CannotCheck(
            "Postgres does not run as root, and this root may not become another user",
            remedy="Run db-verify as an ordinary user, or give the container the capabilities SETUID, SETGID and CHOWN.",
        )
    raise CannotCheck(
        f"initdb runs only as a user that has a name, and the user database has none for number {own}",
        remedy=f"Run db-verify as a user of the machine, or add a line for {own} to /etc/passwd of the container.",
    )


def _works(*command: str) -> bool:
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)  # noqa: S603
    except OSError:
        return False
    return done.returncode == 0


def _named(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _can_switch_to(uid: int) -> bool:
    """Whether this root has the capabilities to become `uid`, and its user namespace knows that number."""
    status, mapping = Path("/proc/self/status"), Path("/proc/self/uid_map")
    try:
        effective = next(line for line in status.read_text().splitlines() if line.startswith("CapEff:"))
        ranges = [[int(number) for number in line.split()] for line in mapping.read_text().splitlines()]
    except (OSError, StopIteration):
        return True
    needed = _CHOWN | _SETGID | _SETUID
    mapped = any(first <= uid < first + length for first, _, length in ranges)
    return int(effective.split()[1], 16) & needed == needed and mapped
