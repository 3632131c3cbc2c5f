"""Run a command where user namespaces are forbidden, as a container's system call filter forbids them.

    python -m tests.trial.engine.no_namespaces COMMAND [ARGUMENT …]

seccomp(2): a filter is a program of the classic BPF over the call's number and arguments, and what is started inherits it.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import sys

_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_NUMBER, _FIRST_ARGUMENT = 0, 16
_NEW_USER = 0x10000000
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_CALLS = {
    "x86_64": {"clone": 56, "unshare": 272, "clone3": 435},
    "aarch64": {"clone": 220, "unshare": 97, "clone3": 435},
}


class _Step(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_uint16),
        ("yes", ctypes.c_uint8),
        ("no", ctypes.c_uint8),
        ("k", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("steps", ctypes.POINTER(_Step)))


def forbid() -> None:
    """Let this process, and all that it starts, make no user namespace; raises OSError where that can't be had."""
    calls = _CALLS[platform.machine()]
    # clone3 takes its flags by a pointer, which a filter can't follow: as it were not there, glibc takes clone.
    steps = (_Step * 9)(
        (_LOAD, 0, 0, _NUMBER),
        (_EQUAL, 5, 0, calls["clone3"]),
        (_EQUAL, 1, 0, calls["unshare"]),
        (_EQUAL, 0, 2, calls["clone"]),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_ANY_BIT, 2, 0, _NEW_USER),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO | errno.ENOSYS),
        (_RETURN, 0, 0, _ERRNO | errno.EPERM),
    )
    libc = ctypes.CDLL(None, use_errno=True)
    for arguments in (
        (_NO_NEW_PRIVILEGES, 1, 0, 0, 0),
        (_SET_SECCOMP, _FILTER, ctypes.byref(_Program(len(steps), steps)), 0, 0),
    ):
        if libc.prctl(*arguments):
            raise OSError(ctypes.get_errno(), "prctl")


if __name__ == "__main__":
    forbid()
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606
