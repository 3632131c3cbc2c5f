"""The config and the workflow that `db-verify init` makes of what it found."""

from __future__ import annotations

import re

from checker.adopt.look import Adoption
from checker.config import CONFIG_PATH

WORKFLOW_PATH = ".github/workflows/db-verify.yml"


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
    if not adoption.postgres and not adoption.stubs and not adoption.needs:
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
    if adoption.needs:
        lines += [
            "  # made before the migrations, since nobody but a superuser may make them:",
            "  # production has them by its superuser, or its service lets the owner",
            f"  extensions: {{need: [{', '.join(adoption.needs)}]}}",
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
