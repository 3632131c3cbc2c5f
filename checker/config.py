"""db/verify.yml as a frozen value: every knob there is, in one type.

A JSON Schema of the file is made from these types (`json_schema`), so that the two cannot part.
"""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import Meta

from checker.access import CLAIMS, SETTING_NAME, Access, Action, Allow, Approval, OwnClaims, OwnSettings
from checker.errors import UsageError
from checker.model import Severity, Source
from checker.yamlfile import Key, YamlFile, read_yaml

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
        str | None,
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


def read_config(source: Source, known_rules: frozenset[str] = frozenset()) -> Config:
    """Read a config and check it.

    `known_rules` are the ids that `rules:` may name; empty means not to look. Raises UsageError, with
    line and column, for what is not YAML, an unknown key, a wrong value, a rule that does not exist,
    or a path that leads out of the repository.
    """
    file = read_yaml(source)
    if not isinstance(file.data, dict):
        what = "is empty" if file.data is None else "is no mapping of keys to values"
        raise UsageError(
            f"the config {what}",
            place=str(file.place(())),
            remedy="`db-verify init` writes one from what it finds.",
        )
    try:
        config = msgspec.convert(file.data, Config)
    except msgspec.ValidationError as error:
        raise _explain(file, str(error)) from error
    for key, paths in config.paths.items():
        for path in paths:
            if path.startswith("/") or "\\" in path or ".." in path.split("/"):
                raise UsageError(
                    f"{key} names {path!r}, which is not a path inside the repository",
                    place=place_of(source, key, path),
                    remedy="Paths are relative to the repository's root, with / between folders.",
                )
        twice = next((path for number, path in enumerate(paths) if path in paths[:number]), None)
        if twice is not None:
            raise UsageError(
                f"{key} names {twice} twice",
                place=place_of(source, key, twice, last=True),
                remedy="Take one of the entries out.",
            )
    for rule in config.rules:
        if known_rules and rule not in known_rules:
            raise UsageError(
                f"there is no rule {rule!r}{_did_you_mean(rule, known_rules)}",
                place=str(file.place(("rules", rule))),
                remedy="`db-verify rules` lists them.",
            )
    _check_settings(file, config.access.settings)
    return config


# What belongs to somebody: the claims are said under another key, the others are the server's and the trial's own.
_TAKEN = {"request.jwt": "access.claims says what the token holds", "plpgsql": "it is PL/pgSQL's own"}
_TAKEN["db_verify"] = "the trial sets it"


def _check_settings(file: YamlFile, settings: OwnSettings) -> None:
    """Raise UsageError where a name is none that an application can set, or own and another are not two callers."""
    for side, values in (("own", settings.own), ("another", settings.another)):
        seen: dict[str, str] = {}
        for name, value in values.items():
            if wrong := _wrong_setting(name, value, seen.get(name.lower())):
                raise UsageError(
                    f"access.settings.{side} can't set {name!r}: {wrong}",
                    place=str(file.place(("access", "settings", side, name))),
                    remedy="A setting that an application makes up has a dot in its name, as app.tenant_id.",
                )
            seen[name.lower()] = name
    own, another = ({name.lower(): name for name in each} for each in (settings.own, settings.another))
    for side, mine, other in (("another", another, own), ("own", own, another)):
        missing = next((name for name in other if name not in mine), None)
        if missing is not None:
            close = _did_you_mean(missing, frozenset(mine.keys() - other.keys()))
            raise UsageError(
                f"access.settings.{side} does not say {other[missing]}{close}",
                place=str(file.place(("access", "settings", side))),
                remedy="Both sides name the same settings: own says who has rows in the seeds, another who has none.",
            )
    if own and all(settings.own[name] == settings.another[another[low]] for low, name in own.items()):
        raise UsageError(
            "access.settings.another says what own says: it is no other caller",
            place=str(file.place(("access", "settings", "another"))),
            remedy="Give it the values of somebody who has no row in the seeds.",
        )


def _wrong_setting(name: str, value: str, twice: str | None) -> str:
    """What is wrong with a setting; empty where nothing is."""
    if "." not in name:
        return "a name without a dot is the server's own"
    if not re.fullmatch(SETTING_NAME, name):
        return "each part of the name begins with a letter or _, and goes on with letters, digits, _ and $"
    if twice is not None:
        return f"{twice} is the same setting, since PostgreSQL knows it in any case"
    taken = next((why for first, why in _TAKEN.items() if f"{name.lower()}.".startswith(f"{first}.")), "")
    return taken or ("a setting holds no NUL" if "\0" in value else "")


