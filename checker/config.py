"""db/verify.yml as a frozen value: every knob there is, in one type.

A JSON Schema of the file is made from these types (`json_schema`), so that the two cannot part.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from checker.access import Access, Allow, Approval, OwnClaims, OwnSettings
from checker.model import Severity

CONFIG_PATH = "db/verify.yml"
BASELINE_PATH = "db/verify-baseline.json"

LayoutName = Literal[
    "marker",
    "dbmate",
    "goose",
    "golang-migrate",
    "diesel",
    "sqlx",
    "flyway",
    "supabase",
    "prisma",
    "drizzle",
    "plain",
]
Path = Annotated[str, Meta(min_length=1, description="A path relative to the repository's root, with /.")]


class _Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the config: unknown keys are errors."""


class MigrationsFolder(_Section, frozen=True):
    """A folder of migrations."""

    path: Annotated[Path, Meta(description="The folder.")]
    layout: Annotated[
        LayoutName | None,
        Meta(
            description="How the tool that applies them names and cuts its files; guessed, and said so, where none is given."
        ),
    ] = None


class Contracts(_Section, frozen=True):
    """What the published views promise."""

    path: Annotated[
        Path,
        Meta(description="The folder of the contracts (Open Data Contract Standard 3.1, one file a view)."),
    ]
    notice: Annotated[
        int,
        Meta(
            ge=0, description="Days between the marking of a view as deprecated and its last day, at least."
        ),
    ] = 90


class StartFrom(_Section, frozen=True):
    """For a chain whose beginning is lost or broken."""

    dump: Annotated[
        Path,
        Meta(
            description="A schema dump (plain SQL) that is run instead of the migrations up to `id`. Where a tool writes the dump anew, name"
            " a copy that stays as it is. What has no owner in it, or the owner `postgres` where that is a superuser in the trial,"
            " belongs to `trial.owner`."
        ),
    ]
    id: Annotated[str, Meta(description="The id of the last migration that the dump stands for.")]


class Extensions(_Section, frozen=True):
    """Extensions that migrations ask for and their owner may not create."""

    need: Annotated[
        tuple[str, ...],
        Meta(description="Installed with the bootstrap's rights; CREATE EXTENSION then counts as applied."),
    ] = ()
    stub: Annotated[
        tuple[str, ...],
        Meta(
            description="Pretended where no Postgres has them; the report says so. On Supabase pg_cron and pg_net then take"
            " jobs and requests, and run none."
        ),
    ] = ()


class TrialConfig(_Section, frozen=True):
    """The throw-away Postgres in which migrations are tried."""

    owner: Annotated[
        Annotated[str, Meta(min_length=1)] | None,
        Meta(
            description="The role that runs the migrations: neither superuser nor BYPASSRLS. The platform's own where none is given."
            " A role that the bootstrap makes has what the bootstrap gives it: where production's owns the database, write"
            " `ALTER DATABASE app OWNER TO …` there."
        ),
    ] = None
    postgres: Annotated[
        Annotated[str, Meta(pattern="^[1-9][0-9]*$")] | Annotated[int, Meta(gt=0)] | None,
        Meta(description="Production's major version; another one in the trial is a warning."),
    ] = None
    extensions: Extensions = Extensions()
    timeout: Annotated[
        int, Meta(gt=0, description="Seconds for the whole trial; a statement may take a quarter of them.")
    ] = 120


