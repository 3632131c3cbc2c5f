"""`start_from`: a schema dump stands for a chain's lost or broken beginning."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from checker.config import StartFrom
from checker.errors import UsageError
from checker.model import Found, Migration, Script
from checker.parse.sql import parse_script, read_text


class Start(Struct, frozen=True):
    """The dump as a script that runs before everything, the migrations that are left, and what was left out, in words."""

    dump: Script
    migrations: tuple[Migration, ...]
    note: str


def start_from(found: Found, wanted: StartFrom, migrations: Sequence[Migration], place: str) -> Start:
    """Leave out the migrations up to `wanted.id` that the change does not touch; one that it adds or edits stays.

    The dump is the base's where the base has it, since it runs as superuser. It is read as psql reads it; the
    rows of COPY are left out, since a schema dump has none. Raises UsageError where no migration has the id.
    """
    last = next((one for one in migrations if one.id == wanted.id), None)
    if last is None:
        raise UsageError(
            f"start_from names the migration {wanted.id}, and there is none",
            place=place,
            remedy="Name the last migration that the dump holds.",
        )
    mine = [one for one in migrations if one.folder == last.folder]
    covered = {id(one) for one in mine[: mine.index(last) + 1] if not one.changed}
    tree = found.base_tree if found.base_tree and wanted.dump in found.base_tree.entries else found.head_tree
    source, problems = read_text(wanted.dump, tree.read(wanted.dump))
    if problems:
        dump = Script(source, 0, len(source.text), (), problems=problems)
    else:
        dump = parse_script(source, takes=("commands", "data"))
    rows = [one for one in dump.statements if one.data is not None]
    dump = replace(dump, statements=tuple(one for one in dump.statements if one.data is None))
    note = f"{wanted.dump} stands for {len(covered)} migrations, up to {wanted.id}: they were not looked at"
    if rows:
        note += f"; the rows that it has for {len(rows)} tables were left out"
    return Start(dump, tuple(one for one in migrations if id(one) not in covered), note)
