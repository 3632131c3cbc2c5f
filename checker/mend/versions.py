"""The version of a folder's next migration, written as the folder writes its versions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from checker.errors import UsageError

# Dates and times as versions spell them, by the number of their digits, each with its smallest step.
_TIMES = {
    8: ("%Y%m%d", timedelta(days=1)),
    10: ("%Y%m%d%H", timedelta(hours=1)),
    12: ("%Y%m%d%H%M", timedelta(minutes=1)),
    14: ("%Y%m%d%H%M%S", timedelta(seconds=1)),
}
# Seconds and milliseconds since 1970, by the number of their digits.
_SINCE_1970 = {10: 1, 13: 1000}
# What `diesel setup` calls the first one, before those that begin with a time.
_SETUP = "0" * 14
_MAX_AHEAD = timedelta(days=3653)


def by_number(version: str) -> tuple[int, ...]:
    """What most tools sort versions by: their numbers, from the left to the right."""
    return tuple(int(number) for number in re.findall(r"[0-9]+", version))


def by_text(version: str) -> tuple[int, ...]:
    """What dbmate, diesel and the Supabase CLI sort versions by: digit by digit, as text."""
    return tuple(map(int, _digits(version)))


class Convention(Struct, frozen=True):
    """How a layout begins the name of a migration.

    `name` fits that beginning, the groups being the version and what parts it from the name; `start` is the form of
    the time that begins a folder without migrations, and `between` what parts it from the name there.
    """

    name: re.Pattern[str]
    start: str
    between: str = "_"
    order: Callable[[str], tuple[int, ...]] = by_number


def following(convention: Convention, names: Iterable[str], now: datetime) -> tuple[str, str]:
    """The version that comes after those of all names, and what parts it from its migration's name.

    It goes on as the newest is written: with the time now, or the first one free after it, or the next number of as
    many digits. `now` is in UTC. Raises UsageError where a tool that sorts as text would put the next number first.
    """
    found = [one for name in names if (one := convention.name.match(name))]
    taken = [(one.group(1), one.group(2)) for one in found if one.group(1) != _SETUP]
    if not taken:
        return now.strftime(convention.start), convention.between
    newest, between = max(taken, key=lambda one: convention.order(one[0]))
    version = _later_time(newest, now) or _later_second(newest, now) or _next_number(newest)
    if convention.order(version) <= convention.order(newest):
        raise UsageError(
            f"after version {newest} comes {version}, which sorts before it as text, and so the tool sorts",
            remedy=f"Write the file by hand, with a version that begins with {newest}, as {newest}1.",
        )
    return version, between


def _later_time(newest: str, now: datetime) -> str | None:
    """The time now in the newest one's form; None where that is no time."""
    digits = _digits(newest)
    if len(digits) not in _TIMES:
        return None
    form, step = _TIMES[len(digits)]
    try:
        last = datetime.strptime(digits, form).replace(tzinfo=UTC)
    except ValueError:
        return None
    if last.year < 1970:
        return None
    stamp = now.strftime(form)
    if stamp <= digits:
        stamp = (last + step).strftime(form)
    left = iter(stamp)
    return re.sub("[0-9]", lambda _: next(left), newest)


def _later_second(newest: str, now: datetime) -> str | None:
    """The seconds or milliseconds since 1970; None where the newest counts neither."""
    parts = _SINCE_1970.get(len(newest))
    if parts is None or not newest.isdigit() or int(newest) > (now + _MAX_AHEAD).timestamp() * parts:
        return None
    return str(max(int(now.timestamp() * parts), int(newest) + 1)) if newest[0] != "0" else None


def _next_number(newest: str) -> str:
    """The newest one with its last number counted on, of as many digits at least."""
    last = re.findall(r"[0-9]+", newest)[-1]
    return f"{newest.removesuffix(last)}{int(last) + 1:0{len(last)}}"


def _digits(version: str) -> str:
    return re.sub("[^0-9]", "", version)