def place_of(source: Source, key: str, path: str, *, last: bool = False) -> str:
    """Where the config's key names a path, as `file:line:column`; the key's own place where that can't be told."""
    file = read_yaml(source)
    found = [
        place
        for where, place in file.values.items()
        if where[:1] == (key,) and _at(file.data, where) == path and len(where) > 1
    ]
    return str((found[-1] if last else found[0]) if found else file.place((key,)))


def _at(data: Any, where: Key) -> Any:
    for part in where:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the config file, made from `Config`."""
    schema = msgspec.json.schema(Config)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "db/verify.yml, the config of db-verify",
        **schema,
    }


def _did_you_mean(word: str, known: frozenset[str] | list[str]) -> str:
    close = get_close_matches(word, sorted(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _explain(file: YamlFile, said: str) -> UsageError:
    """msgspec's sentence, with the place in the file that its path leads to."""
    sentence, _, path_text = said.partition(" - at `")
    path: Key = tuple(
        int(index) if index else name
        for name, index in re.findall(r"\.([^.\[\]`]+)|\[(\d+)\]", path_text.removeprefix("key in "))
    )
    unknown = re.search(r"unknown field `([^`]*)`", sentence)
    if unknown:
        word = unknown.group(1)
        known = _fields_at(path)
        place = file.place((*path, word))
        return UsageError(
            f"unknown key {word!r}{_did_you_mean(word, known)}",
            place=str(place),
            remedy=f"Known keys here: {', '.join(known)}." if known else "",
        )
    missing = re.search(r"missing required field `([^`]*)`", sentence)
    if missing:
        return UsageError(f"the key {missing.group(1)!r} is missing", place=str(file.place(path)))
    wrong = re.fullmatch(r"Invalid enum value '?([^']*)'?", sentence)
    if wrong and path:
        # msgspec writes the keys of a free mapping as `...`: the value tells which one it was.
        inside = file.data.get(path[0]) if "[...]" in path_text and isinstance(file.data, dict) else None
        if isinstance(inside, dict):
            path = (*path, next((key for key, value in inside.items() if str(value) == wrong.group(1)), ""))
        key = next(part for part in reversed(path) if isinstance(part, str))
        legal = _values_at(path)
        return UsageError(
            f"{key} can't be {wrong.group(1)!r}{_did_you_mean(wrong.group(1), legal)}",
            place=str(file.place(path)),
            remedy=f"Known values: {', '.join(legal)}.",
        )
    least = re.fullmatch(r"Expected `int` >= (\d+)", sentence)
    if least:
        sentence = f"a whole number of at least {least.group(1)} belongs here"
    kinds = re.fullmatch(r"Expected `([^`]*)`, got `([^`]*)`", sentence)
    remedy = ""
    if kinds:
        wanted = " or ".join(_KINDS.get(one, one) for one in kinds.group(1).split(" | "))
        sentence = f"{wanted} belongs here, not {_KINDS.get(kinds.group(2), kinds.group(2))}"
        inside = _at(file.data, path)
        if path_text.endswith("[...]`") and kinds.group(1) == "str" and isinstance(inside, dict):
            path = (*path, next((key for key, value in inside.items() if not isinstance(value, str)), ""))
            remedy = "Put it in quotes."
    where = ".".join(str(part) for part in path) or "the config"
    return UsageError(
        f"{where}: {sentence[:1].lower()}{sentence[1:]}", place=str(file.place(path)), remedy=remedy
    )


# msgspec names kinds as JSON does.
_KINDS = {
    "array": "a list",
    "object": "a mapping",
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "null": "nothing",
}


def _fields_at(path: Key) -> list[str]:
    """The keys that a section may have, by walking the types along a path."""
    sections: dict[Key, type[msgspec.Struct]] = {
        (): Config,
        ("migrations",): MigrationsFolder,
        ("contracts",): Contracts,
        ("start_from",): StartFrom,
        ("trial",): TrialConfig,
        ("trial", "extensions"): Extensions,
        ("access",): Access,
        ("access", "allow"): Allow,
        ("access", "approved"): Approval,
        ("access", "claims"): OwnClaims,
        ("access", "settings"): OwnSettings,
    }
    names = tuple(part for part in path if isinstance(part, str) and part != "...")
    section = sections.get(names)
    return [field.encode_name for field in msgspec.structs.fields(section)] if section else []


def _values_at(path: Key) -> list[str]:
    """The values that a key with a fixed choice may have."""
    if path[0] == "rules":
        return [severity.value for severity in Severity]
    choices: dict[str | int, tuple[Any, ...]] = {
        "layout": get_args(LayoutName),
        "platform": ("vanilla", "supabase"),
        "version": (1,),
        "may": get_args(Action),
        "claims": CLAIMS,
    }
    key = next(part for part in reversed(path) if isinstance(part, str))
    return [str(value) for value in choices.get(key, ())]
