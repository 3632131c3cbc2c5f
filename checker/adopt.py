"""What `db-verify init` finds in a repository, and the config and workflow that it makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from checker.model import Found, Tree, under
from checker.parse.layouts import File, guess, layout
from checker.parse.sql import read_text

WORKFLOW_PATH = ".github/workflows/db-verify.yml"
_VERSIONED = re.compile(r"(?:[0-9]+[_.-].*|[0-9]{12}__.*|[VUR][0-9._]*__.*)\.sql", re.IGNORECASE)
_NEVER = re.compile(
    r"(?:^|/)(?:node_modules|vendor|\.venv|venv|target|dist|build|tests?|fixtures?|testdata)(?:/|$)"
)
_SETTING = re.compile(r"\bcurrent_setting\s*\(\s*'([A-Za-z_][\w$]*(?:\.[A-Za-z_][\w$]*)+)'", re.IGNORECASE)
_POLICY = re.compile(r"\bcreate\s+policy\b", re.IGNORECASE)
_PLACES: Mapping[str, re.Pattern[str]] = {
    "bootstrap": re.compile(r"(?:^|/)bootstrap$"),
    "policies": re.compile(r"(?:^|/)(?:policies|rls)(?:/[^/]+)?$"),
    "views": re.compile(r"(?:^|/)views(?:/[^/]+)?$"),
    "seeds": re.compile(r"(?:^|/)seeds?$"),
}


class Adoption(Struct, frozen=True):
    """What was found: folders of migrations with layout, why, and number; other places by their key of the config."""

    migrations: tuple[tuple[str, str, str, int], ...]
    places: Mapping[str, tuple[str, ...]]
    supabase: bool
    changelog: str | None
    audit: str | None
    contracts: str | None
    settings: tuple[str, ...] = ()


def look(found: Found) -> Adoption:
    """Look at the names of a repository's files, and into the migrations for the layout."""
    tree = found.head_tree
    paths = [path for path, kind in tree.entries.items() if kind == "file" and not _NEVER.search(path)]
    root = [path for path in paths if "/" not in path]
    migrations = tuple(
        (folder, *guess(folder, files, root), len(layout(guess(folder, files, root)[0]).read(folder, files)))
        for folder in _migration_folders(paths)
        if (files := _files(tree, folder))
    )
    taken = [folder for folder, *_ in migrations]
    folders = sorted({path.rpartition("/")[0] for path in paths if path.endswith(".sql")} - set(taken))
    places = {
        key: tuple(
            folder
            for folder in folders
            if pattern.search(folder) and not any(folder.startswith(f"{one}/") for one in taken)
        )
        for key, pattern in _PLACES.items()
    }
    audit = next((folder for folder in ("ops/audit", "docs/audit") if under(paths, folder)), None)
    contracts = sorted(
        {path.rpartition("/")[0] for path in paths if path.endswith((".odcs.yaml", ".odcs.yml"))}
    )
    return Adoption(
        migrations=migrations,
        places=places,
        supabase="supabase/config.toml" in paths or any(one[1] == "supabase" for one in migrations),
        changelog="CHANGELOG.md" if "CHANGELOG.md" in root else None,
        audit=audit,
        contracts=contracts[0] if contracts else None,
        settings=_settings(tree, paths),
    )


def _settings(tree: Tree, paths: Iterable[str]) -> tuple[str, ...]:
    """The settings of the application's own that SQL files with policies ask for, in lower case."""
    texts = [read_text(path, tree.read(path))[0].text for path in paths if path.endswith(".sql")]
    found = {name.lower() for text in texts for name in _SETTING.findall(text)}
    asked = any(_POLICY.search(text) for text in texts)
    return tuple(sorted(name for name in found if not name.startswith("request."))) if asked else ()


def _migration_folders(paths: Iterable[str]) -> list[str]:
    """Folders that hold numbered SQL files, or folders with an up.sql; the topmost of those inside each other."""
    found: set[str] = set()
    for path in paths:
        folder, _, name = path.rpartition("/")
        if name == "up.sql" and "/" in folder:
            found.add(folder.rpartition("/")[0])
        elif folder and _VERSIONED.fullmatch(name) and not any(p.search(folder) for p in _PLACES.values()):
            found.add(folder)
    return sorted(one for one in found if not any(one.startswith(f"{other}/") for other in found))


def _files(tree: Tree, folder: str) -> list[File]:
    found = []
    for path in under(tree.entries, folder):
        if tree.entries[path] == "file":
            source, problems = read_text(path, tree.read(path))
            found.append(File(source, problems))
    return found


def config_text(adoption: Adoption) -> str:
    """db/verify.yml for what was found; every key that is left out is named in a comment."""
    lines = [
        "# What this repository promises about its database. `db-verify check` holds every change against it.",
        "version: 1",
        f"platform: {'supabase' if adoption.supabase else 'vanilla'}",
    ]
    for key in ("bootstrap",):
        lines += _list(
            key, adoption.places[key], "scripts that run as superuser before everything (roles, extensions)"
        )
    lines.append("migrations:")
    for folder, name, why, _ in adoption.migrations:
        lines += [f"  - path: {_quoted(folder)}", f"    layout: {name} # guessed: {why}"]
    lines += _list("policies", adoption.places["policies"], "repeatable scripts, after the migrations")
    lines += _list("views", adoption.places["views"], "repeatable scripts, after the policies")
    lines += _list("seeds", adoption.places["seeds"], "rows for the trial")
    lines.append("exposed_schemas: [public]")
    for key, value in (("changelog", adoption.changelog), ("audit", adoption.audit)):
        lines.append(f"{key}: {_quoted(value)}" if value else f"# {key}: absent, and its rules are off")
    lines.append(
        f"contracts: {{path: {_quoted(adoption.contracts)}}}" if adoption.contracts else "# contracts: absent"
    )
    lines += _access(adoption.settings)
    lines += ["# rules: {RULE: error | warning | note | off}", '# trial: {owner: ROLE, postgres: "18"}']
    return "\n".join(lines) + "\n"


def _access(settings: tuple[str, ...]) -> list[str]:
    """The key of the access as a comment: who may do what is for people to say."""
    lines = [
        "# access: # who may do what; what is not declared is denied, and nobody is tried where nothing is"
    ]
    if settings:
        values = ", ".join(f'{name}: "…"' for name in settings)
        lines += [
            "#   settings: # policies ask for these: their values for a caller with rows in the seeds, and for one with none",
            f"#     own: {{{values}}}",
            f"#     another: {{{values}}}",
        ]
    claims = ", claims: own" if settings else ""
    return [*lines, f"#   allow: [{{role: ROLE, object: public.TABLE, may: [select, insert]{claims}}}]"]


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


def workflow_text() -> str:
    """The workflow; the two words in capitals are for the reader to fill in."""
    return """\
# The check that must be green before a merge. It has no `paths`: a required check that is skipped stays pending for ever.
name: DB Verify

on:
  pull_request:
    types: [opened, synchronize, reopened, edited]
  merge_group:
  push:
    branches: [main]

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
      # OWNER/db-verify is where db-verify is kept, COMMIT the full id of the commit of it that you have read.
      - uses: OWNER/db-verify@COMMIT
"""
