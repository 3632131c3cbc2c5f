"""How a report is to be shown. Nothing of it changes what the report says, nor the exit code."""

from __future__ import annotations

from msgspec import Struct

_CODES = {"error": "1;31", "warning": "1;33", "note": "1;36", "pass": "1;32", "strong": "1", "faint": "2"}


class Style(Struct, frozen=True):
    """`color` and `width` (columns) for a terminal; `verbose` for all there is, `quiet` for the least."""

    color: bool = False
    width: int = 80
    verbose: bool = False
    quiet: bool = False

    def paint(self, text: str, name: str) -> str:
        """The text in the colour of a severity or role (SGR, ECMA-48), where colour is asked for."""
        return f"\x1b[{_CODES[name]}m{text}\x1b[0m" if self.color else text
