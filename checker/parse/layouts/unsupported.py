"""Tools that no layout here speaks for, and files of another database, told by what is in them: one that fits by chance would
run a down as a part of its up, or SQLite's SQL in PostgreSQL.

The marks are those of each tool's own documentation: Atlas ("Migration Directory Integrity"), Liquibase ("Formatted SQL
changelog"), MyBatis ("Migrations"), node-pg-migrate ("Migrations", SQL), pop ("Migrations"), psql (\\ir), Graphile Migrate, micrate,
rambler, refinery, shmig, sql-migrate and tern (README); and what Prisma and Drizzle write beside their migrations.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from checker.parse.layouts import File
from checker.parse.sql import parse_script

_LINES = {
    "tern": ("---- create above / drop below ----", r"^---- create above / drop below ----\s*$"),
    "sql-migrate": ("-- +migrate Up", r"^-- \+migrate (?:Up|Down)\b"),
    "micrate": ("-- +micrate Up", r"^-- \+micrate (?:Up|Down)\b"),
    "MyBatis": ("-- //@UNDO", r"^[ \t]*--[ \t]*//[ \t]*@UNDO\b"),
    "rambler": ("-- rambler up", r"^[ \t]*--[ \t]*rambler[ \t]+(?:up|down)\b"),
    "shmig": ("-- ==== DOWN ====", r"^-- ====[ \t]+DOWN[ \t]+===="),
    "node-pg-migrate": ("-- Up Migration", r"^[ \t]*--[ \t-]*(?:up|down)[ \t]+migration"),
    "Graphile Migrate": ("--! Previous:", r"^--! Previous:"),
    "psql": ("\\ir", r"^\\(?:ir?|include(?:_relative)?)[ \t]"),
    "Liquibase": ("--liquibase formatted sql", r"^--\s*liquibase formatted sql\b"),
}
# A file of one direction, by its name: such a line in it is a remark.
_ONE_WAY = re.compile(r"\.(?:up|down)\.sql$", re.IGNORECASE)
_FILES = {"atlas.sum": "Atlas", "sqitch.plan": "Sqitch"}
_DATABASES = {
    "sqlite": "SQLite", "sqlite3": "SQLite", "mysql": "MySQL", "mariadb": "MariaDB", "mssql": "SQL Server",
    "sqlserver": "SQL Server", "clickhouse": "ClickHouse", "cockroach": "CockroachDB", "cockroachdb": "CockroachDB",
    "singlestore": "SingleStore", "duckdb": "DuckDB", "cassandra": "Cassandra", "bigquery": "BigQuery",
}  # fmt: skip
_POSTGRES = ("postgres", "postgresql", "pg")
_POP = re.compile(rf"[0-9]+_.*\.(?:postgres|{'|'.join(_DATABASES)})\.(?:up|down)\.sql")
# Looked for in a file that PostgreSQL's parser does not take, from the line on where it stops.
_STRANGE = {
    "SQLite's": re.compile(
        r"\bautoincrement\b|\bcreate\s+virtual\s+table\b|\bwithout\s+rowid\b|^\s*pragma\b",
        re.IGNORECASE | re.MULTILINE,
    ),
    "ClickHouse's": re.compile(r"\bengine\s*=\s*\w*MergeTree\b|\bLowCardinality\s*\(", re.IGNORECASE),
    "SQL Server's": re.compile(
        r"\bidentity\s*\(\s*\d+\s*,\s*\d+\s*\)|\bnvarchar\s*\(|^\s*GO\s*$", re.IGNORECASE | re.MULTILINE
    ),
    "MySQL's": re.compile(
        r"\bauto_increment\b|\bengine\s*=\s*(?:innodb|myisam)\b|\b(?:create|alter|drop)\s+table\s+(?:if\s+(?:not\s+)?exists\s+)?`",
        re.IGNORECASE,
    ),
}
# Its names are Flyway's, its U… go forward, and each file is one transaction.
_REFINERY = re.compile(r"^\s*(?:refinery\b|\[.*dependencies\.refinery\])", re.MULTILINE)
_REFINERYS = re.compile(r"[VU][0-9]+__.+\.sql")
_CHANGELOG = re.compile(r"changelog.*\.(?:xml|ya?ml|json)$", re.IGNORECASE)
_CODE = re.compile(
    r"(?P<folder>(?:.*/)?[^/]*migrat[^/]*(?:/versions)?)/(?:[0-9]+[_-]?|[0-9a-f]{12}_|V[0-9_]+__|Version[0-9]+)[^/]*"
    r"\.(?:rb|py|js|ts|cjs|mjs|php|exs|go|java|kt|cs)",
    re.IGNORECASE,
)


def tool_of(files: Sequence[File]) -> tuple[str, str] | None:
    """The tool whose files these are, and what tells it; None where no such tool is known."""
    for file in files:
        if tool := _FILES.get(file.name):
            return tool, f"there is {file.path}"
    for tool, (mark, pattern) in _LINES.items():
        line = re.compile(pattern, re.MULTILINE | re.IGNORECASE)
        for file in files:
            if file.is_sql and not _ONE_WAY.search(file.name) and line.search(file.source.text):
                return tool, f"{file.path} has such lines as {mark}"
    if named := next((file for file in files if _POP.fullmatch(file.name)), None):
        return "pop", f"{named.name} names a database"
    return None


def plans(paths: Iterable[str], read: Callable[[str], str]) -> dict[str, tuple[str, str]]:
    """The folders whose files belong to a tool that a file elsewhere tells of, with the tool, and which file it is."""
    found: dict[str, tuple[str, str]] = {}
    paths = [*paths]
    for path in paths:
        folder, _, name = path.rpartition("/")
        if name == "Cargo.toml" and _REFINERY.search(read(path)):
            for file in (one for one in paths if not folder or one.startswith(f"{folder}/")):
                where, _, called = file.rpartition("/")
                if _REFINERYS.fullmatch(called):
                    found[where] = "refinery", f"{path} names it"
        if name == "sqitch.plan":
            for part in ("deploy", "revert", "verify"):
                found[f"{folder}/{part}".lstrip("/")] = "Sqitch", f"there is {path}"
        elif _CHANGELOG.search(name) and "databaseChangeLog" in read(path):
            found[folder] = "Liquibase", f"there is {path}"
    return found


def planned(folder: str, above: Mapping[str, tuple[str, str]]) -> tuple[str, str] | None:
    """The tool whose plan names the files of a folder; None where none does."""
    return next(
        (tool for one, tool in above.items() if not one or folder == one or folder.startswith(f"{one}/")),
        None,
    )


def database_of(folder: str, files: Sequence[File]) -> tuple[str, str] | None:
    """The database, other than PostgreSQL, that these files are written for, and what tells it."""
    for file in files:
        if said := _said(file):
            return (
                None if said in _POSTGRES else (f"{_DATABASES.get(said, said)}'s", f"{file.path} says {said}")
            )
    words = re.split(r"[/_.-]", folder.lower())
    if not any(word in _POSTGRES for word in words):
        for word in words:
            if word in _DATABASES:
                return f"{_DATABASES[word]}'s", f"its path says {word}"
    for file in files:
        if file.is_sql and not file.problems and (problems := parse_script(file.source).problems):
            rest = "".join(file.source.text.splitlines(keepends=True)[problems[0].location.line - 1 :])
            for whose, strange in _STRANGE.items():
                if found := strange.search(rest):
                    return whose, f"{file.path} has {' '.join(found[0].split())}"
    return None


def _said(file: File) -> str | None:
    """The database that a tool has written down beside its migrations."""
    match file.name:
        case "migration_lock.toml":
            found = re.search(r"""^\s*provider\s*=\s*["'](\w+)["']""", file.source.text, re.MULTILINE)
        case "_journal.json" | "snapshot.json":
            found = re.search(r'"dialect"\s*:\s*"(\w+)"', file.source.text)
        case _:
            return None
    return found[1].lower() if found else None


def in_code(paths: Iterable[str]) -> str | None:
    """A folder of migrations that are programs and no SQL, among these paths of files; the first one by name."""
    return min((found["folder"] for path in paths if (found := _CODE.fullmatch(path))), default=None)
