"""Changes of a column's type that take something from a value, and end in no error."""

from __future__ import annotations

import re

_PARTS = re.compile(r"(?P<start>[a-z ]+?)(?:\((?P<given>[\d,-]+)\))?(?P<end> with(?:out)? time zone)?")
_WHOLE = ("smallint", "integer", "bigint")
_FLOAT = ("real", "double precision")
_TIMESTAMPS = ("timestamp with time zone", "timestamp without time zone")
# What a bare type keeps of a second (PostgreSQL's manual, table 8.9).
_MICROSECONDS = 6


def rounds(old: str, new: str) -> bool:
    """Whether a cast from one type to another, as PostgreSQL prints them, may leave less of a value: digits, a time of day, keys that come twice."""
    (base, was), (to, now) = _parts(old), _parts(new)
    if to == "numeric":
        scale = now[1] if len(now) > 1 else 0 if now else None
        had = (was[1] if len(was) > 1 else 0 if was else None) if base == "numeric" else None
        return scale is not None and base in ("numeric", *_FLOAT) and (had is None or scale < had)
    if to in _WHOLE:
        return base in ("numeric", *_FLOAT)
    if to in _FLOAT:
        return base in ("numeric", "bigint") or (to == "real" and base in ("integer", "double precision"))
    if base in _TIMESTAMPS and (to == "date" or to.startswith("time ")):
        return True
    if base == to or (base in _TIMESTAMPS and to in _TIMESTAMPS):
        timed = base in _TIMESTAMPS or base.startswith(("time ", "interval"))
        return timed and bool(now) and now[0] < (was or (_MICROSECONDS,))[0]
    return (base, to) == ("json", "jsonb")


def _parts(type_: str) -> tuple[str, tuple[int, ...]]:
    """A type without its modifiers, and these; an array's is nothing that is known here."""
    found = _PARTS.fullmatch(type_)
    if found is None:
        return type_, ()
    given = tuple(map(int, found["given"].split(","))) if found["given"] else ()
    return f"{found['start']}{found['end'] or ''}", given
