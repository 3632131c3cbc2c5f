"""`db-verify new NAME`: the files of a new migration, in the repository's layout."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from checker.errors import UsageError
from checker.mend.versions import Convention, by_text, following

# Template of a direction in layouts whose file opens the transaction itself.
_WRAPPED = "BEGIN;\n\nSET LOCAL lock_timeout = '5s';\n\n-- {what}\n\nCOMMIT;\n"
_PLAIN = "-- {what}\n"
_UP, _DOWN = "what the migration does", "what undoes it, the last first"
_SECONDS = "%Y%m%d%H%M%S"
_NUMBERED = re.compile(r"([0-9]+)(_+)")
_IN_FOLDERS = ("diesel", "prisma")
_CONVENTIONS: Mapping[str, Convention] = {
    "marker": Convention(_NUMBERED, "%Y%m%d%H%M", "__", by_text),
    "dbmate": Convention(re.compile(r"([0-9]+)([_-]*)"), _SECONDS, order=by_text),
    "goose": Convention(_NUMBERED, _SECONDS),
    "golang-migrate": Convention(_NUMBERED, _SECONDS),
    "sqlx": Convention(_NUMBERED, _SECONDS),
    "diesel": Convention(re.compile(r"([0-9]+(?:-[0-9]+)*)(_)"), "%Y-%m-%d-%H%M%S", order=by_text),
    "flyway": Convention(re.compile(r"[VB]([0-9]+(?:[._][0-9]+)*)(__)"), _SECONDS, "__"),
    "supabase": Convention(_NUMBERED, _SECONDS, order=by_text),
    "prisma": Convention(_NUMBERED, _SECONDS, order=by_text),
    "plain": Convention(re.compile(r"([0-9]+)([_.-])"), _SECONDS),
}


def new_files(layout: str, folder: str, name: str, paths: Iterable[str], now: datetime) -> dict[str, str]:
    """Paths and texts of a new migration's files.

    `paths` are the folder's, those included that only the base or the main branch has; `now` is in UTC. The version goes
    on with theirs. Raises UsageError for a name that is no `snake_name`, where no version comes next, and for Drizzle.
    """
    if not re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", name):
        raise UsageError(
            f"{name!r} does not name a migration",
            remedy="Names are words in lower case with _ between them: add_owner",
        )
    if layout == "drizzle":
        raise UsageError(
            "Drizzle's own generator writes the journal and the snapshot that belong to a migration",
            remedy=f"Let Drizzle make it: npx drizzle-kit generate --custom --name={name}",
        )
    root = folder.rstrip("/")
    inside = [path.removeprefix(f"{root}/") for path in paths if path.endswith(".sql")]
    names = [path.split("/")[-2 if layout in _IN_FOLDERS and "/" in path else -1] for path in inside]
    version, between = following(_CONVENTIONS[layout], names, now)
    made = _FILES[layout](f"{version}{between}{name}", names)
    return {f"{root}/{path}": text for path, text in made.items()}


def _marker(stem: str, _: Iterable[str]) -> dict[str, str]:
    up, down = _WRAPPED.format(what=_UP), _WRAPPED.format(what=_DOWN)
    return {f"{stem}.sql": f"{up}\n/* DOWN */\n\n{down}"}


def _dbmate(stem: str, _: Iterable[str]) -> dict[str, str]:
    up, down = _PLAIN.format(what=_UP), _PLAIN.format(what=_DOWN)
    return {f"{stem}.sql": f"-- migrate:up\n\n{up}\n-- migrate:down\n\n{down}"}


def _goose(stem: str, _: Iterable[str]) -> dict[str, str]:
    up, down = _PLAIN.format(what=_UP), _PLAIN.format(what=_DOWN)
    return {f"{stem}.sql": f"-- +goose Up\n{up}\n-- +goose Down\n{down}"}


def _golang_migrate(stem: str, _: Iterable[str]) -> dict[str, str]:
    return {f"{stem}.up.sql": _WRAPPED.format(what=_UP), f"{stem}.down.sql": _WRAPPED.format(what=_DOWN)}


def _sqlx(stem: str, names: Iterable[str]) -> dict[str, str]:
    """A pair, but where all that is there are simple ones: sqlx mixes the two in no folder."""
    directed = [name.endswith((".up.sql", ".down.sql")) for name in names if _NUMBERED.match(name)]
    if directed and not any(directed):
        return {f"{stem}.sql": _PLAIN.format(what=_UP)}
    return {f"{stem}.up.sql": _PLAIN.format(what=_UP), f"{stem}.down.sql": _PLAIN.format(what=_DOWN)}


def _diesel(stem: str, _: Iterable[str]) -> dict[str, str]:
    return {f"{stem}/up.sql": _PLAIN.format(what=_UP), f"{stem}/down.sql": _PLAIN.format(what=_DOWN)}


def _flyway(stem: str, names: Iterable[str]) -> dict[str, str]:
    """With the file that undoes it where others have one."""
    made = {f"V{stem}.sql": _PLAIN.format(what=_UP)}
    if any(re.match(r"U[0-9]", name) for name in names):
        made[f"U{stem}.sql"] = _PLAIN.format(what=_DOWN)
    return made


def _supabase(stem: str, _: Iterable[str]) -> dict[str, str]:
    return {f"{stem}.sql": _PLAIN.format(what=_UP)}


def _plain(stem: str, names: Iterable[str]) -> dict[str, str]:
    """Called by its number alone where all others are."""
    named = [*names]
    if named and all(re.fullmatch(r"[0-9]+\.sql", name) for name in named):
        stem = re.sub(r"[^0-9].*", "", stem)
    return {f"{stem}.sql": _PLAIN.format(what=_UP)}


def _prisma(stem: str, _: Iterable[str]) -> dict[str, str]:
    return {f"{stem}/migration.sql": _PLAIN.format(what=_UP)}


_FILES: Mapping[str, Callable[[str, Iterable[str]], dict[str, str]]] = {
    "marker": _marker,
    "dbmate": _dbmate,
    "goose": _goose,
    "golang-migrate": _golang_migrate,
    "sqlx": _sqlx,
    "diesel": _diesel,
    "flyway": _flyway,
    "supabase": _supabase,
    "prisma": _prisma,
    "plain": _plain,
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
