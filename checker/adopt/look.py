"""What `db-verify init` finds in a repository."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from msgspec import Struct

from checker.adopt.folders import migration_folders, within
from checker.adopt.served import POLICY, gives, opens_tables, serves, shown
from checker.model import Found, Tree, under
from checker.parse.sql import read_text

_NEVER = re.compile(
    r"(?:^|/)(?:node_modules|vendor|\.venv|venv|target|dist|build|tests?|fixtures?|testdata|examples?|samples?)(?:/|$)"
)
_SETTING = re.compile(r"\bcurrent_setting\s*\(\s*'([A-Za-z_][\w$]*(?:\.[A-Za-z_][\w$]*)+)'", re.IGNORECASE)
_EXTENSION = re.compile(r'\bcreate\s+extension\s+(?:if\s+not\s+exists\s+)?"?([\w-]+)', re.IGNORECASE)
# What a project may have switched on in its dashboard, and no migration makes.
_USED = {"cron": "pg_cron", "net": "pg_net"}
_USE = re.compile(r"\b(cron|net)\.(?:(?:un)?schedule|job|http_(?:get|post|delete))\b", re.IGNORECASE)
_PLACES: Mapping[str, re.Pattern[str]] = {
    "bootstrap": re.compile(r"(?:^|/)bootstrap$"),
    "policies": re.compile(r"(?:^|/)(?:policies|rls)(?:/[^/]+)?$"),
    "views": re.compile(r"(?:^|/)views(?:/[^/]+)?$"),
    "seeds": re.compile(r"(?:^|/)seeds?(?:/[^/]+)?$"),
}
_SUPABASE = "supabase/config.toml"
# What that platform's own schema brings (its documentation, "Auth helper functions"), and what makes it somebody else's.
_OF_SUPABASE = re.compile(r"\bauth\.(?:(?:uid|role|jwt|email)\s*\(|users\b)", re.IGNORECASE)
_OF_ITS_OWN = re.compile(
    r"\bcreate\s+(?:schema\s+(?:if\s+not\s+exists\s+)?auth\b|(?:table|(?:or\s+replace\s+)?function)\s+(?:if\s+not\s+exists\s+)?auth\.)",
    re.IGNORECASE,
)
_SEEDS = re.compile(r"(?:^|/)seeds?\.sql$")
_DUMP = re.compile(r"(?:^|/)(?:schema|structure)\.sql$")


class Adoption(Struct, frozen=True):
    """What was found: folders of migrations with layout, why, and number; other places by their key of the config.

    `supabase` is why that platform's database is meant, None where it is not; `postgres` is what Supabase's own configuration
    says, which is at `told_by`; `exposed` are the schemas that an API shows, by the file `exposed_by`, and none where nothing
    tells of one; `stubs` are extensions that migrations ask for, that hardly any Postgres elsewhere has and the trial can
    pretend; `needs` are those that migrations make and that nobody but a superuser may; `dump` looks like a schema dump. `left_out` says in words which migrations can't be read; `grants` says that
    roles are given something.
    """

    migrations: tuple[tuple[str, str, str, int], ...]
    places: Mapping[str, tuple[str, ...]]
    supabase: str | None
    exposed: tuple[str, ...]
    postgres: str | None
    dump: str | None
    changelog: str | None
    audit: str | None
    contracts: str | None
    settings: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    told_by: str = _SUPABASE
    stubs: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    exposed_by: str | None = None
    grants: bool = False


def look(found: Found) -> Adoption:
    """Look at the names of a repository's files, and into the migrations for the layout."""
    tree = found.head_tree
    paths = [path for path, kind in tree.entries.items() if kind == "file" and not _NEVER.search(path)]
    root = [path for path in paths if "/" not in path]
    sql = {path: read_text(path, tree.read(path))[0].text for path in sorted(paths) if path.endswith(".sql")}
    told_by = _supabase_config(paths)
    candidates = [path for path in paths if told_by not in paths or not _is_declared(path, told_by)]
    folders = migration_folders(tree, paths, candidates, [*_PLACES.values()])
    taken = folders.every
    free = sorted({path.rpartition("/")[0] for path in paths if path.endswith(".sql")} - set(taken))
    places = {
        key: tuple(
            folder
            for folder in free
            if pattern.search(folder) and not any(within(folder, one) for one in taken)
        )
        for key, pattern in _PLACES.items()
    }
    said = _supabase(tree, told_by)
    places["seeds"] += _seeds(paths, taken)
    if said:
        places["seeds"] = _supabase_seeds(said, paths, told_by.rpartition("/")[0])
    version = _part(said, "db").get("major_version")
    audit = next((folder for folder in ("ops/audit", "docs/audit") if under(paths, folder)), None)
    contracts = sorted(
        {path.rpartition("/")[0] for path in paths if path.endswith((".odcs.yaml", ".odcs.yml"))}
    )
    supabase = _is_supabase(paths, sql, folders.migrations)
    exposed, exposed_by = shown(tree, paths, _part(said, "api").get("schemas"), told_by)
    if not exposed and (supabase or serves(tree, paths) or opens_tables(sql.values())):
        exposed = ("public",)
    return Adoption(
        migrations=folders.migrations,
        places=places,
        supabase=supabase,
        exposed=exposed,
        postgres=str(version) if isinstance(version, int) else None,
        dump=next((path for path in sorted(paths) if _DUMP.search(path) and path.count("/") < 2), None),
        changelog="CHANGELOG.md" if "CHANGELOG.md" in root else None,
        audit=audit,
        contracts=contracts[0] if contracts else None,
        settings=_settings(sql.values()),
        left_out=folders.left_out,
        told_by=told_by,
        stubs=_stubs(
            text for path, text in sql.items() if any(within(path, one) for one, *_ in folders.migrations)
        )
        if supabase
        else (),
        needs=() if supabase else folders.needs,
        exposed_by=exposed_by,
        grants=gives(sql.values()),
    )