class Config(_Section, frozen=True, kw_only=True):
    """What a repository promises. Paths are relative to the repository's root, with `/`."""

    version: Annotated[Literal[1], Meta(description="Of this file's format.")]
    platform: Annotated[
        Literal["vanilla", "supabase"],
        Meta(
            description="Roles, schemas and default grants that are there before everything, as on that platform."
        ),
    ] = "vanilla"
    bootstrap: Annotated[
        tuple[Path, ...],
        Meta(
            description="Scripts that run as superuser before everything (roles, schemas); the base's are run."
        ),
    ] = ()
    start_from: StartFrom | None = None
    migrations: Annotated[tuple[MigrationsFolder, ...], Meta(min_length=1)]
    policies: Annotated[
        tuple[Path, ...],
        Meta(
            description="Repeatable scripts, in name order, after the migrations: protect before you expose."
        ),
    ] = ()
    views: Annotated[tuple[Path, ...], Meta(description="Repeatable scripts, after the policies.")] = ()
    seeds: Annotated[
        tuple[Path, ...],
        Meta(description="Rows for the trial; what they leave empty gets rows that are made up."),
    ] = ()
    exposed_schemas: Annotated[
        tuple[str, ...],
        Meta(
            description="Schemas whose tables others can reach: row-level security is asked of these. `[]` where nobody but the"
            " application connects to the database: it is then asked only of tables on which a role is given something."
        ),
    ] = ("public",)
    published_views: Annotated[
        tuple[str, ...],
        Meta(description="Patterns (`public.v_eng_*`) of views that others build on: each needs a contract."),
    ] = ()
    view_owners: Annotated[
        tuple[str, ...],
        Meta(
            description="Roles that own the published views: not superuser, not BYPASSRLS, not owner of a table."
        ),
    ] = ()
    contracts: Annotated[Contracts | None, Meta(description="Absent: the rules about contracts are off.")] = (
        None
    )
    changelog: Annotated[
        Path | None,
        Meta(description="The changelog that names each migration. Absent: the rules about it are off."),
    ] = None
    audit: Annotated[
        Path | None, Meta(description="The folder of audit reports. Absent: the rules about them are off.")
    ] = None
    pull_request_ids: Annotated[
        bool,
        Meta(
            description="Whether the pull request's text, or a commit message, must name each changed migration's id."
        ),
    ] = False
    rules: Annotated[
        dict[str, Severity],
        Meta(description="Severities other than the rules' own, by rule: `{index-not-concurrent: warning}`."),
    ] = msgspec.field(default_factory=dict)
    trial: TrialConfig = TrialConfig()
    access: Annotated[
        Access,
        Meta(
            description="Who may do what; what is not declared is denied. Absent: nobody is tried, and the report says so."
        ),
    ] = Access()
    consumer_code: Annotated[
        tuple[Path, ...],
        Meta(description="Application code (any text), which may name published views only."),
    ] = ()

    @property
    def paths(self) -> dict[str, tuple[str, ...]]:
        """Each key that names files or folders, with what it names."""
        return {
            "bootstrap": self.bootstrap,
            "migrations": tuple(folder.path for folder in self.migrations),
            "policies": self.policies,
            "views": self.views,
            "seeds": self.seeds,
            "contracts": (self.contracts.path,) if self.contracts else (),
            "changelog": (self.changelog,) if self.changelog else (),
            "audit": (self.audit,) if self.audit else (),
            "start_from": (self.start_from.dump,) if self.start_from else (),
            "consumer_code": self.consumer_code,
        }


# Each section of the file by its keys, in the order in which its page tells of them.
SECTIONS: Mapping[str, type[msgspec.Struct]] = {
    "": Config,
    "migrations": MigrationsFolder,
    "trial": TrialConfig,
    "trial.extensions": Extensions,
    "contracts": Contracts,
    "start_from": StartFrom,
    "access": Access,
    "access.allow": Allow,
    "access.approved": Approval,
    "access.claims": OwnClaims,
    "access.settings": OwnSettings,
}


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line of `check` asks for."""

    paths: tuple[str, ...] = ()
    base: str | None = None
    head: str | None = None
    everything: bool = False
    static: bool = False
    config: str = CONFIG_PATH
    database: str = "auto"
    allow_remote_trial: bool = False
    fail_on: Severity = Severity.ERROR
    write_baseline: bool = False
    as_of: date
    verbose: bool = False


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the config file, made from `Config`."""
    schema = msgspec.json.schema(Config)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "db/verify.yml, the config of db-verify",
        **schema,
    }
