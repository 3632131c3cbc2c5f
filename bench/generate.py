"""Made-up migration histories in the house's style: as long as wanted, the same for the same seed, honest.

Each migration is wrapped in a transaction, protects a table before it grants anything on it, and has a
down that restores exactly what its up changed. A history can have defects planted in it; `History.planted`
says which, and where.

    python -m bench.generate FOLDER --migrations 285 --seed 7 --defect down-leaves-index --changelog
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bench.defects import DEFECTS, OF_A_NEW_TABLE, OF_THE_TEXT, plant
from bench.drafts import LATER, Draft, World, create_table

FOLDER = "db/migrations/app"
FIRST = datetime(2020, 1, 6, 9, 0, tzinfo=UTC)
STEP = timedelta(hours=7, minutes=12)
# With more than these, the last would be dated in the future.
_MANY = 6000

CONFIG = """\
version: 1
platform: vanilla
bootstrap: [db/bootstrap]
migrations:
  - path: {folder}
    layout: marker
exposed_schemas: [public]
pull_request_ids: false
{changelog}trial:
  owner: app_owner
  postgres: "18"
  timeout: 600
"""

BOOTSTRAP = """\
-- The roles of a made-up application: who migrates, and who reads and writes.
CREATE ROLE app_owner LOGIN NOINHERIT;
CREATE ROLE app_service NOLOGIN NOINHERIT;
CREATE ROLE app_reader NOLOGIN NOINHERIT;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO app_owner;
GRANT USAGE ON SCHEMA public TO app_service, app_reader;
"""

MIGRATION = """\
-- {title}.

BEGIN;

SET LOCAL lock_timeout = '5s';

{up}

COMMIT;

/* DOWN */

BEGIN;

SET LOCAL lock_timeout = '5s';

{down}

COMMIT;
"""


@dataclass(frozen=True)
class Planted:
    """A defect that was put in: its kind, the migration's id, and the migration's file."""

    kind: str
    id: str
    path: str


@dataclass(frozen=True)
class History:
    """A repository's files by path, the ids of its migrations in order, and the defects in them."""

    files: Mapping[str, str]
    ids: tuple[str, ...]
    planted: tuple[Planted, ...] = ()

    def write(self, folder: Path) -> None:
        """Write the files below a folder."""
        for path, content in self.files.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(content, encoding="utf-8")


def text_of(draft: Draft, kind: str | None = None) -> str:
    """A migration's file, with the defect of that kind where it is one of the text."""
    text = MIGRATION.format(title=draft.title, up="\n\n".join(draft.up), down="\n\n".join(draft.down))
    if kind == "down-missing":
        return text.split("/* DOWN */")[0].rstrip() + "\n"
    if kind == "transaction-left-open":
        return text.replace("COMMIT;\n\n/* DOWN */", "/* DOWN */")
    return text


def when(number: int, migrations: int) -> str:
    """The id of a migration of so many."""
    step = STEP if migrations <= _MANY else STEP / 4
    return (FIRST + number * step).strftime("%Y%m%d%H%M")


def settings(*, changelog: bool = False) -> dict[str, str]:
    """What stands beside the migrations: the roles, and the config."""
    line = "changelog: CHANGELOG.md\n" if changelog else ""
    return {
        "db/bootstrap/010_roles.sql": BOOTSTRAP,
        "db/verify.yml": CONFIG.format(folder=FOLDER, changelog=line),
    }


def _joined(one: Draft, other: Draft) -> Draft:
    """Both in one migration; what was done last is undone first."""
    return Draft(one.title, one.name, (*one.up, *other.up), (*other.down, *one.down))


def generate(
    migrations: int,
    *,
    seed: int = 0,
    tables: int | None = None,
    defects: Iterable[str] = (),
    changelog: bool = False,
    each: int = 1,
) -> History:
    """A history of so many migrations, `tables` of which make a table (default: one in four, at least one).

    Each does `each` things: what it is about, and then something more to tables that are there.

    Each of `defects` (of `DEFECTS`) is planted in a migration of its own, in the last half where there is room.
    The same arguments give the same files. Raises ValueError where there are too few migrations for that.
    """
    random = Random(seed)
    world = World(random)
    wanted = max(1, migrations // 4) if tables is None else tables
    if not 0 < wanted <= migrations:
        raise ValueError(f"{wanted} tables can't be made by {migrations} migrations")
    making = {0, *random.sample(range(1, migrations), wanted - 1)}
    # Dice of its own: the migrations without a defect are the same as in a history that has none.
    at = _places(list(defects), migrations, making, Random(f"{seed} defects"))
    files: dict[str, str] = {}
    ids, planted = [], []
    for number in range(migrations):
        # A table that is there before this migration; its own table would be gone with the down.
        before = world.table() if world.columns else ""
        makers, weights = zip(*LATER, strict=True)
        make = create_table if number in making else random.choices(makers, weights)[0]
        draft = make(world)
        for _ in range(each - 1):
            draft = _joined(draft, random.choices(makers, weights)[0](world))
        kind = at.get(number)
        if kind is not None and kind not in OF_THE_TEXT:
            draft = plant(kind, draft, before)
        id = when(number, migrations)
        path = f"{FOLDER}/{id}__{draft.name}.sql"
        files[path] = text_of(draft, kind)
        ids.append(id)
        if kind is not None:
            planted.append(Planted(kind, id, path))
    files |= settings(changelog=changelog)
    if changelog:
        lines = "".join(f"- Migration {id}.\n" for id in ids)
        files["CHANGELOG.md"] = f"# Changelog\n\n## [Unreleased]\n\n### Added\n\n{lines}"
    return History(files, tuple(ids), tuple(planted))


def _places(kinds: list[str], migrations: int, making: set[int], random: Random) -> dict[int, str]:
    """The number of the migration that each defect goes into; never the first, on which the others stand."""
    found: dict[int, str] = {}
    for kind in kinds:
        if kind not in DEFECTS:
            raise ValueError(f"there is no defect {kind!r}; there are {', '.join(DEFECTS)}")
        free = [
            number
            for number in range(1, migrations)
            if number not in found and (kind not in OF_A_NEW_TABLE or number in making)
        ]
        late = [number for number in free if number >= migrations // 2]
        if not free:
            raise ValueError(f"there is no migration left for the defect {kind}")
        found[random.choice(late or free)] = kind
    return found


def main() -> None:
    """The command line; see the module's docstring."""
    parser = argparse.ArgumentParser(description="Write a made-up repository with migrations.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--migrations", type=int, default=100)
    parser.add_argument("--tables", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--defect", action="append", default=[], choices=DEFECTS)
    parser.add_argument("--changelog", action="store_true")
    given = parser.parse_args()
    history = generate(
        given.migrations,
        seed=given.seed,
        tables=given.tables,
        defects=given.defect,
        changelog=given.changelog,
    )
    history.write(given.folder)
    for planted in history.planted:
        print(f"{planted.path}: {planted.kind}")


if __name__ == "__main__":
    main()
