"""Writing into the working tree: a file that is mended, and one that is new."""

from __future__ import annotations

import os
from pathlib import Path

from checker.errors import CannotCheck
from checker.mend.edits import Mended


def write(root: Path, mended: Mended) -> None:
    """Write one file, in place of the old one where there is one, whole or not at all; raises CannotCheck where that fails."""
    place = root / mended.path
    beside = place.with_name(f".{place.name}.db-verify")
    try:
        beside.write_bytes(mended.after)
        if place.exists():
            os.chmod(beside, place.stat().st_mode & 0o7777)  # noqa: PTH101
        beside.replace(place)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise CannotCheck(f"{mended.path} can't be written: {error.strerror}") from error


def write_new(root: Path, path: str, text: str) -> None:
    """Write a file that is not there yet, and the folders above it.

    Raises CannotCheck where that fails, or a link leads out of the repository.
    """
    place = root / path
    try:
        if not place.parent.resolve().is_relative_to(root.resolve()):
            raise CannotCheck(f"{path} leads out of the repository", remedy="Remove the link.")
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("x", encoding="utf-8", newline="") as target:
            target.write(text)
    except OSError as error:
        raise CannotCheck(f"{path} can't be written: {error.strerror}") from error
