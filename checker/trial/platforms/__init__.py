"""What a hosted platform prepares before anybody's migrations run: roles, schemas, functions, default grants."""

from __future__ import annotations

from importlib.resources import files
from typing import Literal

from msgspec import Struct

from checker.errors import UsageError
from checker.state.platform import SUPABASE_EXTENSIONS

PlatformName = Literal["vanilla", "supabase"]


class Platform(Struct, frozen=True):
    """A platform: the names that it gives, and the SQL that its superuser runs in a new database.

    `owner` runs migrations where the config names nobody. `bypassing` are roles that may be the owner
    although they have BYPASSRLS, because they are like that there. `pretended` are extensions that a new
    database has there and a Postgres elsewhere hardly ever.
    """

    name: PlatformName
    superuser: str
    database: str
    owner: str
    scripts: tuple[str, ...] = ()
    bypassing: frozenset[str] = frozenset()
    pretended: frozenset[str] = frozenset()
    not_proven: tuple[str, ...] = ()

    def texts(self) -> tuple[tuple[str, str], ...]:
        """The name and the text of each of its scripts, in order."""
        folder = files("checker.trial.platforms")
        return tuple((name, (folder / name).read_text(encoding="utf-8")) for name in self.scripts)


_PLATFORMS = {
    "vanilla": Platform("vanilla", superuser="postgres", database="app", owner="migrator"),
    "supabase": Platform(
        "supabase",
        superuser="supabase_admin",
        database="postgres",
        owner="postgres",
        scripts=("supabase.sql", "supabase-grants-explicit.sql"),
        bypassing=frozenset({"postgres"}),
        # The others of them are made by supabase.sql, where the Postgres has them.
        pretended=SUPABASE_EXTENSIONS - {"pgcrypto", "uuid-ossp"},
        not_proven=(
            "tables made before the platform stopped granting new ones to anon, authenticated and service_role: "
            "here only what the migrations grant is granted",
        ),
    ),
}


def platform(name: str) -> Platform:
    """The platform of this name; raises UsageError where there is none."""
    found = _PLATFORMS.get(name)
    if found is None:
        raise UsageError(f"there is no platform {name!r}", remedy=f"Known are: {', '.join(_PLATFORMS)}.")
    return found
