"""`db-verify new NAME`: the files of a new migration, in the repository's layout."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from checker.errors import UsageError
from checker.model import Migration

# Template of a direction in layouts whose file opens the transaction itself.
_WRAPPED = "BEGIN;\n\nSET LOCAL lock_timeout = '5s';\n\n-- {what}\n\nCOMMIT;\n"
_PLAIN = "-- {what}\n"
_UP, _DOWN = "what the migration does", "what undoes it, the last first"


def new_files(
    layout: str, folder: str, name: str, existing: tuple[Migration, ...], now: datetime
) -> dict[str, str]:
    """Paths and texts of a new migration's files. `existing` are the folder's migrations, `now` is in UTC.

    The timestamp is later than every existing one. Raises UsageError for a name that is no `snake_name`.
    """
    if not re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", name):
        raise UsageError(
            f"{name!r} does not name a migration",
            remedy="Names are words in lower case with _ between them: add_owner",
        )
    return {
        f"{folder.rstrip('/')}/{path}": text for path, text in _LAYOUTS[layout](name, existing, now).items()
    }


def _stamp(existing: tuple[Migration, ...], now: datetime, form: str, step: timedelta) -> str:
    """The time now, or the first free one after the newest migration."""
    taken = [one.id for one in existing if one.id.isdigit()]
    stamp = now.astimezone(UTC)
    newest = max(taken, default="")
    while stamp.strftime(form) <= newest and len(newest) == len(stamp.strftime(form)):
        try:
            stamp = datetime.strptime(newest, form).replace(tzinfo=UTC) + step
        except ValueError:
            break
        newest = max(one for one in taken if len(one) == len(newest))
        if stamp.strftime(form) > newest:
            break
    return stamp.strftime(form)


def _minutes(existing: tuple[Migration, ...], now: datetime) -> str:
    return _stamp(existing, now, "%Y%m%d%H%M", timedelta(minutes=1))


def _seconds(existing: tuple[Migration, ...], now: datetime) -> str:
    return _stamp(existing, now, "%Y%m%d%H%M%S", timedelta(seconds=1))


def _marker(name: str, existing: tuple[Migration, ...], now: datetime) -> dict[str, str]:
    up, down = _WRAPPED.format(what=_UP), _WRAPPED.format(what=_DOWN)
    return {f"{_minutes(existing, now)}__{name}.sql": f"{up}\n/* DOWN */\n\n{down}"}


def _dbmate(name: str, existing: tuple[Migration, ...], now: datetime) -> dict[str, str]:
    text = f"-- migrate:up\n\n{_PLAIN.format(what=_UP)}\n-- migrate:down\n\n{_PLAIN.format(what=_DOWN)}"
    return {f"{_seconds(existing, now)}_{name}.sql": text}


def _goose(name: str, existing: tuple[Migration, ...], now: datetime) -> dict[str, str]:
    text = f"-- +goose Up\n{_PLAIN.format(what=_UP)}\n-- +goose Down\n{_PLAIN.format(what=_DOWN)}"
    return {f"{_seconds(existing, now)}_{name}.sql": text}


def _pair(name: str, existing: tuple[Migration, ...], now: datetime, template: str) -> dict[str, str]:
    stem = f"{_seconds(existing, now)}_{name}"
    return {
        f"{stem}.up.sql": template.format(what=_UP),
        f"{stem}.down.sql": template.format(what=_DOWN),
    }


def _diesel(name: str, existing: tuple[Migration, ...], now: datetime) -> dict[str, str]:
    stamp = now.astimezone(UTC).strftime("%Y-%m-%d-%H%M%S")
    newest = max((one.id for one in existing), default="")
    if newest.replace("-", "") > stamp.replace("-", ""):
        raise UsageError(f"the newest migration, {newest}, is in the future", remedy="Rename it first.")
    folder = f"{stamp}_{name}"
    return {f"{folder}/up.sql": _PLAIN.format(what=_UP), f"{folder}/down.sql": _PLAIN.format(what=_DOWN)}


def _flyway(name: str, existing: tuple[Migration, ...], now: datetime) -> dict[str, str]:
    return {f"V{_seconds(existing, now)}__{name}.sql": _PLAIN.format(what=_UP)}


def _supabase(name: str, existing: tuple[Migration, ...], now: datetime) -> dict[str, str]:
    return {f"{_seconds(existing, now)}_{name}.sql": _PLAIN.format(what=_UP)}


_Make = Callable[[str, tuple[Migration, ...], datetime], dict[str, str]]
_LAYOUTS: Mapping[str, _Make] = {
    "marker": _marker,
    "dbmate": _dbmate,
    "goose": _goose,
    "golang-migrate": lambda name, existing, now: _pair(name, existing, now, _WRAPPED),
    "sqlx": lambda name, existing, now: _pair(name, existing, now, _PLAIN),
    "diesel": _diesel,
    "flyway": _flyway,
    "supabase": _supabase,
}


def contract_stub(view: str) -> str:
    """A contract to fill in for a published view, as a draft that promises nothing yet."""
    identity = view.rpartition(".")[2].replace("_", "-")
    return (
        "apiVersion: v3.1.0\n"
        "kind: DataContract\n"
        f"id: {identity}\n"
        "version: 0.1.0\n"
        "status: draft\n"
        "schema:\n"
        f"  - name: {view.rpartition('.')[2]}\n"
        f"    physicalName: {view}\n"
        "    physicalType: view\n"
        "    properties:\n"
        "      - name: id\n"
        "        physicalType: uuid\n"
        "        required: true\n"
    )
