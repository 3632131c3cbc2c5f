"""What a hosted platform prepares before anybody's migrations run: roles, schemas, functions, default grants."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

from msgspec import Struct

from checker.errors import UsageError
from checker.state.platform import SUPABASE_EXTENSIONS

PlatformName = Literal["vanilla", "supabase"]


class Platform(Struct, frozen=True):
    """A platform: the names that it gives, and the SQL that its superuser runs in a new database.

    `owner` runs migrations where the config names nobody. `bypassing` are roles that may be the owner
    although they have BYPASSRLS, because they are like that there. `pretended` are extensions that a new
    database has there and a Postgres elsewhere hardly ever. `may_make` are extensions that the owner may make there,
    and elsewhere a superuser only. `brings` are those that its scripts make where the Postgres has them; `stubs` are the
    scripts with what migrations use of an extension that is pretended, or that it brings and the Postgres lacks.
    `event_triggers` says that the owner may make them there, and elsewhere a superuser only; `moves_extensions` that it may
    give an extension another schema, which the function `db_verify_move_extension` does here.
    """

    name: PlatformName
    superuser: str
    database: str
    owner: str
    scripts: tuple[str, ...] = ()
    bypassing: frozenset[str] = frozenset()
    pretended: frozenset[str] = frozenset()
    may_make: frozenset[str] = frozenset()
    brings: frozenset[str] = frozenset()
    stubs: Mapping[str, str] = MappingProxyType({})
    not_proven: tuple[str, ...] = ()
    event_triggers: bool = False
    moves_extensions: bool = False

    def texts(self, stubs: Collection[str] = (), there: Collection[str] = ()) -> tuple[tuple[str, str], ...]:
        """The name and the text of each of its scripts, in order, with those that stand for extensions.

        `stubs` are the extensions that are pretended, `there` those that the Postgres has.
        """
        folder = files("checker.trial.platforms")
        wanted = (self.brings - set(there)) | (set(stubs) - self.brings)
        names = (*self.scripts, *(script for name, script in self.stubs.items() if name in wanted))
        return tuple((name, (folder / name).read_text(encoding="utf-8")) for name in names)


# Of `supautils.privileged_extensions` (github.com/supabase/postgres, ansible/files/postgresql_config/supautils.conf.j2) those
# that nobody but a superuser may make elsewhere, and that reach neither out of the database nor into its server.
_SUPABASE_MAY_MAKE = frozenset(
    (
        *("address_standardizer", "autoinc", "bloom", "dict_xsyn", "earthdistance", "hypopg"),
        *("insert_username", "moddatetime", "pg_hashids", "pg_jsonschema", "pgmq", "pgrouting"),
        *("plpgsql_check", "postgis"),
        *("postgis_sfcgal", "postgis_tiger_geocoder", "postgis_topology", "refint", "rum", "vector"),
    )
)
# Made by supabase.sql.
_SUPABASE_BRINGS = frozenset({"pgcrypto", "uuid-ossp"})

_PLATFORMS = {
    "vanilla": Platform("vanilla", superuser="postgres", database="app", owner="migrator"),
    "supabase": Platform(
        "supabase",
        superuser="supabase_admin",
        database="postgres",
        owner="postgres",
        scripts=("supabase.sql", "supabase-grants-explicit.sql"),
        bypassing=frozenset({"postgres"}),
        pretended=SUPABASE_EXTENSIONS - _SUPABASE_BRINGS,
        brings=_SUPABASE_BRINGS,
        may_make=_SUPABASE_MAY_MAKE,
        stubs=MappingProxyType(
            {name: f"supabase-{name}.sql" for name in ("pg_cron", "pg_net", *sorted(_SUPABASE_BRINGS))}
        ),
        not_proven=(
            "tables made before the platform stopped granting new ones to anon, authenticated and service_role: "
            "here only what the migrations grant is granted",
        ),
        # supabase.com/docs/guides/database/postgres/event-triggers: supautils lets `postgres` make them, and spares superusers.
        event_triggers=True,
        moves_extensions=True,
    ),
}


def platform(name: str) -> Platform:
    """The platform of this name; raises UsageError where there is none."""
    found = _PLATFORMS.get(name)
    if found is None:
        raise UsageError(f"there is no platform {name!r}", remedy=f"Known are: {', '.join(_PLATFORMS)}.")
    return found
