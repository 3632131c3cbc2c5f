"""What `db-verify init` finds in a repository, and the config and workflow that it makes of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from msgspec import Struct

from checker.config import CONFIG_PATH
from checker.model import Found, Migration, Tree, under
from checker.parse.layouts import File, guess, layout
from checker.parse.layouts.plain import goes_back
from checker.parse.layouts.unsupported import database_of, in_code, planned, plans, tool_of
from checker.parse.sql import read_text
from checker.served import POLICY, gives, opens_tables, serves, shown

WORKFLOW_PATH = ".github/workflows/db-verify.yml"
_VERSIONED = re.compile(r"(?:[0-9]+[_.-].*|[0-9]{12}__.*|[VUR][0-9._]*__.*)\.sql", re.IGNORECASE)
_BACK = re.compile(r"(?:downs?|undos?|reverts?|rollbacks?)", re.IGNORECASE)
_NUMBER_ALONE = re.compile(r"[0-9]+\.sql")
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
# What the Postgres image runs as superuser when its database is new: no migrations.
_OF_THE_IMAGE = re.compile(r"(?:^|/)(?:docker-entrypoint-)?initdb(?:\.d)?(?:/|$)")
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
    pretend; `dump` looks like a schema dump. `left_out` says in words which migrations can't be read; `grants` says that
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
    exposed_by: str | None = None
    grants: bool = False


def look(found: Found) -> Adoption:
    """Look at the names of a repository's files, and into the migrations for the layout."""
    tree = found.head_tree
    paths = [path for path, kind in tree.entries.items() if kind == "file" and not _NEVER.search(path)]
    root = [path for path in paths if "/" not in path]
    sql = {path: read_text(path, tree.read(path))[0].text for path in sorted(paths) if path.endswith(".sql")}
    told_by = _supabase_config(paths)
    held = {
        folder: files
        for folder in _migration_folders(
            path for path in paths if told_by not in paths or not _is_declared(path, told_by)
        )
        if (files := _files(tree, folder))
    }
    above = plans(paths, lambda path: read_text(path, tree.read(path))[0].text)
    strange = {
        folder: tool for folder, files in held.items() if (tool := tool_of(files) or planned(folder, above))
    }
    foreign = {
        folder: database
        for folder, files in held.items()
        if folder not in strange and (database := database_of(folder, files))
    }
    guessed = {
        folder: guess(folder, files, tree.entries)
        for folder, files in held.items()
        if folder not in strange and folder not in foreign
    }
    read = {folder: _migrations(name, folder, held[folder]) for folder, (name, _) in guessed.items()}
    numbered = {
        folder: next(file.name for file in held[folder] if _NUMBER_ALONE.fullmatch(file.name))
        for folder, made in read.items()
        if made and all(one.problems and _NUMBER_ALONE.fullmatch(one.path.rpartition("/")[2]) for one in made)
    }
    backward = {
        folder: back for folder, (name, _) in guessed.items() if (back := _back(name, folder, held[folder]))
    }
    migrations = tuple(
        (folder, *guessed[folder], sum(not one.passed_over for one in made))
        for folder, made in read.items()
        if folder not in numbered and folder not in backward
    )
    taken = [*held]
    folders = sorted({path.rpartition("/")[0] for path in paths if path.endswith(".sql")} - set(taken))
    places = {
        key: tuple(
            folder
            for folder in folders
            if pattern.search(folder) and not any(folder.startswith(f"{one}/") for one in taken)
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
    supabase = _is_supabase(paths, sql, migrations)
    exposed, exposed_by = shown(tree, paths, _part(said, "api").get("schemas"), told_by)
    if not exposed and (supabase or serves(tree, paths) or opens_tables(sql.values())):
        exposed = ("public",)
    return Adoption(
        migrations=migrations,
        places=places,
        supabase=supabase,
        exposed=exposed,
        postgres=str(version) if isinstance(version, int) else None,
        dump=next((path for path in sorted(paths) if _DUMP.search(path) and path.count("/") < 2), None),
        changelog="CHANGELOG.md" if "CHANGELOG.md" in root else None,
        audit=audit,
        contracts=contracts[0] if contracts else None,
        settings=_settings(sql.values()),
        left_out=(
            *_left_out(strange, paths, found=bool(migrations or numbered or foreign or backward)),
            *(
                f"files in {folder} take others back, as {back} says, in a way that no tool does that db-verify knows"
                for folder, back in backward.items()
            ),
            *(
                f"the files in {folder} are {whose} ({why}), and db-verify judges PostgreSQL's"
                for folder, (whose, why) in foreign.items()
            ),
            *(
                f"the files in {folder} are called by a number alone ({name}), which no tool that db-verify knows reads but"
                " dbmate, and none has its line -- migrate:up"
                for folder, name in numbered.items()
            ),
        ),
        told_by=told_by,
        stubs=_stubs(text for path, text in sql.items() if any(_within(path, one) for one, *_ in migrations))
        if supabase
        else (),
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


def _back(layout: str, folder: str, files: Iterable[File]) -> str | None:
    """The name, of a file or of their folder, that says that files take back what others did, where their layout has no such."""
    if layout == "plain" and _BACK.fullmatch(last := folder.rpartition("/")[2]):
        return last
    names = (file.name for file in files if file.is_sql)
    return next(filter(goes_back, names), None) if layout == "marker" else None


def _left_out(
    strange: Mapping[str, tuple[str, str]], paths: Collection[str], *, found: bool
) -> Iterator[str]:
    """In words, the migrations that db-verify can't read; those that are no SQL only where none were `found`."""
    for folder, (tool, why) in strange.items():
        yield f"the files in {folder} are {tool}'s ({why}), and db-verify does not know how that runs them"
    if not found and not strange:
        if plan := next((path for path in paths if path.rpartition("/")[2] == "sqitch.plan"), None):
            yield f"there is {plan}, and db-verify does not know how Sqitch runs its files"
        if programs := in_code(paths):
            yield f"the migrations in {programs} are programs, and db-verify judges SQL"


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


def _migration_folders(paths: Iterable[str]) -> list[str]:
    """Folders that hold numbered SQL files, or folders with an up.sql or a migration.sql; the topmost of those inside each other.

    One whose files are called by a number alone counts where none of the others is above or below it.
    """
    found: set[str] = set()
    numbered: set[str] = set()
    for path in paths:
        folder, _, name = path.rpartition("/")
        if name in ("up.sql", "migration.sql") and "/" in folder:
            found.add(folder.rpartition("/")[0])
        elif folder and not any(pattern.search(folder) for pattern in (_OF_THE_IMAGE, *_PLACES.values())):
            if _NUMBER_ALONE.fullmatch(name):
                numbered.add(folder)
            elif _VERSIONED.fullmatch(name):
                found.add(folder)
    found |= {
        one for one in numbered if not any(_within(one, other) or _within(other, one) for other in found)
    }
    return sorted(one for one in found if not any(_within(one, other) for other in found))


def _migrations(name: str, folder: str, files: Sequence[File]) -> list[Migration]:
    """What a layout reads of a folder's files, as a check does."""
    adapter = layout(name)
    aside = adapter.aside([file.path for file in files])
    return adapter.read(folder, [file for file in files if file.path not in aside])


def _seeds(paths: Iterable[str], taken: Sequence[str]) -> tuple[str, ...]:
    """The files `seed.sql` or `seeds.sql`; of several those beside migrations or above a folder that is `taken` by them."""
    found = sorted(filter(_SEEDS.search, paths))
    if len(found) < 2:
        return tuple(found)
    return tuple(path for path in found if any(_within(f"{one}/", path.rpartition("/")[0]) for one in taken))


def _within(folder: str, other: str) -> bool:
    return folder.startswith(f"{other}/")


def _files(tree: Tree, folder: str) -> list[File]:
    found = []
    for path in tree.entries.under(folder):
        if tree.entries[path] == "file":
            source, problems = read_text(path, tree.read(path))
            found.append(File(source, problems))
    return found


def config_text(adoption: Adoption) -> str:
    """db/verify.yml for what was found, with the keys that were not in comments."""
    lines = [
        "# What this repository promises about its database.",
        "# `db-verify check` holds every change against it.",
        "version: 1",
        *([f"# guessed: {adoption.supabase}"] if adoption.supabase else []),
        f"platform: {'supabase' if adoption.supabase else 'vanilla'}",
    ]
    lines += _list("bootstrap", adoption.places["bootstrap"], "run as superuser first: roles, extensions")
    lines.append(
        "migrations: # one database's, in this order" if len(adoption.migrations) > 1 else "migrations:"
    )
    for folder, name, why, _ in adoption.migrations:
        lines += [f"  # guessed: {why}", f"  - path: {_quoted(folder)}", f"    layout: {name}"]
    if adoption.dump:
        lines += [
            f"# where migrations up to an id are gone, or fail: a copy of {adoption.dump}",
            "# as it was after that one, which no tool writes anew:",
            "# start_from: {dump: db/verify-start.sql, id: ID}",
        ]
    lines += _list("policies", adoption.places["policies"], "repeatable scripts, after the migrations")
    lines += _list("views", adoption.places["views"], "repeatable scripts, after the policies")
    lines += _list("seeds", adoption.places["seeds"], "rows for the trial")
    if not adoption.exposed:
        lines += [
            "# Schemas of whose tables row-level security is asked: none, since no file",
            "# enables it, and nothing tells of an API in front of the database. Write",
            "# [public] where others than the application itself connect to it.",
        ]
    elif not adoption.supabase and not adoption.exposed_by:
        lines += [
            "# Row-level security is asked of the tables in these: write [] where nobody",
            "# but the application itself connects to the database.",
        ]
    told = f" # as {adoption.exposed_by} says" if adoption.exposed_by else ""
    lines.append(f"exposed_schemas: [{', '.join(map(_quoted, adoption.exposed))}]{told}")
    for key, value in (("changelog", adoption.changelog), ("audit", adoption.audit)):
        lines.append(f"{key}: {_quoted(value)}" if value else f"# {key}: absent, and its rules are off")
    lines.append(
        f"contracts: {{path: {_quoted(adoption.contracts)}}}" if adoption.contracts else "# contracts: absent"
    )
    lines += _access(adoption.settings)
    if adoption.grants and not adoption.exposed:
        lines += [
            "# Tables that are granted to a role are to have row-level security all the",
            "# same; where roles may see all rows of what they are granted:",
            "# rules: {table-without-rls: off, table-open-after-up: off}",
        ]
    else:
        lines.append("# rules: {RULE: error | warning | note | off}")
    lines += _trial(adoption)
    return "\n".join(lines) + "\n"


def _trial(adoption: Adoption) -> list[str]:
    """The key of the trial, as a comment where nothing is known."""
    if not adoption.postgres and not adoption.stubs:
        return ['# trial: {owner: ROLE, postgres: "18"}']
    lines = ["trial:"]
    if adoption.postgres:
        lines.append(f'  postgres: "{adoption.postgres}" # as {adoption.told_by} says')
    if adoption.stubs:
        lines += [
            "  # pretended, since hardly any Postgres elsewhere has them: their jobs and",
            "  # requests are taken, and none is run",
            f"  extensions: {{stub: [{', '.join(adoption.stubs)}]}}",
        ]
    return lines


def _access(settings: tuple[str, ...]) -> list[str]:
    """The key of the access as a comment: who may do what is for people to say."""
    lines = ["# access: # what is not declared is denied; absent: nobody is tried"]
    if settings:
        lines.append("#   settings: # of a caller who has rows in the seeds, and of one who has none")
        for caller in ("own", "another"):
            lines += [f"#     {caller}:", *(f'#       {name}: "…"' for name in settings)]
    claims = ", claims: own" if settings else ""
    return [
        *lines,
        "#   allow:",
        f"#     - {{role: ROLE, object: public.TABLE, may: [select, insert]{claims}}}",
    ]


def _list(key: str, places: tuple[str, ...], what: str) -> list[str]:
    if not places:
        return [f"# {key}: [] # {what}"]
    return [f"{key}: [{', '.join(map(_quoted, places))}]"]


def _quoted(path: str) -> str:
    """A path as a YAML scalar."""
    if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_./-]*", path) and not path.endswith("/"):
        return path
    import json

    return json.dumps(path)


def workflow_text(branch: str, config: str) -> str:
    """The workflow, for changes that go into `branch`; the two words in capitals are for the reader to fill in."""
    elsewhere = f"        with:\n          config: {_quoted(config)}\n" if config != CONFIG_PATH else ""
    return f"""\
# The check that must be green before a merge. It has no `paths`: a required
# check that is skipped stays pending for ever.
name: DB Verify

on:
  pull_request:
    types: [opened, synchronize, reopened, edited]
  merge_group:
  push:
    branches: [{_quoted(branch)}]

permissions:
  contents: read

jobs:
  db-verify:
    name: DB Verify
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
        with:
          fetch-depth: 0
          persist-credentials: false
      # OWNER/db-verify is where db-verify is kept, COMMIT the full id of the
      # commit of it that you have read.
      - uses: OWNER/db-verify@COMMIT
{elsewhere}"""