def _stubs(texts: Iterable[str]) -> tuple[str, ...]:
    """The extensions of Supabase's that these texts make or use, and for which the trial has something that stands in."""
    from checker.trial.platforms import platform

    known = platform("supabase")
    texts = [*texts]
    asked = {name.lower() for text in texts for name in _EXTENSION.findall(text)}
    asked |= {_USED[schema.lower()] for text in texts for schema in _USE.findall(text)}
    return tuple(sorted(asked & known.stubs.keys() - known.brings))


def _is_declared(path: str, told_by: str) -> bool:
    """Whether a file is Supabase's, and none of its migrations: what the schema is to be, tests, snippets."""
    folder = told_by.rpartition("/")[0]
    return path.startswith(f"{folder}/") and not path.startswith(f"{folder}/migrations/")


def _is_supabase(
    paths: Iterable[str], sql: Mapping[str, str], migrations: Iterable[tuple[str, str, str, int]]
) -> str | None:
    """Why the database is that platform's: by its tool's files, or by what the SQL takes for granted."""
    paths = [*paths]
    if (told_by := _supabase_config(paths)) in paths:
        return f"there is {told_by}"
    if any(layout == "supabase" for _, layout, *_ in migrations):
        return "the layout is its tool's"
    named = None
    for path, text in sql.items():
        if _OF_ITS_OWN.search(text):
            return None
        if named is None and (found := _OF_SUPABASE.search(text)):
            named = f"{path} has {found[0].rstrip('( ')}"
    return named


def _supabase_config(paths: Iterable[str]) -> str:
    """Where the Supabase CLI's configuration is: at the root, else in the one folder of a monorepo that has one."""
    found = [path for path in paths if f"/{path}".endswith(f"/{_SUPABASE}")]
    return found[0] if len(found) == 1 else _SUPABASE


def _supabase(tree: Tree, path: str) -> Mapping[str, Any]:
    """What supabase/config.toml says (Supabase's documentation, "Supabase CLI config"); nothing where it can't be read."""
    import tomllib

    if tree.entries.get(path) != "file":
        return {}
    try:
        return tomllib.loads(tree.read(path).decode("utf-8"))
    except ValueError:
        return {}


def _part(said: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A table of a TOML file, empty where it is none."""
    part = said.get(name)
    return part if isinstance(part, dict) else {}


def _supabase_seeds(said: Mapping[str, Any], paths: Iterable[str], folder: str) -> tuple[str, ...]:
    """The seed files that `supabase db reset` runs: seed.sql of the tool's `folder`, but where [db.seed] names others or none."""
    seed = _part(_part(said, "db"), "seed")
    if seed.get("enabled") is False:
        return ()
    named = seed.get("sql_paths", ["./seed.sql"])
    patterns = [f"{folder}/{str(one).removeprefix('./')}" for one in named] if isinstance(named, list) else []
    return tuple(path for pattern in patterns for path in sorted(paths) if fnmatchcase(path, pattern))


def _settings(texts: Collection[str]) -> tuple[str, ...]:
    """The settings of the application's own that SQL files with policies ask for, in lower case."""
    found = {name.lower() for text in texts for name in _SETTING.findall(text)}
    asked = any(POLICY.search(text) for text in texts)
    return tuple(sorted(name for name in found if not name.startswith("request."))) if asked else ()


def _seeds(paths: Iterable[str], taken: Sequence[str]) -> tuple[str, ...]:
    """The files `seed.sql` or `seeds.sql`; of several those beside migrations or above a folder that is `taken` by them."""
    found = sorted(filter(_SEEDS.search, paths))
    if len(found) < 2:
        return tuple(found)
    return tuple(path for path in found if any(within(f"{one}/", path.rpartition("/")[0]) for one in taken))
