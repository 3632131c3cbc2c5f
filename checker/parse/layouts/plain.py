"""Files of no tool that is known: `NUMBER_name.sql`, `NUMBER-name.sql`, `NUMBER.name.sql` or `NUMBER.sql`, in the order of their
numbers, then of their names, forward only.

What runs them is the project's own. It is taken to send a file as one string and to open no transaction, as most drivers do with a
text that has no parameters, so that several statements are one, unless the file begins its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.model import Migration
from checker.parse.layouts import (
    ONE_WAY,
    WRAPPED,
    File,
    Layout,
    Manner,
    Parts,
    build,
    directly_in,
    in_order,
    misnamed,
    off,
    script,
)

NAME = re.compile(r"([0-9]+)(?:[_.-](.+))?\.sql")
# Postgrator's is in the middle: NUMBER.undo.name.sql.
_BACK = re.compile(r"(?:(?:^|[_.-])(?:down|undo|revert|rollback)\.sql$|^[0-9]+\.undo\.)", re.IGNORECASE)
_MANNER = Manner("what runs these files", transaction="none")


class Plain(Layout):
    """See `Layout`."""

    name = "plain"
    rules_off = off(
        WRAPPED, "it is taken for granted that each file is sent as one string, which is one transaction"
    ) | off(ONE_WAY, "plain files go forward only")

    def read(self, folder: str, files: Sequence[File]) -> list[Migration]:
        """See `Layout`."""
        return in_order(_read(folder, file) for file in files if file.is_sql)


def goes_back(name: str) -> bool:
    """Whether a file takes back what another one did, by its name."""
    return _BACK.search(name) is not None


def reads(names: Sequence[str]) -> bool:
    """Whether these are names of such files, and none goes back."""
    return any(NAME.fullmatch(name) for name in names) and not any(map(goes_back, names))


def _read(folder: str, file: File) -> Migration:
    named = NAME.fullmatch(file.name)
    if named is None or goes_back(file.name) or not directly_in(folder, file):
        return misnamed(
            "plain", folder, _MANNER, file, "files are called NUMBER_name.sql and go forward only"
        )
    stem = file.name.removesuffix(".sql")
    parts = Parts(
        id=stem,
        name=named.group(2) or stem,
        version=(int(named.group(1)), stem),
        up=script(file, _MANNER),
        down=None,
        files=(file,),
        one_way=True,
    )
    return build("plain", folder, _MANNER, parts)
